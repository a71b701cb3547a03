package importer

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

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
func readCompose(b *builder, doc *node, _ Source) error {
	services := doc.at("services")
	composed(services)
	names := slices.Clone(services.keys)
	slices.Sort(names)
	for _, name := range names {
		composeService(b, name, services.at(name))
	}
	return nil
}

// environment matches a variable with a default, such as ${MEMORY:-512m}.
var environment = regexp.MustCompile(`\$\{[A-Za-z_][A-Za-z0-9_]*:?-([^}]*)\}`)

// composed replaces variables by their defaults.
func composed(n *node) {
	n.text = environment.ReplaceAllString(n.text, "$1")
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
		p.set("memory", number(mb)+"MB", m, "memory that it reserves")
	}
	if v, c := firstOf(cpus, n.at("cpus"), reserved.at("cpus"), most.at("cpus")); c != nil {
		p.size(number(v)+"vcpu", c, "vCPUs that it reserves: "+number(v))
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
