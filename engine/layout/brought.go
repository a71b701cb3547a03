package layout

// This file computes bounds of the amounts that options and machines add to pools.

// mostBrought returns the largest amount that any of a part's options and its machines
// bring to each pool; nil if none does.
func (p *Problem) mostBrought(i int, options []int) (out []float64) {
	own, on := make([]float64, len(p.Pools)), make([]float64, len(p.Pools))
	for _, k := range options {
		o := &p.Parts[i][k]
		if b := o.Brings; b.Of > 0 {
			own[b.Pool], out = max(own[b.Pool], b.Of), own
		}
		if g := o.Machine; g >= 0 && p.Machines[g].Brings.Of > 0 {
			b := p.Machines[g].Brings
			on[b.Pool], out = max(on[b.Pool], b.Of*o.machines(p)), own
		}
	}
	for pool := range out {
		out[pool] += on[pool]
	}
	return out
}

// without returns by how much option o of part i brings less than the maximum to a pool.
func (s *Solver) without(i int, o *Option, pool int) float64 {
	if s.brings[i] == nil {
		return 0
	}
	most := s.brings[i][pool]
	if o.Brings.Pool == pool {
		most -= o.Brings.Of
	}
	if g := o.Machine; g >= 0 && s.p.Machines[g].Brings.Of > 0 && s.p.Machines[g].Brings.Pool == pool {
		most -= s.p.Machines[g].Brings.Of * o.machines(s.p)
	}
	return max(0, most)
}

// worth returns an upper bound on the amount that an option's brought units save other
// parts. It is limited by the largest possible usage.
func (s *Solver) worth(o *Option) float64 {
	saves := func(b Brought, n float64) float64 {
		if b.Of == 0 {
			return 0
		}
		return min(n*b.Of, s.usable[b.Pool]) * s.high[b.Pool]
	}
	sum := saves(o.Brings, 1)
	if g := o.Machine; g >= 0 {
		sum += saves(s.p.Machines[g].Brings, o.machines(s.p))
	}
	return sum
}
