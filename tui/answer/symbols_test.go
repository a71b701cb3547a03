package answer

import (
	"testing"

	"crossover/themes"
)

// TestLooksAreForGood checks that a product has one colour and one mark, that no two
// products have the same mark, and that the contenders are drawn wherever they are
// visible.
func TestLooksAreForGood(t *testing.T) {
	s := newSource(t)
	looks := symbolsOf(s.engine, nil)
	product := map[Symbol]string{}
	for o, l := range looks {
		name := s.engine.Offer(o).Product
		if l.Slot < 0 || l.Slot >= themes.MinSeries || (l.Letter == 0) != (l.Slot < len(contenders)) {
			t.Errorf("%s looks like %v", name, l)
		}
		if other, ok := product[Symbol{Letter: l.Letter}]; ok && l.Letter != 0 && other != name {
			t.Errorf("%s and %s have the mark %c", name, other, l.Letter)
		}
		product[Symbol{Letter: l.Letter}] = name
	}
	var a Answer
	for _, tokens := range [][]string{{}, {"rate=100/day"}, {"rate=1000/s"}, {"part=ml"}, {"memory=3GB", "duration=5m"}} {
		st := newState(t, tokens...)
		for _, move := range []func(){func() {}, func() { st.Offer = 3 }, func() { st.Variants = true }, func() { st.MoveTo(900) }} {
			move()
			st.Follow()
			s.Compute(&a, &st, 100, 20)
			for i, l := range a.Symbols {
				if l != looks[i] {
					t.Fatalf("%v: %s has come to look like %v", tokens, s.engine.Offer(i).ID, l)
				}
			}
			for _, o := range a.Listed {
				if looks[o].Letter == 0 && a.Curves.Able(o) && !s.seen(&a, o) {
					t.Errorf("%v: %s is no contender on the chart", tokens, s.engine.Offer(o).ID)
				}
			}
		}
	}
}

// TestContendersOfTheUsers checks that a user's contenders are drawn, default ones among
// them in their usual look, and that no other offer counts as one.
func TestContendersOfTheUsers(t *testing.T) {
	usual := newSource(t)
	s := NewSource(usual.engine, "hetzner-cloud", "aws-eks", "render-services", "aws-lambda")
	contends := map[string]bool{}
	for o, l := range s.symbols {
		if name := s.engine.Offer(o).Product; l.Letter == 0 {
			contends[name] = true
			if was := usual.symbols[o]; was.Letter == 0 && was != l {
				t.Errorf("%s looks like %v, not %v", name, l, was)
			}
		}
	}
	if len(contends) != 4 || !contends["hetzner-cloud"] || !contends["render-services"] || !contends["aws-lambda"] || !contends["aws-eks"] {
		t.Errorf("the contenders are %v", contends)
	}
}

// TestHeadToHead checks that with two marked offers everything is about those two.
func TestHeadToHead(t *testing.T) {
	s := newSource(t)
	st := newState(t)
	lambda, fargate := s.engine.Find("aws-lambda-arm64"), s.engine.Find("aws-fargate-arm64")
	st.Marked = st.Marked.Toggle(lambda).Toggle(fargate)
	var a Answer
	s.Compute(&a, &st, 100, 12)
	if len(a.Drawn) != 2 || len(a.Listed) != 2 || len(a.Phases) < 2 || len(a.Edges) == 0 {
		t.Fatalf("%d curves, %v listed, phases %v, edges %v", len(a.Drawn), a.Listed, a.Phases, a.Edges)
	}
	for _, p := range a.Phases {
		if p.Offer != lambda && p.Offer != fargate {
			t.Errorf("%s has a phase", s.engine.Offer(p.Offer).ID)
		}
	}
	st.Marked = st.Marked.Toggle(lambda)
	if s.Compute(&a, &st, 100, 12); len(a.Listed) < 10 || !a.IsDrawn(fargate) {
		t.Errorf("one mark lists %d offers; it is drawn: %v", len(a.Listed), a.IsDrawn(fargate))
	}
}
