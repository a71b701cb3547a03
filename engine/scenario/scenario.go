// Package scenario holds everything a user sets: the parts of a system with their traffic
// and requests, and the terms of purchase. A [Scenario] is a value: copy it, compare it
// with ==, keep it for undo. Its canonical text form is a list of tokens such as rate=12/s
// memory=512MB, the same on the command line, on the screen and in files.
package scenario

import "crossover/engine/traffic"

// MaxParts is the largest number of parts in a scenario.
const MaxParts = 16

// Scenario is the user's question. Start from [Default]; the zero Scenario has no parts
// and is not valid.
type Scenario struct {
	parts [MaxParts]Part
	n     int
	// Selected is the part that tokens without a part's name set, and that offers and
	// curves refer to.
	Selected int
	Terms
}

// Part is one piece of an application.
type Part struct {
	// Name is unique in its scenario: lower-case letters, digits and hyphens.
	Name string
	// Rate is the part's own mean rate. It is ignored if Share > 0: the part then receives
	// Share times the rate of the part named Of, which may itself be a share of another.
	Rate  Rate
	Share float64
	Of    string
	// MemoryMB is the memory one instance needs, in MB (= MiB), in [1, 4Mi].
	MemoryMB float64
	// DurationMS is the handler's time for one request measured on one full
	// vCPU, in milliseconds, in [0.001, 7 days].
	DurationMS float64
	// BilledMS, if not 0, fixes the billed time of a request and bypasses CPU scaling.
	BilledMS float64
	// CPU is the share of the duration spent computing, in [0, 1].
	CPU float64
	// RequestMB is the memory each further concurrent request adds.
	RequestMB float64
	// WorkingSetMB is the memory of an isolate for the part; 0 derives it from MemoryMB
	// and RequestMB.
	WorkingSetMB float64
	// Concurrency is the largest number of requests an instance takes at once; 0 means the
	// offer's default.
	Concurrency float64
	// Shape spreads the rate over the month.
	Shape traffic.Shape
	// Burst is peak over mean within a piece of the shape, in [1, 10000], and
	// BurstS the mean length of a burst in seconds.
	Burst  float64
	BurstS float64
	// ResponseKB is the data a request sends out, in decimal KB.
	ResponseKB float64
	Runtime    string
	Package    string
	// Arch is any, x86 or arm64.
	Arch string
	// P99MS is the latency target in milliseconds; 0 for none.
	P99MS float64
	// GPU is none, any, or the model that the duration was measured on. Slower models and
	// ones with less memory are then refused. With any the duration is that of a GPU with
	// a relative speed of 1, which is a T4.
	GPU string
	Needs
	Counts
	// Size is the size of an instance; empty leaves it to the search.
	Size Size
	// Lock is the ID of the offer that the part uses in a layout; empty lets the layout
	// choose.
	Lock string
	// Note is the user's note about the part. No figure depends on it.
	Note string
}

// Terms are the terms of purchase of the whole system.
type Terms struct {
	// Level is the service level.
	Level Level
	// Redundancy is the fewest copies of anything provisioned, in [1, 100]; 0 leaves them
	// to the level.
	Redundancy float64
	// Free applies free tiers and recurring credits.
	Free   bool
	Commit Commit
	Month  Month
	// Utilisation is the target for provisioned capacity, in (0, 1].
	Utilisation float64
	// Lines are the groups of bill lines switched on or off.
	Lines Lines
	// Region is the region class in which the system should run. Each offer runs in the
	// nearest region in which it is sold at known prices.
	Region string
	// RegionStrict refuses offers that are not sold in that class.
	RegionStrict bool
	Currency     Currency
	// GB defines how gigabytes are counted: vendor, binary or decimal.
	GB string
	// Allow, if not empty, names the only offers that may be used, and Ban offers that may
	// not.
	Allow, Ban Places
	// Ops is the price of an hour of operations work, and Vendor the price per month of
	// each further vendor, in dollars. Layouts count them.
	Ops, Vendor float64
	// Growth describes how traffic grows.
	Growth Growth
	// Uncertainty is the relative uncertainty of estimated properties of a request, in [0,
	// 0.9]. It sets the width of a chart's band and does not change bills.
	Uncertainty float64
}

