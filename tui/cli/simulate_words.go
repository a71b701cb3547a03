package cli

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"crossover/engine/scenario"
	"crossover/engine/sim"
)

// lawOf is a law of times, without its mean.
type lawOf struct {
	// text is the law as it is written; "" is that of the warm times.
	text string
	cv   float64
	make func(mean float64) sim.Law
}

func exponentialLaw() lawOf { return lawOf{"exponential", 1, sim.Exponential} }

func lawWords() []string {
	return []string{"exponential", "constant", "lognormal:2", "h2:2"}
}

var errLaw = errors.New("write exponential, constant, lognormal:CV or h2:CV, such as lognormal:2")

// setLaw reads a law.
func setLaw(dst *lawOf, v string) error {
	name, text, hasCV := strings.Cut(v, ":")
	switch {
	case name == "exponential" && !hasCV:
		*dst = exponentialLaw()
		return nil
	case name == "constant" && !hasCV:
		*dst = lawOf{v, 0, sim.Constant}
		return nil
	case name != "lognormal" && name != "h2":
		return fmt.Errorf("%q is not known; %w", v, errLaw)
	case !hasCV:
		return fmt.Errorf("needs a coefficient of variation, such as %s:2", name)
	}
	cv, err := amount(text)
	if err != nil {
		return fmt.Errorf("%w; %w", err, errLaw)
	}
	least, leastText := 0.0, "0"
	if name == "h2" {
		least, leastText = 1, "1"
	}
	if err := ranged(cv, least, 100, leastText, "100", &cv); err != nil {
		return fmt.Errorf("the coefficient of variation %w", err)
	}
	*dst = lawOf{v, cv, func(mean float64) sim.Law { return sim.Lognormal(mean, cv) }}
	if name == "h2" {
		dst.make = func(mean float64) sim.Law { return sim.Hyperexponential(mean, cv) }
	}
	return nil
}

// arrivalsOf says how requests come, without their rate.
type arrivalsOf struct {
	text string
	// kind is the word before the colon.
	kind string
	// batch is the mean size of batches.
	batch float64
	// amplitude and period are those of a sine.
	amplitude, period float64
	// trace are the times of recorded requests.
	trace []float64
}

var errArrivals = errors.New("write poisson, even, batches:SIZE such as batches:5, or sine:SHARE/PERIOD such as sine:80%/24h")

// setArrivals reads how requests come.
func setArrivals(p *simPool, v string) error {
	a := arrivalsOf{text: v}
	kind, rest, more := strings.Cut(v, ":")
	a.kind = kind
	switch {
	case (kind == "poisson" || kind == "even") && !more:
	case kind == "batches" && more:
		size, err := amount(rest)
		if err != nil {
			return fmt.Errorf("%w; %w", err, errArrivals)
		}
		if err := ranged(size, 1, 1e6, "1", "1M", &a.batch); err != nil {
			return fmt.Errorf("the size of a batch %w", err)
		}
	case kind == "sine" && more:
		if err := a.setSine(rest); err != nil {
			return err
		}
	default:
		return fmt.Errorf("%q is not known; %w", v, errArrivals)
	}
	p.arrivals = a
	return nil
}

// setSine reads the share and the period of a sine.
func (a *arrivalsOf) setSine(text string) error {
	share, period, ok := strings.Cut(text, "/")
	if !ok {
		return fmt.Errorf("the sine needs a period; %w", errArrivals)
	}
	x, err := scenario.ParseShare(share)
	if err != nil {
		return err
	}
	if err := ranged(x, 0, 1, "0%", "100%", &a.amplitude); err != nil {
		return fmt.Errorf("the share %w", err)
	}
	ms, err := scenario.ParseDuration(period)
	if err != nil {
		return fmt.Errorf("the period %w", err)
	}
	if err := ranged(ms/1e3, 1, mostSeconds, "1s", "10000d", &a.period); err != nil {
		return fmt.Errorf("the period %w", err)
	}
	return nil
}

// make returns the arrivals with a mean rate per second and bursts.
func (a arrivalsOf) make(rate, burst, length float64) sim.Arrivals {
	switch a.kind {
	case traced:
		return sim.Times(a.trace)
	case "even":
		return sim.Even(rate)
	case "batches":
		return sim.Batches(rate, a.batch)
	case "sine":
		return sim.Sinusoid(rate, a.amplitude, a.period).Bursty(burst, length)
	}
	return sim.Poisson(rate).Bursty(burst, length)
}

// rates returns the rate in each of n steps of a sine's period.
func (a arrivalsOf) rates(mean float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		turn := 2 * math.Pi * (float64(i) + 0.5) / float64(n)
		out[i] = mean * (1 + a.amplitude*math.Sin(turn))
	}
	return out
}

var errScaleUp = errors.New("write none, lambda, or starts at once and a second, such as 1000+100/s")

// setScaleUp reads the limit of starts.
func setScaleUp(p *simPool, v string) error {
	switch v {
	case "none":
		p.scaleUp = sim.ScaleUp{}
		return nil
	case "lambda":
		p.scaleUp = sim.LambdaScaleUp()
		return nil
	}
	atOnce, refill, ok := strings.Cut(v, "+")
	perSecond, slash := strings.CutSuffix(refill, "/s")
	if !ok || !slash {
		return fmt.Errorf("%q is not known; %w", v, errScaleUp)
	}
	burst, err := amount(atOnce)
	if err == nil {
		err = ranged(burst, 1, 1e9, "1", "1B", &p.scaleUp.Burst)
	}
	if err != nil {
		return fmt.Errorf("%w; %w", err, errScaleUp)
	}
	each, err := amount(perSecond)
	if err == nil {
		err = ranged(each, 0, 1e9, "0", "1B", &p.scaleUp.PerSecond)
	}
	if err != nil {
		return fmt.Errorf("%w; %w", err, errScaleUp)
	}
	return nil
}
