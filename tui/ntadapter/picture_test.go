package ntadapter

import (
	"math"
	"testing"

	"crossover/tui/cell"
)

func TestBars(t *testing.T) {
	t.Parallel()
	bars := []Bar{
		{Value: 100}, {Value: 40, Tail: 90}, {Value: 1.3, Tail: 55}, {Value: 0.01}, {Value: 37}, {Value: 60, Tail: 20},
		{Value: 0, Tail: 30}, {Value: math.NaN(), Tail: -1}, {Value: math.Inf(1)},
	}
	tests := []struct {
		name string
		bars Bars
		want string
	}{
		{"blocks", Bars{}, `
████████████████████
████████░░░░░░░░░░
▎░░░░░░░░░░
▏
███████▍
████████████
░░░░░░

████████████████████`},
		{"ascii", Bars{ASCII: true}, `
====================
========----------
.----------
.
=======.
============
------

====================`},
		{"a limit", Bars{Limit: 50, LimitRune: '┊'}, `
█████████┊██████████
████████░┊░░░░░░░░
▎░░░░░░░░┊░
▏        ┊
███████▍ ┊
█████████┊██
░░░░░░   ┊
         ┊
█████████┊██████████`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.bars.Max, tt.bars.Bars = 100, bars
			got := picture(20, 9, func(b *cell.Buffer, r cell.Rect) { tt.bars.Draw(b, r) })
			if got != tt.want {
				t.Errorf("got:%s\nwant:%s", got, tt.want)
			}
		})
	}
}

// TestBarStyles checks the style of each part of a bar.
func TestBarStyles(t *testing.T) {
	t.Parallel()
	b := cell.New(10, 1)
	bars := Bars{Max: 10, Bars: []Bar{{Value: 3, Tail: 6, Style: 1, TailStyle: 2}}, Limit: 9, LimitStyle: 4}
	if n := bars.Draw(b, b.Bounds()); n != 1 {
		t.Errorf("drew %d bars", n)
	}
	for x, want := range []cell.Style{1, 1, 1, 2, 2, 2, 0, 0, 4, 0} {
		if got := b.At(x, 0).Style; got != want {
			t.Errorf("column %d has style %d, want %d", x, got, want)
		}
	}
}

func TestSpark(t *testing.T) {
	t.Parallel()
	ramp := []float64{1, 2, 3, 4, 5, 6, 7, 8, math.NaN(), 0, -3, math.Inf(1), 16, 12, 9}
	tests := []struct {
		name  string
		spark Spark
		w, h  int
		want  string
		top   float64
	}{
		{"one row", Spark{}, 15, 1, `
▁▁▂▂▃▃▄▄    █▆▅`, 16},
		{"two rows", Spark{}, 15, 2, `
            █▄▁
▁▂▃▄▅▆▇█    ███`, 16},
		{"ascii", Spark{ASCII: true}, 15, 1, `
..::--==    #*+`, 16},
		{"the newest", Spark{}, 5, 1, `
  █▆▅`, 16},
		{"room to spare", Spark{}, 20, 1, `
     ▁▁▂▂▃▃▄▄    █▆▅`, 16},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.spark.Values = ramp
			got := picture(tt.w, tt.h, func(b *cell.Buffer, r cell.Rect) {
				if top := tt.spark.Draw(b, r); top != tt.top {
					t.Errorf("top = %v, want %v", top, tt.top)
				}
			})
			if got != tt.want {
				t.Errorf("got:%s\nwant:%s", got, tt.want)
			}
		})
	}
}

func TestSeries(t *testing.T) {
	t.Parallel()
	wave := make([]float64, 40)
	for i := range wave {
		wave[i] = math.Sin(float64(i) / 4)
	}
	gappy := []float64{0, 0, 1, 1, math.NaN(), 3, 3, math.Inf(1), 2, 0, 0}
	tests := []struct {
		name   string
		series Series
		w, h   int
		want   string
	}{
		{"a wave", Series{Lines: []Line{{Values: wave}}}, 40, 5, `
    ╭─────╮                  ╭─────╮
  ╭─╯     ╰─╮              ╭─╯     ╰─╮
──╯         ╰─╮          ╭─╯         ╰─╮
              ╰─╮     ╭──╯             ╰
                ╰─────╯`},
		{"ascii", Series{Lines: []Line{{Values: wave}}, ASCII: true}, 40, 5, `
    .-----.                  .-----.
  .-'     '-.              .-'     '-.
--'         '-.          .-'         '-.
              '-.     .--'             '
                '-----'`},
		{"the newest", Series{Lines: []Line{{Values: wave}}}, 10, 5, `
────╮
    ╰─╮
      ╰─╮
        ╰╮
         ╰`},
		{"gaps", Series{Lines: []Line{{Values: gappy}}}, 14, 4, `
        ──
           ─╮
     ╭─     │
   ──╯      ╰─`},
		{"flat", Series{Lines: []Line{{Values: []float64{7, 7, 7}}}}, 6, 3, `

   ───
`},
		{"a scale, with values beyond it", Series{Lines: []Line{{Values: gappy}}, Min: 1, Max: 2}, 14, 3, `
        ── ─╮
            │
   ────     ╰─`},
		{"two lines", Series{Lines: []Line{{Values: []float64{0, 1, 2, 3, 4}}, {Values: []float64{4, 3, 2, 1, 0}}}}, 8, 5, `
   ─╮  ╭
    ╰╮╭╯
     ╰╮
    ╭╯╰╮
   ─╯  ╰`},
		{"nothing", Series{Lines: []Line{{Values: []float64{math.NaN()}}}}, 8, 2, `

`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := picture(tt.w, tt.h, func(b *cell.Buffer, r cell.Rect) { tt.series.Draw(b, r) })
			if got != tt.want {
				t.Errorf("got:%s\nwant:%s", got, tt.want)
			}
		})
	}
}
