package catalog

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
)

// Problem is one thing wrong with a catalogue.
type Problem struct {
	// Path leads to the value as the YAML names it, from the catalogue's root:
	// providers[0].rates.lambda-requests.price.
	Path string
	// Value is what was found there, as text.
	Value string
	// Want says what would be right.
	Want string
}

// String returns the problem on one line.
func (p Problem) String() string {
	return fmt.Sprintf("%s: %q: want %s", p.Path, p.Value, p.Want)
}

// The runtimes, packages and architectures a scenario can ask for. Every
// class of start times has to answer for each combination.
var (
	Runtimes = []string{"node", "python", "go", "rust", "java", "dotnet", "ruby"}
	Packages = []string{"zip", "image", "large", "app", "snapstart", "aot"}
	Archs    = []string{"x86", "arm64"}
)

// Commitments are the keys a discount can have.
var Commitments = []string{"1y", "3y", "spot"}

// ShortColumns is how many columns an offer's short name can take.
const ShortColumns = 14

var (
	kebab = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	date  = regexp.MustCompile(`^20\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$`)
	link  = regexp.MustCompile(`^https?://[^\s/]+\.[^\s]+$`)
)

// Validate returns everything that is wrong with the catalogue, in its own
// order, or nil. Paths index providers, offers and starts as the catalogue
// lists them.
func (c *Catalog) Validate() []Problem {
	v := &validator{
		gpus:   make(map[string]bool, len(c.Assumptions.GPUs)),
		starts: make(map[string]bool, len(c.Starts)),
		offers: map[string]bool{},
		shorts: map[string]string{},
	}
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
		v.provider(path, p)
		if ids[p.ID] {
			v.add(path+".provider", p.ID, "a provider of its own: another file has this one")
		}
		ids[p.ID] = true
	}
	v.startClasses(c.Starts)
	v.assumptions(&c.Assumptions)
	return v.problems
}

// validator collects problems and what has been seen so far.
type validator struct {
	problems []Problem
	starts   map[string]bool   // start classes that exist
	gpus     map[string]bool   // accelerators with a speed
	offers   map[string]bool   // offers seen
	shorts   map[string]string // offer of each short name
}

func (v *validator) add(path string, value any, want string) {
	v.problems = append(v.problems, Problem{Path: path, Value: fmt.Sprint(value), Want: want})
}

func (v *validator) provider(path string, p *Provider) {
	v.id(path+".provider", p.ID)
	v.text(path+".title", p.Title)
	v.text(path+".region", p.Region)
	for _, id := range sortedKeys(p.Pools) {
		v.pool(path+".pools."+id, id, p.Pools[id])
	}
	titles := map[string]string{}
	for _, id := range sortedKeys(p.Rates) {
		r := p.Rates[id]
		at := path + ".rates." + id
		v.rate(at, id, &r, p)
		if other := titles[r.Title]; other != "" {
			v.add(at+".title", r.Title, "a title that rate "+other+" does not have")
		}
		titles[r.Title] = id
	}
	for _, id := range sortedKeys(p.SizeTables) {
		t := p.SizeTables[id]
		v.sizeTable(path+".sizes."+id, id, &t)
	}
	if len(p.Offers) == 0 {
		v.add(path+".offers", "", "at least one offer")
	}
	for i := range p.Offers {
		v.offer(fmt.Sprintf("%s.offers[%d]", path, i), &p.Offers[i], p)
	}
}

func (v *validator) pool(path, id string, p Pool) {
	v.id(path, id)
	v.positive(path+".amount", p.Amount)
	v.text(path+".unit", p.Unit)
	v.included(path+".kind", p.Kind)
	v.provenance(path, p.Provenance)
}

func (v *validator) included(path string, k IncludedKind) {
	if k != IncludedFree && k != IncludedPlan {
		v.add(path, k, "free or plan")
	}
}

func (v *validator) rate(path, id string, r *Rate, p *Provider) {
	v.id(path, id)
	v.text(path+".title", r.Title)
	v.text(path+".unit", r.Unit)
	v.notNegative(path+".per", r.Per)
	v.notNegative(path+".price", r.Price)
	v.notNegative(path+".round_up", r.RoundUp)
	switch {
	case len(r.Tiers) > 0 && r.Price != 0:
		v.add(path+".price", r.Price, "a price or tiers, not both")
	case len(r.Tiers) == 0 && r.Price == 0 && r.Note == "":
		v.add(path+".price", "", "a price or tiers, or for what is free a note that says so")
	}
	v.tiers(path+".tiers", r.Tiers)
	if r.Pool != "" {
		switch pool, ok := p.Pools[r.Pool]; {
		case !ok:
			v.add(path+".pool", r.Pool, oneOf("one of the provider's pools", sortedKeys(p.Pools)))
		case pool.Unit != r.Unit:
			v.add(path+".pool", r.Pool, fmt.Sprintf("a pool counted in %s: this one is in %s", r.Unit, pool.Unit))
		}
	}
	v.discounts(path+".discounts", r.Discounts)
	v.provenance(path, r.Provenance)
}

