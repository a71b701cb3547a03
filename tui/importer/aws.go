package importer

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"crossover/engine/scenario"
)

// usual holds a format's defaults for Lambda functions; by names the format.
type usual struct{ mb, seconds, by string }

var usualLambda = usual{"128", "3", "Lambda"}

// lambda sets the terms of a Lambda function. Each setting comes from the first mapping
// that has it.
func (p partOf) lambda(u usual, from ...*node) {
	get := func(names ...string) *node {
		for _, n := range from {
			if x := n.like(names...); x != nil {
				return x
			}
		}
		return nil
	}
	if n := get("memorysize"); !p.memory(n, 1) && n != nil && n.kind != null {
		p.assume("memory", u.mb+"MB", "what "+n.key+" stands for is not in the file; "+u.by+" sets this where none is given")
	} else if p.term("memory") == nil {
		p.usual("memory", u.mb+"MB", u.by+" sets "+u.mb+" MB where none is given")
	}
	p.longest(get("timeout"))
	p.usual("longest", u.seconds+"s", u.by+" sets "+u.seconds+" s where none is given")
	p.runtime(get("runtime"))
	p.arch(get("architectures", "architecture"))
	p.usual("arch", "x86", "Lambda runs on x86_64 where nothing is given")
	if n := get("packagetype"); strings.EqualFold(n.str(), "image") {
		p.set("package", "image", n, n.said())
	}
	if n := get("reservedconcurrentexecutions", "reservedconcurrency"); n.str() != "-1" { // in Terraform, none
		p.take("max", n)
	}
	p.lambdaOffer("")
}

// unknownConnections is a note on the assumed number of connections. With none, no offer
// that holds connections would have a price.
const unknownConnections = "how many are open at a time is not in the file: set connections"

// disk sets the temporary disk, in MB, if it is more than the 512 MB of every function.
// The node is the size or contains it.
func (p partOf) disk(n *node) {
	if size := cmp.Or(n.like("size"), n); size.str() != "" && size.str() != "512" {
		p.set("disk", size.str()+"MB", size, n.key+": "+size.words())
	}
}

// network adds a note for a function in a VPC.
func (p partOf) network(n *node) {
	if len(n.all()) > 0 {
		p.leave(n, n.said(), "if it calls the internet from there it takes a NAT gateway: lines=nat counts it")
	}
}

// lambdaOffer sets the offer of a Lambda function; door is the suffix for its front door.
func (p partOf) lambdaOffer(door string) {
	if t := p.term("arch"); t != nil {
		p.it().Offer = "aws-lambda-" + t.Value + door
	}
}

// event is an event that calls a function: its kind, in the catalogue's words, and its
// place in the file.
type event struct {
	kind string
	n    *node
	from string
	// most is the largest number of concurrent calls from a queue; nil for no limit.
	most *node
	// expr is the expression of a schedule.
	expr string
	// file is the event's file, if that is not the function's.
	file string
}

// The kinds of events, in descending order of priority for a part's trigger.
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
	byTopic     = "topic"
	byObject    = "object"
	bySchedule  = "schedule"
	eventReason = "a part has one trigger: give the function's other work a part of its own"
)

var eventOrder = []string{bySocket, byREST, byHTTP, byURL, byBalancer, byQueue, byFIFO, byStream, byBus, byTopic, byObject, bySchedule}

// events sets the part's trigger and front door. A part has one trigger; other events are
// listed. The rates of schedules are added up.
func (p partOf) events(all []event) {
	by := ""
	for _, kind := range slices.Backward(eventOrder) {
		if slices.ContainsFunc(all, func(e event) bool { return e.kind == kind }) {
			by = kind
		}
	}
	var schedules []*node
	triggered := false
	for _, e := range all {
		p.b.name = cmp.Or(e.file, p.b.name)
		switch {
		case e.kind != by:
			p.leave(e.n, e.from, eventReason)
		case by == bySchedule:
			at := node{kind: scalar, text: e.expr}
			if e.n != nil {
				at.line = e.n.line
			}
			schedules = append(schedules, &at)
		case !triggered:
			triggered = true
			p.triggered(e)
		}
	}
	p.schedules(schedules)
}

// doors are the suffixes of offers with a front door, and doorWaits the timeouts of these
// in seconds.
var (
	doors     = map[string]string{bySocket: "-websocket", byREST: "-rest-api", byHTTP: "-http-api"}
	doorWaits = map[string]float64{"-websocket": 29, "-rest-api": 29, "-http-api": 30}
)

// onFullCPU converts a function's timeout, at the CPU share of its memory, to the longest
// run on a full vCPU. The front door's timeout limits it.
func (p partOf) onFullCPU() {
	t, mb := p.term("longest"), p.term("memory")
	if t == nil || !strings.HasPrefix(p.it().Offer, "aws-lambda-") {
		return
	}
	s, _ := seconds(t.Value)
	for door, waits := range doorWaits {
		if strings.HasSuffix(p.it().Offer, door) && s > waits {
			s = waits
			t.From += fmt.Sprintf("; its front door waits for %g s", waits)
		}
	}
	vcpus, _ := megabytes(mb.Value, 1)
	if vcpus /= 1769; vcpus < 1 {
		d := scenario.Default()
		cpu := d.SelectedPart().CPU
		s /= 1 - cpu + cpu/vcpus
		t.From += fmt.Sprintf("; on a full vCPU, not the %.2f of %s", vcpus, mb.Value)
	}
	t.Value = number(math.Floor(s*1000)/1000) + "s"
}

