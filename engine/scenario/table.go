package scenario

import (
	"math"

	"crossover/engine/traffic"
)

// The table of terms, in the canonical order of tokens and lists. A row is everything a
// term needs, apart from its use in the engine.
var table = []Term{
	{Key: "parts", Doc: "the parts of the system", Example: "edge,api", Group: GroupSystem,
		NoRange: "a list of names", NoVary: "says what there is, not how much",
		whole: func(s *Scenario) value { return (*partList)(s) }},
	{Key: "part", Doc: "the selected part, to which bare tokens, offers and curves refer", Example: "ml", Group: GroupSystem,
		NoRange: "a name of the scenario's own", NoVary: "selects the part shown",
		whole: func(s *Scenario) value { return (*selection)(s) }},

	{Key: "rate", Doc: "mean requests over the month, such as 12/s or 3M/month, or a share of another part's, such as 20%api", Example: "3M/month", Group: GroupTraffic, Rank: 1,
		Unit: UnitRate, Max: MaxRate, Range: orZero(1./86400, 1e5),
		part: func(p *Part) value { return (*partRate)(p) }, vary: scaled},
	{Key: "memory", Doc: "memory of one instance", Example: "1GB", Group: GroupRequest, Rank: 2,
		Unit: UnitMemory, Min: 1, Max: 4 << 20, Range: memoryRange(),
		part: func(p *Part) value { return (*number)(&p.MemoryMB) }, vary: doubled},
	{Key: "duration", Doc: "handler time of one request on one full vCPU", Example: "250ms", Group: GroupRequest, Rank: 3,
		Unit: UnitTime, Min: leastMS, Max: weekMS, Range: logarithmic(1, 3.6e6),
		part: func(p *Part) value { return (*number)(&p.DurationMS) }, vary: doubled},
	{Key: "billed_duration", Doc: "fixes the billed time of a request, bypassing CPU scaling", Example: "250ms", Group: GroupRequest,
		Unit: UnitTime, Min: leastMS, Max: weekMS, Zero: "none", Words: none,
		NoRange: "for worked examples, which state what was billed", NoVary: "stands in for the duration, which is varied",
		part: func(p *Part) value { return (*number)(&p.BilledMS) }},
	{Key: "cpu", Doc: "share of the duration spent computing", Example: "30%", Group: GroupRequest, Rank: 4,
		Unit: UnitShare, Max: 1, Range: even(0, 1, 0.01, 0.1),
		part: func(p *Part) value { return (*number)(&p.CPU) }, vary: doubled},
	{Key: "request_memory", Doc: "memory that each further concurrent request needs", Example: "16MB", Group: GroupRequest,
		Unit: UnitMemory, Max: 1 << 20, NoRange: "seldom known better than a guess",
		part: func(p *Part) value { return (*number)(&p.RequestMB) }, vary: doubled},
	{Key: "working_set", Doc: "memory that code and requests take in an isolate of 128 MB; assumed is code and one request, but at least an eighth of memory", Example: "60MB", Group: GroupRequest,
		Unit: UnitMemory, Max: 1 << 20, Zero: "assumed", Words: []string{"assumed"},
		NoRange: "seldom known better than a guess", NoVary: "a limit: it refuses offers and changes no bill",
		part: func(p *Part) value { return (*number)(&p.WorkingSetMB) }},
	{Key: "concurrency", Short: "concur.", Doc: "most requests an instance takes at once", Example: "80", Group: GroupRequest, Rank: 11,
		Unit: UnitWhole, Min: 1, Max: 100_000, Zero: "default", Words: []string{"default"},
		Range:  Range{Stops: []float64{0, 1, 2, 4, 8, 16, 32, 64, 80, 100, 200, 500, 1000}},
		NoVary: "chosen, not estimated; the offers' own defaults differ",
		part:   func(p *Part) value { return (*number)(&p.Concurrency) }},
	{Key: "shape", Doc: "how the rate spreads over the month: a name, or a profile of weights such as 1/1/4/2: 2 to 24 for a day, or 168 for the hours of a week from Monday", Example: "office", Group: GroupTraffic, Rank: 9,
		Words: traffic.Names, NoVary: "has no lower and higher",
		part: func(p *Part) value { return (*shapeValue)(&p.Shape) }},
	{Key: "burst", Doc: "peak over mean within the shape", Example: "5", Group: GroupTraffic, Rank: 5,
		Unit: UnitTimes, Min: 1, Max: 1e4, Range: logarithmic(1, 100),
		part: func(p *Part) value { return (*number)(&p.Burst) }, vary: doubled},
	{Key: "burst_length", Doc: "mean length of a burst", Example: "60s", Group: GroupTraffic,
		Unit: UnitSeconds, Min: 1e-3, Max: 31 * 86400,
		NoRange: "seldom known better than a guess", NoVary: "moves waiting times more than bills",
		part: func(p *Part) value { return (*number)(&p.BurstS) }},
	{Key: "response", Doc: "bytes out a request; 0B for work that sends nothing, as most of a queue does", Example: "8KB", Group: GroupRequest, Rank: 6,
		Unit: UnitBytes, Max: 1e7, Range: orZero(0.1, 1e5),
		part: func(p *Part) value { return (*number)(&p.ResponseKB) }, vary: doubled},
	{Key: "runtime", Doc: "picks the cold-start distribution", Example: "ruby", Group: GroupProgram, Rank: 7,
		Unit: UnitWord, Words: Runtimes, NoVary: "has no lower and higher",
		part: func(p *Part) value { return (*word)(&p.Runtime) }},
	{Key: "package", Doc: "how the program is packed: zip, image, large (14-35 MB bundle), app (real application), snapstart, aot or snapshot (memory of a GPU, too); picks the cold-start distribution", Example: "aot", Group: GroupProgram, Rank: 12,
		Unit: UnitWord, Words: Packages, NoVary: "has no lower and higher",
		part: func(p *Part) value { return (*word)(&p.Package) }},
	{Key: "arch", Doc: "processor the part runs on: any, x86 or arm64", Example: "arm64", Group: GroupProgram, Rank: 13,
		Unit: UnitWord, Words: Archs, NoVary: "has no lower and higher",
		part: func(p *Part) value { return (*word)(&p.Arch) }},
	{Key: "p99", Doc: "latency target, the network to clients included, or none", Example: "250ms", Group: GroupLimits, Rank: 8,
		Unit: UnitTime, Min: leastMS, Max: weekMS, Zero: "none", Words: none, Range: orZero(10, 1e5),
		NoVary: "a target: it refuses offers and changes no bill",
		part:   func(p *Part) value { return (*number)(&p.P99MS) }},
	{Key: "gpu", Doc: "GPU the part needs: the model its duration was measured on, which refuses slower ones and ones with less memory; any, with the duration on a T4; or none", Example: "b200", Group: GroupProgram, Rank: 10,
		Unit: UnitWord, Words: GPUs, NoVary: "has no lower and higher",
		part: func(p *Part) value { return (*word)(&p.GPU) }},
	{Key: "min", Doc: "fewest instances, kept even without requests, or none", Example: "2", Group: GroupLimits, Rank: 25,
		Unit: UnitWhole, Max: maxCount, Zero: "none", Words: none, Range: countRange(), NoVary: chosen,
		part: func(p *Part) value { return (*number)(&p.Min) }},
	{Key: "max", Doc: "most instances at the busiest time, or none", Example: "10", Group: GroupLimits, Rank: 26,
		Unit: UnitWhole, Min: 1, Max: maxCount, Zero: "none", Words: none, Range: countRange(), NoVary: chosen,
		part: func(p *Part) value { return (*number)(&p.Max) }},
	{Key: "copies", Doc: "fixed number of instances, instead of min and max, or none", Example: "3", Group: GroupLimits, Rank: 27,
		Unit: UnitWhole, Min: 1, Max: maxCount, Zero: "none", Words: none, Range: countRange(), NoVary: chosen,
		part: func(p *Part) value { return (*number)(&p.Copies) }},
	{Key: "size", Doc: "size of an instance: a vendor's name or its beginning, vCPUs such as 2vcpu or 500m, or memory such as 512MB; auto chooses the cheapest suitable one", Example: "t4g.small", Group: GroupLimits, Zero: "auto",
		NoRange: "the vendors' names", NoVary: chosen,
		part: func(p *Part) value { return listed[Size]{&p.Size, ParseSize} }},
	{Key: "lock", Doc: "the offer the part stays on in a layout, or none", Example: "modal-cpu", Group: GroupLimits, Zero: "none",
		NoRange: "the name of an offer", NoVary: "changes no bill",
		part: func(p *Part) value { return listed[string]{&p.Lock, parseOffer} }},
	{Key: "note", Doc: "a note about the part, in quotes if it has blanks; it is kept with the scenario and its reports", Example: "new in May", Group: GroupSystem, Zero: "none",
		NoRange: "a text", NoVary: "changes no bill",
		part: func(p *Part) value { return listed[string]{&p.Note, ParseNote} }},

	{Key: "longest", Doc: "longest run of one request, for the limits; none means the duration", Example: "40m", Group: GroupLimits, Rank: 21,
		Unit: UnitTime, Min: leastMS, Max: 31 * dayMS, Zero: "none", Range: orZero(1, weekMS),
		NoVary: "a limit: it refuses offers and changes no bill",
		part:   func(p *Part) value { return (*number)(&p.LongestMS) }},
	{Key: "trigger", Doc: "how work arrives: http, queue, fifo (a queue that keeps order), bus, object (uploads) or schedule", Example: "queue", Group: GroupTraffic, Rank: 20,
		Unit: UnitWord, Words: Triggers, NoVary: "has no lower and higher",
		part: func(p *Part) value { return (*word)(&p.Trigger) }},
	{Key: "message_size", Short: "message", Doc: "size of an event, or of a message on a connection", Example: "4KB", Group: GroupTraffic, Rank: 19,
		Unit: UnitBytes, Max: 1e6, Range: orZero(0.01, 1e5),
		part: func(p *Part) value { return (*number)(&p.MessageKB) }, vary: doubled},
	{Key: "batch", Doc: "messages of a queue that one invocation takes, or auto: as many as the latency target leaves room for, or else as delay a message by batch_wait_s, an assumption", Example: "10", Group: GroupTraffic, Rank: 42,
		Unit: UnitWhole, Min: 1, Max: 10_000, Zero: "auto", Words: []string{"auto"}, NoVary: chosen,
		Range: Range{Stops: []float64{0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000}},
		part:  func(p *Part) value { return (*number)(&p.Batch) }},
	{Key: "connections", Short: "connect.", Doc: "connections held open at once, on average; the rate then counts messages received", Example: "50k", Group: GroupSockets, Rank: 15,
		Unit: UnitCount, Max: MaxConnections, Zero: "none", Range: orZero(1, 1e7),
		part: func(p *Part) value { return (*number)(&p.Connections) }, vary: doubled},
	{Key: "session", Doc: "how long a connection stays open", Example: "20m", Group: GroupSockets, Rank: 16,
		Unit: UnitTime, Min: leastMS, Max: weekMS, Range: logarithmic(1e3, weekMS),
		part: func(p *Part) value { return (*number)(&p.ConnectionMS) }, vary: doubled},
	{Key: "fan_out", Short: "fan-out", Doc: "messages sent for each one received, over connections", Example: "5", Group: GroupSockets, Rank: 17,
		Unit: UnitNumber, Max: 1e6, Range: orZero(0.01, 1e4),
		part: func(p *Part) value { return (*number)(&p.FanOut) }, vary: doubled},
	{Key: "room", Doc: "connections that share one room or document, which is one Durable Object", Example: "20", Group: GroupSockets, Rank: 18,
		Unit: UnitNumber, Min: 1, Max: 1e6, Range: logarithmic(1, 1e5),
		part: func(p *Part) value { return (*number)(&p.Room) }, vary: doubled},
	{Key: "state", Doc: "state kept on the server's side between requests, in a cache, storage or a machine's own disk, or none", Example: "2GB", Group: GroupLimits, Rank: 22,
		Unit: UnitMemory, Max: 16 << 20, Zero: "none", Range: orZero(1, 1<<20),
		part: func(p *Part) value { return (*number)(&p.StateMB) }, vary: doubled},
	{Key: "gpu_memory", Short: "GPU mem.", Doc: "GPU memory a request needs, or none", Example: "2GB", Group: GroupProgram, Rank: 23,
		Unit: UnitMemory, Max: 16 << 20, Zero: "none", Range: orZero(1, 2<<20),
		part: func(p *Part) value { return (*number)(&p.GPUMemoryMB) }, vary: doubled},
	{Key: "hits", Doc: "requests at the front door or the edge for each one at the handler: preflights, static files, rejected calls count", Example: "6", Group: GroupTraffic,
		Unit: UnitTimes, Min: 1, Max: 1e6, NoRange: "typed once, as it is measured",
		part: func(p *Part) value { return (*number)(&p.Hits) }, vary: doubled},
	{Key: "outbound", Doc: "bytes a request sends to the internet besides its response, which a NAT gateway carries (lines=nat)", Example: "20KB", Group: GroupRequest,
		Unit: UnitBytes, Max: 1e7, Zero: "none", Words: none, NoRange: "typed once, as it is measured",
		part: func(p *Part) value { return (*number)(&p.OutboundKB) }, vary: doubled},
	{Key: "log", Doc: "bytes a request writes to logs, which are then on the bill; half a KB is assumed if lines=logs adds them", Example: "2KB", Group: GroupRequest,
		Unit: UnitBytes, Max: 1e7, Zero: "assumed", Words: []string{"assumed"}, NoRange: "typed once, as it is measured",
		part: func(p *Part) value { return (*number)(&p.LogKB) }, vary: doubled},
	{Key: "disk", Doc: "temporary disk an instance needs: /tmp of a function, disk of a task or a machine; none means what the instance includes", Example: "4GB", Group: GroupLimits,
		Unit: UnitMemory, Max: 16 << 20, Zero: "none", Words: none, NoRange: "typed once, as the program needs it",
		part: func(p *Part) value { return (*number)(&p.DiskMB) }, vary: doubled},
	{Key: "database", Doc: "memory of a managed relational database beside the part, such as 1GB for a small one and 16GB for a large one, or none", Example: "2GB", Group: GroupLimits,
		Unit: UnitMemory, Max: 16 << 20, Zero: "none", Words: none, NoRange: "typed once, as it is bought",
		part: func(p *Part) value { return (*number)(&p.DatabaseMB) }, vary: doubled},
	{Key: "online", Doc: "hours a day that clients are connected; connections is then the number held open in these hours", Example: "8h", Group: GroupSockets,
		Unit: UnitTime, Min: 1, Max: dayMS, NoRange: "typed once, as people work",
		part: func(p *Part) value { return (*number)(&p.OnlineMS) }, vary: doubled},
	{Key: "uses", Doc: "use of other services per request: name:count@price/unit at a price of yours, or name:count of a rate of the catalogue; provider/, product/ or offer/ before the name limits it to their offers, and commas separate several", Example: "rows:3@0.25/M", Group: GroupRequest,
		NoRange: "a list", NoVary: "a list",
		part: func(p *Part) value { return custom[Uses]{&p.Uses, ParseUses} }},

	{Key: "level", Doc: "service level: hobby has one copy; production two, in two zones, behind a load balancer; critical three, without spot capacity or shared cores", Example: string(Critical), Group: GroupTerms, Rank: 14,
		Unit: UnitWord, Words: Levels,
		system: func(x *Terms) value { return (*word)(&x.Level) }, vary: byLevel},
	{Key: "redundancy", Short: "redund.", Doc: "fewest copies of anything provisioned; level leaves the number to the level", Example: "2", Group: GroupTerms, Rank: 24,
		Unit: UnitWhole, Min: 1, Max: 100, Zero: "level", Words: []string{"level"}, Range: Range{Stops: []float64{0, 1, 2, 3, 4, 5, 6, 8, 10}},
		system: func(x *Terms) value { return (*number)(&x.Redundancy) }, vary: oneMore},
	{Key: "free", Doc: "free tiers and recurring credits", Example: "off", Group: GroupTerms, Rank: 28,
		Unit: UnitSwitch, Words: []string{"on", "off"},
		system: func(x *Terms) value { return (*toggle)(&x.Free) }, vary: func(_ *Term, s *Scenario, high bool) { s.Free = high }},
	{Key: "commit", Doc: "commitment that lowers rates: none, 1y, 3y or spot", Example: string(CommitSpot), Group: GroupTerms, Rank: 29,
		Unit: UnitWord, Words: Commits,
		system: func(x *Terms) value { return (*word)(&x.Commit) }, vary: committed},
	{Key: "month", Doc: "length of the billed month: 730h, 720h, 30d or 31d", Example: string(Month31d), Group: GroupTerms, Rank: 31,
		Unit: UnitWord, Words: Months, NoVary: "a convention",
		system: func(x *Terms) value { return (*word)(&x.Month) }},
	{Key: "utilisation", Short: "util.", Doc: "target for provisioned capacity", Example: "60%", Group: GroupTerms, Rank: 30,
		Unit: UnitShare, Min: 0.01, Max: 1, Range: even(0.1, 1, 0.01, 0.1),
		system: func(x *Terms) value { return (*number)(&x.Utilisation) }, vary: byHalf},
	{Key: "lines", Doc: "costs to add to the usual ones, or with a hyphen to leave out", Example: "logs,-egress", Group: GroupTerms,
		NoRange: "a list, with a switch for each group", NoVary: chosen,
		system: func(x *Terms) value { return custom[Lines]{&x.Lines, ParseLines} }},
	{Key: "region", Doc: "where it runs: each offer in the nearest region in which it is sold at known prices", Example: "eu-central", Group: GroupTerms, Rank: 40,
		Unit: UnitWord, Words: Regions, NoVary: chosen,
		system: func(x *Terms) value { return (*word)(&x.Region) }},
	{Key: "region_strict", Short: "strict", Doc: "refuses offers that are not sold in the region, rather than marking them", Example: "on", Group: GroupTerms, Rank: 41,
		Unit: UnitSwitch, Words: []string{"on", "off"}, NoVary: chosen,
		system: func(x *Terms) value { return (*toggle)(&x.RegionStrict) }},
	{Key: "currency", Doc: "display currency: usd, or a code with its rate for a dollar", Example: "eur@0.92", Group: GroupTerms,
		NoRange: "a code and a rate, typed once", NoVary: "changes no bill",
		system: func(x *Terms) value { return custom[Currency]{&x.Currency, ParseCurrency} }},
	{Key: "allow", Doc: "the only offers, products or providers to use, or the beginning of offers, such as aws-ec2*; or any", Example: "aws,fly", Group: GroupTerms, Zero: "any",
		NoRange: "a list of names", NoVary: "changes no bill",
		system: func(x *Terms) value { return listed[Places]{&x.Allow, ParsePlaces} }},
	{Key: "ban", Doc: "offers, products or providers not to use, or the beginning of offers; or none", Example: "fly,aws-ec2*", Group: GroupTerms, Zero: "none",
		NoRange: "a list of names", NoVary: "changes no bill",
		system: func(x *Terms) value { return listed[Places]{&x.Ban, ParsePlaces} }},
	{Key: "ops", Short: "ops hour", Doc: "price of an hour of operations work, in dollars; a layout counts it", Example: "80", Group: GroupTerms, Rank: 33,
		Unit: UnitDollars, Max: 1e6, Range: even(0, 200, 5, 50), NoVary: "a layout's, not an offer's",
		system: func(x *Terms) value { return (*number)(&x.Ops) }},
	{Key: "vendor", Doc: "price of each further vendor a month, in dollars; a layout counts it", Example: "100", Group: GroupTerms, Rank: 34,
		Unit: UnitDollars, Max: 1e6, Range: even(0, 1000, 10, 100), NoVary: "a layout's, not an offer's",
		system: func(x *Terms) value { return (*number)(&x.Vendor) }},
	{Key: "gb", Short: "GB", Doc: "how gigabytes are counted: as the vendor does, or all binary or decimal", Example: "decimal", Group: GroupTerms, Rank: 32,
		Unit: UnitWord, Words: Gigabytes, NoVary: "a convention",
		system: func(x *Terms) value { return (*word)(&x.GB) }},

	{Key: "uncertainty", Short: "unsure", Doc: "share by which a band varies durations, responses, bursts and start times", Example: "30%", Group: GroupGrowth, Rank: 38,
		Unit: UnitShare, Max: 0.9, Range: even(0, 0.9, 0.05, 0.2), NoVary: "changes no bill",
		system: func(x *Terms) value { return (*number)(&x.Uncertainty) }},
	{Key: "growth", Doc: "how traffic grows in the growth view, a month or a year", Example: "10%/month", Group: GroupGrowth, Rank: 35,
		Unit: UnitGrowth, Min: -0.9, Max: 10, Range: even(-0.5, 1, 0.01, 0.1), NoVary: "changes no bill of today",
		system: func(x *Terms) value { return (*number)(&x.Growth.PerMonth) }},
	{Key: "horizon", Doc: "how far the growth view looks", Example: "2years", Group: GroupGrowth, Rank: 36,
		Unit: UnitMonths, Min: 1, Max: 120, Range: even(1, 60, 1, 12), NoVary: "changes no bill of today",
		system: func(x *Terms) value { return (*number)(&x.Growth.Horizon) }},
	{Key: "migration", Short: "move", Doc: "price of moving one part to another offer, in dollars", Example: "2000", Group: GroupGrowth, Rank: 37,
		Unit: UnitDollars, Max: 1e6, Range: even(0, 50_000, 500, 5000), NoVary: "changes no bill of today",
		system: func(x *Terms) value { return (*number)(&x.Growth.Migration) }},
	{Key: "payback", Doc: "months within which a planned move has to save more than it costs", Example: "6months", Group: GroupGrowth, Rank: 39,
		Unit: UnitMonths, Min: 1, Max: 120, Range: even(1, 60, 1, 12), NoVary: "changes no bill of today",
		system: func(x *Terms) value { return (*number)(&x.Growth.PayBack) }},
}

