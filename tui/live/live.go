// Package live lets a simulation run beside the screen, a little at a time: a
// [Run] that is watched as its pool grows and shrinks, and a [Measurement] that
// goes on in the background until its figures are precise. It holds no screen.
package live

import (
	"math"

	"crossover/engine/sim"
)

// Columns is how many moments a [View] keeps.
const Columns = 240

// MaxPlaces is how many instances a view shows one by one.
const MaxPlaces = 4096

// View is what is seen of a run: the present, and the moments before it, the
// oldest first.
type View struct {
	// Now is the present state.
	Now sim.Snapshot
	// EveryS is the simulated time between two moments, in seconds.
	EveryS float64
	// Instances and Running are their numbers at each moment; Cold is the number
	// of cold starts since the moment before.
	Instances, Running, Cold []float64
	// Places are the states of the single instances; Hidden is how many more
	// places there are.
	Places []sim.InstanceState
	Hidden int
	// Felt is what requests have felt since the run was disturbed; nil before.
	Felt *Felt
}

// Felt is what requests have felt since a run was disturbed last.
type Felt struct {
	What sim.Disturbance
	// SinceS is the simulated time since then in seconds. The counts are of it.
	SinceS                                   float64
	Requests, Cold, Waited, Rejected, Failed uint64
	// P99 is that of the requests served since then, and Before that of those
	// before, in seconds; 0 where there is none.
	P99, Before float64
}

// Run is a simulation that is watched. One goroutine uses it at a time.
type Run struct {
	sim    sim.Simulation
	every  float64
	moment int
	// instances, running and cold are the moments that a view keeps.
	instances, running, cold []float64
	lastCold                 uint64
	places                   []sim.InstanceState
	disturbed                *disturbed
}

// disturbed is what a run had come to when something happened.
type disturbed struct {
	what  sim.Disturbance
	at    sim.Snapshot
	until sim.Histogram
}

// NewRun returns a run of a question, from an empty pool on, or the error of its
// Validate. Its moments are close enough that three idle time-outs fill a view,
// and some ten requests of a slow stream.
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

// Advance simulates the next moments, but no more requests than a budget: what
// is left of a moment comes next time. The view returned is the caller's.
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

// Disturb has something happen now, or with on false calls it off.
func (r *Run) Disturb(d sim.Disturbance, on bool) {
	if on {
		r.disturbed = &disturbed{d, r.sim.Snapshot(), r.sim.Latencies()}
	}
	r.sim.Disturb(d, on)
}

// felt is what requests have felt since something happened, nil if nothing has.
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

// note keeps the present moment.
func (r *Run) note() {
	s := r.sim.Snapshot()
	r.moment++
	r.instances = keep(r.instances, float64(s.Instances))
	r.running = keep(r.running, float64(s.Running))
	r.cold = keep(r.cold, float64(s.Cold-r.lastCold))
	r.lastCold = s.Cold
}

// keep appends a value and lets go of the oldest beyond those a view has.
func keep(list []float64, v float64) []float64 {
	if len(list) == Columns {
		copy(list, list[1:])
		list = list[:Columns-1]
	}
	return append(list, v)
}

// View returns what is seen now.
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

// Full reports whether every moment of the view is there.
func (v *View) Full() bool { return len(v.Instances) == Columns }
