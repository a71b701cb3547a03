package catalog

// Offer is one purchasable way to run a part, as a user must buy it.
type Offer struct {
	// ID is provider-product-variant in kebab case.
	ID string `yaml:"id" valid:"kebab"`
	// Title is used in lists, Short at the end of a curve (at most 14 columns).
	Title string `yaml:"title"`
	Short string `yaml:"short"`
	// Product groups variants: a chart draws only the best offer of a product.
	Product string `yaml:"product" valid:"kebab"`
	Kind    Kind   `yaml:"kind"`
	Model   Model  `yaml:"model"`
	// Arch lists the architectures the offer runs: x86, arm64.
	Arch []string `yaml:"arch" valid:"archs"`
	// Runtimes lists the runtimes the offer has; empty means any.
	Runtimes []string `yaml:"runtimes,omitempty" valid:"runtimes"`
	// Edge is true if requests are answered near the user.
	Edge bool `yaml:"edge,omitempty"`
	// Closed says since when new customers cannot buy the offer.
	Closed string `yaml:"closed,omitempty"`
	// Warms names the offer whose instances this one keeps warm: the same product bought
	// with provisioned concurrency or min instances.
	Warms string `yaml:"warms,omitempty"`
	// Spot marks capacity that the vendor may take back; it describes the risk.
	Spot string `yaml:"spot,omitempty"`
	// Balancer describes what spreads requests over several copies at no extra price. It
	// is empty if that is a line of the bill, or if there is nothing.
	Balancer string  `yaml:"balancer,omitempty"`
	Compute  Compute `yaml:"compute"`
	Billing  Billing `yaml:"billing"`
	Scaling  Scaling `yaml:"scaling"`
	// Policy describes how the platform decides the number of instances.
	Policy Policy `yaml:"policy,omitempty"`
	// Start names the class of start times in the cold-start data.
	Start  string `yaml:"start" valid:"-"`
	Limits Limits `yaml:"limits"`
	// Quotas are the limits of an account that has not asked for more, and of load
	// balancers, in ascending order.
	Quotas []Quota `yaml:"quotas,omitempty"`
	// Connections describes how connections are held open.
	Connections Connections `yaml:"connections,omitempty"`
	// Refuses maps each need that cannot be met to the reason.
	Refuses map[Need]string `yaml:"refuses,omitempty"`
	// Bill lists the lines of the offer's bill, in order.
	Bill []BillLine `yaml:"bill"`
	// Beside names sets of the provider's lines to append to Bill, for services beside the
	// offer that a part may need: a queue, a cache.
	Beside []string `yaml:"beside,omitempty"`
	// Credit is money that the plan gives back for usage.
	Credit *Credit `yaml:"credit,omitempty"`
	// Note is information that a reader of the offer needs.
	Note string `yaml:"note,omitempty"`
	// Override names the user's files that added or changed the offer.
	Override string
}

// Kind is the kind of an offer.
type Kind string

// The kinds of offers.
const (
	KindEdge       Kind = "edge"
	KindFunction   Kind = "function"
	KindContainer  Kind = "container"
	KindMicroVM    Kind = "microvm"
	KindKubernetes Kind = "kubernetes"
	KindVM         Kind = "vm"
	KindGPU        Kind = "gpu"
)

// Kinds lists every kind in the order they are shown.
var Kinds = []Kind{KindEdge, KindFunction, KindContainer, KindMicroVM, KindKubernetes, KindVM, KindGPU}

// Words returns Kinds as text.
func (Kind) Words() []string { return Texts(Kinds) }

// Model defines how usage becomes billed quantities. The set is closed; each model is
// code.
type Model string

// The billing models.
const (
	// PerInvocation bills each request for its memory and duration.
	PerInvocation Model = "per-invocation"
	// CPUTime bills each request for its CPU time.
	CPUTime Model = "cpu-time"
	// ActiveInstance bills an instance while at least one request is in
	// flight, and an idle rate for instances kept warm.
	ActiveInstance Model = "active-instance"
	// ActiveCPU bills CPU while it computes, and memory while an instance handles requests
	// or while it is awake.
	ActiveCPU Model = "active-cpu"
	// Uptime bills an instance from start to stop, including idle time.
	Uptime Model = "uptime"
	// Provisioned bills tasks of a fleet of fixed size, which follows the traffic's shape.
	Provisioned Model = "provisioned"
	// Nodes bills whole machines that parts can share.
	Nodes Model = "nodes"
)

