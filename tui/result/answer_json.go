package result

import (
	"crossover/engine"
	"crossover/tui/headline"
)

// answerJSON is the answer in words, and what it says.
type answerJSON struct {
	Sentence string `json:"sentence"`
	// Winner, Next and Rival are null where there is none: the cheapest, the
	// cheapest of another product, and the cheapest of another family.
	Winner *placedJSON `json:"winner"`
	Next   *placedJSON `json:"next"`
	Rival  *placedJSON `json:"rival"`
	// Below and Above are the nearest rates at which another family becomes the
	// cheapest, null for none.
	Below *turnJSON `json:"turns_below"`
	Above *turnJSON `json:"turns_above"`
}

type placedJSON struct {
	ID      string `json:"id"`
	Family  string `json:"family"`
	Monthly Number `json:"monthly_usd"`
	P99MS   Number `json:"latency_p99_ms"`
	// More is how much it is above the winner, as a share of the winner's price;
	// null for a winner at $0.
	More Number `json:"above_winner"`
}

type turnJSON struct {
	PerSecond Number `json:"per_second"`
	PerMonth  Number `json:"per_month"`
	// Times is the rate as a multiple of the scenario's, null for no traffic.
	Times Number `json:"times"`
	// ID and Family are of the cheapest offer beyond it, null where no offer can
	// run the part there.
	ID     *string `json:"id"`
	Family *string `json:"family"`
}

func answerObject(h *headline.Headline) *answerJSON {
	placed := func(p engine.Placed) *placedJSON {
		if p.Offer < 0 {
			return nil
		}
		return &placedJSON{h.Engine.Offer(p.Offer).ID, string(p.Family), Number(p.Monthly), Number(p.P99MS),
			Number(p.Monthly/h.Answer.Winner.Monthly - 1)}
	}
	turn := func(t engine.Turn) *turnJSON {
		if t.X == 0 {
			return nil
		}
		out := &turnJSON{PerSecond: Number(t.X), PerMonth: Number(t.X * h.Hours * 3600), Times: Number(t.X / h.PerSecond)}
		if t.Offer >= 0 {
			family := string(t.Family)
			out.ID, out.Family = &h.Engine.Offer(t.Offer).ID, &family
		}
		return out
	}
	a := &h.Answer
	return &answerJSON{h.Text(), placed(a.Winner), placed(a.Next), placed(a.Rival), turn(h.Below), turn(h.Above)}
}
