package result

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
	"crossover/tui/format"
	"crossover/tui/headline"
)

// document is a report under construction.
type document struct {
	*Query
	page   page
	layout layout
	said   headline.Headline
	// list holds the ranked estimates of the selected part. The first able ones are
	// feasible; the first shown ones are listed.
	list        []engine.Estimate
	able, shown int
	// most is the largest number of offers in a list.
	most   int
	serial bool
}

// ReportOptions configure a report.
type ReportOptions struct {
	// Plain selects plain text that reads well aloud, and HTML a web page, instead of
	// Markdown. All lists every offer instead of the best ten. Flips adds where each part
	// would move, which takes seconds. Serial uses one processor only.
	Plain, HTML, All, Flips, Serial bool
}

// Report returns the whole answer as a document. The error is that of ctx, which can end
// it.
func (q *Query) Report(ctx context.Context, f ReportOptions) ([]byte, error) {
	const few = 10
	r := &document{Query: q, page: page{form: asMarkdown}, most: few, serial: f.Serial}
	if f.Plain {
		r.page.form = aloud
	} else if f.HTML {
		r.page.form = asHTML
	}
	if f.All {
		r.most = q.Engine.Len()
	}
	r.list, _ = q.folded(q.estimates(nil), false)
	r.able = feasibleFirst(r.list)
	r.shown = min(r.able, r.most)
	found, err := q.Evaluator.Recommend(ctx, &q.Scenario)
	if err != nil {
		return nil, err
	}
	r.layout = layout{Query: q, Layout: found}
	if r.said, err = r.headline(ctx, r.list); err != nil {
		return nil, err
	}
	if f.Flips {
		if err := r.layout.findFlips(ctx); err != nil {
			return nil, err
		}
	}
	r.answer()
	r.scenario()
	r.ranking()
	if err := r.crossovers(ctx); err != nil {
		return nil, err
	}
	r.coldStarts()
	r.placement()
	r.assumptions()
	r.sources()
	return r.page.finished(), nil
}

// answer writes the answer first.
func (d *document) answer() {
	d.page.title("Where to run " + d.selected().Name)
	first := d.said.Text()
	if d.able == 0 {
		first = capital(d.reason(d.list)) + "." // the nearest offer matters more than other rates
	}
	d.page.items(first, "The whole system: "+d.layout.verdict()+".", "Prices: "+d.terms()+".")
}

// gap returns the excess of one estimate's price over another's.
func (d *document) gap(e, than *engine.Estimate) string {
	more := e.Monthly - than.Monthly
	out := "+" + d.money(more)
	if share := more / than.Monthly; !math.IsInf(share, 0) && !math.IsNaN(share) {
		out += ", +" + format.Percent(share)
	}
	return out
}

// scenario writes the scenario, with a command that repeats the question.
func (d *document) scenario() {
	d.page.section("Scenario")
	s := &d.Scenario
	d.page.code(strings.TrimSpace("crossover report " + s.String()))
	g := NewGrid("part", "rate>", "requests a month>", "terms")
	for i := range s.Len() {
		part := *s
		part.Selected = i
		g.Add(s.Part(i).Name, format.Rate(s.PerSecond(i)), format.Thousands(s.PerMonth(i)), describe(&part))
	}
	d.page.table(g)
	d.page.items(notes(s)...)
	var terms []string
	for _, t := range scenario.Table() {
		if !t.PerPart() && t.Group != scenario.GroupSystem {
			terms = append(terms, t.Key+" "+t.Get(s))
		}
	}
	d.page.text("For all parts: " + strings.Join(terms, ", ") + ".")
}

