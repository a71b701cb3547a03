package engine_test

import (
	"context"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/proptest"
	"crossover/engine/rank"
	"crossover/engine/scenario"
)

// sweeps lists scenarios whose curves are compared with exact ones.
var sweeps = []string{
	"", "runtime=java package=image", "shape=office", "shape=1/0/3/8 p99=500ms", "burst=8 burst_length=30s",
	"duration=3s memory=2GB cpu=90%", "duration=5ms cpu=100% concurrency=1", "shape=cron", "gpu=l4 memory=16GB duration=800ms",
	"p99=300ms redundancy=2 utilisation=100%", "p99=2s free=off commit=1y",
}

// TestSweepIsCloseToExact compares the fast sweep with the exact one along the whole axis:
// within 2 % of the cost before free tiers, and 6 % where pools are uneven.
func TestSweepIsCloseToExact(t *testing.T) {
	proptest.Sequential(t)
	v := compile(t, shipped(t))
	lo, hi := engine.AxisRate.Range()
	win := engine.Window{Lo: lo, Hi: hi}
	n := 59
	if proptest.Raced {
		n = 41
	}
	var fast, exact, gross engine.Curves
	for _, tokens := range sweeps {
		s := parse(t, tokens)
		v.Sweep(&fast, &s, s.Selected, win, n, nil)
		_ = v.SweepExact(context.Background(), &exact, &s, s.Selected, win, n, nil)
		without := s
		without.Free = false
		_ = v.SweepExact(context.Background(), &gross, &without, s.Selected, win, n, nil)
		t.Run(tokens, func(t *testing.T) {
			worst, differ, points := 0.0, 0, 0
			for o := range v.Engine().Len() {
				c := deviationOf(t, v, s, o, &fast, &exact, &gross)
				worst, differ, points = max(worst, c.worst), differ+c.differ, points+c.points
			}
			if differ > points/200 {
				t.Errorf("feasibility differs at %d of %d points", differ, points)
			}
			t.Logf("within %.2f %%, feasibility differs at %d of %d points", 100*worst, differ, points)
		})
	}
}

// deviation is the difference between a fast and an exact curve: of the cost, and the number of
// points at which one is feasible and the other is not.
type deviation struct {
	worst          float64
	differ, points int
}

// deviationOf compares the curves of an offer. gross are those without free tiers.
func deviationOf(t *testing.T, v *engine.Evaluator, s scenario.Scenario, o int, fast, exact, gross *engine.Curves) (c deviation) {
	offer := v.Engine().Offer(o)
	a, b, fa, fb := fast.Cost(o), exact.Cost(o), fast.Feasible(o), exact.Feasible(o)
	for k, x := range exact.X {
		if math.IsNaN(b[k]) || b[k] < 0 {
			t.Errorf("%s costs $%v at %v", offer.ID, b[k], x)
		}
		if math.IsNaN(a[k]) { // left out
			if fb[k] {
				t.Errorf("%s is left out, but feasible at %v", offer.ID, x)
			}
			continue
		}
		c.points++
		if fa[k] != fb[k] {
			c.differ++
		}
		d := math.Abs(a[k]-b[k]) / max(b[k], gross.Cost(o)[k], 0.01)
		c.worst = max(c.worst, d)
		if d > 0.02 && !(uneven(offer, s.SelectedPart().Burst) && d < 0.07) && !stepsNear(v, s, o, x, a[k]) {
			t.Errorf("%s: $%v at %v, exactly $%v", offer.ID, a[k], x, b[k])
		}
	}
	return c
}

// stepsNear reports whether an offer has the given cost, within 5 %, at a rate within 3 %
// of x.
func stepsNear(v *engine.Evaluator, s scenario.Scenario, offer int, x, cost float64) bool {
	if s.SelectedPart().P99MS == 0 { // otherwise another size meets the target there
		return false
	}
	for _, times := range [...]float64{0.97, 1.03} {
		engine.AxisRate.Set(&s, s.Selected, x*times)
		if e := v.Estimate(&s, s.Selected, offer); math.Abs(e.Monthly-cost) <= 0.05*max(cost, 0.01) {
			return true
		}
	}
	return false
}

// uneven reports whether an offer's pools are harder to interpolate. RunPod's, where
// starting takes longer than instances stay idle, have a kink; Cloudflare's, which share
// large instances, rise in steps, and so do those that an autoscaler runs in bursts.
func uneven(o *catalog.Offer, burst float64) bool {
	return strings.HasPrefix(o.ID, "runpod-serverless") || o.ID == "cloudflare-containers" ||
		burst > 1 && o.Model.Pooled() && o.Policy.Watches() && !o.Policy.Fixed
}

