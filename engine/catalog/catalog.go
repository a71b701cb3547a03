// Package catalog is what is known about the offers: their rates, limits and
// behaviour, as plain values. It holds no figures of its own: package data
// fills it from YAML, package engine compiles it into arrays.
//
// Units are in the field names: MB and GB are binary (1 GB = 1024 MB) for
// memory, decimal for bytes on the wire; times are in seconds or milliseconds
// as named; prices are US dollars.
package catalog

import "strings"

// Catalog is everything known, from all providers.
type Catalog struct {
	// AsOf is the date of the newest rate, as 2026-10-09.
	AsOf string
	// Providers are in the order of their files' names.
	Providers []Provider
	// Starts are the start-time classes offers refer to by ID.
	Starts []Start
	// Assumptions are the figures nobody publishes.
	Assumptions Assumptions
	// Overlays name the user's files that were laid over the catalogue, in
	// order.
	Overlays []string
}

// Provider is one vendor's file: its rates, and the offers made of them.
type Provider struct {
	ID    string `yaml:"provider" valid:"kebab"`
	Title string `yaml:"title"`
	// Region is the provider's name of the region that the prices are of.
	Region string `yaml:"region"`
	// Class is the group that region is in; empty where the provider sells
	// everywhere at one price.
	Class Class `yaml:"class,omitempty"`
	// Regions are those it sells in besides, by their class.
	Regions map[Class]Region `yaml:"regions,omitempty"`
	// Zones are what copies in a region can be spread over.
	Zones Zones `yaml:"zones,omitempty"`
	// Pools are amounts included without charge that several rates draw on.
	Pools map[string]Pool `yaml:"pools,omitempty" valid:"kebab"`
	// Rates are the prices, by ID.
	Rates map[string]Rate `yaml:"rates" valid:"kebab"`
	// SizeTables are the machine and task sizes sold, by ID.
	SizeTables map[string]SizeTable `yaml:"sizes,omitempty" valid:"kebab"`
	// Beside are sets of bill lines that offers share: see [Offer].
	Beside map[string][]BillLine `yaml:"beside,omitempty"`
	Offers []Offer               `yaml:"offers"`
}

// Zones is how many availability zones a region has in which machines are sold
// apart; 0 where they are not.
type Zones struct {
	Count      float64 `yaml:"count,omitempty"`
	Provenance `yaml:",inline" valid:"figures"`
}

// Provenance says where a figure comes from.
type Provenance struct {
	// Source is the address of the page the figure was read on.
	Source string `yaml:"source,omitempty" valid:"link"`
	// AsOf is the day the figure was valid, as 2026-09-14, 2026-09 or 2026.
	AsOf string `yaml:"as_of,omitempty" valid:"date"`
	// Confidence is 2 for two independent sources, 1 for one, and 0 for an
	// assumption: a figure nobody publishes.
	Confidence int `yaml:"confidence"`
	// Note says what a reader must know beside the figure.
	Note string `yaml:"note,omitempty"`
	// Override names the user's files that changed or added the figure; it is
	// empty for figures of the catalogue itself.
	Override string
}

// Pool is an amount included without charge and shared by every rate that
// names it: across offers of one account, or across rates of one plan.
type Pool struct {
	Amount float64 `yaml:"amount" valid:"positive"`
	Unit   string  `yaml:"unit"`
	// Kind is "free" for a free tier, which the user can switch off, and
	// "plan" for what a paid plan includes.
	Kind IncludedKind `yaml:"kind"`
	// PerMachine is true where every machine brings the amount, for as long as it is
	// there, and all of it is pooled.
	PerMachine bool `yaml:"per_machine,omitempty"`
	Provenance `yaml:",inline"`
}

// IncludedKind tells a free tier from what a paid plan includes.
type IncludedKind string

// The kinds of included amounts.
const (
	IncludedFree IncludedKind = "free"
	IncludedPlan IncludedKind = "plan"
)

// Words returns the kinds as text.
func (IncludedKind) Words() []string { return Texts([]IncludedKind{IncludedFree, IncludedPlan}) }

// Rate is one price: of a unit, in tiers, from a source.
type Rate struct {
	Title string `yaml:"title"`
	// Unit is what is counted: request, GB-second, vCPU-hour.
	Unit string `yaml:"unit"`
	// Per is how many units the price is for; 0 means 1.
	Per float64 `yaml:"per,omitempty"`
	// Price is in dollars for Per units. A rate has a Price or Tiers.
	Price float64 `yaml:"price,omitempty"`
	// Tiers are rising; the last has no UpTo.
	Tiers []Tier `yaml:"tiers,omitempty"`
	// Pool names the amount included without charge, if any.
	Pool string `yaml:"pool,omitempty"`
	// RoundUp is the step usage is rounded up to after the included amount is
	// taken off, in units; 0 means no rounding.
	RoundUp float64 `yaml:"round_up,omitempty"`
	// Account is set for fees paid once however many offers are used: a plan,
	// a control plane.
	Account bool `yaml:"account,omitempty"`
	// Discounts are the fractions taken off for a commitment: 1y, 3y, spot.
	Discounts  Discounts `yaml:"discounts,omitempty" valid:"commitments"`
	Provenance `yaml:",inline"`
	// CopyOf is the rate that this is a copy of with a discount of its own: what
	// holds for that one in a region holds for it.
	CopyOf string
}

