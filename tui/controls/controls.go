// Package controls binds sliders to the terms of a scenario: which there are, the text
// form of their values, and the effect of moving one.
package controls

import (
	"slices"
	"strings"

	"crossover/engine/scenario"
	"crossover/tui/format"
	"crossover/tui/slider"
)

// Control is a slider with the term it moves.
type Control struct {
	// Key is the key of the term's token. For a group of bill lines it is the key, a dot
	// and the group.
	Key    string
	Slider slider.Slider
	// Fold names the group of terms that this control opens and closes; such a control
	// moves no term.
	Fold string
	get  func(*scenario.Scenario) float64
	set  func(*scenario.Scenario, float64)
	// group is the group that contains it, "" for none, and usual its default value.
	group string
	usual float64
}

// Set is the list of controls of one session.
type Set struct {
	Controls []Control
	// Shown are the indices of the visible controls.
	Shown []int
	// Search keeps only controls with all its words in their name, in closed groups too,
	// if there are any.
	Search string
	open   map[string]bool
	// typed is the last rate typed. It is stored because 3M/month changes when it is
	// converted to requests per second.
	typed scenario.Rate
	// shown is the rate in the scenario in its original period.
	shown scenario.Rate
	hours float64
}

// New returns the controls: rate, memory and duration first, then the terms changed most
// often, then the rest of the terms and the groups of bill lines, in groups.
func New() *Set {
	c := &Set{hours: 730, open: map[string]bool{}}
	terms := ranked()
	for _, t := range terms {
		if foldOf(t) == "" {
			c.add(t, "")
		}
	}
	for _, group := range folds {
		c.Controls = append(c.Controls, c.fold(group))
		for _, t := range terms {
			if foldOf(t) == group {
				c.add(t, group)
			}
		}
	}
	for _, g := range scenario.LineGroups {
		x := lines(g)
		x.group = billLines
		c.Controls = append(c.Controls, x)
	}
	usual := scenario.New(scenario.Default().Terms, 0, scenario.NewPart("part"))
	for i := range c.Controls {
		c.Controls[i].usual = c.Controls[i].get(&usual)
		x := &c.Controls[i].Slider
		if parse := x.Parse; parse != nil {
			x.Parse = func(s string) (float64, error) { return parse(strings.ReplaceAll(s, " ", "")) }
		}
	}
	return c
}

// add adds the control of a term to a group.
func (s *Set) add(t *scenario.Term, group string) {
	x := control(t)
	if t.Unit == scenario.UnitRate {
		x = s.rate(t)
	}
	x.group = group
	s.Controls = append(s.Controls, x)
}

// billLines is the group of the bill lines, and folds lists all groups.
const billLines = "bill lines"

var folds = [...]string{"program", string(scenario.GroupTraffic), string(scenario.GroupLimits), string(scenario.GroupSockets),
	string(scenario.GroupTerms), string(scenario.GroupGrowth), billLines}

// always is the last rank that is outside the groups.
const always = 9

// foldOf returns the group that contains a term, "" for none.
func foldOf(t *scenario.Term) string {
	switch {
	case t.Rank <= always || t.Key == "level":
		return ""
	case t.Group == scenario.GroupRequest || t.Group == scenario.GroupProgram:
		return folds[0]
	default:
		return string(t.Group)
	}
}

// fold returns the control that opens and closes a group.
func (s *Set) fold(group string) Control {
	return Control{Key: "fold." + group, Fold: group, Slider: slider.Slider{Label: group, Choices: []string{"folded", "open"}},
		get: func(*scenario.Scenario) float64 {
			if s.open[group] {
				return 1
			}
			return 0
		},
		set: func(_ *scenario.Scenario, v float64) { s.open[group] = v == 1 },
	}
}

// Toggle opens or closes the group of control i, and reports whether the control has one.
func (s *Set) Toggle(i int) bool {
	g := s.Controls[i].Fold
	if g != "" {
		s.open[g] = !s.open[g]
	}
	return g != ""
}

// Reveal opens the group that contains control i.
func (s *Set) Reveal(i int) {
	if !slices.Contains(s.Shown, i) {
		s.open[s.Controls[i].group] = true
	}
}