// TestSweepIsTheEstimates compares exact sweeps with estimates at each point.
func TestSweepIsTheEstimates(t *testing.T) {
	proptest.Sequential(t)
	v := compile(t, shipped(t))
	var c engine.Curves
	var list []engine.Estimate
	for _, axis := range []engine.Axis{engine.AxisRate, engine.AxisMemory, engine.AxisDuration} {
		for _, tokens := range sweeps {
			s := parse(t, tokens)
			win := engine.Window{Axis: axis, Lo: 1e-3, Hi: 1e4}
			if axis != engine.AxisRate {
				win.Lo, win.Hi = axis.Range()
			}
			_ = v.SweepExact(context.Background(), &c, &s, s.Selected, win, 9, nil)
			for k, x := range c.X {
				q := s
				axis.Set(&q, q.Selected, x)
				list = v.Headlines(&q, q.Selected, list[:0])
				for o := range list {
					if got, want := c.Cost(o)[k], list[o].Monthly; !near(got, want, 1e-9) || c.Feasible(o)[k] != list[o].Feasible() {
						t.Errorf("%s along %v: %s at %v: $%v, feasible %v; the estimate is $%v, %v", tokens, axis, v.Engine().Offer(o).ID,
							x, got, c.Feasible(o)[k], want, list[o].Feasible())
					}
				}
				if !near(c.Requests[k], list[0].Requests, 1e-9) {
					t.Errorf("%s: %v requests at %v, want %v", tokens, c.Requests[k], x, list[0].Requests)
				}
			}
		}
	}
}

// TestSweepLeavesOut checks that offers not asked for have no curve, and that a limit
// within the axis removes no curve.
func TestSweepLeavesOut(t *testing.T) {
	v := compile(t, shipped(t))
	lambda, vm := index(t, v, "aws-lambda-x86"), index(t, v, "aws-ec2-m7g")
	wanted := make([]bool, v.Engine().Len())
	wanted[lambda] = true
	var c engine.Curves
	s := parse(t, "memory=32GB") // more than Lambda's maximum
	v.Sweep(&c, &s, s.Selected, engine.Window{Axis: engine.AxisMemory, Lo: 128, Hi: 65536}, 20, wanted)
	if !math.IsNaN(c.Cost(vm)[3]) || c.Feasible(vm)[3] {
		t.Error("an offer that was not asked for has a curve")
	}
	if !c.Feasible(lambda)[0] || c.Feasible(lambda)[19] || !(c.Cost(lambda)[0] > 0) {
		t.Errorf("Lambda's curve along memory: %v, feasible %v", c.Cost(lambda), c.Feasible(lambda))
	}
}

// TestCurvesRankAsLists compares the best curve at each point with the best offer of the
// list there.
func TestCurvesRankAsLists(t *testing.T) {
	v := compile(t, shipped(t))
	var c engine.Curves
	for _, win := range []engine.Window{{Lo: 1e-3, Hi: 100}, {Axis: engine.AxisDuration, Lo: 10, Hi: 1000}} {
		for _, rate := range []float64{1e-3, 12} {
			s := at(parse(t, "memory=256MB"), rate)
			_ = v.SweepExact(context.Background(), &c, &s, s.Selected, win, 7, nil)
			for k, x := range c.X {
				q := s
				win.Axis.Set(&q, q.Selected, x)
				list := v.Headlines(&q, q.Selected, nil)
				first := firstAlong(list)
				for o := range list {
					if o != first && c.Feasible(o)[k] && !c.Before(first, o, k) {
						t.Errorf("%s at %v: %d is before %d", win.Axis, x, o, first)
					}
				}
			}
		}
	}
}

// firstAlong returns the offer that ranks first at a point of an axis, or -1.
func firstAlong(list []engine.Estimate) int {
	best := -1
	key := func(o int) rank.Key { return rank.Key{USD: list[o].Monthly, P99MS: list[o].Latency.P99MS} }
	for o := range list {
		if list[o].Feasible() && (best < 0 || key(o).CompareAlong(key(best)) < 0) {
			best = o
		}
	}
	return best
}

