// Package report puts what a session shows into words: a figure, a table, the
// command that asks the same, and a page of Markdown. Its texts are safe to
// paste: they hold no control characters but the line breaks and tabs that
// make them.
package report

import (
	"fmt"
	"strconv"
	"strings"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/answer"
	"crossover/tui/format"
	"crossover/tui/state"
	"crossover/tui/style"
)

// View is what is shown.
type View struct {
	Engine *engine.Engine
	State  *state.State
	Answer *answer.Answer
	Layout *engine.Layout
	// Said is the answer in words.
	Said string
	// Bill is the selected offer's with its lines, where they are shown; nil
	// elsewhere.
	Bill  *engine.Estimate
	Money format.Money
}

// Command returns the command line that starts with the same scenario.
func Command(s *scenario.Scenario) string {
	return strings.TrimRight("crossover "+s.String(), " ")
}

// Price returns the price of the selected offer for a month.
func (v *View) Price() string { return v.money(v.Answer.Estimates[v.Answer.Selected].Monthly) }

// Selected returns the name of the selected offer.
func (v *View) Selected() string { return v.title(v.Answer.Selected) }

func (v *View) money(usd float64) string { return string(v.Money.Append(nil, usd)) }

// longestTitle bounds names, which may be a user's.
const longestTitle = 80

func (v *View) title(offer int) string {
	return style.Clean(v.Engine.Offer(offer).Title, longestTitle)
}

// rank is the place of an offer in the list, or "" for one that cannot run.
func rank(i int, e *engine.Estimate) string {
	if !e.Feasible() {
		return ""
	}
	return strconv.Itoa(i + 1)
}

// times is how many times the cheapest offer's price an offer costs.
func (v *View) times(e *engine.Estimate) string {
	best := v.Answer.Cheapest()
	if best < 0 || !e.Feasible() || v.Answer.Estimates[best].Monthly <= 0 {
		return ""
	}
	return string(format.AppendShort(nil, e.Monthly/v.Answer.Estimates[best].Monthly)) + "x"
}

// p99 is the latency clients see in all but one of a hundred requests.
func p99(e *engine.Estimate) string {
	if !(e.Latency.P99MS > 0) {
		return ""
	}
	return string(format.AppendMillis(nil, e.Latency.P99MS))
}

// note is the size chosen, or the first thing that speaks against the offer.
func note(e *engine.Estimate) string {
	if r, ok := e.FirstReason(); ok {
		return style.Clean(r.String(), 200)
	}
	return style.Clean(e.Size, longestTitle)
}

// Ranking returns the offers listed as lines with tabs, for a spreadsheet:
// plain numbers, amounts in dollars and times in milliseconds.
func (v *View) Ranking() string {
	var b strings.Builder
	b.WriteString("rank\toffer\tid\tprovider\tkind\tmonthly_usd\tlatency_p99_ms\tcold_probability\tnote\n")
	for i, o := range v.Answer.Listed {
		e, offer := &v.Answer.Estimates[o], v.Engine.Offer(o)
		latency := ""
		if e.Latency.P99MS > 0 {
			latency = format.Significant(e.Latency.P99MS, 10)
		}
		b.WriteString(strings.Join([]string{
			rank(i, e), v.title(o), offer.ID, v.Engine.Provider(o).ID, string(offer.Kind),
			format.Significant(e.Monthly, 10), latency, format.Significant(e.ColdStart.Probability, 10), note(e),
		}, "\t") + "\n")
	}
	return b.String()
}

// Table returns the offers listed as a table of Markdown: at most some of them, or
// all where most is 0. It leaves out offers for GPUs that nobody asked for.
func (v *View) Table(most int) string {
	rows := [][]string{{"#", "offer", "a month", "x best", "p99", "note"}, {"--:", ":--", "--:", "--:", "--:", ":--"}}
	more := 0
	for i, o := range v.Answer.Listed {
		e := &v.Answer.Estimates[o]
		if most > 0 && i >= most || unasked(e) {
			more++
			continue
		}
		name := v.title(o)
		if o == v.Answer.Selected {
			name = "**" + name + "**"
		}
		rows = append(rows, []string{rank(i, e), name, v.money(e.Monthly), v.times(e), p99(e), note(e)})
	}
	text := table(rows)
	if more > 0 {
		are := "offers are"
		if more == 1 {
			are = "offer is"
		}
		text += fmt.Sprintf("\n%d more %s not listed here.\n", more, are)
	}
	return text
}

// unasked reports whether an offer is one for GPUs where none is asked for: that
// it cannot be meant is no news.
func unasked(e *engine.Estimate) bool {
	r, ok := e.FirstReason()
	return ok && r.Code == engine.GPUNotNeeded
}

// table writes rows as Markdown.
func table(rows [][]string) string {
	var b strings.Builder
	escape := strings.NewReplacer("|", `\|`, "\n", " ")
	for _, row := range rows {
		for _, c := range row {
			b.WriteString("| " + escape.Replace(c) + " ")
		}
		b.WriteString("|\n")
	}
	return b.String()
}
