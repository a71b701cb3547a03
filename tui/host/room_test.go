package host

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"crossover/engine/scenario"
	"crossover/tui/state"
)

// TestRoomsOfOneAddress opens rooms from one address: it does not get all of them, and a
// room open only for a moment is closed at once.
func TestRoomsOfOneAddress(t *testing.T) {
	rs := &rooms{limits: Limits{Rooms: 100, RoomsPerIP: 5, RoomGrace: time.Hour, RoomSettled: time.Minute, RoomAway: time.Minute}, open: map[string]*room{}}
	st := state.State{Scenario: scenario.Default()}
	greedy := prefix("192.0.2.1/32")
	var guests []*guest
	for i := range 6 {
		g, err := rs.enter(fmt.Sprint("r", i), nil, person{"eve", greedy, false}, st, 0)
		if (err == nil) != (i < 5) {
			t.Fatalf("room %d: %v", i, err)
		}
		if err == nil {
			guests = append(guests, g)
		}
	}
	if _, err := rs.enter("r0", nil, person{"eve", greedy, false}, st, 0); err != nil {
		t.Errorf("a room there is: %v", err)
	}
	if _, err := rs.enter("other", nil, person{"ann", prefix("192.0.2.2/32"), false}, st, 0); err != nil {
		t.Errorf("somebody else's room: %v", err)
	}
	for _, g := range guests[1:] {
		g.leave()
	}
	eventually(t, "rooms held for a moment to close", func() bool { return rs.count() == 2 })
	old, err := rs.enter("old", nil, person{"ann", prefix("192.0.2.2/32"), false}, st, 0)
	if err != nil {
		t.Fatal(err)
	}
	old.room.mu.Lock()
	old.room.opened = time.Now().Add(-time.Hour)
	old.room.mu.Unlock()
	old.leave()
	if rs.count() != 3 {
		t.Error("a room that somebody was in is not kept")
	}
}

// TestRoomsKeepWhatTheyShow enters a room with a session of another catalogue.
func TestRoomsKeepWhatTheyShow(t *testing.T) {
	rs := newRooms(Limits{}.withDefaults())
	ip, st, old := prefix("192.0.2.1/32"), state.State{Scenario: scenario.Default()}, &Serving{}
	if _, err := rs.enter("friday", old, person{"ann", ip, false}, st, 0); err != nil {
		t.Fatal(err)
	}
	if rs.serving("friday") != old {
		t.Error("the room does not show what it was opened with")
	}
	if _, err := rs.enter("friday", &Serving{}, person{"late", ip, false}, st, 0); !errors.Is(err, errRoomChanged) {
		t.Errorf("a session of the new catalogue in a room of the old one: %v", err)
	}
}

// eventually waits until a condition holds.
func eventually(tb testing.TB, what string, holds func() bool) {
	tb.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			tb.Fatalf("waited in vain for %s", what)
		}
	}
}

// TestVotes lets guests vote, change their votes and take them back; everybody in the
// room is told.
func TestVotes(t *testing.T) {
	rs := newRooms(Limits{}.withDefaults())
	st := state.State{Scenario: scenario.Default()}
	var guests [2]*guest
	for i, name := range []string{"ann", "bob"} {
		g, err := rs.enter("friday", nil, person{name, prefix("192.0.2.1/32"), false}, st, 0)
		if err != nil {
			t.Fatal(err)
		}
		guests[i] = g
	}
	for _, step := range []struct {
		who        int
		vote, want string
	}{
		{0, "Lambda", "[{ann Lambda}]"}, {1, "Fargate", "[{ann Lambda} {bob Fargate}]"},
		{1, "Lambda", "[{ann Lambda} {bob Lambda}]"}, {0, "Lambda", "[{bob Lambda}]"},
	} {
		guests[step.who].choose(step.vote)
		room, _, _ := guests[1-step.who].view()
		if got := fmt.Sprint(room.Votes()); got != step.want {
			t.Errorf("after %s the votes are %s, not %s", step.vote, got, step.want)
		}
	}
}

// count returns the number of rooms.
func (rs *rooms) count() int {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	return len(rs.open)
}
