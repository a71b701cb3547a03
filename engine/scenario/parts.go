package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"crossover/engine/traffic"
)

// formatRate writes a part's rate: its own, or a share of another part's.
func formatRate(p *Part) string {
	if p.Share > 0 {
		return FormatShare(p.Share) + p.Of
	}
	return p.Rate.String()
}

// MaxShare is the largest ratio of a part's rate to another's.
const MaxShare = 1000

// partRate is a part's rate: its own, or a share of another part's.
type partRate Part

func (r *partRate) text(*Term) string { return formatRate((*Part)(r)) }

// read reads a rate, or a share of another part's such as 20%api. A share without a name
// gets one after all tokens are read.
func (r *partRate) read(_ *Term, v string) error {
	p := (*Part)(r)
	pct, of, isShare := strings.Cut(v, "%")
	if !isShare {
		rate, err := ParseRate(v)
		if err != nil {
			return err
		}
		p.Rate, p.Share, p.Of = rate, 0, ""
		return nil
	}
	f, err := ParseShare(pct + "%")
	if err != nil {
		return err
	}
	if f <= 0 || f > MaxShare {
		return fmt.Errorf("is out of range; write a share above 0%% and up to 100000%%")
	}
	p.Share, p.Of = f, of
	return nil
}

// selection is a scenario's selected part.
type selection Scenario

func (s *selection) text(*Term) string { return (*Scenario)(s).SelectedPart().Name }

func (s *selection) read(_ *Term, v string) error {
	sc := (*Scenario)(s)
	i := sc.Find(v)
	if i < 0 {
		return fmt.Errorf("there is no part %q; the parts are %s", v, sc.partNames(", "))
	}
	sc.Selected = i
	return nil
}

// partList is the list of a scenario's parts.
type partList Scenario

func (l *partList) text(*Term) string { return (*Scenario)(l).partNames(",") }

// read sets the list of parts. Parts of the default system keep their terms; realtime,
// jobs and tools start with their own terms, and other names with every term at its
// default.
func (l *partList) read(_ *Term, v string) error {
	s := (*Scenario)(l)
	names := strings.Split(v, ",")
	if len(names) > MaxParts {
		return fmt.Errorf("has %d parts; at most %d are modelled", len(names), MaxParts)
	}
	var parts []Part
	for _, name := range names {
		if err := checkName(name); err != nil {
			return err
		}
		if slices.ContainsFunc(parts, func(p Part) bool { return p.Name == name }) {
			return fmt.Errorf("names %q twice", name)
		}
		p := defaultPart(name)
		if i := s.Find(name); i >= 0 {
			p = s.parts[i]
		}
		parts = append(parts, p)
	}
	*s = New(s.Terms, 0, settleShares(parts)...)
	s.Selected = s.defaultSelection()
	return nil
}

// settleShares gives a part its default rate if the part it was a share of is gone.
func settleShares(parts []Part) []Part {
	for i := range parts {
		of := parts[i].Of
		if parts[i].Share > 0 && !slices.ContainsFunc(parts, func(p Part) bool { return p.Name == of }) {
			parts[i].Share, parts[i].Of = 0, ""
		}
	}
	return parts
}

// MaxName is the largest number of characters in a part's name.
const MaxName = 40

// checkName reports whether name can be a part's.
func checkName(name string) error {
	if !isName(name, MaxName) {
		return fmt.Errorf("%q cannot be a part's name; write 1 to %d lower-case letters, digits or hyphens, a letter first", name, MaxName)
	}
	return nil
}

// nameLetters are the characters of names and IDs.
const nameLetters = "abcdefghijklmnopqrstuvwxyz0123456789-"

// isName reports whether s is 1 to most lower-case letters, digits or hyphens,
// a letter first.
func isName(s string, most int) bool {
	return s != "" && len(s) <= most && s[0] >= 'a' && s[0] <= 'z' && strings.Trim(s, nameLetters) == ""
}

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