// TestAnswersDoNotDependOnThePast asks one evaluator many questions in random
// order and compares each answer with that of a new one.
func TestAnswersDoNotDependOnThePast(t *testing.T) {
	proptest.Sequential(t)
	old := compile(t, shipped(t))
	r := rand.New(rand.NewPCG(1, 2))
	var curves, fresh engine.Curves
	n := 48
	if proptest.Raced {
		n = 12
	}
	for range n {
		s := parse(t, sweeps[r.IntN(len(sweeps))])
		s = at(s, math.Pow(10, -4+8*r.Float64()))
		if r.IntN(2) == 0 {
			s.SelectedPart().DurationMS = float64(1 + r.IntN(40)*25)
		}
		if r.IntN(3) == 0 {
			s.SelectedPart().MemoryMB = float64(128 * (1 + r.IntN(30)))
		}
		part := s.Selected
		if r.IntN(5) == 0 {
			part = r.IntN(s.Len())
		}
		a, b := old.Estimates(&s, part, nil), old.Engine().NewEvaluator().Estimates(&s, part, nil)
		for i := range a {
			if !same(&a[i], &b[i]) {
				t.Fatalf("%s: %+v, asked at once %+v", s, a[i], b[i])
			}
		}
		win := engine.Window{Axis: engine.Axis(r.IntN(3)), Lo: 10, Hi: 1000}
		points := 5 + r.IntN(20)
		old.Sweep(&curves, &s, part, win, points, nil)
		old.Engine().NewEvaluator().Sweep(&fresh, &s, part, win, points, nil)
		for o := range a {
			for k := range points {
				x, y := curves.Cost(o)[k], fresh.Cost(o)[k]
				if math.Float64bits(x) != math.Float64bits(y) || curves.Feasible(o)[k] != fresh.Feasible(o)[k] {
					t.Fatalf("%s: offer %d at %v: $%v, asked at once $%v", s, o, curves.X[k], x, y)
				}
			}
		}
	}
}

// same reports whether two estimates are equal to the bit.
func same(a, b *engine.Estimate) bool {
	if a.Monthly != b.Monthly || a.MonthlyWithoutFree != b.MonthlyWithoutFree || a.Size != b.Size || a.ColdStart != b.ColdStart ||
		a.Fleet != b.Fleet || a.Requests != b.Requests || len(a.Bill) != len(b.Bill) || len(a.Reasons()) != len(b.Reasons()) {
		return false
	}
	for i := range a.Bill {
		if a.Bill[i] != b.Bill[i] {
			return false
		}
	}
	for i, r := range a.Reasons() {
		if b.Reasons()[i] != r {
			return false
		}
	}
	return a.Latency == b.Latency || math.IsNaN(a.Latency.P99MS) && math.IsNaN(b.Latency.P99MS)
}

// TestNothingIsAllocated moves handles as a drag does, after a first pass over the same
// values.
func TestNothingIsAllocated(t *testing.T) {
	v := compile(t, shipped(t))
	var curves engine.Curves
	var list []engine.Estimate
	bases := map[string]scenario.Scenario{}
	for name := range moves {
		bases[name] = scenario.Default()
	}
	moves := maps.Clone(moves)
	for name, tokens := range map[string]string{
		"connections": "connections=5k room=20 state=2GB uses=tokens:1500@3/M,aws/rows:3@0.25/M",
		"events":      "trigger=queue state=100MB longest=20m",
	} {
		bases[name] = parse(t, tokens)
		moves[name] = func(s *scenario.Scenario, n int) {
			p := s.SelectedPart()
			p.Rate = scenario.Rate{N: 10 + float64(n%20)}
			p.Connections *= 1 + 0.01*float64(n%2)
			p.StateMB += float64(n % 3)
		}
	}
	for name, move := range moves {
		s := bases[name]
		n := 0
		step := func() {
			move(&s, n%20)
			v.Sweep(&curves, &s, s.Selected, window, 60, nil)
			list = v.Headlines(&s, s.Selected, list[:0])
			n++
		}
		if proptest.Raced { // the race detector allocates, too
			step()
			continue
		}
		for range 20 {
			step()
		}
		if got := testing.AllocsPerRun(10, step); got != 0 {
			t.Errorf("a step of %s allocates %v times", name, got)
		}
		list = v.Estimates(&s, s.Selected, list[:0])
		if got := testing.AllocsPerRun(20, func() { list = v.Estimates(&s, s.Selected, list[:0]) }); got != 0 {
			t.Errorf("estimates allocate %v times", got)
		}
	}
}

// TestSweepP99IsTheEstimates compares the p99 along an axis with that of the estimates.
func TestSweepP99IsTheEstimates(t *testing.T) {
	v := compile(t, shipped(t))
	for _, axis := range []engine.Axis{engine.AxisRate, engine.AxisMemory, engine.AxisDuration} {
		s := parse(t, "rate=2/min runtime=java p99=300ms")
		win := engine.Window{Axis: axis, Lo: 1, Hi: 100}
		if axis != engine.AxisRate {
			win = engine.Window{Axis: axis, Lo: 200, Hi: 4000}
		}
		for _, id := range []string{"aws-lambda-arm64", "gcp-cloud-run-request", "aws-fargate-arm64", "cloudflare-workers-free", "aws-ec2-gpu-g4dn"} {
			o := index(t, v, id)
			got := v.SweepP99(nil, &s, s.Selected, o, win, 7, true)
			for k, ms := range got {
				at := s
				axis.Set(&at, at.Selected, win.At(float64(k)/6))
				est := v.Estimate(&at, at.Selected, o)
				want := est.Latency.P99MS
				for _, r := range est.Reasons() {
					if !r.Code.Warning() && r.Code != engine.LatencyTarget {
						want = math.NaN()
					}
				}
				if !alike(ms, want) {
					t.Errorf("%s at %v %v: %v ms, want %v", id, win.At(float64(k)/6), axis, ms, want)
				}
			}
		}
	}
}

