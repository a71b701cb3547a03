// Package controls binds sliders to the terms of a scenario: which there are,
// how their values are written and read, and what moving one changes.
package controls

import (
	"math"
	"strings"

	"crossover/engine/scenario"
	"crossover/engine/traffic"
	"crossover/tui/format"
	"crossover/tui/slider"
)

// Control is a slider and the term it moves.
type Control struct {
	// Key is the term's key, as in tokens; for a group of bill lines the key, a
	// dot and the group.
	Key    string
	Slider slider.Slider
	get    func(*scenario.Scenario) float64
	set    func(*scenario.Scenario, float64)
}

// Set is the list of controls of one session.
type Set struct {
	Controls []Control
	// typed is the last rate typed, kept because 3M/month is not the same
	// number once it has passed through requests per second.
	typed scenario.Rate
	// shown is the rate in the scenario, written as its user wrote it.
	shown scenario.Rate
	hours float64
}

// New returns the controls: rate, memory and duration first, then the other
// terms, then which part they speak of.
func New() *Set {
	c := &Set{hours: 730}
	c.Controls = []Control{
		c.rate(), memory(), duration(), cpu(), burst(), response(), runtime(), p99(), shape(),
		words("gpu", scenario.GPUs, func(p *scenario.Part) *string { return &p.GPU }),
		concurrency(),
		words("package", scenario.Packages, func(p *scenario.Part) *string { return &p.Package }),
		words("arch", scenario.Archs, func(p *scenario.Part) *string { return &p.Arch }),
		connections(), connectionLength(), fanOut(), room(), messageSize(),
		words("trigger", scenario.Triggers, func(p *scenario.Part) *string { return &p.Trigger }),
		longest(), state(), gpuMemory(),
		redundancy(), free(), commit(), utilisation(), month(), gigabytes(),
		ops(), vendor(), growth(), horizon(), migration(), uncertainty(),
	}
	for _, g := range scenario.LineGroups {
		c.Controls = append(c.Controls, lines(g))
	}
	for i := range c.Controls {
		x := &c.Controls[i].Slider
		if parse := x.Parse; parse != nil {
			x.Parse = func(s string) (float64, error) { return parse(strings.ReplaceAll(s, " ", "")) }
		}
	}
	return c
}

// Pull sets every slider to what the scenario says. Call it before drawing.
func (c *Set) Pull(s *scenario.Scenario) {
	c.hours = s.Hours()
	c.shown = scenario.Rate{}
	if p := s.SelectedPart(); p.Share == 0 {
		c.shown = p.Rate
	}
	for i := range c.Controls {
		x := &c.Controls[i]
		x.Slider.Value = x.get(s)
	}
}

// PullDefaults notes what the sliders reset to.
func (c *Set) PullDefaults(s *scenario.Scenario) {
	for i := range c.Controls {
		x := &c.Controls[i]
		x.Slider.Default = x.get(s)
	}
}

// PullPin marks a pinned scenario's values on the tracks, or removes the marks
// when s is nil.
func (c *Set) PullPin(s *scenario.Scenario) {
	for i := range c.Controls {
		x := &c.Controls[i]
		x.Slider.HasGhost = s != nil
		if s != nil {
			x.Slider.Ghost = x.get(s)
		}
	}
}

// Push writes the value of control i into the scenario.
func (c *Set) Push(i int, s *scenario.Scenario) { c.Controls[i].set(s, c.Controls[i].Slider.Value) }

// Find returns the index of the control for a key, or -1.
func (c *Set) Find(key string) int {
	for i := range c.Controls {
		if c.Controls[i].Key == key {
			return i
		}
	}
	return -1
}

// valueColumns is the room a slider has for its value.
const valueColumns = 9

// rate moves the whole system: the selected part's rate, and what hangs on it.
func (c *Set) rate() Control {
	return Control{
		Key: "rate",
		Slider: slider.Slider{
			Label: "rate", Scale: slider.Log{Min: 1. / 86400, Max: 1e5, Zero: true},
			Format: func(dst []byte, v float64) []byte {
				if r := c.shown; r.Per == scenario.PerMonth && r.PerSecond(c.hours) == v {
					if monthly := append(format.AppendShort(dst, r.N), "/month"...); len(monthly)-len(dst) <= valueColumns {
						return monthly
					}
				}
				return format.AppendRate(dst, v)
			},
			Parse: func(s string) (float64, error) {
				r, err := scenario.ParseRate(s)
				c.typed = r
				return r.PerSecond(c.hours), err
			},
		},
		get: func(s *scenario.Scenario) float64 { return s.PerSecond(s.Selected) },
		set: func(s *scenario.Scenario, v float64) {
			r := scenario.Rate{N: v}
			if c.typed.PerSecond(s.Hours()) == v {
				r = c.typed
			}
			if p := s.SelectedPart(); p.Share > 0 && v > p.Share*scenario.MaxRate {
				r = scenario.Rate{N: p.Share * scenario.MaxRate} // the part it is a share of has a limit, too
			}
			s.Scale(r)
		},
	}
}

