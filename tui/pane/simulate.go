package pane

import (
	"math"
	"slices"
	"strings"

	"crossover/engine"
	"crossover/engine/sim"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/glyph"
	"crossover/tui/live"
	"crossover/tui/ntadapter"
	"crossover/tui/paint"
	"crossover/tui/split"
	"crossover/tui/table"
)

// Simulation is the content of the Simulate screen.
type Simulation struct {
	// Title names the offer and Part the part.
	Title, Part string
	// Instead says why the offer is not the cheapest one, or is "".
	Instead string
	// Problem says why nothing can be simulated, or is "".
	Problem string
	// Question is the pool simulated, with the model's figures; Known is set once it is
	// there.
	Question engine.Simulated
	Known    bool
	// View is the state of the run, and Playing is set while it runs.
	View    live.View
	Playing bool
	// Progress is the state of the measurement; Measuring is set while it runs, Measured
	// when it has ended.
	Progress  sim.Progress
	Measuring bool
	Measured  bool
	// On marks the active disturbances.
	On [sim.NumDisturbances]bool
}

// Simulate is the screen that compares a simulated pool with the model.
type Simulate struct {
	// Figures is the view of the table and the notes below it.
	Figures paint.View
	table   table.Table[*sim.Figure]
	pool    ntadapter.Series
	starts  ntadapter.Spark
	// buffers for the charts: one value a column
	instances, running, colds []float64
}

// Draw paints the screen.
func (p *Simulate) Draw(c *paint.Canvas, r cell.Rect, s *Simulation, cut *split.Cutter) {
	if s.Problem != "" {
		in := c.Box(r, "Simulate: "+s.Title, "", false)
		c.Wrap(in, s.Problem, c.Style.Text)
		return
	}
	figures, places, time := ArrangeSimulate(cut, r)
	p.drawFigures(c, figures, s)
	p.drawPlaces(c, places, s)
	p.drawTime(c, time, s)
}

// ArrangeSimulate returns the panes of the Simulate screen in r: figures and instances on
// the left, the pool over time on the right; or one above the other if r is narrow. A
// pane without room is empty.
func ArrangeSimulate(cut *split.Cutter, r cell.Rect) (figures, places, time cell.Rect) {
	switch {
	case r.W >= 76:
		figures, time = cut.Left(split.Left, r, max(44, r.W*2/5), 34, 30, split.Both)
		if r.H >= 16 {
			figures, places = cut.Top(split.Column, figures, max(12, r.H*2/5), 5, 4, split.Both)
		}
	case r.H >= 14:
		figures, time = cut.Top(split.Top, r, 8, 4, 5, split.Both)
	default:
		figures = r
	}
	return figures, places, time
}

// drawFigures draws the table of the model's and the simulation's figures.
func (p *Simulate) drawFigures(c *paint.Canvas, r cell.Rect, s *Simulation) {
	p.Figures.Hide()
	in := c.Box(r, "Model and simulation", s.state(), false)
	if in.H < 2 || !s.Known {
		c.Text(in.X+1, in.Y, "starting the simulation", c.Style.Muted, in.X+in.W)
		return
	}
	head, body := in.CutTop(1)
	p.table.Columns, p.table.Lead = figureColumns, 1
	p.table.Layout(in)
	p.table.Head(c, head)
	figures := s.Rows()
	p.Figures.DrawLines(c, body, func(w *paint.Lines) {
		for i := range figures {
			w.Draw(func(row cell.Rect) { p.table.DrawRow(c, row, &figures[i], false) })
		}
		writeProgress(w, s)
	})
	c.More(r, &p.Figures)
}

// Rows returns the figures of the table.
func (s *Simulation) Rows() []sim.Figure {
	list := (sim.Comparison{Model: s.Question.Model, Simulation: s.Progress.Figures}).Figures()
	for i := range list {
		if s.Progress.Measured == 0 {
			list[i].Simulation.CI95 = math.NaN() // nothing to compare yet
		}
	}
	return slices.DeleteFunc(list[:], func(f sim.Figure) bool {
		return f.Name == "rejection_probability" && f.Model == 0 && f.Simulation.Value == 0
	})
}

// Words returns the figures as sentences.
func (s *Simulation) Words() (out []string) {
	for _, f := range s.Rows() {
		write := number
		if f.Share {
			write = format.Chance
		}
		text := FigureName(f.Name) + ": the model says " + write(f.Model)
		if simulated(&f) {
			text += ", the simulation " + write(f.Simulation.Value)
		}
		out = append(out, text)
	}
	return out
}