// TestSweepP99IsCloseToExact compares interpolated curves with exact ones: they differ by
// less than can be drawn, but where the p99 jumps and at peaks between the points solved,
// which are rare.
func TestSweepP99IsCloseToExact(t *testing.T) {
	v := compile(t, shipped(t))
	for _, axis := range []engine.Axis{engine.AxisRate, engine.AxisMemory, engine.AxisDuration} {
		points, far := 0, 0
		for _, tokens := range sweeps {
			s := parse(t, tokens)
			win := engine.Window{Axis: axis, Lo: 1e-3, Hi: 1e4}
			if axis != engine.AxisRate {
				win.Lo, win.Hi = axis.Range()
			}
			for o := 0; o < v.Engine().Len(); o += 3 {
				got, want := v.SweepP99(nil, &s, s.Selected, o, win, 110, false), v.SweepP99(nil, &s, s.Selected, o, win, 110, true)
				for k := range want {
					apart := math.Abs(math.Log(got[k] / want[k]))
					if points++; !alike(got[k], want[k]) && !(apart < 0.005) {
						far++
					}
					if apart > 1 {
						t.Errorf("%s: %s at point %d %v: %v ms, want %v", tokens, v.Engine().Offer(o).ID, k, axis, got[k], want[k])
					}
				}
			}
		}
		t.Logf("along %v %d of %d points are farther than 0.5 %%", axis, far, points)
		if far > points/100 {
			t.Errorf("along %v %d of %d points are farther than 0.5 %%", axis, far, points)
		}
	}
}

// TestSweepNearTheCheapest compares sweeps that leave out what is far above the cheapest
// with whole ones: the points of every curve that are near the cheapest, which offers are
// feasible anywhere, and curves completed afterwards.
func TestSweepNearTheCheapest(t *testing.T) {
	v := compile(t, shipped(t))
	const n, near = 77, 1.1
	var some, all engine.Curves
	left, points := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		win := engine.Window{Axis: rapid.SampledFrom([]engine.Axis{engine.AxisRate, engine.AxisRate, engine.AxisMonth, engine.AxisDuration, engine.AxisMemory}).Draw(t, "axis")}
		win.Lo, win.Hi = win.Axis.Range()
		if win.Axis == engine.AxisRate {
			win.Lo = logarithmic(t, "low", win.Lo, win.Hi/1e5)
			win.Hi = win.Lo * 1e4
		}
		whole := rapid.SliceOfN(rapid.IntRange(0, v.Engine().Len()-1), 0, 12).Draw(t, "whole")
		v.Sweep(&all, &s, s.Selected, win, n, nil)
		v.SweepNear(&some, &s, s.Selected, win, n, whole, near)
		best := cheapestAt(&all, v.Engine().Len())
		for o := range v.Engine().Len() {
			id := v.Engine().Offer(o).ID
			if some.Able(o) != all.Able(o) {
				t.Errorf("%s: %s is feasible somewhere: %v, want %v", s, id, some.Able(o), all.Able(o))
			}
			for k, want := range all.Cost(o) {
				switch got := some.Cost(o)[k]; {
				case math.IsNaN(got) && !math.IsNaN(want):
					if left++; all.Feasible(o)[k] && want <= near*best[k] {
						t.Errorf("%s: %s is left out at %v, where it costs $%v and the cheapest $%v", s, id, all.X[k], want, best[k])
					}
				case !alike(got, want) || some.Feasible(o)[k] != all.Feasible(o)[k]:
					t.Errorf("%s: %s costs $%v at %v, want $%v", s, id, got, all.X[k], want)
				case win.Axis == engine.AxisRate && !math.IsNaN(want):
					points++
				}
			}
			v.Complete(&some, &s, s.Selected, o)
			if !slices.EqualFunc(some.Cost(o), all.Cost(o), alike) || !slices.Equal(some.Feasible(o), all.Feasible(o)) {
				t.Errorf("%s: %s, completed, costs $%v, want $%v", s, id, some.Cost(o), all.Cost(o))
			}
		}
	})
	if left < points/10 {
		t.Errorf("%d points are left out, %d are not", left, points)
	}
}

// cheapestAt returns the least cost of a feasible offer at each point.
func cheapestAt(c *engine.Curves, offers int) []float64 {
	best := make([]float64, c.Len())
	for k := range best {
		best[k] = math.Inf(1)
		for o := range offers {
			if c.Feasible(o)[k] {
				best[k] = min(best[k], c.Cost(o)[k])
			}
		}
	}
	return best
}
