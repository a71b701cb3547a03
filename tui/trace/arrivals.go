package trace

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// Arrivals are the times of single requests, to be replayed.
type Arrivals struct {
	// Seconds are ascending; the first request comes at 0. Requests that are told to
	// have come in the same second, or to be so many a minute, are spread evenly over
	// it.
	Seconds []float64
	// MeanMS is the mean duration, NaN where no record says one.
	MeanMS float64
	// Bad is how many lines could not be read, the first of them Faults.
	Bad    int
	Faults []Fault
}

// ReadArrivals reads records of single requests to their end, as [Read] does, up to
// a number of requests.
func ReadArrivals(r io.Reader, most int) (*Arrivals, error) {
	in, head, err := begin(r)
	if err != nil {
		return nil, err
	}
	if first := firstLines(head); documentOf(head) != nil || len(first) > 0 && isReduced(first[0]) {
		return nil, errors.New("has no single requests; CSV, Parquet, access logs, REPORT lines, JSON lines and counts a minute have")
	}
	t, _, err := tallyRecords(r, in, head, most)
	switch {
	case err != nil:
		return nil, err
	case len(t.times) > most:
		return nil, fmt.Errorf("holds more than %d requests", most)
	case len(t.times) == 0:
		return nil, fmt.Errorf("%w with a time", ErrNone)
	}
	a := &Arrivals{Seconds: t.times, MeanMS: math.NaN(), Bad: t.bad, Faults: t.faults}
	if ms := &t.figures[0]; ms.Count() > 0 {
		a.MeanMS = ms.Mean()
	}
	slices.Sort(a.Seconds)
	spreadSeconds(a.Seconds)
	begin := a.Seconds[0]
	for i := range a.Seconds {
		a.Seconds[i] -= begin
	}
	return a, nil
}

// spreadSeconds spreads requests whose time is the same whole second over it.
func spreadSeconds(times []float64) {
	for i := 0; i < len(times); {
		n := 1
		for i+n < len(times) && times[i+n] == times[i] {
			n++
		}
		if n > 1 && times[i] == math.Trunc(times[i]) {
			for k := range n {
				times[i+k] += (float64(k) + 0.5) / float64(n)
			}
		}
		i += n
	}
}

// keep keeps the times of a record's requests, and one more than there may be.
func (t *tally) keep(r *record) {
	if r.at <= 0 || t.most == 0 {
		return
	}
	if r.n == 1 {
		if len(t.times) <= t.most {
			t.times = append(t.times, r.at)
		}
		return
	}
	span := float64(t.step) // what stands for several requests is a count of a span
	begin := math.Floor(r.at/span) * span
	for i := 0.0; i < r.n && len(t.times) <= t.most; i++ {
		t.times = append(t.times, begin+span*(i+0.5)/r.n)
	}
}
