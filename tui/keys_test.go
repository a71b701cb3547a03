package tui

import (
	"reflect"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/split"
	"crossover/tui/state"
)

// keyCase is what one binding does: what is done before its key, and what has
// changed after it.
type keyCase struct {
	before []string
	check  func(s *session, old state.State) bool
}

// keyCases has a case for every field of KeyMap.
var keyCases = map[string]keyCase{
	"Up":          {[]string{"down", "down"}, func(s *session, _ state.State) bool { return s.sliders.Focus == 1 }},
	"Down":        {nil, func(s *session, _ state.State) bool { return s.sliders.Focus == 1 }},
	"Left":        {nil, func(s *session, _ state.State) bool { return near(s.rate(), 10) }},
	"Right":       {nil, func(s *session, _ state.State) bool { return near(s.rate(), 15) }},
	"CoarseLeft":  {nil, func(s *session, _ state.State) bool { return near(s.rate(), 10) }},
	"CoarseRight": {nil, func(s *session, _ state.State) bool { return near(s.rate(), 20) }},
	"Home":        {nil, func(s *session, _ state.State) bool { return s.rate() == 0 }},
	"End":         {nil, func(s *session, _ state.State) bool { return s.rate() == 1e5 }},
	"NextPart":    {nil, func(s *session, _ state.State) bool { return s.part().Name == "events" }},
	"PrevPart":    {nil, func(s *session, _ state.State) bool { return s.part().Name == "edge" }},
	"Reset":       {[]string{"right", "down", "right"}, func(s *session, _ state.State) bool { return s.part().MemoryMB == 512 && near(s.rate(), 15) }},
	"ResetAll":    {[]string{"right", "down", "right"}, func(s *session, _ state.State) bool { return s.st.Scenario == scenario.Default() }},
	"Undo":        {[]string{"right", "down", "right"}, func(s *session, _ state.State) bool { return s.part().MemoryMB == 512 && near(s.rate(), 15) }},
	"Redo":        {[]string{"right", "down", "right", "u", "u"}, func(s *session, _ state.State) bool { return s.part().MemoryMB == 512 && near(s.rate(), 15) }},
	"Measure":     {nil, func(s *session, _ state.State) bool { return s.st.Measure == state.PerMillion }},
	"Axis":        {nil, func(s *session, _ state.State) bool { return s.st.Axis == engine.AxisMemory }},
	"ZoomIn":      {nil, func(s *session, old state.State) bool { return s.st.Span[0] < old.Span[0] }},
	"ZoomOut":     {nil, func(s *session, old state.State) bool { return s.st.Span[0] > old.Span[0] }},
	"PanLeft":     {nil, func(s *session, old state.State) bool { return s.st.Center[0] < old.Center[0] }},
	"PanRight":    {nil, func(s *session, old state.State) bool { return s.st.Center[0] > old.Center[0] }},
	"NextOffer":   {nil, func(s *session, _ state.State) bool { return s.st.Offer == s.answer.Listed[1] }},
	"PrevOffer":   {[]string{"n", "n"}, func(s *session, _ state.State) bool { return s.st.Offer == s.answer.Listed[1] }},
	"Open": {[]string{"n"}, func(s *session, _ state.State) bool {
		return s.st.Screen == state.Bill && s.billing().bill.Offer == s.answer.Listed[1]
	}},
	"Cheapest": {[]string{"n", "n"}, func(s *session, _ state.State) bool {
		return s.st.Offer == -1 && s.answer.Selected == s.answer.Cheapest()
	}},
	"Variants": {nil, func(s *session, _ state.State) bool {
		return s.st.Variants && len(s.answer.Listed) == s.opts.Engine.Len()
	}},
	"Pin":        {nil, func(s *session, old state.State) bool { return s.st.Pins.Len() == 1 && *s.st.Pins[0] == old.Scenario }},
	"NextScreen": {nil, func(s *session, _ state.State) bool { return s.st.Screen == state.Offers }},
	"PrevScreen": {nil, func(s *session, _ state.State) bool { return s.st.Screen == state.NumScreens-1 }},
	"Explore":    {[]string{"f3"}, func(s *session, _ state.State) bool { return s.st.Screen == state.Explore }},
	"Offers":     {nil, func(s *session, _ state.State) bool { return s.st.Screen == state.Offers }},
	"Layout":     {nil, func(s *session, _ state.State) bool { return s.st.Screen == state.Layout }},
	"Tornado": {nil, func(s *session, _ state.State) bool {
		return s.st.Tornado && len(s.exploring().senses.answer.Swings) > 0
	}},
	"Changes": {[]string{"right", "down", "right"}, func(s *session, _ state.State) bool { return strings.Contains(s.Frame(), "rate 12/s to 15/s") }},
	"Linear":  {nil, func(s *session, _ state.State) bool { return s.st.Linear }},
	"Hide": {nil, func(s *session, old state.State) bool {
		return s.st.Hidden != old.Hidden && !s.st.Hidden.Has(s.answer.Selected) && s.answer.Selected == s.answer.Listed[0]
	}},
	"ShowAll": {[]string{"d", "d"}, func(s *session, _ state.State) bool { return s.st.Hidden == state.OfferSet{} }},
	"Solo":    {nil, func(s *session, _ state.State) bool { return s.st.Solo && len(s.answer.Drawn) <= 2 }},
	"Order":   {[]string{"f2"}, func(s *session, _ state.State) bool { return s.st.Order == state.ByLatency }},
	"Lock": {[]string{"f3"}, func(s *session, _ state.State) bool {
		return s.part().Lock != "" && s.layout.Choices[s.st.Scenario.Selected].Locked
	}},
	"BanOffer": {[]string{"f3"}, func(s *session, old state.State) bool {
		return s.st.Scenario.Ban != "" && !strings.Contains(string(s.st.Scenario.Ban), ",")
	}},
	"BanVendor": {[]string{"n"}, func(s *session, _ state.State) bool { return s.st.Scenario.Ban == "acme" }},
	"AllowAll":  {[]string{"f3", "b", "f"}, func(s *session, _ state.State) bool { return s.st.Scenario.Ban == "" && s.part().Lock == "" }},
	"Explain":   {nil, func(s *session, _ state.State) bool { return s.dialog != nil && strings.Contains(s.Frame(), "Why: ") }},
	"Zoom":      {nil, func(s *session, _ state.State) bool { return s.rects.Curves.W == 160 && s.rects.System.Empty() }},
	"Growth": {nil, func(s *session, _ state.State) bool {
		return s.st.Screen == state.Layout && len(s.laying().grows.answer.Months) > 1
	}},
	"Band": {nil, func(s *session, _ state.State) bool {
		return s.st.Band == state.BandSelected && strings.Contains(s.Frame(), "band: every")
	}},
	"Months": {nil, func(s *session, _ state.State) bool {
		return s.st.Axis == engine.AxisMonth && s.controls.Controls[s.sliders.Focus].Key == "growth"
	}},
	"Edge": {nil, func(s *session, _ state.State) bool {
		return s.edges.chosen == held{true, split.Bottom} && strings.Contains(s.Frame(), "this edge")
	}},
	"EdgeLess":   {[]string{"E", "E"}, func(s *session, _ state.State) bool { return s.rects.Sliders.W == 34 }},
	"EdgeMore":   {[]string{"E", "E"}, func(s *session, _ state.State) bool { return s.rects.Sliders.W == 38 }},
	"EdgeReset":  {[]string{"E", "E", "J", "J"}, func(s *session, _ state.State) bool { return s.rects.Sliders.W == 36 }},
	"EdgesReset": {[]string{"E", "J", "f3", "E", "J", "f1"}, func(s *session, _ state.State) bool { return s.edges.sizes == [state.NumScreens]split.Sizes{} }},
	"OtherDown":  {[]string{"f9", "shrink"}, func(s *session, _ state.State) bool { return s.pricing().prices.Detail().Overflows() && !s.stillAt0() }},
	"OtherUp":    {[]string{"f9", "shrink", "ctrl+d"}, func(s *session, _ state.State) bool { return s.pricing().prices.Detail().Overflows() && s.stillAt0() }},
	"DropPins":   {[]string{"p", "right", "p"}, func(s *session, _ state.State) bool { return s.st.Pins.Len() == 0 }},
	"Compare":    {nil, func(s *session, _ state.State) bool { return s.st.Screen == state.Compare }},
	"Latency":    {nil, func(s *session, _ state.State) bool { return s.st.Screen == state.Latency }},
	"Simulate":   {nil, func(s *session, _ state.State) bool { return s.st.Screen == state.Simulate }},
	"Play": {[]string{"2", "0", "/", "h", "enter", "f5", "rest"}, func(s *session, _ state.State) bool {
		return s.simulating().run != nil && !s.simulating().shown.Playing
	}},
	"Again":       {[]string{"f5"}, func(s *session, _ state.State) bool { return s.simulating().seed == 1 }},
	"Bill":        {nil, func(s *session, _ state.State) bool { return s.st.Screen == state.Bill }},
	"Prices":      {nil, func(s *session, _ state.State) bool { return s.st.Screen == state.Prices }},
	"Conformance": {nil, func(s *session, _ state.State) bool { return s.st.Screen == state.Conformance }},
	"Verdicts":    {nil, func(s *session, _ state.State) bool { return s.st.Screen == state.Verdicts }},
	"Filter":      {[]string{"f9"}, func(s *session, _ state.State) bool { return s.filtering }},
	"PageUp":      {[]string{"f2", "pgdown"}, func(s *session, _ state.State) bool { return s.answer.Selected == s.answer.Listed[0] }},
	"PageDown": {[]string{"f2"}, func(s *session, _ state.State) bool {
		return s.answer.Selected == s.answer.Listed[len(s.answer.Listed)-1]
	}},
	"Theme": {nil, func(s *session, _ state.State) bool { return s.dialog == &s.looks }},
	"Mouse": {nil, func(s *session, _ state.State) bool { return s.Modes().Mouse == false }},
	"Help": {nil, func(s *session, _ state.State) bool {
		return s.dialog != nil && strings.Contains(s.Frame(), "previous slider")
	}},
	"Copy": {nil, func(s *session, _ state.State) bool {
		return s.dialog != nil && strings.Contains(s.Frame(), "the command for this scenario")
	}},
	"Export": {nil, func(s *session, _ state.State) bool {
		return s.dialog != nil && strings.Contains(s.Frame(), "Export this view")
	}},
	"Tour": {nil, func(s *session, _ state.State) bool {
		return s.tour.on && strings.Contains(s.Frame(), "tour 1 of 5")
	}},
	"Scenarios": {nil, func(s *session, _ state.State) bool {
		return s.dialog != nil && strings.Contains(s.Frame(), " Scenarios ") && strings.Contains(s.Frame(), "this session keeps no files")
	}},
	"Palette": {nil, func(s *session, _ state.State) bool {
		return s.dialog != nil && strings.Contains(s.Frame(), "goto crossover")
	}},
	"Back": {[]string{"f4"}, func(s *session, _ state.State) bool { return s.st.Screen == state.Explore }},
	"Quit": {nil, func(*session, state.State) bool { return true }}, // see TestQuitting
}

