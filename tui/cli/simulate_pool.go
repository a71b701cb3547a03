package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"crossover/engine/catalog"
	"crossover/engine/coldstart"
	"crossover/engine/scenario"
	"crossover/engine/sim"
	"crossover/tui/format"
	"crossover/tui/result"
)

// simPool is the pool that simulate is asked about. Times are in seconds.
type simPool struct {
	rate, service, cold, expiry, lifetime float64
	concurrency, min, max                 int
	routing                               sim.Routing
	arrivals                              arrivalsOf
	burst, burstLength                    float64
	law, coldLaw                          lawOf
	scaleUp                               sim.ScaleUp
	seed                                  uint64
	runtime, pkg                          string
	// start is what a cold start adds where cold was not given.
	start float64
	// offer names where defaults come from, or is empty, and policy is how its
	// platform scales, nil where requests start instances.
	offer  string
	policy *catalog.Policy
	// goes is the offer's law of the expiry, whose mean expiry is, if it has one.
	goes coldstart.Expiry
	// cpu is the share of the service time that computes, on vcpu vCPUs: of use where
	// an autoscaler watches it.
	cpu, vcpu float64
	// given holds the tokens by key.
	given map[string]string
}

// pool reads tokens, over the defaults or over what an offer says.
func (f *simulateFlags) pool(ctx context.Context, tokens []string) (*simPool, error) {
	p := &simPool{
		rate: 5, service: 1, expiry: 300, start: 1, concurrency: 1,
		arrivals: arrivalsOf{text: "poisson", kind: "poisson"}, burst: 1, burstLength: 60,
		law: exponentialLaw(), seed: 1, runtime: scenario.Runtimes[0], pkg: scenario.Packages[0], cpu: 0.3, vcpu: 1,
	}
	if err := p.read(tokens); err != nil {
		return nil, bad(err)
	}
	if f.trace != "" {
		if err := f.replay(ctx, p); err != nil {
			return nil, err
		}
	}
	if f.offer != "" {
		if err := f.presets(p, f.offer); err != nil {
			return nil, err
		}
	}
	if p.given["cold"] == "" {
		p.cold = p.service + p.start
	}
	if p.coldLaw.text == "" {
		p.coldLaw = p.law
	}
	return p, bad(p.check())
}

// presets takes what an offer says and no token does.
func (f *simulateFlags) presets(p *simPool, id string) error {
	q, err := f.ask(nil)
	if err != nil {
		return err
	}
	i := q.Engine.Find(id)
	if i < 0 {
		return badf("--offer: there is no offer %q%s", id, suggest(q.Engine, id))
	}
	o := q.Engine.Offer(i)
	if o.Scaling.IdleS == 0 {
		return badf("--offer: %s keeps its instances; only offers whose idle instances expire can be simulated", id)
	}
	p.offer = result.Label(o.Title)
	set := func(key string, f func()) {
		if p.given[key] == "" {
			f()
		}
	}
	set("expiry", func() { p.expiry, p.goes = o.Scaling.IdleS, o.Scaling.Expiry() })
	set("lifetime", func() { p.lifetime = o.Scaling.LifetimeS })
	c := q.Engine.Catalog()
	set("concurrency", func() {
		p.concurrency = max(1, int(cmp.Or(o.Scaling.Concurrency, c.Assumptions.ServerConcurrency.Value)))
	})
	if o.Policy.Averages() && (p.concurrency > 1 || !o.Policy.OnRequest) {
		p.policy = &o.Policy
	}
	for i := range c.Starts {
		if c.Starts[i].ID != o.Start {
			continue
		}
		arch := ""
		if len(o.Arch) == 1 {
			arch = o.Arch[0]
		}
		init, _ := c.Starts[i].Init(p.runtime, p.pkg, arch)
		// To the millisecond, so that the cold= printed is the one simulated.
		p.start = math.Round(c.Starts[i].OverheadMS+init.MeanMS()) / 1e3
	}
	return nil
}

// check reports what is right by itself and wrong together.
func (p *simPool) check() error {
	var errs []error
	fail := func(key, format string, args ...any) {
		errs = append(errs, &scenario.TokenError{Token: p.given[key], Problem: fmt.Sprintf(format, args...)})
	}
	if p.cold < p.service {
		fail("cold", "is less than the service time, %s; it is the whole time of a cold request, initialising and running",
			scenario.FormatDuration(p.service*1e3))
	}
	if p.max > 0 && p.min > p.max {
		fail("min", "is more than max, %d", p.max)
	}
	smooth := p.arrivals.kind == "poisson" || p.arrivals.kind == "sine"
	if p.burst > 1 && !smooth {
		fail("burst", "needs arrivals=poisson or arrivals=sine:SHARE/PERIOD")
	}
	if p.given["burst_length"] != "" && !(p.burst > 1) {
		fail("burst_length", "needs a burst of more than 1, such as burst=5")
	}
	if p.burst > 1 && p.burstLength == 0 {
		fail("burst_length", "is out of range; a burst takes more than 0s")
	}
	for _, key := range []string{"runtime", "package"} {
		if p.given[key] != "" && p.offer == "" {
			fail(key, "picks the start time of an offer; name one with --offer, or give cold=2s")
		}
	}
	p.checkPolicy(fail)
	return errors.Join(errs...)
}

