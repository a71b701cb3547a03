package tui

import (
	"fmt"
	"strings"
	"testing"

	"crossover/engine/proptest"
	"crossover/tui/glyph"
	"crossover/tui/state"
)

// TestScreens compares whole screens, as text, with the files in testdata/golden. Their
// offers are made up, so that price changes do not affect them.
func TestScreens(t *testing.T) {
	const (
		first = 1                 // Explore only
		drawn = state.Latency + 1 // and the other graphical ones
		all   = state.NumScreens
	)
	sizes := []struct {
		w, h    int
		screens state.Screen // the number of screens
	}{
		// the sizes for which the layout is designed
		{160, 48, all}, {120, 36, all}, {100, 30, drawn}, {80, 24, all}, {60, 20, all}, {40, 12, all},
		// one less, where panes fold, and one more
		{159, 47, first}, {119, 35, first}, {116, 28, first}, {115, 27, first}, {99, 29, first}, {79, 23, first},
		{75, 24, first}, {59, 19, first}, {41, 13, first}, {39, 12, first}, {40, 11, first},
		// upright, tall, wide and large
		{60, 60, all}, {48, 60, first}, {50, 80, drawn}, {80, 100, drawn}, {100, 40, first}, {300, 30, drawn}, {240, 67, first},
		// tiny
		{20, 5, first}, {1, 1, first},
	}
	for _, z := range sizes {
		s := open(t, smallEngine(t), z.w, z.h)
		for screen := range z.screens {
			s.press(fmt.Sprintf("f%d", screen+1))
			s.rest()
			golden(t, fmt.Sprintf("%s-%dx%d", strings.ToLower(screen.String()), z.w, z.h), s.Frame())
		}
	}
}

// TestScreensOnTheWay compares screens in the middle of an interaction.
func TestScreensOnTheWay(t *testing.T) {
	proptest.Sequential(t)
	tests := []struct {
		name   string
		tokens []string
		keys   []string
		w, h   int
		glyphs glyph.Kind
	}{
		{"ascii", nil, nil, 100, 30, glyph.ASCII},
		{"block", nil, nil, 100, 30, glyph.Block},
		{"looks", nil, []string{"T", "down"}, 120, 36, glyph.Braille},
		{"looks-small", nil, []string{"T", "end"}, 40, 12, glyph.Braille},
		{"help", nil, []string{"?"}, 120, 36, glyph.Braille},
		{"help-scrolled", nil, []string{"?", "pgdown"}, 60, 20, glyph.Braille},
		{"help-searched", nil, []string{"?", "z", "o", "o", "m", "down"}, 80, 24, glyph.Braille},
		{"export", nil, []string{"e", "down"}, 80, 24, glyph.Braille},
		{"scenarios-none-kept", nil, []string{"S"}, 80, 24, glyph.Braille},
		{"copy", []string{"rate=3M/month", "memory=1GB"}, []string{"Y"}, 100, 30, glyph.Braille},
		{"palette", nil, []string{":"}, 120, 36, glyph.Braille},
		{"palette-command", nil, []string{":", "g", "p", "u", "=", "l", "4"}, 80, 24, glyph.Braille},
		{"palette-wrong", nil, []string{":", "g", "p", "u", "=", "l", "3", "enter"}, 60, 20, glyph.ASCII},
		{"typing", nil, []string{"5", "0", "/"}, 80, 24, glyph.Braille},
		{"typed-wrongly", nil, []string{"5", "0", "enter"}, 80, 24, glyph.Braille},
		{"pinned", nil, []string{"p", "L", "down", "L"}, 120, 36, glyph.Braille},
		{"per-million", nil, []string{"y", "y"}, 100, 30, glyph.Braille},
		{"by-month", []string{"rate=2/s", "growth=20%/month"}, []string{"M"}, 120, 36, glyph.Braille},
		{"by-month-small", []string{"rate=2/s", "growth=20%/month"}, []string{"M"}, 40, 12, glyph.ASCII},
		{"by-month-flat", []string{"growth=0%/month"}, []string{"M"}, 80, 24, glyph.Braille},
		{"band", []string{"rate=20/s"}, []string{"Q", "y", "y"}, 120, 36, glyph.Braille},
		{"band-ascii", []string{"rate=20/s", "uncertainty=50%"}, []string{"Q", "z"}, 80, 24, glyph.ASCII},
		{"band-small", []string{"rate=20/s"}, []string{"Q", "Q"}, 40, 12, glyph.Block},
		{"relative-memory", nil, []string{"y", "a"}, 100, 30, glyph.Braille},
		{"all-variants", nil, []string{"v", "n"}, 120, 36, glyph.Braille},
		{"no-traffic", []string{"rate=0"}, nil, 120, 36, glyph.Braille},
		{"nothing-fits", []string{"p99=1ms"}, nil, 120, 36, glyph.Braille},
		{"zoomed-chart", nil, []string{"z"}, 100, 30, glyph.Braille},
		{"zoomed-side", nil, []string{"z", "z"}, 80, 24, glyph.Braille},
		{"zoomed-ranking", nil, []string{"z", "z", "z"}, 80, 24, glyph.Braille},
		{"zoomed-layout", nil, []string{"z", "z", "z", "z"}, 160, 48, glyph.Braille},
		{"growth", []string{"growth=20%/month", "migration=500"}, []string{"G"}, 160, 48, glyph.Braille},
		{"growth-small", []string{"growth=20%/month"}, []string{"G"}, 80, 24, glyph.Braille},
		{"tornado", nil, []string{"i"}, 160, 48, glyph.Braille},
		{"gpu", []string{"part=ml"}, []string{"f2"}, 100, 30, glyph.Braille},
		{"target", []string{"p99=500ms", "burst=10", "shape=office"}, nil, 160, 48, glyph.Braille},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := open(t, smallEngine(t), tt.w, tt.h, withScenario(t, tt.tokens...), withGlyphs(tt.glyphs))
			s.press(tt.keys...)
			s.rest()
			golden(t, "way-"+tt.name, s.Frame())
		})
	}
}
