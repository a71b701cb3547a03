package cli

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"crossover/engine/nearest"
	"crossover/engine/scenario"
	"crossover/engine/sim"
	"crossover/tui/format"
)

// poolKey is a key of crossover simulate.
type poolKey struct {
	name, preset, doc string
	// words are values to offer to the shell.
	words []string
	set   func(p *simPool, value string) error
}

// poolKeys lists the keys in the order of help texts.
func poolKeys() []poolKey {
	return []poolKey{
		{"rate", "5/s", "mean requests", nil, setPoolRate},
		seconds("service", "1s", "mean time of a request on a warm instance", func(p *simPool) *float64 { return &p.service }),
		seconds("cold", "1s more", "mean time of a cold request: initialising and running", func(p *simPool) *float64 { return &p.cold }),
		seconds("expiry", "300s", "an instance idle for so long is gone", func(p *simPool) *float64 { return &p.expiry }),
		wholes("concurrency", "1", "requests an instance takes at once", 1, 1e6, func(p *simPool) *int { return &p.concurrency }),
		wholes("min", "0", "instances always kept", 0, 4e6, func(p *simPool) *int { return &p.min }),
		orNone(wholes("max", "none", "cap on instances; more is rejected", 1, 1e9, func(p *simPool) *int { return &p.max }),
			func(p *simPool) { p.max = 0 }),
		orNone(seconds("lifetime", "none", "age from which an instance takes no more requests", func(p *simPool) *float64 { return &p.lifetime }),
			func(p *simPool) { p.lifetime = 0 }),
		{"routing", "newest", "newest, mru, lru, random or oldest instance first", routingWords(), setRouting},
		{"arrivals", "poisson", "poisson, even, batches:SIZE or sine:SHARE/PERIOD", []string{"poisson", "even", "batches:5", "sine:80%/24h"}, setArrivals},
		{"burst", "1", "peak over mean", nil, setBurst},
		seconds("burst_length", "60s", "mean length of a burst", func(p *simPool) *float64 { return &p.burstLength }),
		{"law", "exponential", "exponential, constant, lognormal:CV or h2:CV times", lawWords(), func(p *simPool, v string) error { return setLaw(&p.law, v) }},
		{"cold_law", "as law", "the same for cold times", lawWords(), func(p *simPool, v string) error { return setLaw(&p.coldLaw, v) }},
		{"scale_up", "none", "starts: AT_ONCE+PER_SECOND/s, or lambda", []string{"none", "lambda"}, setScaleUp},
		{"seed", "1", "selects the random numbers", nil, setSeed},
	}
}

// startKeys are those that an offer's start time and autoscaler follow from.
func startKeys() []poolKey {
	return []poolKey{
		{"runtime", scenario.Runtimes[0], "with --offer: its start time", scenario.Runtimes, oneOfWords(scenario.Runtimes, func(p *simPool) *string { return &p.runtime })},
		{"package", scenario.Packages[0], "with --offer: its start time", scenario.Packages, oneOfWords(scenario.Packages, func(p *simPool) *string { return &p.pkg })},
		{"cpu", "30%", "with --offer: share of service that computes", nil, setShare},
		{"vcpu", "1", "with --offer: vCPUs of an instance", nil, setVCPU},
	}
}

// poolKeyTable lists the keys for help texts.
func poolKeyTable() string {
	var b strings.Builder
	for _, k := range append(poolKeys(), startKeys()...) {
		fmt.Fprintf(&b, "  %-12s  %-11s  %s\n", k.name, k.preset, k.doc)
	}
	return b.String()
}

// completePoolKeys offers keys and values to the shell.
func completePoolKeys(_ *cobra.Command, args []string, start string) ([]string, cobra.ShellCompDirective) {
	var out []string
	name, _, valued := strings.Cut(start, "=")
	for _, k := range append(poolKeys(), startKeys()...) {
		tok := k.name + "="
		switch {
		case valued && k.name == name:
			for _, w := range k.words {
				if strings.HasPrefix(tok+w, start) {
					out = append(out, tok+w)
				}
			}
		case !valued && strings.HasPrefix(tok, start) && !given(args, tok):
			out = append(out, cobra.CompletionWithDesc(tok, k.doc))
		}
	}
	directive := cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	if !valued {
		directive |= cobra.ShellCompDirectiveNoSpace
	}
	return out, directive
}

// read applies tokens. Everything that is wrong with them is told at once.
func (p *simPool) read(tokens []string) error {
	var errs []error
	p.given = map[string]string{}
	fail := func(tok, problem string) {
		errs = append(errs, &scenario.TokenError{Token: tok, Problem: problem})
	}
	keys := append(poolKeys(), startKeys()...)
	for _, tok := range tokens {
		name, value, ok := strings.Cut(tok, "=")
		i := slices.IndexFunc(keys, func(k poolKey) bool { return k.name == name })
		switch {
		case !ok:
			fail(tok, "is not key=value, such as rate=5/s")
		case i < 0:
			fail(tok, fmt.Sprintf("unknown key %q%s", name, suggestPoolKey(keys, name)))
		case p.given[name] != "":
			fail(tok, fmt.Sprintf("repeats %s; give %s once", p.given[name], name))
		default:
			p.given[name] = tok
			if err := keys[i].set(p, value); err != nil {
				fail(tok, err.Error())
			}
		}
	}
	return errors.Join(errs...)
}

