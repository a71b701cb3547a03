package controls

import (
	"math"

	"crossover/engine/scenario"
	"crossover/tui/format"
	"crossover/tui/slider"
)

// The controls of what a whole layout is weighed by, and of how it grows.

func growth() Control {
	return Control{Key: "growth", Slider: slider.Slider{Label: "growth", Scale: slider.Linear{Min: -0.5, Max: 1, Fine: 0.01, Coarse: 0.1},
		Format: func(dst []byte, v float64) []byte { return append(format.AppendPercent(dst, v), "/mo"...) }, Parse: parseGrowth},
		get: func(s *scenario.Scenario) float64 { return s.Growth.PerMonth },
		set: func(s *scenario.Scenario, v float64) { s.Growth.PerMonth = math.Round(v*100) / 100 },
	}
}

// parseGrowth reads what the term does, by itself or as a share a month.
func parseGrowth(text string) (float64, error) {
	if f, err := scenario.ParseShare(text); err == nil {
		return f, nil
	}
	s, err := scenario.Parse(scenario.Default(), "growth="+text)
	return s.Growth.PerMonth, err
}

func horizon() Control {
	return Control{Key: "horizon", Slider: slider.Slider{Label: "horizon", Scale: slider.Linear{Min: 1, Max: 60, Fine: 1, Coarse: 12},
		Format: func(dst []byte, v float64) []byte { return append(format.AppendNumber(dst, v), " mo"...) }, Parse: parseFloat},
		get: func(s *scenario.Scenario) float64 { return s.Growth.Horizon },
		set: func(s *scenario.Scenario, v float64) { s.Growth.Horizon = math.Round(v) },
	}
}

// dollars is a control of an amount, 0 to most.
func dollars(key, label string, most, fine, coarse float64, f func(*scenario.Scenario) *float64) Control {
	return Control{Key: key, Slider: slider.Slider{Label: label, Scale: slider.Linear{Min: 0, Max: most, Fine: fine, Coarse: coarse},
		Format: func(dst []byte, v float64) []byte { return format.AppendShort(append(dst, '$'), v) }, Parse: parseFloat},
		get: func(s *scenario.Scenario) float64 { return *f(s) },
		set: func(s *scenario.Scenario, v float64) { *f(s) = v },
	}
}

func migration() Control {
	return dollars("migration", "move", 50_000, 500, 5000, func(s *scenario.Scenario) *float64 { return &s.Growth.Migration })
}

func uncertainty() Control {
	return Control{Key: "uncertainty", Slider: slider.Slider{Label: "unsure", Scale: slider.Linear{Min: 0, Max: 0.9, Fine: 0.05, Coarse: 0.2},
		Format: format.AppendPercent, Parse: scenario.ParseShare},
		get: func(s *scenario.Scenario) float64 { return s.Uncertainty },
		set: func(s *scenario.Scenario, v float64) { s.Uncertainty = math.Round(v*100) / 100 },
	}
}

func ops() Control {
	return dollars("ops", "ops hour", 200, 5, 50, func(s *scenario.Scenario) *float64 { return &s.Ops })
}

func vendor() Control {
	return dollars("vendor", "vendor", 1000, 10, 100, func(s *scenario.Scenario) *float64 { return &s.Vendor })
}
