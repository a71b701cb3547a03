package host

import (
	"net/netip"
	"testing"
	"time"
)

func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }

// TestDoorMakesRoom fills all half-open places from four addresses. A connection from a
// fifth takes the place of the oldest of one of them.
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
	d.at(friend.ip, func(*visitor) { d.done(friend) })
	if conns, halfOpen, _ := d.counts(); conns < 1 || halfOpen > 64 {
		t.Errorf("%d connections, %d half-open", conns, halfOpen)
	}
}

// TestDoorRemembersFailures checks that an address with failed connections gets fewer
// half-open places until the failures are forgotten.
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

// TestWrongPasswordsTakeLonger lets an address guess passwords.
func TestWrongPasswordsTakeLonger(t *testing.T) {
	now := time.Unix(1e9, 0)
	d := newDoor(Limits{}.withDefaults())
	a := &arrival{ip: prefix("192.0.2.1/32"), end: func() {}}
	if why := d.connect(a, now); why != "" {
		t.Fatal(why)
	}
	for i, want := range []time.Duration{1, 2, 4, 8, 15, 15} {
		if got := d.wrong(a.ip, now); got != want*time.Second {
			t.Errorf("wrong password %d takes %s, want %d s", i+1, got, want)
		}
	}
	if got := d.wrong(a.ip, now.Add(time.Hour)); got != time.Second {
		t.Errorf("an hour later it takes %s", got)
	}
}
