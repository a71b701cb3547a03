package plan

import (
	"math"
	"strconv"
)

// Miss is how far an offer is from what a part needs.
type Miss struct {
	// Refused counts what no change of a number mends: the user's own bans and
	// offers that are closed to new customers as a hundred each, so that they come
	// last.
	Refused int
	// By is how far the limits that are numbers are missed, as shares of them added
	// up: 0.14 for a p99 of 342 ms where 300 ms is the target.
	By float64
}

// Nearer reports whether a misses by less than b. Shares are compared to the
// thousandth: less than that is no reason to pay more.
func (a Miss) Nearer(b Miss) bool {
	if a.Refused != b.Refused {
		return a.Refused < b.Refused
	}
	return math.Round(a.By*1e3) < math.Round(b.By*1e3)
}

// Miss adds up what makes the offer infeasible.
func (r *Reasons) Miss() (m Miss) {
	for _, x := range r.List[:r.N] {
		switch {
		case x.Code.Warning():
		case x.Code == Banned, x.Code == Closed:
			m.Refused += 100
		case x.Limit > 0 && x.Value > x.Limit:
			m.By += x.Value/x.Limit - 1
		default:
			m.Refused++
		}
	}
	return m
}

// Remedy says which change would keep the limit, or nothing where none does that
// the user could make.
func (r Reason) Remedy() string {
	switch r.Code {
	case LatencyTarget:
		return "a p99 target of " + strconv.FormatFloat(math.Ceil(r.Value*1e3), 'f', 0, 64) + " ms"
	case Banned:
		return "lifting " + r.Detail
	case ArchMismatch:
		return "arch=" + r.Detail
	case MemoryLimit:
		return "at most " + Count(r.Limit) + " MB of memory"
	case GPUMemoryLimit:
		return "at most " + Count(r.Limit) + " MB of GPU memory"
	case DurationLimit:
		return "runs of at most " + seconds(r.Limit)
	case CPULimit:
		return "at most " + seconds(r.Limit) + " of computing a request"
	case ResponseLimit:
		return "responses of at most " + Count(r.Limit) + " KB"
	case MessageLimit:
		return "messages of at most " + Count(r.Limit) + " KB"
	case DailyLimit:
		return "at most " + Count(r.Limit) + " requests a day"
	case SizeRefused:
		return "size=auto"
	case MinRefused, MaxRefused, CopiesRefused:
		return r.Code.String() + "=none"
	case MostRefused:
		return r.Detail + "=" + Count(r.Value)
	case InstanceLimit, Overload:
		return "less traffic"
	case ConnectionLimit:
		return "at most " + Count(r.Limit) + " connections"
	default:
		return ""
	}
}
