package cli

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"

	"crossover/engine/sim"
	"crossover/tui/format"
)

// simulated is an answer of simulate.
type simulated struct {
	pool      *simPool
	modelOnly bool
	model     sim.Modelled
	// result is nil where nothing was simulated.
	result *sim.Result
	notes  []string
}

func (s *simulated) note(format string, args ...any) {
	s.notes = append(s.notes, fmt.Sprintf(format, args...))
}

// notePrecision says where a run ended before the precision asked for.
func (s *simulated) notePrecision(plan sim.Plan, interrupted bool) {
	if plan.Precision == 0 || s.result.Precise || interrupted {
		return
	}
	cold := s.result.Report.ColdStart
	if s.result.Report.Cold == 0 {
		s.note("no cold start in %s requests; --requests raises the limit", format.Short(float64(s.result.Report.Requests)))
		return
	}
	s.note("stopped at %s requests, with the chance of a cold start known to %s, not to %s; --requests raises the limit",
		format.Short(float64(s.result.Report.Requests)), within(cold), format.Portion(plan.Precision))
}

// simulatedJSON is the answer as JSON has it.
type simulatedJSON struct {
	Model      sim.Modelled   `json:"model"`
	Simulation *sim.Simulated `json:"simulation"`
}

func (s *simulated) asJSON() simulatedJSON {
	out := simulatedJSON{Model: s.model}
	if s.result != nil {
		figures := s.result.Report.Figures()
		out.Simulation = &figures
	}
	return out
}

// comparison puts the model beside what was simulated.
func (s *simulated) comparison() sim.Comparison {
	c := sim.Comparison{Model: s.model}
	if s.result != nil {
		c.Simulation = s.result.Report.Figures()
	}
	return c
}

// grid lists the figures for machines: as shares and numbers, unrounded.
func (s *simulated) grid(write func(float64) string) *grid {
	g := &grid{columns: []column{
		{title: "figure"}, {title: "model", right: true}, {title: "simulation", right: true},
		{title: "ci95", right: true}, {title: "deviation", right: true},
	}}
	for _, f := range s.comparison().Figures() {
		row := []string{f.Name, write(f.Model), "", "", ""}
		if s.result != nil {
			row = append(row[:2], write(f.Simulation.Value), write(f.Simulation.CI95), write(f.Deviation()))
		}
		g.add(row...)
	}
	return g
}

// people lists the figures for people.
func (s *simulated) people() *grid {
	g := &grid{columns: []column{{title: ""}, {title: "model", right: true}}}
	if s.result != nil {
		g.columns = append(g.columns, column{title: "simulation", right: true}, column{title: "± 95 %", right: true},
			column{title: "model is off by", right: true})
	}
	for _, f := range s.comparison().Figures() {
		scale, unit := 1.0, ""
		if strings.HasSuffix(f.Name, "_probability") {
			scale, unit = 100, "%"
		}
		name := strings.ReplaceAll(f.Name, "_", " ")
		if s.result == nil {
			g.add(name, format.Digits(f.Model*scale)+unit)
			continue
		}
		width := f.Simulation.CI95 * scale
		write := func(x float64) string { return format.Known(x*scale, width) + unit }
		g.add(name, write(f.Model), write(f.Simulation.Value), half(write, f.Simulation), deviation(f))
	}
	return g
}

// half writes the half width of an interval.
func half(write func(float64) string, i sim.Interval) string {
	if math.IsInf(i.CI95, 0) {
		return format.None
	}
	return write(i.CI95)
}

// beyond explains the star that deviation puts.
const beyond = "* more than the simulation's own 95 % interval"

// deviation writes how far the model is off, with a star where that is more
// than the precision of the simulation can explain.
func deviation(f sim.Figure) string {
	d := f.Deviation()
	text := format.None
	switch {
	case math.IsInf(f.Simulation.CI95, 0):
		return format.None
	case math.Abs(d) < 0.0005:
		text = "0%"
	case !math.IsInf(d, 0) && !math.IsNaN(d):
		text = strconv.FormatFloat(100*d, 'f', 1, 64) + "%"
		if d > 0 {
			text = "+" + text
		}
	}
	if f.Agrees() {
		return text + "  "
	}
	return text + " *"
}

// legend explains the stars, where there are any.
func (s *simulated) legend() string {
	if s.result == nil {
		return ""
	}
	for _, f := range s.comparison().Figures() {
		if strings.HasSuffix(deviation(f), "*") {
			return beyond
		}
	}
	return ""
}

// within writes the relative precision of an estimate.
func within(i sim.Interval) string {
	if math.IsInf(i.Relative(), 0) {
		return "no precision"
	}
	return "±" + format.Portion(math.Round(i.Relative()*1e3)/1e3)
}

// table writes the answer for people.
func (s *simulated) table(b *bytes.Buffer) {
	if s.pool.offer != "" {
		wrapped(b, "", s.pool.offer)
	}
	wrapped(b, "", s.pool.String())
	b.WriteByte('\n')
	s.people().table(b)
	if l := s.legend(); l != "" {
		b.WriteString(l + "\n")
	}
	if s.result != nil {
		b.WriteByte('\n')
		s.latency().table(b)
		b.WriteByte('\n')
		wrapped(b, "", s.size())
	}
	for _, n := range s.notes {
		b.WriteByte('\n')
		wrapped(b, "note: ", n)
	}
}

// markdown writes the answer in a document's form.
func (s *simulated) markdown(b *bytes.Buffer) {
	fmt.Fprintf(b, "`%s`\n\n", s.pool)
	s.people().markdown(b)
	if l := s.legend(); l != "" {
		b.WriteString("\n\\" + l + "\n")
	}
	if s.result != nil {
		b.WriteByte('\n')
		s.latency().markdown(b)
		fmt.Fprintf(b, "\n%s\n", s.size())
	}
	for _, n := range s.notes {
		fmt.Fprintf(b, "\n*%s*\n", n)
	}
}

// latency lists the times that requests took in the simulation.
func (s *simulated) latency() *grid {
	g := &grid{columns: []column{
		{title: "time of a request"}, {title: "share", right: true}, {title: "mean", right: true},
		{title: "p50", right: true}, {title: "p95", right: true}, {title: "p99", right: true}, {title: "p99.9", right: true},
	}}
	r := s.result.Report
	for _, class := range []struct {
		name string
		h    *sim.Histogram
	}{{"all", &r.All}, {"warm", &r.Warm}, {"cold start", &r.Started}, {"waits for another's", &r.Shared}} {
		if class.h.Count() == 0 {
			continue
		}
		row := []string{class.name, format.Portion(float64(class.h.Count()) / float64(r.All.Count())), format.Duration(class.h.Mean() * 1e3)}
		for _, q := range []float64{0.5, 0.95, 0.99, 0.999} {
			row = append(row, format.Duration(class.h.Quantile(q)*1e3))
		}
		g.add(row...)
	}
	return g
}

// size says how much was simulated.
func (s *simulated) size() string {
	r := s.result.Report
	text := fmt.Sprintf("%s requests in %s, %s of them cold starts, in %d replicas with seed %d",
		format.Short(float64(r.Requests)), format.Span(r.Time), format.Short(float64(r.Cold)), s.result.Replicas, s.pool.seed)
	if r.Deaths > 0 {
		text += "; an instance lives " + format.Span(r.Lifespan)
	}
	return text
}
