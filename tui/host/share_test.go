package host

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui"
	"crossover/tui/state"
)

var realEngine = sync.OnceValues(func() (*engine.Engine, error) {
	c, err := data.Load()
	if err != nil {
		return nil, err
	}
	return engine.New(c)
})

// shelf is a store in memory with a handle for each node. A handle can be disconnected,
// and can lose the confirmation of a write.
type shelf struct {
	mu       sync.Mutex
	records  map[string][]byte
	revision map[string]uint64
	next     uint64
	nodes    []*handle
}

type handle struct {
	*shelf
	down, deaf bool // deaf: writes are not confirmed
	told       chan func(Watcher)
}

var errLine = errors.New("the line is down")

func newShelf() *shelf { return &shelf{records: map[string][]byte{}, revision: map[string]uint64{}} }

func (s *shelf) handle() *handle {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := &handle{shelf: s, told: make(chan func(Watcher), 100_000)}
	s.nodes = append(s.nodes, h)
	h.list()
	return h
}

// list reports all records to a node. The shelf is locked.
func (h *handle) list() {
	h.told <- func(w Watcher) { w.Line(true) }
	for name, record := range h.records {
		revision := h.revision[name]
		h.told <- func(w Watcher) { w.Wrote(name, record, revision) }
	}
	h.told <- Watcher.Listed
}

// set disconnects a node, or connects it again.
func (h *handle) set(down, deaf bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.down && !down {
		h.list()
	}
	if !h.down && down {
		h.told <- func(w Watcher) { w.Line(false) }
	}
	h.down, h.deaf = down, deaf
}

func (h *handle) Watch(ctx context.Context, w Watcher) {
	for {
		select {
		case f := <-h.told:
			f(w)
		case <-ctx.Done():
			return
		}
	}
}

func (h *handle) Load(_ context.Context, room string) ([]byte, uint64, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.down {
		return nil, 0, errLine
	}
	if h.records[room] == nil {
		return nil, 0, nil
	}
	return h.records[room], h.revision[room], nil
}

func (h *handle) put(room string, record []byte, over uint64) (uint64, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.down {
		return 0, errLine
	}
	if now := h.revision[room]; now != over && (h.records[room] != nil || over != 0) {
		return 0, ErrChanged
	}
	h.next++
	revision := h.next
	h.records[room], h.revision[room] = record, revision
	if record == nil {
		delete(h.records, room)
	}
	for _, n := range h.nodes {
		if !n.down {
			n.told <- func(w Watcher) { w.Wrote(room, record, revision) }
		}
	}
	if h.deaf {
		return 0, errLine
	}
	return revision, nil
}

func (h *handle) Save(_ context.Context, room string, record []byte, over uint64) (uint64, error) {
	return h.put(room, record, over)
}

func (h *handle) Delete(_ context.Context, room string, over uint64) error {
	_, err := h.put(room, nil, over)
	return err
}

func (h *handle) Beat(message []byte) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.down {
		return errLine
	}
	for _, n := range h.nodes {
		if !n.down {
			n.told <- func(w Watcher) { w.Alive(message) }
		}
	}
	return nil
}

func (h *handle) Secret() [32]byte { return [32]byte{1} }

// node is a host that uses a shelf.
type node struct {
	*Host
	handle *handle
}

func newNodes(t *testing.T, n int) (out []node) {
	t.Helper()
	e, err := realEngine()
	if err != nil {
		t.Fatal(err)
	}
	s := newShelf()
	for range n {
		h := s.handle()
		x := New(Config{Options: tui.Options{Engine: e}, Store: h, Limits: Limits{RoomLease: time.Hour}})
		t.Cleanup(func() { h.set(false, false); x.Shutdown(t.Context()) })
		out = append(out, node{x, h})
	}
	return out
}

