package importer

// ecsKeys are what a format calls the settings of ECS.
type ecsKeys struct {
	cpu, memory, containers, image, compatibilities, platform, arch string
	desired, launch, balancers                                      string
}

var ecsNames = ecsKeys{
	cpu: "Cpu", memory: "Memory", containers: "ContainerDefinitions", image: "Image", compatibilities: "RequiresCompatibilities",
	platform: "RuntimePlatform", arch: "CpuArchitecture", desired: "DesiredCount", launch: "LaunchType", balancers: "LoadBalancers",
}

// ecsTask gives a part the settings of a task definition. Memory that only the
// containers name is added up.
func ecsTask(p partOf, props *node, k ecsKeys) {
	if !p.memory(props.at(k.memory), k.memory, 1) {
		sum, at := 0.0, props.at(k.containers)
		for _, c := range at.all() {
			n, _ := c.first("Memory", "memory", "MemoryReservation", "memoryReservation").num()
			sum += n
		}
		if sum > 0 {
			p.set("memory", number(sum)+"MB", at, "the containers' memory")
		}
	}
	p.vcpus(props.at(k.cpu), k.cpu, 1./1024)
	for _, platform := range props.at(k.platform).all() {
		p.arch(platform.at(k.arch), k.arch)
	}
	if p.term("arch") == nil {
		p.usual("arch", "x86", "ECS runs on X86_64 where nothing is given")
	}
	p.set("package", "image", props, "a container's image")
	p.it().Offer = "aws-ecs-ec2"
	if p.term("arch").Value == "x86" {
		p.it().Offer = "aws-ecs-ec2-x86"
	}
	for _, c := range props.at(k.compatibilities).all() {
		if c.str() == "FARGATE" {
			p.it().Offer = "aws-fargate-" + p.term("arch").Value
		}
	}
}

// vcpus gives the part the size of its machine; bare is what one of a number
// alone is in vCPUs.
func (p partOf) vcpus(n *node, key string, bare float64) {
	if n.str() == "" {
		return
	}
	v, ok := cpus(n.str())
	if !ok {
		p.leave(n, key+": "+n.words(), "it is not a number of vCPUs")
		return
	}
	if n.str()[len(n.str())-1] != 'm' {
		v *= bare
	}
	p.size(number(v)+"vcpu", n, key+": "+n.words())
}

// ecsService gives a task's part how many of it run, and its front door.
func ecsService(b *builder, task string, at, props *node, k ecsKeys) {
	i, ok := b.ids[task]
	if !ok {
		b.leave(at, "an ECS service", "its task definition is in none of the files")
		return
	}
	p := partOf{b, i}
	if n := props.at(k.desired); n.str() != "" {
		p.set("copies", n.str(), n, k.desired+": "+n.words())
	}
	if n := props.at(k.launch); n.str() == "FARGATE" {
		p.it().Offer = "aws-fargate-" + p.term("arch").Value
	}
	if props.at(k.balancers).all() != nil {
		p.set("trigger", "http", props.at(k.balancers), k.balancers)
	}
}

// region gives the system the class of a platform's region.
func (b *builder) region(n *node, name string) {
	term := Term{Key: "region", Basis: Taken, At: b.at(n), From: "region " + name}
	for _, r := range regionClasses {
		if len(name) >= len(r.start) && name[:len(r.start)] == r.start {
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
	if problem := wrong("region", term.Value); problem != "" {
		b.leave(n, term.From, "prices are those of "+usualRegion()+": "+problem)
		return
	}
	b.out.System = append(b.out.System, term)
}

// regionOf is the region that files have said so far, or nil.
func (b *builder) regionOf() *Term {
	for i := range b.out.System {
		if t := &b.out.System[i]; t.Key == "region" {
			return t
		}
	}
	return nil
}
