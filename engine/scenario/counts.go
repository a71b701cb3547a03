package scenario

import (
	"fmt"
	"math"
	"strings"
)

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

// Size is the size of an instance that the user fixes, in token form: the vendor's name or
// a prefix of it, vCPUs, or memory. It is comparable; the empty Size leaves the choice to
// the search.
type Size string

// SizeWanted is the meaning of a [Size]; one field is set.
type SizeWanted struct {
	// Name is a vendor's name or a prefix of it, VCPU a number of vCPUs, and MemoryMB the
	// memory of an instance in MB (= MiB).
	Name           string
	VCPU, MemoryMB float64
}

// Wanted parses s. The zero SizeWanted fixes nothing.
func (s Size) Wanted() SizeWanted {
	if s == "" {
		return SizeWanted{}
	}
	text := string(s)
	if n := len(text) - len("vcpu"); n > 0 && strings.EqualFold(text[n:], "vcpu") {
		if v, err := parseNumber(strings.TrimSuffix(text[:n], "_")); err == nil {
			return SizeWanted{VCPU: v}
		}
	}
	if milli, ok := strings.CutSuffix(text, "m"); ok { // as Kubernetes writes CPUs
		if v, err := parseNumber(milli); err == nil {
			return SizeWanted{VCPU: v / 1000}
		}
	}
	if mb, err := parseUnit(strings.Replace(text, "_", "", 1), memoryUnits, ""); err == nil {
		return SizeWanted{MemoryMB: mb}
	}
	return SizeWanted{Name: strings.ReplaceAll(text, "_", " ")}
}

// ParseSize reads a size such as t4g.small, 2vcpu, 500m or 512MB. A space in a vendor's
// name may be written as an underscore and is stored as one, so that a token is one word.
// It does not check that a vendor sells the size, which needs a catalogue.
func ParseSize(text string) (Size, error) {
	s := Size(strings.ReplaceAll(text, " ", "_"))
	w := s.Wanted()
	switch {
	case text == "none":
		return "", nil
	case w.Name == "" && !(w.VCPU > 0 && !math.IsInf(w.VCPU, 1)) && !(w.MemoryMB > 0):
		return "", fmt.Errorf("%q is not a size; write a vendor's name such as t4g.small, vCPUs such as 2vcpu or 500m, memory such as 512MB, or auto", text)
	case strings.ContainsFunc(w.Name, func(r rune) bool { return r < ' ' || r > '~' || strings.ContainsRune("\"'=,;&", r) }):
		return "", fmt.Errorf("%q cannot be the name of a size; write one such as t4g.small or shared-cpu-1x_512MB", text)
	}
	return s, nil
}
