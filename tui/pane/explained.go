package pane

import (
	"math"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/paint"
	"crossover/tui/state"
	"crossover/tui/why"
)

// Explained is the explanation of a figure, with the details of its offer if it has one.
type Explained struct {
	why.Explanation
	Estimate engine.Estimate
	Spread   engine.Spread
	// Pool is the question to the cold-start model, if HasPool is set.
	Pool    engine.Simulated
	HasPool bool
	// Bends are the bends of the offer's curve.
	Bends []engine.Bend
}

type explainer struct{ *paint.Lines }

// heading starts a section.
func (e explainer) heading(text string) {
	e.blank()
	e.Wrap(0, text, "", e.C.Style.Heading)
}

// blank adds an empty row, except at the start.
func (e explainer) blank() {
	if len(e.Rows) > 0 {
		e.Text(0, "", e.C.Style.Text)
	}
}

func (e explainer) text(s string)    { e.Wrap(2, s, "", e.C.Style.Text) }
func (e explainer) note(s string)    { e.Wrap(2, s, "", e.C.Style.Muted) }
func (e explainer) assumed(s string) { e.Wrap(2, s, "", e.C.Style.Warning) }

// Rows returns the explanation in rows of a width: the formulas with their values and
// sources. For an offer it adds the parts of its latency, the origin of its cold starts,
// the bends of its curve, and the assumptions.
func (p *Explained) Rows(c *paint.Canvas, st *state.State, e *engine.Engine, width int) []paint.TextRow {
	x := explainer{paint.NewLines(c, width)}
	for i := range p.Figures {
		x.figure(&p.Figures[i], i == 0)
	}
	for _, w := range p.Warnings {
		x.assumed(w)
	}
	for _, n := range p.Notes {
		x.note(n)
	}
	if p.Offer < 0 {
		return x.Rows
	}
	p.latency(x)
	p.coldStarts(x, e)
	p.bends(x, st)
	p.limits(x)
	p.assumptions(x, e, &st.Scenario)
	return x.Rows
}

// mostTerms is the largest number of terms of a sum in one row.
const mostTerms = 3

// figure writes a figure with its formula, and under it the formulas of its terms.
func (e explainer) figure(f *why.Figure, first bool) {
	c := e.C
	text := string(appendFigure(c, nil, f)) + "  " + f.Name
	if f.Op == why.Solved && len(f.Of) == 1 {
		e.Wrap(0, text+": "+term(c, &f.Of[0])+formula(c, &f.Of[0]), "", e.styleOf(first))
		e.parts(&f.Of[0])
		return
	}
	if first || f.Op == why.Sum {
		e.blank()
	}
	style := e.styleOf(first || f.Op == why.Sum)
	if f.Op == why.Sum && len(f.Of) > mostTerms {
		e.Wrap(0, text+", the sum of", "", style)
		for i := range f.Of {
			e.text(term(c, &f.Of[i]))
		}
	} else {
		e.Wrap(0, text+formula(c, f), "", style)
	}
	e.parts(f)
	e.source(f)
}

// styleOf returns the style of a figure.
func (e explainer) styleOf(heading bool) cell.Style {
	if heading {
		return e.C.Style.Heading
	}
	return e.C.Style.Text
}

// parts writes the formulas of a figure's terms.
func (e explainer) parts(f *why.Figure) {
	for i := range f.Of {
		if part := &f.Of[i]; part.Op != why.Given && (len(part.Of) != 1 || part.Of[0].Name != part.Name) { // more than its own figure again
			e.note("where " + term(e.C, part) + formula(e.C, part))
			e.parts(part)
		}
	}
}

// source writes the source of a figure, and its note.
func (e explainer) source(f *why.Figure) {
	style := e.C.Style.Faint
	if f.Assumed {
		style = e.C.Style.Warning
	}
	if f.Note != "" {
		e.Wrap(2, f.Note, "", style)
	}
	if f.Source != "" && !f.Assumed {
		e.Link(2, f.Source)
	}
}

// formula returns the formula of a figure after an equals sign, or "" if it has none.
func formula(c *paint.Canvas, f *why.Figure) string {
	if text := f.Formula(func(part *why.Figure) string { return term(c, part) }); text != "" {
		return " = " + text
	}
	return ""
}

// term returns a figure with its name.
func term(c *paint.Canvas, f *why.Figure) string {
	if f.Unit == why.Number {
		return string(appendFactor(nil, engine.Factor{Value: f.Value, Name: f.Name}))
	}
	return string(appendFigure(c, nil, f)) + " " + f.Name
}

// Differences below leastDollars are shown as 0: equal prices may differ in the ninth
// digit.
const leastDollars = 5e-6

// Shares below leastShare are written as chances, others in percent with three decimals:
// the last digits matter for cold starts.
const leastShare = 0.01

// appendFigure appends the value of a figure.
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

