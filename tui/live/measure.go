package live

import (
	"context"
	"sync/atomic"

	"crossover/engine/sim"
)

// Measurement is a simulation that runs until its figures are precise or it is cancelled.
// Its methods are safe for concurrent use.
type Measurement struct {
	ctx      context.Context
	cancel   context.CancelFunc
	progress atomic.Pointer[sim.Progress]
}

// Precision is the relative half width of the confidence interval of the cold-start
// probability at which a measurement ends, and Requests the number of requests at which it
// ends in any case.
const (
	Precision = 0.02
	Requests  = 20_000_000
)

// NewMeasurement returns a measurement that has not begun.
func NewMeasurement() *Measurement {
	m := &Measurement{}
	m.ctx, m.cancel = context.WithCancel(context.Background())
	return m
}

// Run simulates until the figures are precise and returns them. After Cancel it returns
// the context's error within some milliseconds. It uses one processor, so that the screen
// can use the rest.
func (m *Measurement) Run(q sim.Question) (sim.Result, error) {
	return sim.RunReplicas(m.ctx, q, sim.Plan{
		Replicas: 4, Workers: 1, Precision: Precision, Requests: Requests,
		Progress: func(p sim.Progress) { m.progress.Store(&p) },
	})
}

// Done is closed when the measurement has been cancelled.
func (m *Measurement) Done() <-chan struct{} { return m.ctx.Done() }

// Cancel ends the measurement.
func (m *Measurement) Cancel() { m.cancel() }

// Progress returns the progress of the measurement; ok is false before its first figures.
func (m *Measurement) Progress() (p sim.Progress, ok bool) {
	if at := m.progress.Load(); at != nil {
		return *at, true
	}
	return p, false
}