// Pooled reports whether instances of offers with this model come and go with the
// requests, instead of forming a fleet of fixed size.
func (m Model) Pooled() bool { return m != Provisioned && m != Nodes }

// Models lists every billing model.
var Models = []Model{PerInvocation, CPUTime, ActiveInstance, ActiveCPU, Uptime, Provisioned, Nodes}

// Words returns Models as text.
func (Model) Words() []string { return Texts(Models) }

// Compute describes the resources of one instance.
type Compute struct {
	// Sizes names the provider's size table. It is empty if an instance has exactly the
	// memory the part asks for (MinMB … MaxMB).
	Sizes string `yaml:"sizes,omitempty"`
	// Only restricts the table to sizes whose name starts with it.
	Only  string  `yaml:"only,omitempty"`
	MinMB float64 `yaml:"min_mb,omitempty"`
	MaxMB float64 `yaml:"max_mb,omitempty"`
	// StepMB is the step to which memory is rounded up.
	StepMB float64 `yaml:"step_mb,omitempty"`
	// MBPerVCPU gives CPU in proportion to memory (Lambda: 1769).
	MBPerVCPU float64 `yaml:"mb_per_vcpu,omitempty"`
	// VCPU is the CPU of an instance if it does not follow from memory.
	VCPU float64 `yaml:"vcpu,omitempty"`
	// DiskMB is the temporary disk included with an instance, and MaxDiskMB the most it
	// can have; 0 means unknown.
	DiskMB    float64 `yaml:"disk_mb,omitempty"`
	MaxDiskMB float64 `yaml:"max_disk_mb,omitempty"`
	// Isolate is true if requests share one small memory limit, so that the part's memory
	// term does not apply.
	Isolate bool `yaml:"isolate,omitempty"`
	// ReserveMB and ReserveVCPU are reserved for the system on each instance.
	ReserveMB   float64 `yaml:"reserve_mb,omitempty"`
	ReserveVCPU float64 `yaml:"reserve_vcpu,omitempty"`
	Provenance  `yaml:",inline" valid:"figures"`
}

// Billing defines how time is rounded and which times are billed.
type Billing struct {
	// GranularityMS is the step to which billed time is rounded up.
	GranularityMS float64 `yaml:"granularity_ms,omitempty"`
	// MinimumMS is the least time billed for a request or an active period.
	MinimumMS float64 `yaml:"minimum_ms,omitempty"`
	// Init is true if initialisation is billed.
	Init bool `yaml:"init,omitempty"`
	// Idle is the price of an instance that idles before its idle expiry: nothing, the
	// idle rate, or the active rate.
	Idle IdleBilling `yaml:"idle,omitempty"`
	// DecimalGB is true if the vendor counts 1 GB of memory as 1000 MB.
	DecimalGB bool `yaml:"decimal_gb,omitempty"`
	// KeptWarm is true for offers that buy at least one instance
	// kept warm: provisioned concurrency, min instances.
	KeptWarm bool `yaml:"kept_warm,omitempty"`
	// StepS is the longest duration of one step, if longer runs consist of several steps;
	// 0 means runs have no steps.
	StepS      float64 `yaml:"step_s,omitempty"`
	Provenance `yaml:",inline" valid:"figures"`
}

// IdleBilling is the price of idle time before the idle expiry.
type IdleBilling string

// The ways idle time is billed.
const (
	IdleFree   IdleBilling = "free"
	IdleRate   IdleBilling = "idle"
	IdleActive IdleBilling = "active"
)

// Words returns the ways as text.
func (IdleBilling) Words() []string { return Texts([]IdleBilling{IdleFree, IdleRate, IdleActive}) }

