package result

import (
	"context"
	"time"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/verdict"
	"crossover/engine/verify"
	"crossover/tui/state"
)

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
func (x *Shown) Write(ctx context.Context, f Format) ([]byte, error) {
	r, err := x.result(ctx, f)
	if err != nil {
		return nil, err
	}
	return Write(r, f, 0)
}

func (x *Shown) result(ctx context.Context, f Format) (Result, error) {
	q := New(x.Engine, &x.State.Scenario, x.Today)
	switch x.State.Screen {
	case state.Explore:
		return q.Curves(ctx, x.State.Window(), x.Drawn, CurveOptions{}, f)
	case state.Layout:
		return q.Layout(ctx, false)
	case state.Prices:
		return &Prices{Engine: x.Engine, List: x.Engine.Catalog().Prices(), Today: x.Today, MaxAge: catalog.MaxAge}, nil
	case state.Conformance:
		if x.Examples != nil {
			return Examples(x.Examples(ctx)), nil
		}
	case state.Verdicts:
		if x.Verdicts != nil {
			return Verdicts(x.Engine, &x.State.Scenario, x.Verdicts(ctx), false), nil
		}
	case state.Bill:
		return q.Estimates(ctx, []int{x.State.Offer}, EvalOptions{})
	case state.Offers, state.Latency, state.Simulate, state.Compare:
	}
	return q.Estimates(ctx, nil, EvalOptions{})
}

// Report writes the whole answer as Markdown, regardless of the screen.
func (x *Shown) Report(ctx context.Context) ([]byte, error) {
	return New(x.Engine, &x.State.Scenario, x.Today).Report(ctx, ReportOptions{Serial: true})
}
