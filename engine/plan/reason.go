package plan

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"crossover/engine/catalog"
)

// ReasonCode identifies the limit that an offer exceeds.
type ReasonCode uint8

// The limits. Codes up to [Banned] make an offer infeasible. [Locked] and [DearerTogether]
// exclude it from a layout. Quotas that the vendor raises on request, and risks, only
// warn.
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
	DatabaseMissing
	DiskLimit
	TriggerMissing
	GPUMemoryLimit
	Overload
	SpotNotAsked
	LevelRefuses
	MinRefused
	MaxRefused
	CopiesRefused
	SizeRefused
	MostRefused
	TooSlow
	BatchLimit
	RegionRefused
	Banned
	Locked
	DearerTogether
	InstanceQuota
	VCPUQuota
	RateQuota
	OpenQuota
	ConnectQuota
	ConnectionCut
	SpotRisk
	OneZone
	BalancerMissing
	WorkingSetAssumed
	SharedCores
	DiskUnknown
	LogsUnpriced
	TransferBrought
	BatchUnused
	OtherRegion
	ModelLimit
)

// Warning reports whether the code only warns.
func (c ReasonCode) Warning() bool { return c >= InstanceQuota }

// Assumed reports whether the code only warns of an assumption behind an offer's figures.
func (c ReasonCode) Assumed() bool { return c == WorkingSetAssumed || c == SharedCores }

var reasonNames = map[ReasonCode]string{
	Closed: "closed", ArchMismatch: "arch", RuntimeMissing: "runtime", GPUMissing: "gpu-missing", GPUNotNeeded: "gpu-not-needed", MemoryLimit: "memory-limit",
	DurationLimit: "duration-limit", CPULimit: "cpu-limit", ResponseLimit: "response-limit", DailyLimit: "daily-limit",
	ConnectionLimit: "connection-limit", NothingToHold: "nothing-to-hold", MessageLimit: "message-limit",
	StateMissing: "state-missing", DatabaseMissing: "database-missing", DiskLimit: "disk-limit", DiskUnknown: "disk-unknown", LogsUnpriced: "logs-unpriced", TransferBrought: "transfer-brought", TriggerMissing: "trigger-missing", GPUMemoryLimit: "gpu-memory-limit",
	ConnectQuota: "connect-quota", ConnectionCut: "connection-cut",
	InstanceLimit: "instance-limit", LatencyTarget: "latency-target", Overload: "overload",
	SpotNotAsked: "spot-not-asked", Banned: "banned", Locked: "locked", DearerTogether: "dearer-together",
	MinRefused: "min", MaxRefused: "max", CopiesRefused: "copies", SizeRefused: "size", MostRefused: "instances", TooSlow: "too-slow", BatchLimit: "batch-limit", BatchUnused: "batch-unused",
	RegionRefused: "region", OtherRegion: "other-region", ModelLimit: "model-limit",
	LevelRefuses: "level", OneZone: "one-zone", BalancerMissing: "balancer-missing",
	InstanceQuota: "instance-quota", RateQuota: "rate-quota", VCPUQuota: "vcpu-quota", OpenQuota: "open-quota", SpotRisk: "spot-risk", WorkingSetAssumed: "working-set-assumed",
	SharedCores: "shared-cores",
}

// String returns the code's name as it appears in JSON output.
func (c ReasonCode) String() string { return reasonNames[c] }

// Reason is a reason why an offer cannot run a part, or a warning.
type Reason struct {
	Code ReasonCode
	// Value is the part's need and Limit the offer's limit, in the unit of the code: MB,
	// seconds, KB, requests, instances.
	Value, Limit float64
	// Detail is a word or phrase for limits that are not numbers.
	Detail string
}