// TestEveryBindingDoesWhatItSays presses every key of every binding.
func TestEveryBindingDoesWhatItSays(t *testing.T) {
	e := smallEngine(t)
	keys := DefaultKeyMap()
	v := reflect.ValueOf(keys)
	for i := range v.NumField() {
		name, b := v.Type().Field(i).Name, v.Field(i).Interface().(key.Binding)
		c, ok := keyCases[name]
		if !ok {
			t.Errorf("binding %s has no test", name)
			continue
		}
		for j, k := range b.Keys() {
			if (i+j)%every(4) > 0 {
				continue
			}
			t.Run(name+" "+k, func(t *testing.T) {
				s := open(t, e, 160, 48)
				s.prepare(c)
				old := s.st
				s.press(k)
				if !c.check(s, old) {
					t.Errorf("after %v and %q:\n%s", c.before, k, s.Frame())
				}
			})
		}
	}
}

// stillAt0 reports whether the detail of Prices shows from its first row on.
func (s *session) stillAt0() bool { return s.pricing().prices.Detail().First() == 0 }

// prepare does what comes before a key.
func (s *session) prepare(c keyCase) {
	s.tb.Helper()
	for _, k := range c.before {
		if k == "shrink" {
			s.send(tea.WindowSizeMsg{Width: 40, Height: 12})
			continue
		}
		if k == "rest" { // of a handle, after which a simulation begins
			s.send(simRestMsg(s.simulating().generation))
			continue
		}
		s.press(k)
	}
}

