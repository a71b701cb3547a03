package result

import (
	"fmt"
	"math"
	"strings"

	"crossover/engine"
	"crossover/engine/sim"
	"crossover/tui/format"
	"crossover/tui/why"
)

// Simulated compares the cold-start model with a simulation of the pool of instances that
// an offer runs for the selected part.
type Simulated struct {
	*Query
	Offer int
	Seed  uint64
	engine.Simulated
	// Result is nil if nothing was simulated.
	Result *sim.Result
	Notes  []string
}

// Simulate selects the pool of an offer; a negative offer stands for the cheapest offer
// whose instances come and go with requests. times, if any, are the arrivals in seconds,
// ascending; otherwise requests arrive as in the scenario.
func Simulate(q *Query, offer int, seed uint64, times []float64) (*Simulated, error) {
	offers := []int{offer}
	if offer < 0 {
		offers = nil
		for _, e := range q.estimates(nil) {
			if e.Feasible() {
				offers = append(offers, e.Offer)
			}
		}
	}
	for _, o := range offers {
		if found, ok := q.Evaluator.Simulation(&q.Scenario, q.Scenario.Selected, o, seed); ok {
			s := &Simulated{Query: q, Offer: o, Seed: seed, Simulated: found}
			s.replay(times)
			return s, nil
		}
	}
	if offer >= 0 {
		return nil, fmt.Errorf("%s keeps its instances; only offers whose instances come and go with requests can be simulated", q.Engine.Offer(offer).ID)
	}
	return nil, fmt.Errorf("no offer can run %s on instances that come and go with requests", q.selected().Name)
}

// replay uses times as the arrivals, if any, and notes the limits of the model that are
// exceeded.
func (s *Simulated) replay(times []float64) {
	outside := s.Valid.Reasons()
	if times != nil {
		outside = append(outside, "it takes requests as coming at one rate, independent of each other")
		switch c := s.Config.(type) {
		case sim.Config:
			c.Arrivals, c.WarmUp = sim.Times(times), 0
			s.Config = c
		case sim.AutoscaledConfig:
			c.Arrivals, c.WarmUp = sim.Times(times), 0
			s.Config = c
		}
	}
	if len(outside) > 0 {
		s.Note("outside the limits of the model: %s; the simulation is the better answer", strings.Join(outside, "; "))
	}
}

// Note adds a note.
func (s *Simulated) Note(format string, args ...any) {
	s.Notes = append(s.Notes, fmt.Sprintf(format, args...))
}

// NotePrecision adds a note if a run ended before reaching the precision asked for.
func (s *Simulated) NotePrecision(plan sim.Plan, interrupted bool) {
	if plan.Precision == 0 || s.Result.Precise || interrupted {
		return
	}
	cold := s.Result.Report.ColdStart
	if s.Result.Report.Cold == 0 {
		s.Note("no cold start in %s requests; --requests raises the limit", format.Short(float64(s.Result.Report.Requests)))
		return
	}
	s.Note("stopped at %s requests, with the chance of a cold start known to %s, not to %s; --requests raises the limit",
		format.Short(float64(s.Result.Report.Requests)), format.Precision(cold.Relative()), format.Portion(plan.Precision))
}

func (s *Simulated) json() any {
	var figures *sim.Simulated
	if s.Result != nil {
		figures = &s.Result.Report.Simulated
	}
	return s.asked(member{"offer", s.Engine.Offer(s.Offer).ID}, member{"model", s.Model}, member{"simulation", figures})
}

// comparison returns the figures of the model and of the simulation.
func (s *Simulated) comparison() sim.Comparison {
	c := sim.Comparison{Model: s.Model}
	if s.Result != nil {
		c.Simulation = s.Result.Report.Simulated
	}
	return c
}

