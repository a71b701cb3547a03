package tui

import (
	"strings"
	"testing"
)

func TestExplaining(t *testing.T) {
	for _, z := range []struct {
		w, h int
		name string
	}{{120, 36, "explained-120x36"}, {80, 24, "explained-80x24"}, {40, 12, "explained-40x12"}} {
		s := open(t, smallEngine(t), z.w, z.h, withScenario(t, "rate=2/s"))
		s.press("n", "n")
		s.rest()
		s.press("x")
		golden(t, z.name, s.Frame())
		before := s.Frame()
		s.press("pgdown")
		if s.Frame() == before && z.h < 36 {
			t.Errorf("at %dx%d it does not scroll", z.w, z.h)
		}
		s.press("esc")
		if s.dialog != nil {
			t.Error("esc does not close it")
		}
	}
}

// The bends of a selected curve are shown on it, and in the explanation.
func TestBendsAreTold(t *testing.T) {
	s := open(t, realEngine(t), 160, 48)
	s.selectOffer(s.opts.Engine.Find("aws-lambda-arm64"))
	s.rest()
	s.wants("free tier ends", "next tier")
	s.press("x")
	said := ""
	for _, r := range s.dialog.(*explaining).text.Rows {
		said += r.Text + "\n"
	}
	for _, want := range []string{"Where its curve bends", "free tier ends: Lambda requests"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said:\n%s", want, said)
		}
	}
	s.press("x", "c")
	if strings.Contains(s.Frame(), "free tier ends") {
		t.Error("bends are told of an offer that was not selected")
	}
}
