package scenario

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"crossover/engine/each"
)

// Term is one setting of the user. Tokens, bounds, completion, help, the reference,
// sliders and the sensitivity analysis are all derived from it.
type Term struct {
	// Key is the part of a token before the equals sign.
	Key string
	// Short is a form of the key with at most eight characters; empty if Key itself fits.
	Short string
	// Doc says what the term means, in a few words.
	Doc string
	// Example is an example value in token form.
	Example string
	Group   Group
	// Unit is the unit of the value, which defines its text form.
	Unit Unit
	// Min and Max bound a number, in its unit.
	Min, Max float64
	// Zero is the word for 0, or empty.
	Zero string
	// Words are all values of a term that has only words, and for a shape its names.
	Words []string
	// Range holds the values worth trying. If it is empty and there are no words to choose
	// from, NoRange gives the reason.
	Range   Range
	NoRange string
	// NoVary is the reason why a sensitivity analysis does not vary the term; empty if it
	// does.
	NoVary string
	// Rank orders terms by how often people change them, the first at 1. Lists put terms
	// without a rank last.
	Rank int

	// Exactly one of these three is set; it returns the value.
	part   func(*Part) value
	system func(*Terms) value
	whole  func(*Scenario) value
	// vary changes the term to a lower or a higher value worth comparing.
	vary func(t *Term, s *Scenario, high bool)
}

// Group is a group of related terms.
type Group string

// The groups of terms.
const (
	GroupSystem  Group = "system"
	GroupTraffic Group = "traffic"
	GroupRequest Group = "request"
	GroupProgram Group = "program"
	GroupLimits  Group = "limits"
	GroupSockets Group = "sockets"
	GroupTerms   Group = "terms"
	GroupGrowth  Group = "growth"
)

// Range is the set of a number's values worth trying, which may be smaller than its
// bounds.
type Range struct {
	// Lo and Hi are the ends.
	Lo, Hi float64
	// Log is set for a logarithmic scale; Zero adds 0 below Lo.
	Log, Zero bool
	// Step and Coarse are the fine and coarse steps of a linear scale.
	Step, Coarse float64
	// Stops are the values in ascending order if neither scale suits. Every is the number
	// of stops in a coarse step; 0 leaves it open.
	Stops []float64
	Every int
	// Marks are values in the range to highlight, such as sizes sold.
	Marks []float64
}

// Empty reports whether there is no range.
func (r *Range) Empty() bool { return r.Hi == r.Lo && len(r.Stops) == 0 }

// value gives access to the value of a term in a scenario.
type value interface {
	text(*Term) string
	read(*Term, string) error
}

// scalar is a value that is a number, or a word represented by its index.
type scalar interface {
	value
	get(*Term) float64
	set(*Term, float64)
}

// Table returns every term in canonical order. It must not be changed.
func Table() []Term { return table }

// Lookup returns the term with the given key.
func Lookup(key string) (Term, bool) {
	if t := lookup(key); t != nil {
		return *t, true
	}
	return Term{}, false
}

func lookup(key string) *Term { return each.Find(table, func(t *Term) bool { return t.Key == key }) }

// PerPart reports whether the term belongs to a part and not to the whole system.
func (t *Term) PerPart() bool { return t.part != nil }

// Label returns the key in at most eight characters.
func (t *Term) Label() string {
	if t.Short != "" {
		return t.Short
	}
	return t.Key
}

// at returns the term's value in a scenario, for part i if it belongs to a part.
func (t *Term) at(s *Scenario, i int) value {
	switch {
	case t.part != nil:
		return t.part(&s.parts[i])
	case t.system != nil:
		return t.system(&s.Terms)
	default:
		return t.whole(s)
	}
}

// Default returns the term's value in the default system's api part.
func (t *Term) Default() string {
	d := Default()
	return t.Get(&d)
}

// Get returns the term's value for the selected part of s in token form.
func (t *Term) Get(s *Scenario) string { return t.at(s, s.Selected).text(t) }

