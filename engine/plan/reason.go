package plan

import (
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
	GPUSlower
	GPUSmaller
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

// reasons has for each code its name in JSON output, what it says of an offer, and the limit
// in a word or two; see [Reason.word]. Without these, the words are cut short.
var reasons = [...]struct{ name, says, brief string }{
	Closed:            {"closed", "is {detail}", "no longer sold"},
	ArchMismatch:      {"arch", "runs on {detail} only", "only {detail}"},
	RuntimeMissing:    {"runtime", "runs {detail} only", "only {detail}"},
	GPUMissing:        {"gpu-missing", "has no GPU; the part needs {detail}", "no GPU"},
	GPUNotNeeded:      {"gpu-not-needed", "is a GPU; the part needs none", "a GPU"},
	MemoryLimit:       {"memory-limit", "needs {value} MB; at most {limit} MB", "{limit} MB"},
	DurationLimit:     {"duration-limit", "runs {value s}; at most {limit s}", "{limit s}"},
	CPULimit:          {"cpu-limit", "computes {value s} a request; at most {limit s}", "{limit s} of CPU"},
	ResponseLimit:     {"response-limit", "answers with {value} KB; at most {limit} KB", "{limit} KB"},
	DailyLimit:        {"daily-limit", "gets {value} requests a day; at most {limit}", ""},
	InstanceLimit:     {"instance-limit", "needs {value} instances; at most {limit}", "{limit} instances"},
	LatencyTarget:     {"latency-target", "p99 is {value s}{detail}; the target is {limit s}", "p99 {value s}"},
	ConnectionLimit:   {"connection-limit", "holds {limit} of {value} connections open: {detail}", "holds {limit or no} connections"},
	NothingToHold:     {"nothing-to-hold", "{detail}", "for connections"},
	MessageLimit:      {"message-limit", "has messages of {value} KB; at most {limit} KB", "{limit} KB"},
	StateMissing:      {"state-missing", "keeps none of {value} MB of state: {detail}", "keeps no state"},
	DatabaseMissing:   {"database-missing", "{detail}", ""},
	DiskLimit:         {"disk-limit", "needs {value} MB of disk; at most {limit} MB", "{limit} MB"},
	TriggerMissing:    {"trigger-missing", "{detail}", ""},
	GPUMemoryLimit:    {"gpu-memory-limit", "needs {value} MB of GPU memory; has {limit} MB", "{limit} MB"},
	GPUSlower:         {"gpu-slower", "has the {detail} asked for", "slower GPU"},
	GPUSmaller:        {"gpu-smaller", "has {limit} MB of GPU memory, less than the {value} MB of the {detail} asked for", "{limit} MB"},
	Overload:          {"overload", "cannot keep up with the load", "overloaded"},
	SpotNotAsked:      {"spot-not-asked", "is spot capacity, which the vendor can reclaim; commit=spot allows it", "spot capacity"},
	LevelRefuses:      {"level", "{detail}; level=critical refuses that", ""},
	MinRefused:        {"min", "cannot honour min={value n}: {detail}", ""},
	MaxRefused:        {"max", "cannot honour max={value n}: {detail}", ""},
	CopiesRefused:     {"copies", "cannot honour copies={value n}: {detail}", ""},
	SizeRefused:       {"size", "sells no size {detail}", ""},
	MostRefused:       {"instances", "needs {value} instances at its busiest; {detail}={limit n}", ""},
	TooSlow:           {"too-slow", "takes {value s} a run on {detail}; longest={limit s}", "{limit s}"},
	BatchLimit:        {"batch-limit", "takes at most {limit} messages of this size an invocation; batch={value n}", ""},
	RegionRefused:     {"region", "runs in {detail}, {value s} away; region_strict=on refuses that", ""},
	Banned:            {"banned", "is ruled out by {detail}", "banned"},
	Locked:            {"locked", "is ruled out: the part is locked to {detail}", "locked elsewhere"},
	DearerTogether:    {"dearer-together", "would bring the whole system to ${value $} instead of ${limit $}", "costs more together"},
	InstanceQuota:     {"instance-quota", "needs {value} instances at peak; {quota}", "{limit} instances"},
	VCPUQuota:         {"vcpu-quota", "needs {value} vCPUs at peak; {quota}", "{limit} vCPUs"},
	RateQuota:         {"rate-quota", "peaks at {value} requests/s; {quota}", "{limit} requests/s"},
	OpenQuota:         {"open-quota", "has {value} connections open at peak; {quota}", ""},
	ConnectQuota:      {"connect-quota", "opens {value} connections/s at peak; the quota is {limit} until it is raised", ""},
	ConnectionCut:     {"connection-cut", "ends connections after {limit s}; they stay open for {value s}", ""},
	SpotRisk:          {"spot-risk", "{detail}", ""},
	OneZone:           {"one-zone", "has all its copies in one zone: its vendor sells only one", "one zone"},
	BalancerMissing:   {"balancer-missing", "has {value} copies but no load balancer on its bill: no price for one is known", "no load balancer"},
	WorkingSetAssumed: {"working-set-assumed", "is assumed to need {value} of an isolate's {limit} MB; working_set changes that", "memory assumed"},
	SharedCores:       {"shared-cores", "is assumed to sustain {value} % of its shared cores: the vendor publishes no figure", "shared cores"},
	DiskUnknown:       {"disk-unknown", "is assumed to have {value} MB of disk: the vendor does not publish how much comes with an instance", "disk assumed"},
	LogsUnpriced:      {"logs-unpriced", "has no charge for logs on its bill: their price is not known, or they are switched off", "logs not priced"},
	TransferBrought:   {"transfer-brought", "pays ${value $} for transfer; {detail} would include it for ${limit $}", "transfer beyond what is included"},
	BatchUnused:       {"batch-unused", "does not heed batch: {detail}", ""},
	OtherRegion:       {"other-region", "runs in {detail}, a round trip of {value s} from the chosen region", ""},
	ModelLimit:        {"model-limit", "is outside the model's limits: {detail}; crossover simulate checks it", "outside the model's limits"},
}

// String returns the code's name as it appears in JSON output.
func (c ReasonCode) String() string { return reasons[c].name }

// Reason is a reason why an offer cannot run a part, or a warning.
type Reason struct {
	Code ReasonCode
	// Value is the part's need and Limit the offer's limit, in the unit of the code: MB,
	// seconds, KB, requests, instances, speed relative to a T4.
	Value, Limit float64
	// Detail is a word or phrase for limits that are not numbers.
	Detail string
}

// String describes the limit and the excess.
func (r Reason) String() string { return r.fill(reasons[r.Code].says) }

// Brief returns the limit in a word or two, for places too narrow for [Reason.String].
func (r Reason) Brief() string {
	if brief := reasons[r.Code].brief; brief != "" {
		return r.fill(brief)
	}
	brief, _, _ := strings.Cut(r.String(), ";")
	brief, _, _ = strings.Cut(brief, ":")
	return brief
}

// fill replaces what is in braces by the reason's own words.
func (r *Reason) fill(text string) string {
	out := ""
	for {
		before, rest, found := strings.Cut(text, "{")
		if out += before; !found {
			return out
		}
		name, after, _ := strings.Cut(rest, "}")
		out, text = out+r.word(name), after
	}
}

// word returns what stands for a name in braces: the value or the limit as a count, in
// seconds (s), as dollars ($) or as a plain number (n), the detail, or the quota.
func (r *Reason) word(name string) string {
	what, unit, _ := strings.Cut(name, " ")
	v := r.Value
	switch what {
	case "detail":
		return r.Detail
	case "quota":
		return r.quota()
	case "limit":
		v = r.Limit
	}
	switch unit {
	case "s":
		return seconds(v)
	case "$":
		return strconv.FormatFloat(v, 'f', 2, 64)
	case "n":
		return strconv.FormatFloat(v, 'f', 0, 64)
	case "or no":
		if v == 0 {
			return "no"
		}
	}
	return Count(v)
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
