package sshd

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"crossover/themes"
	"crossover/tui"
	"crossover/tui/glyph"
)

// opening is what a command line asks of the explorer.
type opening struct {
	// room is to be entered, if any.
	room string
	// tokens set the scenario.
	tokens []string
	// theme names the look, empty for the terminal's kind; glyphs are the
	// characters, nil for what the terminal can show.
	theme  string
	glyphs *glyph.Kind
	// motion is how much moves by itself, nil for none.
	motion *tui.Motion
	// speak is for a screen reader, tour for the guided tour.
	speak, tour bool
}

// asksLook reports whether it says how the explorer is to be.
func (o *opening) asksLook() bool {
	return o.speak || o.tour || o.theme != "" || o.glyphs != nil || o.motion != nil
}

// Words of the explorer beside the tokens of a scenario. They can be written as
// flags, too; but ssh takes a flag that is the first word for its own.
const (
	roomWord   = "room"
	tourWord   = "tour"
	speakWord  = "screen-reader"
	themeWord  = "theme"
	glyphsWord = "glyphs"
	motionWord = "motion"
	// followTerminal asks for what suits the terminal.
	followTerminal = "auto"
)

// opening reads a command line, and reports whether it is one of the explorer:
// any other is a command's. "room NAME" enters a room, and so does a user name
// such as room+NAME, which can go on with the guest's own, as in room+NAME+ann.
func (s *session) opening(args []string) (o opening, ok bool, err error) {
	if err = s.loginRoom(&o); err != nil {
		return o, true, err
	}
	inRoom := false
	switch {
	case len(args) > 0 && args[0] == roomWord:
		inRoom = true
		args = args[1:]
		o.room = ""
		if len(args) > 0 {
			o.room, args = args[0], args[1:]
		}
		if err = CheckRoom(o.room); err != nil {
			return o, true, err
		}
	case len(args) > 0 && args[0] == tourWord:
		o.tour, args = true, args[1:]
	}
	for len(args) > 0 {
		word, value, given := strings.Cut(args[0], "=")
		flag := strings.HasPrefix(word, "--")
		name := strings.TrimPrefix(word, "--")
		args = args[1:]
		switch {
		case name == speakWord && !given:
			o.speak = true
		case (name == themeWord || name == glyphsWord || name == motionWord) && (given || flag):
			if !given {
				if len(args) == 0 {
					return o, true, fmt.Errorf("--%s: there is no value", name)
				}
				value, args = args[0], args[1:]
			}
			if err = o.look(name, value, s.serving.Options.Themes); err != nil {
				return o, true, err
			}
		case given && !strings.HasPrefix(word, "-"):
			o.tokens = append(o.tokens, word+"="+value)
		default:
			return o, inRoom, fmt.Errorf("%q is not key=value, such as rate=12/s", firstBytes(word, maxVariable))
		}
	}
	return o, true, nil
}

// loginRoom takes the room, and the guest's name in it, from the name that logged
// in, where that has one.
func (s *session) loginRoom(o *opening) error {
	name, in := strings.CutPrefix(s.login, roomUser)
	if !in {
		return nil
	}
	var guest string
	o.room, guest, _ = strings.Cut(name, "+")
	if s.holder.comment == "" || guest != "" {
		s.user = personName(guest)
	}
	return CheckRoom(o.room)
}

// look takes in what the explorer is to look like.
func (o *opening) look(name, value string, all []themes.Theme) error {
	switch {
	case name == motionWord:
		m, ok := tui.ParseMotion(value)
		if !ok {
			return fmt.Errorf("motion: there is no amount %q; write %s", firstBytes(value, maxVariable), tui.MotionNames())
		}
		o.motion = &m
	case value == followTerminal:
	case name == glyphsWord:
		k, ok := glyph.ParseKind(value)
		if !ok {
			return fmt.Errorf("glyphs: there is no set %q; write %s or %s", firstBytes(value, maxVariable), glyph.Names(), followTerminal)
		}
		o.glyphs = &k
	default:
		if !slices.ContainsFunc(all, func(t themes.Theme) bool { return t.Name == value }) {
			var names []string
			for _, t := range all {
				names = append(names, t.Name)
			}
			return fmt.Errorf("theme: there is no theme %q; write %s or %s", firstBytes(value, maxVariable), strings.Join(names, ", "), followTerminal)
		}
		o.theme = value
	}
	return nil
}

// errNoTerminal is told where the explorer is asked for and cannot be shown.
var errNoTerminal = errors.New("there is no terminal to explore in; try ssh -t, or a command such as eval rate=1k/s")

// errOtherRoom is told where only one room is served; it does not say which.
var errOtherRoom = errors.New("this server is for one room: use the line you were given")

// show prints the scenario of a room, for a guest to keep.
func (s *session) show(room string) int {
	if only := s.server.config.OnlyRoom; only != "" && room != only {
		return s.fail(exitBadInput, errOtherRoom.Error())
	}
	sc, ok := s.server.rooms.scenario(room)
	if !ok {
		return s.fail(exitFailure, "there is no such room at the moment; ssh -t enters one")
	}
	if s.send(s.ch, []byte(printable(sc.String())+"\n")) != nil {
		return exitFailure
	}
	return 0
}
