package importer

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// megabytes reads an amount of memory in MiB as files write it: 512Mi, 1Gi,
// 256mb, 1g, 0.5G. A number alone counts units of bare MiB.
func megabytes(s string, bare float64) (float64, bool) {
	s = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(s), " ", ""))
	digits := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz")
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || n <= 0 || math.IsInf(n, 0) || math.IsNaN(n) {
		return 0, false
	}
	// A thousand and 1024 are told apart by Kubernetes only, and there by 5 %:
	// memory is compared with sizes in powers of two.
	unit, ok := map[string]float64{
		"": bare, "b": 1. / (1 << 20), "k": 1. / 1024, "kb": 1. / 1024, "ki": 1. / 1024, "kib": 1. / 1024, "m": 1, "mb": 1, "mi": 1, "mib": 1,
		"g": 1024, "gb": 1024, "gi": 1024, "gib": 1024, "t": 1 << 20, "tb": 1 << 20, "ti": 1 << 20,
	}[s[len(digits):]]
	return n * unit, ok
}

// memory gives the part its memory, if the node says it; bare is the unit of a
// number alone, in MiB.
func (p partOf) memory(n *node, key string, bare float64) bool {
	if n.str() == "" {
		return false
	}
	mb, ok := megabytes(n.str(), bare)
	if !ok {
		why := "it is not an amount of memory"
		if strings.Contains(n.str(), "${") {
			why = "what its variable stands for is not in the file"
		}
		p.leave(n, key+": "+n.words(), why)
		return false
	}
	p.set("memory", number(mb)+"MB", n, key+": "+n.words())
	return true
}

// longest gives the part its longest run, if the node says it; bare is the unit
// of a number alone.
func (p partOf) longest(n *node, key string) {
	if n.str() == "" {
		return
	}
	s, ok := seconds(n.str())
	if !ok {
		p.leave(n, key+": "+n.words(), "it is not a time")
		return
	}
	p.set("longest", number(s)+"s", n, key+": "+n.words())
}

// seconds reads a time: a number of seconds, or one with units such as 5m30s.
func seconds(s string) (float64, bool) {
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		return n, n > 0 && !math.IsInf(n, 0)
	}
	d, err := time.ParseDuration(strings.ReplaceAll(s, " ", ""))
	return d.Seconds(), err == nil && d > 0
}

// cpus reads a number of vCPUs as Kubernetes writes it: 250m is a quarter.
func cpus(s string) (float64, bool) {
	milli, isMilli := strings.CutSuffix(s, "m")
	n, err := strconv.ParseFloat(milli, 64)
	if isMilli {
		n /= 1000
	}
	return n, err == nil && n > 0 && !math.IsInf(n, 0)
}

// runtimes are beginnings of what platforms call runtimes.
var runtimes = []struct{ start, runtime string }{
	{"node", "node"}, {"python", "python"}, {"java", "java"}, {"dotnet", "dotnet"}, {"ruby", "ruby"}, {"go", "go"}, {"rust", "rust"}, {"bun", "node"}, {"javascript", "node"},
}

// runtime gives the part its runtime, if the node names one.
func (p partOf) runtime(n *node, key string) {
	name := strings.ToLower(n.str())
	if name == "" {
		return
	}
	for _, r := range runtimes {
		if strings.HasPrefix(name, r.start) {
			p.set("runtime", r.runtime, n, key+": "+n.words())
			return
		}
	}
	if strings.HasPrefix(name, "provided") {
		p.assume("runtime", "go", key+": "+name+" is most often a compiled program")
		return
	}
	p.leave(n, key+": "+n.words(), "it has no cold starts of its own in the catalogue")
}

// arch gives the part its processor, if the node names one.
func (p partOf) arch(n *node, key string) {
	words := map[string]string{"arm64": "arm64", "aarch64": "arm64", "x86_64": "x86", "amd64": "x86", "x86": "x86"}
	for _, x := range n.all() {
		if a := words[strings.ToLower(x.str())]; a != "" {
			p.set("arch", a, n, key+": "+x.words())
			return
		}
	}
}