// Commit is a commitment that lowers rates.
type Commit string

// The commitments.
const (
	CommitNone Commit = "none"
	Commit1Y   Commit = "1y"
	Commit3Y   Commit = "3y"
	CommitSpot Commit = "spot"
)

// Month is the length of the billed month.
type Month string

// The months used by vendors' calculators.
const (
	Month730h Month = "730h"
	Month720h Month = "720h"
	Month30d  Month = "30d"
	Month31d  Month = "31d"
)

// Hours returns the month's length.
func (m Month) Hours() float64 {
	switch m {
	case Month720h, Month30d:
		return 720
	case Month31d:
		return 744
	default:
		return 730
	}
}

// Level is a service level: the number of copies of an always-on offer that answers over
// HTTP, the number of zones, and the kinds of capacity allowed.
type Level string

// The service levels.
const (
	// Hobby is one copy without a load balancer.
	Hobby Level = "hobby"
	// Production is two copies in two zones behind a load balancer.
	Production Level = "production"
	// Critical is three copies in three zones, without spot capacity or shared cores.
	Critical Level = "critical"
)

// Copies returns the number of copies of the level, which is also the number of zones.
func (l Level) Copies() float64 {
	switch l {
	case Production:
		return 2
	case Critical:
		return 3
	default:
		return 1
	}
}

// Copies returns the fewest copies of an always-on offer that answers over HTTP, from the
// redundancy or else the level.
func (t *Terms) Copies() float64 {
	if t.Redundancy > 0 {
		return t.Redundancy
	}
	return t.Level.Copies()
}

// Levels lists the service levels, the least demanding first. Runtimes, Packages, Archs,
// GPUs, Commits, Gigabytes, Months and Regions list the words that their tokens accept,
// the default first.
var (
	Levels    = []string{string(Hobby), string(Production), string(Critical)}
	Runtimes  = []string{"node", "python", "go", "rust", "java", "dotnet", "ruby"}
	Packages  = []string{"zip", "image", "large", "app", "snapstart", "aot", "snapshot"}
	Archs     = []string{"any", "x86", "arm64"}
	GPUs      = []string{"none", "any", "t4", "l4", "a10", "l40s", "a100", "rtx-pro", "h100", "h200", "b200"}
	Commits   = []string{string(CommitNone), string(Commit1Y), string(Commit3Y), string(CommitSpot)}
	Gigabytes = []string{"vendor", "binary", "decimal"}
	Regions   = []string{"us-east", "us-west", "eu-west", "eu-central", "ap-southeast", "ap-northeast"}
	Months    = []string{string(Month730h), string(Month720h), string(Month30d), string(Month31d)}
)

// NewPart returns a part with every term at its default.
func NewPart(name string) Part {
	return Part{
		Name: name, Rate: Rate{N: 12, Per: PerSecond},
		MemoryMB: 512, DurationMS: 120, CPU: 0.3, RequestMB: 8,
		Burst: 1, BurstS: 60, ResponseKB: 8,
		Runtime: Runtimes[0], Package: Packages[0], Arch: Archs[0], GPU: GPUs[0],
		Needs: Needs{Trigger: Triggers[0], ConnectionMS: 20 * 6e4, FanOut: 1, Room: 100, MessageKB: 1, Hits: 1, OnlineMS: dayMS},
	}
}

