package plan

import (
	"math"
	"strconv"
)

// Miss is the distance of an offer from a part's needs.
type Miss struct {
	// Refused counts the reasons that no change of a number removes. The user's own bans
	// and offers closed to new customers count as a hundred each, so that they come last.
	Refused int
	// By is the sum of the relative excesses over numeric limits: 0.14 for a p99 of 342 ms
	// with a target of 300 ms.
	By float64
}

// Nearer reports whether a misses by less than b. By is compared to the thousandth: a
// smaller difference does not justify a higher price.
func (a Miss) Nearer(b Miss) bool {
	if a.Refused != b.Refused {
		return a.Refused < b.Refused
	}
	return math.Round(a.By*1e3) < math.Round(b.By*1e3)
}

// Miss sums the reasons that make the offer infeasible.
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

// Remedy describes the change that would remove the reason, or returns "" if the user can
// make none.
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
	case GPUSlower, GPUSmaller:
		return "gpu=any, with the duration on a T4"
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
		return r.Detail + "=" + strconv.FormatFloat(r.Value, 'f', 0, 64)
	case InstanceLimit, Overload:
		return "less traffic"
	case ConnectionLimit:
		return "at most " + Count(r.Limit) + " connections"
	default:
		return ""
	}
}