// Times in milliseconds: the shortest time of a request, a day and a week.
const (
	leastMS = 1e-3
	dayMS   = 8.64e7
	weekMS  = 7 * dayMS
)

// maxCount is the largest number of instances in a count, and chosen the reason why counts
// are not varied.
const (
	maxCount = 100_000
	chosen   = "chosen, not estimated"
)

// countRange returns the stops of a count: none, and numbers of instances.
func countRange() Range {
	return Range{Stops: []float64{0, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100, 200, 500, 1000}}
}

// none is the word offered for a number that can be left out.
var none = []string{"none"}

func logarithmic(lo, hi float64) Range { return Range{Lo: lo, Hi: hi, Log: true} }

func orZero(lo, hi float64) Range { return Range{Lo: lo, Hi: hi, Log: true, Zero: true} }

func even(lo, hi, step, coarse float64) Range {
	return Range{Lo: lo, Hi: hi, Step: step, Coarse: coarse}
}

// memoryRange returns the range from 128 MB to 64 GB with eight whole-number stops per
// doubling, and marks at the sizes that vendors sell.
func memoryRange() Range {
	r := Range{Every: 8, Marks: []float64{128, 256, 512, 768, 1024, 1536, 1769, 2048, 3072, 4096, 6144, 8192, 10240, 16384, 32768, 65536}}
	for lo := 128.0; lo < 65536; lo *= 2 {
		for k := range 8 {
			r.Stops = append(r.Stops, lo+lo/8*float64(k))
		}
	}
	r.Stops = append(r.Stops, 65536)
	return r
}

