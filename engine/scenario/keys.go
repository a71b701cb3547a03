package scenario

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"crossover/engine/nearest"
	"crossover/engine/traffic"
)

// Key describes one key of a token.
type Key struct {
	Name string
	// Doc says what the key means, in a few words.
	Doc string
	// Example is a value as it is written.
	Example string
	// Words are the values that are words: all there are, or those beside
	// numbers.
	Words []string
	// part reads a part's value; term one of the whole system. One is nil.
	part func(*Part) string
	term func(*Scenario) string
	set  func(s *Scenario, part int, value string) error
}

// PerPart reports whether the key belongs to a part rather than to the whole
// system.
func (k Key) PerPart() bool { return k.part != nil }

// Default returns the key's value in the default system's api part.
func (k Key) Default() string {
	d := Default()
	return k.Get(&d)
}

// Get returns the key's value for the selected part of s.
func (k Key) Get(s *Scenario) string {
	switch {
	case k.part != nil:
		return k.part(s.SelectedPart())
	case k.term != nil:
		return k.term(s)
	case k.Name == "part":
		return s.SelectedPart().Name
	default:
		return strings.ReplaceAll(s.partNames(), ", ", ",")
	}
}

// Keys lists every key in canonical order.
func Keys() []Key { return keys }

var keys = allKeys()

