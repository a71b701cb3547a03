package importer

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// megabytes parses an amount of memory: 512Mi, 1Gi, 256mb, 1g, 0.5G. The result is in
// MiB; bare is the unit of a number without suffix, in MiB.
func megabytes(s string, bare float64) (float64, bool) {
	s = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(s), " ", ""))
	digits := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz")
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || n <= 0 || math.IsInf(n, 0) || math.IsNaN(n) {
		return 0, false
	}
	// Only Kubernetes distinguishes 1000 and 1024. The difference (5 %) is ignored,
	// because the sizes compared are powers of two.
	unit, ok := map[string]float64{
		"": bare, "b": 1. / (1 << 20), "k": 1. / 1024, "kb": 1. / 1024, "ki": 1. / 1024, "kib": 1. / 1024, "m": 1, "mb": 1, "mi": 1, "mib": 1,
		"g": 1024, "gb": 1024, "gi": 1024, "gib": 1024, "t": 1 << 20, "tb": 1 << 20, "ti": 1 << 20,
	}[s[len(digits):]]
	return n * unit, ok
}

// memoryIn parses an amount of memory; a number without suffix is in bytes.
func memoryIn(s string) (float64, bool) { return megabytes(s, 1./(1<<20)) }

// firstOf returns the first value that can be parsed, and its node.
func firstOf(read func(string) (float64, bool), from ...*node) (float64, *node) {
	for _, n := range from {
		if v, ok := read(n.str()); ok {
			return v, n
		}
	}
	return 0, nil
}

// memory sets the part's memory from a node and reports success; bare is the unit of a
// number without suffix, in MiB.
func (p partOf) memory(n *node, bare float64) bool {
	if n.str() == "" {
		return false
	}
	mb, ok := megabytes(n.str(), bare)
	if !ok {
		why := "it is not an amount of memory"
		if strings.Contains(n.str(), "${") {
			why = "what its variable stands for is not in the file"
		}
		p.leave(n, n.said(), why)
		return false
	}
	p.set("memory", number(mb)+"MB", n, n.said())
	return true
}

// longest sets the part's longest run, if the node has one.
func (p partOf) longest(n *node) {
	if s, ok := seconds(n.str()); ok {
		p.set("longest", number(s)+"s", n, n.said())
	} else if n.str() != "" {
		p.leave(n, n.said(), "it is not a time")
	}
}

// seconds parses a time: a number of seconds, or a duration such as 5m30s.
func seconds(s string) (float64, bool) {
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		return n, n > 0 && !math.IsInf(n, 0)
	}
	d, err := time.ParseDuration(strings.ReplaceAll(s, " ", ""))
	return d.Seconds(), err == nil && d > 0
}

// cpus parses a number of vCPUs in Kubernetes' notation: 250m is a quarter.
func cpus(s string) (float64, bool) {
	milli, isMilli := strings.CutSuffix(s, "m")
	n, err := strconv.ParseFloat(milli, 64)
	if isMilli {
		n /= 1000
	}
	return n, err == nil && n > 0 && !math.IsInf(n, 0)
}

// runtimes maps prefixes of platforms' runtime names to runtimes.
var runtimes = []struct{ start, runtime string }{
	{"node", "node"}, {"python", "python"}, {"java", "java"}, {"dotnet", "dotnet"}, {"ruby", "ruby"}, {"go", "go"}, {"rust", "rust"}, {"bun", "node"}, {"javascript", "node"},
}

// runtime sets the part's runtime, if the node names one.
func (p partOf) runtime(n *node) {
	name := strings.ToLower(n.str())
	if name == "" {
		return
	}
	for _, r := range runtimes {
		if strings.HasPrefix(name, r.start) {
			p.set("runtime", r.runtime, n, n.said())
			return
		}
	}
	if strings.HasPrefix(name, "provided") {
		p.assume("runtime", "go", n.key+": "+name+" is most often a compiled program")
		return
	}
	p.leave(n, n.said(), "it has no cold starts of its own in the catalogue")
}

// arch sets the part's processor architecture, if the node names one.
func (p partOf) arch(n *node) {
	words := map[string]string{"arm64": "arm64", "aarch64": "arm64", "x86_64": "x86", "amd64": "x86", "x86": "x86"}
	for _, x := range n.all() {
		if a := words[strings.ToLower(x.str())]; a != "" {
			p.set("arch", a, n, x.said())
			return
		}
	}
}
