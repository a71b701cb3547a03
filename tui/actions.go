package tui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"crossover/engine/each"
	"crossover/tui/pane"
	"crossover/tui/state"
)

// action is one thing the user can do. Keys, help, hints, the palette and the settings
// are all derived from its row.
type action struct {
	// name is the name in settings and messages; it never changes.
	name string
	// group is the heading in help.
	group string
	// keys are the default keys; help and hints show the first. Each action needs a key
	// that every keyboard has: not only Esc, a sign, or one of home, end and pages.
	keys string
	// does is the text in help, and hint the text in the footer.
	does, hint string
	do         func(*Model) tea.Cmd
	// cannot returns why it is impossible now, or ""; nil means always possible.
	cannot func(*Model) string
	// bind holds the session's keys.
	bind *key.Binding
}

// The headings, in the order of help.
const (
	groupSliders = "Sliders"
	groupChart   = "Chart"
	groupOffers  = "Offers"
	groupScreens = "Screens"
	groupProgram = "Program"
)

// perform runs an action, or shows why it is impossible now.
func (m *Model) perform(a *action) tea.Cmd {
	if a.cannot != nil {
		if why := a.cannot(m); why != "" {
			m.say(why)
			return nil
		}
	}
	return a.do(m)
}

// just returns f as the function of an action without a command.
func just(f func(*Model)) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		f(m)
		return nil
	}
}

// viewAction returns the function of an action that changes the view.
func viewAction(f func(*state.State)) func(*Model) tea.Cmd {
	return just(func(m *Model) { m.edit("view", f) })
}

// here returns the function of an action that screens can override. On other screens it
// runs anywhere, if that is not nil.
func here(name string, anywhere func(*Model) tea.Cmd) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		cmd, done := m.screen().do(&m.host, name)
		if done || anywhere == nil {
			return cmd
		}
		return anywhere(m)
	}
}

// unless returns a function that returns why if the condition does not hold.
func unless(holds func(*Model) bool, why string) func(*Model) string {
	return func(m *Model) string {
		if holds(m) {
			return ""
		}
		return why
	}
}

func sliderActions() []action {
	const g = groupSliders
	return []action{
		{name: "up", group: g, keys: "up k", does: "previous slider", hint: "select", do: just(func(m *Model) { moveBy(m, -1) })},
		{name: "down", group: g, keys: "down j", does: "next slider", hint: "select", do: just(func(m *Model) { moveBy(m, 1) })},
		{name: "left", group: g, keys: "left h", does: "less", hint: "adjust", do: just(func(m *Model) { moveAcross(m, -1) })},
		{name: "right", group: g, keys: "right l", does: "more", hint: "adjust", do: just(func(m *Model) { moveAcross(m, 1) })},
		{name: "coarse-left", group: g, keys: "shift+left ctrl+left H", does: "much less", do: just(func(m *Model) { m.step(-1, true) })},
		{name: "coarse-right", group: g, keys: "shift+right ctrl+right L", does: "much more", do: just(func(m *Model) { m.step(1, true) })},
		{name: "home", group: g, keys: "home ctrl+a", does: "least", do: just(func(m *Model) { toEnd(m, -1) })},
		{name: "end", group: g, keys: "end ctrl+e", does: "most", do: just(func(m *Model) { toEnd(m, 1) })},
		{name: "reset", group: g, keys: "r", does: "reset this slider", do: just(func(m *Model) { m.slide(m.sliders.Focus, "", m.focused().Reset) })},
		{name: "reset-all", group: g, keys: "R", does: "reset everything", do: just(resetAll)},
		{name: "level", group: g, keys: "* ctrl+t", does: "next service level", do: just(nextLevel)},
		{name: "next-part", group: g, keys: "w", does: "next part", hint: "next part", do: just(func(m *Model) { m.selectPart(m.st.Scenario.Selected + 1) })},
		{name: "previous-part", group: g, keys: "W", does: "previous part", do: just(func(m *Model) { m.selectPart(m.st.Scenario.Selected - 1) })},
	}
}

