package catalog

// Offer is one purchasable way to run a part, as a user must buy it.
type Offer struct {
	// ID is provider-product-variant in kebab case.
	ID string `yaml:"id" valid:"kebab"`
	// Title is for lists, Short for the end of a curve (at most 14 columns).
	Title string `yaml:"title"`
	Short string `yaml:"short"`
	// Product groups variants: on a chart only the best of a product is drawn.
	Product string `yaml:"product" valid:"kebab"`
	Kind    Kind   `yaml:"kind"`
	Model   Model  `yaml:"model"`
	// Arch lists what the offer runs: x86, arm64.
	Arch []string `yaml:"arch" valid:"archs"`
	// Runtimes lists the runtimes the offer has; empty means any.
	Runtimes []string `yaml:"runtimes,omitempty" valid:"runtimes"`
	// Edge is true where requests are answered near the user.
	Edge bool `yaml:"edge,omitempty"`
	// Closed says in words since when new customers cannot buy the offer.
	Closed string `yaml:"closed,omitempty"`
	// Warms names the offer whose instances this one keeps warm: the same thing
	// bought with provisioned concurrency or min instances.
	Warms string `yaml:"warms,omitempty"`
	// Spot marks capacity the vendor may take back, with the risk in words.
	Spot string `yaml:"spot,omitempty"`
	// Balancer says in words what spreads requests over several copies at no
	// price of its own; empty where that is a line of the bill, or nothing.
	Balancer string  `yaml:"balancer,omitempty"`
	Compute  Compute `yaml:"compute"`
	Billing  Billing `yaml:"billing"`
	Scaling  Scaling `yaml:"scaling"`
	// Policy is how the platform decides how many instances there are.
	Policy Policy `yaml:"policy,omitempty"`
	// Start names the class of start times in the cold-start data.
	Start  string `yaml:"start" valid:"-"`
	Limits Limits `yaml:"limits"`
	// Quotas are what an account gets without asking, and load balancers take, the
	// smaller first.
	Quotas []Quota `yaml:"quotas,omitempty"`
	// Connections is how connections are held open.
	Connections Connections `yaml:"connections,omitempty"`
	// Refuses says in words why a need cannot be met, for those that cannot.
	Refuses map[Need]string `yaml:"refuses,omitempty"`
	// Bill lists the lines of the offer's bill, in order.
	Bill []BillLine `yaml:"bill"`
	// Beside names sets of the provider's lines that come after them, for what
	// stands beside the offer where a part needs it: a queue, a cache.
	Beside []string `yaml:"beside,omitempty"`
	// Credit is an amount of money the plan gives back on usage.
	Credit *Credit `yaml:"credit,omitempty"`
	// Note is for what a reader must know about the offer.
	Note string `yaml:"note,omitempty"`
	// Override names the user's files that added the offer or changed it.
	Override string
}

// Kind is what sort of thing an offer is.
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

// Model is how usage becomes billed quantities: a closed set, in code.
type Model string

// The billing models.
const (
	// PerInvocation bills each request for its memory and duration.
	PerInvocation Model = "per-invocation"
	// CPUTime bills each request for the time it computes.
	CPUTime Model = "cpu-time"
	// ActiveInstance bills an instance while at least one request is in
	// flight, and an idle rate for instances kept warm.
	ActiveInstance Model = "active-instance"
	// ActiveCPU bills CPU on use and memory while an instance handles
	// requests, or while it is awake.
	ActiveCPU Model = "active-cpu"
	// Uptime bills an instance from start to stop, idle time-out included.
	Uptime Model = "uptime"
	// Provisioned bills tasks sized in advance, following the traffic's shape.
	Provisioned Model = "provisioned"
	// Nodes bills whole machines that parts are packed onto.
	Nodes Model = "nodes"
)

// Pooled reports whether instances of offers with this model come and go with
// the requests, rather than being sized in advance.
func (m Model) Pooled() bool { return m != Provisioned && m != Nodes }

// Models lists every billing model.
var Models = []Model{PerInvocation, CPUTime, ActiveInstance, ActiveCPU, Uptime, Provisioned, Nodes}

// Words returns Models as text.
func (Model) Words() []string { return Texts(Models) }