func (p partOf) triggered(e event) {
	switch e.kind {
	case bySocket, byREST, byHTTP, byURL, byBalancer:
		p.set("trigger", "http", e.n, e.from)
		p.lambdaOffer(doors[e.kind])
		if e.kind == bySocket {
			p.assume("connections", "1", unknownConnections)
		} else if e.kind == byBalancer {
			p.leave(e.n, e.from, "no offer has a load balancer before a function")
		}
	case byStream:
		p.assume("trigger", "queue", e.from+": a stream is read in batches, as a queue is")
		p.leave(e.n, e.from, "the hours of a stream's shards are not counted")
	case byTopic:
		p.set("trigger", byBus, e.n, e.from)
		p.leave(e.n, e.from, "a topic of SNS is priced as an event bus, which costs more than the publishes of aws/sns; its delivery to functions is free")
	default:
		p.set("trigger", e.kind, e.n, e.from)
		p.take("max", e.most)
	}
}

// queueKind distinguishes FIFO queues by name.
func queueKind(name string) string {
	if strings.HasSuffix(strings.ToLower(name), ".fifo") {
		return byFIFO
	}
	return byQueue
}

// ecsTask sets the terms of a task definition. Without memory of its own, a task has the
// sum of its containers' memory.
func ecsTask(p partOf, props *node) {
	if !p.memory(props.like("memory"), 1) {
		sum, at := 0.0, props.like("containerdefinitions")
		for _, c := range at.all() {
			n, _ := c.first("Memory", "memory", "MemoryReservation", "memoryReservation").num()
			sum += n
		}
		if sum > 0 {
			p.set("memory", number(sum)+"MB", at, "the containers' memory")
		}
	}
	p.vcpus(props.like("cpu"), 1./1024)
	for _, platform := range props.like("runtimeplatform").all() {
		p.arch(platform.like("cpuarchitecture"))
	}
	if p.term("arch") == nil {
		p.usual("arch", "x86", "ECS runs on X86_64 where nothing is given")
	}
	p.set("package", "image", props, "a container's image")
	p.it().Offer = "aws-ecs-ec2"
	if p.term("arch").Value == "x86" {
		p.it().Offer = "aws-ecs-ec2-x86"
	}
	for _, c := range props.like("requirescompatibilities").all() {
		if c.str() == "FARGATE" {
			p.it().Offer = "aws-fargate-" + p.term("arch").Value
		}
	}
}

// vcpus sets the size of the part's machine; bare is the unit, in vCPUs, of a number
// without suffix.
func (p partOf) vcpus(n *node, bare float64) {
	if n.str() == "" {
		return
	}
	v, ok := cpus(n.str())
	if !ok {
		p.leave(n, n.said(), "it is not a number of vCPUs")
		return
	}
	if n.str()[len(n.str())-1] != 'm' {
		v *= bare
	}
	p.size(number(v)+"vcpu", n, n.said())
}

// ecsService sets the number of copies of a task's part, and its front door.
func ecsService(b *builder, task string, at, props *node) {
	i, ok := b.ids[task]
	if !ok {
		b.leave(at, "an ECS service", "its task definition is in none of the files")
		return
	}
	p := partOf{b, i}
	p.take("copies", props.like("desiredcount"))
	for _, n := range append(props.like("capacityproviderstrategy").all(), props) {
		kind := cmp.Or(n.like("capacityprovider"), n.like("launchtype"))
		if strings.HasPrefix(kind.str(), "FARGATE") {
			p.it().Offer = "aws-fargate-" + p.term("arch").Value
		}
		if kind.str() == "FARGATE_SPOT" {
			p.leave(kind, kind.said(), "commit=spot allows spot capacity")
		}
	}
	if n := props.like("loadbalancers", "loadbalancer"); n.all() != nil {
		p.set("trigger", "http", n, n.key)
	}
}

// region sets the system's region class from the name of a platform's region, if the node
// has one.
func (b *builder) region(n *node) {
	name := strings.ToLower(strings.ReplaceAll(n.str(), " ", "")) // Azure writes East US
	if name == "" {
		return
	}
	term := Term{Key: "region", Basis: Taken, At: b.at(n), From: "region " + name}
	for _, r := range regionClasses {
		if strings.HasPrefix(name, r.start) {
			term.Value = r.class
			break
		}
	}
	if t := termIn(b.out.System, "region"); t != nil {
		if t.Value != term.Value {
			b.leave(n, term.From, "a scenario has one region, "+t.Value+" by "+t.At)
		}
		return
	}
	if term.Value == "" {
		usual, _ := scenario.Lookup("region")
		b.leave(n, term.From, "it is in none of the classes that are priced: prices are those of "+usual.Default())
		return
	}
	b.out.System = append(b.out.System, term)
}
