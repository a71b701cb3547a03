package trace

import (
	"math"
	"slices"
)

// Summary is what records of requests come to.
type Summary struct {
	// Format is what was read, and Columns what was taken for what in it.
	Format, Columns string
	Requests        float64
	// From and To are the first and last times, in seconds since 1970.
	From, To float64
	// PerSecond is the mean rate, 0 where the records have no times.
	PerSecond float64
	// Hours are the rates of the hours of the day (UTC) over the mean, if the
	// records cover two days or more; nil else, and where they differ by chance only.
	Hours []float64
	// Week are the same for the hours of the week from Monday, if the records cover
	// two weeks or more; nil else, and where days of the week differ by chance only.
	Week []float64
	// Growth is the growth of the rate a month, if the records cover four weeks.
	Growth float64
	// Burst is the peak rate over the mean within the hours, 1 for none, and BurstS
	// how long a burst lasts.
	Burst, BurstS float64
	// DurationMS, MemoryMB and ResponseKB have N 0 where the records do not say.
	// StartMS are the cold starts seen.
	DurationMS, MemoryMB, ResponseKB, StartMS Spread
	// FullMS is the duration at one full vCPU and CPU the share of it spent
	// computing, from measurements at several sizes; 0 where there are none.
	FullMS, CPU float64
	Faults      []Fault
	// Bad is how many lines could not be read.
	Bad int
}

const (
	hourS = 3600.
	dayS  = 24 * hourS
	weekS = 7 * dayS
	// monthS is the mean month.
	monthS = 365.25 / 12 * dayS
)

// timed works out what depends on times.
func (s *Summary) timed(t *tally) {
	first, counts := t.spans()
	if counts == nil {
		return
	}
	step := float64(t.step)
	total := float64(len(counts)) * step // the last span counts as whole
	s.PerSecond = added(counts) / total
	start := float64(first) * step
	if total >= 28*dayS && step <= dayS {
		s.Growth = trend(counts, step)
	}
	if step <= hourS {
		s.hours(counts, start, step)
	}
	profile := s.Hours
	if s.Week != nil {
		profile = s.Week
	}
	if k := int(t.period / step); k > 1 { // within a period all spans are alike
		var sums []float64
		for list := range slices.Chunk(counts, k) {
			sums = append(sums, added(list))
		}
		counts, step = sums, step*float64(k)
	}
	s.Burst, s.BurstS = bursts(counts, start, step, profile, s.Growth)
}

// added is the sum of numbers.
func added(list []float64) (sum float64) {
	for _, x := range list {
		sum += x
	}
	return sum
}

// sinceMonday are the seconds from a Monday's start to that of 1970, a Thursday.
const sinceMonday = 3 * dayS

// cells are the counts of whole hours, by the hour of a day or of a week.
type cells struct {
	rates []float64 // over the mean
	n     float64
	mean  float64
	// between and within are the sums of squares between the cells' means, and from
	// each hour to the mean of its cell.
	between, within float64
}

// cellsOf sorts the hours of counts into n cells, the first of which begins on
// Mondays at midnight. It fails where a cell has fewer than two hours.
func cellsOf(counts []float64, start, step float64, n int) (c cells, ok bool) {
	perHour := max(1, int(hourS/step))
	skip := int(math.Ceil(start/hourS)*hourS-start) / int(step) // to the first whole hour
	sum, square, hours := make([]float64, n), make([]float64, n), make([]float64, n)
	all := 0.0
	for i := skip; i+perHour <= len(counts); i += perHour {
		x := added(counts[i : i+perHour])
		h := int(math.Mod((start+sinceMonday+float64(i)*step)/hourS+0.5, float64(n)))
		sum[h] += x
		square[h] += x * x
		hours[h]++
		all += x
		c.n++
	}
	c.mean = all / c.n
	middle := 0.0
	for h := range sum {
		if hours[h] < 2 {
			return c, false
		}
		m := sum[h] / hours[h]
		c.within += square[h] - sum[h]*m
		c.between += hours[h] * (m - c.mean) * (m - c.mean)
		c.rates = append(c.rates, m)
		middle += m / float64(n)
	}
	for h := range c.rates { // not over all hours' mean: some cells have an hour more
		c.rates[h] /= middle
	}
	return c, c.mean > 0
}

// hours finds the hours of the day whose rates differ by more than days do, and those
// of the week where they differ by more than weeks do: analyses of variance with one
// factor, at ratios that chance passes less than once in a thousand times.
func (s *Summary) hours(counts []float64, start, step float64) {
	const dayRatio, weekRatio = 4, 2
	day, ok := cellsOf(counts, start, step, 24)
	if ok && day.between/23 >= dayRatio*day.within/(day.n-24) {
		s.Hours = day.rates
	}
	week, ok := cellsOf(counts, start, step, 168)
	if ok && (week.between-day.between)/(168-24) >= weekRatio*week.within/(week.n-168) {
		s.Week = week.rates
	}
}

