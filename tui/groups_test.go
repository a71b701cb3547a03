package tui

import (
	"strconv"
	"strings"
	"testing"

	"crossover/tui/state"
)

// Sorted by kind or by provider, the offers are under headings with their number and
// lowest price.
func TestOffersAreInGroups(t *testing.T) {
	for _, z := range []struct{ w, h int }{{120, 36}, {40, 12}} {
		s := open(t, smallEngine(t), z.w, z.h)
		s.press("f2")
		for s.st.Order != state.ByKind {
			s.press("o")
		}
		name := strconv.Itoa(z.w) + "x" + strconv.Itoa(z.h)
		golden(t, "offers-by-kind-"+name, s.Frame())
		s.press("o")
		golden(t, "offers-by-provider-"+name, s.Frame())
	}
}

func TestGroupsHoldTheirOffers(t *testing.T) {
	s := open(t, realEngine(t), 120, 160)
	s.press("f2", "v")
	for s.st.Order != state.ByProvider {
		s.press("o")
	}
	counts := map[string]int{}
	for _, o := range s.answer.Sorted {
		counts[s.opts.Engine.Provider(o).Title]++
	}
	for title, n := range counts {
		want := title + "  " + strconv.Itoa(n) + ","
		if got := strings.Count(s.Frame(), want); got != 1 {
			t.Errorf("%q is there %d times", want, got)
		}
	}
	for y, line := range strings.Split(s.Frame(), "\n") { // a heading is no offer
		o, ok := s.offering().offers.At(5, y)
		if !ok {
			continue
		}
		if title := s.opts.Engine.Offer(o).Title; !strings.Contains(line, title[:min(len(title), 8)]) {
			t.Errorf("row %d is not that of %s: %s", y, title, line)
		}
	}
}
