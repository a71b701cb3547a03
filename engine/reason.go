package engine

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

// ReasonCode says which limit an offer runs into.
type ReasonCode uint8

// The limits. Those up to [Banned] make an offer infeasible;
// [Locked] and [DearerTogether] keep it out of a layout; quotas that the
// vendor raises on request, and risks, only warn.
const (
	Closed ReasonCode = iota + 1
	ArchMismatch
	RuntimeMissing
	GPUMissing
	GPUNotNeeded
	MemoryLimit
	DurationLimit
	CPULimit
	ResponseLimit
	DailyLimit
	InstanceLimit
	LatencyTarget
	ConnectionLimit
	NothingToHold
	MessageLimit
	StateMissing
	TriggerMissing
	GPUMemoryLimit
	Overload
	Banned
	Locked
	DearerTogether
	InstanceQuota
	RateQuota
	ConnectQuota
	ConnectionCut
	SpotRisk
)

// Warning reports whether the code only warns.
func (c ReasonCode) Warning() bool { return c >= InstanceQuota }

var reasonNames = map[ReasonCode]string{
	Closed: "closed", ArchMismatch: "arch", RuntimeMissing: "runtime", GPUMissing: "gpu-missing", GPUNotNeeded: "gpu-not-needed", MemoryLimit: "memory-limit",
	DurationLimit: "duration-limit", CPULimit: "cpu-limit", ResponseLimit: "response-limit", DailyLimit: "daily-limit",
	ConnectionLimit: "connection-limit", NothingToHold: "nothing-to-hold", MessageLimit: "message-limit",
	StateMissing: "state-missing", TriggerMissing: "trigger-missing", GPUMemoryLimit: "gpu-memory-limit",
	ConnectQuota: "connect-quota", ConnectionCut: "connection-cut",
	InstanceLimit: "instance-limit", LatencyTarget: "latency-target", Overload: "overload",
	Banned: "banned", Locked: "locked", DearerTogether: "dearer-together",
	InstanceQuota: "instance-quota", RateQuota: "rate-quota", SpotRisk: "spot-risk",
}

// String returns the code's name, as JSON output has it.
func (c ReasonCode) String() string { return reasonNames[c] }

// Reason is why an offer cannot run a part, or what to watch out for.
type Reason struct {
	Code ReasonCode
	// Value is what the part needs and Limit what the offer gives, in the
	// unit the code implies: MB, seconds, KB, requests, instances.
	Value, Limit float64
	// Detail is a word where the limit is not a number.
	Detail string
}

// String says what the limit is and by how much it is missed.
func (r Reason) String() string {
	switch r.Code {
	case Closed:
		return r.Detail
	case RuntimeMissing:
		return "runs " + r.Detail + " only"
	case ArchMismatch:
		return "runs on " + r.Detail + " only"
	case GPUMissing:
		return "has no GPU; the part needs " + r.Detail
	case GPUNotNeeded:
		return "is a GPU; the part needs none"
	case MemoryLimit:
		return fmt.Sprintf("needs %s MB; at most %s MB", count(r.Value), count(r.Limit))
	case DurationLimit:
		return fmt.Sprintf("runs %s; at most %s", seconds(r.Value), seconds(r.Limit))
	case CPULimit:
		return fmt.Sprintf("computes %s a request; at most %s", seconds(r.Value), seconds(r.Limit))
	case ResponseLimit:
		return fmt.Sprintf("answers with %s KB; at most %s KB", count(r.Value), count(r.Limit))
	case DailyLimit:
		return fmt.Sprintf("gets %s requests a day; at most %s", count(r.Value), count(r.Limit))
	case InstanceLimit:
		return fmt.Sprintf("needs %s instances; at most %s", count(r.Value), count(r.Limit))
	case LatencyTarget:
		return fmt.Sprintf("p99 is %s; the target is %s", seconds(r.Value), seconds(r.Limit))
	case ConnectionLimit:
		return fmt.Sprintf("holds %s of %s connections open: %s", count(r.Limit), count(r.Value), r.Detail)
	case NothingToHold:
		return r.Detail
	case MessageLimit:
		return fmt.Sprintf("has messages of %s KB; at most %s KB", count(r.Value), count(r.Limit))
	case StateMissing:
		return fmt.Sprintf("keeps none of %s MB of state: %s", count(r.Value), r.Detail)
	case TriggerMissing:
		return r.Detail
	case GPUMemoryLimit:
		return fmt.Sprintf("needs %s MB of GPU memory; has %s MB", count(r.Value), count(r.Limit))
	case ConnectQuota:
		return fmt.Sprintf("opens %s connections/s at peak; the quota is %s until raised", count(r.Value), count(r.Limit))
	case ConnectionCut:
		return fmt.Sprintf("ends connections after %s; they stay open for %s", seconds(r.Limit), seconds(r.Value))
	case Banned:
		return "is ruled out by " + r.Detail
	case Locked:
		return "is ruled out: the part is to run on " + r.Detail
	case DearerTogether:
		return fmt.Sprintf("makes the whole cost $%.2f instead of $%.2f", r.Value, r.Limit)
	case Overload:
		return "cannot keep up with the load"
	case InstanceQuota:
		return fmt.Sprintf("needs %s instances at peak; the quota is %s until raised", count(r.Value), count(r.Limit))
	case RateQuota:
		return fmt.Sprintf("peaks at %s requests/s; the quota is %s until raised", count(r.Value), count(r.Limit))
	case SpotRisk:
		return r.Detail
	default:
		return ""
	}
}