// Scaling describes how instances come and go.
type Scaling struct {
	// Concurrency is the default number of requests an instance takes at once, and
	// MaxConcurrency the largest setting. 0 means no limit.
	Concurrency    float64 `yaml:"concurrency,omitempty"`
	MaxConcurrency float64 `yaml:"max_concurrency,omitempty"`
	// IdleS is how long an instance is kept without requests, in seconds.
	IdleS float64 `yaml:"idle_s,omitempty"`
	// Gone is the measured distribution of the idle time: shares of the instances that
	// have expired after some idle seconds, in 2 to 8 points from a share of 0 to 1. Its
	// mean is IdleS; changing IdleS scales it.
	Gone []Gone `yaml:"gone,omitempty"`
	// LifetimeS is the age at which a busy instance is recycled, in seconds; 0 means
	// never.
	LifetimeS float64 `yaml:"lifetime_s,omitempty"`
	// MinColdProbability is the least probability of a cold start, if the vendor publishes
	// one.
	MinColdProbability float64 `yaml:"min_cold_probability,omitempty" valid:"fraction"`
	// ScaleOutS is the start time of a new instance in a provisioned fleet, in seconds.
	ScaleOutS float64 `yaml:"scale_out_s,omitempty"`
	// PerRun is true if each run has its own instance, which starts and ends with it and
	// is billed for all of that time.
	PerRun bool `yaml:"per_run,omitempty"`
	// TargetCPU is the CPU utilisation that the platform's own autoscaler aims at; 0 means
	// the scenario's utilisation.
	TargetCPU float64 `yaml:"target_cpu,omitempty" valid:"fraction"`
	// MinInstances is the fewest instances the product runs (Lambda Managed Instances: 3),
	// on top of the scenario's redundancy.
	MinInstances float64 `yaml:"min_instances,omitempty"`
	Provenance   `yaml:",inline" valid:"figures"`
}

// Limits are hard limits: exceeding one makes the offer infeasible. 0 means no limit.
type Limits struct {
	MaxDurationS float64 `yaml:"max_duration_s,omitempty"`
	// MaxEventDurationS replaces MaxDurationS for work that does not arrive over HTTP; 0
	// means the same.
	MaxEventDurationS float64 `yaml:"max_event_duration_s,omitempty"`
	MaxCPUMS          float64 `yaml:"max_cpu_ms,omitempty"`
	MaxMemoryMB       float64 `yaml:"max_memory_mb,omitempty"`
	MaxResponseKB     float64 `yaml:"max_response_kb,omitempty"`
	MaxRequestsPerDay float64 `yaml:"max_requests_per_day,omitempty"`
	MaxInstances      float64 `yaml:"max_instances,omitempty"`
	Provenance        `yaml:",inline" valid:"figures"`
}

// BillLine is one line of an offer's bill: a quantity computed by the model, times a rate.
type BillLine struct {
	// Rate names the provider's rate; empty if Size is set.
	Rate string `yaml:"rate,omitempty"`
	// Size is true if the price is the chosen size's own.
	Size bool `yaml:"size,omitempty"`
	// Table names a table of sizes that hold the part's state. The line bills as many of
	// the cheapest size as the state needs, in each copy.
	Table string `yaml:"table,omitempty"`
	// Quantity is one of [Quantities].
	Quantity Quantity `yaml:"quantity" valid:"-"`
	// Times multiplies the quantity: 20 GB of disk per machine, 2 addresses.
	Times float64 `yaml:"times,omitempty"`
	// ChunkKB is the size in KB above which a response or a message counts as several.
	// FirstKB is the size of the first chunk if it is larger, and ChunkNeed restricts
	// chunks to parts with the need.
	ChunkKB   float64 `yaml:"chunk_kb,omitempty"`
	FirstKB   float64 `yaml:"first_kb,omitempty"`
	ChunkNeed Need    `yaml:"chunk_need,omitempty"`
	// Batched is true if messages are sent one by one, but read and deleted in batches.
	// Calls are counted, one per ChunkKB.
	Batched bool `yaml:"batched,omitempty"`
	// Batch is the largest number of messages that the queue gives to one invocation of a
	// function, and BatchKB their largest total size; 0 means a message each. WindowS is how
	// long it collects a batch at most, in seconds; without it a batch is what is there.
	Batch   float64 `yaml:"batch,omitempty"`
	BatchKB float64 `yaml:"batch_kb,omitempty"`
	WindowS float64 `yaml:"window_s,omitempty"`
	// MaxKB is the largest message; parts with larger ones are refused.
	MaxKB float64 `yaml:"max_kb,omitempty"`
	// LeastKB is the least size that a message counts as, if bytes are counted.
	LeastKB float64 `yaml:"least_kb,omitempty"`
	// When is "several" for lines billed only with more than one copy, and "single" for
	// lines billed only with one. A line for state counts a single copy only if that has
	// room for the state.
	When string `yaml:"when,omitempty" valid:"copies"`
	// Need restricts the line to parts with the need.
	Need Need `yaml:"need,omitempty"`
	// NoPool is true if the vendor excludes the line from its rate's allowance, as Lambda
	// does with provisioned concurrency.
	NoPool bool `yaml:"no_pool,omitempty"`
	// Used lines are billed to parts that name the rate in their uses, with the quantity
	// given there.
	Used bool `yaml:"used,omitempty"`
	// Unless names a group that replaces the line: it is left out if the bill has a line
	// of that group.
	Unless Group `yaml:"unless,omitempty"`
	// Optional lines are billed only if the user switches their group on.
	Optional bool `yaml:"optional,omitempty"`
	// Group is the purpose of the line.
	Group Group `yaml:"group"`
	// Title overrides the rate's own title.
	Title string `yaml:"title,omitempty"`
}

