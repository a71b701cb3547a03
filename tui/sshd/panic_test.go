package sshd

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"crossover/engine/verify"
	"crossover/tui/vtest"
)

// TestPanicEndsOneSession makes sessions panic in the handling of input and in background
// work.
func TestPanicEndsOneSession(t *testing.T) {
	under(t, func(t *testing.T, s *served) {
		r := s.openAs("unlucky", 100, 30, "")
		r.WaitFor("q quit")
		r.Type("%")
		if err := r.Ended(); exitCode(err) != "1" {
			t.Errorf("the session ends with %v", err)
		}
		r.WaitFor("something went wrong in your session")
		if r.AltScreen() {
			t.Error("the alternate screen stays")
		}
		r = s.openAs("unlucky", 100, 30, "")
		r.WaitFor("q quit")
		r.Type(strings.Repeat(vtest.ShiftTab, 4)) // one of the last screens is Conformance, which starts the examples
		if err := r.Ended(); exitCode(err) != "1" {
			t.Errorf("the session ends with %v", err)
		}
		r.WaitFor("something went wrong in your session")
	}, func(c *setup) {
		c.Options.Verify = func(context.Context) []verify.Result { panic("no examples today") }
		c.TestOnlyInput = func(p []byte) {
			if bytes.Contains(p, []byte("%")) {
				panic("percent")
			}
		}
	})
}
