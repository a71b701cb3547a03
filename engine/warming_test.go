package engine_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"crossover/engine"
	"crossover/engine/run"
)

// TestPingsAreBilled checks the price of pings. A pinged instance of 512 MB on Lambda for
// arm64 has 730·3600/240 = 10,950 calls a month of 75 ms, at $0.20 a million and
// $0.0000133334 a GB-second. After 240 idle seconds one in a hundred has expired.
func TestPingsAreBilled(t *testing.T) {
	v := compile(t, shipped(t))
	e := v.Engine()
	idle := parse(t, "rate=0 memory=512MB duration=200ms free=off")
	list := v.Warming(&idle, idle.Selected, e.Find("aws-lambda-arm64"), nil)
	if len(list) < 2 || list[1].Mitigation != run.Pinged {
		t.Fatalf("no pinged instance in %+v", list)
	}
	for _, w := range list {
		want := w.Instances * 10950 * (0.20e-6 + 0.5*0.075*0.0000133334)
		if w.Mitigation == run.Pinged && math.Abs(w.Monthly-want) > 1e-6 {
			t.Errorf("%v pinged instances cost %v without traffic, want %v", w.Instances, w.Monthly, want)
		}
	}
}

func TestWarmingBeginsWithTheEstimate(t *testing.T) {
	v := compile(t, shipped(t))
	e := v.Engine()
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		o := rapid.IntRange(0, e.Len()-1).Draw(t, "offer")
		est := v.Estimate(&s, s.Selected, o)
		list := v.Warming(&s, s.Selected, o, nil)
		if len(list) == 0 {
			t.Fatal("nothing, not even the offer as it is")
		}
		if w := list[0]; w.Mitigation != engine.AsIs || !alike(w.Monthly, est.Monthly) || !alike(w.Latency.P99MS, est.Latency.P99MS) {
			t.Fatalf("%s: as it is %+v, estimated $%v and %v ms", e.Offer(o).ID, w, est.Monthly, est.Latency.P99MS)
		}
		for i, w := range list[1:] {
			if !(w.Monthly >= 0) || math.IsInf(w.Monthly, 0) {
				t.Errorf("%s: %+v", e.Offer(o).ID, w)
			}
			if p := s.SelectedPart(); p.P99MS > 0 && w.Latency.P99MS <= p.P99MS {
				continue // batches of a queue take the time that the target leaves
			}
			if before := list[i]; w.Mitigation == before.Mitigation && w.Offer == before.Offer && w.Latency.P99MS > before.Latency.P99MS*(1+1e-6) {
				t.Errorf("%s: more warm instances raise the p99: %+v after %+v", e.Offer(o).ID, w, before)
			}
		}
		if again := v.Estimate(&s, s.Selected, o); !alike(again.Monthly, est.Monthly) {
			t.Errorf("%s: costs %v after looking at other ways, %v before", e.Offer(o).ID, again.Monthly, est.Monthly)
		}
	})
}

// alike compares amounts; NaN equals NaN.
func alike(a, b float64) bool { return math.IsNaN(a) && math.IsNaN(b) || near(a, b, 1e-6) }

func TestKeepingWarmIsAnOfferOfItsOwn(t *testing.T) {
	v := compile(t, shipped(t))
	e := v.Engine()
	s := parse(t, "rate=40/day runtime=java duration=100ms")
	for plain, kept := range map[string]string{
		"aws-lambda-x86": "aws-lambda-x86-provisioned", "gcp-cloud-run-request": "gcp-cloud-run-min",
	} {
		list := v.Warming(&s, s.Selected, e.Find(plain), nil)
		last := list[len(list)-1]
		if last.Mitigation != run.Kept || last.Offer != e.Find(kept) {
			t.Errorf("%s ends with %+v, want instances kept by %s", plain, last, kept)
		}
		if first := list[0]; last.Latency.P99MS >= first.Latency.P99MS || last.Monthly <= first.Monthly {
			t.Errorf("%s: kept warm at $%v has a p99 of %v ms, as it is at $%v %v ms", plain,
				last.Monthly, last.Latency.P99MS, first.Monthly, first.Latency.P99MS)
		}
	}
}

// TestSpreadAddsUpToTheEstimate checks that the classes of the distribution are those of
// the estimate, and that together they give its percentiles.
func TestSpreadAddsUpToTheEstimate(t *testing.T) {
	v := compile(t, shipped(t))
	e := v.Engine()
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		o := rapid.IntRange(0, e.Len()-1).Draw(t, "offer")
		est := v.Estimate(&s, s.Selected, o)
		d := v.Spread(&s, s.Selected, o)
		if d.Exists() == math.IsNaN(est.Latency.P99MS) {
			t.Fatalf("%s: exists is %v, the p99 %v", e.Offer(o).ID, d.Exists(), est.Latency.P99MS)
		}
		if !d.Exists() {
			return
		}
		within, shares := 0.0, 0.0
		for c := range engine.NumClasses {
			shares += d.Share(c)
			within += d.Share(c) * d.Within(c, est.Latency.P99MS*(1+1e-5))
		}
		if math.Abs(shares-1) > 1e-6 || within < 0.99-1e-4 {
			t.Errorf("%s: shares add up to %v, %v of the requests are within the p99", e.Offer(o).ID, shares, within)
		}
	})
}