func partTerm(f func(*scenario.Part) *float64) (func(*scenario.Scenario) float64, func(*scenario.Scenario, float64)) {
	return func(s *scenario.Scenario) float64 { return *f(s.SelectedPart()) },
		func(s *scenario.Scenario, v float64) { *f(s.SelectedPart()) = v }
}

// memorySizes are what vendors sell.
var memorySizes = []float64{128, 256, 512, 768, 1024, 1536, 1769, 2048, 3072, 4096, 6144, 8192, 10240, 16384, 32768, 65536}

func memory() Control {
	get, set := partTerm(func(p *scenario.Part) *float64 { return &p.MemoryMB })
	var fine []float64
	for lo := 128.0; lo < 65536; lo *= 2 { // eight stops to a doubling, all whole
		for k := range 8 {
			fine = append(fine, lo+lo/8*float64(k))
		}
	}
	fine = append(fine, 65536)
	return Control{Key: "memory", get: get, set: set, Slider: slider.Slider{
		Label: "memory", Scale: slider.Steps{Values: fine, Coarse: 8}, Snaps: memorySizes,
		Format: format.AppendMemory, Parse: scenario.ParseMemory,
	}}
}

func duration() Control {
	get, set := partTerm(func(p *scenario.Part) *float64 { return &p.DurationMS })
	return Control{Key: "duration", get: get, set: set, Slider: slider.Slider{
		Label: "duration", Scale: slider.Log{Min: 1, Max: 3.6e6}, Format: format.AppendMillis, Parse: parseMillis,
	}}
}

func cpu() Control {
	get, set := partTerm(func(p *scenario.Part) *float64 { return &p.CPU })
	return Control{Key: "cpu", get: get, set: set, Slider: slider.Slider{
		Label: "cpu", Scale: slider.Linear{Min: 0, Max: 1, Fine: 0.01, Coarse: 0.1},
		Format: format.AppendPercent, Parse: scenario.ParseShare,
	}}
}

func burst() Control {
	get, set := partTerm(func(p *scenario.Part) *float64 { return &p.Burst })
	return Control{Key: "burst", get: get, set: set, Slider: slider.Slider{
		Label: "burst", Scale: slider.Log{Min: 1, Max: 100},
		Format: func(dst []byte, v float64) []byte { return append(format.AppendNumber(dst, v), 'x') },
		Parse:  func(s string) (float64, error) { return parseFloat(strings.TrimSuffix(s, "x")) },
	}}
}

func response() Control {
	get, set := partTerm(func(p *scenario.Part) *float64 { return &p.ResponseKB })
	return Control{Key: "response", get: get, set: set, Slider: slider.Slider{
		Label: "response", Scale: slider.Log{Min: 0.1, Max: 1e5, Zero: true},
		Format: format.AppendKB, Parse: scenario.ParseBytes,
	}}
}

func runtime() Control {
	return words("runtime", scenario.Runtimes, func(p *scenario.Part) *string { return &p.Runtime })
}

func p99() Control {
	get, set := partTerm(func(p *scenario.Part) *float64 { return &p.P99MS })
	return Control{Key: "p99", get: get, set: set, Slider: slider.Slider{
		Label: "p99", Scale: slider.Log{Min: 10, Max: 1e5, Zero: true},
		Format: func(dst []byte, v float64) []byte {
			if v == 0 {
				return append(dst, "none"...)
			}
			return format.AppendMillis(dst, v)
		},
		Parse: func(s string) (float64, error) {
			if s == "none" {
				return 0, nil
			}
			return parseMillis(s)
		},
	}}
}

// shape chooses among the named shapes; a profile of the user's own shows as
// one more choice while it is set.
func shape() Control {
	return Control{Key: "shape", Slider: slider.Slider{Label: "shape", Choices: traffic.Names},
		get: func(s *scenario.Scenario) float64 { return float64(s.SelectedPart().Shape.Kind) },
		set: func(s *scenario.Scenario, v float64) {
			s.SelectedPart().Shape = traffic.Shape{Kind: traffic.Kind(v)}
		},
	}
}

