package coldstart

import (
	"math"

	"crossover/engine/queue"
)

// Limits of the chain of outlasting: its states, and the sweeps over them.
const (
	maxStates = 1600
	maxSweeps = 400
)

// outlasting is a chain on (warm, initialising) instances, for cold starts that take
// long beside the idle expiry.
type outlasting struct {
	weight      []float64
	start, kill [maxStates + 1]float64
}

// outlast returns the starts and the pool where initialising outlasts the idle expiry,
// for one request per instance.
//
// The other models take the number of instances that can serve as that of all; while
// several initialise, that is wrong. Here m warm instances block an arrival as
// Erlang's loss system of m servers does, an arrival that is blocked starts an
// instance, which is warm after the time of a cold request, and the j-th of the warm
// ones goes when the overflow of those before it leaves it idle for the expiry
// (Mahmoudi and Khazaei, 2020). That treats the times between expiries as
// exponential, which makes the starts too few under load. The ratio of two such
// chains, with the cold time and with the warm one, is free of most of that error:
// it multiplies what the model without initialisation found.
//
// Against simulation the starts are within 6 % and the pool within 5 % up to half an
// erlang. From there to two erlangs they give way to the correction for
// initialisation of the hazard model, which is as good there.
func (s *Solver) outlast(q *query, base answer, corrected answer) answer {
	w := (1 - ramp(q.load, 0.5, 2)) * ramp(q.extra/q.idle, 0.3, 0.6) * ramp(q.idle, 0.01, 0.1)
	if w == 0 || q.low > 0 || !math.IsInf(q.high, 1) {
		return corrected
	}
	starts, total, size := s.slow.solve(q, 1+q.extra, corrected)
	w *= 1 - ramp(size, maxStates/2, maxStates)
	if w == 0 {
		return corrected
	}
	even, pool, _ := s.slow.solve(q, 1, base)
	if !(even > 0 && pool > 0) {
		return corrected
	}
	a := corrected
	a.starts = mix(corrected.starts, base.starts*starts/even, w)
	// The pool is without the time that initialising adds, and as large as without
	// initialisation at the least.
	a.total = mix(corrected.total, max(base.total, base.total+total-pool-a.starts*q.extra), w)
	return a
}

// solve returns the starts per service time and the mean number of instances for cold
// requests that take so many service times, and the number of states of the chain; of
// more than maxStates that alone. guess is about the answer.
func (o *outlasting) solve(q *query, cold float64, guess answer) (starts, total, size float64) {
	// Poisson tails: so many states that hardly any weight is left out.
	tail := func(x float64) int { return int(math.Ceil(x + 5*math.Sqrt(x) + 4)) }
	busy := min(q.load, max(guess.starts, q.load*math.Exp(-q.load*q.idle))) * cold
	most, wide := tail(guess.total), tail(busy)
	n := (most + 1) * (wide + 1)
	if n > maxStates {
		return 0, 0, maxStates
	}
	o.rates(q, most)
	if cap(o.weight) < maxStates {
		o.weight = make([]float64, maxStates)
	}
	p := o.weight[:n]
	for i := range p {
		p[i] = 1 / float64(n)
	}
	last := 0.0
	for sweep := range maxSweeps {
		starts, total = o.sweep(p, most, wide, cold)
		if sweep > 4 && math.Abs(starts-last) < 1e-5*starts {
			break
		}
		last = starts
	}
	return starts, total, float64(n)
}

// rates sets how often m warm instances are too few, and how often one of them goes.
func (o *outlasting) rates(q *query, most int) {
	before := q.load // the rate at which an arrival finds all warm instances busy
	for m := 0; m <= most; m++ {
		o.start[m] = q.load * queue.ErlangB(q.load, float64(m))
		if m == 0 {
			o.kill[0] = 0
			continue
		}
		x := before * q.idle
		gone := math.Exp(-x) // the chance that an idle time outlasts the expiry
		used := q.idle / 2   // the mean of one that does not
		if x > 1e-4 {
			used = 1/before - q.idle*gone/(1-gone)
		}
		o.kill[m] = o.kill[m-1] + 1/(q.idle+(1/max(gone, 1e-300)-1)*(used+1))
		before = o.start[m]
	}
}

// sweep balances every state once (Gauss and Seidel), and returns the starts and the
// instances of the weights before it.
func (o *outlasting) sweep(p []float64, most, wide int, cold float64) (starts, total float64) {
	ready, row, sum := 1/cold, wide+1, 0.0
	for m := 0; m <= most; m++ {
		for i := 0; i <= wide; i++ {
			at := m*row + i
			in, out := 0.0, o.kill[m]
			if i > 0 {
				in += p[at-1] * o.start[m]
				if m < most {
					out += float64(i) * ready
				}
			}
			if i < wide {
				out += o.start[m]
				if m > 0 {
					in += p[at-row+1] * float64(i+1) * ready
				}
			}
			if m < most {
				in += p[at+row] * o.kill[m+1]
			}
			if out > 0 {
				p[at] = in / out
			}
			sum += p[at]
			starts += p[at] * o.start[m]
			total += p[at] * float64(m+i)
		}
	}
	for i := range p {
		p[i] /= sum
	}
	return starts / sum, total / sum
}
