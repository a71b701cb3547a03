package chart

import (
	"strconv"
	"strings"
	"testing"

	"crossover/tui/cell"
	"crossover/tui/glyph"
)

var rasters = []struct {
	name   string
	raster glyph.Kind
}{
	{"braille", glyph.Braille},
	{"block", glyph.Block},
	{"ascii", glyph.ASCII},
}

// glyphs returns a set with a caret and a crossover that are nothing else on a chart.
func glyphs(k glyph.Kind) *glyph.Set {
	s := *glyph.New(k, true)
	if k != glyph.ASCII {
		s.Up, s.Crossover = '▲', '◆'
	}
	return &s
}

// plainNumber is a [Format] with SI suffixes.
func plainNumber(dst []byte, v float64) []byte {
	suffix := ""
	switch {
	case v >= 1e6:
		v, suffix = v/1e6, "M"
	case v >= 1e3:
		v, suffix = v/1e3, "k"
	}
	return append(strconv.AppendFloat(dst, v, 'g', 3, 64), suffix...)
}

// dollars is a [Format] of prices.
func dollars(dst []byte, v float64) []byte { return plainNumber(append(dst, '$'), v) }

// picture returns the text of a buffer, trailing blanks removed.
func picture(b *cell.Buffer) string {
	var sb strings.Builder
	for y := range b.Height() {
		line := make([]rune, 0, b.Width())
		for _, c := range b.Row(y) {
			line = append(line, c.Rune)
		}
		sb.WriteString(strings.TrimRight(string(line), " "))
		sb.WriteByte('\n')
	}
	return sb.String()
}

// wantPicture compares a buffer with a picture that starts on its own line.
func wantPicture(t *testing.T, b *cell.Buffer, want string) {
	t.Helper()
	want = strings.TrimPrefix(want, "\n")
	if got := picture(b); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}
