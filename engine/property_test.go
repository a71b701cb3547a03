package engine_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/plan"
	"crossover/engine/scenario"
)

// logarithmic draws a number between lo and hi, uniform on a log scale.
func logarithmic(t *rapid.T, name string, lo, hi float64) float64 {
	return math.Exp(rapid.Float64Range(math.Log(lo), math.Log(hi)).Draw(t, name))
}

// draw returns a random valid scenario that uses every term.
func draw(t *rapid.T) scenario.Scenario {
	pick := func(words ...string) string { return rapid.SampledFrom(words).Draw(t, "word") }
	tokens := []string{
		fmt.Sprintf("memory=%.0fMB", logarithmic(t, "memory", 16, 65536)),
		fmt.Sprintf("duration=%.3fms", logarithmic(t, "duration", 0.1, 3e6)),
		fmt.Sprintf("cpu=%.3f", rapid.Float64Range(0, 1).Draw(t, "cpu")),
		fmt.Sprintf("response=%.3fKB", logarithmic(t, "response", 0.001, 1e5)),
		fmt.Sprintf("request_memory=%.1fMB", logarithmic(t, "request_memory", 0.1, 200)),
		pick("shape=steady", "shape=steady", "shape=daytime", "shape=office", "shape=spiky", "shape=cron", "shape=1/0/3"),
		pick("concurrency=default", "concurrency=1", "concurrency=7", "concurrency=500"),
		pick("billed_duration=none", "billed_duration=none", "billed_duration=90ms"),
		pick("p99=none", "p99=none", "p99=150ms", "p99=2s"),
		pick("gpu=none", "gpu=none", "gpu=l4", "gpu=h100"),
		"runtime=" + pick(scenario.Runtimes...), "package=" + pick(scenario.Packages...), "arch=" + pick(scenario.Archs...),
		"commit=" + pick(scenario.Commits...), "month=" + pick(scenario.Months...), "free=" + pick("on", "off"),
		pick("connections=none", "connections=none", fmt.Sprintf("connections=%.3f", logarithmic(t, "connections", 0.01, 1e6))),
		fmt.Sprintf("session=%.0fs", logarithmic(t, "session", 10, 1e5)),
		fmt.Sprintf("fan_out=%.2f", rapid.Float64Range(0, 20).Draw(t, "fan_out")),
		fmt.Sprintf("room=%.0f", logarithmic(t, "room", 1, 1000)),
		fmt.Sprintf("message_size=%.3fKB", logarithmic(t, "message_size", 0.001, 500)),
		"trigger=" + pick(append(scenario.Triggers, "http", "http", "http")...),
		pick("state=none", "state=none", fmt.Sprintf("state=%.0fMB", logarithmic(t, "state", 1, 1e5))),
		pick("longest=none", "longest=none", "longest=20m", "longest=30h"),
		pick("gpu_memory=none", "gpu_memory=none", "gpu_memory=20GB", "gpu_memory=100GB"),
		pick("uses=none", "uses=none", "uses=aws/rows:3@0.25/M,tokens:1500@3/M"),
		"level=" + pick(scenario.Levels...), pick("redundancy=level", "redundancy=1", "redundancy=2", "redundancy=4"),
		fmt.Sprintf("utilisation=%.2f", rapid.Float64Range(0.2, 1).Draw(t, "utilisation")),
	}
	if rapid.Bool().Draw(t, "bursty") {
		tokens = append(tokens, fmt.Sprintf("burst=%.1f", logarithmic(t, "burst", 1, 50)),
			fmt.Sprintf("burst_length=%.0fs", logarithmic(t, "burst_length", 1, 3600)))
	}
	if rapid.IntRange(0, 9).Draw(t, "rate is 0") == 0 {
		tokens = append(tokens, "rate=0")
	} else {
		tokens = append(tokens, fmt.Sprintf("rate=%.9f/s", logarithmic(t, "rate", 1e-5, 2e5)))
	}
	s, err := scenario.Parse(scenario.Default(), tokens...)
	if err != nil {
		t.Fatalf("%s: %v", strings.Join(tokens, " "), err)
	}
	return s
}