// enter adds a guest to the room.
func (n node) enter(t *testing.T, name string) *guest {
	t.Helper()
	shows := n.rooms.serving("friday")
	if shows == nil {
		shows = n.Now()
	}
	g, err := n.rooms.enter("friday", shows, person{name, netip.MustParsePrefix("192.0.2.1/32"), false}, state.New(scenario.Default()), 0)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// says returns a node's view of the room.
func (n node) says() string {
	n.rooms.mu.Lock()
	r := n.rooms.open["friday"]
	n.rooms.mu.Unlock()
	if r == nil {
		return "no room"
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []string
	for _, g := range r.guests {
		out = append(out, fmt.Sprint(g.name, " ", g.vote, " ", g.following, " ", g.hand, " ", g == r.presenter))
	}
	slices.Sort(out)
	return strings.Join(out, "\n") + "\n" + r.st.Scenario.String()
}

// TestNothingAcknowledgedIsLost lets guests on three nodes act at the same time, while
// connections fail and confirmations are lost. Afterwards the nodes agree, and each
// guest's last action is there.
func TestNothingAcknowledgedIsLost(t *testing.T) {
	nodes := newNodes(t, 3)
	var guests []*guest
	for i, n := range nodes {
		if i > 0 {
			eventually(t, "the room", func() bool { return n.Rooms() == 1 })
		}
		guests = append(guests, n.enter(t, "ann"), n.enter(t, "ben"))
	}
	var all sync.WaitGroup
	for i, g := range guests {
		all.Go(func() {
			draw := rand.New(rand.NewPCG(1, uint64(i)))
			st := state.New(scenario.Default())
			for step := range 60 {
				switch draw.IntN(6) {
				case 0:
					g.act(tui.RoomHand)
				case 1:
					g.act(tui.RoomControl)
				case 2:
					before := st
					st.Scenario.SelectedPart().MemoryMB = float64(100*(i+1) + step)
					g.changed(&before, &st, 0)
				case 3:
					nodes[i/2].handle.set(draw.IntN(2) == 0, draw.IntN(2) == 0)
				default:
					g.choose(fmt.Sprint("offer ", step))
				}
			}
			g.choose(fmt.Sprint("the last of ", i))
		})
	}
	all.Wait()
	for _, n := range nodes {
		n.handle.set(false, false)
	}
	eventually(t, "the nodes to agree", func() bool {
		return nodes[0].says() == nodes[1].says() && nodes[0].says() == nodes[2].says() && !nodes[0].rooms.writing() && !nodes[1].rooms.writing() && !nodes[2].rooms.writing()
	})
	got := nodes[0].says()
	for i := range guests {
		if want := fmt.Sprint("the last of ", i); !strings.Contains(got, want) {
			t.Errorf("%q is lost:\n%s", want, got)
		}
	}
	names := map[string]bool{}
	for line := range strings.Lines(got) {
		if name, _, ok := strings.Cut(line, " the last"); ok {
			names[name] = true
		}
	}
	if len(names) != len(guests) {
		t.Errorf("two guests have one name: %v", slices.Collect(maps.Keys(names)))
	}
}

// TestDeadNodesAreForgotten checks that the guests of a silent node disappear, and return
// with it.
func TestDeadNodesAreForgotten(t *testing.T) {
	nodes := newNodes(t, 2)
	ann := nodes[0].enter(t, "ann")
	eventually(t, "the room", func() bool { return nodes[1].Rooms() == 1 })
	ben := nodes[1].enter(t, "ben")
	eventually(t, "ben on the other node", func() bool { return nodes[0].says() == nodes[1].says() })
	nodes[0].handle.set(true, false)
	ben.room.lookAfter(time.Now().Add(2 * time.Hour))
	if room, _, _ := ben.view(); room.Presenter != "" || len(room.Guests) != 1 {
		t.Errorf("with a dead node, %q presents, and there are %v", room.Presenter, room.Guests)
	}
	eventually(t, "the row to say that the node is cut off", func() bool {
		room, _, _ := ann.view()
		return strings.Contains(room.Last, "cut off")
	})
	ben.act(tui.RoomControl)
	nodes[0].handle.set(false, false)
	ann.choose("Lambda") // a change to write
	eventually(t, "the nodes to agree", func() bool {
		return nodes[0].says() == nodes[1].says() && strings.Contains(nodes[1].says(), "ann Lambda")
	})
	if room, _, _ := ann.view(); room.Presenter != "ben" {
		t.Errorf("%q presents, and not who took over", room.Presenter)
	}
}

// TestARoomHeldForAMomentGoesEverywhere opens a room and leaves it at once.
func TestARoomHeldForAMomentGoesEverywhere(t *testing.T) {
	nodes := newNodes(t, 2)
	ann := nodes[0].enter(t, "ann")
	eventually(t, "the room on both", func() bool { return nodes[1].Rooms() == 1 })
	ann.leave()
	eventually(t, "the room to go", func() bool { return nodes[0].Rooms() == 0 && nodes[1].Rooms() == 0 })
}

// sample returns a record with a value in every field.
func sample(e *engine.Engine) record {
	st := state.New(scenario.Default())
	pin := st.Scenario
	pin.SelectedPart().MemoryMB = 777
	st.Pins = st.Pins.Toggle(&pin)
	st.Screen, st.Axis, st.Measure, st.Order, st.Band, st.Zoomed = state.Compare, engine.AxisMemory, state.P99, state.ByName, state.BandDrawn, state.ZoomChart
	st.Offer, st.Hidden, st.Marked = 3, st.Hidden.Add(1).Add(e.Len()-1), st.Marked.Add(2)
	st.Alternative = "all-serverless"
	st.Solo, st.Growing, st.Linear, st.Tornado, st.Variants, st.Filter = true, true, true, true, true, "arm 2"
	st.Follow()
	return record{
		Form: recordForm, Node: "N1", By: netip.MustParsePrefix("2001:db8::/64"), Presenter: "N1.7", st: st, Focus: 4, Change: 9, Who: "ann", What: "rate 1/s to 2/s", Last: "ann: rate",
		Members: []member{{ID: "N1.7", Name: "ann", Vote: "Lambda"}, {ID: "N2.1", Name: "山田太郎 2", Watches: true, Away: true, Hand: true, Idle: true}},
	}
}

// TestRecordsRoundTrip encodes a record and decodes it.
func TestRecordsRoundTrip(t *testing.T) {
	e, err := realEngine()
	if err != nil {
		t.Fatal(err)
	}
	want := sample(e)
	got, err := decodeRecord(want.encode(e), e)
	if err != nil {
		t.Fatal(err)
	}
	if *got.st.Pins[0] != *want.st.Pins[0] {
		t.Error("a pin has changed")
	}
	got.st.Pins = want.st.Pins
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read\n%+v\nand not\n%+v", got, want)
	}
}

// FuzzRecord decodes any data that another node may have written. A record that is
// accepted can be encoded, and decodes to the same again.
func FuzzRecord(f *testing.F) {
	e, err := realEngine()
	if err != nil {
		f.Fatal(err)
	}
	rec := sample(e)
	f.Add(rec.encode(e))
	f.Add([]byte(`{"Form":2,"Node":"n","Members":[{"ID":"n.1"},{"ID":"n.1"}]}`))
	f.Add([]byte(`{"Form":1,"Node":"n","State":{"Span":[1e308,-1,0],"Center":[-1e308],"Month":1e300,"Zoomed":255,"Screen":"?","Hidden":["?"]},"Focus":-9223372036854775808}`))
	f.Add([]byte(`{"Form":1,"Node":"n","State":{"Scenario":"rate=1e999/s"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		rec, err := decodeRecord(data, e)
		if err != nil {
			return
		}
		once := rec.encode(e)
		if len(once) > maxRecord {
			t.Skip("a record that is full is written by nobody")
		}
		again, err := decodeRecord(once, e)
		if err != nil {
			t.Fatalf("%s\ncannot be read again: %v", once, err)
		}
		if twice := again.encode(e); string(once) != string(twice) {
			t.Errorf("read again, it is\n%s\nand not\n%s", twice, once)
		}
	})
}

// TestReleasesShareRooms writes a room with the fields of a newer release, and then lets
// guests of this one act in it: no newer field is lost. A record without some fields, as
// an older release writes it, can be decoded. A record whose least version is newer than
// this release is refused.
func TestReleasesShareRooms(t *testing.T) {
	n := newNodes(t, 1)[0]
	rec := sample(n.Now().Options.Engine)
	change := func(f func(rec, st map[string]any)) []byte {
		var all map[string]any
		if err := json.Unmarshal(rec.encode(n.Now().Options.Engine), &all); err != nil {
			t.Fatal(err)
		}
		f(all, all["State"].(map[string]any))
		out, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	newer := change(func(rec, st map[string]any) { rec["Form"], rec["Timer"], st["Colours"] = 9, "5m", []int{1, 2} })
	if _, err := n.handle.Save(t.Context(), "friday", newer, 0); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the room", func() bool { return n.Rooms() == 1 })
	n.enter(t, "old").choose("Lambda")
	eventually(t, "the vote in the store", func() bool {
		data, _, _ := n.handle.Load(t.Context(), "friday")
		return bytes.Contains(data, []byte(`"Vote":"Lambda"`)) && bytes.Contains(data, []byte(`"Name":"old"`))
	})
	data, _, _ := n.handle.Load(t.Context(), "friday")
	for _, want := range []string{`"Form":9`, `"Timer":"5m"`, `"Colours":[1,2]`} {
		if !bytes.Contains(data, []byte(want)) {
			t.Errorf("%s is lost:\n%s", want, data)
		}
	}
	var all, state []string
	change(func(rec, st map[string]any) {
		all, state = slices.Collect(maps.Keys(rec)), slices.Collect(maps.Keys(st))
	})
	for _, name := range all {
		_, err := decodeRecord(change(func(rec, _ map[string]any) { delete(rec, name) }), n.Now().Options.Engine)
		if needed := name == "Form" || name == "Node"; (err != nil) != needed {
			t.Errorf("without %s: %v", name, err)
		}
	}
	for _, name := range state {
		if _, err := decodeRecord(change(func(_, st map[string]any) { delete(st, name) }), n.Now().Options.Engine); err != nil {
			t.Errorf("without State.%s: %v", name, err)
		}
	}
	if _, err := decodeRecord(change(func(rec, _ map[string]any) { rec["Least"] = recordForm + 1 }), n.Now().Options.Engine); err == nil || !strings.Contains(err.Error(), "newer release") {
		t.Errorf("a record of a release that needs a newer one: %v", err)
	}
}