// fieldOf names the field of KeyMap that holds a binding.
func fieldOf(k *KeyMap, b *key.Binding) string {
	v := reflect.ValueOf(k).Elem()
	for i := range v.NumField() {
		if v.Field(i).Addr().Interface() == any(b) {
			return v.Type().Field(i).Name
		}
	}
	return ""
}

// TestBindingsDoNotCollide checks that no key has two meanings, that digits
// have none, and that help tells of every binding.
func TestBindingsDoNotCollide(t *testing.T) {
	keys := DefaultKeyMap()
	seen := map[string]string{}
	v := reflect.ValueOf(keys)
	for i := range v.NumField() {
		name, b := v.Type().Field(i).Name, v.Field(i).Interface().(key.Binding)
		for _, k := range b.Keys() {
			if other := seen[k]; other != "" {
				t.Errorf("%q is %s and %s", k, other, name)
			}
			seen[k] = name
			if len(k) == 1 && (k[0] >= '0' && k[0] <= '9' || k[0] == '.') {
				t.Errorf("%q is %s; digits edit the slider", k, name)
			}
		}
		if b.Help().Key == "" || b.Help().Desc == "" {
			t.Errorf("%s has no help", name)
		}
	}
	listed, names := map[*key.Binding]bool{}, map[string]bool{}
	for _, a := range keys.actions() {
		if a.name == "" || names[a.name] || listed[a.bind] || a.do == nil {
			t.Errorf("action %q is there twice, or does nothing", a.name)
		}
		listed[a.bind], names[a.name] = true, true
	}
	if len(listed) != v.NumField() {
		t.Errorf("%d of %d bindings lead to an action", len(listed), v.NumField())
	}
}

