package run

import (
	"cmp"

	"crossover/engine/plan"
)

// batches describes the batches of a part, in which a function takes messages of a queue: of
// messages on average, whose first waits waitS seconds for the last.
type batches struct{ of, waitS float64 }

// batched returns the batches on size x at a load. A batch opens with a message and closes
// when it is full or its window is over, so with random arrivals at a rate of λ it has
// min(n, 1+λ·window) messages on average. A message is done when the whole batch is: the
// window is so short that waiting and running together delay it by what is allowed. Cold
// starts and instances are those of the messages one by one, which are the same work.
func batched(r *Run, x *plan.Size, ld *Load, m Mode) batches {
	b := &r.Batches
	if b.Most == 1 || m.hurry == 1 && b.Fixed == 0 {
		return batches{of: 1}
	}
	most := plan.MostOn(&r.Plan, x)
	invocations, waitS := 0.0, 0.0 // for each message
	for _, pc := range r.Work.Pieces {
		rate := ld.PerSecond * pc.Times
		if rate <= 0 {
			continue
		}
		window, n := b.WindowS, most
		if b.Fixed == 0 {
			window = min(window, b.WaitS*(1-m.hurry)/(1+rate*x.ServiceS))
		}
		if b.WindowS > 0 {
			n = min(most, 1+rate*window)
			waitS += pc.Share * pc.Times * (n - 1) / rate
		}
		invocations += pc.Share * pc.Times / n
	}
	return batches{1 / cmp.Or(invocations, 1), waitS}
}

// billedS returns the mean time billed for a message or a request on size x: its share of an
// invocation. The least is that without rounding, because a smaller batch may round better.
func billedS(r *Run, x *plan.Size, u *usage, m Mode) float64 {
	n := u.batch.of
	if n == 1 {
		return x.BilledS
	}
	if m.Least && r.Batches.Fixed == 0 {
		n = 1e9 // no rounding
	}
	return r.Work.Billed(r.Offer, x.ServiceS, n) / n
}

// batch sets z, which has messages one by one, to the cheapest batches: the largest that the
// latency target leaves room for, if they save anything.
func batch(r *Run, z *Result, ld *Load, m Mode) {
	y := Result{Size: z.Size, missed: z.missed}
	try := func(hurry float64) bool {
		m.hurry = hurry
		r.measure(y.Usage(), y.Size, ld, m)
		return r.Work.P99 == 0 || meets(r, &y, ld)
	}
	if !try(0) {
		misses, keeps := 0.0, 1.0
		for range 7 {
			if at := (misses + keeps) / 2; try(at) {
				keeps = at
			} else {
				misses = at
			}
		}
		try(keeps)
	}
	if y.Monthly = r.total(y.Usage(), y.Size.Size, &r.Terms); y.Monthly < z.Monthly*(1-1e-9) {
		*z = y
	}
}
