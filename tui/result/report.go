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
func (r *document) answer() {
	r.page.title("Where to run " + r.selected().Name)
	first := r.said.Text()
	if r.able == 0 {
		first = capital(r.reason(r.list)) + "." // the nearest offer matters more than other rates
	}
	r.page.items(first, "The whole system: "+r.layout.verdict()+".", "Prices: "+r.terms()+".")
}

// gap returns the excess of one estimate's price over another's.
func (r *document) gap(e, than *engine.Estimate) string {
	more := e.Monthly - than.Monthly
	out := "+" + r.money(more)
	if share := more / than.Monthly; !math.IsInf(share, 0) && !math.IsNaN(share) {
		out += ", +" + format.Percent(share)
	}
	return out
}

// scenario writes the scenario, with a command that repeats the question.
func (r *document) scenario() {
	r.page.section("Scenario")
	s := &r.Scenario
	r.page.code(strings.TrimSpace("crossover report " + s.String()))
	g := NewGrid("part", "rate>", "requests a month>", "terms")
	for i := range s.Len() {
		part := *s
		part.Selected = i
		g.Add(s.Part(i).Name, format.Rate(s.PerSecond(i)), format.Thousands(s.PerMonth(i)), describe(&part))
	}
	r.page.table(g)
	r.page.items(notes(s)...)
	var terms []string
	for _, t := range scenario.Table() {
		if !t.PerPart() && t.Group != scenario.GroupSystem {
			terms = append(terms, t.Key+" "+t.Get(s))
		}
	}
	r.page.text("For all parts: " + strings.Join(terms, ", ") + ".")
}

// ranking lists the offers by price, and cheaper offers that cannot run the part.
func (r *document) ranking() {
	r.page.section("Offers for " + r.selected().Name)
	g := NewGrid("#>", "offer", "a month>", "above the cheapest>", "above the one before>", "a million requests>", r.felt()+map[bool]string{true: " time", false: " latency"}[r.selected().Job()]+">", "size", "watch")
	for i := range r.list[:r.shown] {
		e := &r.list[i]
		above, before := format.None, format.None
		if i > 0 {
			above, before = r.gap(e, &r.list[0]), r.gap(e, &r.list[i-1])
		}
		_, warnings := complaints(e)
		g.Add(strconv.Itoa(i+1), r.title(e.Offer), r.money(e.Monthly), above, before, r.money(e.PerMillion()),
			format.Duration(e.Latency.P99MS), Label(e.Size), Sentence(strings.Join(warnings, "; ")))
	}
	if r.shown > 0 {
		r.page.table(g)
	}
	if r.page.form == asHTML {
		for i := range r.list[:r.shown] {
			r.bill(&r.list[i])
		}
	}
	if more := r.able - r.shown; more > 0 {
		r.page.text(fmt.Sprintf("%d more can run it, up to %s a month.", more, r.money(r.list[r.able-1].Monthly)))
	}
	if out := r.ruledOut(); out != nil {
		r.page.text("Cheaper, but ruled out:")
		r.page.items(out...)
	}
}

// ruledOut lists the infeasible offers that cost less than the cheapest feasible one,
// with the reasons. Offers without the GPU needed are left out.
func (r *document) ruledOut() []string {
	var out []string
	more := 0
	for i := range r.list[r.able:] {
		e := &r.list[r.able+i]
		first, _ := e.FirstReason()
		switch {
		case first.Code == engine.GPUMissing, r.able > 0 && e.Monthly >= r.list[0].Monthly:
		case len(out) == r.most:
			more++
		default:
			reasons, _ := complaints(e)
			out = append(out, fmt.Sprintf("%s, %s a month: %s", r.title(e.Offer), r.money(e.Monthly), Sentence(strings.Join(reasons, "; "))))
		}
	}
	if more > 0 {
		out = append(out, fmt.Sprintf("%d more", more))
	}
	return out
}

