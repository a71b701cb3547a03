package scenario

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// Growth describes how traffic is expected to grow, and the cost of a move. Its terms are
// for the growth view and do not change today's bills.
type Growth struct {
	// PerMonth is the relative growth of traffic per month, in [-0.9, 10]; a negative
	// value shrinks it.
	PerMonth float64
	// Horizon is the number of months to look ahead, in [1, 120].
	Horizon float64
	// PayBack is the number of months within which a planned move must save more than it
	// costs, in [1, 120].
	PayBack float64
	// Migration is the cost of moving one part to another offer, in dollars.
	Migration float64
}

// defaultUncertainty is an assumption: estimates made before a system runs are seldom more
// precise. The user can set the term.
const defaultUncertainty = 0.2

// defaultGrowth is a starting point for the user to change.
var defaultGrowth = Growth{PerMonth: 0.1, Horizon: 24, PayBack: 12}

// parseGrowth reads growth per month, or growth per year as its monthly equivalent.
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

// formatGrowth writes growth per month in a form that reads back exactly, in percent if
// possible.
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

// Grown returns s with its traffic multiplied: the rates of all parts with their own rate,
// and thereby of those that are a share of one. Scheduled work keeps its rate.
func (s Scenario) Grown(times float64) Scenario {
	for i := range s.n {
		if p := &s.parts[i]; p.Share == 0 && !p.scheduled() {
			p.Rate.N *= times
			p.Connections *= times
		}
	}
	return s
}

// scheduled reports whether the part's work arrives by the clock, regardless of traffic.
func (p *Part) scheduled() bool { return p.Shape.Deterministic() || p.Trigger == "schedule" }

// Job reports whether nobody waits for the part's answers: its work comes from a schedule,
// a queue, a bus or storage. Its latency is then the time of a run.
func (p *Part) Job() bool { return p.Trigger != Triggers[0] || p.Shape.Deterministic() }

// Grows reports whether [Scenario.Grown] multiplies the traffic of part i. It does not for
// scheduled work, or for a share of it.
func (s *Scenario) Grows(i int) bool {
	p := s.Part(i)
	if p.Share > 0 {
		j := s.Find(p.Of)
		return j >= 0 && s.parts[j].Share == 0 && s.Grows(j)
	}
	return !p.scheduled() && (p.Rate.N > 0 || p.Connections > 0)
}

// Times returns the traffic after the given months as a multiple of the present:
// (1+PerMonth)^months, also for fractions of a month.
func (g *Growth) Times(months float64) float64 { return math.Pow(1+g.PerMonth, months) }