// TestHelpShowsEveryBinding scrolls through help at every size that has it.
func TestHelpShowsEveryBinding(t *testing.T) {
	for _, z := range [][2]int{{160, 48}, {120, 36}, {80, 24}, {60, 20}, {40, 12}} {
		s := open(t, smallEngine(t), z[0], z[1])
		s.press("?")
		seen := s.Frame()
		for range 120 {
			s.press("down")
			seen += s.Frame()
		}
		for range 20 {
			s.press("pgup")
		}
		for _, a := range s.actions {
			if does := a.bind.Help().Desc; !strings.Contains(seen, does) {
				t.Errorf("at %dx%d help leaves out %q", z[0], z[1], does)
			}
		}
		if at := s.dialog.(*menu).box.At; at != 1 || s.sliders.Focus != 0 {
			t.Errorf("at %dx%d the keys lead to row %d, slider %d", z[0], z[1], at, s.sliders.Focus)
		}
		s.press("?")
		if s.dialog != nil {
			t.Error("help stays open")
		}
	}
}

// quits reports whether a key ends the program.
func (s *session) quits(name string) bool {
	s.now = s.now.Add(1e9)
	cmd := s.Update(keyOf(s.tb, name))
	s.View()
	for _, msg := range run(cmd) {
		if _, ok := msg.(tea.QuitMsg); ok {
			return true
		}
	}
	return false
}

func TestQuitting(t *testing.T) {
	e := smallEngine(t)
	modes := map[string][]string{
		"explore": nil, "offers": {"f2"}, "layout": {"f3"}, "bill": {"f4"}, "help": {"?"}, "palette": {":"}, "copy": {"Y"}, "export": {"e"}, "typing": {"5"},
		"typed wrongly": {"5", "x", "enter"}, "mouse off": {"m"}, "pinned": {"p"}, "looks": {"T"}, "scenarios": {"S"},
		"prices": {"f9"}, "conformance": {"f10"}, "filtering": {"f9", "/", "x"}, "compare": {"f6"},
	}
	for name, keys := range modes {
		for _, z := range [][2]int{{160, 48}, {40, 12}, {20, 4}} {
			s := open(t, e, z[0], z[1])
			s.press(keys...)
			switch {
			case s.talking() && s.dialog == &s.looks:
				if s.quits("q") || s.dialog != nil {
					t.Errorf("%s: q does not go back", name)
				}
			case s.talking():
				if s.quits("q") || s.dialog == nil {
					t.Errorf("%s: q is not a letter to search by", name)
				}
				s.press("esc")
				if s.dialog != nil {
					t.Errorf("%s: esc does not close it", name)
				}
			case s.controls.Controls[0].Slider.Editing(), s.filtering:
				if s.quits("q") { // a unit, or a word, may hold any letter
					t.Errorf("%s: q quits in the middle of a text", name)
				}
				s.press("esc")
			}
			if !s.quits("q") {
				t.Errorf("%s at %v: q does not quit", name, z)
			}
			s.press("f1")
			s.press(keys...)
			if !s.quits("ctrl+c") {
				t.Errorf("%s: ctrl+c does not quit", name)
			}
		}
	}
}

// TestFilteringPrices types a filter, word by word, and takes it back.
func TestFilteringPrices(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	s.press("f9")
	all := s.Frame()
	s.press("/")
	s.typeText("TASK vcpu 1q")
	s.press("enter")
	if s.pricing().prices.Filtered() != "TASK vcpu 1q" || s.filtering {
		t.Errorf("the filter is %q", s.pricing().prices.Filtered())
	}
	s.press("/", "backspace", "backspace", "backspace")
	s.wants("Task vCPU")
	if strings.Contains(s.Frame(), "Gateway") {
		t.Error("the filter leaves other prices")
	}
	s.press("esc")
	if s.Frame() != all {
		t.Error("esc does not take the filter away")
	}
	old := s.st
	s.press("down", "down", "up", "end", "home", "/", "down")
	if s.filtering || s.st != old {
		t.Error("the arrows on Prices do more than select")
	}
}
