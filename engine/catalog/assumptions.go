package catalog

// Assumptions are figures nobody publishes: each can be set by the user.
type Assumptions struct {
	// ServiceCV is the coefficient of variation of handler times.
	ServiceCV Assumption `yaml:"service_cv"`
	// EdgeRTTMS and RegionRTTMS are network round trips from a client.
	EdgeRTTMS   Assumption `yaml:"edge_rtt_ms"`
	RegionRTTMS Assumption `yaml:"region_rtt_ms"`
	// ConnectionsPerRequest is how many new connections a request opens on a
	// load balancer: less than 1 with keep-alive.
	ConnectionsPerRequest Assumption `yaml:"connections_per_request"`
	// ConnectionS is how long a connection stays open, in seconds.
	ConnectionS Assumption `yaml:"connection_s"`
	// RequestKB is the size of a request with its headers.
	RequestKB Assumption `yaml:"request_kb"`
	// LogKB is what a request writes to logs.
	LogKB Assumption `yaml:"log_kb"`
	// PingIntervalS is how often a pinger calls a function to keep it warm, and
	// PingMS how long such a call holds its instance, so that several calls at
	// once reach as many instances.
	PingIntervalS Assumption `yaml:"ping_interval_s"`
	PingMS        Assumption `yaml:"ping_ms"`
	// CodeMB is what a small program takes of an isolate's memory.
	CodeMB Assumption `yaml:"code_mb"`
	// WorkingSetShare is the share of a part's memory that it takes of an isolate at
	// least, where the user does not say.
	WorkingSetShare Assumption `yaml:"working_set_share"`
	// ServerConcurrency is how many requests one server process takes at once
	// where the platform sets no limit.
	ServerConcurrency Assumption `yaml:"server_concurrency"`
	// QueueBatch is how many messages are read from a queue at once.
	QueueBatch Assumption `yaml:"queue_batch"`
	// SharedCore is the share of shared cores that a machine can use for ever where its
	// vendor states none.
	SharedCore Assumption `yaml:"shared_core"`
	// InFlightSpread is for how many standard deviations of the requests in flight
	// above their mean an autoscaled instance has memory.
	InFlightSpread Assumption `yaml:"in_flight_spread"`
	// ConnectionKB is the memory an open connection takes, and
	// InstanceConnections how many one process keeps open.
	ConnectionKB        Assumption `yaml:"connection_kb"`
	InstanceConnections Assumption `yaml:"instance_connections"`
	// StateReads and StateWrites are how often a request reads and writes the
	// state kept for it.
	StateReads  Assumption `yaml:"state_reads"`
	StateWrites Assumption `yaml:"state_writes"`
	// Operations is the work each kind of offer takes.
	Operations Operations `yaml:"operations"`
	// GPUs are relative speeds of accelerators: a part's duration is measured
	// on the model it names.
	GPUs []GPU `yaml:"gpus" valid:"optional"`
	// RoundTrips are the times between classes of regions.
	RoundTrips []RoundTrip `yaml:"round_trips" valid:"optional"`
}

// Operations are hours of work a month that running one product takes, by the
// kind of its offers: updates, scaling, certificates, incidents.
type Operations struct {
	Edge       Assumption `yaml:"edge"`
	Function   Assumption `yaml:"function"`
	Container  Assumption `yaml:"container"`
	MicroVM    Assumption `yaml:"microvm"`
	Kubernetes Assumption `yaml:"kubernetes"`
	VM         Assumption `yaml:"vm"`
	GPU        Assumption `yaml:"gpu"`
}

// Hours returns the hours a month for a kind of offer.
func (o *Operations) Hours(k Kind) float64 { return o.Of(k).Value }

// Of is the assumption for a kind of offer.
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

// GPU is an accelerator and how fast it is assumed to be.
type GPU struct {
	Name string `yaml:"name" valid:"kebab"`
	// Speed is relative to the other GPUs of the list.
	Speed float64 `yaml:"speed" valid:"positive"`
	// MemoryMB is the memory of one; a size can have another.
	MemoryMB float64 `yaml:"memory_mb,omitempty"`
	Note     string  `yaml:"note"`
	// Override names the user's files that changed the figure.
	Override string
}

// Assumption is one assumed figure.
type Assumption struct {
	Value float64 `yaml:"value" valid:"positive"`
	// Low and High are what it may be instead, in a band of what offers cost: Low
	// no more than Value, High no less. 0 is Value itself.
	Low  float64 `yaml:"low,omitempty"`
	High float64 `yaml:"high,omitempty"`
	Note string  `yaml:"note"`
	// Override names the user's files that changed the figure.
	Override string
}

// Range returns the least and the most that the figure may be; Value lies
// between them.
func (a *Assumption) Range() (low, high float64) {
	low, high = a.Value, a.Value
	if a.Low > 0 {
		low = min(low, a.Low)
	}
	return low, max(high, a.High)
}
