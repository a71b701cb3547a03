package plan

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"crossover/engine/catalog"
	"crossover/engine/each"
	"crossover/engine/nearest"
	"crossover/engine/scenario"
)

// refuse adds the reasons that rule the offer out at any size.
func (p *Plan) refuse() {
	o, w, part, batch := p.Offer, p.Work, p.Work.Part, max(1, p.Batches.Fixed)
	if by := p.banned(); by != "" {
		p.Refused.Add(Reason{Code: Banned, Detail: by})
	}
	if w.GPU && o.Kind != catalog.KindGPU {
		r := Reason{Code: GPUMissing, Detail: part.GPU}
		if part.GPU == "any" {
			r.Detail = "one"
		}
		p.Refused.Add(r)
	}
	if w.Needless(o) {
		p.Refused.Add(Reason{Code: GPUNotNeeded})
	}
	if o.Closed != "" {
		p.Refused.Add(Reason{Code: Closed, Detail: o.Closed})
	}
	if len(o.Runtimes) > 0 && !slices.Contains(o.Runtimes, part.Runtime) {
		p.Refused.Add(Reason{Code: RuntimeMissing, Detail: strings.Join(o.Runtimes, ", ")})
	}
	if part.Arch != "any" && !slices.Contains(o.Arch, part.Arch) {
		p.Refused.Add(Reason{Code: ArchMismatch, Detail: strings.Join(o.Arch, ", ")})
	}
	if l := o.Limits.MaxResponseKB; l > 0 && part.ResponseKB > l && w.Connections == 0 {
		p.Refused.Add(Reason{Code: ResponseLimit, Value: part.ResponseKB, Limit: l})
	}
	if l := o.Limits.MaxCPUMS; l > 0 && batch*w.CPUS*1e3 > l {
		p.Refused.Add(Reason{Code: CPULimit, Value: batch * w.CPUS, Limit: l / 1e3})
	}
	if o.Compute.Isolate && part.WorkingSetMB == 0 {
		p.Refused.Add(Reason{Code: WorkingSetAssumed, Value: w.workingSet(), Limit: o.Compute.MaxMB})
	}
	if o.shared && w.CPUS > 0 {
		p.Refused.Add(Reason{Code: SharedCores, Value: w.Assume.sharedCore * 100})
	}
	// The memory of isolates is checked with the sizes.
	if l := o.Limits.MaxMemoryMB; l > 0 && w.MemoryMB > l && !o.Compute.Isolate {
		p.Refused.Add(Reason{Code: MemoryLimit, Value: w.MemoryMB, Limit: l})
	}
}

// Needless reports whether an offer is a GPU and the part needs none.
func (w *Workload) Needless(o *Offer) bool { return !w.GPU && o.Kind == catalog.KindGPU }

// refuseGPU drops sizes with a lesser GPU than the model that the part asks for. If there are
// no others, it keeps them and adds a reason.
func refuseGPU(p *Plan) {
	w, c := p.Work, p.Work.Offers
	if p.Offer.Kind != catalog.KindGPU {
		return // it has none, which is a reason of its own
	}
	p.prefer(func(x *Size) bool { return w.lesserGPU(x.Machine) == 0 })
	s, asked := p.Sizes[0].Machine, w.Part.GPU
	if code := w.lesserGPU(s); code == GPUSlower {
		p.Refused.Add(Reason{Code: GPUSlower, Value: w.gpuSpeed, Limit: c.gpuSpeed(s.GPU), Detail: s.GPU + ", slower than the " + asked})
	} else if code == GPUSmaller {
		p.Refused.Add(Reason{Code: GPUSmaller, Value: c.gpuMB[asked], Limit: c.GPUMemory(s), Detail: asked})
	}
}

// lesserGPU returns the code of the reason why the GPU of a size cannot stand in for the
// model that the part asks for: it is slower, or it has less memory. The code is 0 if it
// can.
func (w *Workload) lesserGPU(s *catalog.Size) ReasonCode {
	c, asked := w.Offers, w.Part.GPU
	switch {
	case !w.GPU, asked == "any":
		return 0
	case c.gpuSpeed(s.GPU) < w.gpuSpeed:
		return GPUSlower
	case c.GPUMemory(s) < c.gpuMB[asked]:
		return GPUSmaller
	}
	return 0
}

