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

// record is a room as the nodes exchange it, in JSON. A scenario is written as its tokens
// and an offer as its id, so that nodes of other releases and with other catalogues can
// read it.
type record struct {
	// Form is the version of the format, and Least the lowest version that can read it.
	Form, Least int
	Node        string       // the node that wrote it
	By          netip.Prefix // the address that opened the room
	Members     []member
	// Presenter is the id of a member, or "".
	Presenter string
	State     wireState // the encoded state; decoding sets st instead
	Focus     int
	Change    int // counts the changes of st and Focus
	Who, What string
	Last      string

	st state.State
}

// member is a guest as the nodes exchange it.
type member struct {
	// ID is the guest's node, a dot and a number.
	ID, Name, Vote string
	// Away is set if the guest does not follow, Idle if its user has done nothing for
	// RoomAway.
	Watches, Away, Hand, Idle bool
}

// nodeOf returns the node of a member's id.
func nodeOf(id string) string { node, _, _ := strings.Cut(id, "."); return node }

// Limits of a record. Guests beyond mostMembers are not written.
const (
	maxRecord   = 256 << 10
	mostMembers = 1000
	recordForm  = 1
)

// wireState is a state as it is encoded.
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

// encode encodes a record of a room that shows the offers of e.
func (rec record) encode(e *engine.Engine) []byte {
	rec.State = wireStateOf(&rec.st, e)
	rec.Form = max(rec.Form, recordForm)
	out, _ := json.Marshal(rec) // it cannot fail: all numbers of a state are finite
	return out
}

// carryUnknown adds the fields of last that record does not have: a newer release wrote them,
// and they must not be lost.
func carryUnknown(record, last []byte) []byte {
	var to, from map[string]json.RawMessage
	if json.Unmarshal(record, &to) != nil || json.Unmarshal(last, &from) != nil {
		return record
	}
	for name, value := range from {
		if mine, ok := to[name]; !ok {
			to[name] = value
		} else if name == "State" {
			to[name] = carryUnknown(mine, value)
		}
	}
	out, _ := json.Marshal(to) // it was decoded from JSON
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

// idsOf returns the ids of the offers in a set.
func idsOf(set *state.OfferSet, e *engine.Engine) (ids []string) {
	for o := range e.Len() {
		if set.Has(o) {
			ids = append(ids, e.Offer(o).ID)
		}
	}
	return ids
}

// decodeRecord decodes a record for the offers of e. It checks everything, so that a
// session can show the result whoever wrote the record.
func decodeRecord(data []byte, e *engine.Engine) (rec record, err error) {
	if len(data) > maxRecord {
		return rec, fmt.Errorf("a record of %d bytes is too long", len(data))
	}
	if err := json.Unmarshal(data, &rec); err != nil {
		return record{}, err
	}
	switch {
	case rec.Form < 1:
		return rec, errors.New("this is not the record of a room")
	case rec.Least > recordForm:
		return rec, errors.New("a newer release wrote it; upgrade this server, too")
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

// maxWords limits the columns of a text in a record, mostFocus the position of the focus.
const maxWords, mostFocus = 80, 200

// nameOf cleans a name from another node, which has made it unique.
func nameOf(s string) string {
	if s = PersonName(s); s == "" {
		return "guest"
	}
	return s
}

// validNode reports whether id can be a node's.
func validNode(id string) bool {
	return id != "" && len(id) <= maxNode && strings.Trim(id, roomAlphabet) == "" && !strings.Contains(id, ".")
}

// read decodes a state for the offers of e.
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
	st.Follow() // first the widths of windows,
	st.Follow() // then their positions
	return st, nil
}

// maxScenario limits the bytes of a scenario in a record, maxKey those of a term's name,
// and mostTokens the terms that differ from their defaults.
const maxScenario, maxKey, mostTokens = 32 << 10, 100, 1000

// readScenario parses a line of tokens.
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

// readSet returns the set of offers with the given ids. It ignores ids that the catalogue
// does not have.
func readSet(ids []string, e *engine.Engine) (set state.OfferSet) {
	for _, id := range ids {
		if o := e.Find(id); o >= 0 {
			set = set.Add(o)
		}
	}
	return set
}

// named returns the value below end with the given name, or the first value.
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