// TestBills checks, for random scenarios and every offer, that all figures are
// finite and not negative and that bills add up.
func TestBills(t *testing.T) {
	b := bills{v: compile(t, shipped(t))}
	rapid.Check(t, func(t *rapid.T) { b.check(t, draw(t)) })
}

// TestBillsOfEdgeCases checks the same for scenarios that failed once.
func TestBillsOfEdgeCases(t *testing.T) {
	b := bills{v: compile(t, shipped(t))}
	for name, tokens := range map[string]string{
		"a GPU that is refused and outside the model": "rate=0.1/s memory=16MB duration=50m cpu=6.2% request_memory=2.7MB burst=2.7 burst_length=1h concurrency=500",
		"a machine without traffic":                   "rate=0 memory=16MB duration=2718us cpu=100% request_memory=2.7MB response=2718B message_size=2718B session=10s room=3 utilisation=100%",
	} {
		t.Run(name, func(t *testing.T) { b.check(t, parse(t, tokens)) })
	}
}

// bills checks the bills of scenarios and reuses its lists.
type bills struct {
	v           *engine.Evaluator
	full, short []engine.Estimate
}

// check fails t if the estimates of a scenario are impossible.
func (b *bills) check(t rapid.TB, s scenario.Scenario) {
	t.Helper()
	b.full = b.v.Estimates(&s, s.Selected, b.full[:0])
	b.short = b.v.Headlines(&s, s.Selected, b.short[:0])
	for i := range b.full {
		e, h := &b.full[i], &b.short[i]
		o := b.v.Engine().Offer(e.Offer)
		fail := func(format string, args ...any) {
			t.Helper()
			t.Fatalf("%s: %s: %s", s, o.ID, fmt.Sprintf(format, args...))
		}
		if len(e.Bill) == 0 {
			fail("no bill")
		}
		checkLines(e, s.Free, fail)
		checkFigures(e, fail)
		checkHeadline(e, h, fail)
		if s.Free && e.MonthlyWithoutFree < e.Monthly*(1-1e-12) {
			fail("%v with free tiers, %v without", e.Monthly, e.MonthlyWithoutFree)
		}
		if !s.Free && e.MonthlyWithoutFree != e.Monthly {
			fail("%v is not %v without free tiers", e.Monthly, e.MonthlyWithoutFree)
		}
	}
}

func checkLines(e *engine.Estimate, _ bool, fail func(string, ...any)) {
	sum := 0.0
	for _, l := range e.Bill {
		sum += l.Amount
		for _, x := range []float64{l.Quantity, l.Included, l.Billable, l.UnitPrice, l.Amount, l.CreditUSD, l.Credited, l.Discount} {
			if !(x >= 0) || math.IsInf(x, 0) {
				fail("line %+v has %v", l, x)
			}
		}
		if l.Meter == "" || l.Title == "" || l.Unit == "" {
			fail("line %+v lacks a name", l)
		}
		if got := l.Included + l.Billable; got < l.Quantity*(1-1e-9) {
			fail("%s: %v included and %v billable of %v", l.Meter, l.Included, l.Billable, l.Quantity)
		} else if l.Meter != "objects-requests" && l.Meter != "objects-duration" && !near(got, l.Quantity, 1e-9) { // usage rounded up
			fail("%s: %v included and %v billable of %v", l.Meter, l.Included, l.Billable, l.Quantity)
		}
		if !near(l.Billable*l.UnitPrice, l.Amount, 1e-9) && l.Amount > 1e-9 {
			fail("%s: %v × %v is not %v", l.Meter, l.Billable, l.UnitPrice, l.Amount)
		}
	}
	if sum != e.Monthly {
		fail("lines add up to %v, not %v", sum, e.Monthly)
	}
}