// Compute says what one instance can be made of.
type Compute struct {
	// Sizes names the provider's size table, or is empty when an instance has
	// exactly the memory the part asks for (MinMB … MaxMB).
	Sizes string `yaml:"sizes,omitempty"`
	// Only keeps the sizes of that table whose name starts with it.
	Only  string  `yaml:"only,omitempty"`
	MinMB float64 `yaml:"min_mb,omitempty"`
	MaxMB float64 `yaml:"max_mb,omitempty"`
	// StepMB is what memory is rounded up to.
	StepMB float64 `yaml:"step_mb,omitempty"`
	// MBPerVCPU gives CPU in proportion to memory (Lambda: 1769).
	MBPerVCPU float64 `yaml:"mb_per_vcpu,omitempty"`
	// VCPU is the CPU of an instance where it does not follow from memory.
	VCPU float64 `yaml:"vcpu,omitempty"`
	// DiskMB is the temporary disk an instance comes with, and MaxDiskMB the most it
	// can have; 0 is not known.
	DiskMB    float64 `yaml:"disk_mb,omitempty"`
	MaxDiskMB float64 `yaml:"max_disk_mb,omitempty"`
	// Isolate is true where requests share one small memory limit and the
	// part's own memory term does not apply.
	Isolate bool `yaml:"isolate,omitempty"`
	// ReserveMB and ReserveVCPU are taken by the system on each instance.
	ReserveMB   float64 `yaml:"reserve_mb,omitempty"`
	ReserveVCPU float64 `yaml:"reserve_vcpu,omitempty"`
	Provenance  `yaml:",inline" valid:"figures"`
}

// Billing says how time is rounded and which times are billed.
type Billing struct {
	// GranularityMS is the step billed time is rounded up to.
	GranularityMS float64 `yaml:"granularity_ms,omitempty"`
	// MinimumMS is the least time billed for a request or an active period.
	MinimumMS float64 `yaml:"minimum_ms,omitempty"`
	// Init is true where initialising is billed.
	Init bool `yaml:"init,omitempty"`
	// Idle says what an instance costs while it idles before its time-out:
	// nothing, the idle rate, or the active rate.
	Idle IdleBilling `yaml:"idle,omitempty"`
	// DecimalGB is true where the vendor counts 1 GB of memory as 1000 MB.
	DecimalGB bool `yaml:"decimal_gb,omitempty"`
	// KeptWarm is true for offers that buy at least one instance
	// kept warm: provisioned concurrency, min instances.
	KeptWarm bool `yaml:"kept_warm,omitempty"`
	// StepS is how long one step of a run takes at the most where longer runs
	// are made of several; 0 means runs have no steps.
	StepS      float64 `yaml:"step_s,omitempty"`
	Provenance `yaml:",inline" valid:"figures"`
}

// IdleBilling is what idle time before the time-out costs.
type IdleBilling string

// The ways idle time is billed.
const (
	IdleFree   IdleBilling = "free"
	IdleRate   IdleBilling = "idle"
	IdleActive IdleBilling = "active"
)

// Words returns the ways as text.
func (IdleBilling) Words() []string { return Texts([]IdleBilling{IdleFree, IdleRate, IdleActive}) }

// Scaling is how instances come and go.
type Scaling struct {
	// Concurrency is the default number of requests an instance takes at once,
	// MaxConcurrency the most it can be set to. 0 means no limit of its own.
	Concurrency    float64 `yaml:"concurrency,omitempty"`
	MaxConcurrency float64 `yaml:"max_concurrency,omitempty"`
	// IdleS is how long an instance is kept without requests, in seconds.
	IdleS float64 `yaml:"idle_s,omitempty"`
	// Gone are shares of the instances that are gone after so many idle seconds, where
	// that was measured: 2 to 8 points from a share of 0 to one of 1, whose mean is
	// IdleS. Another IdleS makes all of them longer or shorter.
	Gone []Gone `yaml:"gone,omitempty"`
	// LifetimeS is when a busy instance is recycled; 0 means never.
	LifetimeS float64 `yaml:"lifetime_s,omitempty"`
	// MinColdProbability is the least chance of a cold start, where the vendor
	// publishes one.
	MinColdProbability float64 `yaml:"min_cold_probability,omitempty" valid:"fraction"`
	// ScaleOutS is how long a new instance of a provisioned fleet takes.
	ScaleOutS float64 `yaml:"scale_out_s,omitempty"`
	// PerRun is true where each run has an instance of its own, which starts and
	// ends with it and is billed for all of that.
	PerRun bool `yaml:"per_run,omitempty"`
	// TargetCPU is the CPU utilisation the platform's own autoscaler aims at;
	// 0 means the scenario's utilisation.
	TargetCPU float64 `yaml:"target_cpu,omitempty" valid:"fraction"`
	// MinInstances is the fewest instances the product runs (Lambda Managed
	// Instances: 3), on top of the scenario's redundancy.
	MinInstances float64 `yaml:"min_instances,omitempty"`
	Provenance   `yaml:",inline" valid:"figures"`
}

// Limits are what an offer refuses: more makes it infeasible. 0 means no limit.
type Limits struct {
	MaxDurationS float64 `yaml:"max_duration_s,omitempty"`
	// MaxEventDurationS takes its place where work does not arrive over HTTP;
	// 0 means it is the same.
	MaxEventDurationS float64 `yaml:"max_event_duration_s,omitempty"`
	MaxCPUMS          float64 `yaml:"max_cpu_ms,omitempty"`
	MaxMemoryMB       float64 `yaml:"max_memory_mb,omitempty"`
	MaxResponseKB     float64 `yaml:"max_response_kb,omitempty"`
	MaxRequestsPerDay float64 `yaml:"max_requests_per_day,omitempty"`
	MaxInstances      float64 `yaml:"max_instances,omitempty"`
	Provenance        `yaml:",inline" valid:"figures"`
}

