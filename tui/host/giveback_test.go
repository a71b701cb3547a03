package host

import (
	"testing"
	"time"
)

// Memory is returned once most of many sessions have ended, but not after a few.
func TestMemoryIsGivenBack(t *testing.T) {
	h := &Host{door: newDoor(Limits{Sessions: 1000, PerIP: 1000}.withDefaults())}
	ip := prefix("192.0.2.1/32")
	h.door.visitor(ip, time.Now())
	come := func(n int) {
		for range n {
			h.door.enter(ip, 0)
		}
	}
	leave := func(n int) (planned bool) {
		for range n {
			planned = h.door.exit(ip)
		}
		return planned
	}
	come(giveBackFrom - 1)
	if leave(giveBackFrom - 1) {
		t.Error("a few sessions are worth it")
	}
	come(100)
	if leave(49) {
		t.Error("it does not wait until most have left")
	}
	if !leave(11) {
		t.Fatal("it is not given back when most have left")
	}
	h.giveBack()
	if h.door.most != 40 {
		t.Errorf("afterwards %d of %d are there", h.door.sessions, h.door.most)
	}
	if leave(19) {
		t.Error("it is given back again at once")
	}
	if !leave(21) {
		t.Error("it is not given back again")
	}
}
