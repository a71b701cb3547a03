package pane

import (
	"math"

	"crossover/engine"
	"crossover/tui/controls"
	"crossover/tui/state"
)

// Explained is what is known of how an offer's figures come about.
type Explained struct {
	Estimate engine.Estimate
	Why      []engine.Explanation
	Spread   engine.Spread
	// Pool is what the cold-start model is asked, if HasPool is set.
	Pool    engine.Simulated
	HasPool bool
	// Bends are those of the offer's curve.
	Bends []engine.Bend
}

// explainer writes rows.
type explainer struct {
	c     *Canvas
	width int
	rows  []TextRow
}

// heading begins a section with a figure.
func (x *explainer) heading(text string) {
	if len(x.rows) > 0 {
		x.rows = append(x.rows, TextRow{})
	}
	x.rows = append(x.rows, TextRow{Text: text, Style: x.c.Style.Heading})
}

func (x *explainer) text(b []byte) { x.rows = wrapped(x.rows, 2, string(b), x.c.Style.Text, x.width) }
func (x *explainer) note(b []byte) { x.rows = wrapped(x.rows, 2, string(b), x.c.Style.Muted, x.width) }
func (x *explainer) assumed(b []byte) {
	x.rows = wrapped(x.rows, 2, string(b), x.c.Style.Warning, x.width)
}

// Rows says it: the price line by line, the latency part by part, where the cold
// starts come from, what bends the curve, and what is assumed, in rows of
// some width.
func (p *Explained) Rows(c *Canvas, st *state.State, e *engine.Engine, width int) []TextRow {
	x := &explainer{c: c, width: width}
	p.price(x)
	p.latency(x)
	p.coldStarts(x, st, e)
	p.bends(x, st)
	p.limits(x)
	p.assumptions(x, e)
	return x.rows
}

// price is the sum, and each line as a product.
func (p *Explained) price(x *explainer) {
	c := x.c
	x.heading(string(append(c.Money.Append(nil, p.Estimate.Monthly), " a month"...)))
	for i := range p.Estimate.Bill {
		l := &p.Estimate.Bill[i]
		b := append(c.Money.Append(nil, l.Amount), "  "...)
		b = append(append(b, l.Title...), ": "...)
		for k, f := range p.Why[i].Factors {
			if k > 0 {
				b = append(b, " x "...)
			}
			b = appendFactor(b, f)
		}
		if free := l.Included - l.Credited; free > 0 {
			b = append(controls.AppendNumber(append(b, ", less "...), free), " free of charge"...)
		}
		for k, s := range p.Why[i].Slices {
			sep := ", at "
			if k > 0 {
				sep = ", then at "
			}
			b = c.Money.AppendPrice(append(b, sep...), s.Price)
		}
		if l.CreditUSD > 0 {
			b = c.Money.Append(append(b, "; the plan's credit pays "...), l.CreditUSD)
		}
		x.text(b)
	}
	if p.Estimate.Size != "" {
		x.note(append([]byte("on the size "), p.Estimate.Size...))
	}
}

// latency is the percentiles, and the classes of requests behind them.
func (p *Explained) latency(x *explainer) {
	l := &p.Estimate.Latency
	if !p.Spread.Exists() {
		x.heading("No latency: the fleet cannot keep up with its load")
		return
	}
	b := controls.AppendMillis([]byte("p99 "), l.P99MS)
	b = controls.AppendMillis(append(b, ", p95 "...), l.P95MS)
	b = controls.AppendMillis(append(b, ", p50 "...), l.P50MS)
	x.heading(string(b))
	x.text(controls.AppendMillis([]byte("network, there and back: "), p.Spread.NetworkMS()))
	for class := range engine.NumClasses {
		share := p.Spread.Share(class)
		if share <= 0 {
			continue
		}
		b := append(controls.AppendChance(nil, share), " of the requests "...)
		b = append(b, ClassWords(class)...)
		b = controls.AppendMillis(append(b, ": half of them within "...), ClassQuantile(&p.Spread, class, 0.5))
		b = controls.AppendMillis(append(b, ", 99 % within "...), ClassQuantile(&p.Spread, class, 0.99))
		x.text(b)
	}
	x.note([]byte("each class is a lognormal that matches mean and variance; the percentiles are those of the mixture"))
}

// ClassWords says what requests of a class do.
func ClassWords(class engine.Class) string {
	return [...]string{engine.Warm: "are served at once", engine.Waiting: "wait first", engine.Cold: "start an instance"}[class]
}

// coldStarts is the chance of one, and the pool it follows from.
func (p *Explained) coldStarts(x *explainer, st *state.State, e *engine.Engine) {
	cs := &p.Estimate.ColdStart
	if !p.HasPool {
		n := math.Round(p.Estimate.Fleet.Total*100) / 100
		b := controls.AppendNumber([]byte("No cold starts: "), n)
		if n == 1 {
			b = append(b, " instance is always on"...)
		} else {
			b = append(b, " instances are always on"...)
		}
		x.heading(string(b))
		return
	}
	x.heading(string(append(controls.AppendChance([]byte("Cold starts: "), cs.Probability), " of the requests"...)))
	q := &p.Pool.Config
	b := controls.AppendRate([]byte("requests come at "), q.Arrivals.Rate())
	b = controls.AppendMillis(append(b, " and take "...), q.Service.Mean()*1e3)
	b = controls.AppendMillis(append(b, "; an idle instance stays "...), q.Idle*1e3)
	if q.Lifetime > 0 {
		b = controls.AppendMillis(append(b, ", none longer than "...), q.Lifetime*1e3)
	}
	b = append(controls.AppendNumber(append(b, ", each takes "...), float64(max(q.Concurrency, 1))), " at once"...)
	x.text(b)
	b = controls.AppendNumber([]byte("so "), math.Round(p.Pool.Model.Instances*100)/100)
	b = controls.AppendNumber(append(b, " instances are there on average, "...), math.Round(p.Pool.Model.Running*100)/100)
	x.text(append(b, " of them at work"...))
	b = controls.AppendMillis([]byte("starting one adds "), cs.P50MS)
	b = controls.AppendMillis(append(b, " half of the time, "...), cs.P99MS)
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
		part := st.Scenario.SelectedPart()
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
		b := append(controls.AppendPlace(nil, st.Axis, bend.X), "  "...)
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
	x.note([]byte(string(controls.AppendMillis([]byte(name+" "), rtt.Value)) + ": " + rtt.Note))
	x.note([]byte(string(controls.AppendNumber([]byte("spread of handler times over their mean "), a.ServiceCV.Value)) + ": " + a.ServiceCV.Note))
}
