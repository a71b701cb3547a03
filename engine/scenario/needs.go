package scenario

import (
	"maps"
	"slices"
	"strings"

	"crossover/engine/traffic"
)

// Needs are what a part asks for beyond answering requests. The defaults ask
// for nothing.
type Needs struct {
	// LongestMS is the longest run of one request on one full vCPU, in
	// milliseconds, in [0.001, 31 days]; 0 is no longer than the duration.
	LongestMS float64
	// Trigger is how work arrives: one of [Triggers]. With one other than http
	// a request is an event.
	Trigger string
	// MessageKB is the size of an event, or of a message on a connection, in
	// decimal KB.
	MessageKB float64
	// Connections is the mean number of connections held open, in [0, 1e8].
	// With connections the rate counts messages from clients, and Response has
	// no effect.
	Connections float64
	// ConnectionMS is how long one connection stays open, in milliseconds.
	ConnectionMS float64
	// FanOut is how many messages are sent out for each one received.
	FanOut float64
	// Room is how many connections share one room or document: what a Durable
	// Object is for.
	Room float64
	// StateMB is the state kept on the server's side between requests, in MB;
	// 0 is none.
	StateMB float64
	// DatabaseMB is the memory of a managed relational database beside the part, in
	// MB; 0 is none.
	DatabaseMB float64
	// DiskMB is the temporary disk an instance needs, in MB; 0 is what it comes with.
	DiskMB float64
	// Hits is how many requests the front door sees for each one that the handler
	// does, in [1, 1e6].
	Hits float64
	// OutboundKB is what a request sends to the internet besides its response, and
	// LogKB what it writes to logs, in decimal KB; 0 of the latter is assumed.
	OutboundKB, LogKB float64
	// OnlineMS is how long a day clients are there with their connections, in
	// milliseconds, in [1, a day].
	OnlineMS float64
	// GPUMemoryMB is the accelerator's memory a request needs, in MB; 0 is any.
	GPUMemoryMB float64
	// Uses are what each request uses elsewhere, at prices of the user's own.
	Uses Uses
}

// Triggers are the ways work arrives: requests over HTTP, messages of a queue,
// of a queue that keeps their order, events of a bus, uploads to object
// storage, and a schedule.
var Triggers = []string{"http", "queue", "fifo", "bus", "object", "schedule"}

// MaxConnections is the most connections modelled.
const MaxConnections = 1e8

// KnownParts are the names that give a part terms of its own: those of the default
// system, then the other kinds.
func KnownParts() []string {
	def := Default()
	names := strings.Split(def.partNames(","), ",")
	return append(names, slices.Sorted(maps.Keys(kinds))...)
}

// kinds are the shapes that parts start with by their names, beside those of
// the default system. All figures are assumptions to be changed.
var kinds = map[string]func(*Part){
	// Clients that keep a WebSocket open and say something every half minute.
	"realtime": func(p *Part) {
		p.Rate = Rate{N: 100, Per: PerSecond}
		p.DurationMS, p.RequestMB, p.Shape = 5, 1, traffic.Shape{Kind: traffic.Daytime}
		p.Connections, p.MessageKB = 3000, 0.5
	},
	// Work of many minutes, started by a queue.
	"jobs": func(p *Part) {
		p.Rate = Rate{N: 100, Per: PerDay}
		p.MemoryMB, p.DurationMS, p.CPU, p.ResponseKB = 2048, 20*6e4, 0.7, 1
		p.Trigger = "queue"
	},
	// Forms that a team submits in office hours.
	"tools": func(p *Part) {
		p.Rate = Rate{N: 500, Per: PerDay}
		p.MemoryMB, p.DurationMS, p.CPU, p.Shape = 256, 300, 0.2, traffic.Shape{Kind: traffic.Office}
	},
}