// Group is the purpose of a bill line. Lines can be switched on and off by group.
type Group string

// The groups of bill lines.
const (
	GroupCompute      Group = "compute"
	GroupRequests     Group = "requests"
	GroupPlan         Group = "plan"
	GroupControlPlane Group = "control-plane"
	GroupFrontDoor    Group = "front-door"
	GroupEgress       Group = "egress"
	GroupIPv4         Group = "ipv4"
	GroupDisk         Group = "disk"
	GroupLogs         Group = "logs"
	GroupNAT          Group = "nat"
	GroupCrossAZ      Group = "cross-az"
	GroupRegistry     Group = "registry"
	// GroupState is caches and storage beside the offer, GroupEvents queues and buses that
	// deliver its work, and GroupUses the user's own uses.
	GroupState  Group = "state"
	GroupEvents Group = "events"
	GroupUses   Group = "uses"
)

// Groups lists every group in the order bills show them.
var Groups = []Group{GroupPlan, GroupControlPlane, GroupCompute, GroupRequests, GroupFrontDoor, GroupEvents, GroupState, GroupEgress, GroupIPv4, GroupDisk, GroupLogs, GroupNAT, GroupCrossAZ, GroupRegistry, GroupUses}

// Words returns Groups as text.
func (Group) Words() []string { return Texts(Groups) }

// Credit is money given back for usage each month.
type Credit struct {
	// Amount is in dollars per month.
	Amount float64      `yaml:"amount" valid:"positive"`
	Kind   IncludedKind `yaml:"kind"`
	// Groups are the groups of lines that the credit applies to, in bill order.
	Groups     []Group `yaml:"groups"`
	Provenance `yaml:",inline"`
}

// Start is a class of start times: the platform's overhead, and the initialisation time of
// each runtime.
type Start struct {
	ID string `yaml:"id" valid:"kebab"`
	// OverheadMS is the median time before the runtime initialises, for placing the
	// instance and fetching the code. It is not billed.
	OverheadMS float64 `yaml:"overhead_ms"`
	Inits      []Init  `yaml:"inits"`
	Provenance `yaml:",inline"`
}

// Init is the initialisation time of one runtime. Empty fields match anything; the first
// match in order applies.
type Init struct {
	Runtime string `yaml:"runtime,omitempty" valid:"runtimes"`
	Package string `yaml:"package,omitempty" valid:"packages"`
	Arch    string `yaml:"arch,omitempty" valid:"archs"`
	// P50MS and P95MS are percentiles of the initialisation time.
	P50MS      float64 `yaml:"p50_ms" valid:"positive"`
	P95MS      float64 `yaml:"p95_ms" valid:"positive"`
	Provenance `yaml:",inline"`
}
