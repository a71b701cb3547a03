package controls

import (
	"crossover/engine/scenario"
	"crossover/tui/format"
	"crossover/tui/slider"
)

// This file is the controls of what a part needs beyond answering requests.

func connections() Control {
	get, set := partTerm(func(p *scenario.Part) *float64 { return &p.Connections })
	return Control{Key: "connections", get: get, set: set, Slider: slider.Slider{
		Label: "connect.", Scale: slider.Log{Min: 1, Max: 1e7, Zero: true},
		Format: orNone(format.AppendShort), Parse: scenario.ParseConnections,
	}}
}

func connectionLength() Control {
	get, set := partTerm(func(p *scenario.Part) *float64 { return &p.ConnectionMS })
	return Control{Key: "session", get: get, set: set, Slider: slider.Slider{
		Label: "session", Scale: slider.Log{Min: 1e3, Max: 7 * 8.64e7}, Format: format.AppendMillis, Parse: parseMillis,
	}}
}

func fanOut() Control {
	get, set := partTerm(func(p *scenario.Part) *float64 { return &p.FanOut })
	return Control{Key: "fan_out", get: get, set: set, Slider: slider.Slider{
		Label: "fan-out", Scale: slider.Log{Min: 0.01, Max: 1e4, Zero: true}, Format: format.AppendNumber, Parse: parseFloat,
	}}
}

func room() Control {
	get, set := partTerm(func(p *scenario.Part) *float64 { return &p.Room })
	return Control{Key: "room", get: get, set: set, Slider: slider.Slider{
		Label: "room", Scale: slider.Log{Min: 1, Max: 1e5}, Format: format.AppendNumber, Parse: parseFloat,
	}}
}

func messageSize() Control {
	get, set := partTerm(func(p *scenario.Part) *float64 { return &p.MessageKB })
	return Control{Key: "message_size", get: get, set: set, Slider: slider.Slider{
		Label: "message", Scale: slider.Log{Min: 0.01, Max: 1e5, Zero: true}, Format: format.AppendKB, Parse: scenario.ParseBytes,
	}}
}

func longest() Control {
	get, set := partTerm(func(p *scenario.Part) *float64 { return &p.LongestMS })
	return Control{Key: "longest", get: get, set: set, Slider: slider.Slider{
		Label: "longest", Scale: slider.Log{Min: 1, Max: 7 * 8.64e7, Zero: true}, Format: orNone(format.AppendMillis),
		Parse: func(s string) (float64, error) {
			if s == "none" {
				return 0, nil
			}
			return parseMillis(s)
		},
	}}
}

func state() Control {
	get, set := partTerm(func(p *scenario.Part) *float64 { return &p.StateMB })
	return optionalMemory("state", "state", 1<<20, get, set)
}

func gpuMemory() Control {
	get, set := partTerm(func(p *scenario.Part) *float64 { return &p.GPUMemoryMB })
	return optionalMemory("gpu_memory", "GPU mem.", 2<<20, get, set)
}

// optionalMemory is a size of memory that can be none.
func optionalMemory(key, label string, most float64, get func(*scenario.Scenario) float64, set func(*scenario.Scenario, float64)) Control {
	return Control{Key: key, get: get, set: set, Slider: slider.Slider{
		Label: label, Scale: slider.Log{Min: 1, Max: most, Zero: true}, Format: orNone(format.AppendMemory), Parse: scenario.ParseSize,
	}}
}

// orNone writes 0 as none.
func orNone(format func([]byte, float64) []byte) func([]byte, float64) []byte {
	return func(dst []byte, v float64) []byte {
		if v == 0 {
			return append(dst, "none"...)
		}
		return format(dst, v)
	}
}
