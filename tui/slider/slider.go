// Package slider draws the slider of the scenario panel: a label, a track with a handle,
// and the value as text, all in one row of a buffer. A slider moves by steps, by dragging
// and by a typed value. The caller translates keys and messages into calls.
package slider

import (
	"math"
	"strconv"
)

// Slider is one slider. Its fields may be set freely; a value outside its scale is
// drawn at the nearest value of the scale. A Slider belongs to one session.
type Slider struct {
	// Label is its name, in characters one column wide.
	Label string
	// Scale defines the values and their places on the track.
	Scale Scale
	// Choices, if any, makes the value an index into these names, which are
	// shown in its place. Scale, Format and Parse are then not used.
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
func (s *Slider) scale() Scale {
	if len(s.Choices) > 0 || s.Scale == nil {
		return choiceScale(max(len(s.Choices), 1))
	}
	return s.Scale
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
	lo, _ := s.scale().Range()
	return s.Set(lo)
}

// End moves the handle to the right end and reports whether it moved.
func (s *Slider) End() bool {
	_, hi := s.scale().Range()
	return s.Set(hi)
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