// Value returns the term's number for the selected part, in its unit: requests per second
// for a rate, and for a word its index in [Term.Words]. It returns 0 for terms that have no
// number.
func (t *Term) Value(s *Scenario) float64 {
	if t.Unit == UnitRate {
		return s.PerSecond(s.Selected)
	}
	if x, ok := t.at(s, s.Selected).(scalar); ok {
		return x.get(t)
	}
	return 0
}

// SetValue changes the term's number for the selected part; see [Term.Value]. Whole
// numbers are rounded, and counts of instances that contradict the new one are adjusted. A
// rate scales the system as [Scenario.Scale] does.
func (t *Term) SetValue(s *Scenario, v float64) {
	if t.Unit == UnitRate {
		if p := s.SelectedPart(); p.Share > 0 {
			v = min(v, p.Share*MaxRate) // the root part has a limit, too
		}
		s.Scale(Rate{N: v})
		return
	}
	if x, ok := t.at(s, s.Selected).(scalar); ok {
		x.set(t, v)
		s.SelectedPart().settle(t.Key)
	}
}

// ParseValue reads a number in the syntax of the term's token, without checking its
// bounds.
func (t *Term) ParseValue(text string) (float64, error) {
	if t.Zero != "" && text == t.Zero {
		return 0, nil
	}
	return codecs[t.Unit].read(text)
}

// FormatValue writes a number in the syntax of the term's token.
func (t *Term) FormatValue(v float64) string {
	if v == 0 && t.Zero != "" {
		return t.Zero
	}
	return codecs[t.Unit].write(v)
}

// Vary returns s with the term at a lower or a higher value worth comparing; most numbers
// are halved or doubled within their bounds. It reports whether s changed.
func (t *Term) Vary(s Scenario, high bool) (varied Scenario, changed bool) {
	if t.vary == nil {
		return s, false
	}
	varied = s
	t.vary(t, &varied, high)
	return varied, varied != s
}

// number is a value that is a number.
type number float64

func (n *number) get(*Term) float64 { return float64(*n) }

func (n *number) set(t *Term, v float64) {
	if t.Unit == UnitWhole || t.Unit == UnitMonths {
		v = math.Round(v)
	}
	*n = number(v)
}

func (n *number) text(t *Term) string { return t.FormatValue(float64(*n)) }

func (n *number) read(t *Term, text string) error {
	v, err := t.ParseValue(text)
	lo, hi := t.FormatValue(t.Min), t.FormatValue(t.Max)
	switch {
	case t.Zero != "" && text == t.Zero:
		*n = 0
		return nil
	case t.Unit == UnitWhole && err != nil:
		return fmt.Errorf("%w from %s to %s", err, lo, hi)
	}
	return assign((*float64)(n), v, err, t.Min, t.Max, lo, hi)
}

// word is one of the term's words.
type word string

func (w *word) text(*Term) string { return string(*w) }

func (w *word) read(t *Term, text string) error {
	if !slices.Contains(t.Words, text) {
		return fmt.Errorf("%q is not known; write %s", text, strings.Join(t.Words, ", "))
	}
	*w = word(text)
	return nil
}

func (w *word) get(t *Term) float64 { return float64(max(slices.Index(t.Words, string(*w)), 0)) }

func (w *word) set(t *Term, v float64) { *w = word(t.Words[int(v)]) }

// toggle is on or off: 1 or 0.
type toggle bool

func (t *toggle) text(*Term) string {
	if *t {
		return "on"
	}
	return "off"
}

func (t *toggle) read(term *Term, text string) error {
	w := word(text)
	err := w.read(term, text)
	if err == nil {
		*t = text == "on"
	}
	return err
}

func (t *toggle) get(*Term) float64 {
	if *t {
		return 1
	}
	return 0
}

func (t *toggle) set(_ *Term, v float64) { *t = v == 1 }

// assign stores v if err is nil and v is in [lo, hi].
func assign(dst *float64, v float64, err error, lo, hi float64, loText, hiText string) error {
	if err != nil {
		return err
	}
	if math.IsNaN(v) || v < lo || v > hi {
		return fmt.Errorf("is out of range; write a value from %s to %s", loText, hiText)
	}
	*dst = v
	return nil
}
