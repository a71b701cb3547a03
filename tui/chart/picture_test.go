package chart

import (
	"math"
	"strings"
	"testing"

	"crossover/tui/cell"
	"crossover/tui/glyph"
)

// sampled returns n values of f at even positions of a scale.
func sampled(s Scale, n int, f func(x float64) float64) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = f(s.Value(float64(i) / float64(n-1)))
	}
	return values
}

// small returns a chart of three curves: a line that starts free, a staircase and a
// constant.
func small(raster glyph.Kind) *Chart {
	c := &Chart{
		X: Scale{Log10, 0.1, 1000}, Y: Scale{Log10, 1, 1000},
		XFormat: plainNumber, YFormat: dollars,
		Styles: Styles{Glyphs: glyphs(raster)},
		Band:   Band{On: true, Label: "$0"},
	}
	c.Series = []Series{
		{Name: "functions", Mark: 'f', Values: sampled(c.X, 200, func(x float64) float64 { return math.Max(0, x-1) })},
		{Name: "machines", Mark: 'm', Values: sampled(c.X, 200, func(x float64) float64 { return 5 * math.Ceil(x/50) })},
		{Name: "cluster", Mark: 'c', Values: []float64{80, 80}},
	}
	c.Markers = []Marker{{X: 6, Y: 5, Text: "6/s f>m", Short: "6/s"}}
	c.Cursor = Cursor{On: true, X: 30, Marks: true}
	c.Phases = []Phase{{From: 0.1, To: 6, Name: "functions", Mark: 'f'}, {From: 6, To: 1000, Name: "machines", Mark: 'm'}}
	return c
}

func TestPictures(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"braille": `
 $1k┤┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈│┈┈┈┈┈┈┈┈┈┈┈┈⣀⠤─f functions
    │          ┊        ┊    │    ┊    ⣀⠔⠊ ┊
    │          ┊        ┊    │    ┊ ⢀⠤⠊    ┊
$100┤┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈│┈┈┈⢀⡠⠊⠁┈┈┈┈┈┈⣀─m machines
    │⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉c⠉⡩⠛⠉⠉⠉⠉⠉⠉⠉⣉⠝⠉⠉─c cluster
    │          ┊        ┊   ⡠f⠉   ┊  ⣀⠔⠉   ┊
    │          ┊        ┊⢀⠔⠊ │    ⡤⠔⠉      ┊
 $10┤┈┈┈┈┈┈┈┈6/s f>m┈╲┈⡠⠊⠁┈┈┈│┈⡎⠉⠉┈┈┈┈┈┈┈┈┈┈
    │⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⢉⠝◆⠉⠉⠉⠉⠉⠉m⠉   ┊        ┊
    │          ┊  ⢀⠔⠁   ┊    │    ┊        ┊
  $1┤┈┈┈┈┈┈┈┈┈┈┈┈⢠⠃┈┈┈┈┈┈┈┈┈┈│┈┈┈┈┈┈┈┈┈┈┈┈┈┈
  $0┤⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠁┈┈┈┈┈┈┈┈┈┈┈│┈┈┈┈┈┈┈┈┈┈┈┈┈┈
    └┬──┴───┴──┬─┴───┴──┬──┴─▲─┴──┬─┴───┴──┬
    0.1        1        10   30  100       1k
     ━━━ functions ━━━┃━━━━━ machines ━━━━━━
`,
		"block": `
 $1k┤┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈│┈┈┈┈┈┈┈┈┈┈┈┈▄▄─f functions
    │          ┊        ┊    │    ┊    ▄▞▀ ┊
    │          ┊        ┊    │    ┊ ▗▄▀    ┊
$100┤┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈│┈┈┈▗▄▀▘┈┈┈┈┈┈▄─m machines
    │▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀c▀█▀▀▀▀▀▀▀▀█▛▀▀─c cluster
    │          ┊        ┊   ▄f▀   ┊  ▄▞▀   ┊
    │          ┊        ┊▗▞▀ │    ▄▞▀      ┊
 $10┤┈┈┈┈┈┈┈┈6/s f>m┈╲┈▄▀▘┈┈┈│┈▛▀▀┈┈┈┈┈┈┈┈┈┈
    │▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▜▛◆▀▀▀▀▀▀m▀   ┊        ┊
    │          ┊  ▗▞▘   ┊    │    ┊        ┊
  $1┤┈┈┈┈┈┈┈┈┈┈┈┈▗▘┈┈┈┈┈┈┈┈┈┈│┈┈┈┈┈┈┈┈┈┈┈┈┈┈
  $0┤▀▀▀▀▀▀▀▀▀▀▀▀▘┈┈┈┈┈┈┈┈┈┈┈│┈┈┈┈┈┈┈┈┈┈┈┈┈┈
    └┬──┴───┴──┬─┴───┴──┬──┴─▲─┴──┬─┴───┴──┬
    0.1        1        10   30  100       1k
     ━━━ functions ━━━┃━━━━━ machines ━━━━━━
`,
		"ascii": `
 $1k+........................|............ff-f functions
    |          .        .    |    .    fff .
    |          .        .    |    . fff    .
$100+........................|....ff.......m-m machines
    |ccccccccccccccccccccccccccfffccccccmmmc-c cluster
    |          .        .   fff   .  mmm   .
    |          .        .fff |    mmm      .
 $10+........6/s f>m.\.ff....|.mmm..........
    |mmmmmmmmmmmmmmmmfXmmmmmmmm   .        .
    |          .   ff   .    |    .        .
  $1+............ff..........|..............
  $0+ffffffffffff............|..............
    ++--'---'--+-'---'--+--'-^-'--+-'---'--+
    0.1        1        10   30  100       1k
     === functions ===|===== machines ======
`,
	}
	for _, r := range rasters {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			b := cell.New(56, 15)
			small(r.raster).Draw(b, b.Bounds())
			wantPicture(t, b, want[r.name])
		})
	}
}