func chartActions() []action {
	const g = groupChart
	return []action{
		{name: "measure", group: g, keys: "y", does: "measure of the y axis", hint: "measure", do: viewAction(func(s *state.State) { s.Measure = (s.Measure + 1) % state.NumMeasures })},
		{name: "axis", group: g, keys: "a", does: "axis of the chart", hint: "axis", do: here("axis", viewAction((*state.State).NextAxis))},
		{name: "months", group: g, keys: "M", does: "by months of growth", hint: "months", do: just(showMonths)},
		{name: "band", group: g, keys: "Q", does: "uncertainty band", hint: "band", do: viewAction(func(s *state.State) { s.Band = (s.Band + 1) % state.NumBands })},
		{name: "zoom-in", group: g, keys: "+ = I", does: "zoom in", hint: "zoom", do: viewAction(func(s *state.State) { s.Zoom(1 / 1.5) })},
		{name: "zoom-out", group: g, keys: "- ctrl+o", does: "zoom out", hint: "zoom", do: viewAction(func(s *state.State) { s.Zoom(1.5) })},
		{name: "pan-left", group: g, keys: "< C", does: "pan left", do: just(func(m *Model) { m.pan(-0.1) })},
		{name: "pan-right", group: g, keys: "> V", does: "pan right", do: just(func(m *Model) { m.pan(0.1) })},
		{name: "variants", group: g, keys: "v", does: "all variants or the best", hint: "variants", do: viewAction(func(s *state.State) { s.Variants = !s.Variants })},
		{name: "linear", group: g, keys: "t", does: "equal steps; throttle", do: here("linear", viewAction(func(s *state.State) { s.Linear = !s.Linear }))},
		{name: "solo", group: g, keys: "s", does: "one curve alone; spike", do: here("solo", viewAction(func(s *state.State) { s.Solo = !s.Solo }))},
		{name: "zoom", group: g, keys: "z", does: "one pane; lose a zone", do: here("zoom", just(zoomPane))},
		{name: "tornado", group: g, keys: "i", does: "what moves the price", do: viewAction(func(s *state.State) { s.Tornado = !s.Tornado })},
		{name: "pin", group: g, keys: "p", does: "pin or unpin to compare", hint: "pin", do: just(togglePin)},
		{name: "drop-pins", group: g, keys: "P", does: "drop all pins", hint: "drop pins", cannot: unless(func(m *Model) bool { return m.st.Pins.Len() > 0 }, "nothing is pinned"), do: viewAction(func(s *state.State) { s.Pins = state.Pins{} })},
	}
}

func offerActions() []action {
	const g = groupOffers
	return []action{
		{name: "next-offer", group: g, keys: "n", does: "next offer, layout", hint: "next offer", do: here("next-offer", just(func(m *Model) { m.selectNext(1) }))},
		{name: "previous-offer", group: g, keys: "N", does: "previous offer, layout", do: here("previous-offer", just(func(m *Model) { m.selectNext(-1) }))},
		{name: "open", group: g, keys: "enter", does: "bill of the offer", hint: "bill", do: here("open", openBill)},
		{name: "hide", group: g, keys: "d", does: "hide the offer; deploy", do: here("hide", just(hideOffer))},
		{name: "show-all", group: g, keys: "D", does: "show all offers again", cannot: unless(func(m *Model) bool { return m.st.Hidden != (state.OfferSet{}) || m.st.Marked.Len() > 0 }, "no offer is hidden or marked"), do: viewAction(func(s *state.State) { s.Hidden, s.Marked = state.OfferSet{}, state.OfferSet{} })},
		{name: "order", group: g, keys: "o", does: "sort the offers", do: viewAction(func(s *state.State) { s.Order = (s.Order + 1) % state.NumOrders })},
		{name: "lock", group: g, keys: "f", does: "lock the part here", hint: "lock", do: just(lockPart)},
		{name: "ban-offer", group: g, keys: "b", does: "ban the offer", hint: "ban offer", do: just(banOffer)},
		{name: "ban-vendor", group: g, keys: "B", does: "ban its vendor", hint: "ban vendor", do: just(banVendor)},
		{name: "allow-all", group: g, keys: "A", does: "allow all, unlock all", hint: "allow all", do: just(allowAll)},
		{name: "explain", group: g, keys: "x", does: "explain why; right-click", hint: "why", do: just(openExplain)},
		{name: "cheapest", group: g, keys: "c", does: "follow the cheapest", do: viewAction(func(s *state.State) { s.Offer = -1 })},
	}
}