// FigureName returns the name of a figure on the screen.
func FigureName(name string) string {
	switch name {
	case "cold_start_probability":
		return "cold starts"
	case "rejection_probability":
		return "rejected"
	default:
		return name
	}
}

// figureColumns are the columns of the table. The sign shows whether the model and the
// simulation agree.
var figureColumns = []table.Column[*sim.Figure]{
	{Title: "figure", Width: 11, Flex: true, Spill: true, Cell: func(p *table.Pen, f *sim.Figure) { p.Text(FigureName(f.Name), p.Style.Text) }},
	{Title: "model", Width: 8, Most: 11, Flex: true, Right: true, Cell: func(p *table.Pen, f *sim.Figure) { writeFigure(p, f, f.Model) }},
	{Title: "simulated", Width: 10, Most: 11, Flex: true, Right: true, Cell: func(p *table.Pen, f *sim.Figure) {
		if simulated(f) {
			writeFigure(p, f, f.Simulation.Value)
		}
	}},
	{Title: "95 % within", Short: "95 %", Width: 8, Most: 13, Flex: true, Right: true, Weight: 1, Cell: func(p *table.Pen, f *sim.Figure) {
		if simulated(f) && f.Simulation.Value > 0 {
			p.Num = format.AppendPercent(p.Num[:0], f.Simulation.CI95/f.Simulation.Value)
			p.Figure(p.Style.Muted)
		}
	}},
	{Width: 4, Gap: 2, Cell: func(p *table.Pen, f *sim.Figure) {
		if simulated(f) {
			p.Sign(agreement(p.Canvas, f))
		}
	}},
}

// simulated reports whether the simulation has a value to compare.
func simulated(f *sim.Figure) bool {
	ci := f.Simulation.CI95
	return !math.IsInf(ci, 0) && !math.IsNaN(ci)
}

// writeFigure writes a value in the format of a figure.
func writeFigure(p *table.Pen, f *sim.Figure, v float64) {
	if f.Share {
		p.Chance(v, p.Style.Value)
		return
	}
	p.Num = format.AppendNumber(p.Num[:0], v)
	p.Figure(p.Style.Value)
}

// agreement returns the sign for how well the model and the simulation agree.
func agreement(c *paint.Canvas, f *sim.Figure) (rune, cell.Style) {
	switch d := math.Abs(f.Deviation()); {
	case f.Agrees() || d <= near:
		return c.Glyph.Check, c.Style.Good
	case d > far:
		return c.Glyph.Cross, c.Style.Warning
	default:
		return c.Glyph.Approx, c.Style.Warning
	}
}

// near is the relative deviation up to which the model agrees even outside the confidence
// interval. Above far it does not agree.
const near, far = 0.02, 0.1

// writeProgress writes the progress of the measurement, the disturbances, and the first
// limit of the model that the question exceeds.
func writeProgress(w *paint.Lines, s *Simulation) {
	c := w.C
	b := c.Num[:0]
	switch {
	case s.Progress.Requests == 0 && s.Measuring:
		b = append(b, "starting"...)
	case s.Progress.Warm < 1:
		b = format.AppendPercent(append(b, "warming up, "...), s.Progress.Warm)
	default:
		b = append(format.AppendShort(b, float64(s.Progress.Measured)), " requests, "...)
		b = append(format.AppendShort(b, float64(s.Progress.Cold)), " cold"...)
		if s.Measuring {
			at := len(b)
			b = format.AppendPercent(append(b, "; "...), s.Progress.Done)
			b = append(b, " done"...)
			if len(b) > w.In.W-2 {
				b = b[:at]
			}
		}
	}
	c.Num = b
	w.Text(0, string(b), c.Style.Muted)
	for _, text := range s.Disturbed() {
		w.Wrap(0, text, "", c.Style.Text)
	}
	if list := s.Question.Valid.Reasons(); len(list) > 0 {
		w.Wrap(0, "Outside the limits of the model: "+list[0]+". Trust the simulation.", "", c.Style.Warning)
	}
}

