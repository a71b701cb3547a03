package pane

import (
	"math"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/state"
	"crossover/tui/why"
)

// Explained is what is said of a figure, and what is known of the offer it is
// of, if it is one's.
type Explained struct {
	why.Explanation
	Estimate engine.Estimate
	Spread   engine.Spread
	// Pool is what the cold-start model is asked, if HasPool is set.
	Pool    engine.Simulated
	HasPool bool
	// Bends are those of the offer's curve.
	Bends []engine.Bend
}

// explainer writes rows.
type explainer struct {
	c     *paint.Canvas
	width int
	rows  []paint.TextRow
}

// heading begins a section with a figure.
func (x *explainer) heading(text string) {
	if len(x.rows) > 0 {
		x.rows = append(x.rows, paint.TextRow{})
	}
	x.rows = paint.Wrapped(x.rows, 0, text, x.c.Style.Heading, x.width)
}

func (x *explainer) text(b []byte) {
	x.rows = paint.Wrapped(x.rows, 2, string(b), x.c.Style.Text, x.width)
}
func (x *explainer) note(b []byte) {
	x.rows = paint.Wrapped(x.rows, 2, string(b), x.c.Style.Muted, x.width)
}
func (x *explainer) assumed(b []byte) {
	x.rows = paint.Wrapped(x.rows, 2, string(b), x.c.Style.Warning, x.width)
}

// Rows says it: the formulas with their values and where those are from, then
// for an offer what its time goes to, where the cold starts come from, what bends
// the curve, and what is assumed, in rows of some width.
func (p *Explained) Rows(c *paint.Canvas, st *state.State, e *engine.Engine, width int) []paint.TextRow {
	x := &explainer{c: c, width: width}
	for i := range p.Figures {
		x.figure(&p.Figures[i], i == 0)
	}
	for _, w := range p.Warnings {
		x.assumed([]byte(w))
	}
	for _, n := range p.Notes {
		x.note([]byte(n))
	}
	if p.Offer < 0 {
		return x.rows
	}
	p.latency(x)
	p.coldStarts(x, e)
	p.bends(x, st)
	p.limits(x)
	p.assumptions(x, e)
	return x.rows
}

// mostTerms is how many terms of a sum stand in one row.
const mostTerms = 3

// figure writes a figure with its formula, and under it those in it that have
// formulas themselves.
func (x *explainer) figure(f *why.Figure, first bool) {
	c := x.c
	b := append(append(appendFigure(c, nil, f), "  "...), f.Name...)
	if f.Op == why.Solved && len(f.Of) == 1 {
		b = appendTerm(c, append(b, ": "...), &f.Of[0])
		x.rows = paint.Wrapped(x.rows, 0, string(appendFormula(c, b, &f.Of[0])), x.styleOf(first), x.width)
		x.parts(&f.Of[0])
		return
	}
	if len(x.rows) > 0 && (first || f.Op == why.Sum) {
		x.rows = append(x.rows, paint.TextRow{})
	}
	style := x.styleOf(first || f.Op == why.Sum)
	if f.Op == why.Sum && len(f.Of) > mostTerms {
		x.rows = paint.Wrapped(x.rows, 0, string(append(b, ", the sum of"...)), style, x.width)
		for i := range f.Of {
			x.text(appendTerm(c, nil, &f.Of[i]))
		}
	} else {
		x.rows = paint.Wrapped(x.rows, 0, string(appendFormula(c, b, f)), style, x.width)
	}
	x.parts(f)
	x.source(f)
}

// styleOf is the look of a figure.
func (x *explainer) styleOf(heading bool) cell.Style {
	if heading {
		return x.c.Style.Heading
	}
	return x.c.Style.Text
}

// parts writes the formulas of what a figure is made of.
func (x *explainer) parts(f *why.Figure) {
	for i := range f.Of {
		if part := &f.Of[i]; part.Op != why.Given && !same(part) {
			b := appendTerm(x.c, []byte("where "), part)
			x.note(appendFormula(x.c, b, part))
			x.parts(part)
		}
	}
}

// same reports whether a formula says nothing but its figure once more.
func same(f *why.Figure) bool { return len(f.Of) == 1 && f.Of[0].Name == f.Name }

