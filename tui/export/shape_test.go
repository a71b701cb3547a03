package export

import (
	"image"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/image/vector"
	"golang.org/x/text/unicode/runenames"

	"crossover/tui/glyph"
)

// TestEveryGlyphHasAPicture tries every character of every set, and every one on a golden
// screen.
func TestEveryGlyphHasAPicture(t *testing.T) {
	runes := map[rune]string{}
	for k := range glyph.ASCII + 1 {
		for _, ambiguous := range []bool{false, true} {
			collect(reflect.ValueOf(glyph.New(k, ambiguous)).Elem(), runes, k.String())
		}
	}
	for r := rune(0x2800); r <= 0x28ff; r++ {
		runes[r] = "braille"
	}
	for r := rune(0x20); r < 0x7f; r++ {
		runes[r] = "ASCII"
	}
	for r := rune(0x2500); r < 0x25a0; r++ {
		runes[r] = "lines and blocks"
	}
	files, err := filepath.Glob("../testdata/golden/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden screens: %v", err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range strings.NewReplacer("\n", "", "\t", "").Replace(string(text)) { // tabs are copied, not drawn
			runes[r] = f
		}
	}
	if len(runes) < 256+95+160+30 {
		t.Errorf("only %d characters are looked at", len(runes))
	}
	fonts, err := newFonts()
	if err != nil {
		t.Fatal(err)
	}
	for r, where := range runes {
		if !fonts.has(r) {
			t.Errorf("%q (%U, %s) has no picture", r, r, where)
		}
		if single(r) != r {
			t.Errorf("%q (%U, %s) is not one column wide", r, r, where)
		}
		if ink := covered(pixels(t, fonts, r, false)); (ink > 0) != (r != ' ' && r != 0x2800) {
			t.Errorf("%q (%U, %s) has %d pixels of ink", r, r, where, ink)
		}
	}
	if fonts.has('\U0001f600') || fonts.has(0x10ffff) {
		t.Error("there are pictures of characters the font lacks")
	}
}

// collect gathers the runes of a set's fields.
func collect(v reflect.Value, into map[rune]string, where string) {
	switch v.Kind() {
	case reflect.Int32:
		into[rune(v.Int())] = where
	case reflect.Struct:
		for i := range v.NumField() {
			collect(v.Field(i), into, where+"."+v.Type().Field(i).Name)
		}
	case reflect.Array:
		for i := range v.Len() {
			collect(v.Index(i), into, where)
		}
	}
}

