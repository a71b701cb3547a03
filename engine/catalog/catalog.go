// Package catalog describes the offers: their rates, limits and behaviour, as plain
// values. It contains no figures: package data fills it from YAML, and package engine
// compiles it into arrays.
//
// Units are in the field names: MB and GB are binary (1 GB = 1024 MB) for
// memory, decimal for bytes on the wire; times are in seconds or milliseconds
// as named; prices are US dollars.
package catalog

import (
	"slices"
	"strings"

	"crossover/engine/each"
)

// Catalog holds the data of all providers.
type Catalog struct {
	// AsOf is the date of the newest rate, such as 2026-10-09.
	AsOf string
	// Providers are in the order of their file names.
	Providers []Provider
	// Starts are the start-time classes that offers refer to by ID.
	Starts []Start
	// Assumptions are the figures nobody publishes.
	Assumptions Assumptions
	// Overlays are the names of the user's files applied to the catalogue, in order.
	Overlays []string
}

// Provider returns the provider with an ID, or nil.
func (c *Catalog) Provider(id string) *Provider {
	i := slices.Index(c.ProviderIDs(), id)
	if i < 0 {
		return nil
	}
	return &c.Providers[i]
}

// ProviderIDs lists the IDs of the providers.
func (c *Catalog) ProviderIDs() []string {
	return each.Of(c.Providers, func(p *Provider) string { return p.ID })
}

// Provider is one vendor's file: its rates and its offers.
type Provider struct {
	ID    string `yaml:"provider" valid:"kebab"`
	Title string `yaml:"title"`
	// Region is the provider's name for the region of its prices.
	Region string `yaml:"region"`
	// Class is the class of that region; empty if the provider sells everywhere at one
	// price.
	Class Class `yaml:"class,omitempty"`
	// Regions are the other regions it sells in, by class.
	Regions map[Class]Region `yaml:"regions,omitempty"`
	// Zones are the availability zones that copies in a region can be spread over.
	Zones Zones `yaml:"zones,omitempty"`
	// Pools are the allowances that several rates share.
	Pools map[string]Pool `yaml:"pools,omitempty" valid:"kebab"`
	// Rates are the prices, by ID.
	Rates map[string]Rate `yaml:"rates" valid:"kebab"`
	// SizeTables are the machine and task sizes sold, by ID.
	SizeTables map[string]SizeTable `yaml:"sizes,omitempty" valid:"kebab"`
	// Beside are sets of bill lines that offers share; see [Offer].
	Beside map[string][]BillLine `yaml:"beside,omitempty"`
	Offers []Offer               `yaml:"offers"`
}

// Zones is the number of availability zones of a region in which machines are sold; 0 if
// zones are not sold.
type Zones struct {
	Count      float64 `yaml:"count,omitempty"`
	Provenance `yaml:",inline" valid:"figures"`
}

// Provenance is the source of a figure.
type Provenance struct {
	// Source is the URL of the page with the figure.
	Source string `yaml:"source,omitempty" valid:"link"`
	// AsOf is the day on which the figure was valid: 2026-09-14, 2026-09 or 2026.
	AsOf string `yaml:"as_of,omitempty" valid:"date"`
	// Confidence is 2 for two independent sources, 1 for one, and 0 for an assumption,
	// which nobody publishes.
	Confidence int `yaml:"confidence"`
	// Note is information that a reader of the figure needs.
	Note string `yaml:"note,omitempty"`
	// Override names the user's files that changed or added the figure; empty for figures
	// of the catalogue itself.
	Override string
}

// Pool is an allowance shared by every rate that names it: across offers of one account,
// or across rates of one plan.
type Pool struct {
	Amount float64 `yaml:"amount" valid:"positive"`
	Unit   string  `yaml:"unit"`
	// Kind is "free" for a free tier, which the user can switch off, and "plan" for the
	// allowance of a paid plan.
	Kind IncludedKind `yaml:"kind"`
	// PerMachine is true if each machine brings the amount while it exists, and the
	// amounts of all machines are pooled.
	PerMachine bool `yaml:"per_machine,omitempty"`
	Provenance `yaml:",inline"`
}

// IncludedKind distinguishes a free tier from the allowance of a paid plan.
type IncludedKind string

// The kinds of allowances.
const (
	IncludedFree IncludedKind = "free"
	IncludedPlan IncludedKind = "plan"
)

// Words returns the kinds as text.
func (IncludedKind) Words() []string { return Texts([]IncludedKind{IncludedFree, IncludedPlan}) }