// source says where a figure is from, and what else there is to know of it.
func (x *explainer) source(f *why.Figure) {
	style := x.c.Style.Faint
	if f.Assumed {
		style = x.c.Style.Warning
	}
	if f.Note != "" {
		x.rows = paint.Wrapped(x.rows, 2, f.Note, style, x.width)
	}
	if f.Source != "" && !f.Assumed {
		x.rows = append(x.rows, paint.TextRow{Indent: 2, Text: f.Source, Style: x.c.Style.Link, Link: f.Source})
	}
}

// signs are what stands between the terms of a formula.
var signs = [...]string{why.Sum: " + ", why.Product: " x ", why.Quotient: " / ", why.Difference: " - ", why.RelativeDifference: " / "}

// appendFormula writes how a figure follows from others, if it does.
func appendFormula(c *paint.Canvas, b []byte, f *why.Figure) []byte {
	if f.Op == why.Given || len(f.Of) == 0 {
		return b
	}
	b = append(b, " = "...)
	for i := range f.Of {
		if i > 0 {
			b = append(b, signs[f.Op]...)
		}
		b = appendTerm(c, b, &f.Of[i])
	}
	if f.Op == why.RelativeDifference {
		b = append(b, " - 1"...)
	}
	return b
}

// appendTerm writes a figure and its name.
func appendTerm(c *paint.Canvas, b []byte, f *why.Figure) []byte {
	if f.Unit == why.Number {
		return appendFactor(b, engine.Factor{Value: f.Value, Name: f.Name})
	}
	return append(append(appendFigure(c, b, f), ' '), f.Name...)
}

// leastDollars is how little is left of a difference that is not shown: two
// offers that cost the same do so to nine digits.
const leastDollars = 5e-6

// leastShare is from where on shares have three decimals: the last ones are what
// cold starts are about.
const leastShare = 0.01

// appendFigure writes the value of a figure.
func appendFigure(c *paint.Canvas, b []byte, f *why.Figure) []byte {
	switch f.Unit {
	case why.Dollars:
		if f.Op == why.Difference && math.Abs(f.Value) < leastDollars {
			return c.Money.Append(b, 0)
		}
		return c.Money.Append(b, f.Value)
	case why.Price:
		return c.Money.AppendPrice(b, f.Value)
	case why.Millis:
		return format.AppendMillis(b, f.Value)
	case why.Share:
		if f.Value < leastShare {
			return format.AppendChance(b, f.Value)
		}
		return append(append(b, format.Exactly(math.Round(f.Value*1e5)/1e3)...), " %"...)
	case why.Change:
		if f.Value >= 0 {
			b = append(b, '+')
		}
		return append(format.AppendNumber(b, math.Round(f.Value*1e4)/100), " %"...)
	case why.Times:
		return append(format.AppendNumber(b, f.Value), 'x')
	case why.Rate:
		return format.AppendRate(b, f.Value)
	default:
		return format.AppendNumber(b, f.Value)
	}
}

// latency is the percentiles, and the classes of requests behind them.
func (p *Explained) latency(x *explainer) {
	l := &p.Estimate.Latency
	if !p.Spread.Exists() {
		x.heading("No latency: the fleet cannot keep up with its load")
		return
	}
	x.heading(string(format.AppendMillis([]byte("What requests take: p99 "), l.P99MS)))
	x.text(format.AppendMillis([]byte("network, there and back: "), p.Spread.NetworkMS()))
	for class := range engine.NumClasses {
		share := p.Spread.Share(class)
		if share <= 0 {
			continue
		}
		b := append(format.AppendChance(nil, share), " of the requests "...)
		b = append(b, ClassWords(class)...)
		b = format.AppendMillis(append(b, ": half of them within "...), ClassQuantile(&p.Spread, class, 0.5))
		b = format.AppendMillis(append(b, ", 99 % within "...), ClassQuantile(&p.Spread, class, 0.99))
		x.text(b)
	}
	x.note([]byte("each class is a lognormal that matches mean and variance; the percentiles are those of the mixture"))
}

// ClassWords says what requests of a class do.
func ClassWords(class engine.Class) string {
	return [...]string{engine.Warm: "are served at once", engine.Waiting: "wait first", engine.Cold: "start an instance"}[class]
}