// trend is the growth a month of a line through the logarithms of whole weeks'
// sums, by least squares.
func trend(counts []float64, step float64) float64 {
	perWeek := int(weekS / step)
	var x, y, xx, xy, n float64
	for w := 0; (w+1)*perWeek <= len(counts); w++ {
		sum := added(counts[w*perWeek : (w+1)*perWeek])
		if sum <= 0 {
			continue
		}
		at, l := float64(w), math.Log(sum)
		x, y, xx, xy, n = x+at, y+l, xx+at*at, xy+at*l, n+1
	}
	d := n*xx - x*x
	if n < 4 || d == 0 {
		return 0
	}
	return math.Expm1((n*xy - x*y) / d * monthS / weekS)
}

// bursts fits the two-state process of engine/coldstart.MMPP to counts: with the profile
// and growth taken out, the covariance of counts in neighbouring spans of w seconds is
// V·((1-exp(-kw))/(kw))² of the squared mean, and that of spans two apart less by
// exp(-kw); V = (b-1)²/(2b-1) and k = 2b/((2b-1)·length) (Fischer and
// Meier-Hellstern, The Markov-modulated Poisson process cookbook, 1993, section 2).
// Chance does not enter: a Poisson process has no covariance between spans.
func bursts(counts []float64, start, step float64, profile []float64, growth float64) (burst, length float64) {
	sums := counts
	var best fit
	for w := step; len(sums) >= 200; w *= 2 {
		f := covariances(sums, start, w, profile, growth)
		if f.certainty > best.certainty && f.second > 0.15*f.first && f.second < 0.9*f.first {
			f.w = w
			best = f
		}
		half := make([]float64, len(sums)/2)
		for i := range half {
			half[i] = sums[2*i] + sums[2*i+1]
		}
		sums = half
	}
	if best.certainty < 4 {
		return 1, 0
	}
	kw := -math.Log(best.second / best.first)
	v := best.first * math.Pow(kw/-math.Expm1(-kw), 2)
	b := 1 + v + math.Sqrt((1+v)*v)
	if b < 1.05 {
		return 1, 0
	}
	return b, 2 * b / (2*b - 1) / (kw / best.w)
}

// fit is how counts of neighbouring spans go together.
type fit struct {
	// first and second are the covariances of spans one and two apart over the
	// squared mean, and certainty how many standard errors first is above 0.
	first, second, certainty, w float64
}

func covariances(sums []float64, start, w float64, profile []float64, growth float64) fit {
	rel := make([]float64, len(sums))
	mean := 0.0
	for i, c := range sums {
		expected := 1.0
		if growth != 0 {
			expected = math.Pow(1+growth, float64(i)*w/monthS)
		}
		if n := len(profile); n > 0 {
			at := math.Mod((start+sinceMonday+(float64(i)+0.5)*w)/hourS, float64(n))
			expected *= max(profile[min(int(max(at, 0)), n-1)], 0.05)
		}
		rel[i] = c / expected
		mean += rel[i]
	}
	if mean /= float64(len(rel)); mean == 0 {
		return fit{}
	}
	var one, two, square float64
	n := len(rel) - 2
	for i := range n {
		a := rel[i]/mean - 1
		p := a * (rel[i+1]/mean - 1)
		one += p
		two += a * (rel[i+2]/mean - 1)
		square += a * a
	}
	f := fit{first: one / float64(n), second: two / float64(n)}
	// Without covariance a product has the variance of the counts, squared.
	f.certainty = f.first / (square / float64(n)) * math.Sqrt(float64(n))
	return f
}

// power is a measurement at one size of Lambda.
type power struct{ mb, ms float64 }

// vcpuMB is the memory at which a Lambda function has one vCPU.
const vcpuMB = 1769

// fitPower fits the duration at one full vCPU and its share of computing to
// measurements at several sizes: a + b/min(v, 1) with v = memory/1769 MB, by least
// squares with both at least 0.
func (s *Summary) fitPower(list []power) {
	var x, y, xx, xy, n float64
	for _, p := range list {
		at := 1 / min(p.mb/vcpuMB, 1)
		x, y, xx, xy, n = x+at, y+p.ms, xx+at*at, xy+at*p.ms, n+1
	}
	d := n*xx - x*x
	if n < 2 || d <= 0 {
		return
	}
	b := (n*xy - x*y) / d
	a := (y - b*x) / n
	if a < 0 { // all of it computes
		a, b = 0, xy/xx
	}
	if b < 0 {
		a, b = y/n, 0
	}
	s.FullMS, s.CPU = a+b, b/(a+b)
}
