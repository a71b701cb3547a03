package work

import (
	"context"
	"testing"
	"time"
)

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("no sign of %s", what)
		}
	}
}

// TestTurnsAreFairByAddress checks that if one address asks for many turns and another
// then asks for one, the other is next.
func TestTurnsAreFairByAddress(t *testing.T) {
	greedy, modest := &Share{}, &Share{}
	q := (&Places{}).Lane(1, 0)
	leave, err := q.Take(t.Context(), greedy)
	if err != nil {
		t.Fatal(err)
	}
	order := make(chan string, 11)
	ask := func(of *Share, name string) {
		_, before := q.busy()
		go func() {
			leave, err := q.Take(t.Context(), of)
			if err != nil {
				t.Error(err)
				return
			}
			order <- name
			leave()
		}()
		eventually(t, "a wait", func() bool { _, n := q.busy(); return n > before })
	}
	for range 10 {
		ask(greedy, "greedy")
	}
	ask(modest, "modest")
	leave()
	if first := <-order; first != "modest" {
		t.Errorf("%s goes first", first)
	}
	for range 10 {
		<-order
	}
	eventually(t, "all to be done", func() bool { running, waiting := q.busy(); return running == 0 && waiting == 0 })
}

// TestTurnsEndWithTheirContext checks that a turn leaves the queue when its context ends,
// and that the place is free afterwards.
func TestTurnsEndWithTheirContext(t *testing.T) {
	q := (&Places{}).Lane(1, 0)
	leave, err := q.Take(t.Context(), &Share{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error)
	go func() {
		_, err := q.Take(ctx, &Share{})
		failed <- err
	}()
	eventually(t, "a wait", func() bool { _, n := q.busy(); return n == 1 })
	cancel()
	if err := <-failed; err == nil {
		t.Error("a turn without a place")
	}
	leave()
	if running, waiting := q.busy(); running != 0 || waiting != 0 {
		t.Errorf("%d run and %d wait", running, waiting)
	}
	if leave, err = q.Take(t.Context(), &Share{}); err != nil {
		t.Fatal(err)
	}
	leave()
}

// TestWorkIsForgotten checks that long past work of an address counts less.
func TestWorkIsForgotten(t *testing.T) {
	s := Share{seconds: 8, at: time.Unix(0, 0)}
	s.decay(time.Unix(30, 0))
	if s.seconds != 1 {
		t.Errorf("%v seconds are left of 8 after three half-lives", s.seconds)
	}
}

// busy returns the number of places taken, and the number of turns waiting.
func (l *Lane) busy() (running, waiting int) {
	l.all.mu.Lock()
	defer l.all.mu.Unlock()
	return 1 - l.free, len(l.waiting)
}

// TestLongWorkGivesItsPlaceUp fills all lanes with endless work of one address: another
// address can still start work, and the first has to wait.
func TestLongWorkGivesItsPlaceUp(t *testing.T) {
	var all Places
	lanes := []*Lane{all.Lane(2, time.Millisecond), all.Lane(1, time.Millisecond)}
	commands := all.Lane(1, 0)
	var eve, ann Share
	var ends []func()
	take := func(l *Lane, of *Share) {
		leave, err := l.Take(t.Context(), of)
		if err != nil {
			t.Fatal(err)
		}
		ends = append(ends, leave)
	}
	take(lanes[1], &eve)
	eventually(t, "it to be long", func() bool { all.mu.Lock(); defer all.mu.Unlock(); return eve.long == 1 })
	for _, l := range lanes {
		take(l, &ann)
	}
	take(commands, &eve) // which are waited for by commands only
	early := make(chan func(), 1)
	go func() {
		leave, _ := lanes[0].Take(t.Context(), &eve)
		early <- leave
	}()
	eventually(t, "it to wait", func() bool { all.mu.Lock(); defer all.mu.Unlock(); return len(lanes[0].waiting) == 1 })
	select {
	case <-early:
		t.Error("an address with long work has more begun")
	default:
	}
	for _, end := range ends {
		end()
	}
	(<-early)()
	all.mu.Lock()
	defer all.mu.Unlock()
	if eve.long+eve.running+ann.long+ann.running != 0 || lanes[0].free != 2 || lanes[1].free != 1 || commands.free != 1 {
		t.Errorf("in the end %d, %d and %d places are free; %+v, %+v", lanes[0].free, lanes[1].free, commands.free, eve, ann)
	}
}