func checkFigures(e *engine.Estimate, fail func(string, ...any)) {
	f, c := e.Fleet, e.ColdStart
	for _, x := range []float64{e.Monthly, e.MonthlyWithoutFree, e.Requests, f.Running, f.Idle, f.Total, f.Peak, c.Probability, c.Waits, c.P50MS, c.P99MS} {
		if !(x >= 0) || math.IsInf(x, 0) {
			fail("%+v has %v", e, x)
		}
	}
	if c.Probability+c.Waits > 1+1e-9 || c.P99MS < c.P50MS || !near(f.Running+f.Idle, f.Total, 1e-9) && f.Running < f.Total {
		fail("cold starts %+v, fleet %+v", c, f)
	}
	l := e.Latency
	if math.IsNaN(l.P50MS) && math.IsNaN(l.P95MS) && math.IsNaN(l.P99MS) {
		return // overloaded
	}
	if !(l.P50MS > 0 && l.P95MS >= l.P50MS && l.P99MS >= l.P95MS) || math.IsInf(l.P99MS, 0) {
		fail("latency %+v", l)
	}
	if f.Peak < f.Total*(1-0.03) {
		fail("a peak of %v instances, %v on average", f.Peak, f.Total)
	}
}

// checkHeadline compares the short estimate with the full one.
func checkHeadline(e, h *engine.Estimate, fail func(string, ...any)) {
	if e.Monthly != h.Monthly || e.MonthlyWithoutFree != h.MonthlyWithoutFree || e.Feasible() != h.Feasible() ||
		e.Size != h.Size || e.ColdStart != h.ColdStart || e.Fleet.Total != h.Fleet.Total {
		fail("headline %+v of %+v", h, e)
	}
	if e.Refused(plan.ModelLimit) && !h.Refused(plan.ModelLimit) {
		fail("headline %v is not flagged as %v", h.Reasons(), e.Reasons())
	}
	if len(h.Bill) != 0 {
		fail("a headline has a bill")
	}
	if h.Feasible() && (h.Latency.P99MS != e.Latency.P99MS && !math.IsNaN(e.Latency.P99MS) || len(h.Reasons()) > len(e.Reasons())) {
		fail("headline %+v of %+v", h, e)
	}
}

// TestCostsMoreWithMore checks that a bill does not fall when the rate, the redundancy,
// the service level or the response grows, or a free tier is removed. It skips redundant
// copies that cannot share state: one machine large enough for everything then does the
// work instead.
func TestCostsMoreWithMore(t *testing.T) {
	v := compile(t, shipped(t))
	var a, b []engine.Estimate
	compare := func(t *rapid.T, what string, s, more scenario.Scenario, tolerance float64) {
		a, b = v.Headlines(&s, s.Selected, a[:0]), v.Headlines(&more, more.Selected, b[:0])
		for i := range a {
			// Instances kept warm are billed at a lower rate while they work, too.
			if what == "redundancy" && v.Engine().Offer(i).Billing.KeptWarm {
				continue
			}
			if b[i].Refused(plan.StateMissing) || what != "response" && bringsTransfer(v.Engine().Offer(i).ID) {
				continue
			}
			if b[i].Monthly < a[i].Monthly*(1-tolerance)-1e-9 {
				t.Errorf("%s: %s: $%v falls to $%v with more %s (%s)", s, v.Engine().Offer(i).ID, a[i].Monthly, b[i].Monthly, what, more)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		more := s
		more.Redundancy = s.Copies() + 1
		tolerance := 1e-12
		if s.SelectedPart().Connections > 0 { // their memory is chosen in steps
			tolerance = 0.02
		}
		compare(t, "redundancy", s, more, tolerance)
		if more = s; s.Level == scenario.Hobby {
			more.Level = scenario.Production
		} else {
			more.Level = scenario.Critical
		}
		compare(t, "service", s, more, tolerance)
		more = s
		more.SelectedPart().ResponseKB *= 2
		compare(t, "response", s, more, 1e-12)
		with, without := s, s
		with.Free, without.Free = true, false
		compare(t, "bills without free tiers", with, without, 1e-12)
	})
}

// instant makes starting instances free, so that more requests cannot save
// cold starts.
func instant(c *catalog.Catalog) *catalog.Catalog {
	d := *c
	d.Starts = append([]catalog.Start(nil), c.Starts...)
	for i := range d.Starts {
		d.Starts[i].OverheadMS = 0
		d.Starts[i].Inits = []catalog.Init{{P50MS: 1e-9, P95MS: 1e-9}}
	}
	return &d
}

// TestMonotoneInRate checks that a bill does not fall when the rate grows. It may fall
// where more requests find more instances warm, by the price of the cold starts saved. So
// the test uses instances that start at once, and compares them with real ones. Pools come
// from a model that is within a percent. Cron's step from cold to warm saves the rounding
// of each start, and a start that lasts until the next request saves an instance for that
// request.
func TestMonotoneInRate(t *testing.T) {
	m := newMonotone(t)
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		m.check(t, s, logarithmic(t, "from", 1e-6, 1e5), logarithmic(t, "factor", 1.0001, 3))
	})
}

