package host

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/state"
	"crossover/tui/style"
)

// record is what the nodes know of a room, as it is written: JSON with the words that
// people see, too. A scenario is its tokens and an offer its id, so that nodes of other
// releases and with other catalogues can read it.
type record struct {
	// Form is the form it is written in, and Least the least one that a node has to know
	// to read it.
	Form, Least int
	Node        string       // that wrote it
	By          netip.Prefix // who opened the room
	Members     []member
	// Presenter is the id of a member, or "".
	Presenter string
	State     wireState // as it is written; read, it is st
	Focus     int
	Change    int // counts the changes of st and Focus
	Who, What string
	Last      string

	st state.State
}

// member is what the nodes know of a guest.
type member struct {
	// ID has the id of the guest's node, a dot and a number.
	ID, Name, Vote string
	// Away says that the guest looks around alone, Idle that its user has not done
	// anything for so long that control may be taken.
	Watches, Away, Hand, Idle bool
}

// nodeOf is the node of a member's id.
func nodeOf(id string) string { node, _, _ := strings.Cut(id, "."); return node }

// What a record may have. Who comes after so many members is not told to other
// nodes.
const (
	maxRecord   = 256 << 10
	mostMembers = 1000
	recordForm  = 1
)

// wireState is a state as it is written.
type wireState struct {
	Scenario       string
	Screen         string
	Axis           string
	Measure        string
	Center, Span   []float64
	Month          float64
	Offer          string
	Pins           []string
	Hidden, Marked []string
	Order, Band    string
	Filter         string
	Zoomed         uint8
	Solo, Growing  bool
	Linear         bool
	Alternative    string
	Tornado        bool
	Variants       bool
}

// encode writes a record of a room that shows the offers of e.
func (rec record) encode(e *engine.Engine) []byte {
	rec.State = wireStateOf(&rec.st, e)
	rec.Form = max(rec.Form, recordForm)
	out, _ := json.Marshal(rec) // it never fails: all numbers of a state are finite
	return out
}

// carry adds to a record the fields that only a newer release knows, as they were
// written last: nothing that one node wrote is lost to another.
func carry(record, last []byte) []byte {
	var to, from map[string]json.RawMessage
	if json.Unmarshal(record, &to) != nil || json.Unmarshal(last, &from) != nil {
		return record
	}
	for name, value := range from {
		if mine, ok := to[name]; !ok {
			to[name] = value
		} else if name == "State" {
			to[name] = carry(mine, value)
		}
	}
	out, _ := json.Marshal(to) // it was JSON
	return out
}

func wireStateOf(st *state.State, e *engine.Engine) wireState {
	w := wireState{
		Scenario: st.Scenario.String(), Screen: st.Screen.String(), Axis: st.Axis.String(), Measure: st.Measure.String(),
		Center: st.Center[:], Span: st.Span[:], Month: st.Month, Hidden: idsOf(&st.Hidden, e), Marked: idsOf(&st.Marked, e),
		Order: st.Order.String(), Band: st.Band.String(), Filter: st.Filter, Zoomed: uint8(st.Zoomed),
		Solo: st.Solo, Growing: st.Growing, Alternative: st.Alternative, Linear: st.Linear, Tornado: st.Tornado, Variants: st.Variants,
	}
	if st.Offer >= 0 && st.Offer < e.Len() {
		w.Offer = e.Offer(st.Offer).ID
	}
	for _, p := range st.Pins[:st.Pins.Len()] {
		w.Pins = append(w.Pins, p.String())
	}
	return w
}

// idsOf names the offers of a set.
func idsOf(set *state.OfferSet, e *engine.Engine) (ids []string) {
	for o := range e.Len() {
		if set.Has(o) {
			ids = append(ids, e.Offer(o).ID)
		}
	}
	return ids
}