// pixels draws a character alone, one pixel per unit.
func pixels(tb testing.TB, f *fonts, r rune, bold bool) *image.Alpha {
	tb.Helper()
	t := painter{w: unitsW, h: unitsH, fonts: f, masks: map[mask]*image.Alpha{}, pen: raster{z: vector.NewRasterizer(unitsW, unitsH), scale: 1}}
	m, err := t.mask(mask{r: r, bold: bold})
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// covered counts the pixels with ink.
func covered(m *image.Alpha) int {
	n := 0
	for _, a := range m.Pix {
		if a > 127 || a > 0 && a < 255 {
			n++
		}
	}
	return n
}

// arms returns the weights of the lines of a box-drawing character from the centre to the
// left, to the right, up and down: '0' for none, '1' for light, '2' for heavy. ok is false
// for dashes, diagonals and double lines.
func arms(r rune) (weights string, ok bool) {
	name := strings.TrimPrefix(runenames.Name(r), "BOX DRAWINGS ")
	for _, other := range []string{"DASH", "DIAGONAL", "DOUBLE", "SINGLE"} {
		if strings.Contains(name, other) {
			return "", false
		}
	}
	return armsNamed(strings.Replace(name, " ARC", "", 1)), true
}

// armsNamed parses the end of a name such as BOX DRAWINGS LEFT HEAVY AND RIGHT VERTICAL LIGHT. A weight at the
// start, as in LIGHT DOWN AND RIGHT, applies to all.
func armsNamed(name string) string {
	out := []byte("0000")
	words := strings.Fields(name)
	weights := map[string]byte{"LIGHT": '1', "HEAVY": '2'}
	sides := map[string][]int{"LEFT": {0}, "RIGHT": {1}, "UP": {2}, "DOWN": {3}, "HORIZONTAL": {0, 1}, "VERTICAL": {2, 3}}
	set := func(list []string, w byte) {
		for _, s := range list {
			for _, i := range sides[s] {
				out[i] = w
			}
		}
	}
	if w, first := weights[words[0]]; first {
		// LIGHT UP AND HEAVY DOWN, or one weight for all the rest.
		from := 1
		for i := 1; i <= len(words); i++ {
			if i == len(words) || weights[words[i]] != 0 {
				set(words[from:i], w)
				if i < len(words) {
					w, from = weights[words[i]], i+1
				}
			}
		}
		return string(out)
	}
	from := 0
	for i, word := range words {
		if w := weights[word]; w != 0 {
			set(words[from:i], w)
			from = i + 1
		}
	}
	return string(out)
}

// TestLinesJoin checks that all lines of one weight leave a cell in the same pixels.
func TestLinesJoin(t *testing.T) {
	fonts, err := newFonts()
	if err != nil {
		t.Fatal(err)
	}
	straight := map[byte]rune{'1': '─', '2': '━'}
	upright := map[byte]rune{'1': '│', '2': '┃'}
	blank := image.NewAlpha(image.Rect(0, 0, unitsW, unitsH))
	edge := func(m *image.Alpha, side int) []byte {
		var out []byte
		switch side {
		case 0, 1:
			for y := range unitsH {
				out = append(out, m.AlphaAt(side*(unitsW-1), y).A)
			}
		default:
			for x := range unitsW {
				out = append(out, m.AlphaAt(x, (side-2)*(unitsH-1)).A)
			}
		}
		return out
	}
	check := func(r rune, side int, weight byte) {
		t.Helper()
		want := blank
		if like := straight[weight]; side < 2 && like != 0 {
			want = pixels(t, fonts, like, false)
		} else if like := upright[weight]; side >= 2 && like != 0 {
			want = pixels(t, fonts, like, false)
		}
		for _, bold := range []bool{false, true} {
			if got := edge(pixels(t, fonts, r, bold), side); string(got) != string(edge(want, side)) {
				t.Errorf("%c, bold %t: its edge %d is %v, want that of weight %c", r, bold, side, got, weight)
			}
		}
	}
	for r := rune(0x2500); r <= 0x257f; r++ {
		if a, ok := arms(r); ok {
			for side := range 4 {
				check(r, side, a[side])
			}
		}
	}
}

// TestBlocksFillWhatTheySay compares the ink of blocks and shades with their names. Odd
// eighths are rounded to whole units.
func TestBlocksFillWhatTheySay(t *testing.T) {
	fonts, err := newFonts()
	if err != nil {
		t.Fatal(err)
	}
	for r, want := range map[rune]float64{
		'█': 1, '▀': 0.5, '▄': 0.5, '▌': 0.5, '▐': 0.5, '▁': 5. / 36, '▂': 0.25, '▃': 14. / 36, '▅': 23. / 36, '▆': 0.75, '▇': 31. / 36, '▔': 5. / 36,
		'▏': 2. / 18, '▎': 4. / 18, '▍': 7. / 18, '▋': 11. / 18, '▊': 14. / 18, '▉': 16. / 18, '▕': 2. / 18,
		'░': 0.25, '▒': 0.5, '▓': 0.75, '▖': 0.25, '▗': 0.25, '▘': 0.25, '▝': 0.25, '▚': 0.5, '▞': 0.5,
		'▙': 0.75, '▛': 0.75, '▜': 0.75, '▟': 0.75,
	} {
		sum := 0.0
		for _, a := range pixels(t, fonts, r, false).Pix {
			sum += float64(a) / 255
		}
		if got := sum / (unitsW * unitsH); got < want-0.01 || got > want+0.01 {
			t.Errorf("%c covers %.3f of its cell, want %v", r, got, want)
		}
	}
	corner := func(r rune, x, y int) bool { return pixels(t, fonts, r, false).AlphaAt(x, y).A == 255 }
	right, low := unitsW-1, unitsH-1
	for r, want := range map[rune][4]bool{
		'▀': {true, true}, '▄': {false, false, true, true}, '▌': {true, false, true}, '▐': {false, true, false, true},
		'▖': {2: true}, '▗': {3: true}, '▘': {0: true}, '▝': {1: true}, '▚': {0: true, 3: true}, '▞': {1: true, 2: true},
		'▙': {true, false, true, true}, '▛': {true, true, true}, '▜': {true, true, false, true}, '▟': {false, true, true, true},
	} {
		if got := [4]bool{corner(r, 0, 0), corner(r, right, 0), corner(r, 0, low), corner(r, right, low)}; got != want {
			t.Errorf("%c fills the corners %v, want %v", r, got, want)
		}
	}
}

// TestBrailleDotsAreWhereTheyBelong checks each dot alone.
func TestBrailleDotsAreWhereTheyBelong(t *testing.T) {
	fonts, err := newFonts()
	if err != nil {
		t.Fatal(err)
	}
	// Unicode numbers the dots of the left column 1 2 3 7, of the right 4 5 6 8;
	// dot n is bit n-1.
	for n, at := range map[int][2]int{1: {0, 0}, 2: {0, 1}, 3: {0, 2}, 7: {0, 3}, 4: {1, 0}, 5: {1, 1}, 6: {1, 2}, 8: {1, 3}} {
		m := pixels(t, fonts, rune(0x2800+1<<(n-1)), false)
		for y := range unitsH {
			for x := range unitsW {
				in := x/(unitsW/2) == at[0] && y/(unitsH/4) == at[1]
				if m.AlphaAt(x, y).A > 0 && !in {
					t.Fatalf("dot %d has ink at %d,%d", n, x, y)
				}
			}
		}
		if m.AlphaAt(at[0]*unitsW/2+unitsW/4, at[1]*unitsH/4+unitsH/8).A != 255 {
			t.Errorf("dot %d has no ink in its middle", n)
		}
	}
}

func TestBoldIsBolder(t *testing.T) {
	fonts, err := newFonts()
	if err != nil {
		t.Fatal(err)
	}
	ink := func(bold bool) (sum int) {
		for _, r := range "crossover" {
			for _, a := range pixels(t, fonts, r, bold).Pix {
				sum += int(a)
			}
		}
		return sum
	}
	if b, r := ink(true), ink(false); b < r*11/10 {
		t.Errorf("bold letters have %d of ink, others %d", b, r)
	}
}

// has reports whether the font has a character.
func (f *fonts) has(r rune) bool {
	if r == ' ' || drawShape(&layer{}, r) {
		return true
	}
	_, i, err := f.face(r, false)
	return i != 0 && err == nil
}
