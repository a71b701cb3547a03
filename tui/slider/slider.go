// Package slider draws the slider of the scenario panel: a label, a track with a handle,
// and the value as text, all in one row of a buffer. A slider moves by steps, by dragging
// and by a typed value. The caller translates keys and messages into calls.
package slider

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Slider is one slider. Its fields may be set freely; a value outside its scale is
// drawn at the nearest value of the scale. A Slider belongs to one session.
type Slider struct {
	// Label is its name, in characters one column wide.
	Label string
	// Scale defines the values and their places on the track.
	Scale Scale
	// Choices, if any, makes the value an index into these names, which are
	// shown in its place. Scale is then theirs, and Format and Parse are not used.
	Choices []string
	// Value is the value at the handle.
	Value float64
	// Default is the value that Reset restores. A value that differs from it is drawn
	// bold.
	Default float64
	// Ghost is a pinned value marked on the track while HasGhost is set.
	Ghost    float64
	HasGhost bool
	// Snaps are values the handle snaps to when it is dragged near them, marked
	// on tracks that have room.
	Snaps []float64
	// Format appends a value as text to dst. If it is nil, plain numbers are
	// shown.
	Format func(dst []byte, v float64) []byte
	// Parse reads a typed value. If it is nil, plain numbers are read.
	Parse func(s string) (float64, error)
	// Profile, if not empty, is drawn as a sparkline in place of the track and the value,
	// for a course that is none of the choices.
	Profile []float64
	// Tag, if not empty, is drawn beside the handle: the name of another person who moves
	// it.
	Tag string

	edit    edit
	scratch []byte // text of the value, kept so that drawing allocates nothing
}

// scale returns the scale in force.
func (s *Slider) scale() *Scale {
	if n := len(s.Choices); n > 0 {
		s.Scale = choiceScale(n)
	}
	return &s.Scale
}

// Set moves the handle to v, or to the end nearest to it, and reports whether
// that changed the value. NaN changes nothing.
func (s *Slider) Set(v float64) bool {
	if math.IsNaN(v) {
		return false
	}
	v = s.scale().Clamp(v)
	changed := v != s.Value
	s.Value = v
	return changed
}

// Step moves the handle n stops to the right, or to the left for negative n,
// and reports whether it moved.
func (s *Slider) Step(n int, coarse bool) bool {
	return s.Set(s.scale().Step(s.Value, n, coarse))
}

// Home moves the handle to the left end and reports whether it moved.
func (s *Slider) Home() bool {
	return s.Set(s.scale().Value(0))
}

// End moves the handle to the right end and reports whether it moved.
func (s *Slider) End() bool {
	return s.Set(s.scale().Value(1))
}

// Reset moves the handle to the default and reports whether it moved.
func (s *Slider) Reset() bool { return s.Set(s.Default) }

// Changed reports whether the value differs from the default.
func (s *Slider) Changed() bool { return s.Value != s.Default }

// AppendValue appends v as the slider shows it.
func (s *Slider) AppendValue(dst []byte, v float64) []byte {
	switch {
	case len(s.Choices) > 0 && s.Format == nil:
		return append(dst, s.Choices[int(s.scale().Clamp(v))]...)
	case s.Format != nil:
		return s.Format(dst, v)
	default:
		return strconv.AppendFloat(dst, v, 'g', 6, 64)
	}
}

// maxTyped is the maximum number of characters in a typed value.
const maxTyped = 24

// edit is a value being typed.
type edit struct {
	on   bool
	text []byte
	err  string
}

// Editing reports whether a value is being typed.
func (s *Slider) Editing() bool { return s.edit.on }

// EditText returns the text typed so far.
func (s *Slider) EditText() string { return string(s.edit.text) }

// EditError returns why the typed text was refused, or "".
func (s *Slider) EditError() string { return s.edit.err }

// BeginEdit starts typing a value, with r as its first character unless r is 0. If a value
// is already being typed, it starts over.
func (s *Slider) BeginEdit(r rune) {
	s.edit.on, s.edit.text, s.edit.err = true, s.edit.text[:0], ""
	if r != 0 {
		s.EditKey(r)
	}
}

// EditKey takes one typed character and reports whether it was used. If no value is being
// typed, a digit or a decimal point starts one.
func (s *Slider) EditKey(r rune) bool {
	if !s.edit.on {
		if (r < '0' || r > '9') && r != '.' {
			return false
		}
		s.BeginEdit(0)
	}
	if (r < ' ' || r >= 0x7f) && r != 'µ' && r != 'μ' { // the two signs for micro
		return false
	}
	s.edit.err = ""
	if utf8.RuneCount(s.edit.text) < maxTyped {
		s.edit.text = utf8.AppendRune(s.edit.text, r)
	}
	return true
}

// Backspace deletes the last typed character. If there is none, it cancels.
func (s *Slider) Backspace() {
	if len(s.edit.text) == 0 {
		s.Cancel()
		return
	}
	_, size := utf8.DecodeLastRune(s.edit.text)
	s.edit.text = s.edit.text[:len(s.edit.text)-size]
	s.edit.err = ""
}

// Cancel stops typing and leaves the value as it was.
func (s *Slider) Cancel() { s.edit.on, s.edit.text, s.edit.err = false, s.edit.text[:0], "" }

// Commit sets the value to the typed one. If the text is refused, the value and the text
// stay, and the reason is shown until the next key. Without any text it cancels.
func (s *Slider) Commit() error {
	if !s.edit.on {
		return nil
	}
	text := strings.TrimSpace(string(s.edit.text))
	if text == "" {
		s.Cancel()
		return nil
	}
	v, err := s.read(text)
	if err != nil {
		s.edit.err = err.Error()
		return err
	}
	s.Cancel()
	s.Set(v)
	return nil
}

// read turns typed text into a value of the scale.
func (s *Slider) read(text string) (float64, error) {
	if len(s.Choices) > 0 {
		return s.readChoice(text)
	}
	v, err := strconv.ParseFloat(text, 64)
	switch {
	case s.Parse != nil:
		v, err = s.Parse(text)
	case err != nil:
		err = errors.New("not a number")
	}
	if err != nil {
		return 0, err
	}
	lo, hi := s.scale().Range()
	if math.IsNaN(v) || v < lo || v > hi || s.scale().Clamp(v) != v {
		from := s.AppendValue(nil, lo)
		if s.Scale.Log && s.Scale.Zero {
			from = append(append(from, " or "...), s.AppendValue(nil, s.Scale.Min)...)
		}
		return 0, fmt.Errorf("from %s to %s", from, s.AppendValue(nil, hi))
	}
	return v, nil
}

// readChoice finds the choice named text, or the only one that starts with it.
func (s *Slider) readChoice(text string) (float64, error) {
	found := -1
	for i, name := range s.Choices {
		if strings.EqualFold(name, text) {
			return float64(i), nil
		}
		if len(text) <= len(name) && strings.EqualFold(name[:len(text)], text) {
			if found >= 0 {
				return 0, fmt.Errorf("%s or %s?", s.Choices[found], name)
			}
			found = i
		}
	}
	if found < 0 {
		return 0, errors.New("one of " + strings.Join(s.Choices, ", "))
	}
	return float64(found), nil
}
