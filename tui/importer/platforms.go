package importer

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"crossover/engine/pattern"
)

// readFly reads a fly.toml: one part per process group.
func readFly(b *builder, doc *node) {
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
		service := ofGroup(g, append(doc.at("http_service").all(), doc.at("services").all()...))
		if service == nil {
			p.assume("trigger", "queue", "no service leads to it")
			p.it().Offer = strings.TrimSuffix(p.it().Offer, "-always") + "-always"
			continue
		}
		flyScaling(p, service)
	}
	b.region(doc.at("primary_region"))
	b.noteAll("", doc, "a scenario has no term for it", []string{"mounts", "statics"})
}

// flyMachine sets a part's machine: the vm of its process group, or of all.
func flyMachine(p partOf, doc *node, group string) {
	p.it().Offer = "fly-machines-shared"
	p.set("package", "image", doc, "a machine's image")
	vm := ofGroup(group, doc.at("vm").all())
	size := "shared-cpu-1x"
	switch n := vm.at("size"); {
	case n.str() != "":
		size = n.str()
		p.size(size, n, n.said())
	case vm.first("cpu_kind", "cpus") != nil:
		kind, many := "shared-cpu", cmp.Or(vm.at("cpus").str(), "1")
		if vm.at("cpu_kind").str() == "performance" {
			kind = "performance"
		}
		size = kind + "-" + many + "x"
		p.size(size, vm.first("cpu_kind", "cpus"), "cpus: "+many+" of "+kind)
	}
	if strings.HasPrefix(size, "performance") {
		p.it().Offer = "fly-machines-performance"
	}
	if !p.memory(vm.first("memory", "memory_mb"), 1) {
		if mb := flyMemory(size); mb > 0 {
			p.usual("memory", number(mb)+"MB", fmt.Sprintf("a %s has %g MB where none is given", size, mb))
		}
	}
	p.gpu(vm, vm.first("gpus", "gpu_kind"))
}

// flyMemory returns the default memory of a machine size in MiB: a fixed amount per CPU.
// It returns 0 for an unknown size.
// https://fly.io/docs/machines/guides-examples/machine-sizing/
func flyMemory(size string) float64 {
	for kind, each := range map[string]float64{"shared-cpu-": 256, "performance-": 2048} {
		many, ok := strings.CutPrefix(strings.TrimSuffix(size, "x"), kind)
		if n, err := strconv.Atoi(many); ok && err == nil {
			return each * float64(n)
		}
	}
	return 0
}

// ofGroup returns the first node that names a process group, or else the first that
// applies to all groups.
func ofGroup(group string, list []*node) (found *node) {
	for _, x := range list {
		in := x.at("processes").all()
		if slices.ContainsFunc(in, func(g *node) bool { return g.str() == group }) {
			return x
		}
		if len(in) == 0 && found == nil {
			found = x
		}
	}
	return found
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
	if n := service.at("min_machines_running"); n.str() != "0" {
		p.take("min", n)
	}
	c := service.at("concurrency")
	p.take("concurrency", c.at("hard_limit"))
	if n := c.at("soft_limit"); n.str() != "" {
		p.leave(n, n.said(), "the catalogue's scaling policy stands in for it")
	}
}

// worker adds a part that runs in a Worker.
func (b *builder) worker(name string, n *node) partOf {
	p := b.part(name, "Cloudflare Worker", n)
	p.it().Offer = "cloudflare-workers-paid"
	p.usual("memory", "128MB", "a Worker's isolate has 128 MB")
	return p
}

