package result

import (
	"crossover/engine"
	"crossover/tui/headline"
)

// answerObject returns the answer in words and as data.
func answerObject(h *headline.Headline) object {
	if h == nil {
		return nil
	}
	a := &h.Answer
	placed := func(p engine.Placed) object {
		if p.Offer < 0 {
			return nil
		}
		return object{
			{"id", h.Engine.Offer(p.Offer).ID},
			{"family", p.Family},
			{"monthly_usd", p.Monthly},
			{"latency_p99_ms", p.P99MS},
			// The price above the winner's, as a share of the winner's price; null for a
			// winner at $0.
			{"above_winner", p.Monthly/a.Winner.Monthly - 1},
		}
	}
	turn := func(t engine.Turn) object {
		if t.X == 0 {
			return nil
		}
		o := object{
			{"per_second", t.X},
			{"per_month", t.X * h.Hours * 3600},
			// The rate as a multiple of the scenario's, null for no traffic.
			{"times", t.X / h.PerSecond},
		}
		if t.Offer < 0 { // no offer can run the part beyond it
			return append(o, member{"id", nil}, member{"family", nil})
		}
		return append(o, member{"id", h.Engine.Offer(t.Offer).ID}, member{"family", t.Family})
	}
	return object{
		{"sentence", h.Text()},
		// The cheapest offer, the cheapest of another product, and the cheapest of
		// another family; null for none.
		{"winner", placed(a.Winner)},
		{"next", placed(a.Next)},
		{"rival", placed(a.Rival)},
		// The nearest rates at which another family becomes the cheapest; null for none.
		{"turns_below", turn(h.Below)},
		{"turns_above", turn(h.Above)},
	}
}
