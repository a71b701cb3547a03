package catalog

import (
	"fmt"
	"math"
	"slices"
)

func (v *validator) startClasses(starts []Start) {
	seen := map[string]bool{}
	for i := range starts {
		s := &starts[i]
		path := fmt.Sprintf("starts[%d]", i)
		v.id(path+".id", s.ID)
		if seen[s.ID] {
			v.add(path+".id", s.ID, "a name no other class has")
		}
		seen[s.ID] = true
		v.notNegative(path+".overhead_ms", s.OverheadMS)
		for j := range s.Inits {
			v.init(fmt.Sprintf("%s.inits[%d]", path, j), &s.Inits[j])
		}
		if gap := s.gap(); gap != "" {
			v.add(path+".inits", s.ID, "an entry for "+gap+": empty fields match anything")
		}
		v.provenance(path, s.Provenance)
	}
}

func (v *validator) init(path string, n *Init) {
	v.member(path+".runtime", n.Runtime, Runtimes)
	v.member(path+".package", n.Package, Packages)
	v.member(path+".arch", n.Arch, Archs)
	v.positive(path+".p50_ms", n.P50MS)
	v.positive(path+".p95_ms", n.P95MS)
	if n.P95MS < n.P50MS {
		v.add(path+".p95_ms", n.P95MS, fmt.Sprintf("at least p50_ms, %v", n.P50MS))
	}
	v.provenance(path, n.Provenance)
}

// member checks a field that matches anything when it is empty.
func (v *validator) member(path, s string, of []string) {
	if s != "" && !slices.Contains(of, s) {
		v.add(path, s, oneOf("nothing, or one of", of))
	}
}

// Init returns the initialising times that apply: the first entry that
// matches. The second result is false where there is none.
func (s *Start) Init(runtime, pkg, arch string) (Init, bool) {
	for _, n := range s.Inits {
		if (n.Runtime == "" || n.Runtime == runtime) &&
			(n.Package == "" || n.Package == pkg) &&
			(n.Arch == "" || n.Arch == arch) {
			return n, true
		}
	}
	return Init{}, false
}

// MeanMS returns the mean of the initialising time: that of the lognormal law
// through its percentiles.
func (n Init) MeanMS() float64 {
	if !(n.P95MS > n.P50MS && n.P50MS > 0) {
		return n.P50MS
	}
	const z95 = 1.6448536269514722
	sigma := math.Log(n.P95MS/n.P50MS) / z95
	return n.P50MS * math.Exp(sigma*sigma/2)
}

// gap names the first combination that no entry matches, or returns nothing.
func (s *Start) gap() string {
	for _, r := range Runtimes {
		for _, p := range Packages {
			for _, a := range Archs {
				if _, ok := s.Init(r, p, a); !ok {
					return fmt.Sprintf("runtime %s, package %s, arch %s", r, p, a)
				}
			}
		}
	}
	return ""
}

func (v *validator) assumptions(a *Assumptions) {
	for _, f := range []struct {
		name string
		Assumption
	}{
		{"service_cv", a.ServiceCV},
		{"edge_rtt_ms", a.EdgeRTTMS},
		{"region_rtt_ms", a.RegionRTTMS},
		{"connections_per_request", a.ConnectionsPerRequest},
		{"connection_s", a.ConnectionS},
		{"request_kb", a.RequestKB},
		{"code_mb", a.CodeMB},
		{"server_concurrency", a.ServerConcurrency},
		{"ping_interval_s", a.PingIntervalS},
		{"ping_ms", a.PingMS},
		{"connection_kb", a.ConnectionKB},
		{"instance_connections", a.InstanceConnections},
		{"state_reads", a.StateReads},
		{"state_writes", a.StateWrites},
		{"operations.edge", a.Operations.Edge},
		{"operations.function", a.Operations.Function},
		{"operations.container", a.Operations.Container},
		{"operations.microvm", a.Operations.MicroVM},
		{"operations.kubernetes", a.Operations.Kubernetes},
		{"operations.vm", a.Operations.VM},
		{"operations.gpu", a.Operations.GPU},
	} {
		v.positive("assumptions."+f.name+".value", f.Value)
		v.bounds("assumptions."+f.name, &f.Assumption)
		v.text("assumptions."+f.name+".note", f.Note)
	}
	seen := map[string]bool{}
	for i, g := range a.GPUs {
		path := fmt.Sprintf("assumptions.gpus[%d]", i)
		v.id(path+".name", g.Name)
		if seen[g.Name] {
			v.add(path+".name", g.Name, "each accelerator once")
		}
		seen[g.Name] = true
		v.positive(path+".speed", g.Speed)
		v.notNegative(path+".memory_mb", g.MemoryMB)
		v.text(path+".note", g.Note)
	}
}

// bounds checks that an assumption lies within its range.
func (v *validator) bounds(path string, a *Assumption) {
	v.notNegative(path+".low", a.Low)
	v.notNegative(path+".high", a.High)
	if a.Low > a.Value {
		v.add(path+".low", a.Low, fmt.Sprintf("no more than the value, %v", a.Value))
	}
	if a.High != 0 && a.High < a.Value {
		v.add(path+".high", a.High, fmt.Sprintf("no less than the value, %v", a.Value))
	}
}