func allKeys() []Key {
	keys := []Key{
		{Name: "parts", Doc: "the parts of the system", Example: "edge,api", set: setParts},
		{Name: "part", Doc: "the part that bare tokens, offers and curves speak of", Example: "ml", set: setPart},
		{Name: "rate", Doc: "mean requests over the month, or a share of another part's", Example: "3M/month", part: formatRate, set: setRate},
		size("memory", "what one instance needs", 1, 4<<20, func(p *Part) *float64 { return &p.MemoryMB }),
		duration("duration", "handler time of one request on one full vCPU", "", func(p *Part) *float64 { return &p.DurationMS }),
		duration("billed_duration", "fixes the billed time of a request, bypassing CPU scaling", "none", func(p *Part) *float64 { return &p.BilledMS }),
		share("cpu", "share of the duration spent computing", 0, func(p *Part) *float64 { return &p.CPU }),
		size("request_memory", "memory each further concurrent request adds", 0, 1<<20, func(p *Part) *float64 { return &p.RequestMB }),
		{Name: "concurrency", Doc: "most requests an instance takes at once", Example: "80", Words: []string{"default"}, part: func(p *Part) string {
			if p.Concurrency == 0 {
				return "default"
			}
			return shortest(p.Concurrency)
		}, set: setConcurrency},
		{Name: "shape", Doc: "how the rate spreads over the month", Example: "office", Words: traffic.Names, part: func(p *Part) string { return p.Shape.String() },
			set: func(s *Scenario, i int, v string) (err error) {
				sh, err := traffic.Parse(v)
				if err == nil {
					s.parts[i].Shape = sh
				}
				return err
			}},
		{Name: "burst", Doc: "peak over mean within the shape", Example: "5", part: func(p *Part) string { return shortest(p.Burst) },
			set: func(s *Scenario, i int, v string) error {
				return within(strings.TrimSuffix(v, "x"), 1, 1000, &s.parts[i].Burst)
			}},
		seconds("burst_length", "mean length of a burst", func(p *Part) *float64 { return &p.BurstS }),
		{Name: "response", Doc: "bytes out a request", Example: "8KB", part: func(p *Part) string { return FormatBytes(p.ResponseKB) },
			set: func(s *Scenario, i int, v string) error {
				kb, err := ParseBytes(v)
				return assign(&s.parts[i].ResponseKB, kb, err, 0, 1e7, "0KB", "10GB")
			}},
		word("runtime", "picks the cold-start distribution", Runtimes, func(p *Part) *string { return &p.Runtime }),
		word("package", "how the program is packed: picks the cold-start distribution", Packages, func(p *Part) *string { return &p.Package }),
		word("arch", "processor the part runs on", Archs, func(p *Part) *string { return &p.Arch }),
		duration("p99", "latency target, or none", "none", func(p *Part) *float64 { return &p.P99MS }),
		word("gpu", "accelerator the part needs, or none", GPUs, func(p *Part) *string { return &p.GPU }),
		lock(),
	}
	keys = append(keys, needKeys()...)
	return append(keys, append([]Key{
		{Name: "redundancy", Doc: "fewest copies of anything provisioned", Example: "2", term: func(s *Scenario) string { return shortest(s.Redundancy) },
			set: func(s *Scenario, _ int, v string) error { return whole(v, 1, 100, &s.Redundancy) }},
		{Name: "free", Doc: "free tiers and recurring credits", Example: "off", Words: []string{"on", "off"}, term: func(s *Scenario) string {
			if s.Free {
				return "on"
			}
			return "off"
		}, set: setFree},
		termWord("commit", "commitment that lowers rates", Commits, func(s *Scenario) string { return string(s.Commit) }, func(s *Scenario, v string) { s.Commit = Commit(v) }),
		termWord("month", "length of the billed month", Months, func(s *Scenario) string { return string(s.Month) }, func(s *Scenario, v string) { s.Month = Month(v) }),
		{Name: "utilisation", Doc: "target for provisioned capacity", Example: "60%", term: func(s *Scenario) string { return FormatShare(s.Utilisation) },
			set: func(s *Scenario, _ int, v string) error {
				f, err := ParseShare(v)
				return assign(&s.Utilisation, f, err, 0.01, 1, "1%", "100%")
			}},
		{Name: "lines", Doc: "costs to count besides the usual, or with a hyphen not to", Example: "logs,-egress", term: func(s *Scenario) string { return s.Lines.String() },
			set: func(s *Scenario, _ int, v string) (err error) {
				l, err := ParseLines(v)
				if err == nil {
					s.Lines = l
				}
				return err
			}},
		termWord("region", "price region", []string{"us-east"}, func(s *Scenario) string { return s.Region }, func(s *Scenario, v string) { s.Region = v }),
		{Name: "currency", Doc: "display currency: usd, or a code with its rate for a dollar", Example: "eur@0.92", term: func(s *Scenario) string { return s.Currency.String() },
			set: func(s *Scenario, _ int, v string) (err error) {
				c, err := ParseCurrency(v)
				if err == nil {
					s.Currency = c
				}
				return err
			}},
		places("allow", "the only offers, products or providers to use, or any", "aws,fly", "any", func(s *Scenario) *Places { return &s.Allow }),
		places("ban", "offers, products or providers not to use", "fly,aws-ec2*", "none", func(s *Scenario) *Places { return &s.Ban }),
		dollars("ops", "price of an hour of operations work, in dollars; a layout counts it", "80", func(s *Scenario) *float64 { return &s.Ops }),
		dollars("vendor", "price of each further vendor a month, in dollars; a layout counts it", "100", func(s *Scenario) *float64 { return &s.Vendor }),
		termWord("gb", "how gigabytes are counted: as the vendor does, or all alike", Gigabytes, func(s *Scenario) string { return s.GB }, func(s *Scenario, v string) { s.GB = v }),
	}, growthKeys()...)...)
}

func findKey(name string) *Key {
	for i := range keys {
		if keys[i].Name == name {
			return &keys[i]
		}
	}
	return nil
}

// suggestKey names the keys nearest to a misspelt one, or lists them all.
func suggestKey(name string) string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.Name
	}
	return nearest.Question(name, names, "; the keys are "+strings.Join(names, ", "))
}

func size(name, doc string, lo, hi float64, f func(*Part) *float64) Key {
	return Key{Name: name, Doc: doc, Example: "1GB", part: func(p *Part) string { return FormatMemory(*f(p)) },
		set: func(s *Scenario, i int, v string) error {
			mb, err := ParseMemory(v)
			return assign(f(&s.parts[i]), mb, err, lo, hi, FormatMemory(lo), FormatMemory(hi))
		}}
}