// latency writes the percentiles, and the classes of requests behind them.
func (p *Explained) latency(x explainer) {
	l := &p.Estimate.Latency
	if !p.Spread.Exists() {
		x.heading("No latency: the instances cannot keep up with the load")
		return
	}
	x.heading("Latency: p99 " + format.Duration(l.P99MS))
	x.text("network, there and back: " + format.Duration(p.Spread.NetworkMS()))
	for class := range engine.NumClasses {
		if share := p.Spread.Share(class); share > 0 {
			x.text(format.Chance(share) + " of the requests " + ClassWords(class) + ": half of them within " + format.Duration(ClassQuantile(&p.Spread, class, 0.5)) +
				", 99 % within " + format.Duration(ClassQuantile(&p.Spread, class, 0.99)))
		}
	}
	x.note("each class is a lognormal with the same mean and variance; the percentiles are of the mixture")
}

// ClassWords describes the requests of a class.
func ClassWords(class engine.Class) string {
	return [...]string{engine.Warm: "are served at once", engine.Waiting: "wait first", engine.Cold: "start an instance"}[class]
}

// coldStarts writes the chance of a cold start, and the pool from which it follows.
func (p *Explained) coldStarts(x explainer, e *engine.Engine) {
	cs := &p.Estimate.ColdStart
	if !p.HasPool {
		on := " instances are always on"
		if n := number(p.Estimate.Fleet.Total); n == "1" {
			on = " instance is always on"
		}
		x.heading("No cold starts: " + number(p.Estimate.Fleet.Total) + on)
		return
	}
	x.heading("Cold starts: " + format.Chance(cs.Probability) + " of the requests")
	x.text(why.Pool(p.Pool.Config))
	x.text("so " + number(p.Pool.Model.Instances) + " instances on average, " + number(p.Pool.Model.Running) + " of them busy")
	x.text("starting one adds " + format.Duration(cs.P50MS) + " half of the time, " + format.Duration(cs.P99MS) + " at the 99th percentile")
	for _, reason := range p.Pool.Valid.Reasons() {
		x.assumed("outside the limits of the model: " + reason)
	}
	o := e.Offer(p.Estimate.Offer)
	if o.Scaling.Confidence == 0 {
		x.assumed("how long idle instances stay is assumed: " + o.Scaling.Note)
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
				x.assumed("the start time is assumed: " + in.Note)
			} else {
				x.note("start times: " + in.Source + ", as of " + in.AsOf)
			}
		}
	}
}

// bends lists the bends of the curve along the current axis.
func (p *Explained) bends(x explainer, st *state.State) {
	if len(p.Bends) == 0 {
		return
	}
	x.heading("Where its curve bends along the " + st.Axis.String())
	for i := range p.Bends {
		bend := &p.Bends[i]
		text := format.Place(st.Axis, bend.X) + "  " + bend.Kind.String()
		if bend.Title != "" {
			text += ": " + bend.Title
		}
		x.text(text)
	}
}

// limits lists the reasons against the offer.
func (p *Explained) limits(x explainer) {
	list := p.Estimate.Reasons()
	if len(list) == 0 {
		return
	}
	x.heading("Why it may not suit")
	for _, r := range list {
		x.assumed(r.String())
	}
}

// assumptions lists the figures that no vendor publishes.
func (p *Explained) assumptions(x explainer, e *engine.Engine, s *scenario.Scenario) {
	x.heading("Assumptions, which a catalogue file of yours can change")
	for i := range p.Estimate.Bill {
		if l := &p.Estimate.Bill[i]; l.Provenance.Confidence == 0 {
			x.assumed(l.Title + ": " + l.Provenance.Note)
		}
	}
	a := &e.Catalog().Assumptions
	rtt, name := a.RegionRTTMS, "round trip to the region"
	if e.Offer(p.Estimate.Offer).Edge {
		rtt, name = a.EdgeRTTMS, "round trip to the edge"
	}
	x.assumption(name, &rtt, format.AppendMillis)
	asked := catalog.Class(s.Region)
	if t := e.Catalog().Between(asked, e.Site(s, p.Estimate.Offer).Class); t.MS > 0 && !e.Offer(p.Estimate.Offer).Edge {
		x.note(string(format.AppendMillis([]byte("round trip from "+string(t.From)+" to "+string(t.To)+" "), t.MS)) + ": " + t.Source + ", as of " + t.AsOf)
	}
	x.assumption("standard deviation of handler times over their mean", &a.ServiceCV, format.AppendNumber)
}

// assumption writes an assumption with its range in a band.
func (e explainer) assumption(name string, a *catalog.Assumption, write func([]byte, float64) []byte) {
	t := write([]byte(name+" "), a.Value)
	if low, high := a.Range(); low < high {
		t = write(append(t, ", in a band "...), low)
		t = write(append(t, " to "...), high)
	}
	e.note(string(t) + ": " + a.Note)
}