// Tier is a stretch of usage with a price of its own.
type Tier struct {
	// UpTo is where the tier ends, in units a month; 0 for the last tier.
	UpTo float64 `yaml:"up_to,omitempty"`
	// Price is in dollars for the rate's Per units.
	Price float64 `yaml:"price"`
}

// Discount is what a commitment takes off a rate.
type Discount struct {
	// Off is the fraction taken off, in [0, 1).
	Off        float64 `yaml:"off" valid:"below1"`
	Provenance `yaml:",inline"`
}

// Discounts are what commitments take off, by their names: 1y, 3y, spot.
type Discounts map[string]Discount

// Off is the fraction that a commitment takes off: 0 for none. Who commits for
// three years can also take three commitments of one year, so 3y is never less
// than 1y.
func (d Discounts) Off(commit string) float64 {
	if commit == "3y" {
		return max(d["3y"].Off, d["1y"].Off)
	}
	return d[commit].Off
}

// SizeTable is a list of sizes sold under one price list.
type SizeTable struct {
	Title string `yaml:"title"`
	// Unit is what Price is for: hour, second or month. Empty where the sizes
	// have no price of their own because vCPU and memory are billed apart.
	Unit  string `yaml:"unit,omitempty"`
	Sizes []Size `yaml:"sizes"`
	// Shared is true where every size shares its cores with other customers and the
	// vendor states no share: one without a Baseline gets the assumed one for ever.
	Shared bool `yaml:"shared,omitempty"`
	// Sustained says where the Baselines of its sizes come from.
	Sustained Sustained `yaml:"sustained,omitempty"`
	// Discounts are as on a Rate.
	Discounts  Discounts `yaml:"discounts,omitempty" valid:"commitments"`
	Provenance `yaml:",inline"`
	// CopyOf is as on a Rate.
	CopyOf string
}

// Sustained is how vendors of shared cores count what an instance may use of them.
type Sustained struct {
	// SavedS is for how long an instance saves what it does not use of its Baseline, in
	// seconds, to run at full speed later; 0 where that is not known.
	SavedS     float64 `yaml:"saved_s,omitempty"`
	Provenance `yaml:",inline" valid:"figures"`
}

// Size is one machine, task or container size.
type Size struct {
	Name string  `yaml:"name"`
	VCPU float64 `yaml:"vcpu" valid:"positive"`
	// MemoryMB is the size's memory; with MaxMemoryMB and StepMB it is the
	// least of a range that the user may choose from.
	MemoryMB    float64 `yaml:"memory_mb" valid:"positive"`
	MaxMemoryMB float64 `yaml:"max_memory_mb,omitempty"`
	StepMB      float64 `yaml:"step_mb,omitempty"`
	// Baseline is the share of its vCPUs a burstable size can use for ever,
	// in (0, 1]; 0 means 1.
	Baseline float64 `yaml:"baseline,omitempty" valid:"fraction"`
	// GPU names the accelerator, if any, and GPUs says how many there are.
	GPU  string  `yaml:"gpu,omitempty"`
	GPUs float64 `yaml:"gpus,omitempty"`
	// GPUMemoryMB is the memory of one accelerator where it is not what the
	// assumptions say of its name.
	GPUMemoryMB float64 `yaml:"gpu_memory_mb,omitempty"`
	// Concurrency caps the requests this size takes at once; 0 means the
	// offer's own limit.
	Concurrency float64 `yaml:"concurrency,omitempty"`
	// Brings is what a machine of this size brings of an amount that every machine does;
	// 0 is the pool's own amount.
	Brings float64 `yaml:"brings,omitempty"`
	// Price is in dollars for the table's Unit.
	Price float64 `yaml:"price,omitempty"`
	// Own is where the size's figures come from when a user's file changed
	// them; nil means the table's own provenance holds.
	Own *Provenance
}

// From says where the figures of a size come from: the table's provenance,
// unless a user's file changed the size.
func (t *SizeTable) From(s *Size) Provenance {
	if s.Own != nil {
		return *s.Own
	}
	return t.Provenance
}

// Named returns the sizes whose names start with prefix: all of them when it
// is empty.
func (t *SizeTable) Named(prefix string) []Size {
	var out []Size
	for _, s := range t.Sizes {
		if s.has(prefix) {
			out = append(out, s)
		}
	}
	return out
}

// has reports whether the size's name starts with prefix.
func (s *Size) has(prefix string) bool { return strings.HasPrefix(s.Name, prefix) }
