package catalog

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

func (v *validator) startClasses(starts []Start) {
	seen := map[string]bool{}
	for i := range starts {
		s := &starts[i]
		path := fmt.Sprintf("starts[%d]", i)
		v.structure.Check(path, s)
		if seen[s.ID] {
			v.add(path+".id", s.ID, "a name no other class has")
		}
		seen[s.ID] = true
		for j := range s.Inits {
			if n := &s.Inits[j]; n.P95MS < n.P50MS {
				v.add(fmt.Sprintf("%s.inits[%d].p95_ms", path, j), n.P95MS, fmt.Sprintf("at least p50_ms, %v", n.P50MS))
			}
		}
		if gap := s.gap(); gap != "" && len(s.Inits) > 0 {
			v.add(path+".inits", s.ID, "an entry for "+gap+": empty fields match anything")
		}
	}
}

// Init returns the first matching entry of initialisation times. ok is false if there is
// none.
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

// MeanMS returns the mean of the initialisation time: that of the lognormal distribution
// through its percentiles.
func (n Init) MeanMS() float64 {
	if !(n.P95MS > n.P50MS && n.P50MS > 0) {
		return n.P50MS
	}
	const z95 = 1.6448536269514722
	sigma := math.Log(n.P95MS/n.P50MS) / z95
	return n.P50MS * math.Exp(sigma*sigma/2)
}

// gap returns the first combination that no entry matches, or "".
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

// accelerators checks that each accelerator is known and listed once.
func (v *validator) accelerators(gpus []GPU) {
	seen := map[string]bool{}
	for i, g := range gpus {
		if seen[g.Name] {
			v.add(fmt.Sprintf("assumptions.gpus[%d].name", i), g.Name, "each accelerator once")
		}
		if !slices.Contains(Accelerators, g.Name) {
			v.add(fmt.Sprintf("assumptions.gpus[%d].name", i), g.Name,
				"an accelerator that the term gpu knows: "+strings.Join(Accelerators, ", "))
		}
		seen[g.Name] = true
	}
}