// doubled halves or doubles a number.
func doubled(t *Term, s *Scenario, high bool) {
	by := 0.5
	if high {
		by = 2
	}
	if was := t.Value(s); was != 0 {
		t.SetValue(s, min(max(was*by, t.Min), t.Max))
	}
}

// byHalf changes a share by half of itself, rounded to whole percents.
func byHalf(t *Term, s *Scenario, high bool) {
	by := 50.0
	if high {
		by = 150
	}
	t.SetValue(s, min(max(math.Round(t.Value(s)*by)/100, t.Min), t.Max))
}

// scaled halves or doubles the rate of the whole system.
func scaled(t *Term, s *Scenario, high bool) {
	by := 0.5
	if high {
		by = 2
	}
	if r := t.Value(s) * by; r > 0 && r <= t.Max {
		t.SetValue(s, r)
	}
}

// oneMore sets a number, if there is one, to its minimum or one above its value.
func oneMore(t *Term, s *Scenario, high bool) {
	was := t.Value(s)
	switch {
	case was == 0:
	case high:
		t.SetValue(s, min(was+1, t.Max))
	default:
		t.SetValue(s, t.Min)
	}
}

// byLevel sets the service level one lower or higher.
func byLevel(t *Term, s *Scenario, high bool) {
	v := t.Value(s) - 1
	if high {
		v += 2
	}
	t.SetValue(s, min(max(v, 0), float64(len(t.Words)-1)))
}

// committed sets a commitment of one year instead of none.
func committed(_ *Term, s *Scenario, high bool) {
	if high && s.Commit == CommitNone {
		s.Commit = Commit1Y
	}
}