// duration is a key for a time in milliseconds; none is the word for 0 where
// the time can be left out.
func duration(name, doc, none string, f func(*Part) *float64) Key {
	var words []string
	if none != "" {
		words = []string{none}
	}
	return Key{Name: name, Doc: doc, Example: "250ms", Words: words, part: func(p *Part) string {
		if *f(p) == 0 && none != "" {
			return none
		}
		return FormatDuration(*f(p))
	}, set: func(s *Scenario, i int, v string) error {
		if none != "" && v == none {
			*f(&s.parts[i]) = 0
			return nil
		}
		ms, err := ParseDuration(v)
		return assign(f(&s.parts[i]), ms, err, 1e-3, 7*8.64e7, "1us", "168h")
	}}
}

func seconds(name, doc string, f func(*Part) *float64) Key {
	return Key{Name: name, Doc: doc, Example: "60s", part: func(p *Part) string { return FormatDuration(*f(p) * 1e3) },
		set: func(s *Scenario, i int, v string) error {
			ms, err := ParseDuration(v)
			return assign(f(&s.parts[i]), ms/1e3, err, 1e-3, 31*86400, "1ms", "744h")
		}}
}

func share(name, doc string, lo float64, f func(*Part) *float64) Key {
	return Key{Name: name, Doc: doc, Example: "30%", part: func(p *Part) string { return FormatShare(*f(p)) },
		set: func(s *Scenario, i int, v string) error {
			x, err := ParseShare(v)
			return assign(f(&s.parts[i]), x, err, lo, 1, FormatShare(lo), "100%")
		}}
}

func word(name, doc string, words []string, f func(*Part) *string) Key {
	return Key{Name: name, Doc: doc, Example: words[len(words)-1], Words: words, part: func(p *Part) string { return *f(p) },
		set: func(s *Scenario, i int, v string) error {
			if err := oneOf(v, words); err != nil {
				return err
			}
			*f(&s.parts[i]) = v
			return nil
		}}
}

func termWord(name, doc string, words []string, get func(*Scenario) string, set func(*Scenario, string)) Key {
	return Key{Name: name, Doc: doc, Example: words[len(words)-1], Words: words, term: get,
		set: func(s *Scenario, _ int, v string) error {
			if err := oneOf(v, words); err != nil {
				return err
			}
			set(s, v)
			return nil
		}}
}

func oneOf(v string, words []string) error {
	for _, w := range words {
		if v == w {
			return nil
		}
	}
	return fmt.Errorf("%q is not known; write %s", v, strings.Join(words, ", "))
}

// assign stores v when it was read well and lies in [lo, hi].
func assign(dst *float64, v float64, err error, lo, hi float64, loText, hiText string) error {
	if err != nil {
		return err
	}
	if math.IsNaN(v) || v < lo || v > hi {
		return fmt.Errorf("is out of range; write a value from %s to %s", loText, hiText)
	}
	*dst = v
	return nil
}

func within(v string, lo, hi float64, dst *float64) error {
	n, err := parseNumber(v)
	return assign(dst, n, err, lo, hi, shortest(lo), shortest(hi))
}

func whole(v string, lo, hi float64, dst *float64) error {
	n, err := strconv.Atoi(v)
	if err != nil {
		return fmt.Errorf("%q is not a whole number from %s to %s", v, shortest(lo), shortest(hi))
	}
	return assign(dst, float64(n), nil, lo, hi, shortest(lo), shortest(hi))
}

func setConcurrency(s *Scenario, i int, v string) error {
	if v == "default" {
		s.parts[i].Concurrency = 0
		return nil
	}
	return whole(v, 1, 100_000, &s.parts[i].Concurrency)
}

func setFree(s *Scenario, _ int, v string) error {
	if err := oneOf(v, []string{"on", "off"}); err != nil {
		return err
	}
	s.Free = v == "on"
	return nil
}
