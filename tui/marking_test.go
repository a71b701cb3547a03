package tui

import (
	"slices"
	"strings"
	"testing"

	"crossover/engine"
	"crossover/tui/state"
)

// TestMarkingTwoOffers marks two offers: the sentence, the chart and the ranking compare
// them until all offers are shown again.
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

// TestRefusalsAreListed checks that the ranking has the offers that cannot run the part
// after the others, with the reason.
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
	if rows := strings.Join(s.text(s.rects.Ranking), "\n"); !strings.Contains(rows, "Lambda") || !strings.Contains(rows, ": 15 min") {
		t.Errorf("the end of the ranking is\n%s", rows)
	}
}

// TestEveryRefusalIsOneKeyAway checks that each offer that cannot run the part is on the
// first screen or, one key away, in the list of offers, with the reason.
func TestEveryRefusalIsOneKeyAway(t *testing.T) {
	for _, tokens := range [][]string{{"duration=20m"}, {"connections=50k"}, {"p99=50ms"}, {"runtime=java"}, {"gpu=l4"}} {
		s := open(t, realEngine(t), 120, 36, withScenario(t, tokens...))
		s.press("f2")
		rows := s.screen().records(&s.host)
		for _, o := range s.answer.Listed {
			r, ok := s.answer.Estimates[o].FirstReason()
			if s.answer.Estimates[o].Feasible() || !ok {
				continue
			}
			told := func(row []string) bool {
				return strings.HasPrefix(row[0], s.opts.Engine.Offer(o).Title) && row[len(row)-1] == r.String()
			}
			if !slices.ContainsFunc(rows, told) {
				t.Errorf("%v: nothing says that %s %s", tokens, s.opts.Engine.Offer(o).Title, r)
			}
		}
	}
}

// TestProductsKeepTheirColours changes screens, selections and sliders: the mark of a
// product has the same colour everywhere.
func TestProductsKeepTheirColours(t *testing.T) {
	s := open(t, realEngine(t), 160, 48)
	colours, seen := map[string]any{}, 0
	for _, keys := range []string{"up", "right", "n", "y", "v", "f2", "f4", "f6", "f1", "space", "n", "space", "D"} {
		s.press(keys)
		for y := range s.height {
			for x := 2; x < s.width; x++ {
				for _, o := range s.answer.Listed {
					l, name := s.answer.Symbols[o], []rune(s.opts.Engine.Offer(o).Short)
					if l.Letter != 0 || s.buffer.At(x-2, y).Rune != s.canvas.Glyph.Mark(l.Slot) || s.buffer.At(x, y).Rune != name[0] || s.buffer.At(x+1, y).Rune != name[1] || s.buffer.At(x+2, y).Rune != name[2] {
						continue
					}
					seen++
					fg := s.canvas.Style.Table.Look(s.buffer.At(x-2, y).Style).Fore
					if before, ok := colours[s.opts.Engine.Offer(o).Product]; ok && before != fg {
						t.Errorf("after %s the mark of %s at %d,%d is %v, and was %v:\n%s", keys, string(name), x, y, fg, before, s.Frame())
					}
					colours[s.opts.Engine.Offer(o).Product] = fg
				}
			}
		}
	}
	if seen < 100 || len(colours) < 6 {
		t.Errorf("%d marks of %d products are seen", seen, len(colours))
	}
}