// csv has the figures as shares and numbers, for machines.
func (s *Simulated) csv() *Grid {
	g := NewGrid("figure", "model", "simulation", "ci95", "deviation")
	for _, f := range s.comparison().Figures() {
		row := []any{f.Name, f.Model}
		if s.Result != nil {
			row = append(row, f.Simulation.Value, f.Simulation.CI95, f.Deviation())
		}
		g.addRaw(row...)
	}
	return g
}

// people has the figures as percentages and rounded numbers, and a legend if a figure of the
// model is marked with a star.
func (s *Simulated) people() (g *Grid, legend string) {
	g = NewGrid("", "model>")
	if s.Result != nil {
		g.Columns = append(g.Columns, Column{Title: "simulation", Right: true}, Column{Title: "± 95 %", Right: true},
			Column{Title: "model is off by", Right: true})
	}
	for _, f := range s.comparison().Figures() {
		scale, unit := 1.0, ""
		if f.Share {
			scale, unit = 100, " %"
		}
		name := strings.ReplaceAll(f.Name, "_", " ")
		if s.Result == nil {
			g.Add(name, format.Digits(f.Model*scale)+unit)
			continue
		}
		width := f.Simulation.CI95 * scale
		write := func(x float64) string { return format.Known(x*scale, width) + unit }
		off := deviation(f)
		if strings.HasSuffix(off, "*") {
			legend = "* more than the simulation's own 95 % interval"
		}
		g.Add(name, write(f.Model), write(f.Simulation.Value), half(write, f.Simulation), off)
	}
	return g, legend
}

// half returns the half-width of an interval.
func half(write func(float64) string, i sim.Interval) string {
	if math.IsInf(i.CI95, 0) {
		return format.None
	}
	return write(i.CI95)
}

// deviation returns the model's relative error, with a star if it exceeds the precision
// of the simulation.
func deviation(f sim.Figure) string {
	d := f.Deviation()
	text := format.None
	switch {
	case math.IsInf(f.Simulation.CI95, 0):
		return format.None
	case math.Abs(d) < 0.0005:
		return "0 %  "
	case !math.IsInf(d, 0) && !math.IsNaN(d):
		text = fmt.Sprintf("%+.1f %%", 100*d)
	}
	if f.Agrees() {
		return text + "  "
	}
	return text + " *"
}

func (s *Simulated) show(p *page) {
	s.heading(p)
	p.lead(s.title(s.Offer), why.Pool(s.Config))
	figures, legend := s.people()
	p.tables(figures)
	p.text(legend)
	if s.Result != nil {
		p.tables(s.latency())
		p.gap()
		p.text(s.size())
	}
	for _, n := range s.Notes {
		p.gap()
		p.lead("note", n)
	}
}

// latency lists the response times in the simulation.
func (s *Simulated) latency() *Grid {
	g := NewGrid("time of a request", "share>", "mean>", "p50>", "p95>", "p99>", "p99.9>")
	r := s.Result.Report
	for _, class := range []struct {
		name string
		h    *sim.Histogram
	}{{"all", &r.All}, {"warm", &r.Warm}, {"cold start", &r.Started}, {"waits for another's", &r.Shared}} {
		if class.h.Count() == 0 {
			continue
		}
		row := []string{class.name, format.Portion(class.h.Count() / r.All.Count()), format.Duration(class.h.Mean() * 1e3)}
		for _, q := range []float64{0.5, 0.95, 0.99, 0.999} {
			row = append(row, format.Duration(class.h.Quantile(q)*1e3))
		}
		g.Add(row...)
	}
	return g
}

// size describes the extent of the simulation.
func (s *Simulated) size() string {
	r := s.Result.Report
	text := fmt.Sprintf("%s requests in %s, %s of them cold starts, in %s with seed %d",
		format.Short(float64(r.Requests)), format.Span(r.Time), format.Short(float64(r.Cold)), format.Several(s.Result.Replicas, "replica"), s.Seed)
	if r.Deaths > 0 {
		text += "; an instance lives " + format.Span(r.Lifespan)
	}
	return text
}