// Place returns the index of control i, or else of its group, among the visible controls.
func (s *Set) Place(i int) int {
	at, _ := slices.BinarySearch(s.Shown, i+1)
	for at > 1 && s.Shown[at-1] != i && s.Controls[s.Shown[at-1]].Fold == "" {
		at-- // skip controls that are visible although their group is closed
	}
	return max(at-1, 0)
}

// Folded returns the number of hidden terms in the group of control i.
func (s *Set) Folded(i int) (n int) {
	for k := range s.Controls {
		if s.Controls[k].group == s.Controls[i].Fold && !slices.Contains(s.Shown, k) {
			n++
		}
	}
	return n
}

// ranked returns the terms with a slider, those changed most often first.
func ranked() []*scenario.Term {
	var list []*scenario.Term
	terms := scenario.Table()
	for i := range terms {
		if t := &terms[i]; t.NoRange == "" {
			list = append(list, t)
		}
	}
	slices.SortFunc(list, func(a, b *scenario.Term) int { return a.Rank - b.Rank })
	return list
}

// Pull sets every slider from the scenario. Call it before drawing.
func (s *Set) Pull(sc *scenario.Scenario) {
	s.hours = sc.Hours()
	s.shown = scenario.Rate{}
	if p := sc.SelectedPart(); p.Share == 0 {
		s.shown = p.Rate
	}
	for i := range s.Controls {
		x := &s.Controls[i]
		x.Slider.Value = x.get(sc)
		if x.Key == "shape" {
			x.Slider.Profile = sc.SelectedPart().Shape.Weights(x.Slider.Profile[:0])
		}
	}
	s.Shown = s.Shown[:0]
	for i := range s.Controls { // a term in a closed group is visible if it is not at its default
		if x := &s.Controls[i]; x.group == "" || s.open[x.group] || x.Slider.Value != x.usual {
			s.Shown = append(s.Shown, i)
		}
	}
	if found := s.search(); len(found) > 0 {
		s.Shown = found
	}
}

// search returns the controls that match the search, in order.
func (s *Set) search() (found []int) {
	words := strings.Fields(strings.ToLower(s.Search))
	for i := range s.Controls {
		x := &s.Controls[i]
		name := x.Key + " " + x.Slider.Label
		if len(words) > 0 && x.Fold == "" && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(name, w) }) {
			found = append(found, i)
		}
	}
	return found
}

// PullDefaults sets the values to which the sliders reset.
func (s *Set) PullDefaults(sc *scenario.Scenario) {
	for i := range s.Controls {
		x := &s.Controls[i]
		x.Slider.Default = x.get(sc)
	}
}

// PullPin marks a pinned scenario's values on the tracks, or removes the marks
// when s is nil.
func (s *Set) PullPin(sc *scenario.Scenario) {
	for i := range s.Controls {
		x := &s.Controls[i]
		x.Slider.HasGhost = sc != nil
		if sc != nil {
			x.Slider.Ghost = x.get(sc)
		}
	}
}

// Push writes the value of control i into the scenario.
func (s *Set) Push(i int, sc *scenario.Scenario) { s.Controls[i].set(sc, s.Controls[i].Slider.Value) }

// Find returns the index of the control for a key, or -1.
func (s *Set) Find(key string) int {
	return slices.IndexFunc(s.Controls, func(x Control) bool { return x.Key == key })
}

// control returns the control of a term.
func control(t *scenario.Term) Control {
	c := Control{Key: t.Key, Slider: slider.Slider{Label: t.Label()}, get: t.Value, set: t.SetValue}
	x := &c.Slider
	switch {
	case t.Unit == scenario.UnitSwitch:
		x.Choices = []string{"off", "on"}
	case t.Range.Empty():
		x.Choices = t.Words
		if t.Key == "shape" {
			x.Format = func(dst []byte, v float64) []byte {
				if int(v) >= len(t.Words) {
					return append(dst, "profile"...)
				}
				return append(dst, t.Words[int(v)]...)
			}
		}
	default:
		x.Scale, x.Snaps = scale(&t.Range), t.Range.Marks
		x.Format, x.Parse = formatter(t), reader(t)
	}
	return c
}