// readWrangler reads the configuration of a Worker. Its schedules, its queue consumers
// and each of its Durable Objects become separate parts.
func readWrangler(b *builder, doc *node) {
	name := doc.at("name").str()
	p := b.worker(name, doc)
	if n := doc.at("limits", "cpu_ms"); n.str() != "" {
		p.leave(n, n.said(), "a limit of CPU time; longest is one of wall time")
	}
	p.set("trigger", "http", doc, "a Worker")
	if crons := doc.at("triggers", "crons"); len(crons.all()) > 0 {
		b.worker(name+"-cron", crons).schedules(crons.all())
	}
	for _, q := range doc.at("queues", "producers").all() {
		b.ids["queue "+q.at("queue").str()] = p.i
	}
	if consumers := doc.at("queues", "consumers"); len(consumers.all()) > 0 {
		w := b.worker(name+"-queue", consumers)
		w.set("trigger", "queue", consumers, "a consumer of queues")
		for _, c := range consumers.all() {
			queue := c.at("queue").str()
			w.leaveAll(c, "nothing bounds the instances of Workers in the model", "max_concurrency")
			w.leaveAll(c, "batches are as large as p99 or batch allows", "max_batch_size", "max_batch_timeout")
			w.leaveAll(c, "a scenario has no term for it", "max_retries", "dead_letter_queue")
			w.follows("queue "+queue, 1, Assumed, c, "one message for each request of the Worker that fills the queue "+queue)
		}
	}
	objects := doc.at("durable_objects").first("bindings", "classes")
	for _, o := range objects.all() {
		class := o.at("class_name").str()
		if script := o.at("script_name").str(); script != "" && script != name {
			continue // it runs in another Worker
		}
		d := b.part(class, "Durable Object", objects)
		d.it().Offer = "cloudflare-durable-objects"
		d.follows(name, 1, Assumed, objects, "one call of the object for each request")
		containers := doc.at("containers").all()
		if i := slices.IndexFunc(containers, func(c *node) bool { return c.at("class_name").str() == class }); i >= 0 {
			d.container(containers[i])
			continue
		}
		d.usual("memory", "128MB", "a Durable Object has 128 MB")
		d.assume("connections", "1", unknownConnections+", and room for how many share an object")
	}
	p.leaveAll(doc, "how often a request uses it is not in the file: set uses", "services", "workflows", "browser", "send_email", "dispatch_namespaces", "pipelines",
		"kv_namespaces", "r2_buckets", "d1_databases", "vectorize", "ai", "hyperdrive", "analytics_engine_datasets", "site", "assets")
	p.leaveAll(doc, "only the settings of all environments are read", "env")
}

// container changes the part of a Durable Object to the container that it starts.
// https://developers.cloudflare.com/containers/platform-details/limits/
func (p partOf) container(c *node) {
	p.it().Kind, p.it().Offer = "Cloudflare Container", "cloudflare-containers"
	p.set("package", "image", c, "image: "+c.at("image").words())
	kind := c.at("instance_type")
	sizes := map[string]string{"": "256MB", "lite": "256MB", "dev": "256MB", "basic": "1GB", "standard": "4GB", "standard-1": "4GB", "standard-2": "6GB", "standard-3": "8GB", "standard-4": "12GB"}
	switch mb := kind.at("memory_mib"); {
	case mb != nil:
		p.memory(mb, 1)
	case kind == nil:
		p.usual("memory", sizes[""], "a container is lite, with 256 MB, where nothing is given")
	case sizes[kind.str()] != "":
		p.set("memory", sizes[kind.str()], kind, kind.said())
	default:
		p.leave(kind, kind.said(), "its size is not known")
	}
	p.take("max", c.at("max_instances"))
}

// vercelKeys are the keys of a vercel.json, which may have no others. The second list has
// those that do not suffice to recognise one.
// https://openapi.vercel.sh/vercel.json
var vercelKeys = [2]string{
	"bunVersion installCommand devCommand ignoreCommand trailingSlash fluid images functions crons regions rewrites routes builds framework headers redirects cleanUrls buildCommand outputDirectory functionFailoverRegions",
	"$schema name version alias scope env build public git github services schedules proxy passiveRegions relatedProjects wildcard bulkRedirectsPath skipMiddlewareRequestBody",
}

