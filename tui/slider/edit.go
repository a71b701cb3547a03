package slider

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

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
	if !typable(r) {
		return false
	}
	s.edit.err = ""
	if utf8.RuneCount(s.edit.text) < maxTyped {
		s.edit.text = utf8.AppendRune(s.edit.text, r)
	}
	return true
}

// typable reports whether r may be part of a value: ASCII, and the two signs
// for micro.
func typable(r rune) bool { return r >= ' ' && r < 0x7f || r == 'µ' || r == 'μ' }

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
		return 0, s.rangeError()
	}
	return v, nil
}

// rangeError returns an error that names the range of values.
func (s *Slider) rangeError() error {
	lo, hi := s.scale().Range()
	from := s.AppendValue(nil, lo)
	if l, ok := s.scale().(Log); ok && l.Zero {
		from = append(append(from, " or "...), s.AppendValue(nil, l.Min)...)
	}
	return fmt.Errorf("from %s to %s", from, s.AppendValue(nil, hi))
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
