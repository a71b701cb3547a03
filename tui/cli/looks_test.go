package cli

import (
	"testing"

	"github.com/charmbracelet/colorprofile"

	"crossover/engine/scenario"
	"crossover/tui/glyph"
)

// TestWhatTheTerminalIs detects the terminal from its environment as the explorer does.
func TestWhatTheTerminalIs(t *testing.T) {
	forced := glyph.Block
	for _, tt := range []struct {
		env     []string
		glyphs  *glyph.Kind
		profile colorprofile.Profile
		detect  bool
		drawn   glyph.Kind
		light   bool
	}{
		{[]string{"TERM=xterm-256color", "COLORTERM=truecolor", "LANG=en_GB.UTF-8"}, nil, colorprofile.TrueColor, true, glyph.Braille, false},
		{[]string{"TERM=xterm-256color", "LANG=en_GB.UTF-8"}, nil, colorprofile.ANSI256, true, glyph.Braille, false},
		{[]string{"TERM=xterm-16color"}, nil, colorprofile.ANSI, true, glyph.Braille, false},
		{[]string{"TERM=linux"}, nil, colorprofile.ANSI, true, glyph.ASCII, false},
		{[]string{"TERM=xterm-256color", "LC_ALL=C"}, nil, colorprofile.ANSI256, true, glyph.ASCII, false},
		{[]string{"TERM=xterm-256color", "LC_ALL=de_DE.ISO-8859-1"}, &forced, colorprofile.ANSI256, true, glyph.Block, false},
		{[]string{"TERM=xterm-256color", "COLORTERM=truecolor", "NO_COLOR=1"}, nil, colorprofile.ASCII, false, glyph.Braille, false},
		{[]string{"TERM=xterm-256color", "NO_COLOR=no"}, nil, colorprofile.ASCII, false, glyph.Braille, false},
		{[]string{"TERM=xterm-256color", "NO_COLOR="}, nil, colorprofile.ANSI256, true, glyph.Braille, false},
		{[]string{"TERM=xterm-256color", "COLORFGBG=0;15"}, nil, colorprofile.ANSI256, true, glyph.Braille, true},
		{[]string{"TERM=xterm-256color", "COLORFGBG=0;default;7"}, nil, colorprofile.ANSI256, true, glyph.Braille, true},
		{[]string{"TERM=xterm-256color", "COLORFGBG=15;0"}, nil, colorprofile.ANSI256, true, glyph.Braille, false},
		{[]string{"TERM=xterm-256color", "COLORFGBG=12;8"}, nil, colorprofile.ANSI256, true, glyph.Braille, false},
		{[]string{"TERM=xterm-256color", "COLORFGBG=default"}, nil, colorprofile.ANSI256, true, glyph.Braille, false},
	} {
		o := session(nil, scenario.Default(), Options{Environ: tt.env, Characters: tt.glyphs})
		if o.Profile != tt.profile || o.Detect != tt.detect || o.Glyphs.Kind != tt.drawn || o.Light != tt.light {
			t.Errorf("%v: %v (detect %v), %v, light %v", tt.env, o.Profile, o.Detect, o.Glyphs.Kind, o.Light)
		}
	}
}
