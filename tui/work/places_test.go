package work

import (
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
	leave := q.take(greedy)
	order := make(chan string, 11)
	ask := func(of *Share, name string) { q.Do(of, func() { order <- name }) }
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

// TestTurnsCanBeCancelled checks that a turn leaves the queue when it is cancelled, that one
// that has begun does not, and that the place is free afterwards.
func TestTurnsCanBeCancelled(t *testing.T) {
	q := (&Places{}).Lane(1, 0)
	leave := q.take(&Share{})
	cancel := q.Do(&Share{}, func() { t.Error("cancelled work is done") })
	if !cancel() || cancel() {
		t.Error("a turn leaves the queue, once")
	}
	leave()
	eventually(t, "the place to be free", func() bool { running, waiting := q.busy(); return running == 0 && waiting == 0 })
	begun, end := make(chan bool), make(chan bool)
	cancel = q.Do(&Share{}, func() { close(begun); <-end })
	<-begun
	if cancel() {
		t.Error("work that has begun was in the queue")
	}
	close(end)
}

// take returns when it has a place, which leave returns.
func (l *Lane) take(of *Share) (leave func()) {
	begun, end := make(chan bool), make(chan bool)
	l.Do(of, func() { close(begun); <-end })
	<-begun
	return func() { close(end) }
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
	take := func(l *Lane, of *Share) { ends = append(ends, l.take(of)) }
	take(lanes[1], &eve)
	eventually(t, "it to be long", func() bool { all.mu.Lock(); defer all.mu.Unlock(); return eve.long == 1 })
	for _, l := range lanes {
		take(l, &ann)
	}
	take(commands, &eve) // which are waited for by commands only
	early := make(chan bool)
	lanes[0].Do(&eve, func() { close(early) })
	select {
	case <-early:
		t.Error("an address with long work has more begun")
	default:
	}
	for _, end := range ends {
		end()
	}
	<-early
	eventually(t, "all places to be free", func() bool {
		all.mu.Lock()
		defer all.mu.Unlock()
		return eve.long+eve.running+ann.long+ann.running == 0 && lanes[0].free == 2 && lanes[1].free == 1 && commands.free == 1
	})
}