func isVercel(n *node) bool {
	if strings.Contains(n.at("$schema").str(), "vercel") {
		return true
	}
	sure, more := strings.Fields(vercelKeys[0]), strings.Fields(vercelKeys[1])
	foreign := slices.ContainsFunc(n.keys, func(k string) bool {
		return !slices.Contains(sure, k) && !slices.Contains(more, k) && !strings.HasPrefix(k, "experimental")
	}) || n.at("build").has("command", "publish") // netlify.toml
	f := n.at("functions") // firebase.json has a list
	return n.has(sure...) && !foreign && (f == nil || f.kind == mapping && !slices.ContainsFunc(f.items, func(x *node) bool { return x.kind != mapping }))
}

// readVercel reads a vercel.json: one part per pattern of functions, or one for the whole
// project, and one per cron job.
func readVercel(b *builder, doc *node) {
	doc.at("functions").each(func(glob string, f *node) {
		p := b.part(glob, "Vercel Functions", f)
		p.vercel(f)
		p.set("trigger", "http", f, "a function")
		if run := map[string]string{".js": "node", ".ts": "node", ".tsx": "node", ".jsx": "node", ".mjs": "node", ".py": "python", ".go": "go", ".rb": "ruby", ".rs": "rust"}[path.Ext(glob)]; run != "" {
			p.set("runtime", run, f, glob)
		}
	})
	if f := doc.at("functions"); f == nil || len(f.keys) == 0 {
		b.part("functions", "Vercel Functions", doc).vercel(nil)
	} else {
		b.leave(f, "functions that no pattern names", "they have Vercel's defaults, and no part")
	}
	for i, c := range doc.at("crons").all() {
		p := b.part(cmp.Or(c.at("path").str(), fmt.Sprintf("cron-%d", i+1)), "Vercel Cron Job", c)
		doc.at("functions").each(func(glob string, f *node) {
			if globbed(glob, c.at("path").str()) {
				p.vercel(f)
			}
		})
		p.vercel(nil)
		p.schedules(c.at("schedule").all())
	}
	for _, r := range doc.at("regions").all() {
		b.region(r)
	}
}

// globbed reports whether a pattern of files, such as app/api/cron/**, serves a path. It
// compares their beginnings; only ** goes down into folders.
func globbed(glob, route string) bool {
	for _, folder := range []string{"src/", "app/", "pages/"} {
		glob = strings.TrimPrefix(glob, folder)
	}
	start, end, _ := strings.Cut(glob, "*")
	start = strings.TrimSuffix(strings.TrimSuffix(start, path.Ext(start)), "/route")
	rest, ok := strings.CutPrefix(strings.TrimPrefix(route, "/"), start)
	return ok && start != "" && (strings.Contains(end, "/") || strings.HasPrefix(end, "*") || !strings.Contains(rest, "/"))
}

func (p partOf) vercel(f *node) {
	p.it().Offer = "vercel-functions"
	p.memory(f.at("memory"), 1)
	p.usual("memory", "2048MB", "Vercel sets 2 GB where none is given")
	p.longest(f.at("maxDuration"))
	p.usual("longest", "300s", "Vercel sets 300 s where none is given")
	if n := f.at("runtime"); n != nil { // such as @vercel/python@4.0.0
		plain := *n
		plain.text = strings.TrimPrefix(n.text, "@vercel/")
		p.runtime(&plain)
	}
	p.leaveAll(f, "a scenario has no term for it", "regions", "architecture", "experimentalTriggers")
}

// Compose files are read without Compose's own loader, which would add 6 ms to every
// start and 3.6 MB to the program.

const composeKind = "Compose service"

func isCompose(n *node) bool {
	s := n.at("services")
	if s == nil || s.kind != mapping || len(s.keys) == 0 {
		return false
	}
	// An override file, such as compose.override.yaml, may have neither image nor build.
	return !slices.ContainsFunc(s.items, func(x *node) bool {
		return !x.has("image", "build", "extends", "deploy", "ports", "environment", "command", "volumes", "depends_on", "profiles")
	})
}

// readCompose reads a compose file alone. Files that it includes or extends, and
// environment files, are not read.
func readCompose(b *builder, doc *node) {
	services := doc.at("services")
	composed(services)
	names := slices.Clone(services.keys)
	slices.Sort(names)
	for _, name := range names {
		composeService(b, name, services.at(name))
	}
}