// String describes the limit and the excess.
func (r Reason) String() string {
	switch r.Code {
	case Closed:
		return "is " + r.Detail
	case RuntimeMissing:
		return "runs " + r.Detail + " only"
	case ArchMismatch:
		return "runs on " + r.Detail + " only"
	case GPUMissing:
		return "has no GPU; the part needs " + r.Detail
	case GPUNotNeeded:
		return "is a GPU; the part needs none"
	case MemoryLimit:
		return fmt.Sprintf("needs %s MB; at most %s MB", Count(r.Value), Count(r.Limit))
	case DurationLimit:
		return fmt.Sprintf("runs %s; at most %s", seconds(r.Value), seconds(r.Limit))
	case TooSlow:
		return fmt.Sprintf("takes %s a run on %s; longest=%s", seconds(r.Value), r.Detail, seconds(r.Limit))
	case CPULimit:
		return fmt.Sprintf("computes %s a request; at most %s", seconds(r.Value), seconds(r.Limit))
	case ResponseLimit:
		return fmt.Sprintf("answers with %s KB; at most %s KB", Count(r.Value), Count(r.Limit))
	case DailyLimit:
		return fmt.Sprintf("gets %s requests a day; at most %s", Count(r.Value), Count(r.Limit))
	case InstanceLimit:
		return fmt.Sprintf("needs %s instances; at most %s", Count(r.Value), Count(r.Limit))
	case LatencyTarget:
		return fmt.Sprintf("p99 is %s; the target is %s", seconds(r.Value), seconds(r.Limit))
	case ConnectionLimit:
		return fmt.Sprintf("holds %s of %s connections open: %s", Count(r.Limit), Count(r.Value), r.Detail)
	case NothingToHold:
		return r.Detail
	case MessageLimit:
		return fmt.Sprintf("has messages of %s KB; at most %s KB", Count(r.Value), Count(r.Limit))
	case StateMissing:
		return fmt.Sprintf("keeps none of %s MB of state: %s", Count(r.Value), r.Detail)
	case TriggerMissing, DatabaseMissing:
		return r.Detail
	case DiskLimit:
		return fmt.Sprintf("needs %s MB of disk; at most %s MB", Count(r.Value), Count(r.Limit))
	case DiskUnknown:
		return fmt.Sprintf("is assumed to have %s MB of disk: the vendor does not publish how much comes with an instance", Count(r.Value))
	case LogsUnpriced:
		return "has no charge for logs on its bill: their price is not known, or they are switched off"
	case TransferBrought:
		return fmt.Sprintf("pays $%.2f for transfer; %s more machines would include it for $%.2f", r.Value, r.Detail, r.Limit)
	case GPUMemoryLimit:
		return fmt.Sprintf("needs %s MB of GPU memory; has %s MB", Count(r.Value), Count(r.Limit))
	case ConnectQuota:
		return fmt.Sprintf("opens %s connections/s at peak; the quota is %s until it is raised", Count(r.Value), Count(r.Limit))
	case ConnectionCut:
		return fmt.Sprintf("ends connections after %s; they stay open for %s", seconds(r.Limit), seconds(r.Value))
	case SpotNotAsked:
		return "is spot capacity, which the vendor can reclaim; commit=spot allows it"
	case Banned:
		return "is ruled out by " + r.Detail
	case Locked:
		return "is ruled out: the part is locked to " + r.Detail
	case DearerTogether:
		return fmt.Sprintf("would bring the whole system to $%.2f instead of $%.2f", r.Value, r.Limit)
	case Overload:
		return "cannot keep up with the load"
	case InstanceQuota:
		return fmt.Sprintf("needs %s instances at peak; %s", Count(r.Value), r.quota())
	case VCPUQuota:
		return fmt.Sprintf("needs %s vCPUs at peak; %s", Count(r.Value), r.quota())
	case RateQuota:
		return fmt.Sprintf("peaks at %s requests/s; %s", Count(r.Value), r.quota())
	case OpenQuota:
		return fmt.Sprintf("has %s connections open at peak; %s", Count(r.Value), r.quota())
	case SpotRisk:
		return r.Detail
	case MinRefused, MaxRefused, CopiesRefused:
		return fmt.Sprintf("cannot honour %s=%.f: %s", r.Code, r.Value, r.Detail)
	case SizeRefused:
		return "sells no size " + r.Detail
	case MostRefused:
		return fmt.Sprintf("needs %s instances at its busiest; %s=%.f", Count(r.Value), r.Detail, r.Limit)
	case BatchLimit:
		return fmt.Sprintf("takes at most %s messages of this size an invocation; batch=%.f", Count(r.Limit), r.Value)
	case BatchUnused:
		return "does not heed batch: " + r.Detail
	case RegionRefused:
		return fmt.Sprintf("runs in %s, %s away; region_strict=on refuses that", r.Detail, seconds(r.Value))
	case OtherRegion:
		return fmt.Sprintf("runs in %s, a round trip of %s from the chosen region", r.Detail, seconds(r.Value))
	case ModelLimit:
		return fmt.Sprintf("is outside the model's limits: %s; crossover simulate checks it", r.Detail)
	case LevelRefuses:
		return r.Detail + "; level=critical refuses that"
	case OneZone:
		return fmt.Sprintf("has its %s copies in one zone: its vendor sells only one", Count(r.Value))
	case BalancerMissing:
		return fmt.Sprintf("has %s copies but no load balancer on its bill: no price for one is known", Count(r.Value))
	case WorkingSetAssumed:
		return fmt.Sprintf("is assumed to need %s of an isolate's %s MB; working_set changes that", Count(r.Value), Count(r.Limit))
	case SharedCores:
		return fmt.Sprintf("is assumed to sustain %s %% of its shared cores: the vendor publishes no figure", Count(r.Value))
	default:
		return ""
	}
}

