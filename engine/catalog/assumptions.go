package catalog

// Assumptions are figures nobody publishes. The user can set each of them.
type Assumptions struct {
	// ServiceCV is the coefficient of variation of handler times.
	ServiceCV Assumption `yaml:"service_cv"`
	// EdgeRTTMS and RegionRTTMS are network round trips from a client.
	EdgeRTTMS   Assumption `yaml:"edge_rtt_ms"`
	RegionRTTMS Assumption `yaml:"region_rtt_ms"`
	// ConnectionsPerRequest is the number of new connections a request opens on a load
	// balancer: less than 1 with keep-alive.
	ConnectionsPerRequest Assumption `yaml:"connections_per_request"`
	// ConnectionS is how long a connection stays open, in seconds.
	ConnectionS Assumption `yaml:"connection_s"`
	// RequestKB is the size of a request with its headers.
	RequestKB Assumption `yaml:"request_kb"`
	// LogKB is the size of a request's logs.
	LogKB Assumption `yaml:"log_kb"`
	// PingIntervalS is the time between a pinger's calls that keep a function warm, in
	// seconds. PingMS is how long such a call occupies its instance, so that simultaneous
	// calls reach different instances.
	PingIntervalS Assumption `yaml:"ping_interval_s"`
	PingMS        Assumption `yaml:"ping_ms"`
	// CodeMB is the memory a small program uses in an isolate.
	CodeMB Assumption `yaml:"code_mb"`
	// WorkingSetShare is the least share of a part's memory that it uses in an isolate,
	// unless the user sets the working set.
	WorkingSetShare Assumption `yaml:"working_set_share"`
	// ServerConcurrency is the number of requests one server process takes at once if the
	// platform sets no limit.
	ServerConcurrency Assumption `yaml:"server_concurrency"`
	// QueueBatch is the number of messages read from a queue at once.
	QueueBatch Assumption `yaml:"queue_batch"`
	// BatchWaitS is the time in seconds by which batches may delay a message if there is no
	// latency target.
	BatchWaitS Assumption `yaml:"batch_wait_s"`
	// SharedCore is the share of shared cores that a machine can use indefinitely if its
	// vendor states none.
	SharedCore Assumption `yaml:"shared_core"`
	// InFlightSpread is the number of standard deviations above the mean number of
	// requests in flight for which an autoscaled instance has memory.
	InFlightSpread Assumption `yaml:"in_flight_spread"`
	// ConnectionKB is the memory of an open connection, and InstanceConnections the number
	// one process keeps open.
	ConnectionKB        Assumption `yaml:"connection_kb"`
	InstanceConnections Assumption `yaml:"instance_connections"`
	// StateReads and StateWrites are the numbers of reads and writes of state per request.
	StateReads  Assumption `yaml:"state_reads"`
	StateWrites Assumption `yaml:"state_writes"`
	// Operations is the work for each kind of offer.
	Operations Operations `yaml:"operations"`
	// GPUs are relative speeds of accelerators. A part's duration is measured on the model
	// it names.
	GPUs []GPU `yaml:"gpus" valid:"optional"`
	// RoundTrips are the round trips between region classes.
	RoundTrips []RoundTrip `yaml:"round_trips" valid:"optional"`
}

// Operations holds the hours of work per month for running one product, by the kind of its
// offers: updates, scaling, certificates, incidents.
type Operations struct {
	Edge       Assumption `yaml:"edge"`
	Function   Assumption `yaml:"function"`
	Container  Assumption `yaml:"container"`
	MicroVM    Assumption `yaml:"microvm"`
	Kubernetes Assumption `yaml:"kubernetes"`
	VM         Assumption `yaml:"vm"`
	GPU        Assumption `yaml:"gpu"`
}

// Hours returns the hours per month for a kind of offer.
func (o *Operations) Hours(k Kind) float64 { return o.Of(k).Value }

// Of returns the assumption for a kind of offer.
func (o *Operations) Of(k Kind) *Assumption {
	switch k {
	case KindEdge:
		return &o.Edge
	case KindFunction:
		return &o.Function
	case KindContainer:
		return &o.Container
	case KindMicroVM:
		return &o.MicroVM
	case KindKubernetes:
		return &o.Kubernetes
	case KindVM:
		return &o.VM
	default:
		return &o.GPU
	}
}

// GPU is an accelerator with its assumed speed.
type GPU struct {
	Name string `yaml:"name" valid:"kebab"`
	// Speed is relative to the other GPUs in the list.
	Speed float64 `yaml:"speed" valid:"positive"`
	// MemoryMB is the memory of one GPU; a size can override it.
	MemoryMB float64 `yaml:"memory_mb,omitempty"`
	Note     string  `yaml:"note"`
	// Override names the user's files that changed the figure.
	Override string
}

// Assumption is one assumed figure.
type Assumption struct {
	Value float64 `yaml:"value" valid:"positive"`
	// Low and High are the ends of its range, for the band of an offer's cost: Low is at
	// most Value, and High at least. 0 means Value.
	Low  float64 `yaml:"low,omitempty"`
	High float64 `yaml:"high,omitempty"`
	Note string  `yaml:"note"`
	// Override names the user's files that changed the figure.
	Override string
}

// Range returns the lowest and the highest value; Value lies between them.
func (a *Assumption) Range() (low, high float64) {
	low, high = a.Value, a.Value
	if a.Low > 0 {
		low = min(low, a.Low)
	}
	return low, max(high, a.High)
}