// Disturbed describes the active disturbances, and the effect of the last one on
// requests, in sentences.
func (s *Simulation) Disturbed() (out []string) {
	if s.On[sim.Spike] {
		out = append(out, "Ten times as many requests arrive.")
	}
	if s.On[sim.Throttled] {
		out = append(out, "No new instance starts.")
	}
	f := s.View.Felt
	if f == nil {
		return out
	}
	what := [sim.NumDisturbances]string{"a spike", "throttling", "the loss of a zone", "a deploy"}[f.What]
	n := func(n uint64, does string) string { return format.Short(float64(n)) + " " + does }
	text := "Since " + what + " began " + seconds(f.SinceS) + " ago: of " + n(f.Requests, "requests ") +
		strings.Join([]string{n(f.Cold, "started an instance"), n(f.Waited, "waited for one"), n(f.Rejected, "were rejected"), n(f.Failed, "failed")}, ", ") + "."
	if f.P99 > 0 && f.Before > 0 {
		text += " Their p99 is " + seconds(f.P99) + "; before it was " + seconds(f.Before) + "."
	}
	return append(out, text)
}

// seconds returns a time in seconds as text.
func seconds(s float64) string { return format.Duration(s * 1000) }

// state returns the state of the simulation, for the border.
func (s *Simulation) state() string {
	switch {
	case !s.Known:
		return "waiting"
	case s.Measuring:
		return "measuring"
	case s.Measured:
		return "done"
	default:
		return "stopped"
	}
}

// drawPlaces draws the instances, one a cell, each at a fixed place.
func (p *Simulate) drawPlaces(c *paint.Canvas, r cell.Rect, s *Simulation) {
	now := &s.View.Now
	c.Num = append(format.AppendNumber(c.Num[:0], float64(now.Instances)), " now"...)
	in := c.Box(r, "Instances", string(c.Num), false)
	if in.H < 2 {
		return
	}
	body, foot := in.CutBottom(1)
	x, end := foot.X+1, foot.X+foot.W
	for _, l := range []struct {
		sign  rune
		style cell.Style
		n     int
		what  string
	}{
		{c.Glyph.Running, c.Style.Good, now.Running - now.Initialising, " running  "},
		{c.Glyph.Starting, c.Style.Warning, now.Initialising, " starting  "},
		{c.Glyph.Idle, c.Style.Muted, now.Idle, " idle"},
	} {
		c.B.Set(x, foot.Y, l.sign, l.style)
		c.Num = append(format.AppendNumber(append(c.Num[:0], ' '), float64(l.n)), l.what...)
		x = c.Text(x+1, foot.Y, string(c.Num), c.Style.Text, end)
	}
	wide := (body.W - 1) / 2
	if wide < 1 {
		return
	}
	hidden := s.View.Hidden + max(0, len(s.View.Places)-wide*body.H)
	for i, state := range s.View.Places {
		at, y := body.X+1+i%wide*2, body.Y+i/wide
		if y >= body.Y+body.H {
			break
		}
		drawPlace(c, at, y, state)
	}
	if hidden > 0 {
		c.Num = append(format.AppendNumber(append(c.Num[:0], " and "...), float64(hidden)), " more places "...)
		c.Right(body.X+body.W, body.Y+body.H-1, c.Num, c.Style.Muted, body.W)
	}
}

func drawPlace(c *paint.Canvas, x, y int, state sim.InstanceState) {
	switch state {
	case sim.Running:
		c.B.Set(x, y, c.Glyph.Running, c.Style.Good)
	case sim.Initialising:
		c.B.Set(x, y, c.Glyph.Starting, c.Style.Warning)
	case sim.Idle:
		c.B.Set(x, y, c.Glyph.Idle, c.Style.Muted)
	case sim.Gone:
	}
}

// drawTime draws the pool over time with the model's mean, and the cold starts below.
func (p *Simulate) drawTime(c *paint.Canvas, r cell.Rect, s *Simulation) {
	title, note := "Pool over time: "+s.Title+" for "+s.Part, "paused"
	switch {
	case !s.Known:
		title, note = "Pool over time", ""
	case s.Playing:
		note = "running"
	}
	in := c.Box(r, title, note, false)
	if in.H < 3 || !s.Known {
		return
	}
	chart, foot := in.CutBottom(1)
	if s.Instead != "" {
		top, rest := chart.CutTop(len(paint.Broken(s.Instead, chart.W-2, "  ")))
		c.Wrap(top, s.Instead, c.Style.Accent)
		chart = rest
	}
	starts := cell.Rect{}
	if chart.H >= 9 {
		chart, starts = chart.CutBottom(max(3, chart.H/4))
	}
	const labels = 8
	scale, plot := chart.CutLeft(min(labels, chart.W/3))
	p.drawPool(c, scale, plot, s)
	if !starts.Empty() {
		p.drawStarts(c, starts, labels, s)
	}
	c.Num = append(c.Num[:0], "the last "...)
	c.Num = format.AppendMillis(c.Num, s.View.EveryS*1e3*float64(len(s.View.Instances)))
	c.Num = format.AppendMillis(append(c.Num, " of "...), s.View.Now.Time*1e3)
	c.Num = append(c.Num, " simulated"...)
	c.Text(foot.X+1, foot.Y, string(c.Num), c.Style.Muted, foot.X+foot.W)
	legend(c, foot, foot.X+1+len(c.Num)+2)
}

