package chart

import "math"

// Rank says how important a tick is.
type Rank uint8

// The ranks of ticks, the most important first.
const (
	// Major ticks carry a label: whole decades, or the steps of a linear axis.
	Major Rank = iota
	// Medium ticks carry a label where it does not push out a major one.
	Medium
	// Minor ticks are marks only.
	Minor
)

// Tick is a value on an axis worth marking.
type Tick struct {
	// Value is where it is, and Position the same along the axis, 0…1.
	Value, Position float64
	// Rank says whether it gets a label.
	Rank Rank
}

// maxTicks is the maximum number of ticks on an axis.
const maxTicks = 512

// AppendTicks appends the ticks of an axis of the given number of cells, in rising order,
// with labelled ones at least gap cells apart. A log axis has ticks at every decade, or
// every few decades if there is little room, and 1-3 or 1-2-5 between them if there is
// enough. A range of less than a decade has the even steps of a linear axis.
func (s Scale) AppendTicks(dst []Tick, cells, gap int) []Tick {
	m, ok := s.mapping()
	if !ok || cells < 2 {
		return dst
	}
	room := float64(cells - 1)
	minGap := float64(max(gap, 1))
	if s.Kind == Linear {
		return s.appendEven(dst, m, niceStep((s.Max-s.Min)*minGap/room))
	}
	start := len(dst)
	dst = s.appendDecades(dst, m, room, minGap)
	if labelled(dst[start:]) >= 2 {
		return dst
	}
	// Ticks are densest at the upper end, where a step d covers about d/Max·factor of the axis.
	if even := s.appendEven(dst[:start], m, niceStep(minGap/room/m.factor*s.Max*0.9)); labelled(even[start:]) >= 2 {
		return even
	}
	return s.appendDecades(dst[:start], m, room, minGap)
}

// labelled counts the ticks that carry a label.
func labelled(ts []Tick) int {
	n := 0
	for _, t := range ts {
		if t.Rank != Minor {
			n++
		}
	}
	return n
}

// decadePlan says which multiples of a power of ten are ticks.
type decadePlan struct {
	every  int      // decades between major ticks
	medium [10]bool // multiples that get a label
	minor  [10]bool // multiples that get a mark
}

// planDecades chooses the densest labels that keep the distance gap.
func planDecades(perDecade, gap float64) decadePlan {
	p := decadePlan{every: 1}
	switch {
	case perDecade*math.Log10(2) >= gap:
		p.medium[2], p.medium[5] = true, true
	case perDecade*math.Log10(3) >= gap:
		p.medium[3] = true
	default:
		p.every = max(int(math.Ceil(gap/perDecade)), 1)
	}
	switch {
	case perDecade*math.Log10(10.0/9) >= 1:
		for m := 2; m < 10; m++ {
			p.minor[m] = true
		}
	case perDecade*math.Log10(2) >= 2 && !p.medium[3]: // 1-2-3-5 would look uneven
		p.minor[2], p.minor[5] = true, true
	}
	return p
}

// appendDecades appends the ticks of a log axis.
func (s Scale) appendDecades(dst []Tick, m mapping, room, gap float64) []Tick {
	perDecade := room * m.factor * math.Ln10
	if !(perDecade > 0) {
		return dst
	}
	p := planDecades(perDecade, gap)
	start := len(dst)
	first, last := int(math.Floor(math.Log10(s.Min))), int(math.Ceil(math.Log10(s.Max)))
	for e := first; e <= last; e++ {
		for mult := 1; mult < 10; mult++ {
			rank := Minor
			switch {
			case mult == 1 && e%p.every == 0:
				rank = Major
			case mult == 1 && perDecade >= 2, p.minor[mult] && !p.medium[mult]:
			case p.medium[mult]:
				rank = Medium
			default:
				continue
			}
			if len(dst)-start < maxTicks {
				dst = s.appendTick(dst, m, decimal(float64(mult), e), rank)
			}
		}
	}
	return dst
}

// appendTick appends v if it is on the axis.
func (s Scale) appendTick(dst []Tick, m mapping, v float64, rank Rank) []Tick {
	const slack = 1e-9
	p := m.position(v)
	if !(p >= -slack && p <= 1+slack) {
		return dst
	}
	return append(dst, Tick{Value: v, Position: min(max(p, 0), 1), Rank: rank})
}

// evenStep is a step of 1, 2 or 5 times a power of ten.
type evenStep struct {
	mult float64
	exp  int
}

// size returns the step as a number.
func (e evenStep) size() float64 { return decimal(e.mult, e.exp) }

// niceStep returns the smallest step that is at least x.
func niceStep(x float64) evenStep {
	if !(x > 0) || math.IsInf(x, 0) {
		return evenStep{}
	}
	e := int(math.Floor(math.Log10(x)))
	for _, mult := range [...]float64{1, 2, 5} {
		if decimal(mult, e) >= x*(1-1e-9) {
			return evenStep{mult, e}
		}
	}
	return evenStep{1, e + 1}
}

// appendEven appends the multiples of a step.
func (s Scale) appendEven(dst []Tick, m mapping, step evenStep) []Tick {
	d := step.size()
	if !(d > 0) || (s.Max-s.Min)/d > maxTicks {
		return dst
	}
	// Multiples beyond 2^53 are not exact, so their labels would be wrong.
	first := math.Ceil(s.Min/d-1e-9) + 0 // not minus zero
	if math.Abs(first) > 1<<53 {
		return dst
	}
	for i := first; i*d <= s.Max*(1+1e-12)+d*1e-9; i++ {
		dst = s.appendTick(dst, m, decimal(i*step.mult, step.exp), Major)
	}
	return dst
}

// decimal returns m·10^e, correctly rounded where a float64 allows it: 3·10⁻¹ is
// 0.3, not 0.30000000000000004.
func decimal(m float64, e int) float64 {
	if e < 0 && e >= -308 {
		return m / math.Pow10(-e)
	}
	return m * math.Pow10(e)
}

// tickCache keeps the ticks of an axis until the axis changes.
type tickCache struct {
	scale      Scale
	cells, gap int
	ticks      []Tick
}

// of returns the ticks of an axis, as [Scale.AppendTicks] does.
func (t *tickCache) of(s Scale, cells, gap int) []Tick {
	if t.scale != s || t.cells != cells || t.gap != gap {
		t.scale, t.cells, t.gap = s, cells, gap
		t.ticks = s.AppendTicks(t.ticks[:0], cells, gap)
	}
	return t.ticks
}