// ranking lists the offers by price, and cheaper offers that cannot run the part.
func (d *document) ranking() {
	d.page.section("Offers for " + d.selected().Name)
	g := NewGrid("#>", "offer", "a month>", "above the cheapest>", "above the one before>", "a million requests>", d.felt()+map[bool]string{true: " time", false: " latency"}[d.selected().Job()]+">", "size", "watch")
	for i := range d.list[:d.shown] {
		e := &d.list[i]
		above, before := format.None, format.None
		if i > 0 {
			above, before = d.gap(e, &d.list[0]), d.gap(e, &d.list[i-1])
		}
		_, warnings := complaints(e)
		g.Add(strconv.Itoa(i+1), d.title(e.Offer), d.money(e.Monthly), above, before, d.money(e.PerMillion()),
			format.Duration(e.Latency.P99MS), Label(e.Size), Sentence(strings.Join(warnings, "; ")))
	}
	if d.shown > 0 {
		d.page.table(g)
	}
	if d.page.form == asHTML {
		for i := range d.list[:d.shown] {
			d.bill(&d.list[i])
		}
	}
	if more := d.able - d.shown; more > 0 {
		d.page.text(fmt.Sprintf("%d more can run it, up to %s a month.", more, d.money(d.list[d.able-1].Monthly)))
	}
	if out := d.ruledOut(); out != nil {
		d.page.text("Cheaper, but ruled out:")
		d.page.items(out...)
	}
}

// ruledOut lists the infeasible offers that cost less than the cheapest feasible one,
// with the reasons. Offers without the GPU needed are left out.
func (d *document) ruledOut() []string {
	var out []string
	more := 0
	for i := range d.list[d.able:] {
		e := &d.list[d.able+i]
		first, _ := e.FirstReason()
		switch {
		case first.Code == engine.GPUMissing, d.able > 0 && e.Monthly >= d.list[0].Monthly:
		case len(out) == d.most:
			more++
		default:
			reasons, _ := complaints(e)
			out = append(out, fmt.Sprintf("%s, %s a month: %s", d.title(e.Offer), d.money(e.Monthly), Sentence(strings.Join(reasons, "; "))))
		}
	}
	if more > 0 {
		out = append(out, fmt.Sprintf("%d more", more))
	}
	return out
}

// crossovers writes the phases and the nearest crossovers along each axis, with charts in
// HTML.
func (d *document) crossovers(ctx context.Context) error {
	d.page.section("Where the answer flips")
	points := 2
	if d.page.form == asHTML {
		points = chartPoints
	}
	names := engine.AxisNames()
	all, errs := make([]*curves, len(names)), make([]error, len(names))
	var group sync.WaitGroup
	for k := range names {
		axis := engine.Axis(k)
		if !axis.Fits(&d.Scenario, d.Scenario.Selected) || axis == engine.AxisMonth && (d.Scenario.Growth.PerMonth == 0 || !d.Scenario.Grows(d.Scenario.Selected)) {
			continue
		}
		follow := func() {
			q := New(d.Engine, &d.Scenario, d.Today) // each goroutine needs its own evaluator
			if all[k], errs[k] = q.trace(ctx, q.DefaultWindow(axis, true), points, nil); errs[k] == nil {
				errs[k] = all[k].crossWith(ctx, cheapest(d.list))
			}
		}
		if d.serial {
			follow()
		} else {
			group.Go(follow)
		}
	}
	group.Wait()
	if err := cmp.Or(errs...); err != nil {
		return err
	}
	for _, c := range slices.DeleteFunc(all, func(c *curves) bool { return c == nil }) {
		axis := c.window.Axis
		d.page.text(fmt.Sprintf("By %s; %s stands at %s.", axis, d.selected().Name, format.Place(axis, c.handle())))
		d.page.text(c.growthNote())
		if d.page.form == asHTML {
			if err := c.chart(&d.page, d.list[:d.able]); err != nil {
				return err
			}
		}
		d.page.table(c.phaseGrid())
		if near := c.flips(); len(near) > 0 {
			d.page.text(fmt.Sprintf("Nearest crossovers of %s by %s:", d.title(c.best), axis))
			d.page.table(c.flipGrid(near))
		}
	}
	return nil
}

