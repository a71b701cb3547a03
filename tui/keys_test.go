package tui

import (
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/proptest"
	"crossover/engine/scenario"
	"crossover/tui/split"
	"crossover/tui/state"
)

// keyCase tests one binding: the keys before its key, and the change after it.
type keyCase struct {
	before []string
	check  func(s *session, old state.State) bool
}

// caseOf returns the test of an action's key. The keys of screens share one.
func caseOf(name string) (c keyCase, ok bool) {
	if c, ok = keyCases[name]; ok {
		return c, true
	}
	if x, is := screenCalled(name); is {
		return keyCase{check: func(s *session, _ state.State) bool { return s.st.Screen == x }}, true
	}
	return c, false
}

// screenCalled returns the screen that an action shows, if any.
func screenCalled(action string) (x state.Screen, is bool) {
	for x = range state.NumScreens {
		if strings.ToLower(x.String()) == action {
			return x, true
		}
	}
	return 0, false
}

// keyCases has a case for every action that does not show a screen.
var keyCases = map[string]keyCase{
	"up":             {[]string{"down", "down"}, func(s *session, _ state.State) bool { return s.sliders.Focus == 1 }},
	"down":           {nil, func(s *session, _ state.State) bool { return s.sliders.Focus == 1 }},
	"left":           {nil, func(s *session, _ state.State) bool { return near(s.rate(), 10) }},
	"right":          {nil, func(s *session, _ state.State) bool { return near(s.rate(), 15) }},
	"coarse-left":    {nil, func(s *session, _ state.State) bool { return near(s.rate(), 10) }},
	"coarse-right":   {nil, func(s *session, _ state.State) bool { return near(s.rate(), 20) }},
	"home":           {nil, func(s *session, _ state.State) bool { return s.rate() == 0 }},
	"end":            {nil, func(s *session, _ state.State) bool { return s.rate() == 1e5 }},
	"next-part":      {nil, func(s *session, _ state.State) bool { return s.part().Name == "events" }},
	"previous-part":  {nil, func(s *session, _ state.State) bool { return s.part().Name == "edge" }},
	"reset":          {[]string{"right", "down", "right"}, func(s *session, _ state.State) bool { return s.part().MemoryMB == 512 && near(s.rate(), 15) }},
	"level":          {nil, func(s *session, _ state.State) bool { return s.st.Scenario.Level == scenario.Critical }},
	"reset-all":      {[]string{"right", "down", "right"}, func(s *session, _ state.State) bool { return s.st.Scenario == scenario.Default() }},
	"undo":           {[]string{"right", "down", "right"}, func(s *session, _ state.State) bool { return s.part().MemoryMB == 512 && near(s.rate(), 15) }},
	"redo":           {[]string{"right", "down", "right", "u", "u"}, func(s *session, _ state.State) bool { return s.part().MemoryMB == 512 && near(s.rate(), 15) }},
	"measure":        {nil, func(s *session, _ state.State) bool { return s.st.Measure == state.Relative }},
	"axis":           {nil, func(s *session, _ state.State) bool { return s.st.Axis == engine.AxisMemory }},
	"zoom-in":        {nil, func(s *session, old state.State) bool { return s.st.Span[0] < old.Span[0] }},
	"zoom-out":       {nil, func(s *session, old state.State) bool { return s.st.Span[0] > old.Span[0] }},
	"pan-left":       {nil, func(s *session, old state.State) bool { return s.st.Center[0] < old.Center[0] }},
	"pan-right":      {nil, func(s *session, old state.State) bool { return s.st.Center[0] > old.Center[0] }},
	"next-offer":     {nil, func(s *session, _ state.State) bool { return s.st.Offer == s.answer.Listed[1] }},
	"previous-offer": {[]string{"n", "n"}, func(s *session, _ state.State) bool { return s.st.Offer == s.answer.Listed[1] }},
	"open": {[]string{"n"}, func(s *session, _ state.State) bool {
		return s.st.Screen == state.Bill && s.billing().bill.Offer == s.answer.Listed[1]
	}},
	"cheapest": {[]string{"n", "n"}, func(s *session, _ state.State) bool {
		return s.st.Offer == -1 && s.answer.Selected == s.answer.Cheapest()
	}},
	"variants": {nil, func(s *session, _ state.State) bool {
		return s.st.Variants && len(s.answer.Listed) == s.opts.Engine.Len()
	}},
	"pin":             {nil, func(s *session, old state.State) bool { return s.st.Pins.Len() == 1 && *s.st.Pins[0] == old.Scenario }},
	"next-screen":     {nil, func(s *session, _ state.State) bool { return s.st.Screen == state.Offers }},
	"previous-screen": {nil, func(s *session, _ state.State) bool { return s.st.Screen == state.NumScreens-1 }},
	"explore":         {[]string{"f3"}, func(s *session, _ state.State) bool { return s.st.Screen == state.Explore }},
	"tornado": {nil, func(s *session, _ state.State) bool {
		return s.st.Tornado && len(s.senses.answer.Effects) > 0
	}},
	"changes": {[]string{"right", "down", "right"}, func(s *session, _ state.State) bool { return strings.Contains(s.Frame(), "rate 12/s to 15/s") }},
	"linear":  {nil, func(s *session, _ state.State) bool { return s.st.Linear }},
	"hide": {nil, func(s *session, old state.State) bool {
		return s.st.Hidden != old.Hidden && !s.st.Hidden.Has(s.answer.Selected) && s.answer.Selected == s.answer.Listed[0]
	}},
	"show-all": {[]string{"d", "d"}, func(s *session, _ state.State) bool { return s.st.Hidden == state.OfferSet{} }},
	"solo":     {nil, func(s *session, _ state.State) bool { return s.st.Solo && len(s.answer.Drawn) <= 2 }},
	"order":    {[]string{"f2"}, func(s *session, _ state.State) bool { return s.st.Order == state.ByLatency }},
	"lock": {[]string{"f3"}, func(s *session, _ state.State) bool {
		return s.part().Lock != "" && s.layout.Choices[s.st.Scenario.Selected].Locked
	}},
	"ban-offer": {[]string{"f3"}, func(s *session, _ state.State) bool {
		return s.st.Scenario.Ban != "" && !strings.Contains(string(s.st.Scenario.Ban), ",")
	}},
	"ban-vendor": {[]string{"n"}, func(s *session, _ state.State) bool { return s.st.Scenario.Ban == "acme" }},
	"allow-all":  {[]string{"f3", "b", "f"}, func(s *session, _ state.State) bool { return s.st.Scenario.Ban == "" && s.part().Lock == "" }},
	"explain":    {nil, func(s *session, _ state.State) bool { return s.dialog != nil && strings.Contains(s.Frame(), "Why: ") }},
	"zoom":       {nil, func(s *session, _ state.State) bool { return s.rects.Curves.W == 160 && s.rects.System.Empty() }},
	"growth": {nil, func(s *session, _ state.State) bool {
		return s.st.Screen == state.Layout && len(s.laying().grows.answer.Months) > 1
	}},
	"band": {nil, func(s *session, _ state.State) bool {
		return s.st.Band == state.BandSelected && strings.Contains(s.Frame(), "band: every")
	}},
	"months": {nil, func(s *session, _ state.State) bool {
		return s.st.Axis == engine.AxisMonth && s.controls.Controls[s.sliders.Focus].Key == "growth"
	}},
	"edge": {nil, func(s *session, _ state.State) bool {
		return s.edges.chosen == held{true, split.Bottom} && strings.Contains(s.Frame(), "this edge")
	}},
	"edge-less":   {[]string{"E", "E"}, func(s *session, _ state.State) bool { return s.rects.Sliders.W == 34 }},
	"edge-more":   {[]string{"E", "E"}, func(s *session, _ state.State) bool { return s.rects.Sliders.W == 38 }},
	"edge-reset":  {[]string{"E", "E", "J", "J"}, func(s *session, _ state.State) bool { return s.rects.Sliders.W == 36 }},
	"edges-reset": {[]string{"E", "J", "f3", "E", "J", "f1"}, func(s *session, _ state.State) bool { return s.edges.sizes == [state.NumScreens]split.Sizes{} }},
	"other-down":  {[]string{"f9", "shrink"}, func(s *session, _ state.State) bool { return s.pricing().prices.Detail().Overflows() && !s.stillAt0() }},
	"other-up":    {[]string{"f9", "shrink", "ctrl+d"}, func(s *session, _ state.State) bool { return s.pricing().prices.Detail().Overflows() && s.stillAt0() }},
	"drop-pins":   {[]string{"p", "right", "p"}, func(s *session, _ state.State) bool { return s.st.Pins.Len() == 0 }},
	"play": {[]string{"2", "0", "/", "h", "enter", "f5", "rest"}, func(s *session, _ state.State) bool {
		return s.simulating().run != nil && !s.simulating().shown.Playing
	}},
	"pane-1":    {[]string{"alt+3"}, func(s *session, _ state.State) bool { return s.onPane() == onSliders }},
	"pane-2":    {[]string{"f3"}, func(s *session, _ state.State) bool { return s.onPane() == onChart }},
	"pane-3":    {nil, func(s *session, _ state.State) bool { return s.onPane() == onContenders }},
	"pane-4":    {nil, func(s *session, _ state.State) bool { return s.onPane() == onLayout }},
	"next-pane": {[]string{"alt+3"}, func(s *session, _ state.State) bool { return s.onPane() == onLayout }},
	"again":     {[]string{"f5"}, func(s *session, _ state.State) bool { return s.simulating().seed == 1 }},
	"filter":    {[]string{"f9"}, func(s *session, _ state.State) bool { return s.filtering }},
	"page-up":   {[]string{"f2", "pgdown"}, func(s *session, _ state.State) bool { return s.answer.Selected == s.answer.Listed[0] }},
	"page-down": {[]string{"f2"}, func(s *session, _ state.State) bool {
		return s.answer.Selected == s.answer.Listed[len(s.answer.Listed)-1]
	}},
	"theme": {nil, func(s *session, _ state.State) bool { return s.dialog == &s.picker }},
	"mouse": {nil, func(s *session, _ state.State) bool { return !s.Modes().Mouse }},
	"help": {nil, func(s *session, _ state.State) bool {
		return s.dialog != nil && strings.Contains(s.Frame(), "previous slider")
	}},
	"copy": {nil, func(s *session, _ state.State) bool {
		return s.dialog != nil && strings.Contains(s.Frame(), "the command for this scenario")
	}},
	"export": {nil, func(s *session, _ state.State) bool {
		return s.dialog != nil && strings.Contains(s.Frame(), "Export this view")
	}},
	"tour": {nil, func(s *session, _ state.State) bool {
		return s.tour.on && strings.Contains(s.Frame(), "tour 1 of 5")
	}},
	"scenarios": {nil, func(s *session, _ state.State) bool {
		return s.dialog != nil && strings.Contains(s.Frame(), " Scenarios ") && strings.Contains(s.Frame(), "this session keeps no files")
	}},
	"palette": {nil, func(s *session, _ state.State) bool {
		return s.dialog != nil && strings.Contains(s.Frame(), "goto crossover")
	}},
	"back": {[]string{"f4"}, func(s *session, _ state.State) bool { return s.st.Screen == state.Explore }},
	"quit": {nil, func(*session, state.State) bool { return true }}, // see TestQuitting
}

