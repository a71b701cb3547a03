package importer

import (
	"fmt"
	"strings"
)

func isFly(n *node) bool {
	return n.has("app") && (n.has("http_service") || n.has("services") || n.has("vm") || n.has("primary_region") || n.has("build") || n.has("kill_signal") || n.has("processes"))
}

// readFly reads a fly.toml: a part a process group.
func readFly(b *builder, doc *node, _ Source) error {
	name := doc.at("app").str()
	groups := []string{"app"}
	if n := doc.at("processes"); n != nil && len(n.keys) > 0 {
		groups = n.keys
	}
	for _, g := range groups {
		id := name
		if len(groups) > 1 {
			id = name + "-" + g
		}
		p := b.part(id, "Fly app", doc)
		flyMachine(p, doc, g)
		service := flyService(doc, g)
		if service == nil {
			p.assume("trigger", "queue", "no service leads to it")
			p.it().Offer = strings.TrimSuffix(p.it().Offer, "-always") + "-always"
			continue
		}
		flyScaling(p, service)
	}
	if n := doc.at("primary_region"); n != nil {
		b.region(n, n.str())
	}
	for _, key := range []string{"mounts", "statics"} {
		if n := doc.at(key); n != nil {
			b.leave(n, key, "a scenario has no term for it")
		}
	}
	return nil
}

// flyMachine gives a part its machine: the vm of its process group, or of all.
func flyMachine(p partOf, doc *node, group string) {
	p.it().Offer = "fly-machines-shared"
	p.set("package", "image", doc, "a machine's image")
	var vm *node
	for _, x := range doc.at("vm").all() {
		in := x.at("processes").all()
		if len(in) == 0 && vm == nil {
			vm = x
		}
		for _, g := range in {
			if g.str() == group {
				vm = x
			}
		}
	}
	size := vm.at("size")
	if size == nil {
		size = vm.at("cpu_kind")
	}
	if strings.HasPrefix(size.str(), "performance") {
		p.it().Offer = "fly-machines-performance"
	}
	if size.str() != "" {
		p.size(size.str(), size, "size: "+size.words())
	}
	if !p.memory(vm.first("memory", "memory_mb"), "memory", 1) {
		if size.str() == "" || size.str() == "shared-cpu-1x" {
			p.usual("memory", "256MB", "a shared-cpu-1x has 256 MB where none is given")
		}
	}
	p.gpu(vm, vm.at("gpus"))
}

// flyService is the service that leads to a process group.
func flyService(doc *node, group string) *node {
	for _, s := range append(doc.at("http_service").all(), doc.at("services").all()...) {
		in := s.at("processes").all()
		if len(in) == 0 {
			return s
		}
		for _, g := range in {
			if g.str() == group {
				return s
			}
		}
	}
	return nil
}

func flyScaling(p partOf, service *node) {
	p.set("trigger", "http", service, "a service")
	switch stop := service.at("auto_stop_machines"); stop.str() {
	case "", "off", "false":
		p.it().Offer += "-always"
	case "suspend":
		if p.it().Offer == "fly-machines-shared" {
			p.it().Offer += "-suspend"
		}
	}
	if n := service.at("min_machines_running"); n.str() != "" && n.str() != "0" {
		p.set("min", n.str(), n, "min_machines_running: "+n.words())
	}
	c := service.at("concurrency")
	if n := c.at("hard_limit"); n.str() != "" {
		p.set("concurrency", n.str(), n, "hard_limit: "+n.words())
	}
	if n := c.at("soft_limit"); n.str() != "" {
		p.leave(n, "soft_limit: "+n.words(), "the catalogue's scaling policy stands in for it")
	}
}

func isWrangler(n *node) bool {
	return n.has("name") && (n.has("main") || n.has("compatibility_date") || n.has("workers_dev") || n.has("account_id") || n.has("durable_objects") || n.has("site"))
}

