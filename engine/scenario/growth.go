package scenario

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// Growth is how traffic is expected to grow, and what a move costs: terms of
// the growth view, which change no bill of today.
type Growth struct {
	// PerMonth is the share by which traffic grows each month, in [-0.9, 10];
	// below 0 it shrinks.
	PerMonth float64
	// Horizon is how many months are looked at, in [1, 120].
	Horizon float64
	// PayBack is within how many months a planned move has to save more than it
	// costs, in [1, 120].
	PayBack float64
	// Migration is what moving one part to another offer costs, in dollars.
	Migration float64
}

// defaultUncertainty is an assumption: what is estimated before it runs is seldom
// known better. It is a term, for users to set.
const defaultUncertainty = 0.2

// defaultGrowth is where a user starts: figures to be changed.
var defaultGrowth = Growth{PerMonth: 0.1, Horizon: 24, PayBack: 12}

// parseGrowth reads a share a month, or one a year that comes to the same.
func parseGrowth(s string) (float64, error) {
	share, period, ok := strings.Cut(s, "/")
	if !ok || period != "month" && period != "year" {
		return 0, errors.New("needs a period; write a share a month or a year, such as 10%/month")
	}
	sign := 1.0
	if rest, below := strings.CutPrefix(share, "-"); below {
		share, sign = rest, -1
	}
	per := 1.0
	if rest, percent := strings.CutSuffix(share, "%"); percent {
		share, per = rest, 100
	}
	f, err := parseNumber(share)
	if err != nil {
		return 0, err
	}
	if f *= sign / per; period == "year" {
		if f <= -1 {
			return 0, errors.New("is out of range; traffic cannot shrink by all of it")
		}
		f = math.Pow(1+f, 1./12) - 1
	}
	return f, nil
}

// formatGrowth writes a share a month as it reads back, in percent where that is
// exact.
func formatGrowth(f float64) string {
	if p := shortest(f * 100); !strings.Contains(p, "e") {
		if g, err := parseGrowth(p + "%/month"); err == nil && g == f && len(p) < 16 {
			return p + "%/month"
		}
	}
	return shortest(f) + "/month"
}

// parseMonths reads a number of months, or of years.
func parseMonths(s string) (float64, error) {
	for _, u := range []struct {
		name   string
		months float64
	}{{"months", 1}, {"month", 1}, {"years", 12}, {"year", 12}, {"y", 12}} {
		if n, ok := strings.CutSuffix(s, u.name); ok {
			v, err := parseNumber(n)
			if err != nil {
				return 0, err
			}
			if v *= u.months; v != math.Trunc(v) {
				return 0, fmt.Errorf("%q is not a whole number of months", s)
			}
			return v, nil
		}
	}
	return 0, fmt.Errorf("%q has no unit; write 24months or 2years", s)
}

// Grown returns s with its traffic multiplied: every part that has a rate of its
// own, and with it those that are a share of one. Scheduled work keeps its
// rate.
func (s Scenario) Grown(times float64) Scenario {
	for i := range s.n {
		if p := &s.parts[i]; p.Share == 0 && !p.scheduled() {
			p.Rate.N *= times
			p.Connections *= times
		}
	}
	return s
}

// scheduled reports whether the part's work comes by the clock, however much
// traffic there is.
func (p *Part) scheduled() bool { return p.Shape.Deterministic() || p.Trigger == "schedule" }

// Job reports whether nobody waits for the part's answers: its work comes from a
// schedule, a queue, a bus or storage. What counts of it is how long it runs.
func (p *Part) Job() bool { return p.Trigger != Triggers[0] || p.Shape.Deterministic() }

// Grows reports whether part i has traffic that [Scenario.Grown] multiplies: work
// that is scheduled has none, nor has what is a share of it.
func (s *Scenario) Grows(i int) bool {
	p := s.Part(i)
	if p.Share > 0 {
		j := s.Find(p.Of)
		return j >= 0 && s.parts[j].Share == 0 && s.Grows(j)
	}
	return !p.scheduled() && (p.Rate.N > 0 || p.Connections > 0)
}

// Times is the traffic so many months from now as a multiple of the present:
// (1+PerMonth)^months, in between two months too.
func (g *Growth) Times(months float64) float64 { return math.Pow(1+g.PerMonth, months) }
