package coldstart

import "math"

// MMPP returns the two-state Markov-modulated Poisson process that stands for
// bursty traffic: the rates l1 (outside bursts) and l2 (inside them) in requests
// per second, and the switching rates r12 (a burst begins) and r21 (it ends) per
// second. rate is the mean in requests per second, burst the ratio b of the peak
// rate to the mean, length the mean length of a burst in seconds.
//
// Half of all requests arrive in bursts, whatever b is: bursts fill the fraction 1/(2b) of
// the time at the rate b·rate, and the other half of the requests arrives evenly outside
// them, at rate·b/(2b-1). Of the many processes with a given b, this one has a positive
// quiet rate for every b, and both its rates approach the mean as b approaches 1, so that
// Poisson arrivals are the continuous limit. A burst below 1 is taken as 1, and a length
// below 1e-9 s as 1e-9 s; all results are finite.
//
// The mean is (l1·r21 + l2·r12)/(r12 + r21) = rate.
func MMPP(rate, burst, length float64) (l1, l2, r12, r21 float64) {
	b := max(1, finite(burst, maxBurst))
	rate = finite(rate, maxRate)
	r21 = 1 / max(1e-9, finite(length, maxTime))
	return rate * b / (2*b - 1), rate * b, r21 / (2*b - 1), r21
}

// finite returns x in [0, limit], and 0 for NaN.
func finite(x, limit float64) float64 {
	if math.IsNaN(x) || x < 0 {
		return 0
	}
	return min(x, limit)
}
