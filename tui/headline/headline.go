// Package headline puts the answer into words: which family wins, by how much, what comes
// next, and at which traffic the answer flips. The commands, the explorer, copied text and
// speech all use these words.
package headline

import (
	"math"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
	"crossover/tui/format"
	"crossover/tui/style"
)

// Headline is an answer with what is needed to put it into words.
type Headline struct {
	Engine *engine.Engine
	Answer engine.Answer
	// Below and Above are the rates at which another family wins. Known is set once they
	// are computed.
	Below, Above engine.Turn
	Known        bool
	// PerSecond is the rate of the part, Per the period it is written in, and Hours the
	// length of the month.
	PerSecond, Hours float64
	Per              scenario.Period
	Money            format.Money
	// Nearest is the estimate that misses the part's needs by the least. It is named if no
	// offer can run the part; nil names none.
	Nearest *engine.Estimate
	// Selected is the estimate to describe in place of the next offer; nil for none.
	Selected *engine.Estimate
	// Job is set if nobody waits for the part.
	Job bool
	// Duel is set if the answer compares two offers. Turns are then between these,
	// regardless of their families.
	Duel bool
	// Brief says which details to leave out.
	Brief Brief
}

// Brief is the degree to which a headline is shortened for narrow screens. Each degree
// also leaves out the details of the previous ones.
type Brief uint8

// The degrees.
const (
	Whole Brief = iota
	NoRival
	NoTimes
	NoNext
	OneTurn
	NoLatency
	NoDegree
	NumBriefs
)

// Of returns a headline with the rate and the currency of the selected part of s.
func Of(e *engine.Engine, a engine.Answer, s *scenario.Scenario) Headline {
	return Headline{
		Engine: e, Answer: a, Job: s.SelectedPart().Job(), PerSecond: s.PerSecond(s.Selected), Hours: s.Hours(), Per: PeriodOf(s), Money: format.Money{Currency: s.Currency},
	}
}

// PeriodOf returns the period in which the rate of the selected part is written.
func PeriodOf(s *scenario.Scenario) scenario.Period {
	p := s.SelectedPart()
	if j := s.Find(p.Of); p.Share > 0 && j >= 0 {
		p = s.Part(j)
	}
	return p.Rate.Per
}

// Turn sets exact turns from phases along the rate.
func (h *Headline) Turn(phases []engine.Phase) {
	h.Below, h.Above = h.Engine.Turns(phases, h.PerSecond, h.Duel)
	h.Known = true
}

// words maps a family to the first word of the headline, and to the family with a verb.
var words = map[catalog.Family][2]string{
	catalog.FamilyEdge:       {"EDGE", "edge wins"},
	catalog.FamilyServerless: {"SERVERLESS", "serverless wins"},
	catalog.FamilyContainers: {"CONTAINERS", "containers win"},
	catalog.FamilyVM:         {"VMS", "VMs win"},
	catalog.FamilyGPU:        {"GPU", "GPUs win"},
	"":                       {"NOTHING", "nothing fits"},
}

// names are the names of families within a sentence.
var names = map[catalog.Family]string{
	catalog.FamilyEdge: "edge", catalog.FamilyServerless: "serverless", catalog.FamilyContainers: "containers",
	catalog.FamilyVM: "VMs", catalog.FamilyGPU: "GPUs",
}

// FamilyWord returns the first word of a headline for a family.
func FamilyWord(f catalog.Family) string { return words[f][0] }

// Word returns the first word: the winning family in capitals.
func (h *Headline) Word() string { return FamilyWord(h.Answer.Winner.Family) }

// Text returns the whole headline: one or two sentences, the second about turns if they
// are known.
func (h *Headline) Text() string {
	if !h.Known {
		return style.Clean(string(h.AppendFirst(nil)), longest)
	}
	return style.Clean(string(h.AppendTurns(append(h.AppendFirst(nil), ' '))), longest)
}

// AppendFirst appends the winner, its lead, and the next offer.
func (h *Headline) AppendFirst(dst []byte) []byte {
	dst = h.AppendDegree(append(dst, h.Word()...))
	return h.AppendNext(h.AppendWinner(dst))
}

// longest bounds a text, which can contain names chosen by a user.
const longest = 400