// discounted reports whether the scenario's commitment lowers the price of a line.
func (p *Plan) discounted() bool {
	for i := range p.Lines {
		if p.Lines[i].Off > 0 {
			return true
		}
	}
	return false
}

// maxRun returns the longest time a request may take in seconds, 0 for no limit.
func (p *Plan) maxRun() float64 {
	l := &p.Offer.Limits
	if p.Work.Event && l.MaxEventDurationS > 0 {
		return l.MaxEventDurationS
	}
	return l.MaxDurationS
}

// longest returns the longest run of a request on size x, scaled like the mean.
func (p *Plan) longest(x *Size) float64 {
	w := p.Work
	if w.serviceS <= 0 || w.BilledS > 0 {
		return max(x.ServiceS, w.longestS)
	}
	return w.longestS * (x.ServiceS / w.serviceS)
}

// refuseTimes adds reasons for runs that are too long for the part or the offer on the
// fastest remaining size.
func (p *Plan) refuseTimes() {
	if r := p.Work.tooSlow(p.Sizes); r.Code != 0 {
		p.Refused.Add(r)
	}
	l := p.maxRun()
	if l == 0 {
		return
	}
	best := math.Inf(1)
	for i := range p.Sizes {
		best = min(best, p.longest(&p.Sizes[i]))
	}
	if best *= max(1, p.Batches.Fixed); Over(best, l) {
		p.Refused.Add(Reason{Code: DurationLimit, Value: best, Limit: l})
	}
}

// tooSlow returns a reason if runs take longer on average on every size than the part's
// longest; its code is 0 otherwise.
func (w *Workload) tooSlow(sizes []Size) Reason {
	if w.Part.LongestMS == 0 || slices.ContainsFunc(sizes, w.keepsLongest) {
		return Reason{}
	}
	x := slices.MinFunc(sizes, func(a, b Size) int { return cmp.Compare(a.ServiceS, b.ServiceS) })
	on := "its GPU"
	if x.GPUs == 0 {
		on = Count(x.vcpu) + " vCPU"
	}
	return Reason{Code: TooSlow, Value: x.ServiceS, Limit: w.longestS, Detail: on}
}

// keepsLongest reports whether a run on size x takes no longer on average than the part's
// longest.
func (w *Workload) keepsLongest(x Size) bool { return !Over(x.ServiceS, w.longestS) }

// Over reports whether x exceeds a limit, beyond rounding noise; a limit of 0 means none.
func Over(x, limit float64) bool { return limit > 0 && x > limit*(1+1e-9) }

// Check returns an error that joins a [*scenario.TokenError] for each name in s that is
// not in the catalogue: the offers that parts are locked to, their sizes, the offers and
// rates of their uses, and the names allowed or banned.
func (o *Offers) Check(s *scenario.Scenario) error {
	var errs []error
	for i := range s.Len() {
		p := s.Part(i)
		if p.Lock != "" && o.Find(p.Lock) < 0 {
			errs = append(errs, &scenario.TokenError{Token: p.Name + ".lock=" + p.Lock,
				Problem: fmt.Sprintf("there is no offer %q%s", p.Lock, o.suggest(p.Lock, o.IDs()))})
		}
		if w := p.Size.Wanted(); p.Size != "" && !slices.ContainsFunc(o.List, func(offer Offer) bool { return offer.sells(&w) }) {
			errs = append(errs, &scenario.TokenError{Token: p.Name + ".size=" + string(p.Size),
				Problem: "no offer sells such a size" + nearest.Question(w.Name, o.sizeNames(), "; size=auto leaves it to the search")})
		}
		errs = append(errs, o.checkUses(p)...)
	}
	errs = append(errs, o.checkPlaces("allow", s.Allow)...)
	errs = append(errs, o.checkPlaces("ban", s.Ban)...)
	return errors.Join(errs...)
}

