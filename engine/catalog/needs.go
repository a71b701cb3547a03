package catalog

// Need is something a part can need beyond answering requests over HTTP. A bill line that
// names a need is billed only to parts that have it.
type Need string

// The needs. The last five are ways for work to arrive other than over HTTP.
const (
	// NeedHTTP is work that arrives over HTTP, including connections.
	NeedHTTP Need = "http"
	// NeedConnections is connections held open, such as WebSockets.
	NeedConnections Need = "connections"
	// NeedState is state kept between requests.
	NeedState Need = "state"
	// NeedDatabase is a managed relational database.
	NeedDatabase Need = "database"
	// NeedDisk is temporary disk on an instance.
	NeedDisk Need = "disk"
	// NeedQueue is messages from a queue, NeedFIFO from a queue that keeps their order.
	NeedQueue Need = "queue"
	NeedFIFO  Need = "fifo"
	// NeedBus is events from a bus that routes them.
	NeedBus Need = "bus"
	// NeedObject is uploads to object storage.
	NeedObject Need = "object"
	// NeedSchedule is a schedule.
	NeedSchedule Need = "schedule"
)

// Needs lists every need.
var Needs = []Need{NeedHTTP, NeedConnections, NeedState, NeedDatabase, NeedDisk, NeedQueue, NeedFIFO, NeedBus, NeedObject, NeedSchedule}

// Words returns Needs as text.
func (Need) Words() []string { return Texts(Needs) }

// Connections describes how an offer holds connections open.
type Connections struct {
	// Hold is the place where connections are held. If empty it follows from the billing
	// model: in the instance, or nowhere if each request is billed by itself.
	Hold Hold `yaml:"hold,omitempty"`
	// PerInstance is the largest number of connections an instance holds; 0 means that
	// memory and the assumptions set the limit.
	PerInstance float64 `yaml:"per_instance,omitempty"`
	// MaxS is the time in seconds after which the platform ends a connection, which then
	// has to be reopened; 0 means never.
	MaxS float64 `yaml:"max_s,omitempty"`
	// MaxMessageKB is the largest message.
	MaxMessageKB float64 `yaml:"max_message_kb,omitempty"`
	// EachConnect is the number of requests billed for opening and closing a connection
	// that a gateway holds.
	EachConnect float64 `yaml:"each_connect,omitempty"`
	// MessagesPerRequest is the number of received messages that an object is billed for
	// as one request; 0 means 1.
	MessagesPerRequest float64 `yaml:"messages_per_request,omitempty"`
	// SoftConnectsPerS is the quota of new connections per second.
	SoftConnectsPerS float64 `yaml:"soft_connects_per_s,omitempty"`
	Provenance       `yaml:",inline" valid:"figures"`
}

// Hold is a place where connections are held.
type Hold string

// The places where connections are held.
const (
	// HoldNone refuses connections.
	HoldNone Hold = "none"
	// HoldInstance holds them on the instance, which runs while one is open.
	HoldInstance Hold = "instance"
	// HoldGateway holds them on a gateway in front of the offer, which sends each message
	// on as a request.
	HoldGateway Hold = "gateway"
	// HoldObject holds them on an object that stays awake while one is open.
	HoldObject Hold = "object"
	// HoldHibernating holds them on an object that is awake only while it handles a
	// message.
	HoldHibernating Hold = "hibernating"
)

// Holds lists every place.
var Holds = []Hold{HoldNone, HoldInstance, HoldGateway, HoldObject, HoldHibernating}

// Words returns Holds as text.
func (Hold) Words() []string { return Texts(Holds) }

// StandBeside appends the lines that offers name in Beside to their bills.
func (c *Catalog) StandBeside() {
	for i := range c.Providers {
		p := &c.Providers[i]
		for j := range p.Offers {
			o := &p.Offers[j]
			own := o.Bill[:len(o.Bill):len(o.Bill)]
			for _, name := range o.Beside {
				own = append(own, p.Beside[name]...)
			}
			o.Bill = own
		}
	}
}

// StandAlone removes the lines that [Catalog.StandBeside] appends.
func (c *Catalog) StandAlone() {
	for i := range c.Providers {
		p := &c.Providers[i]
		for j := range p.Offers {
			o := &p.Offers[j]
			for _, name := range o.Beside {
				o.Bill = o.Bill[:len(o.Bill)-len(p.Beside[name])]
			}
		}
	}
}

// Family is the kind of platform that people compare: functions, containers, machines of
// their own. It follows from an offer's kind and from how it is billed.
type Family string

// The families.
const (
	// FamilyEdge runs near the user.
	FamilyEdge Family = "edge"
	// FamilyServerless bills usage, and nothing without traffic except its plan. Functions
	// with provisioned concurrency are still functions.
	FamilyServerless Family = "serverless"
	// FamilyContainers bills containers, micro-VMs and pods while they run.
	FamilyContainers Family = "containers"
	// FamilyVM is whole machines.
	FamilyVM Family = "vm"
	// FamilyGPU has an accelerator.
	FamilyGPU Family = "gpu"
)

// Families lists every family in the order they are shown.
var Families = []Family{FamilyEdge, FamilyServerless, FamilyContainers, FamilyVM, FamilyGPU}

// Family returns the offer's family, or "" for an unknown kind, which validation rejects.
func (o *Offer) Family() Family {
	switch o.Kind {
	case KindEdge:
		return FamilyEdge
	case KindFunction:
		return FamilyServerless
	case KindContainer, KindMicroVM:
		if o.billsUse() {
			return FamilyServerless
		}
		return FamilyContainers
	case KindKubernetes:
		return FamilyContainers
	case KindVM:
		return FamilyVM
	case KindGPU:
		return FamilyGPU
	}
	return ""
}

// billsUse reports whether an instance is billed only while it handles something: a
// request, or the single run it was started for.
func (o *Offer) billsUse() bool {
	switch o.Model {
	case PerInvocation, CPUTime, ActiveInstance, ActiveCPU:
		return !o.Billing.KeptWarm
	case Uptime, Provisioned, Nodes:
	}
	return o.Scaling.PerRun
}