// scale returns the slider scale of a range.
func scale(r *scenario.Range) slider.Scale {
	return slider.Scale{Min: r.Lo, Max: r.Hi, Fine: r.Step, Coarse: r.Coarse, Log: r.Log, Zero: r.Zero, Stops: r.Stops, Every: r.Every}
}

// formats write values for display, shorter than in tokens.
var formats = map[scenario.Unit]func([]byte, float64) []byte{
	scenario.UnitNumber:  format.AppendNumber,
	scenario.UnitWhole:   format.AppendNumber,
	scenario.UnitTimes:   func(dst []byte, v float64) []byte { return append(format.AppendNumber(dst, v), 'x') },
	scenario.UnitCount:   format.AppendShort,
	scenario.UnitMemory:  format.AppendMemory,
	scenario.UnitBytes:   format.AppendKB,
	scenario.UnitTime:    format.AppendMillis,
	scenario.UnitSeconds: func(dst []byte, v float64) []byte { return format.AppendMillis(dst, v*1e3) },
	scenario.UnitShare:   format.AppendPercent,
	scenario.UnitGrowth:  func(dst []byte, v float64) []byte { return append(format.AppendPercent(dst, v), "/mo"...) },
	scenario.UnitMonths:  func(dst []byte, v float64) []byte { return append(format.AppendNumber(dst, v), " mo"...) },
	scenario.UnitDollars: func(dst []byte, v float64) []byte { return format.AppendShort(append(dst, '$'), v) },
}

// formatter writes a term's values, with its word for 0.
func formatter(t *scenario.Term) func([]byte, float64) []byte {
	number, zero := formats[t.Unit], t.Zero
	return func(dst []byte, v float64) []byte {
		if v == 0 && zero != "" {
			return append(dst, zero...)
		}
		return number(dst, v)
	}
}

// reader parses a term's values as typed: in token form, or without the suffix that all
// values of the unit have.
func reader(t *scenario.Term) func(string) (float64, error) {
	ending := map[scenario.Unit]string{scenario.UnitMonths: "months", scenario.UnitGrowth: "/month"}[t.Unit]
	return func(text string) (float64, error) {
		if v, err := t.ParseValue(text + ending); err == nil {
			return v, nil
		}
		return t.ParseValue(text)
	}
}

// valueColumns is the width of a slider's value.
const valueColumns = 9

// rate returns the control that scales the whole system: the selected part's rate, and
// those connected with it.
func (s *Set) rate(t *scenario.Term) Control {
	return Control{
		Key: t.Key,
		Slider: slider.Slider{
			Label: t.Label(), Scale: scale(&t.Range),
			Format: func(dst []byte, v float64) []byte {
				if r := s.shown; r.Per == scenario.PerMonth && r.PerSecond(s.hours) == v {
					if monthly := append(format.AppendShort(dst, r.N), "/month"...); len(monthly)-len(dst) <= valueColumns {
						return monthly
					}
				}
				return format.AppendRate(dst, v)
			},
			Parse: func(text string) (float64, error) {
				r, err := scenario.ParseRate(text)
				s.typed = r
				return r.PerSecond(s.hours), err
			},
		},
		get: t.Value,
		set: func(sc *scenario.Scenario, v float64) {
			if p := sc.SelectedPart(); s.typed.PerSecond(sc.Hours()) == v && (p.Share == 0 || v <= p.Share*scenario.MaxRate) {
				sc.Scale(s.typed)
				return
			}
			t.SetValue(sc, v)
		},
	}
}

// lines returns the control that switches a group of bill lines.
func lines(group string) Control {
	label := group
	if label == "control-plane" {
		label = "ctl-plane"
	}
	return Control{Key: "lines." + group, Slider: slider.Slider{Label: label, Choices: []string{"off", "usual", "on"}},
		get: func(s *scenario.Scenario) float64 {
			switch on, switched := s.Lines.Of(group); {
			case !switched:
				return 1
			case on:
				return 2
			default:
				return 0
			}
		},
		set: func(s *scenario.Scenario, v float64) {
			if v == 1 {
				s.Lines = s.Lines.Without(group)
				return
			}
			s.Lines = s.Lines.With(group, v == 2)
		},
	}
}