func words(key string, list []string, f func(*scenario.Part) *string) Control {
	return Control{Key: key, Slider: slider.Slider{Label: key, Choices: list},
		get: func(s *scenario.Scenario) float64 { return indexOf(list, *f(s.SelectedPart())) },
		set: func(s *scenario.Scenario, v float64) { *f(s.SelectedPart()) = list[int(v)] },
	}
}

func concurrency() Control {
	get, set := partTerm(func(p *scenario.Part) *float64 { return &p.Concurrency })
	return Control{Key: "concurrency", get: get, set: set, Slider: slider.Slider{
		Label: "concur.", Scale: slider.Steps{Values: []float64{0, 1, 2, 4, 8, 16, 32, 64, 80, 100, 200, 500, 1000}},
		Format: func(dst []byte, v float64) []byte {
			if v == 0 {
				return append(dst, "default"...)
			}
			return format.AppendNumber(dst, v)
		},
		Parse: func(s string) (float64, error) {
			if s == "default" {
				return 0, nil
			}
			v, err := parseFloat(s)
			return math.Round(v), err
		},
	}}
}

func redundancy() Control {
	return Control{Key: "redundancy", Slider: slider.Slider{Label: "copies", Scale: slider.Linear{Min: 1, Max: 10, Fine: 1, Coarse: 3}},
		get: func(s *scenario.Scenario) float64 { return s.Redundancy },
		set: func(s *scenario.Scenario, v float64) { s.Redundancy = math.Round(v) },
	}
}

func free() Control {
	return Control{Key: "free", Slider: slider.Slider{Label: "free", Choices: []string{"off", "on"}},
		get: func(s *scenario.Scenario) float64 {
			if s.Free {
				return 1
			}
			return 0
		},
		set: func(s *scenario.Scenario, v float64) { s.Free = v == 1 },
	}
}

func commit() Control {
	return Control{Key: "commit", Slider: slider.Slider{Label: "commit", Choices: scenario.Commits},
		get: func(s *scenario.Scenario) float64 { return indexOf(scenario.Commits, string(s.Commit)) },
		set: func(s *scenario.Scenario, v float64) { s.Commit = scenario.Commit(scenario.Commits[int(v)]) },
	}
}

func month() Control {
	return Control{Key: "month", Slider: slider.Slider{Label: "month", Choices: scenario.Months},
		get: func(s *scenario.Scenario) float64 { return indexOf(scenario.Months, string(s.Month)) },
		set: func(s *scenario.Scenario, v float64) { s.Month = scenario.Month(scenario.Months[int(v)]) },
	}
}

// lines switches a group of bill lines.
func lines(group string) Control {
	label := group
	if label == "control-plane" {
		label = "ctl-plane"
	}
	return Control{Key: "lines." + group, Slider: slider.Slider{Label: label, Choices: []string{"off", "usual", "on"}},
		get: func(s *scenario.Scenario) float64 {
			switch on, switched := s.Lines.Of(group); {
			case !switched:
				return 1
			case on:
				return 2
			default:
				return 0
			}
		},
		set: func(s *scenario.Scenario, v float64) {
			if v == 1 {
				s.Lines = s.Lines.Without(group)
				return
			}
			s.Lines = s.Lines.With(group, v == 2)
		},
	}
}

func gigabytes() Control {
	return Control{Key: "gb", Slider: slider.Slider{Label: "GB", Choices: scenario.Gigabytes},
		get: func(s *scenario.Scenario) float64 { return indexOf(scenario.Gigabytes, s.GB) },
		set: func(s *scenario.Scenario, v float64) { s.GB = scenario.Gigabytes[int(v)] },
	}
}

func utilisation() Control {
	return Control{Key: "utilisation", Slider: slider.Slider{Label: "util.", Scale: slider.Linear{Min: 0.1, Max: 1, Fine: 0.01, Coarse: 0.1},
		Format: format.AppendPercent, Parse: scenario.ParseShare},
		get: func(s *scenario.Scenario) float64 { return s.Utilisation },
		set: func(s *scenario.Scenario, v float64) { s.Utilisation = v },
	}
}

func indexOf(list []string, s string) float64 {
	for i, x := range list {
		if x == s {
			return float64(i)
		}
	}
	return 0
}
