package sshd

import (
	"context"
	"net/netip"
	"testing"
	"time"
)

func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }

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

// TestDoorMakesRoom has four addresses fill the places to log in: a fifth gets
// one of theirs, and theirs is the oldest.
func TestDoorMakesRoom(t *testing.T) {
	now := time.Unix(1e9, 0)
	d := newDoor(Limits{HalfOpen: 64, Connects: 1e6, ConnectsPerIP: 1e6}.withDefaults())
	ended := make(chan *arrival, 64)
	arrive := func(ip string) (*arrival, string) {
		a := &arrival{ip: prefix(ip)}
		a.end = func() { ended <- a }
		return a, d.connect(a, now)
	}
	attackers := []string{"192.0.2.1/32", "192.0.2.2/32", "192.0.2.3/32", "2001:db8::/64"}
	var first *arrival
	for i := range 64 {
		a, why := arrive(attackers[i%4])
		if why != "" {
			t.Fatalf("connection %d: %s", i, why)
		}
		if first == nil {
			first = a
		}
	}
	if _, why := arrive(attackers[0]); why != refusedHalfOpen {
		t.Errorf("one more of an attacker's: %q", why)
	}
	friend, why := arrive("198.51.100.7/32")
	if why != "" {
		t.Fatalf("somebody else: %s", why)
	}
	if victim := <-ended; victim != first {
		t.Errorf("%v makes room", victim.ip)
	}
	d.left(first, now) // its end
	for range 40 {     // they come again and again, and do not push the friend out
		a, _ := arrive(attackers[1])
		d.left(a, now)
	}
	d.opened(friend)
	if conns, halfOpen, _ := d.counts(); conns < 1 || halfOpen > 64 {
		t.Errorf("%d connections, %d half-open", conns, halfOpen)
	}
}

// TestDoorRemembersFailures has an address whose connections come to nothing get
// fewer places to log in, until that is forgotten.
func TestDoorRemembersFailures(t *testing.T) {
	now := time.Unix(1e9, 0)
	d := newDoor(Limits{HalfOpen: 64, Connects: 1e6, ConnectsPerIP: 1e6}.withDefaults())
	ip := prefix("192.0.2.1/32")
	fill := func() (n int) {
		var list []*arrival
		for range 64 {
			a := &arrival{ip: ip, end: func() {}}
			if d.connect(a, now) != "" {
				break
			}
			list = append(list, a)
		}
		for _, a := range list {
			d.left(a, now)
		}
		return len(list)
	}
	if n := fill(); n != 16 {
		t.Errorf("%d places at first", n)
	}
	if n := fill(); n != 2 {
		t.Errorf("%d places after failures", n)
	}
	now = now.Add(time.Hour)
	if n := fill(); n != 16 {
		t.Errorf("%d places an hour later", n)
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