// Default returns the system the program starts with: the hybrid pattern of edge, api,
// events, cron and ml, with api selected. Its figures are assumptions for the user to
// change; the api part has the default of every term.
func Default() Scenario {
	edge := NewPart("edge")
	edge.Share, edge.Of = 1, "api"
	edge.DurationMS, edge.CPU, edge.ResponseKB, edge.P99MS = 4, 0.8, 2, 50

	events := NewPart("events")
	events.Share, events.Of = 0.2, "api"
	events.MemoryMB, events.DurationMS, events.ResponseKB, events.Burst = 256, 400, 1, 5

	cron := NewPart("cron")
	cron.Rate = Rate{N: 24, Per: PerDay}
	cron.DurationMS, cron.CPU, cron.ResponseKB = 60_000, 0.5, 1
	cron.Shape = traffic.Shape{Kind: traffic.Cron}

	ml := NewPart("ml")
	ml.Share, ml.Of = 0.001, "api"
	ml.MemoryMB, ml.DurationMS, ml.CPU, ml.ResponseKB = 16*1024, 800, 0.1, 16
	ml.Runtime, ml.Package, ml.GPU = "python", "image", "l4"

	return New(Terms{
		Level: Production, Free: true, Commit: CommitNone, Month: Month730h,
		Utilisation: 0.6, Region: Regions[0], GB: Gigabytes[0], Growth: defaultGrowth, Uncertainty: defaultUncertainty,
	}, 1, edge, NewPart("api"), events, cron, ml)
}

// New returns a scenario of the given parts. There must be 1 to [MaxParts]; further ones
// are dropped.
func New(t Terms, selected int, parts ...Part) Scenario {
	s := Scenario{Terms: t}
	s.n = copy(s.parts[:], parts)
	s.Selected = min(max(selected, 0), max(s.n-1, 0))
	return s
}

// Len returns the number of parts.
func (s *Scenario) Len() int { return s.n }

// Part returns part i, for reading or changing.
func (s *Scenario) Part(i int) *Part { return &s.parts[i] }

// SelectedPart returns the selected part, for reading or changing.
func (s *Scenario) SelectedPart() *Part { return &s.parts[s.Selected] }

// Find returns the index of the part with the given name, or -1.
func (s *Scenario) Find(name string) int {
	for i := range s.n {
		if s.parts[i].Name == name {
			return i
		}
	}
	return -1
}

// Hours returns the length of the billed month.
func (s *Scenario) Hours() float64 { return s.Month.Hours() }

// PerSecond returns the mean rate of part i in requests per second.
func (s *Scenario) PerSecond(i int) float64 {
	times, r := s.rate(i)
	return times * r.PerSecond(s.Hours())
}

// PerMonth returns the requests of part i in a billed month. It is exact if the rate was
// written per month.
func (s *Scenario) PerMonth(i int) float64 {
	times, r := s.rate(i)
	return times * r.PerMonth(s.Hours())
}

// rate returns the rate of part i as a multiple of its own or another part's.
func (s *Scenario) rate(i int) (times float64, r Rate) {
	times, root := s.root(i)
	if root < 0 {
		return 0, Rate{}
	}
	return times, s.parts[root].Rate
}

// root returns the part with its own rate that part i is a share of, directly or through
// others, and the share. For a part with its own rate these are the part and 1. root is -1
// if the shares lead to no part, or form a cycle.
func (s *Scenario) root(i int) (times float64, root int) {
	times = 1
	for range s.n {
		if s.parts[i].Share == 0 {
			return times, i
		}
		times *= s.parts[i].Share
		if i = s.Find(s.parts[i].Of); i < 0 {
			break
		}
	}
	return 0, -1
}

// ShareOfRoot returns the share of a part's own rate that part i receives, directly or
// through others: 1 if its rate is its own, 0 if its shares lead to no part.
func (s *Scenario) ShareOfRoot(i int) float64 {
	times, _ := s.root(i)
	return times
}

// Scale sets the selected part's rate and scales the parts connected with it. If the
// selected part is a share, it scales the part it is a share of; the parts that are a
// share of the scaled part follow. Other parts with their own rate, such as scheduled
// work, keep it.
func (s *Scenario) Scale(r Rate) {
	if times, root := s.root(s.Selected); root >= 0 && root != s.Selected {
		s.parts[root].Rate = Rate{N: r.N / times, Per: r.Per}
		return
	}
	s.SelectedPart().Rate = r
}
