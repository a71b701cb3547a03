package result

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/each"
	"crossover/engine/scenario"
	"crossover/engine/verdict"
	"crossover/engine/verify"
	"crossover/tui/answer"
	"crossover/tui/format"
	"crossover/tui/state"
)

// View is the content of a session, to be copied as text: a figure, a table, a command
// line or a page of Markdown. Its texts are safe to paste: they hold no control
// characters but line breaks.
type View struct {
	*Query
	Axis        engine.Axis
	Answer      *answer.Answer
	Recommended *engine.Layout
	// Said is the answer in words.
	Said string
	// Bill is the bill of the selected offer on screens that show one; otherwise nil.
	Bill *engine.Estimate
}

// Vote is a participant's vote for an offer.
type Vote struct{ Who, For string }

// Command returns the command line that starts with the scenario.
func Command(s *scenario.Scenario) string { return strings.TrimRight("crossover "+s.String(), " ") }

// Price returns the selected offer's price per month.
func (v *View) Price() string { return v.money(v.Answer.Estimates[v.Answer.Selected].Monthly) }

// Selected returns the name of the selected offer.
func (v *View) Selected() string { return v.title(v.Answer.Selected) }

// Table returns the offers as a Markdown table.
func (v *View) Table() string {
	p := page{form: asMarkdown}
	v.offers(&p, len(v.Answer.Listed))
	return string(p.finished())
}

// Summary returns a short Markdown text: the answer, the first few offers, the crossovers
// and the layout.
func (v *View) Summary() string {
	p := page{form: asMarkdown}
	p.text(v.Said)
	p.code(Command(&v.Scenario))
	v.offers(&p, few)
	v.flips(&p)
	if l := v.Recommended; l != nil && len(l.Choices) > 1 {
		whole := layout{Query: v.Query, Layout: *l}
		p.lead("The whole system", whole.verdict())
		p.table(whole.grid())
	}
	if v.Bill != nil {
		p.caption("The bill of " + v.title(v.Bill.Offer))
		p.table(v.billGrid(v.Bill))
	}
	p.text(v.terms())
	return string(p.finished())
}

// few is the number of offers in a summary.
const few = 5

// Decision returns a record of a decision on a day, as Markdown: the answer, its terms
// and prices, the votes, where the answer changes, and the command that repeats the
// question.
func (v *View) Decision(day time.Time, votes []Vote) string {
	p := page{form: asMarkdown}
	p.title(fmt.Sprintf("Where %s runs: %s", v.selected().Name, v.Selected()))
	but := ""
	if o := v.Answer.Cheapest(); o >= 0 && o != v.Answer.Selected {
		but = fmt.Sprintf(", although %s would be the cheapest at %s", v.title(o), v.money(v.Answer.Estimates[o].Monthly))
	}
	p.text(fmt.Sprintf("Decided on %s, at %s a month%s. %s", day.Format("2006-01-02"), v.Price(), but, v.Said))
	p.text(describe(&v.Scenario))
	p.text(v.terms())
	v.offers(&p, few)
	v.flips(&p)
	var agree, dissent []string
	for _, x := range votes {
		if x.For == v.Engine.Offer(v.Answer.Selected).Short {
			agree = append(agree, x.Who)
		} else {
			dissent = append(dissent, x.Who+" for "+x.For)
		}
	}
	if agree != nil {
		p.lead("For it", strings.Join(agree, ", ")+".")
	}
	if dissent != nil {
		p.lead("Dissent", strings.Join(dissent, ", ")+".")
	}
	p.lead("To ask again", "")
	p.code(Command(&v.Scenario))
	return string(p.finished())
}

// offers lists the feasible offers or, if there are none, the refusals.
func (v *View) offers(p *page, most int) {
	list := each.Of(v.Answer.Listed, func(o *int) engine.Estimate { return v.Answer.Estimates[*o] })
	engine.Rank(list)
	list, more := v.folded(list, false)
	able := feasibleFirst(list)
	shown := list[:min(most, cmp.Or(able, len(list)))]
	if able == 0 {
		p.table(v.refusals(shown, 0))
	} else {
		for i := range shown { // the estimates of a screen have bills without sources
			shown[i] = v.Evaluator.Estimate(&v.Scenario, v.Scenario.Selected, shown[i].Offer)
		}
		p.table(v.ranking(shown))
		v.warnings(p, shown)
	}
	more += len(list) - len(shown)
	if more > 0 {
		p.text(fmt.Sprintf("%s not listed here.", format.Several(more, "more offer")))
	}
}

// flips lists the points of the chart at which the cheapest offer changes.
func (v *View) flips(p *page) {
	if len(v.Answer.Edges) == 0 {
		return
	}
	p.caption("where the cheapest changes, by " + v.Axis.String())
	for _, e := range v.Answer.Edges {
		p.entry("* ", fmt.Sprintf("%s: below it %s, above it %s", format.Place(v.Axis, e.X), v.title(e.Below), v.title(e.Above)))
	}
}

// Shown is the state of the explorer.
type Shown struct {
	Engine *engine.Engine
	State  state.State
	// Drawn are the offers with a curve on the chart.
	Drawn []int
	Today time.Time
	// Examples recomputes the published examples and Verdicts tests the claims; nil if
	// there are none.
	Examples func(context.Context) []verify.Result
	Verdicts func(context.Context) []verdict.Result
}

// Write writes the screen's content as the corresponding command does.
func (s *Shown) Write(ctx context.Context, f Format) ([]byte, error) {
	r, err := s.result(ctx, f)
	if err != nil {
		return nil, err
	}
	return Write(r, f, 0)
}

func (s *Shown) result(ctx context.Context, f Format) (Result, error) {
	q := New(s.Engine, &s.State.Scenario, s.Today)
	switch s.State.Screen {
	case state.Explore:
		return q.Curves(ctx, s.State.Window(), s.Drawn, CurveOptions{}, f)
	case state.Layout:
		return q.Layout(ctx, false)
	case state.Prices:
		return &Prices{Engine: s.Engine, List: s.Engine.Catalog().Prices(), Today: s.Today, MaxAge: catalog.MaxAge}, nil
	case state.Conformance:
		if s.Examples != nil {
			return Examples(s.Examples(ctx)), nil
		}
	case state.Verdicts:
		if s.Verdicts != nil {
			return Verdicts(s.Engine, &s.State.Scenario, s.Verdicts(ctx), false), nil
		}
	case state.Bill:
		return q.Estimates(ctx, []int{s.State.Offer}, EvalOptions{})
	case state.Offers, state.Latency, state.Simulate, state.Compare:
	}
	return q.Estimates(ctx, nil, EvalOptions{})
}

// Report writes the whole answer as Markdown, regardless of the screen.
func (s *Shown) Report(ctx context.Context) ([]byte, error) {
	return New(s.Engine, &s.State.Scenario, s.Today).Report(ctx, ReportOptions{Serial: true})
}