// BillLine is one line of an offer's bill: a quantity the model computes,
// times a rate.
type BillLine struct {
	// Rate names the provider's rate, or is empty when Size is set.
	Rate string `yaml:"rate,omitempty"`
	// Size is true when the price is the chosen size's own.
	Size bool `yaml:"size,omitempty"`
	// Table names a table of sizes that hold the part's state: the line is for
	// as many of the cheapest as that takes, in each copy.
	Table string `yaml:"table,omitempty"`
	// Quantity is one of [Quantities].
	Quantity Quantity `yaml:"quantity" valid:"-"`
	// Times multiplies the quantity: 20 GB of disk a machine, 2 addresses.
	Times float64 `yaml:"times,omitempty"`
	// ChunkKB makes a response, or a message, of more than this many KB count
	// as several. FirstKB is how large the first of them is, where it is larger
	// than the others, and ChunkNeed keeps all this to parts that have the need.
	ChunkKB   float64 `yaml:"chunk_kb,omitempty"`
	FirstKB   float64 `yaml:"first_kb,omitempty"`
	ChunkNeed Need    `yaml:"chunk_need,omitempty"`
	// Batched is true where a message is sent by itself, and read and deleted with others:
	// calls count, and each ChunkKB of one.
	Batched bool `yaml:"batched,omitempty"`
	// MaxKB is the largest message: parts with larger ones are refused.
	MaxKB float64 `yaml:"max_kb,omitempty"`
	// LeastKB is what a message counts as at least, where bytes are counted.
	LeastKB float64 `yaml:"least_kb,omitempty"`
	// When is "several" for lines that exist only with more than one copy, and
	// "single" for those only one has. Of a line for state it is one if that
	// has room for the state.
	When string `yaml:"when,omitempty" valid:"copies"`
	// Need keeps the line to parts that have it.
	Need Need `yaml:"need,omitempty"`
	// NoPool is true where the vendor excludes the line from the amount that its
	// rate includes, as Lambda does with provisioned concurrency.
	NoPool bool `yaml:"no_pool,omitempty"`
	// Used lines are on the bill of parts that name the rate in their uses, as often
	// as they say.
	Used bool `yaml:"used,omitempty"`
	// Unless names a group that the line is an alternative to: it is left out
	// where the bill has a line of that group.
	Unless Group `yaml:"unless,omitempty"`
	// Optional lines are on the bill only when the user switches their group
	// on: what one can, but need not, pay for.
	Optional bool `yaml:"optional,omitempty"`
	// Group says what the line is for.
	Group Group `yaml:"group"`
	// Title overrides the rate's own title.
	Title string `yaml:"title,omitempty"`
}

// Group is what a bill line is for; lines can be switched by group.
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
	// GroupState is caches and storage beside the offer, GroupEvents queues and
	// buses that bring it work, and GroupUses what the user priced.
	GroupState  Group = "state"
	GroupEvents Group = "events"
	GroupUses   Group = "uses"
)

// Groups lists every group in the order bills show them.
var Groups = []Group{GroupPlan, GroupControlPlane, GroupCompute, GroupRequests, GroupFrontDoor, GroupEvents, GroupState, GroupEgress, GroupIPv4, GroupDisk, GroupLogs, GroupNAT, GroupCrossAZ, GroupRegistry, GroupUses}

// Words returns Groups as text.
func (Group) Words() []string { return Texts(Groups) }

// Credit is money given back on usage each month.
type Credit struct {
	// Amount is in dollars a month.
	Amount float64      `yaml:"amount" valid:"positive"`
	Kind   IncludedKind `yaml:"kind"`
	// Groups are the lines the credit applies to, in bill order.
	Groups     []Group `yaml:"groups"`
	Provenance `yaml:",inline"`
}

// Start is a class of start times: the platform's own overhead, and what
// initialising each runtime takes.
type Start struct {
	ID string `yaml:"id" valid:"kebab"`
	// OverheadMS is the median time before the runtime initialises, which is
	// not billed: placing the instance, fetching the code.
	OverheadMS float64 `yaml:"overhead_ms"`
	Inits      []Init  `yaml:"inits"`
	Provenance `yaml:",inline"`
}

// Init is how long one runtime initialises. Empty fields match anything; the
// first match in order wins.
type Init struct {
	Runtime string `yaml:"runtime,omitempty" valid:"runtimes"`
	Package string `yaml:"package,omitempty" valid:"packages"`
	Arch    string `yaml:"arch,omitempty" valid:"archs"`
	// P50MS and P95MS are percentiles of the initialising time.
	P50MS      float64 `yaml:"p50_ms" valid:"positive"`
	P95MS      float64 `yaml:"p95_ms" valid:"positive"`
	Provenance `yaml:",inline"`
}