// suggestPoolKey names the keys nearest to a misspelt one, or lists them all.
func suggestPoolKey(keys []poolKey, name string) string {
	names := named(keys, func(k *poolKey) string { return k.name })
	return nearest.Question(name, names, "; the keys are "+strings.Join(names, ", "))
}

// seconds is a key for a time.
func seconds(name, preset, doc string, f func(*simPool) *float64) poolKey {
	return poolKey{name: name, preset: preset, doc: doc, set: func(p *simPool, v string) error {
		ms, err := scenario.ParseDuration(v)
		if err != nil {
			return err
		}
		return ranged(ms/1e3, 0, mostSeconds, "0s", "10000d", f(p))
	}}
}

// mostSeconds is the longest time a key takes.
const mostSeconds = 10000 * 86400

// wholes is a key for a whole number.
func wholes(name, preset, doc string, lo, hi float64, f func(*simPool) *int) poolKey {
	return poolKey{name: name, preset: preset, doc: doc, set: func(p *simPool, v string) error {
		n, err := amount(v)
		if err != nil || n != math.Trunc(n) {
			return fmt.Errorf("%q is not a whole number, such as 1 or 1000", v)
		}
		if err := ranged(n, lo, hi, format.Short(lo), format.Short(hi), &n); err != nil {
			return err
		}
		*f(p) = int(n)
		return nil
	}}
}

// orNone lets a key be none as well.
func orNone(k poolKey, reset func(*simPool)) poolKey {
	set := k.set
	k.words = []string{"none"}
	k.set = func(p *simPool, v string) error {
		if v == "none" {
			reset(p)
			return nil
		}
		if err := set(p, v); err != nil {
			return fmt.Errorf("%w, or none", err)
		}
		return nil
	}
	return k
}

// ranged stores x if it lies in [lo, hi].
func ranged(x, lo, hi float64, loText, hiText string, dst *float64) error {
	if !(x >= lo && x <= hi) {
		return fmt.Errorf("is out of range; write a value from %s to %s", loText, hiText)
	}
	*dst = x
	return nil
}

// amount reads a number with an optional k, M or B behind it.
func amount(s string) (float64, error) {
	times := 1.0
	for suffix, v := range map[string]float64{"k": 1e3, "M": 1e6, "B": 1e9} {
		if rest, ok := strings.CutSuffix(s, suffix); ok {
			s, times = rest, v
			break
		}
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		return 0, fmt.Errorf("%q is not a number, such as 1000 or 20M", s)
	}
	return x * times, nil
}

func setPoolRate(p *simPool, v string) error {
	r, err := scenario.ParseRate(v)
	if err == nil {
		p.rate = r.PerSecond(730)
	}
	return err
}

func setShare(p *simPool, v string) error {
	x, err := scenario.ParseShare(v)
	if err != nil {
		return err
	}
	return ranged(x, 0.001, 1, "0.1%", "100%", &p.cpu)
}

func setVCPU(p *simPool, v string) error {
	x, err := amount(v)
	if err != nil {
		return err
	}
	return ranged(x, 0.01, 1024, "0.01", "1024", &p.vcpu)
}

func routingWords() []string { return []string{"newest", "mru", "lru", "random", "oldest"} }

func setRouting(p *simPool, v string) error {
	for r := sim.Newest; r <= sim.Oldest; r++ {
		if r.String() == v {
			p.routing = r
			return nil
		}
	}
	return fmt.Errorf("%q is not known; write %s", v, strings.Join(routingWords(), ", "))
}

func setBurst(p *simPool, v string) error {
	x, err := amount(strings.TrimSuffix(v, "x"))
	if err != nil {
		return fmt.Errorf("%q is not a number, such as 5", v)
	}
	return ranged(x, 1, 1e4, "1", "10000", &p.burst)
}

func setSeed(p *simPool, v string) error {
	n, err := strconv.ParseUint(v, 10, 64)
	if err != nil {
		return fmt.Errorf("%q is not a whole number from 0 on", v)
	}
	p.seed = n
	return nil
}

// oneOfWords is the setter of a key with a list of words.
func oneOfWords(words []string, f func(*simPool) *string) func(*simPool, string) error {
	return func(p *simPool, v string) error {
		if !slices.Contains(words, v) {
			return fmt.Errorf("%q is not known; write %s", v, strings.Join(words, ", "))
		}
		*f(p) = v
		return nil
	}
}
