package importer

import (
	"strings"

	"crossover/engine/scenario"
)

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
	if props.like("launchtype").str() == "FARGATE" {
		p.it().Offer = "aws-fargate-" + p.term("arch").Value
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
	if t := b.regionOf(); t != nil {
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

// regionOf returns the region found so far, or nil.
func (b *builder) regionOf() *Term {
	for i := range b.out.System {
		if t := &b.out.System[i]; t.Key == "region" {
			return t
		}
	}
	return nil
}
