package scenario

import (
	"maps"
	"slices"
	"strings"

	"crossover/engine/traffic"
)

// Needs are a part's needs beyond answering requests. The defaults need nothing.
type Needs struct {
	// LongestMS is the longest run of one request on one full vCPU, in milliseconds, in
	// [0.001, 31 days]; 0 means the duration.
	LongestMS float64
	// Trigger is the way work arrives: one of [Triggers]. With a trigger other than http a
	// request is an event.
	Trigger string
	// MessageKB is the size of an event, or of a message on a connection, in
	// decimal KB.
	MessageKB float64
	// Batch is the number of messages of a queue per invocation, in [1, 10000]; 0 leaves it
	// to the search.
	Batch float64
	// Connections is the mean number of connections held open, in [0, 1e8]. With
	// connections the rate counts messages from clients, and ResponseKB has no effect.
	Connections float64
	// ConnectionMS is the mean time a connection stays open, in milliseconds.
	ConnectionMS float64
	// FanOut is the number of messages sent for each one received.
	FanOut float64
	// Room is the number of connections that share one room or document, which is one
	// Durable Object.
	Room float64
	// StateMB is the state kept on the server between requests, in MB; 0 for none.
	StateMB float64
	// DatabaseMB is the memory of a managed relational database beside the part, in MB; 0
	// for none.
	DatabaseMB float64
	// DiskMB is the temporary disk an instance needs, in MB; 0 means the included disk.
	DiskMB float64
	// Hits is the number of requests at the front door for each one that reaches the
	// handler, in [1, 1e6].
	Hits float64
	// OutboundKB is the data a request sends to the internet besides its response, and
	// LogKB the data it writes to logs, in decimal KB. A LogKB of 0 means the assumed
	// amount.
	OutboundKB, LogKB float64
	// OnlineMS is the time per day during which clients are connected, in milliseconds, in
	// [1, a day].
	OnlineMS float64
	// GPUMemoryMB is the accelerator memory a request needs, in MB; 0 means any.
	GPUMemoryMB float64
	// Uses are services that requests use elsewhere, at the user's own prices.
	Uses Uses
}

// Triggers are the ways work arrives: requests over HTTP, messages from a queue, from a
// queue that keeps their order, events from a bus, uploads to object storage, and a
// schedule.
var Triggers = []string{"http", "queue", "fifo", "bus", "object", "schedule"}

// MaxConnections is the largest number of connections modelled.
const MaxConnections = 1e8

// KnownParts returns the names of parts with their own default terms: those of the default
// system, then the other kinds.
func KnownParts() []string {
	def := Default()
	names := strings.Split(def.partNames(","), ",")
	return append(names, slices.Sorted(maps.Keys(kinds))...)
}

// kinds are the default shapes of parts by name, besides those of the default system. All
// figures are assumptions for the user to change.
var kinds = map[string]func(*Part){
	// Clients that keep a WebSocket open and send a message every half minute.
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
