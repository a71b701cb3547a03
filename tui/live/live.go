// Package live runs simulations beside the screen in small steps: a [Run] that is watched
// as its pool grows and shrinks, and a [Measurement] that runs in the background until its
// figures are precise. It contains no drawing.
package live

import (
	"math"

	"crossover/engine/sim"
)

// Columns is the number of moments in a [View].
const Columns = 240

// MaxPlaces is the largest number of instances that a view shows individually.
const MaxPlaces = 4096

// View is the visible part of a run: the present, and the moments before it, the oldest
// first.
type View struct {
	// Now is the present state.
	Now sim.Snapshot
	// EveryS is the simulated time between two moments, in seconds.
	EveryS float64
	// Instances and Running are the numbers of instances at each moment; Cold is the
	// number of cold starts since the previous moment.
	Instances, Running, Cold []float64
	// Places are the states of individual instances; Hidden is the number of further
	// slots.
	Places []sim.InstanceState
	Hidden int
	// Felt is the effect on requests since the last disturbance; nil if there was none.
	Felt *Felt
}

// Felt is the effect on requests since a run was last disturbed.
type Felt struct {
	What sim.Disturbance
	// SinceS is the simulated time since the disturbance in seconds, over which the counts
	// are taken.
	SinceS                                   float64
	Requests, Cold, Waited, Rejected, Failed uint64
	// P99 is the p99 of the requests served since then, and Before that of the earlier
	// ones, in seconds; 0 if there are none.
	P99, Before float64
}

// Run is a simulation that is watched. It must be used by one goroutine at a time.
type Run struct {
	sim    sim.Simulation
	every  float64
	moment int
	// instances, running and cold are the moments of the view.
	instances, running, cold []float64
	lastCold                 uint64
	places                   []sim.InstanceState
	disturbed                *disturbed
}

// disturbed is the state of a run when it was disturbed.
type disturbed struct {
	what  sim.Disturbance
	at    sim.Snapshot
	until sim.Histogram
}

// NewRun returns a run of a question starting from an empty pool, or the error of its
// Validate. A view spans at least three idle expiries and ten requests.
func NewRun(q sim.Question) (*Run, error) {
	s, err := q.FromEmpty().Begin(0)
	if err != nil {
		return nil, err
	}
	span := 3 * q.Remembers()
	if math.IsInf(span, 0) || span <= 0 {
		span = 600
	}
	if r := q.Traffic().Rate(); r > 0 {
		span = max(span, 10/r)
	}
	if p := q.Traffic().Period(); p > 0 {
		span = max(span, p) // a whole day of a shape
	}
	return &Run{sim: s, every: span / Columns}, nil
}

// Advance simulates the next moments, but at most budget requests per moment; the rest of
// a moment is simulated next time. The caller owns the returned view.
func (r *Run) Advance(moments, budget int) View {
	for range moments {
		until := float64(r.moment+1) * r.every
		if !r.sim.Advance(until, budget) {
			break
		}
		r.note()
	}
	return r.View()
}

// Disturb begins a disturbance, or ends it if on is false.
func (r *Run) Disturb(d sim.Disturbance, on bool) {
	if on {
		r.disturbed = &disturbed{d, r.sim.Snapshot(), r.sim.Latencies()}
	}
	r.sim.Disturb(d, on)
}

// felt returns the effect on requests since the last disturbance, nil if there was none.
func (r *Run) felt() *Felt {
	x := r.disturbed
	if x == nil {
		return nil
	}
	now := r.sim.Snapshot()
	since := r.sim.Latencies().Since(&x.until)
	return &Felt{
		What: x.what, SinceS: now.Time - x.at.Time,
		Requests: now.Requests - x.at.Requests, Cold: now.Cold - x.at.Cold, Waited: now.Waited - x.at.Waited,
		Rejected: now.Rejected - x.at.Rejected, Failed: now.Failed - x.at.Failed,
		P99: since.Quantile(0.99), Before: x.until.Quantile(0.99),
	}
}

// note records the present moment.
func (r *Run) note() {
	s := r.sim.Snapshot()
	r.moment++
	r.instances = keep(r.instances, float64(s.Instances))
	r.running = keep(r.running, float64(s.Running))
	r.cold = keep(r.cold, float64(s.Cold-r.lastCold))
	r.lastCold = s.Cold
}

// keep appends a value and drops the oldest beyond the size of a view.
func keep(list []float64, v float64) []float64 {
	if len(list) == Columns {
		copy(list, list[1:])
		list = list[:Columns-1]
	}
	return append(list, v)
}

// View returns the present view.
func (r *Run) View() View {
	v := View{
		Now: r.sim.Snapshot(), EveryS: r.every, Felt: r.felt(),
		Instances: append([]float64(nil), r.instances...),
		Running:   append([]float64(nil), r.running...),
		Cold:      append([]float64(nil), r.cold...),
	}
	if r.places == nil {
		r.places = make([]sim.InstanceState, MaxPlaces)
	}
	n := r.sim.Instances(r.places)
	v.Hidden = max(0, n-MaxPlaces)
	n = min(n, MaxPlaces)
	for n > 0 && r.places[n-1] == sim.Gone {
		n--
	}
	v.Places = append([]sim.InstanceState(nil), r.places[:n]...)
	return v
}

// Full reports whether the view has all its moments.
func (v *View) Full() bool { return len(v.Instances) == Columns }