// coldStarts is the chance of one, and the pool it follows from.
func (p *Explained) coldStarts(x *explainer, e *engine.Engine) {
	cs := &p.Estimate.ColdStart
	if !p.HasPool {
		n := math.Round(p.Estimate.Fleet.Total*100) / 100
		b := format.AppendNumber([]byte("No cold starts: "), n)
		if n == 1 {
			b = append(b, " instance is always on"...)
		} else {
			b = append(b, " instances are always on"...)
		}
		x.heading(string(b))
		return
	}
	x.heading(string(append(format.AppendChance([]byte("Cold starts: "), cs.Probability), " of the requests"...)))
	q := &p.Pool.Config
	b := format.AppendRate([]byte("requests come at "), q.Arrivals.Rate())
	b = format.AppendMillis(append(b, " and take "...), q.Service.Mean()*1e3)
	b = format.AppendMillis(append(b, "; an idle instance stays "...), q.Idle*1e3)
	if q.Lifetime > 0 {
		b = format.AppendMillis(append(b, ", none longer than "...), q.Lifetime*1e3)
	}
	b = append(format.AppendNumber(append(b, ", each takes "...), float64(max(q.Concurrency, 1))), " at once"...)
	x.text(b)
	b = format.AppendNumber([]byte("so "), math.Round(p.Pool.Model.Instances*100)/100)
	b = format.AppendNumber(append(b, " instances are there on average, "...), math.Round(p.Pool.Model.Running*100)/100)
	x.text(append(b, " of them at work"...))
	b = format.AppendMillis([]byte("starting one adds "), cs.P50MS)
	b = format.AppendMillis(append(b, " half of the time, "...), cs.P99MS)
	x.text(append(b, " at the 99th percentile"...))
	for _, reason := range p.Pool.Valid.Reasons() {
		x.assumed(append([]byte("outside the limits of the model: "), reason...))
	}
	o := e.Offer(p.Estimate.Offer)
	if o.Scaling.Confidence == 0 {
		x.assumed(append([]byte("how long instances stay is an assumption: "), o.Scaling.Note...))
	}
	for i := range e.Catalog().Starts {
		s := &e.Catalog().Starts[i]
		if s.ID != o.Start {
			continue
		}
		part := p.Scenario.SelectedPart()
		arch := ""
		if len(o.Arch) == 1 {
			arch = o.Arch[0]
		}
		if in, ok := s.Init(part.Runtime, part.Package, arch); ok {
			if in.Confidence == 0 {
				x.assumed(append([]byte("the start time is an assumption: "), in.Note...))
			} else {
				x.note(append(append([]byte("start times: "), in.Source...), ", as of "+in.AsOf...))
			}
		}
	}
}

// bends lists what bends the curve along the axis shown.
func (p *Explained) bends(x *explainer, st *state.State) {
	if len(p.Bends) == 0 {
		return
	}
	x.heading("What bends its curve along the " + st.Axis.String())
	for i := range p.Bends {
		bend := &p.Bends[i]
		b := append(format.AppendPlace(nil, st.Axis, bend.X), "  "...)
		b = append(b, bend.Kind.String()...)
		if bend.Title != "" {
			b = append(append(b, ": "...), bend.Title...)
		}
		x.text(b)
	}
}

// limits lists what speaks against the offer.
func (p *Explained) limits(x *explainer) {
	list := p.Estimate.Reasons()
	if len(list) == 0 {
		return
	}
	x.heading("What speaks against it")
	for _, r := range list {
		x.assumed([]byte(r.String()))
	}
}

// assumptions lists the figures that nobody publishes.
func (p *Explained) assumptions(x *explainer, e *engine.Engine) {
	x.heading("Assumed, and yours to set in a catalogue file")
	for i := range p.Estimate.Bill {
		if l := &p.Estimate.Bill[i]; l.Provenance.Confidence == 0 {
			x.assumed([]byte(l.Title + ": " + l.Provenance.Note))
		}
	}
	a := &e.Catalog().Assumptions
	rtt, name := a.RegionRTTMS, "round trip to the region"
	if e.Offer(p.Estimate.Offer).Edge {
		rtt, name = a.EdgeRTTMS, "round trip to the edge"
	}
	x.assumption(name, &rtt, format.AppendMillis)
	x.assumption("spread of handler times over their mean", &a.ServiceCV, format.AppendNumber)
}

// assumption writes an assumption with what it may be instead, in a band.
func (x *explainer) assumption(name string, a *catalog.Assumption, write func([]byte, float64) []byte) {
	t := write([]byte(name+" "), a.Value)
	if low, high := a.Range(); low < high {
		t = write(append(t, ", in a band "...), low)
		t = write(append(t, " to "...), high)
	}
	x.note(append(append(t, ": "...), a.Note...))
}