func screenActions() []action {
	const g = groupScreens
	cannotResize := unless(func(m *Model) bool { return len(m.cut.Edges()) > 0 }, "this screen has no panes to resize")
	list := []action{
		{name: "next-screen", group: g, keys: "tab", does: "next screen", hint: "screen", do: just(func(m *Model) { m.show(m.st.Screen + 1) })},
		{name: "previous-screen", group: g, keys: "shift+tab", does: "previous screen", do: just(func(m *Model) { m.show(m.st.Screen + state.NumScreens - 1) })},
	}
	for s := range state.NumScreens {
		list = append(list, action{name: screenKey(s), group: g, keys: "f" + strconv.Itoa(int(s)+1), does: s.String(), do: just(func(m *Model) { m.show(s) })})
	}
	for p, name := range [...]string{"the sliders", "the chart", "the contenders", "the layout"} {
		k := strconv.Itoa(p + 1)
		list = append(list, action{name: "pane-" + k, group: g, keys: "alt+" + k, does: "keys to " + name, do: just(func(m *Model) { choosePane(m, chosenPane(p)) })})
	}
	return append(list, []action{
		{name: "next-pane", group: g, keys: "ctrl+n", does: "keys to the next pane", do: just(func(m *Model) { choosePane(m, (m.onPane()+1)%numPanes) })},
		{name: "growth", group: g, keys: "G", does: "growth of the system", hint: "growth", do: just(toggleGrowth)},
		{name: "edge", group: g, keys: "E", does: "resize panes: next edge", hint: "resize panes", cannot: cannotResize, do: just(func(m *Model) { m.edges.next(&m.host) })},
		{name: "edge-less", group: g, keys: "K", does: "edge left or up", cannot: cannotResize, do: just(func(m *Model) { m.edges.move(&m.host, -1) })},
		{name: "edge-more", group: g, keys: "J", does: "edge right or down", cannot: cannotResize, do: just(func(m *Model) { m.edges.move(&m.host, 1) })},
		{name: "edge-reset", group: g, keys: "O", does: "reset this edge", cannot: cannotResize, do: just(func(m *Model) { m.edges.reset(&m.host) })},
		{name: "edges-reset", group: g, keys: "Z", does: "reset all panes", do: just(func(m *Model) { m.edges.resetAll(&m.host) })},
		{name: "play", group: g, keys: "space", does: "mark; run or pause", hint: "mark", do: here("play", just(markOffer))},
		{name: "again", group: g, keys: "g", does: "simulate again", hint: "again", do: here("again", nil)},
		{name: "filter", group: g, keys: "/ ctrl+w", does: "filter, or find a slider", hint: "find", do: just(startFilter)},
		{name: "page-up", group: g, keys: "pgup ctrl+b", does: "scroll up", hint: "scroll", do: just(func(m *Model) { scrollPages(m, -1) })},
		{name: "page-down", group: g, keys: "pgdown ctrl+f", does: "scroll down", hint: "scroll", do: just(func(m *Model) { scrollPages(m, 1) })},
		{name: "other-up", group: g, keys: "ctrl+u", does: "scroll the other pane up", hint: "scroll the detail", do: just(func(m *Model) { scrollOther(m, -1) })},
		{name: "other-down", group: g, keys: "ctrl+d", does: "scroll the other pane", hint: "scroll the detail", do: just(func(m *Model) { scrollOther(m, 1) })},
	}...)
}

func programActions() []action {
	const g = groupProgram
	return []action{
		{name: "undo", group: g, keys: "u", does: "undo", hint: "undo", cannot: unless(func(m *Model) bool { return m.history.CanUndo() }, "nothing to undo"), do: just(func(m *Model) { m.travel(m.history.Undo) })},
		{name: "redo", group: g, keys: "ctrl+r ctrl+y", does: "redo", cannot: unless(func(m *Model) bool { return m.history.CanRedo() }, "nothing to redo"), do: just(func(m *Model) { m.travel(m.history.Redo) })},
		{name: "changes", group: g, keys: "U", does: "list of changes", do: just(openChanges)},
		{name: "theme", group: g, keys: "T", does: "theme and characters", do: just(openThemes)},
		{name: "mouse", group: g, keys: "m", does: "release the mouse", do: just(toggleMouse)},
		{name: "copy", group: g, keys: "Y", does: "copy", hint: "copy", do: just(openCopy)},
		{name: "export", group: g, keys: "e", does: "export to a file", hint: "export", do: just(openExport)},
		{name: "scenarios", group: g, keys: "S", does: "load or save a scenario", do: openScenarios},
		{name: "tour", group: g, keys: "ctrl+g", does: "guided tour", do: just(func(m *Model) { goTour(m, 0) })},
		{name: "palette", group: g, keys: ": ctrl+p", does: "run any command by name", hint: "ask", do: just(openPalette)},
		{name: "help", group: g, keys: "? ctrl+k", does: "help", hint: "help", do: just(openHelp)},
		{name: "back", group: g, keys: "esc backspace", does: "back", hint: "back", do: just(func(m *Model) { choosePane(m, onSliders); m.show(state.Explore) })},
		{name: "quit", group: g, keys: "q ctrl+c", does: "quit", hint: "quit", do: func(*Model) tea.Cmd { return tea.Quit }},
	}
}

