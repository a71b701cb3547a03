package tui

import (
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"crossover/tui/state"
)

func inRoom(o *Options) { o.InRoom = true }

// TestRoomKeysAreFree checks that the keys of a room have no other meaning.
func TestRoomKeysAreFree(t *testing.T) {
	keys := DefaultKeyMap()
	for _, room := range roomActions() {
		for _, a := range keys.actions {
			for _, k := range room.bind.Keys() {
				if key.Matches(tea.KeyPressMsg{Code: rune(k[0]), Text: k}, *a.bind) {
					t.Errorf("%s is %s, and %s in a room", k, a.name, room.name)
				}
			}
		}
	}
}

func TestRoomActionsGoOut(t *testing.T) {
	s := open(t, smallEngine(t), 100, 30, inRoom)
	for k, want := range map[string]RoomAction{"F": RoomFollow, "X": RoomControl, "!": RoomHand} {
		cmd := s.Update(tea.KeyPressMsg{Code: rune(k[0]), Text: k})
		found := false
		for _, msg := range run(cmd) {
			found = found || msg == want
		}
		if !found {
			t.Errorf("%s does not ask for %v", k, want)
		}
	}
	voted := false
	for _, msg := range run(s.Update(tea.KeyPressMsg{Code: '#', Text: "#"})) {
		voted = voted || msg == VoteMsg(s.opts.Engine.Offer(s.answer.Selected).Short)
	}
	if !voted {
		t.Error("# does not vote for the offer selected")
	}
	alone := open(t, smallEngine(t), 100, 30)
	cmd := alone.Update(tea.KeyPressMsg{Code: 'X', Text: "X"})
	for _, msg := range run(cmd) {
		if _, ok := msg.(RoomAction); ok {
			t.Error("a session alone asks for something of a room")
		}
	}
}

// TestFollowing replaces a session's state by another's, and undoes the changes.
func TestFollowing(t *testing.T) {
	presenter := open(t, smallEngine(t), 120, 36, inRoom)
	follower := open(t, smallEngine(t), 120, 36, inRoom)
	first := follower.State()
	for range 3 {
		presenter.send(keyOf(t, "right"))
		follower.send(FollowMsg{State: presenter.State(), Focus: presenter.Focus(), Who: "ann", What: "rate"})
	}
	presenter.send(keyOf(t, "down"), keyOf(t, "right"))
	follower.send(FollowMsg{State: presenter.State(), Focus: presenter.Focus(), Who: "ann", What: "memory"})
	if follower.State() != presenter.State() || follower.Focus() != presenter.Focus() {
		t.Error("the follower shows something else")
	}
	if got, want := follower.Frame(), presenter.Frame(); got != want {
		t.Errorf("the follower shows\n%s\nand the presenter\n%s", got, want)
	}
	follower.send(RoomMsg{Room{Name: "friday", You: "ben", Presenter: "ann", Following: true, Guests: []Guest{{Name: "ann"}, {Name: "ben", Hand: true}, {Name: "cho", Away: true}}, Last: "ann: memory 512MB to 520MB"}})
	rows := strings.Split(follower.Frame(), "\n")
	if row := rows[35]; !strings.Contains(row, "friday") || !strings.Contains(row, "you follow ann") || !strings.Contains(row, "*ann !ben ~cho") {
		t.Errorf("the room's row is %q", row)
	}
	follower.send(keyOf(t, "U"))
	if screen := follower.Frame(); strings.Count(screen, "ann: ") < 2+1 { // two changes and the room's row
		t.Errorf("the list of changes does not say whose they are:\n%s", screen)
	}
	follower.send(keyOf(t, "U"), keyOf(t, "u"), keyOf(t, "u"))
	if follower.State() != first {
		t.Error("two steps back do not lead to the beginning")
	}
}

// TestRoomsRowFits draws the room's row at every width with names of any length.
func TestRoomsRowFits(t *testing.T) {
	for w := 1; w < 200; w += 7 {
		s := open(t, smallEngine(t), w, 24, inRoom)
		room := Room{Name: strings.Repeat("r", 24), You: "you", Presenter: strings.Repeat("p", 24), Last: strings.Repeat("x", 80)}
		for range 40 {
			room.Guests = append(room.Guests, Guest{Name: strings.Repeat("g", 24)})
		}
		s.send(RoomMsg{room})
	}
}

func TestHistorySaysWho(t *testing.T) {
	var h state.History
	a := state.New(open(t, smallEngine(t), 80, 24).State().Scenario)
	b, c := a, a
	b.Screen, c.Screen = state.Offers, state.Layout
	h.Who = "ann"
	h.Record(a, "x")
	h.Who = "ben"
	h.Record(b, "x") // the same gesture by another user
	want := []string{"", "ann", "ben"}
	check := func(what string) {
		t.Helper()
		if got := strings.Join(h.By(), ","); got != strings.Join(want, ",") {
			t.Errorf("%s: %s, want %v", what, got, want)
		}
	}
	check("at the end")
	now, _ := h.Undo(c)
	check("one back")
	now, _ = h.Undo(now)
	check("at the beginning")
	if now != a {
		t.Error("the beginning is another")
	}
	now, _ = h.Redo(now)
	if check("one on"); now != b {
		t.Error("one on is another")
	}
}