// AppendDegree appends the text after the first word: by how much the winner leads.
func (h *Headline) AppendDegree(dst []byte) []byte {
	won, rival := &h.Answer.Winner, &h.Answer.Rival
	switch times := rival.Monthly / won.Monthly; {
	case won.Offer < 0:
		return append(dst, " can run this part as configured."...)
	case rival.Offer < 0:
		return append(dst, ": no other family can."...)
	case won.Monthly == rival.Monthly, times < 1.005:
		return append(append(append(dst, ", level with "...), names[rival.Family]...), '.')
	case won.Monthly == 0:
		return append(dst, ", free of charge."...)
	case h.Brief >= NoDegree:
		return append(dst, '.')
	case times < 1.25:
		return append(dst, ", by a little."...)
	case times < 2:
		return append(dst, ", clearly."...)
	}
	return append(dst, ", by far."...)
}

// AppendWinner appends the winner with its price and latency.
func (h *Headline) AppendWinner(dst []byte) []byte {
	won := &h.Answer.Winner
	if won.Offer < 0 {
		return dst
	}
	dst = append(append(append(dst, ' '), h.Engine.Offer(won.Offer).Short...), ' ')
	dst = append(h.Money.Append(dst, won.Monthly), "/month"...)
	if !(won.P99MS > 0) || h.Brief >= NoLatency {
		return append(dst, '.')
	}
	return append(format.AppendMillis(append(append(dst, ", "...), h.time()...), won.P99MS), '.')
}

// time returns the label of the winner's time: p99, or run for a job.
func (h *Headline) time() string {
	if h.Job {
		return "run "
	}
	return "p99 "
}

// AppendNext appends the next offer and, if it differs, the best offer of another family.
func (h *Headline) AppendNext(dst []byte) []byte {
	next, rival := &h.Answer.Next, &h.Answer.Rival
	switch {
	case h.Brief >= NoNext:
		return dst
	case h.Selected != nil:
		return h.appendSelected(append(dst, " Selected: "...))
	case next.Offer < 0:
		return dst
	}
	dst = h.appendGap(append(dst, " Next: "...), next)
	if rival.Offer >= 0 && rival.Offer != next.Offer && h.Brief < NoRival {
		dst = append(append(append(dst, "; "...), names[rival.Family]...), ": "...)
		dst = h.appendGap(dst, rival)
	}
	return append(dst, '.')
}

// appendSelected appends the price and latency of the selected offer, or the reason why it
// cannot run the part.
func (h *Headline) appendSelected(dst []byte) []byte {
	x := h.Selected
	if r, ok := x.FirstReason(); ok && !x.Feasible() {
		return append(append(append(append(dst, h.Engine.Offer(x.Offer).Short...), ' '), r.String()...), '.')
	}
	dst = h.appendGap(dst, &engine.Placed{Offer: x.Offer, Monthly: x.Monthly})
	if x.Latency.P99MS > 0 && h.Brief < NoLatency {
		dst = format.AppendMillis(append(append(dst, ", "...), h.time()...), x.Latency.P99MS)
	}
	return append(dst, '.')
}

// appendGap appends an offer with its price and its excess over the winner's.
func (h *Headline) appendGap(dst []byte, p *engine.Placed) []byte {
	dst = append(append(dst, h.Engine.Offer(p.Offer).Short...), ' ')
	dst = h.Money.Append(dst, p.Monthly)
	switch times := p.Monthly / h.Answer.Winner.Monthly; {
	case p.Monthly == h.Answer.Winner.Monthly:
		return append(dst, " (same price)"...)
	case math.IsInf(times, 0) || math.IsNaN(times):
		return dst
	case times >= 2:
		return append(format.AppendNumber(append(dst, " ("...), times), "x)"...)
	case times < 1.005:
		return append(dst, " (+<1 %)"...)
	default:
		return append(format.AppendNumber(append(dst, " (+"...), math.Round((times-1)*100)), " %)"...)
	}
}

