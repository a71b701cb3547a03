package catalog

import (
	"fmt"

	"crossover/engine/coldstart"
)

// Gone is the share of instances that have expired after AfterS idle seconds.
type Gone struct {
	AfterS float64 `yaml:"after_s"`
	Share  float64 `yaml:"share" valid:"fraction"`
}

// Expiry returns the distribution of the idle time, scaled to the mean IdleS. It is zero
// if the time is fixed.
func (s *Scaling) Expiry() (e coldstart.Expiry) {
	for i := range min(len(s.Gone), len(e)) {
		e[i] = coldstart.ExpiryPoint{S: s.Gone[i].AfterS, Gone: s.Gone[i].Share}
	}
	if m := e.Mean(); m > 0 {
		e = e.Times(s.IdleS / m)
	}
	return e
}

// gone checks the points of a distribution of idle times.
func (v *validator) gone(path string, points []Gone) {
	n := len(points)
	if n == 0 {
		return
	}
	if most := len(coldstart.Expiry{}); n < 2 || n > most {
		v.add(path, n, fmt.Sprintf("2 to %d points", most))
		return
	}
	for i := range points {
		if i > 0 && !(points[i].AfterS > points[i-1].AfterS && points[i].Share >= points[i-1].Share) {
			v.add(fmt.Sprintf("%s[%d].after_s", path, i), points[i].AfterS, "more than the point before it, with at least its share")
		}
	}
	if points[0].Share != 0 || points[n-1].Share != 1 {
		v.add(path, points[n-1].Share, "a share of 0 in the first point and of 1 in the last")
	}
}
