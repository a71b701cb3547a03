package tui

import (
	"slices"
	"strings"
	"testing"

	"crossover/engine"
	"crossover/tui/state"
)

// TestMarkingTwoOffers marks two of the list: they are head to head, in the
// sentence, the chart and the ranking, until all are shown again.
func TestMarkingTwoOffers(t *testing.T) {
	s := open(t, smallEngine(t), 120, 36)
	s.press("space", "n", "n")
	if s.st.Marked.Len() != 1 || len(s.answer.Listed) < 4 {
		t.Fatalf("%d marked, %d listed", s.st.Marked.Len(), len(s.answer.Listed))
	}
	s.press("space")
	s.rest()
	s.wants("head to head")
	pair := slices.Clone(s.answer.Listed)
	if len(pair) != 2 || len(s.answer.Drawn) != 2 || !s.st.Marked.Has(pair[0]) || !s.st.Marked.Has(pair[1]) {
		t.Errorf("listed %v, %d curves", pair, len(s.answer.Drawn))
	}
	if card := strings.Join(s.text(s.rects.Answer), "\n"); !strings.Contains(card, s.opts.Engine.Offer(pair[0]).Short) || !strings.Contains(card, s.opts.Engine.Offer(pair[1]).Short) {
		t.Errorf("the answer is\n%s", card)
	}
	s.press("D")
	if s.st.Marked != (state.OfferSet{}) || len(s.answer.Listed) < 4 {
		t.Errorf("%v marked, %d listed", s.st.Marked, len(s.answer.Listed))
	}
}

// TestRefusalsAreListed checks that what cannot run the part is in the ranking,
// after what can, with the limit that refuses it.
func TestRefusalsAreListed(t *testing.T) {
	s := open(t, realEngine(t), 160, 48, withScenario(t, "duration=20m"))
	refused, want := 0, 0
	for _, o := range s.answer.Listed {
		r, ok := s.answer.Estimates[o].FirstReason()
		if !s.answer.Estimates[o].Feasible() && ok && r.Code == engine.GPUNotNeeded {
			continue
		}
		if want++; !s.answer.Estimates[o].Feasible() {
			refused++
		}
	}
	if n := s.exploring().ranking.Len(); refused == 0 || n != want {
		t.Fatalf("the ranking has %d rows, want %d, of which %d are refused", n, want, refused)
	}
	s.selectOffer(s.opts.Engine.Find("aws-lambda-arm64"))
	s.send(nil)
	if rows := strings.Join(s.text(s.rects.Ranking), "\n"); !strings.Contains(rows, "Lambda") || !strings.Contains(rows, ": runs ") {
		t.Errorf("the end of the ranking is\n%s", rows)
	}
}