// AppendTurns appends the traffic at which another family wins.
func (h *Headline) AppendTurns(dst []byte) []byte {
	start := len(dst)
	if near := *h; near.nearby(&near.Below) || near.nearby(&near.Above) {
		if near.Below.X == 0 && near.Above.X == 0 {
			return append(dst, "No other family wins near your traffic."...)
		}
		return near.AppendTurns(dst)
	}
	if h.Brief >= OneTurn && h.Below.X > 0 && h.Above.X > 0 {
		one := *h // the turn that is nearer
		if h.PerSecond/h.Below.X < h.Above.X/h.PerSecond {
			one.Above = engine.Turn{}
		} else {
			one.Below = engine.Turn{}
		}
		return one.AppendTurns(dst)
	}
	switch {
	case h.Answer.Winner.Offer < 0 && h.Nearest != nil:
		return h.appendNearest(dst)
	case !h.Known:
		return append(dst, "Working out at what traffic that flips."...)
	case h.Below.X == 0 && h.Above.X == 0 && (h.Duel || h.Answer.Winner.Offer < 0):
		return append(dst, "That holds at any traffic."...)
	case h.Below.X == 0 && h.Above.X == 0:
		return append(dst, "No other family wins at any traffic."...)
	case h.Above.X == 0:
		dst = h.appendTurn(dst, h.wins(&h.Below), " below ", &h.Below)
	case h.Below.X == 0:
		dst = h.appendTurn(dst, h.wins(&h.Above), " above ", &h.Above)
	default:
		dst = append(h.appendTurn(dst, h.wins(&h.Below), " below ", &h.Below), "; "...)
		again := h.wins(&h.Above)
		if again == h.wins(&h.Below) {
			again = "and again"
		}
		dst = h.appendTurn(dst, again, " above ", &h.Above)
	}
	if c := dst[start]; c >= 'a' && c <= 'z' {
		dst[start] = c - 'a' + 'A'
	}
	return append(dst, '.')
}

// nearby removes a turn at a rate more than ten thousand times higher or lower than the
// traffic, and reports whether it did.
func (h *Headline) nearby(t *engine.Turn) (far bool) {
	if far = t.X > 0 && h.PerSecond > 0 && math.Abs(math.Log10(t.X/h.PerSecond)) > 4; far {
		*t = engine.Turn{}
	}
	return far
}

// appendNearest appends the nearest offer if none fits, and what would make it fit.
func (h *Headline) appendNearest(dst []byte) []byte {
	near := h.Nearest
	dst = append(append(append(dst, "The nearest: "...), h.Engine.Offer(near.Offer).Short...), ' ')
	dst = append(h.Money.Append(dst, near.Monthly), "/month"...)
	if r, ok := near.FirstReason(); ok {
		dst = append(append(dst, ", "...), r.String()...)
	}
	if remedy := near.Remedy(); remedy != "" {
		dst = append(append(dst, "; possible with "...), remedy...)
	}
	return append(dst, '.')
}

// wins returns the winner beyond a turn, with a verb.
func (h *Headline) wins(t *engine.Turn) string {
	if h.Duel && t.Offer >= 0 {
		return h.Engine.Offer(t.Offer).Short + " wins"
	}
	return words[t.Family][1]
}

func (h *Headline) appendTurn(dst []byte, who, side string, t *engine.Turn) []byte {
	dst = append(append(dst, who...), side...)
	dst = h.appendRate(dst, t.X)
	if times := t.X / h.PerSecond; h.PerSecond > 0 && !math.IsInf(times, 0) && h.Brief < NoTimes {
		unit := " times your traffic"
		switch {
		case times >= 0.995 && times < 1:
			return append(dst, ": just under your traffic"...)
		case times >= 1 && times < 1.005:
			return append(dst, ": just over your traffic"...)
		case times < 0.1:
			times, unit = times*100, " % of your traffic"
		}
		dst = append(format.AppendShort(append(dst, ": "...), times), unit...)
	}
	return dst
}

// appendRate appends a rate like [AppendRate].
func (h *Headline) appendRate(dst []byte, perSecond float64) []byte {
	if h.PerSecond == 0 {
		return format.AppendRate(dst, perSecond)
	}
	return appendRate(dst, perSecond, h.Per, h.Hours)
}

// AppendRate appends a rate in the period in which the selected part's rate is written,
// unless the number would be unreadable.
func AppendRate(dst []byte, perSecond float64, s *scenario.Scenario) []byte {
	return appendRate(dst, perSecond, PeriodOf(s), s.Hours())
}

func appendRate(dst []byte, perSecond float64, per scenario.Period, hours float64) []byte {
	n := perSecond / scenario.Rate{N: 1, Per: per}.PerSecond(hours)
	if n < 0.1 {
		return format.AppendRate(dst, perSecond)
	}
	return append(append(format.AppendShort(dst, n), '/'), per.String()...)
}