// crossovers writes the phases and the nearest crossovers along each axis, with charts in
// HTML.
func (r *document) crossovers(ctx context.Context) error {
	r.page.section("Where the answer flips")
	points := 2
	if r.page.form == asHTML {
		points = chartPoints
	}
	names := engine.AxisNames()
	all, errs := make([]*curves, len(names)), make([]error, len(names))
	var group sync.WaitGroup
	for k := range names {
		axis := engine.Axis(k)
		if !axis.Fits(&r.Scenario, r.Scenario.Selected) || axis == engine.AxisMonth && (r.Scenario.Growth.PerMonth == 0 || !r.Scenario.Grows(r.Scenario.Selected)) {
			continue
		}
		follow := func() {
			q := New(r.Engine, &r.Scenario, r.Today) // each goroutine needs its own evaluator
			if all[k], errs[k] = q.trace(ctx, q.DefaultWindow(axis, true), points, nil); errs[k] == nil {
				errs[k] = all[k].crossWith(ctx, cheapest(r.list))
			}
		}
		if r.serial {
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
		r.page.text(fmt.Sprintf("By %s; %s stands at %s.", axis, r.selected().Name, format.Place(axis, c.handle())))
		r.page.text(c.growthNote())
		if r.page.form == asHTML {
			if err := c.chart(&r.page, r.list[:r.able]); err != nil {
				return err
			}
		}
		r.page.table(c.phaseGrid())
		if near := c.flips(); len(near) > 0 {
			r.page.text(fmt.Sprintf("Nearest crossovers of %s by %s:", r.title(c.best), axis))
			r.page.table(c.flipGrid(near))
		}
	}
	return nil
}

// coldStarts writes the cold starts of the listed offers, and names those without.
func (r *document) coldStarts() {
	p := r.selected()
	r.page.section("Cold starts")
	g := NewGrid("offer", "chance>", "adds at the median>", "adds at p99>", "wait for another's start>", "p50 latency>", "p99 latency>")
	var warm []string
	for i := range r.list[:r.shown] {
		e := &r.list[i]
		if !(e.ColdStart.Probability > 0) {
			warm = append(warm, r.title(e.Offer))
			continue
		}
		g.Add(r.title(e.Offer), format.Chance(e.ColdStart.Probability), format.Duration(e.ColdStart.P50MS), format.Duration(e.ColdStart.P99MS),
			format.Chance(e.ColdStart.Waits), format.Duration(e.Latency.P50MS), format.Duration(e.Latency.P99MS))
	}
	r.page.text(fmt.Sprintf("Of the offers above, for %s in a package of kind %s.", p.Runtime, p.Package))
	if g.Rows != nil {
		r.page.table(g)
	}
	if warm != nil {
		r.page.text("Always on, without cold starts: " + strings.Join(warm, ", ") + ".")
	}
}

// placement writes the layout of the whole system with the reasons.
func (r *document) placement() {
	const mostReasons = 5
	r.page.section("Layout of the whole system")
	r.page.text(capital(r.layout.verdict()) + ".")
	r.layout.body(&r.page, mostReasons)
}

// bills returns the lines of the offers listed and of the layout.
func (r *document) bills() []engine.Line {
	var lines []engine.Line
	for i := range r.list[:r.shown] {
		lines = append(lines, r.list[i].Bill...)
	}
	for i := range r.layout.Choices {
		lines = append(lines, r.layout.Choices[i].Estimate.Bill...)
	}
	return lines
}

// assumptions lists assumed prices and figures, and those of the user's files.
func (r *document) assumptions() {
	r.page.section("Assumptions")
	var rates []string
	for _, l := range r.bills() {
		if l.Provenance.Confidence > 0 && l.Provenance.Override == "" {
			continue
		}
		text := Label(l.Title) + ", " + r.money(l.UnitPrice) + " for a " + Label(l.Unit)
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
		r.page.text("Prices on these bills that are assumed, or your own:")
		r.page.items(rates...)
	}
	r.page.text("Figures of the model that nobody publishes; each can be set in a file of your own:")
	g := NewGrid("figure", "value>", "in a band>", "meaning")
	for _, a := range assumed(&r.Engine.Catalog().Assumptions) {
		g.Add(a.name, format.Digits(a.Value), mayBe(&a.Assumption), Sentence(a.Note))
	}
	r.page.table(g)
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
func (r *document) sources() {
	dates := map[string]string{}
	for _, l := range r.bills() {
		p := l.Provenance
		if p.Source != "" && p.AsOf > dates[p.Source] {
			dates[p.Source] = p.AsOf
		}
	}
	if len(dates) == 0 {
		return
	}
	r.page.section("Sources of the prices")
	for _, s := range slices.Sorted(maps.Keys(dates)) {
		r.page.address(Sentence(s), Label(dates[s]))
	}
}

// capital returns s with a capital letter.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