// decodeRecord reads a record for the offers of e. Whatever wrote it, what is
// returned can be shown.
func decodeRecord(data []byte, e *engine.Engine) (rec record, err error) {
	if len(data) > maxRecord {
		return rec, fmt.Errorf("a record of %d bytes is too long", len(data))
	}
	if err := json.Unmarshal(data, &rec); err != nil {
		return record{}, err
	}
	switch {
	case rec.Form < 1:
		return rec, errors.New("this is no record of a room")
	case rec.Least > recordForm:
		return rec, errors.New("a newer release has written it; this server has to be replaced, too")
	case len(rec.Members) > mostMembers:
		return rec, fmt.Errorf("%d members are too many", len(rec.Members))
	case !validNode(rec.Node):
		return rec, errors.New("it does not say which server wrote it")
	}
	rec.Focus, rec.Who = min(max(rec.Focus, 0), mostFocus), nameOf(rec.Who)
	rec.What, rec.Last = style.CleanName(rec.What, maxWords), style.CleanName(rec.Last, maxWords)
	seen := map[string]bool{}
	for i := range rec.Members {
		m := &rec.Members[i]
		node, number, _ := strings.Cut(m.ID, ".")
		if !validNode(node) || len(number) == 0 || len(number) > 20 || strings.Trim(number, "0123456789") != "" || seen[m.ID] {
			return rec, errors.New("a member has no id of its own")
		}
		seen[m.ID] = true
		m.Name, m.Vote = nameOf(m.Name), style.CleanName(m.Vote, maxWords)
	}
	if !seen[rec.Presenter] {
		rec.Presenter = ""
	}
	rec.st, err = rec.State.read(e)
	rec.State = wireState{}
	return rec, err
}

// What the words in a record are cut to, in columns, and how far down the focus can
// be.
const maxWords, mostFocus = 80, 200

// nameOf is a name that comes from another node, which has made it unique.
func nameOf(s string) string {
	if s = PersonName(s); s == "" {
		return "guest"
	}
	return s
}

// validNode reports whether an id is one of a node.
func validNode(id string) bool {
	return id != "" && len(id) <= maxNode && strings.Trim(id, roomAlphabet) == "" && !strings.Contains(id, ".")
}

// read reads a state for the offers of e.
func (w *wireState) read(e *engine.Engine) (st state.State, err error) {
	sc, err := readScenario(w.Scenario, e)
	if err != nil {
		return st, err
	}
	st = state.New(sc)
	st.Screen, st.Measure = named(w.Screen, state.NumScreens), named(w.Measure, state.NumMeasures)
	st.Axis, st.Order, st.Band = named(w.Axis, engine.NumAxes), named(w.Order, state.NumOrders), named(w.Band, state.NumBands)
	copy(st.Center[:], w.Center)
	copy(st.Span[:], w.Span)
	st.Month = max(w.Month, 0)
	st.Hidden, st.Marked = readSet(w.Hidden, e), readSet(w.Marked, e)
	st.Offer = e.Find(w.Offer)
	st.Filter = style.Clean(w.Filter, maxWords)
	if st.Zoomed = state.Zoom(w.Zoomed); st.Zoomed >= state.NumZooms {
		st.Zoomed = state.NoZoom
	}
	st.Alternative = w.Alternative
	st.Solo, st.Growing, st.Linear, st.Tornado, st.Variants = w.Solo, w.Growing, w.Linear, w.Tornado, w.Variants
	for _, line := range w.Pins[:min(len(w.Pins), state.MaxPins)] {
		pin, err := readScenario(line, e)
		if err != nil {
			return st, err
		}
		st.Pins = st.Pins.Toggle(&pin)
	}
	st.Follow() // the widths of windows,
	st.Follow() // and then where they are
	return st, nil
}

// maxScenario is how long a scenario may be in a record and maxKey the name of a term,
// in bytes, and mostTokens how many terms may differ from the defaults.
const maxScenario, maxKey, mostTokens = 32 << 10, 100, 1000

// readScenario reads a line of tokens.
func readScenario(line string, e *engine.Engine) (scenario.Scenario, error) {
	if len(line) > maxScenario {
		return scenario.Scenario{}, fmt.Errorf("a scenario of %d bytes is too long", len(line))
	}
	tokens, err := scenario.Split(line)
	if err != nil {
		return scenario.Scenario{}, err
	}
	if len(tokens) > mostTokens {
		return scenario.Scenario{}, fmt.Errorf("%d terms are too many", len(tokens))
	}
	for _, tok := range tokens {
		if key, _, _ := strings.Cut(tok, "="); len(key) > maxKey {
			return scenario.Scenario{}, fmt.Errorf("a term of %d bytes is too long", len(key))
		}
	}
	sc, err := scenario.Parse(scenario.Default(), tokens...)
	if err == nil {
		err = e.Check(&sc)
	}
	return sc, err
}

// readSet is the set of the offers with some ids. What is not in the catalogue is
// left out.
func readSet(ids []string, e *engine.Engine) (set state.OfferSet) {
	for _, id := range ids {
		if o := e.Find(id); o >= 0 {
			set = set.Add(o)
		}
	}
	return set
}

// named is the value below end with a name, or the first one.
func named[T interface {
	~uint8
	String() string
}](name string, end T) T {
	for v := range end {
		if v.String() == name {
			return v
		}
	}
	return 0
}
