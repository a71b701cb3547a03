package sshd

import (
	"testing"
	"time"

	"crossover/tui/vtest"
)

func TestDemoIsTheTour(t *testing.T) {
	s := serve(t, func(c *setup) { c.Demo = true; c.Limits.Idle = time.Second })
	r := s.open(140, 36, "rate=40/s")
	r.WaitFor("tour 1 of 5", "A side project", "the tour plays by itself")
	r.Type("l") // ends the tour and does not move right
	r.WaitFor("it is yours", "40/s")
	r.Wait("the tour to be over", func() bool { _, _, on := r.Find("tour 1 of 5"); return !on })
	r.Type(vtest.Right)
	r.WaitFor("50/s")

	byHand := s.open(140, 36, "rate=40/s")
	byHand.WaitFor("tour 1 of 5")
	byHand.Type(vtest.Enter)
	byHand.WaitFor("tour 2 of 5", "The same at 1,000/s")
	byHand.Type("q")
	byHand.WaitFor("40/s")
	byHand.Type("q")
	if err := byHand.Ended(); err != nil {
		t.Errorf("the session ends with %v", err)
	}
	left := s.open(140, 36, "")
	left.WaitFor("tour 1 of 5")
	left.Type("\x03")
	_ = left.Ended()
}