// sizeNames lists the names of all sizes.
func (o *Offers) sizeNames() []string {
	var out []string
	for i := range o.List {
		for k := range o.List[i].Sizes {
			out = append(out, o.List[i].Sizes[k].Name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (o *Offers) checkPlaces(key string, list scenario.Places) []error {
	var errs []error
	for _, word := range list.Words() {
		if !o.names(scenario.Places(word)) {
			errs = append(errs, &scenario.TokenError{Token: key + "=" + string(list),
				Problem: fmt.Sprintf("there is no offer, product or provider %q%s", word, o.suggest(word, o.places()))})
		}
	}
	return errs
}

// names reports whether a list names at least one offer.
func (o *Offers) names(list scenario.Places) bool {
	return slices.ContainsFunc(o.List, func(offer Offer) bool {
		return list.Has(offer.ID, offer.Product, o.Cat.Providers[offer.Provider].ID)
	})
}

// places returns the names that can be allowed or banned: providers, products, offers.
func (o *Offers) places() []string {
	out := o.Cat.ProviderIDs()
	for i := range o.List {
		out = append(out, o.List[i].Product)
	}
	out = append(out, o.IDs()...)
	slices.Sort(out)
	return slices.Compact(out)
}

// suggest returns the likely meaning of a misspelt word, or a list of the providers.
func (o *Offers) suggest(word string, known []string) string {
	return nearest.Question(strings.TrimSuffix(word, "*"), known, "; the providers are "+strings.Join(o.Cat.ProviderIDs(), ", "))
}

// Find returns the index of the offer with the given ID, or -1.
func (o *Offers) Find(id string) int {
	if i, ok := o.byID[id]; ok {
		return i
	}
	return -1
}

// IDs returns the IDs of all offers in their order, which is sorted.
func (o *Offers) IDs() []string {
	return each.Of(o.List, func(offer *Offer) string { return offer.ID })
}

// Miss is the distance of an offer from a part's needs.
type Miss struct {
	// Refused counts the reasons that no change of a number removes. The user's own bans
	// and offers closed to new customers count as a hundred each, so that they come last.
	Refused int
	// By is the sum of the relative excesses over numeric limits: 0.14 for a p99 of 342 ms
	// with a target of 300 ms.
	By float64
}

// Nearer reports whether a misses by less than b. By is compared to the thousandth: a
// smaller difference does not justify a higher price.
func (m Miss) Nearer(b Miss) bool {
	if m.Refused != b.Refused {
		return m.Refused < b.Refused
	}
	return math.Round(m.By*1e3) < math.Round(b.By*1e3)
}

// Miss sums the reasons that make the offer infeasible.
func (r *Reasons) Miss() (m Miss) {
	for _, x := range r.List[:r.N] {
		switch {
		case x.Code.Warning():
		case x.Code == Banned, x.Code == Closed:
			m.Refused += 100
		case x.Limit > 0 && x.Value > x.Limit:
			m.By += x.Value/x.Limit - 1
		default:
			m.Refused++
		}
	}
	return m
}

// Remedy describes the change that would remove the reason, or returns "" if the user can
// make none.
func (r Reason) Remedy() string {
	switch r.Code {
	case LatencyTarget:
		up := math.Pow10(int(max(math.Log10(r.Value), 0))) / 1e3 // for three digits, or milliseconds
		if s := math.Ceil(r.Value/up) * up; s >= 1 {
			return "a p99 target of " + Count(s) + " s"
		}
		return "a p99 target of " + Count(math.Ceil(r.Value*1e3)) + " ms"
	case Banned:
		return "lifting " + r.Detail
	case ArchMismatch:
		return "arch=" + r.Detail
	case MemoryLimit:
		return "at most " + Count(r.Limit) + " MB of memory"
	case GPUMemoryLimit:
		return "at most " + Count(r.Limit) + " MB of GPU memory"
	case GPUSlower, GPUSmaller:
		return "gpu=any, with the duration on a T4"
	case DurationLimit:
		return "runs of at most " + seconds(r.Limit)
	case CPULimit:
		return "at most " + seconds(r.Limit) + " of computing a request"
	case ResponseLimit:
		return "responses of at most " + Count(r.Limit) + " KB"
	case MessageLimit:
		return "messages of at most " + Count(r.Limit) + " KB"
	case DailyLimit:
		return "at most " + Count(r.Limit) + " requests a day"
	case SizeRefused:
		return "size=auto"
	case MinRefused, MaxRefused, CopiesRefused:
		return r.Code.String() + "=none"
	case MostRefused:
		return r.Detail + "=" + strconv.FormatFloat(r.Value, 'f', 0, 64)
	case InstanceLimit, Overload:
		return "less traffic"
	case ConnectionLimit:
		return "at most " + Count(r.Limit) + " connections"
	default:
		return ""
	}
}
