package importer

import (
	"slices"
	"strings"
)

// lambdaKeys are what a format calls the settings of a Lambda function.
type lambdaKeys struct {
	memory, timeout, runtime, arch, reserved, packaging string
	// usualMB and usualS are the format's own defaults, which by tells.
	usualMB, usualS, by string
}

// lambda gives a part the settings of a Lambda function, which stand in the
// first of some mappings that has them.
func (p partOf) lambda(k lambdaKeys, from ...*node) {
	get := func(key string) *node {
		for _, n := range from {
			if x := n.at(key); key != "" && x != nil {
				return x
			}
		}
		return nil
	}
	if n := get(k.memory); !p.memory(n, k.memory, 1) && n != nil && n.kind != null {
		p.assume("memory", k.usualMB+"MB", "what "+k.memory+" stands for is not in the file; "+k.by+" sets this where none is given")
	} else if p.term("memory") == nil {
		p.usual("memory", k.usualMB+"MB", k.by+" sets "+k.usualMB+" MB where none is given")
	}
	p.longest(get(k.timeout), k.timeout)
	if p.term("longest") == nil {
		p.usual("longest", k.usualS+"s", k.by+" sets "+k.usualS+" s where none is given")
	}
	p.runtime(get(k.runtime), k.runtime)
	p.arch(get(k.arch), k.arch)
	if p.term("arch") == nil {
		p.usual("arch", "x86", "Lambda runs on x86_64 where nothing is given")
	}
	if n := get(k.packaging); strings.EqualFold(n.str(), "image") {
		p.set("package", "image", n, k.packaging+": "+n.words())
	}
	if n := get(k.reserved); n.str() != "" {
		p.set("max", n.str(), n, k.reserved+": "+n.words())
	}
	p.lambdaOffer("")
}

// disk gives the part its temporary disk, in MB, where it is more than the 512 MB
// that every function has.
func (p partOf) disk(n *node, key string) {
	if n.str() != "" && n.str() != "512" {
		p.set("disk", n.str()+"MB", n, key+": "+n.words())
	}
}

// network notes that a function is in a network of its own.
func (p partOf) network(n *node, key string) {
	if n != nil && len(n.all()) > 0 {
		p.leave(n, key+": "+n.words(), "if it calls the internet from there it takes a NAT gateway: lines=nat counts it")
	}
}

// lambdaOffer says which offer a Lambda function is; door is the end of the
// offer's name that tells its front door.
func (p partOf) lambdaOffer(door string) {
	if t := p.term("arch"); t != nil {
		p.it().Offer = "aws-lambda-" + t.Value + door
	}
}

// event is what a function is called by: the kind, in the catalogue's words, and
// where the file says so.
type event struct {
	kind string
	n    *node
	from string
	// expr is the expression of a schedule.
	expr string
}

// The kinds of events, the one that a part's trigger is taken from first.
const (
	byREST      = "API Gateway REST API"
	byHTTP      = "API Gateway HTTP API"
	byURL       = "function URL"
	byBalancer  = "load balancer"
	bySocket    = "WebSocket"
	byQueue     = "queue"
	byFIFO      = "fifo"
	byStream    = "stream"
	byBus       = "bus"
	byObject    = "object"
	bySchedule  = "schedule"
	eventReason = "a part has one trigger: give the function's other work a part of its own"
)

var eventOrder = []string{bySocket, byREST, byHTTP, byURL, byBalancer, byQueue, byFIFO, byStream, byBus, byObject, bySchedule}

// events gives the part its trigger and front door. A part has one trigger, and
// schedules that it shares are added up; the others are listed.
func (p partOf) events(all []event) {
	by := ""
	for _, kind := range eventOrder {
		if slices.ContainsFunc(all, func(e event) bool { return e.kind == kind }) {
			by = kind
			break
		}
	}
	first := true
	var schedules []*node
	for _, e := range all {
		switch {
		case e.kind != by:
			p.leave(e.n, e.from, eventReason)
		case by == bySchedule:
			at := node{kind: scalar, text: e.expr}
			if e.n != nil {
				at.line = e.n.line
			}
			schedules = append(schedules, &at)
		case first:
			p.triggered(e)
		}
		first = first && e.kind != by
	}
	p.schedules(schedules)
}

func (p partOf) triggered(e event) {
	switch e.kind {
	case bySocket:
		p.set("trigger", "http", e.n, e.from)
		p.lambdaOffer("-websocket")
		p.leave(e.n, e.from, "how many connections are open is not in the file: set connections")
	case byREST:
		p.set("trigger", "http", e.n, e.from)
		p.lambdaOffer("-rest-api")
	case byHTTP:
		p.set("trigger", "http", e.n, e.from)
		p.lambdaOffer("-http-api")
	case byURL:
		p.set("trigger", "http", e.n, e.from)
	case byBalancer:
		p.set("trigger", "http", e.n, e.from)
		p.leave(e.n, e.from, "no offer has a load balancer before a function")
	case byStream:
		p.assume("trigger", "queue", e.from+": a stream is read in batches, as a queue is")
		p.leave(e.n, e.from, "the hours of a stream's shards are not counted")
	default:
		p.set("trigger", e.kind, e.n, e.from)
	}
}

// queueKind tells queues that keep order by their names.
func queueKind(name string) string {
	if strings.HasSuffix(strings.ToLower(name), ".fifo") {
		return byFIFO
	}
	return byQueue
}
