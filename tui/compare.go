package tui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/answer"
	"crossover/tui/pane"
	"crossover/tui/state"
)

// compareQuestion is what a comparison answers.
type compareQuestion struct {
	now    scenario.Scenario
	pins   state.Pins
	window engine.Window
	offer  int
}

// compareAll compares what is shown with what is pinned, for the Compare screen.
func (m *Model) compareAll() tea.Cmd {
	if m.st.Screen != state.Compare {
		return nil
	}
	q := compareQuestion{now: m.st.Scenario, pins: m.st.Pins, window: m.st.Window(), offer: m.answer.Selected}
	return m.against.ask(m.opts.Shared, q, compareWith)
}

// comparison is what the Compare screen shows: what is shown alone while nothing
// is pinned.
func (m *Model) comparison() pane.Comparison {
	if len(m.against.answer.List) < 2 {
		return *pane.Alone(&m.answer)
	}
	return m.against.answer
}

// compareWith works a comparison out; there is none without pins.
func compareWith(ctx context.Context, v *engine.Evaluator, q *compareQuestion) (pane.Comparison, error) {
	n := q.pins.Len()
	if n == 0 {
		return pane.Comparison{}, nil
	}
	list, names := []*scenario.Scenario{&q.now}, []string{"now"}
	for i, pin := range q.pins[:n] {
		list, names = append(list, pin), append(names, string(rune('A'+i)))
	}
	compared, err := answer.Compare(ctx, v, list, q.window, q.offer)
	return pane.Comparison{
		List: compared, Names: names, Window: q.window, Offer: q.offer,
		Differences: slices.DeleteFunc(scenario.Differences(list...), func(d scenario.Difference) bool { return d.Key == "part" }),
	}, err
}
