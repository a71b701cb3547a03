package trace

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// Arrivals are the arrival times of single requests, for a replay.
type Arrivals struct {
	// Seconds are ascending and start at 0. Requests recorded in the same whole second,
	// or as a count of a period, are spread evenly over it.
	Seconds []float64
	// MeanMS is the mean duration, or NaN if no record has one.
	MeanMS float64
	// Bad is the number of unreadable lines; Faults has the first of them.
	Bad    int
	Faults []Fault
}

// ReadArrivals reads records of single requests in the formats of [Records.Read]. More
// than most requests are an error.
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

// spreadSeconds spreads requests with the same whole second as their time over it.
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

// keep keeps the times of a record's requests, up to one more than t.most.
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
	span := float64(t.step) // a record of several requests is a count of a period
	begin := math.Floor(r.at/span) * span
	for i := 0.0; i < r.n && len(t.times) <= t.most; i++ {
		t.times = append(t.times, begin+span*(i+0.5)/r.n)
	}
}