// TestEveryBindingDoesWhatItSays presses every key of every binding.
func TestEveryBindingDoesWhatItSays(t *testing.T) {
	e := smallEngine(t)
	keys := DefaultKeyMap()
	for i, a := range keys.actions {
		name, b := a.name, a.bind
		c, ok := caseOf(name)
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

// stillAt0 reports whether the detail of Prices is at its first row.
func (s *session) stillAt0() bool { return s.pricing().prices.Detail().First() == 0 }

// prepare sends the keys before a key.
func (s *session) prepare(c keyCase) {
	s.tb.Helper()
	for _, k := range c.before {
		if k == "shrink" {
			s.send(tea.WindowSizeMsg{Width: 40, Height: 12})
			continue
		}
		if k == "rest" { // of a handle, after which a simulation starts
			s.send(s.simRests(s.simulating().generation))
			continue
		}
		s.press(k)
	}
}

// TestBindingsDoNotCollide checks that no key has two meanings, that digits are not
// bound, and that help shows every binding.
func TestBindingsDoNotCollide(t *testing.T) {
	keys := DefaultKeyMap()
	seen := map[string]string{}
	for _, a := range keys.actions {
		name, b := a.name, a.bind
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
	for _, a := range keys.actions {
		if a.name == "" || names[a.name] || listed[a.bind] || a.do == nil {
			t.Errorf("action %q is there twice, or does nothing", a.name)
		}
		listed[a.bind], names[a.name] = true, true
	}
}

// TestHelpShowsEveryBinding scrolls through help at every size that has room for it.
func TestHelpShowsEveryBinding(t *testing.T) {
	proptest.Sequential(t)
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
	s.Paint()
	for _, msg := range run(cmd) {
		if _, ok := msg.(tea.QuitMsg); ok {
			return true
		}
	}
	return false
}

// leaveMode leaves a mode in which q does not quit, if there is one.
func leaveMode(t *testing.T, s *session, name string) {
	t.Helper()
	switch {
	case s.talking() && s.dialog == &s.picker:
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
		if s.quits("q") { // a unit or a word may contain any letter
			t.Errorf("%s: q quits in the middle of a text", name)
		}
		s.press("esc")
	}
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
			leaveMode(t, s, name)
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

// TestFilteringPrices types a filter word by word, and deletes it.
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

// TestPanesTakeKeys selects panes by their numbers unless the sliders receive keys, and
// by alt and the number anywhere. Arrow keys then act in the pane.
func TestPanesTakeKeys(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	if s.press("alt+3", "down"); s.answer.Selected == s.answer.Cheapest() {
		t.Error("down among the contenders selects no other")
	}
	at := s.st.Window()
	if s.press("2", "up"); s.st.Window().Hi/s.st.Window().Lo >= at.Hi/at.Lo {
		t.Error("2, up does not zoom into the chart")
	}
	part := s.st.Scenario.Selected
	if s.press("4", "right"); s.st.Scenario.Selected != part+1 {
		t.Error("4, right does not go to the next part")
	}
	rate := s.st.Scenario.PerSecond(0)
	if s.press("1", "right"); s.onPane() != onSliders || s.st.Scenario.PerSecond(0) == rate {
		t.Error("1, right does not move the slider")
	}
	if s.press("3"); s.onPane() != onSliders || !s.focused().Editing() {
		t.Error("a digit does not edit the focused slider")
	}
	if s.press("esc", "f3", "alt+2"); s.st.Screen != state.Explore || s.onPane() != onChart {
		t.Error("alt+2 does not choose the chart from another screen")
	}
	if s.press("esc"); s.onPane() != onSliders {
		t.Error("esc does not give the keys back to the sliders")
	}
}

// TestHintsSayWhatKeysDo checks that every hint of a screen or a pane has a text.
func TestHintsSayWhatKeysDo(t *testing.T) {
	s := open(t, smallEngine(t), 120, 36)
	all := s.hinted.panes[:]
	for _, list := range append(all, s.hinted.screens[:]...) {
		for _, h := range list {
			if h.Does == "" {
				t.Errorf("%s does nothing that is said", h.Key)
			}
		}
	}
}