// TestMonotoneInRateCases checks the same for scenarios that failed once.
func TestMonotoneInRateCases(t *testing.T) {
	m := newMonotone(t)
	for name, tokens := range map[string]string{
		"workers are billed for starting, whatever a request is billed": "rate=1.133/s billed_duration=90ms concurrency=7 shape=office utilisation=100%",
		"one request a window wants one replica":                        "rate=0.000553/s memory=16MB duration=50m cpu=100% request_memory=2.7MB utilisation=100%",
		"a request that keeps its replica running starts no other":      "rate=0.0015/s memory=16MB duration=50m cpu=6.2% request_memory=2.7MB utilisation=100%",
		"instances that long requests need are not those it starts":     "rate=5.3/s memory=16MB duration=729s cpu=0.1% request_memory=48.7MB shape=office burst=29 burst_length=3s trigger=fifo utilisation=47%",
		"no more starts than requests":                                  "rate=0.00000614/s memory=16MB duration=50m cpu=100% request_memory=2.7MB burst=50 burst_length=20s utilisation=25%",
	} {
		t.Run(name, func(t *testing.T) {
			s := parse(t, tokens)
			m.check(t, s, s.SelectedPart().Rate.N, 3)
		})
	}
}

// monotone compares bills at two rates and reuses its lists.
type monotone struct {
	atOnce, shipped *engine.Evaluator
	a, b, r         []engine.Estimate
}

func newMonotone(t *testing.T) *monotone {
	c := shipped(t)
	return &monotone{atOnce: compile(t, instant(c)), shipped: compile(t, c)}
}

// check fails t if a bill at x requests a second is more than at factor times that rate, or
// more than with the start times shipped. It leaves out machines that would scatter the
// state, targets that are missed, and what is beyond the limits of the model of pools: the
// first two have the bill without the limit.
func (m *monotone) check(t rapid.TB, s scenario.Scenario, x, factor float64) {
	t.Helper()
	lo, hi := at(s, x), at(s, x*factor)
	m.a, m.b, m.r = m.atOnce.Headlines(&lo, s.Selected, m.a[:0]), m.atOnce.Headlines(&hi, s.Selected, m.b[:0]), m.shipped.Headlines(&lo, s.Selected, m.r[:0])
	for i := range m.a {
		o, tolerance, before := m.atOnce.Engine().Offer(i), 1e-9, m.a[i].Monthly
		if o.Model != catalog.Provisioned && o.Model != catalog.Nodes {
			tolerance = 0.015
			if s.SelectedPart().Shape.Deterministic() {
				tolerance = 0.1
			}
		}
		p := s.SelectedPart()
		if p.P99MS > 0 && !m.b[i].Feasible() || o.Model == catalog.Nodes && p.StateMB > 0 || beyondModel(&m.a[i]) || beyondModel(&m.b[i]) {
			continue
		}
		if m.b[i].Monthly < before*(1-tolerance) && !bringsTransfer(o.ID) {
			t.Errorf("%s: %s: $%v falls to $%v at %v times the rate", lo, o.ID, before, m.b[i].Monthly, factor)
		}
		if p.P99MS > 0 && !m.r[i].Feasible() {
			continue
		}
		if m.r[i].Monthly < before*(1-tolerance) && !p.Shape.Deterministic() {
			t.Errorf("%s: %s: $%v falls to $%v when instances take time to start", lo, o.ID, before, m.r[i].Monthly)
		}
	}
}