// count writes a number with at most three significant decimals.
func count(v float64) string {
	if v >= 1000 || v == float64(int64(v)) {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

// seconds writes a time with a unit that suits it.
func seconds(s float64) string {
	switch {
	case s < 1:
		return count(s*1e3) + " ms"
	case s < 120:
		return count(s) + " s"
	default:
		return count(s/60) + " min"
	}
}

// maxReasons is more than can apply at once.
const maxReasons = 12

// reasons is a short list that needs no allocation.
type reasons struct {
	n    int
	list [maxReasons]Reason
}

func (r *reasons) add(x Reason) {
	if r.n < maxReasons {
		r.list[r.n] = x
		r.n++
	}
}

// blocks reports whether one of the reasons makes the offer infeasible.
func (r *reasons) blocks() bool {
	for i := range r.n {
		if !r.list[i].Code.Warning() {
			return true
		}
	}
	return false
}

// blocksAlong reports whether one of the reasons makes the offer infeasible
// wherever the part stands on an axis.
func (r *reasons) blocksAlong(a Axis) bool {
	for i := range r.n {
		c := r.list[i].Code
		moves := a == AxisMemory && (c == MemoryLimit || c == DurationLimit) || a == AxisDuration && (c == DurationLimit || c == CPULimit)
		if !c.Warning() && !moves {
			return true
		}
	}
	return false
}

// has reports whether the list has a reason of that code.
func (r *reasons) has(c ReasonCode) bool {
	for i := range r.n {
		if r.list[i].Code == c {
			return true
		}
	}
	return false
}

// refuse notes what rules the offer out whatever its size.
func (p *plan) refuse(w *workload) {
	o, part := p.offer, w.part
	if w.banned != "" {
		p.refused.add(Reason{Code: Banned, Detail: w.banned})
	}
	if o.Closed != "" {
		p.refused.add(Reason{Code: Closed, Detail: o.Closed})
	}
	if len(o.Runtimes) > 0 && !slices.Contains(o.Runtimes, part.Runtime) {
		p.refused.add(Reason{Code: RuntimeMissing, Detail: strings.Join(o.Runtimes, ", ")})
	}
	if part.Arch != "any" && !slices.Contains(o.Arch, part.Arch) {
		p.refused.add(Reason{Code: ArchMismatch, Detail: strings.Join(o.Arch, ", ")})
	}
	isGPU := o.Kind == catalog.KindGPU
	if w.gpu && !isGPU {
		p.refused.add(Reason{Code: GPUMissing, Detail: part.GPU})
	}
	if !w.gpu && isGPU {
		p.refused.add(Reason{Code: GPUNotNeeded})
	}
	if l := o.Limits.MaxResponseKB; l > 0 && part.ResponseKB > l && w.connections == 0 {
		p.refused.add(Reason{Code: ResponseLimit, Value: part.ResponseKB, Limit: l})
	}
	if l := o.Limits.MaxCPUMS; l > 0 && w.cpuS*1e3 > l {
		p.refused.add(Reason{Code: CPULimit, Value: w.cpuS, Limit: l / 1e3})
	}
	// The memory of isolates is checked with the sizes.
	if l := o.Limits.MaxMemoryMB; l > 0 && w.memoryMB > l && !o.Compute.Isolate {
		p.refused.add(Reason{Code: MemoryLimit, Value: w.memoryMB, Limit: l})
	}
	switch {
	case o.Spot != "":
		p.refused.add(Reason{Code: SpotRisk, Detail: o.Spot})
	case w.commit == string(scenario.CommitSpot) && p.discounted():
		p.refused.add(Reason{Code: SpotRisk, Detail: "is priced as spot capacity, which the vendor may take back"})
	}
}

// discounted reports whether the scenario's commitment lowers a line.
func (p *plan) discounted() bool {
	for i := range p.lines {
		if p.lines[i].off > 0 {
			return true
		}
	}
	return false
}

// maxRun is how long a request may take, 0 for no limit.
func (p *plan) maxRun(w *workload) float64 {
	l := &p.offer.Limits
	if w.event && l.MaxEventDurationS > 0 {
		return l.MaxEventDurationS
	}
	return l.MaxDurationS
}

// longest is the longest run of a request on size x, which stretches as the
// mean does.
func (w *workload) longest(x *variant) float64 {
	if w.serviceS <= 0 || w.billedS > 0 {
		return max(x.serviceS, w.longestS)
	}
	return w.longestS * (x.serviceS / w.serviceS)
}

// refuseTimes notes a request too long for the fastest size that is left.
func (p *plan) refuseTimes(w *workload) {
	l := p.maxRun(w)
	if l == 0 {
		return
	}
	best := math.Inf(1)
	for i := range p.variants {
		best = min(best, w.longest(&p.variants[i]))
	}
	if over(best, l) {
		p.refused.add(Reason{Code: DurationLimit, Value: best, Limit: l})
	}
}
