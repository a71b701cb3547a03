package catalog

// Need is something a part can need beyond answering requests over HTTP. A
// bill line that names one is on the bill only of parts that have it.
type Need string

// The needs. The last five are the ways work arrives other than over HTTP.
const (
	// NeedHTTP is work that arrives over HTTP, connections among it.
	NeedHTTP Need = "http"
	// NeedConnections is connections held open, such as WebSockets.
	NeedConnections Need = "connections"
	// NeedState is state kept between requests.
	NeedState Need = "state"
	// NeedDatabase is a managed relational database.
	NeedDatabase Need = "database"
	// NeedDisk is temporary disk of an instance.
	NeedDisk Need = "disk"
	// NeedQueue is messages of a queue, NeedFIFO of one that keeps their order.
	NeedQueue Need = "queue"
	NeedFIFO  Need = "fifo"
	// NeedBus is events of a bus that routes them.
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

// Connections is how an offer holds connections open.
type Connections struct {
	// Hold says where; empty is by the billing model: in the instance, or not
	// at all where each request is billed by itself.
	Hold Hold `yaml:"hold,omitempty"`
	// PerInstance is the most connections an instance holds; 0 is what its
	// memory and the assumptions allow.
	PerInstance float64 `yaml:"per_instance,omitempty"`
	// MaxS is after how many seconds the platform ends a connection, which
	// then has to be opened again; 0 is never.
	MaxS float64 `yaml:"max_s,omitempty"`
	// MaxMessageKB is the largest message.
	MaxMessageKB float64 `yaml:"max_message_kb,omitempty"`
	// EachConnect is the requests that opening and closing a connection counts
	// as, where a gateway holds it.
	EachConnect float64 `yaml:"each_connect,omitempty"`
	// MessagesPerRequest is how many messages received an object is billed as
	// one request for; 0 is 1.
	MessagesPerRequest float64 `yaml:"messages_per_request,omitempty"`
	// SoftConnectsPerS is the quota of new connections a second.
	SoftConnectsPerS float64 `yaml:"soft_connects_per_s,omitempty"`
	Provenance       `yaml:",inline" valid:"figures"`
}

// Hold is where connections are held.
type Hold string

// The places connections are held.
const (
	// HoldNone is nowhere: connections are refused.
	HoldNone Hold = "none"
	// HoldInstance is the instance's memory: it runs while one is open.
	HoldInstance Hold = "instance"
	// HoldGateway is a gateway before the offer, which sends each message on as
	// a request.
	HoldGateway Hold = "gateway"
	// HoldObject is an object that stays awake while one is open.
	HoldObject Hold = "object"
	// HoldHibernating is an object that is awake only while it handles a
	// message.
	HoldHibernating Hold = "hibernating"
)

// Holds lists every place.
var Holds = []Hold{HoldNone, HoldInstance, HoldGateway, HoldObject, HoldHibernating}

// Words returns Holds as text.
func (Hold) Words() []string { return Texts(Holds) }

// StandBeside puts the lines that offers name in Beside on their bills, after
// their own.
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

// StandAlone takes the lines that [Catalog.StandBeside] puts on bills off them.
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
