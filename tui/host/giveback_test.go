package host

import "testing"

// Memory is returned once most of many sessions have ended, but not after a few.
func TestMemoryIsGivenBack(t *testing.T) {
	var g giveBack
	come := func(n int) {
		for range n {
			g.entered()
		}
	}
	leave := func(n int) {
		for range n {
			g.left()
		}
	}
	planned := func() bool { return g.timer != nil }
	come(giveBackFrom - 1)
	leave(giveBackFrom - 1)
	if planned() {
		t.Error("a few sessions are worth it")
	}
	come(100)
	leave(49)
	if planned() {
		t.Error("it does not wait until most have left")
	}
	leave(11)
	if !planned() {
		t.Fatal("it is not given back when most have left")
	}
	g.timer.Stop()
	g.now()
	if planned() || g.most != 40 {
		t.Errorf("afterwards %d of %d are there", g.here, g.most)
	}
	leave(19)
	if planned() {
		t.Error("it is given back again at once")
	}
	leave(21)
	if !planned() {
		t.Error("it is not given back again")
	}
	g.timer.Stop()
}