// lines returns a chart of curves alone, without axes or names: a rectangle less than five
// rows high has only a plot.
func lines(raster glyph.Kind, series ...Series) string {
	c := Chart{X: Scale{Linear, 0, 1}, Y: Scale{Linear, 0, 3}, Series: series, Styles: Styles{Glyphs: &glyph.Set{Plot: raster}}}
	b := cell.New(24, 4)
	c.Draw(b, b.Bounds())
	return "\n" + picture(b)
}

func TestCurves(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	stairs := []float64{0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3}
	few := []float64{0, 1, 2, 3}
	tests := []struct {
		name   string
		raster glyph.Kind
		series []Series
		want   string
	}{
		{"stairs in braille have upright edges", glyph.Braille, []Series{{Values: stairs, Step: true}}, `
                   ⢠⠤⠤⠤⠤
             ⡤⠤⠤⠤⠤⠤⠜
       ⡤⠤⠤⠤⠤⠤⠃
⠤⠤⠤⠤⠤⠤⠤⠃
`},
		{"stairs in blocks", glyph.Block, []Series{{Values: stairs, Step: true}}, `
                   ▗▄▄▄▄
             ▄▄▄▄▄▄▞
       ▄▄▄▄▄▄▘
▄▄▄▄▄▄▄▘
`},
		{"stairs in ASCII", glyph.ASCII, []Series{{Values: stairs, Step: true, Mark: 's'}}, `
                   sssss
             ssssss
       ssssss
sssssss
`},
		{"held values", glyph.Braille, []Series{{Values: few, Step: true}}, `
                       ⢠
                ⡤⠤⠤⠤⠤⠤⠤⠜
        ⡤⠤⠤⠤⠤⠤⠤⠤⠃
⠤⠤⠤⠤⠤⠤⠤⠤⠃
`},
		{"joined values", glyph.Braille, []Series{{Values: few}}, `
                   ⢀⣀⡠⠤⠤
            ⣀⣀⠤⠤⠒⠒⠉⠁
    ⢀⣀⡠⠤⠒⠒⠉⠉
⠔⠒⠊⠉⠁
`},
		{"a gap", glyph.Braille, []Series{{Values: []float64{1, 1, nan, nan, 2, 2}}}, `

                ⠠⠤⠤⠤⠤⠤⠤⠤
⠤⠤⠤⠤⠤⠤⠤⠄

`},
		{"a lone sample", glyph.Braille, []Series{{Values: []float64{nan, nan, 2, nan, nan}}}, `

         ⠤⠤⠤⠤⠤⠤


`},
		{"one value", glyph.Braille, []Series{{Values: []float64{2}}}, `

⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤


`},
		{"more samples than dots keep their extremes", glyph.Braille, []Series{{Values: spiky(1000)}}, `
        ⡄
        ⡇
⠤⠤⠤⠤⠤⠤⠤⠤⠧⠤⠤⠤⠤⠤⠤⠤⡤⠤⠤⠤⠤⠤⠤⠤
                ⠇
`},
		{"infinities leave the plot", glyph.Braille, []Series{{Values: []float64{math.Inf(-1), 1, 1, math.Inf(1)}}}, `
                ⡇
                ⡇
        ⡤⠤⠤⠤⠤⠤⠤⠤⠃
        ⡇
`},
		{"dominant is no thicker, faint is dotted", glyph.Braille, []Series{
			{Values: []float64{0}}, {Values: []float64{1}, Emphasis: Faint}, {Values: []float64{2}, Emphasis: Dominant},
		}, `

⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤
⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄
⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤
`},
		{"a faint slope is dotted all the way", glyph.Braille, []Series{{Values: []float64{0, 3, 3, 0, 3}, Emphasis: Faint}}, `
      ⠄⠄⠄⠄⠄⠄⠄          ⠄
    ⠄⠁       ⠁⠄      ⠄⠁
  ⠄⠁           ⠁⠄  ⠄⠁
⠄⠁               ⠡⠁
`},
		{"the first series is on top", glyph.ASCII, []Series{{Values: few, Mark: 'a'}, {Values: []float64{1}, Mark: 'b'}}, `
                    aaaa
            aaaaaaaa
bbbbaaaaaaaabbbbbbbbbbbb
aaaa
`},
		{"a cut curve is marked where it ends", glyph.Braille, []Series{{Values: []float64{0, 1, 2, nan, nan, nan}, Mark: 'x'}}, `

       ⢀⡠⠤⠤x
   ⣀⠤⠒⠊⠁
⠔⠊⠉
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := lines(tt.raster, tt.series...); got != tt.want {
				t.Errorf("got:%s\nwant:%s", got, tt.want)
			}
		})
	}
}

// spiky returns n values of 1, except for one 3 and one 0.
func spiky(n int) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = 1
	}
	values[n/3], values[2*n/3] = 3, 0
	return values
}

func TestRibbon(t *testing.T) {
	t.Parallel()
	c := Chart{
		X: Scale{Linear, 0, 10}, Y: Scale{Linear, 0, 1}, Styles: Styles{Glyphs: glyphs(glyph.Braille)},
		Phases: []Phase{
			{From: math.Inf(-1), To: 2.5, Name: "functions", Mark: 'f'},
			{From: 2.5, To: 3.1, Name: "containers", Mark: 'c'},
			{From: 3.1, To: 3.12, Name: "too narrow to see", Mark: 't'},
			{From: 4, To: 7, Name: "nodes", Mark: 'n'},
			{From: 7, To: 99, Name: "machines", Mark: 'm'},
		},
	}
	var got strings.Builder
	for _, w := range []int{13, 22, 32, 42, 72} {
		b := cell.New(w, 8)
		c.Draw(b, b.Bounds())
		got.WriteString(strings.Split(picture(b), "\n")[7] + "\n")
	}
	want := `
 ━f━┃ ┃n━┃━m━
 func…┃c ┃nodes┃machi…
 functio…┃c  ┃ nodes ━┃machines
 functions ┃c━   ┃━━ nodes ━━┃━ machines ━
 ━━━ functions ━━━━┃━c━      ┃━━━━━━ nodes ━━━━━━━┃━━━━━ machines ━━━━━━
`
	if "\n"+got.String() != want {
		t.Errorf("got:\n%s\nwant:%s", got.String(), want)
	}
}

// TestRibbonEdges checks every edge against the value under its column.
func TestRibbonEdges(t *testing.T) {
	t.Parallel()
	c := Chart{X: Scale{Log10, 0.1, 1000}, Y: Scale{Linear, 0, 1}}
	for edge := 0.05; edge < 2000; edge *= 1.07 {
		c.Phases = []Phase{{From: 0, To: edge, Style: 1}, {From: edge, To: 1e9, Style: 2}}
		b := cell.New(77, 9)
		l := c.Draw(b, b.Bounds())
		for x := l.Ribbon.X; x < l.Ribbon.X+l.Ribbon.W; x++ {
			want := cell.Style(1)
			if c.XAt(l, x) >= edge*(1+1e-9) {
				want = 2
			}
			if got := b.At(x, l.Ribbon.Y).Style; got != want && math.Abs(c.XAt(l, x)/edge-1) > 1e-6 {
				t.Fatalf("edge %v: column %d at %v has style %d", edge, x, c.XAt(l, x), got)
			}
		}
	}
}

// drawn returns a layout as box art, with one letter for each part.
func drawn(r cell.Rect, l Layout) string {
	b := cell.New(r.X+r.W, r.Y+r.H)
	for _, p := range []struct {
		rect cell.Rect
		r    rune
	}{
		{l.Plot, '.'}, {l.Band, '0'}, {l.YLabels, 'y'}, {l.YAxis, '|'},
		{l.XAxis, '-'}, {l.XLabels, 'x'}, {l.Ribbon, 'r'}, {l.Gutter, 'g'},
	} {
		b.Fill(p.rect, p.r, 0)
	}
	return "\n" + picture(b)
}

func TestArrange(t *testing.T) {
	t.Parallel()
	all := Wants{YLabel: 4, Gutter: 12, Band: true, Ribbon: true}
	tests := []struct {
		name string
		w, h int
		want Wants
		art  string
	}{
		{"everything", 40, 10, all, `
yyyy|.......................gggggggggggg
yyyy|.......................gggggggggggg
yyyy|.......................gggggggggggg
yyyy|.......................gggggggggggg
yyyy|.......................gggggggggggg
yyyy|.......................gggggggggggg
yyyy|00000000000000000000000gggggggggggg
     -----------------------
xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
     rrrrrrrrrrrrrrrrrrrrrrr
`},
		{"a gutter for marks only", 24, 9, all, `
yyyy|................ggg
yyyy|................ggg
yyyy|................ggg
yyyy|................ggg
yyyy|................ggg
yyyy|0000000000000000ggg
     ----------------
xxxxxxxxxxxxxxxxxxxxxxxx
     rrrrrrrrrrrrrrrr
`},
		{"no ribbon", 24, 7, all, `
yyyy|................ggg
yyyy|................ggg
yyyy|................ggg
yyyy|................ggg
yyyy|0000000000000000ggg
     ----------------
xxxxxxxxxxxxxxxxxxxxxxxx
`},
		{"no band, no gutter", 12, 5, all, `
yyyy|.......
yyyy|.......
yyyy|.......
     -------
xxxxxxxxxxxx
`},
		{"too low for axes", 20, 4, all, `
....................
....................
....................
....................
`},
		{"too narrow for axes", 11, 6, all, `
...........
...........
...........
...........
...........
...........
`},
		{"nothing asked for", 20, 6, Wants{}, `
|...................
|...................
|...................
|...................
 -------------------
xxxxxxxxxxxxxxxxxxxx
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := cell.Rect{W: tt.w, H: tt.h}
			if got := drawn(r, Arrange(r, tt.want)); got != tt.art {
				t.Errorf("got:%s\nwant:%s", got, tt.art)
			}
		})
	}
}
