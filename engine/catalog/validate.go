package catalog

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Problem is one error in a catalogue.
type Problem struct {
	// Path is the path of the value in the YAML, from the catalogue's root:
	// providers[0].rates.lambda-requests.price.
	Path string
	// Value is the value found, as text.
	Value string
	// Want describes what would be right.
	Want string
}

// String returns the problem on one line.
func (p Problem) String() string { return fmt.Sprintf("%s: %q: want %s", p.Path, p.Value, p.Want) }

// Accelerators are the GPUs a scenario can ask for.
var Accelerators = []string{"t4", "l4", "a10", "l40s", "a100", "rtx-pro", "h100", "h200", "b200"}

// The runtimes, packages and architectures a scenario can ask for. Every class of start
// times must have an entry for each combination.
var (
	Runtimes = []string{"node", "python", "go", "rust", "java", "dotnet", "ruby"}
	Packages = []string{"zip", "image", "large", "app", "snapstart", "aot", "snapshot"}
	Archs    = []string{"x86", "arm64"}
)

// Commitments are the possible keys of discounts.
var Commitments = []string{"1y", "3y", "spot"}

// Lists are the allowed texts in a catalogue, by the words in the valid tags of its types;
// see [Structure].
var Lists = map[string][]string{
	"runtimes": Runtimes, "packages": Packages, "archs": Archs,
	"commitments": Commitments, "copies": {"several", "single"},
}

// ShortColumns is the largest width of an offer's short name, in columns.
const ShortColumns = 14

// Validate returns all problems of the catalogue, in its order, or nil. Paths index
// providers, offers and starts as the catalogue lists them.
func (c *Catalog) Validate() []Problem {
	v := &validator{gpus: map[string]bool{}, starts: map[string]bool{}, offers: map[string]bool{}, shorts: map[string]string{}, trips: len(c.Assumptions.RoundTrips) > 0}
	v.structure = Structure{Lists: Lists, Add: v.add}
	for _, s := range c.Starts {
		v.starts[s.ID] = true
	}
	for _, g := range c.Assumptions.GPUs {
		v.gpus[g.Name] = true
	}
	ids := map[string]bool{}
	for i := range c.Providers {
		p := &c.Providers[i]
		path := fmt.Sprintf("providers[%d]", i)
		v.structure.Check(path, p)
		v.provider(path, p)
		if ids[p.ID] {
			v.add(path+".provider", p.ID, "a provider of its own: another file has this one")
		}
		ids[p.ID] = true
	}
	v.startClasses(c.Starts)
	v.structure.Check("assumptions", &c.Assumptions)
	v.accelerators(c.Assumptions.GPUs)
	v.roundTrips(c)
	return v.problems
}

// validator collects problems and the names seen so far.
type validator struct {
	structure Structure
	problems  []Problem
	starts    map[string]bool   // start classes that exist
	gpus      map[string]bool   // accelerators with a speed
	offers    map[string]bool   // offers seen
	shorts    map[string]string // offer of each short name
	trips     bool              // whether there are round trips between regions
}

func (v *validator) add(path string, value any, want string) {
	v.problems = append(v.problems, Problem{Path: path, Value: fmt.Sprint(value), Want: want})
}

func (v *validator) provider(path string, p *Provider) {
	titles := map[string]string{}
	for _, id := range sortedKeys(p.Rates) {
		r := p.Rates[id]
		at := path + ".rates." + id
		v.rate(at, &r, p)
		if other := titles[r.Title]; other != "" {
			v.add(at+".title", r.Title, "a title that rate "+other+" does not have")
		}
		titles[r.Title] = id
	}
	for _, id := range sortedKeys(p.SizeTables) {
		t := p.SizeTables[id]
		v.sizeTable(path+".sizes."+id, &t)
	}
	v.regions(path, p)
	for i := range p.Offers {
		v.offer(fmt.Sprintf("%s.offers[%d]", path, i), &p.Offers[i], p)
	}
}

