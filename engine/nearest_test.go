package engine_test

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"crossover/engine"
)

// TestNearestMissesLeast asks for the impossible: the nearest layout misses the target by
// the least, at any price, and its suggestion works.
func TestNearestMissesLeast(t *testing.T) {
	v := compile(t, shipped(t))
	for _, tt := range []struct{ tokens, remedied string }{
		{"parts=api rate=12/s redundancy=2 p99=300ms", "p99=343ms"},
		{"parts=api rate=12/s p99=60ms allow=aws", ""},
		{"parts=ml ml.p99=1ms", ""},
	} {
		s := parse(t, tt.tokens)
		list := v.Estimates(&s, 0, nil)
		near := engine.Nearest(list)
		if near.Feasible() || near.Remedy() == "" {
			t.Fatalf("%s: %+v", tt.tokens, near)
		}
		for i := range list {
			if list[i].Miss().Nearer(near.Miss()) || list[i].Feasible() {
				t.Errorf("%s: %s is nearer than %s", tt.tokens, v.Engine().Offer(i).ID, v.Engine().Offer(near.Offer).ID)
			}
		}
		l := must(v.Recommend(context.Background(), &s))
		if l.Feasible || len(l.Misses) != 1 || l.Misses[0].Offer != near.Offer || l.Choices[0].Estimate.Offer != near.Offer || len(l.Misses[0].Reasons) == 0 {
			t.Errorf("%s: the layout is %+v, the nearest %s", tt.tokens, l.Misses, v.Engine().Offer(near.Offer).ID)
		}
		if tt.remedied != "" {
			s = parse(t, tt.tokens[:strings.LastIndex(tt.tokens, " ")]+" "+tt.remedied)
			if e := v.Estimate(&s, 0, near.Offer); !e.Feasible() {
				t.Errorf("%s does not make %s feasible: %v", tt.remedied, v.Engine().Offer(near.Offer).ID, e.Reasons())
			}
		}
	}
}

// TestP99IsOfTheRequestPath checks that a layout in which nobody waits has no p99, and
// that work from queues and schedules slows no request down.
func TestP99IsOfTheRequestPath(t *testing.T) {
	v := compile(t, shipped(t))
	for tokens, waited := range map[string]bool{
		"parts=cron": false, "parts=api rate=0": false, "parts=jobs": false, "parts=api": true, "parts=api,jobs,cron": true,
	} {
		s := parse(t, tokens)
		l := must(v.Recommend(context.Background(), &s))
		front := must(v.Pareto(context.Background(), &s))
		if math.IsNaN(l.P99MS) == waited || waited && l.P99MS != l.Choices[0].Estimate.Latency.P99MS {
			t.Errorf("%s: p99 %v ms", tokens, l.P99MS)
		}
		if len(front) == 0 || !slices.Equal(front[0].Offers, l.Offers()) && len(front) == 1 {
			t.Errorf("%s: the front is %+v", tokens, front)
		}
	}
}

// TestAloneNamesWhatMisses checks the vendor that comes nearest to running the default
// system alone, which none can.
func TestAloneNamesWhatMisses(t *testing.T) {
	v := compile(t, shipped(t))
	s := parse(t, "ban=aws")
	l := must(v.Recommend(context.Background(), &s))
	a := l.Alone
	if !l.Feasible || a == nil || a.Feasible || len(a.Misses) == 0 || a.Vendors != 1 || a.Monthly <= l.Monthly || len(a.Offers) != s.Len() {
		t.Fatalf("%+v", a)
	}
	for i, o := range a.Offers {
		misses := slices.ContainsFunc(a.Misses, func(m engine.Shortfall) bool { return m.Part == i })
		if e := v.Estimate(&s, i, o); e.Feasible() == misses || v.Engine().Provider(o).Title != a.Title {
			t.Errorf("%s on %s: feasible %v, missed %v", s.Part(i).Name, v.Engine().Offer(o).ID, e.Feasible(), misses)
		}
	}
	s = parse(t, "parts=api")
	if l := must(v.Recommend(context.Background(), &s)); l.Alone != nil || l.Single() == nil {
		t.Errorf("one vendor can run one part: %+v", l.Alone)
	}
}