// Brief returns the limit in a word or two, for places too narrow for [Reason.String].
func (r Reason) Brief() string {
	switch r.Code {
	case RuntimeMissing, ArchMismatch:
		return "only " + r.Detail
	case GPUMissing:
		return "no GPU"
	case DurationLimit, TooSlow:
		return seconds(r.Limit)
	case CPULimit:
		return seconds(r.Limit) + " of CPU"
	case MemoryLimit, DiskLimit, GPUMemoryLimit:
		return Count(r.Limit) + " MB"
	case ResponseLimit, MessageLimit:
		return Count(r.Limit) + " KB"
	case LatencyTarget:
		return "p99 " + seconds(r.Value)
	case InstanceLimit, InstanceQuota:
		return Count(r.Limit) + " instances"
	case VCPUQuota:
		return Count(r.Limit) + " vCPUs"
	case RateQuota:
		return Count(r.Limit) + " requests/s"
	case ConnectionLimit:
		if r.Limit == 0 {
			return "holds no connections"
		}
		return "holds " + Count(r.Limit) + " connections"
	case StateMissing:
		return "keeps no state"
	}
	brief, _, _ := strings.Cut(cmp.Or(briefs[r.Code], r.String()), ";")
	brief, _, _ = strings.Cut(brief, ":")
	return brief
}

// briefs names the limits without a number, for the short form.
var briefs = map[ReasonCode]string{
	Closed: "no longer sold", GPUNotNeeded: "a GPU", SpotNotAsked: "spot capacity", Banned: "banned", Locked: "locked elsewhere",
	NothingToHold: "for connections", Overload: "overloaded", OneZone: "one zone", BalancerMissing: "no load balancer",
	WorkingSetAssumed: "memory assumed", SharedCores: "shared cores", DiskUnknown: "disk assumed", LogsUnpriced: "logs not priced",
	TransferBrought: "transfer beyond what is included", ModelLimit: "outside the model's limits", DearerTogether: "costs more together",
}

// quota describes the holder and the size of the quota.
func (r *Reason) quota() string {
	switch catalog.Holder(r.Detail) {
	case catalog.NewAccount:
		return "new accounts get " + Count(r.Limit) + " until that limit is raised"
	case catalog.LoadBalancer:
		return "its load balancer takes " + Count(r.Limit)
	default:
		return "the quota is " + Count(r.Limit) + " until it is raised"
	}
}

// Count writes a number with at most three significant decimals, a large one with commas.
func Count(v float64) string {
	if v < 1000 && v != float64(int64(v)) {
		return strconv.FormatFloat(v, 'g', 3, 64)
	}
	out := strconv.FormatFloat(v, 'f', 0, 64)
	for i := len(out) - 3; i > 0; i -= 3 {
		out = out[:i] + "," + out[i:]
	}
	return out
}

// seconds writes a time with a suitable unit.
func seconds(s float64) string {
	switch {
	case s < 1:
		return Count(s*1e3) + " ms"
	case s < 120:
		return Count(s) + " s"
	default:
		return Count(s/60) + " min"
	}
}

// maxReasons is larger than the number of reasons that apply at once.
const maxReasons = 12

// Reasons is a short list that needs no allocation.
type Reasons struct {
	N    int
	List [maxReasons]Reason
}

// Add appends a reason; it drops reasons that do not fit.
func (r *Reasons) Add(x Reason) {
	if r.N < maxReasons {
		r.List[r.N] = x
		r.N++
	}
}

// Blocks reports whether one of the reasons makes the offer infeasible.
func (r *Reasons) Blocks() bool {
	for i := range r.N {
		if !r.List[i].Code.Warning() {
			return true
		}
	}
	return false
}

// BlocksBut reports whether a reason with a code other than a or b makes the offer
// infeasible.
func (r *Reasons) BlocksBut(a, b ReasonCode) bool {
	for i := range r.N {
		if c := r.List[i].Code; !c.Warning() && c != a && c != b {
			return true
		}
	}
	return false
}

// Has reports whether the list has a reason with the code.
func (r *Reasons) Has(c ReasonCode) bool {
	for i := range r.N {
		if r.List[i].Code == c {
			return true
		}
	}
	return false
}