func (v *validator) rate(path string, r *Rate, p *Provider) {
	switch {
	case len(r.Tiers) > 0 && r.Price != 0:
		v.add(path+".price", r.Price, "a price or tiers, not both")
	case len(r.Tiers) == 0 && r.Price == 0 && r.Note == "":
		v.add(path+".price", "", "a price or tiers, or a note that says that it is free")
	}
	if r.Pool != "" {
		switch pool, ok := p.Pools[r.Pool]; {
		case !ok:
			v.add(path+".pool", r.Pool, OneOf("one of the provider's pools", sortedKeys(p.Pools)))
		case pool.Unit != r.Unit:
			v.add(path+".pool", r.Pool, fmt.Sprintf("a pool counted in %s: this one is in %s", r.Unit, pool.Unit))
		}
	}
}

func (v *validator) sizeTable(path string, t *SizeTable) {
	if _, ok := sizeQuantities[t.Unit]; !ok && t.Unit != "" {
		v.add(path+".unit", t.Unit, "hour, second or month, or nothing where sizes have no price")
	}
	names := map[string]bool{}
	for i := range t.Sizes {
		s := &t.Sizes[i]
		at := fmt.Sprintf("%s.sizes[%d]", path, i)
		v.size(at, s, t.Unit)
		if names[s.Name] {
			v.add(at+".name", s.Name, "a name no other size of the table has")
		}
		names[s.Name] = true
	}
}

func (v *validator) size(path string, s *Size, unit string) {
	if s.MaxMemoryMB != 0 || s.StepMB != 0 {
		if !(s.MaxMemoryMB > s.MemoryMB) || math.IsInf(s.MaxMemoryMB, 0) {
			v.add(path+".max_memory_mb", s.MaxMemoryMB, fmt.Sprintf("more than memory_mb, %v", s.MemoryMB))
		}
		v.given(path+".step_mb", s.StepMB)
	}
	if s.GPU != "" {
		v.given(path+".gpus", s.GPUs)
		if !v.gpus[s.GPU] {
			v.add(path+".gpu", s.GPU, OneOf("an accelerator with a speed in the assumptions", sortedKeys(v.gpus)))
		}
	} else if s.GPUs != 0 {
		v.add(path+".gpus", s.GPUs, "the accelerator's name in gpu beside it")
	}
	if unit != "" {
		v.given(path+".price", s.Price)
	} else if s.Price != 0 {
		v.add(path+".price", s.Price, "no price, or a unit for the table's prices")
	}
}

// given checks that a number that is optional elsewhere is given here.
func (v *validator) given(path string, x float64) {
	if x == 0 {
		v.add(path, x, "a finite number greater than 0")
	}
}

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

// beside checks the sets of lines that an offer names.
func (v *validator) beside(path string, o *Offer, p *Provider) {
	for i, name := range o.Beside {
		if _, ok := p.Beside[name]; !ok {
			v.add(fmt.Sprintf("%s.beside[%d]", path, i), name, OneOf("one of the provider's sets of lines", sortedKeys(p.Beside)))
		}
	}
}

// tableLine checks a line priced by the sizes of a table that hold state.
func (v *validator) tableLine(path string, l *BillLine, p *Provider) {
	t, ok := p.SizeTables[l.Table]
	switch {
	case l.Rate != "" || l.Size:
		v.add(path+".table", l.Table, "a table alone, without a rate or size")
	case !ok:
		v.add(path+".table", l.Table, OneOf("one of the provider's size tables", sortedKeys(p.SizeTables)))
	case t.Unit != "hour" && t.Unit != "month":
		v.add(path+".table", l.Table, "a table with prices by the hour or the month")
	case t.Unit == "hour" && l.Quantity != QHours || t.Unit == "month" && l.Quantity != QMonths:
		v.add(path+".quantity", l.Quantity, t.Unit+"s: the sizes are priced by the "+t.Unit)
	}
	if l.Need != NeedState && l.Need != NeedDatabase {
		v.add(path+".need", l.Need, "state or database: a table holds either")
	}
}