// pool returns the question as the model takes it.
func (p *simPool) pool() coldstart.Pool {
	c := coldstart.Pool{
		Rate: p.rate, Service: p.service, Cold: p.cold, Idle: p.expiry, Expiry: p.goes, Lifetime: p.lifetime,
		Concurrency: float64(p.concurrency), Min: p.min, Max: p.max,
	}
	if p.burst > 1 {
		c.Burst, c.BurstLength = p.burst, p.burstLength
	}
	switch p.routing {
	case sim.Random:
		c.Routing = coldstart.Random
	case sim.LeastRecent:
		c.Routing = coldstart.LeastRecent
	case sim.Newest, sim.MostRecent, sim.Oldest:
	}
	return c
}

// config returns the question as the simulator takes it.
func (p *simPool) config() sim.Question {
	if p.policy != nil {
		return p.autoscaled()
	}
	c := sim.FromPool(p.pool(), p.seed)
	c.Arrivals = p.arrivals.make(p.rate, p.burst, p.burstLength)
	c.Service = p.law.make(p.service)
	c.Cold = p.coldLaw.make(c.Cold.Mean())
	c.Routing = p.routing
	c.ScaleUp = p.scaleUp
	if c.WarmUp = c.Steady(); p.arrivals.kind == traced {
		c.WarmUp = 0
	}
	return c
}

// model asks the model.
func (p *simPool) model() (sim.Modelled, coldstart.Validity) {
	if p.policy != nil {
		return p.autoscaledModel()
	}
	var solver coldstart.Solver
	var state coldstart.State
	if p.arrivals.kind == "sine" && p.rate > 0 {
		const steps = 288
		state = solver.Profile(p.pool(), p.arrivals.period/steps, p.arrivals.rates(p.rate, steps))
	} else {
		state = solver.Solve(p.pool())
	}
	return sim.ModelOf(state), state.Valid
}

// notes says where the model does not hold.
func (p *simPool) notes(valid coldstart.Validity, modelOnly bool) []string {
	outside := valid.Reasons()
	if p.policy != nil && p.arrivals.kind == "sine" {
		outside = append(outside, "it takes the mean rate for all of the sine")
	}
	if p.arrivals.kind == traced {
		outside = append(outside, "it takes requests as coming at one rate, independent of each other")
	}
	if p.arrivals.kind == "even" || p.arrivals.kind == "batches" {
		outside = append(outside, "it takes requests as independent of each other, which arrivals="+p.arrivals.text+" are not")
	}
	if p.policy == nil && (p.law.cv > 2 || p.coldLaw.cv > 2) {
		outside = append(outside, "it takes times as exponential, and these vary more than twice as much")
	}
	if p.scaleUp.Burst > 0 {
		outside = append(outside, "it knows no limit to starts")
	}
	var out []string
	if len(outside) > 0 {
		advice := "the simulation is the better answer"
		if modelOnly {
			advice = "without --model-only the pool is simulated"
		}
		out = append(out, "outside the limits of the model: "+strings.Join(outside, "; ")+"; "+advice)
	} else if p.policy == nil && (p.law.cv != 1 || p.coldLaw.cv != 1) {
		out = append(out, "the model takes times as exponential; with these its chance of a cold start is some percent off")
	}
	return out
}

// String returns the pool as tokens: as they were given, and what matters of
// the rest.
func (p *simPool) String() string {
	limit := "none"
	if p.max > 0 {
		limit = fmt.Sprint(p.max)
	}
	always := map[string]string{
		"rate": format.Rate(p.rate), "service": format.Duration(p.service * 1e3), "cold": format.Duration(p.cold * 1e3),
		"expiry": scenario.FormatDuration(p.expiry * 1e3), "concurrency": fmt.Sprint(p.concurrency),
		"max": limit, "routing": p.routing.String(),
	}
	if p.arrivals.kind == traced {
		always["arrivals"] = traced
	}
	if p.offer != "" && p.lifetime > 0 {
		always["lifetime"] = scenario.FormatDuration(p.lifetime * 1e3)
	}
	if p.policy != nil {
		delete(always, "routing")
		always["cpu"], always["vcpu"] = format.Portion(p.cpu), fmt.Sprint(p.vcpu)
	}
	var out []string
	for _, k := range append(poolKeys(), startKeys()...) {
		if tok := p.given[k.name]; tok != "" {
			out = append(out, tok)
		} else if v := always[k.name]; v != "" {
			out = append(out, k.name+"="+v)
		}
	}
	return strings.Join(out, " ")
}
