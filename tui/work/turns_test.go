package work

import (
	"context"
	"net/netip"
	"testing"
	"time"
)

func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("no sign of %s", what)
		}
	}
}

// TestTurnsAreFairByAddress has one address ask for many turns before another
// asks for one: the other is next.
func TestTurnsAreFairByAddress(t *testing.T) {
	greedy, modest := prefix("192.0.2.1/32"), prefix("192.0.2.2/32")
	q := newTurns(1)
	leave, err := q.take(t.Context(), greedy)
	if err != nil {
		t.Fatal(err)
	}
	order := make(chan string, 11)
	ask := func(ip netip.Prefix, name string) {
		_, before := q.busy()
		go func() {
			leave, err := q.take(t.Context(), ip)
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

// TestTurnsEndWithTheirContext has somebody leave the queue, and a place taken
// by nobody.
func TestTurnsEndWithTheirContext(t *testing.T) {
	q := newTurns(1)
	leave, err := q.take(t.Context(), prefix("192.0.2.1/32"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error)
	go func() {
		_, err := q.take(ctx, prefix("192.0.2.2/32"))
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
	if leave, err = q.take(t.Context(), prefix("192.0.2.3/32")); err != nil {
		t.Fatal(err)
	}
	leave()
}

// TestWorkIsForgotten has the queue keep nothing of addresses that are long gone.
func TestWorkIsForgotten(t *testing.T) {
	u := used{seconds: 8, at: time.Unix(0, 0)}
	u.decay(time.Unix(30, 0))
	if u.seconds != 1 {
		t.Errorf("%v seconds are left of 8 after three half-lives", u.seconds)
	}
}

// busy is how many places are taken, and how many wait for one.
func (q *turns) busy() (running, waiting int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, u := range q.used {
		running += u.running
	}
	return running, len(q.waiting)
}
