package coldstart

// record computes the window-maximum model on a chain: cold starts per service
// time and the mean size of the pool, exactly for most-recently-used routing,
// Poisson arrivals and exponential service.
//
// The pool is the maximum of the number in flight X over the last T. With
// F(n) = P(X ≤ n throughout T), starts = Σ -F'(n) and the pool is Σ (1-F(n)).
// Let φ(n) be the transform of the first passage from n to n+1 and u(n) that of
// the first passage above n from the stationary law restricted to at most n:
//
//	φ(n) = up(n) / (s + up(n) + down(n)·(1-φ(n-1)))
//	u(n) = φ(n)·(u(n-1) + π(n)).
//
// Then u(n) is the transform of -F'(n), and (1-F(n)) is 1-P(n) plus its integral.
func (s *Solver) record(c *chain, q *query, t *talbot) found {
	var n recording
	for j := range t.n {
		n.zr[j], n.zi[j] = t.zr[j]/q.idle, t.zi[j]/q.idle
		n.or[j], n.oi[j] = 1, 0
	}
	total := q.low + c.base
	crossed := 0.0
	for k := range c.n {
		crossed += c.weight[k] * c.up[k] * c.pi[k]
		n.step(t.n, c.up[k], c.down[k], c.pi[k], c.weight[k])
		total += c.weight[k] * (1 - c.cum[k])
	}
	starts, more := t.invert(q.idle, &n.sr, &n.si)
	return found{starts, total + more, crossed}.refined(c.step, q.conc)
}

// recording holds the recursions of the record process at the nodes.
type recording struct {
	zr, zi [maxNodes]float64 // s
	or, oi [maxNodes]float64 // 1-φ(n), without cancellation for small s
	ur, ui [maxNodes]float64 // u(n)
	sr, si [maxNodes]float64 // Σ weight(n)·u(n)
}

func (n *recording) step(nodes int, up, down, pi, weight float64) {
	for j := range nodes {
		x, y := n.zr[j]+down*n.or[j], n.zi[j]+down*n.oi[j]
		dr := x + up
		inverse := 1 / (dr*dr + y*y)
		// ω = x/(x+up) and φ = up/(x+up).
		n.or[j], n.oi[j] = (x*dr+y*y)*inverse, y*up*inverse
		fr, fi := up*dr*inverse, -up*y*inverse
		vr, vi := n.ur[j]+pi, n.ui[j]
		n.ur[j], n.ui[j] = fr*vr-fi*vi, fr*vi+fi*vr
		n.sr[j] += weight * n.ur[j]
		n.si[j] += weight * n.ui[j]
	}
}