// zoomPane zooms the pane that receives keys, or the next pane if that is the sliders.
func zoomPane(m *Model) {
	m.edit("view", func(s *state.State) {
		switch z := paneZooms[m.onPane()]; {
		case z == state.NoZoom:
			s.Zoomed = (s.Zoomed + 1) % state.NumZooms
		case s.Zoomed == z:
			s.Zoomed = state.NoZoom
		default:
			s.Zoomed = z
		}
	})
}

// hideOffer hides the selected offer, and the other variants of its product unless
// variants are listed. The cheapest offer becomes the selected one.
func hideOffer(m *Model) {
	e, o := m.opts.Engine, m.answer.Selected
	title := e.Offer(o).Title
	m.edit("view", func(s *state.State) {
		for k := range e.Len() {
			if k == o || !s.Variants && e.Offer(k).Product == e.Offer(o).Product {
				s.Hidden = s.Hidden.Add(k)
			}
		}
		s.Offer = -1
	})
	m.say(title + " is hidden; " + m.keys.key("show-all") + " shows it again")
}

// markOffer marks or unmarks the selected offer. Two marked offers are compared head to
// head.
func markOffer(m *Model) {
	e, o := m.opts.Engine, m.answer.Selected
	m.edit("view", func(s *state.State) { s.Marked = s.Marked.Toggle(o) })
	switch n := m.st.Marked.Len(); {
	case !m.st.Marked.Has(o):
		m.say(e.Offer(o).Title + " is no longer marked")
	case n == 1:
		m.say(e.Offer(o).Title + " is marked; mark another to have the two head to head")
	case n == 2:
		m.say("head to head; " + m.keys.key("show-all") + " shows all offers again")
	default:
		m.say(fmt.Sprintf("%d offers are marked", n))
	}
}

// togglePin pins or unpins the current scenario.
func togglePin(m *Model) {
	m.edit("view", func(s *state.State) { s.Pins = s.Pins.Toggle(&s.Scenario) })
	if n := m.st.Pins.Len(); n > 0 {
		m.say(fmt.Sprintf("%d pinned; %s compares", n, m.keys.key("compare")))
		return
	}
	m.say("nothing is pinned")
}

// toggleMouse leaves the mouse to the terminal for selecting text, or takes it back.
func toggleMouse(m *Model) {
	m.noMouse = !m.noMouse
	if m.noMouse {
		m.say("the mouse selects text now; " + m.keys.key("mouse") + " takes it back")
	}
}

// KeyMap holds the actions of the full-screen program with their keys. The zero value has
// no actions.
type KeyMap struct{ actions []action }

// DefaultKeyMap returns the default keys.
func DefaultKeyMap() KeyMap {
	return KeyMap{bound(slices.Concat(sliderActions(), chartActions(), offerActions(), screenActions(), programActions()))}
}

// bound gives actions their default keys.
func bound(all []action) []action {
	for i := range all {
		all[i].bindTo(strings.Fields(all[i].keys)...)
	}
	return all
}

// bindTo sets the keys of an action; help and hints show the first.
func (a *action) bindTo(keys ...string) {
	shown := ""
	if len(keys) > 0 {
		shown = keys[0]
	}
	b := key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, a.does))
	a.bind = &b
}

// action returns the action with a name. It panics if there is none.
func (k *KeyMap) action(name string) *action {
	i := slices.IndexFunc(k.actions, func(a action) bool { return a.name == name })
	if i < 0 {
		panic(fmt.Sprintf("there is no action %q", name))
	}
	return &k.actions[i]
}

// of returns the keys of an action.
func (k *KeyMap) of(name string) *key.Binding { return k.action(name).bind }

// key returns the key of an action that help shows.
func (k *KeyMap) key(name string) string { return k.of(name).Help().Key }

