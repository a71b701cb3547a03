package host

import (
	"fmt"
	"slices"
	"strings"

	"crossover/themes"
	"crossover/tui"
	"crossover/tui/glyph"
)

// Opening is a request for the explorer.
type Opening struct {
	// Room is the room to enter, or "".
	Room string
	// Watch is the token of the room to watch, or "". If set, Room is ignored.
	Watch string
	// Tokens set the scenario.
	Tokens []string
	// theme is the name of a theme, or "" for one that suits the terminal. glyphs is the
	// character set, or nil for one that suits the terminal.
	theme  string
	glyphs *glyph.Kind
	// motion is the amount of animation; nil means none.
	motion *tui.Motion
	// Speak asks for screen-reader mode, Tour for the guided tour.
	Speak, Tour bool
}

// AsksLook reports whether it sets any option of the explorer.
func (o *Opening) AsksLook() bool {
	return o.Speak || o.Tour || o.theme != "" || o.glyphs != nil || o.motion != nil
}

// Words of the explorer beside a scenario's tokens. They may be written as flags; but ssh
// takes a leading flag as its own.
const (
	roomWord   = "room"
	tourWord   = "tour"
	speakWord  = "screen-reader"
	themeWord  = "theme"
	glyphsWord = "glyphs"
	motionWord = "motion"
	// followTerminal chooses what suits the terminal.
	followTerminal = "auto"
)

// Read parses the words of a command line. It reports whether they are for the explorer;
// any others are a command. "room NAME" enters a room. looks are the available themes.
func (o *Opening) Read(args []string, looks []themes.Theme) (ok bool, err error) {
	inRoom := false
	switch {
	case len(args) > 0 && args[0] == roomWord:
		inRoom = true
		args = args[1:]
		o.Room = ""
		if len(args) > 0 {
			o.Room, args = args[0], args[1:]
		}
		if err = CheckRoom(o.Room); err != nil {
			return true, err
		}
	case len(args) > 0 && args[0] == tourWord:
		o.Tour, args = true, args[1:]
	}
	for len(args) > 0 {
		word, value, given := strings.Cut(args[0], "=")
		flag := strings.HasPrefix(word, "--")
		name := strings.TrimPrefix(word, "--")
		args = args[1:]
		switch {
		case name == speakWord && !given:
			o.Speak = true
		case (name == themeWord || name == glyphsWord || name == motionWord) && (given || flag):
			if !given {
				if len(args) == 0 {
					return true, fmt.Errorf("--%s: there is no value", name)
				}
				value, args = args[0], args[1:]
			}
			if err = o.look(name, value, looks); err != nil {
				return true, err
			}
		case given && !strings.HasPrefix(word, "-"):
			o.Tokens = append(o.Tokens, word+"="+value)
		default:
			return inRoom, fmt.Errorf("%q is not key=value, such as rate=12/s", short(word))
		}
	}
	return true, nil
}

// look parses an option of the explorer's look.
func (o *Opening) look(name, value string, all []themes.Theme) error {
	switch {
	case name == motionWord:
		m, ok := tui.ParseMotion(value)
		if !ok {
			return fmt.Errorf("motion: there is no amount %q; write %s", short(value), tui.MotionNames())
		}
		o.motion = &m
	case value == followTerminal:
	case name == glyphsWord:
		k, ok := glyph.ParseKind(value)
		if !ok {
			return fmt.Errorf("glyphs: there is no set %q; write %s or %s", short(value), glyph.Names(), followTerminal)
		}
		o.glyphs = &k
	default:
		var names []string
		for _, t := range all {
			names = append(names, t.Name)
		}
		if !slices.Contains(names, value) {
			return fmt.Errorf("theme: there is no theme %q; write %s or %s", short(value), strings.Join(names, ", "), followTerminal)
		}
		o.theme = value
	}
	return nil
}

// short cuts a client's text for use in an error message.
func short(s string) string { return s[:min(len(s), 64)] }
