package scenario

// Counts are the numbers of instances that the user fixes for a part. Each is a whole
// number, 0 for none.
type Counts struct {
	// Min is the fewest instances, kept with or without requests. Max is the largest
	// number of instances.
	Min, Max float64
	// Copies is a fixed number of instances. It excludes Min and Max.
	Copies float64
}

// settle adjusts the other counts after one was set: a slider moved beyond another moves
// that too.
func (c *Counts) settle(key string) {
	switch key {
	case "min":
		if c.Max > 0 {
			c.Max = max(c.Max, c.Min)
		}
	case "max":
		if c.Max > 0 {
			c.Min = min(c.Min, c.Max)
		}
	case "copies":
		if c.Copies > 0 {
			c.Min, c.Max = 0, 0
		}
		return
	default:
		return
	}
	if c.Min > 0 || c.Max > 0 {
		c.Copies = 0
	}
}

// checkCounts reports counts that contradict each other.
func (p *parser) checkCounts() {
	for i := range p.s.n {
		part := &p.s.parts[i]
		named := func(key string) string {
			if tok, typed := p.seen[part.Name+"."+key]; typed {
				return tok
			}
			t := lookup(key)
			return part.Name + "." + key + "=" + t.at(p.s, i).text(t)
		}
		switch {
		case part.Copies > 0 && part.Min > 0:
			p.fail(named("copies"), "fixes the number of instances; write it without %s", named("min"))
		case part.Copies > 0 && part.Max > 0:
			p.fail(named("copies"), "fixes the number of instances; write it without %s", named("max"))
		case part.Max > 0 && part.Min > part.Max:
			p.fail(named("min"), "is more than %s; write at most that", named("max"))
		}
	}
}