// hints returns hints for the footer. Each item is an action, or several as in
// left/right. Text after an equals sign replaces the action's own. Actions without keys
// are left out.
func (k *KeyMap) hints(list ...string) (out []pane.Hint) {
	for _, x := range list {
		names, does, _ := strings.Cut(x, "=")
		var keys []string
		for _, name := range strings.Split(names, "/") {
			b := k.of(name)
			if len(b.Keys()) == 0 {
				continue
			}
			keys = append(keys, b.Help().Key)
			if does == "" {
				does = k.action(name).hint
			}
		}
		if keys != nil {
			out = append(out, pane.Hint{Key: strings.Join(keys, "/"), Does: does})
		}
	}
	return out
}

// Bindable is an action that keys can be bound to.
type Bindable struct {
	// Name is the name in settings, and Does describes the action.
	Name, Does string
	// Group is the heading in help.
	Group string
	// Keys are the current keys; there may be none.
	Keys []string
}

// Bindables returns the actions with their keys in k, in the order of help.
func (k *KeyMap) Bindables() []Bindable {
	return each.Of(k.actions, func(a *action) Bindable {
		return Bindable{Name: a.name, Does: a.does, Group: a.group, Keys: slices.Clone(a.bind.Keys())}
	})
}

// interrupt is the key that always quits, whatever the user's bindings.
const interrupt = "ctrl+c"

// Bind replaces the keys of an action, and reports whether the action exists. Help and
// hints show the first key.
func (k *KeyMap) Bind(name string, keys []string) bool {
	i := slices.IndexFunc(k.actions, func(a action) bool { return a.name == name })
	if i < 0 {
		return false
	}
	if name == "quit" && !slices.Contains(keys, interrupt) {
		keys = append(slices.Clone(keys), interrupt)
	}
	k.actions[i].bindTo(keys...)
	return true
}

// KeyName returns the canonical name of a key, such as ctrl+z, shift+tab, f5, pgup or x;
// ok is false if the program does not know the key. Shift with a letter becomes a
// capital, and with ctrl letters are small. Digits and the dot, which type a slider's
// value, cannot be bound.
func KeyName(name string) (canonical string, ok bool) {
	msg, ok := keyPress(name)
	if !ok {
		return "", false
	}
	switch r := msg.Code; {
	case msg.Mod == 0 && (r >= '0' && r <= '9' || r == '.'):
		return "", false
	case msg.Mod == tea.ModShift && unicode.IsLetter(r):
		return string(unicode.ToUpper(r)), true
	case msg.Mod&tea.ModCtrl != 0:
		msg.Code = unicode.ToLower(r)
	}
	return msg.String(), true
}

// keyNames are the keys with names in hints.
var keyNames = map[string]rune{
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome, "end": tea.KeyEnd,
	"pgup": tea.KeyPgUp, "pgdn": tea.KeyPgDown, "pgdown": tea.KeyPgDown, "tab": tea.KeyTab, "enter": tea.KeyEnter, "esc": tea.KeyEscape,
	"backspace": tea.KeyBackspace, "delete": tea.KeyDelete, "space": tea.KeySpace,
	"f1": tea.KeyF1, "f2": tea.KeyF2, "f3": tea.KeyF3, "f4": tea.KeyF4, "f5": tea.KeyF5, "f6": tea.KeyF6,
	"f7": tea.KeyF7, "f8": tea.KeyF8, "f9": tea.KeyF9, "f10": tea.KeyF10, "f11": tea.KeyF11, "f12": tea.KeyF12,
}

// keyPress returns the message of a key by its name in bindings and hints; ok is false if
// there is no such key.
func keyPress(name string) (msg tea.KeyPressMsg, ok bool) {
	for mod, bit := range map[string]tea.KeyMod{"ctrl+": tea.ModCtrl, "shift+": tea.ModShift, "alt+": tea.ModAlt} {
		if rest, found := strings.CutPrefix(name, mod); found && rest != "" {
			msg, ok = keyPress(rest)
			msg.Mod |= bit
			msg.Text = ""
			return msg, ok
		}
	}
	if code, named := keyNames[name]; named {
		return tea.KeyPressMsg{Code: code}, true
	}
	r, n := utf8.DecodeRuneInString(name)
	if n == 0 || n != len(name) {
		return msg, false
	}
	return tea.KeyPressMsg{Code: r, Text: name}, true
}