func (v *validator) tiers(path string, tiers []Tier) {
	for i, t := range tiers {
		at := fmt.Sprintf("%s[%d]", path, i)
		v.notNegative(at+".price", t.Price)
		v.notNegative(at+".up_to", t.UpTo)
		switch last := i == len(tiers)-1; {
		case last && t.UpTo != 0:
			v.add(at+".up_to", t.UpTo, "no up_to: the last tier has no end")
		case !last && t.UpTo == 0:
			v.add(at+".up_to", "", "an up_to: only the last tier has no end")
		case !last && i > 0 && t.UpTo <= tiers[i-1].UpTo:
			v.add(at+".up_to", t.UpTo, fmt.Sprintf("more than %v, where the tier before ends", tiers[i-1].UpTo))
		}
	}
}

func (v *validator) discounts(path string, discounts map[string]Discount) {
	for _, key := range sortedKeys(discounts) {
		d := discounts[key]
		at := path + "." + key
		if !slices.Contains(Commitments, key) {
			v.add(at, key, oneOf("one of", Commitments))
		}
		if !(d.Off >= 0 && d.Off < 1) {
			v.add(at+".off", d.Off, "a fraction of at least 0 and less than 1")
		}
		v.provenance(at, d.Provenance)
	}
}

func (v *validator) sizeTable(path, id string, t *SizeTable) {
	v.id(path, id)
	v.text(path+".title", t.Title)
	if _, ok := sizeQuantities[t.Unit]; !ok && t.Unit != "" {
		v.add(path+".unit", t.Unit, "hour, second or month, or nothing where sizes have no price")
	}
	if len(t.Sizes) == 0 {
		v.add(path+".sizes", "", "at least one size")
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
	v.discounts(path+".discounts", t.Discounts)
	v.provenance(path, t.Provenance)
}

func (v *validator) size(path string, s *Size, unit string) {
	v.text(path+".name", s.Name)
	v.positive(path+".vcpu", s.VCPU)
	v.positive(path+".memory_mb", s.MemoryMB)
	v.notNegative(path+".concurrency", s.Concurrency)
	v.fraction(path+".baseline", s.Baseline)
	if s.MaxMemoryMB != 0 || s.StepMB != 0 {
		if !(s.MaxMemoryMB > s.MemoryMB) || math.IsInf(s.MaxMemoryMB, 0) {
			v.add(path+".max_memory_mb", s.MaxMemoryMB, fmt.Sprintf("more than memory_mb, %v", s.MemoryMB))
		}
		v.positive(path+".step_mb", s.StepMB)
	}
	if s.GPU != "" {
		v.positive(path+".gpus", s.GPUs)
		if !v.gpus[s.GPU] {
			v.add(path+".gpu", s.GPU, oneOf("an accelerator with a speed in the assumptions", sortedKeys(v.gpus)))
		}
		v.notNegative(path+".gpu_memory_mb", s.GPUMemoryMB)
	} else if s.GPUs != 0 {
		v.add(path+".gpus", s.GPUs, "the accelerator's name in gpu beside it")
	}
	if unit != "" {
		v.positive(path+".price", s.Price)
	} else if s.Price != 0 {
		v.add(path+".price", s.Price, "no price, or a unit for the table's prices")
	}
}

// provenance checks that a figure says where it comes from.
func (v *validator) provenance(path string, p Provenance) {
	switch p.Confidence {
	case 0:
		if strings.TrimSpace(p.Note) == "" {
			v.add(path+".note", p.Note, "a note: confidence 0 is an assumption and has to say so")
		}
	case 1, 2:
		if p.Source == "" {
			v.add(path+".source", "", "the address of the page the figure was read on")
		}
		if p.AsOf == "" {
			v.add(path+".as_of", "", "the day the figure was valid, as 2026-09-14")
		}
	default:
		v.add(path+".confidence", p.Confidence, "2 for two sources, 1 for one, 0 for an assumption")
	}
	if p.Source != "" && !link.MatchString(p.Source) {
		v.add(path+".source", p.Source, "an address that starts with https://")
	}
	if p.AsOf != "" && !date.MatchString(p.AsOf) {
		v.add(path+".as_of", p.AsOf, "a date as 2026-09-14, 2026-09 or 2026")
	}
}

func (v *validator) id(path, id string) {
	if !kebab.MatchString(id) {
		v.add(path, id, "a name in kebab case: lower-case letters, digits and single hyphens")
	}
}

func (v *validator) text(path, s string) {
	if strings.TrimSpace(s) == "" {
		v.add(path, s, "some text")
	}
}

func (v *validator) positive(path string, x float64) {
	if !(x > 0) || math.IsInf(x, 0) {
		v.add(path, x, "a finite number greater than 0")
	}
}

func (v *validator) notNegative(path string, x float64) {
	if !(x >= 0) || math.IsInf(x, 0) {
		v.add(path, x, "a finite number of at least 0")
	}
}

func (v *validator) fraction(path string, x float64) {
	if !(x >= 0 && x <= 1) {
		v.add(path, x, "a fraction between 0 and 1")
	}
}

func oneOf(lead string, names []string) string {
	if len(names) == 0 {
		return lead + ", but there are none"
	}
	return lead + ": " + strings.Join(names, ", ")
}

func sortedKeys[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
