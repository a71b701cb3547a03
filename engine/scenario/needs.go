package scenario

import (
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

// needKeys are the keys of [Needs].
func needKeys() []Key {
	return []Key{
		{Name: "longest", Doc: "longest run of one request, for the limits; none is no longer than the duration", Example: "40m",
			part: func(p *Part) string {
				if p.LongestMS == 0 {
					return "none"
				}
				return FormatDuration(p.LongestMS)
			}, set: setLongest},
		{Name: "trigger", Doc: "how work arrives: http, queue, fifo (a queue that keeps order), bus, object (uploads) or schedule", Example: "queue", Words: Triggers,
			part: func(p *Part) string { return p.Trigger }, set: func(s *Scenario, i int, v string) error {
				if err := oneOf(v, Triggers); err != nil {
					return err
				}
				s.parts[i].Trigger = v
				return nil
			}},
		{Name: "message_size", Doc: "size of an event, or of a message on a connection", Example: "4KB", part: func(p *Part) string { return FormatBytes(p.MessageKB) },
			set: func(s *Scenario, i int, v string) error {
				kb, err := ParseBytes(v)
				return assign(&s.parts[i].MessageKB, kb, err, 0, 1e6, "0KB", "1GB")
			}},
		{Name: "connections", Doc: "connections held open at once, on average; the rate then counts messages received", Example: "50k",
			part: func(p *Part) string { return FormatConnections(p.Connections) }, set: func(s *Scenario, i int, v string) error {
				n, err := ParseConnections(v)
				return assign(&s.parts[i].Connections, n, err, 0, MaxConnections, "none", "100M")
			}},
		duration("session", "how long a connection stays open", "", func(p *Part) *float64 { return &p.ConnectionMS }),
		{Name: "fan_out", Doc: "messages sent for each one received, over connections", Example: "5", part: func(p *Part) string { return shortest(p.FanOut) },
			set: func(s *Scenario, i int, v string) error { return within(v, 0, 1e6, &s.parts[i].FanOut) }},
		{Name: "room", Doc: "connections that share one room or document, which is one Durable Object", Example: "20", part: func(p *Part) string { return shortest(p.Room) },
			set: func(s *Scenario, i int, v string) error { return within(v, 1, 1e6, &s.parts[i].Room) }},
		optionalSize("state", "state kept on the server's side between requests, or none", func(p *Part) *float64 { return &p.StateMB }),
		optionalSize("gpu_memory", "GPU memory a request needs, or none", func(p *Part) *float64 { return &p.GPUMemoryMB }),
		{Name: "uses", Doc: "what each request uses elsewhere, at your price: name:count@price/unit, with provider/ before it for one provider only, and commas between several", Example: "rows:3@0.25/M",
			part: func(p *Part) string { return p.Uses.String() }, set: func(s *Scenario, i int, v string) (err error) {
				u, err := ParseUses(v)
				if err == nil {
					s.parts[i].Uses = u
				}
				return err
			}},
	}
}

// setLongest reads the longest run: a month has room for it.
func setLongest(s *Scenario, i int, v string) error {
	if v == "none" {
		s.parts[i].LongestMS = 0
		return nil
	}
	ms, err := ParseDuration(v)
	return assign(&s.parts[i].LongestMS, ms, err, 1e-3, 31*8.64e7, "1us", "744h")
}

// optionalSize is a key for a size of memory that can be none.
func optionalSize(name, doc string, f func(*Part) *float64) Key {
	return Key{Name: name, Doc: doc, Example: "2GB", part: func(p *Part) string { return FormatSize(*f(p)) },
		set: func(s *Scenario, i int, v string) error {
			mb, err := ParseSize(v)
			return assign(f(&s.parts[i]), mb, err, 0, 16<<20, "none", "16TB")
		}}
}

// ParseSize reads a size of memory that can be none, and returns MB.
func ParseSize(s string) (float64, error) {
	if s == "none" {
		return 0, nil
	}
	return ParseMemory(s)
}

// FormatSize writes a size of memory given in MB that can be none.
func FormatSize(mb float64) string {
	if mb == 0 {
		return "none"
	}
	return FormatMemory(mb)
}

// ParseConnections reads a number of connections such as 50k, or none.
func ParseConnections(s string) (float64, error) {
	if s == "none" {
		return 0, nil
	}
	return parseCount(s)
}

// FormatConnections writes a number of connections.
func FormatConnections(n float64) string {
	if n == 0 {
		return "none"
	}
	return formatCount(n)
}