// coldStarts writes the cold starts of the listed offers, and names those without.
func (d *document) coldStarts() {
	p := d.selected()
	d.page.section("Cold starts")
	g := NewGrid("offer", "chance>", "adds at the median>", "adds at p99>", "wait for another's start>", "p50 latency>", "p99 latency>")
	var warm []string
	for i := range d.list[:d.shown] {
		e := &d.list[i]
		if !(e.ColdStart.Probability > 0) {
			warm = append(warm, d.title(e.Offer))
			continue
		}
		g.Add(d.title(e.Offer), format.Chance(e.ColdStart.Probability), format.Duration(e.ColdStart.P50MS), format.Duration(e.ColdStart.P99MS),
			format.Chance(e.ColdStart.Waits), format.Duration(e.Latency.P50MS), format.Duration(e.Latency.P99MS))
	}
	d.page.text(fmt.Sprintf("Of the offers above, for %s in a package of kind %s.", p.Runtime, p.Package))
	if g.Rows != nil {
		d.page.table(g)
	}
	if warm != nil {
		d.page.text("Always on, without cold starts: " + strings.Join(warm, ", ") + ".")
	}
}

// placement writes the layout of the whole system with the reasons.
func (d *document) placement() {
	const mostReasons = 5
	d.page.section("Layout of the whole system")
	d.page.text(capital(d.layout.verdict()) + ".")
	d.layout.body(&d.page, mostReasons)
}

// bills returns the lines of the offers listed and of the layout.
func (d *document) bills() []engine.Line {
	var lines []engine.Line
	for i := range d.list[:d.shown] {
		lines = append(lines, d.list[i].Bill...)
	}
	for i := range d.layout.Choices {
		lines = append(lines, d.layout.Choices[i].Estimate.Bill...)
	}
	return lines
}

// assumptions lists assumed prices and figures, and those of the user's files.
func (d *document) assumptions() {
	d.page.section("Assumptions")
	var rates []string
	for _, l := range d.bills() {
		if l.Provenance.Confidence > 0 && l.Provenance.Override == "" {
			continue
		}
		text := Label(l.Title) + ", " + d.money(l.UnitPrice) + " for a " + Label(l.Unit)
		if l.UnitPrice == 0 {
			text = Label(l.Title)
		}
		if l.Provenance.Override != "" {
			text += ", from " + Label(l.Provenance.Override)
		}
		if l.Provenance.Note != "" {
			text += ": " + Sentence(l.Provenance.Note)
		}
		if !slices.Contains(rates, text) {
			rates = append(rates, text)
		}
	}
	if rates != nil {
		d.page.text("Prices on these bills that are assumed, or your own:")
		d.page.items(rates...)
	}
	d.page.text("Figures of the model that nobody publishes; each can be set in a file of your own:")
	g := NewGrid("figure", "value>", "in a band>", "meaning")
	for _, a := range assumed(&d.Engine.Catalog().Assumptions) {
		g.Add(a.name, format.Digits(a.Value), mayBe(&a.Assumption), Sentence(a.Note))
	}
	d.page.table(g)
}

// mayBe returns the range of an assumption, or "" for a single value.
func mayBe(a *catalog.Assumption) string {
	low, high := a.Range()
	if low == high {
		return ""
	}
	return format.Digits(low) + " to " + format.Digits(high)
}

// assumption is an assumption and its name in the file.
type assumption struct {
	name string
	catalog.Assumption
}

// assumed lists the assumptions that are one figure each.
func assumed(a *catalog.Assumptions) []assumption {
	var out []assumption
	v := reflect.ValueOf(*a)
	for i := range v.NumField() {
		if f, ok := v.Field(i).Interface().(catalog.Assumption); ok {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
			out = append(out, assumption{name, f})
		}
	}
	return out
}

// sources lists the sources of the prices on the bills, with dates.
func (d *document) sources() {
	dates := map[string]string{}
	for _, l := range d.bills() {
		p := l.Provenance
		if p.Source != "" && p.AsOf > dates[p.Source] {
			dates[p.Source] = p.AsOf
		}
	}
	if len(dates) == 0 {
		return
	}
	d.page.section("Sources of the prices")
	for _, s := range slices.Sorted(maps.Keys(dates)) {
		d.page.address(Sentence(s), Label(dates[s]))
	}
}

// capital returns s with a capital letter.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