// TestContinuousInRate checks that a bill changes little when the rate does, except at
// documented steps: one more machine with its extras, one more instance kept warm, usage
// rounded up by the million.
func TestContinuousInRate(t *testing.T) {
	v := compile(t, shipped(t))
	var a, b, idle []engine.Estimate
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		if s.SelectedPart().Shape.Deterministic() {
			return // cron steps from cold to warm
		}
		s.Free = false
		x := logarithmic(t, "rate", 1e-6, 1e5)
		lo, hi, none := at(s, x), at(s, x*(1+1e-7)), at(s, 0)
		a, b = v.Estimates(&lo, s.Selected, a[:0]), v.Headlines(&hi, s.Selected, b[:0])
		idle = v.Headlines(&none, s.Selected, idle[:0])
		for i := range a {
			o := v.Engine().Offer(i)
			step := 1e-4 * a[i].Monthly
			for _, l := range a[i].Bill { // the price of a million more
				step += map[string]float64{"objects-requests": 0.15, "objects-duration": 12.5}[l.Meter]
			}
			switch {
			case o.Model == catalog.Provisioned || o.Model == catalog.Nodes:
				// a machine of the size in use; a load balancer with the second
				step += a[i].Monthly/a[i].Fleet.Total + 50
			case o.Billing.KeptWarm:
				step += 1.1 * idle[i].Monthly
			case o.Model.Pooled() && (o.Policy.Fixed || o.Policy.ByHand):
				// all machines that were created run, and there is one more
				step += a[i].Monthly / max(1, a[i].Fleet.Total)
			}
			if d := math.Abs(b[i].Monthly - a[i].Monthly); d > step {
				t.Errorf("%s: %s steps from $%v to $%v", lo, o.ID, a[i].Monthly, b[i].Monthly)
			}
		}
	})
}

// TestScalesWithItsMeters checks that quantities counted per request are proportional to
// the requests.
func TestScalesWithItsMeters(t *testing.T) {
	v := compile(t, shipped(t))
	var a, b []engine.Estimate
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		s.SelectedPart().Connections = 0 // connections are counted separately
		s.SelectedPart().Batch = 1       // batches grow with the rate
		x := logarithmic(t, "rate", 1e-5, 1e4)
		factor := logarithmic(t, "factor", 1.1, 10)
		lo, hi := at(s, x), at(s, x*factor)
		a, b = v.Estimates(&lo, s.Selected, a[:0]), v.Estimates(&hi, s.Selected, b[:0])
		for i := range a {
			o := v.Engine().Offer(i)
			for k, l := range a[i].Bill {
				if k >= len(b[i].Bill) || b[i].Bill[k].Title != l.Title {
					break // a line of the second copy
				}
				want := l.Quantity * factor
				switch {
				case l.Group == catalog.GroupRequests || l.Group == catalog.GroupEgress || l.Unit == "CPU-ms" || l.Unit == "CPU-second" || l.Unit == "CPU-hour":
				case l.Group == catalog.GroupPlan || l.Group == catalog.GroupControlPlane:
					want = l.Quantity
				default:
					continue
				}
				if !near(b[i].Bill[k].Quantity, want, 1e-9) {
					t.Errorf("%s: %s: %s counts %v, and %v at %v times the rate", lo, o.ID, l.Title, l.Quantity, b[i].Bill[k].Quantity, factor)
				}
			}
		}
	})
}
