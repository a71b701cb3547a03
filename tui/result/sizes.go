package result

import (
	"crossover/engine"
	"crossover/tui/format"
)

// sizeGrid has the price and latency of a single offer in each of its sizes, or is nil if
// there is no choice. A star marks the size chosen.
func (x *estimates) sizeGrid() *Grid {
	if len(x.sizes) == 0 {
		return nil
	}
	g := NewGrid("size~", x.perMonth()+">", "p50>", x.felt()+">")
	for i := range x.sizes {
		z := &x.sizes[i]
		name := Label(z.Setting.String())
		if !z.Feasible {
			name += " (not possible)"
		}
		if z.MemoryMB == x.list[0].Chosen.MemoryMB && z.Size == x.list[0].Chosen.Size {
			name += " *"
		}
		g.Add(name, x.money(z.Monthly), format.Duration(z.Latency.P50MS), format.Duration(z.Latency.P99MS))
	}
	return g
}

// chosenObject describes the setting of an offer and the reason: only-way, fixed,
// cheapest, faster or kept-running. With faster and kept-running, missed is the cheapest
// setting, which misses the target; otherwise it is null.
func chosenObject(c *engine.Chosen) object {
	var missed object
	if c.MissedMonthly > 0 || c.MissedP99MS > 0 {
		missed = append(settingObject(c.Missed), member{"monthly_usd", c.MissedMonthly}, member{"p99_ms", c.MissedP99MS})
	}
	return append(settingObject(c.Setting), member{"why", c.Why.String()}, member{"missed", missed}, member{"batch", c.Batch}, member{"text", c.String()})
}

func settingObject(t engine.Setting) object {
	return object{{"memory_mb", t.MemoryMB}, {"vcpu", t.VCPU}, {"kept", t.Kept}}
}