// environment matches a variable with a default, such as ${MEMORY:-512m}.
var environment = pattern.Of(`\$\{[A-Za-z_][A-Za-z0-9_]*:?-([^}]*)\}`)

// composed replaces variables by their defaults.
func composed(n *node) {
	n.text = environment().ReplaceAllString(n.text, "$1")
	for _, x := range n.items {
		composed(x)
	}
}

func composeService(b *builder, name string, n *node) {
	if i, ok := b.ids[among(composeKind, name)]; ok {
		partOf{b, i}.leave(n, "service "+name, "it stands in another file, too, and the first counts: import what docker compose config makes of both")
		return
	}
	if profiles := n.at("profiles"); profiles != nil {
		b.leave(profiles, "service "+name, "it runs only with one of its profiles: import what docker compose --profile config makes")
		return
	}
	p := b.part(name, composeKind, n)
	p.it().unreached = "it publishes no ports"
	p.set("package", "image", n, "a container's image")
	resources := n.at("deploy", "resources")
	reserved, most := resources.at("reservations"), resources.at("limits")
	if mb, m := firstOf(memoryIn, n.at("mem_limit"), reserved.at("memory"), most.at("memory")); m != nil {
		p.set("memory", number(mb)+"MB", m, "memory that it reserves, or may take at most")
	}
	if v, c := firstOf(cpus, n.at("cpus"), reserved.at("cpus"), most.at("cpus")); c != nil {
		p.size(number(v)+"vcpu", c, "vCPUs that it reserves, or may take at most: "+number(v))
	}
	for _, device := range reserved.at("devices").all() {
		if slices.ContainsFunc(device.at("capabilities").all(), func(c *node) bool { return c.str() == "gpu" }) {
			p.assume("gpu", "any", "a GPU whose model the file does not say")
		}
	}
	if r := cmp.Or(n.at("deploy", "replicas"), n.at("scale")); r.str() != "" {
		p.take("copies", r)
	} else if n.at("deploy", "mode").str() == "global" {
		p.leave(n.at("deploy", "mode"), "mode: global", "one runs on every machine: set copies")
	} else {
		p.usual("copies", "1", "Compose runs one container where nothing is given")
	}
	if ports := n.at("ports"); len(ports.all()) > 0 {
		p.set("trigger", "http", ports, "ports that it publishes")
	} else if n.has("expose") {
		p.it().unreached = ""
	}
	for _, labels := range []*node{n.at("labels"), n.at("deploy", "labels")} {
		routed := func(label string, at *node) {
			if strings.HasPrefix(label, "traefik.http.") {
				p.set("trigger", "http", at, "a route of Traefik")
			}
		}
		labels.each(routed)
		for _, x := range labels.all() {
			routed(x.str(), x)
		}
	}
	if platform := n.at("platform"); platform != nil {
		_, arch, _ := strings.Cut(platform.str(), "/")
		p.arch(&node{kind: scalar, key: "platform", text: arch, line: platform.line})
	}
	p.stores(n.at("image"))
	p.depends(n.at("depends_on"))
	p.leaveAll(n, "a scenario has no term for volumes", "volumes")
	p.leaveAll(n, "other files and services are not read", "extends", "env_file")
	n.at("environment").each(func(key string, v *node) { p.calls(v, key+"="+v.words()) })
	if env := n.at("environment"); env != nil && env.kind == list {
		for _, v := range env.items {
			_, value, _ := strings.Cut(v.str(), "=")
			p.calls(&node{kind: scalar, text: value, line: v.line}, v.words())
		}
	}
}

// depends records the services in depends_on, a list of names or a mapping.
func (p partOf) depends(n *node) {
	if n != nil && n.kind == mapping {
		for _, other := range n.keys {
			p.called(other, n, "depends_on")
		}
		return
	}
	for _, other := range n.all() {
		p.called(other.str(), n, "depends_on")
	}
}