// legend names the lines of the chart in the row below it, if they fit.
func legend(c *paint.Canvas, r cell.Rect, x int) {
	const text = "instances  running  model's mean"
	if x+len(text)+1 > r.X+r.W {
		return
	}
	x = c.Text(r.X+r.W-len(text)-1, r.Y, "instances  ", c.Style.Value, r.X+r.W)
	x = c.Text(x, r.Y, "running  ", c.Style.Good, r.X+r.W)
	c.Text(x, r.Y, "model's mean", c.Style.SLO, r.X+r.W)
}

// drawPool draws the instances, the running ones and the model's mean.
func (p *Simulate) drawPool(c *paint.Canvas, scale, plot cell.Rect, s *Simulation) {
	mean := s.Question.Model.Instances
	top := mean
	for _, v := range s.View.Instances {
		top = max(top, v)
	}
	top = math.Ceil(max(top*1.1, 2))
	p.instances, p.running = squeeze(p.instances, s.View.Instances, plot.W, false), squeeze(p.running, s.View.Running, plot.W, false)
	p.pool.Lines = append(p.pool.Lines[:0],
		ntadapter.Line{Values: p.instances, Style: c.Style.Value}, ntadapter.Line{Values: p.running, Style: c.Style.Good})
	p.pool.Min, p.pool.Max, p.pool.ASCII = 0, top, c.Glyph.Kind == glyph.ASCII
	p.pool.Draw(c.B, plot)
	row := func(v float64) int { return plot.Y + plot.H - 1 - int(math.Round(v/top*float64(plot.H-1))) }
	for x := plot.X; x < plot.X+plot.W; x++ {
		if y := row(mean); c.B.At(x, y).Rune == ' ' {
			c.B.Set(x, y, c.Glyph.Limit, c.Style.SLO)
		}
	}
	label := func(v float64) {
		c.Num = format.AppendShort(c.Num[:0], v)
		c.Right(scale.X+scale.W-1, row(v), c.Num, c.Style.Muted, scale.W-1)
	}
	label(0)
	label(top)
	if y := row(mean); y > plot.Y && y < plot.Y+plot.H-1 {
		c.Num = format.AppendNumber(c.Num[:0], math.Round(mean*100)/100)
		c.Right(scale.X+scale.W-1, y, c.Num, c.Style.SLO, scale.W-1)
	}
}

// squeeze returns a view's values in at most w columns. A column has the sum of its
// values if summed is set, and otherwise the last one.
func squeeze(dst, values []float64, w int, summed bool) []float64 {
	dst = dst[:0]
	if w < 1 {
		return dst
	}
	each := (live.Columns + w - 1) / w
	for i := 0; i < len(values); i += each {
		part := values[i:min(i+each, len(values))]
		v := part[len(part)-1]
		if summed {
			v = 0
			for _, x := range part {
				v += x
			}
		}
		dst = append(dst, v)
	}
	return dst
}

// drawStarts draws the cold starts over time.
func (p *Simulate) drawStarts(c *paint.Canvas, r cell.Rect, labels int, s *Simulation) {
	scale, plot := r.CutLeft(min(labels, r.W/3))
	p.colds = squeeze(p.colds, s.View.Cold, plot.W, true)
	p.starts.Values, p.starts.ASCII = p.colds, c.Glyph.Kind == glyph.ASCII
	p.starts.Style = c.Style.Warning
	rule, plot := plot.CutTop(1)
	c.Text(rule.X, rule.Y, "cold starts", c.Style.Warning, rule.X+rule.W)
	top := p.starts.Draw(c.B, plot)
	if top > 0 {
		c.Num = format.AppendShort(c.Num[:0], top)
		c.Right(scale.X+scale.W-1, plot.Y, c.Num, c.Style.Muted, scale.W-1)
	}
}