// Rate is one price of a unit, flat or in tiers, with its source.
type Rate struct {
	Title string `yaml:"title"`
	// Unit is the thing counted: request, GB-second, vCPU-hour.
	Unit string `yaml:"unit"`
	// Per is the number of units the price is for; 0 means 1.
	Per float64 `yaml:"per,omitempty"`
	// Price is in dollars for Per units. A rate has a Price or Tiers.
	Price float64 `yaml:"price,omitempty"`
	// Tiers are in ascending order; the last has no UpTo.
	Tiers []Tier `yaml:"tiers,omitempty"`
	// Pool names the rate's allowance, if any.
	Pool string `yaml:"pool,omitempty"`
	// RoundUp is the step in units to which usage is rounded up after the allowance is
	// subtracted; 0 means no rounding.
	RoundUp float64 `yaml:"round_up,omitempty"`
	// Account is set for fees paid once however many offers are used, such as a plan or a
	// control plane.
	Account bool `yaml:"account,omitempty"`
	// Discounts are the fractions taken off by a commitment: 1y, 3y, spot.
	Discounts  Discounts `yaml:"discounts,omitempty" valid:"commitments"`
	Provenance `yaml:",inline"`
	// CopyOf is the ID of the rate that this one copies with its own discount. The
	// regional prices of that rate apply to the copy.
	CopyOf string
}

// Tier is a range of usage with its own price.
type Tier struct {
	// UpTo is the end of the tier in units per month; 0 for the last tier.
	UpTo float64 `yaml:"up_to,omitempty"`
	// Price is in dollars for the rate's Per units.
	Price float64 `yaml:"price"`
}

// Discount is the discount of a commitment on a rate.
type Discount struct {
	// Off is the fraction taken off, in [0, 1).
	Off        float64 `yaml:"off" valid:"below1"`
	Provenance `yaml:",inline"`
}

// Discounts maps commitments to their discounts: 1y, 3y, spot.
type Discounts map[string]Discount

// Off returns the fraction that a commitment takes off, 0 for none. Three commitments of
// one year can replace one of three, so 3y is never less than 1y.
func (d Discounts) Off(commit string) float64 {
	if commit == "3y" {
		return max(d["3y"].Off, d["1y"].Off)
	}
	return d[commit].Off
}

// SizeTable is a list of sizes sold under one price list.
type SizeTable struct {
	Title string `yaml:"title"`
	// Unit is the time that Price is for: hour, second or month. It is empty if the sizes
	// have no price because vCPU and memory are billed separately.
	Unit  string `yaml:"unit,omitempty"`
	Sizes []Size `yaml:"sizes"`
	// Shared is true if every size shares its cores with other customers and the vendor
	// states no share. A size without a Baseline then gets the assumed share.
	Shared bool `yaml:"shared,omitempty"`
	// Sustained is the source of the sizes' Baselines.
	Sustained Sustained `yaml:"sustained,omitempty"`
	// Discounts are as in Rate.
	Discounts  Discounts `yaml:"discounts,omitempty" valid:"commitments"`
	Provenance `yaml:",inline"`
	// CopyOf is as in Rate.
	CopyOf string
}

// Sustained describes how a vendor of shared cores limits their use.
type Sustained struct {
	// SavedS is the number of seconds for which an instance saves the unused part of its
	// Baseline, to run at full speed later; 0 if unknown.
	SavedS     float64 `yaml:"saved_s,omitempty"`
	Provenance `yaml:",inline" valid:"figures"`
}

// Size is one machine, task or container size.
type Size struct {
	Name string  `yaml:"name"`
	VCPU float64 `yaml:"vcpu" valid:"positive"`
	// MemoryMB is the size's memory. With MaxMemoryMB and StepMB it is the least value of
	// a range that the user can choose from.
	MemoryMB    float64 `yaml:"memory_mb" valid:"positive"`
	MaxMemoryMB float64 `yaml:"max_memory_mb,omitempty"`
	StepMB      float64 `yaml:"step_mb,omitempty"`
	// Baseline is the share of its vCPUs that a burstable size can use indefinitely, in
	// (0, 1]; 0 means 1.
	Baseline float64 `yaml:"baseline,omitempty" valid:"fraction"`
	// GPU names the accelerator, if any, and GPUs is the number of them.
	GPU  string  `yaml:"gpu,omitempty"`
	GPUs float64 `yaml:"gpus,omitempty"`
	// GPUMemoryMB is the memory of one accelerator if it differs from the assumptions.
	GPUMemoryMB float64 `yaml:"gpu_memory_mb,omitempty"`
	// Concurrency limits the requests this size takes at once; 0 means the offer's own
	// limit.
	Concurrency float64 `yaml:"concurrency,omitempty"`
	// Brings is the amount that a machine of this size adds to a per-machine pool; 0 means
	// the pool's own amount.
	Brings float64 `yaml:"brings,omitempty"`
	// Price is in dollars for the table's Unit.
	Price float64 `yaml:"price,omitempty"`
	// Own is the source of the size's figures if a user's file changed them; nil means the
	// table's provenance.
	Own *Provenance
}

// From returns the source of a size's figures: the table's provenance, unless a user's
// file changed the size.
func (t *SizeTable) From(s *Size) Provenance {
	if s.Own != nil {
		return *s.Own
	}
	return t.Provenance
}

// Named returns the sizes whose names start with prefix, or all if it is empty.
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