// worker adds a part that runs in a Worker's isolates.
func (b *builder) worker(name string, n *node) partOf {
	p := b.part(name, "Cloudflare Worker", n)
	p.it().Offer = "cloudflare-workers-paid"
	p.usual("memory", "128MB", "a Worker's isolate has 128 MB")
	return p
}

// readWrangler reads the configuration of a Worker. What the Worker does on a
// schedule or for a queue, and each of its Durable Objects, are parts of their
// own.
func readWrangler(b *builder, doc *node, _ Source) error {
	name := doc.at("name").str()
	p := b.worker(name, doc)
	if n := doc.at("limits", "cpu_ms"); n.str() != "" {
		p.leave(n, "cpu_ms: "+n.words(), "a limit of CPU time; longest is one of wall time")
	}
	p.set("trigger", "http", doc, "a Worker")
	if crons := doc.at("triggers", "crons"); len(crons.all()) > 0 {
		b.worker(name+"-cron", crons).schedules(crons.all())
	}
	if consumers := doc.at("queues", "consumers"); len(consumers.all()) > 0 {
		b.worker(name+"-queue", consumers).set("trigger", "queue", consumers, "a consumer of queues")
	}
	objects := doc.at("durable_objects").first("bindings", "classes")
	for _, o := range objects.all() {
		class := o.at("class_name").str()
		if script := o.at("script_name").str(); script != "" && script != name {
			continue // it lives in another Worker
		}
		d := b.part(class, "Durable Object", objects)
		d.it().Offer = "cloudflare-durable-objects"
		d.usual("memory", "128MB", "a Durable Object has 128 MB")
		d.follows(name, 1, Assumed, objects, "one call of the object for each request")
		d.leave(objects, "Durable Object "+class, "how many objects there are, and connections to them, is not in the file: set connections and room")
	}
	for _, key := range []string{"kv_namespaces", "r2_buckets", "d1_databases", "vectorize", "ai", "hyperdrive", "analytics_engine_datasets", "site", "assets"} {
		if n := doc.at(key); n != nil {
			p.leave(n, key+": "+n.words(), "how often a request uses it is not in the file: set uses")
		}
	}
	if n := doc.at("env"); n != nil {
		p.leave(n, "env: "+n.words(), "only the settings of all environments are read")
	}
	return nil
}

func isVercel(n *node) bool {
	for _, k := range []string{"functions", "crons", "regions", "rewrites", "routes", "builds", "framework", "headers", "redirects", "cleanUrls", "buildCommand", "outputDirectory"} {
		if n.has(k) {
			return true
		}
	}
	return strings.Contains(n.at("$schema").str(), "vercel")
}

// readVercel reads a vercel.json: a part a pattern of functions, one for the
// whole project where there is no pattern, and one a cron job.
func readVercel(b *builder, doc *node, _ Source) error {
	functions := 0
	doc.at("functions").each(func(glob string, f *node) {
		functions++
		p := b.part(glob, "Vercel Functions", f)
		p.vercel(f)
	})
	if functions == 0 {
		p := b.part("functions", "Vercel Functions", doc)
		p.vercel(nil)
	}
	for i, c := range doc.at("crons").all() {
		path := c.at("path").str()
		if path == "" {
			path = fmt.Sprintf("cron-%d", i+1)
		}
		p := b.part(path, "Vercel Cron Job", c)
		p.vercel(nil)
		p.schedules(c.at("schedule").all())
	}
	for _, r := range doc.at("regions").all() {
		b.region(r, r.str())
	}
	return nil
}

func (p partOf) vercel(f *node) {
	p.it().Offer = "vercel-functions"
	if !p.memory(f.at("memory"), "memory", 1) {
		p.usual("memory", "2048MB", "Vercel sets 2 GB where none is given")
	}
	p.longest(f.at("maxDuration"), "maxDuration")
	if p.term("longest") == nil {
		p.usual("longest", "300s", "Vercel sets 300 s where none is given")
	}
	p.runtime(f.at("runtime"), "runtime")
}
