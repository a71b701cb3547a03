package trace

import (
	"math"
	"slices"
)

// Summary describes the traffic in records of requests.
type Summary struct {
	// Format is the format read, and Columns describes the use of its fields.
	Format, Columns string
	Requests        float64
	// From and To are the first and last times, in seconds since 1970.
	From, To float64
	// PerSecond is the mean rate, or 0 if the records have no times.
	PerSecond float64
	// Hours are the rates of the hours of the day (UTC) over their mean. They are nil if
	// the records cover less than two days or the hours differ only by chance.
	Hours []float64
	// Week are the rates of the hours of the week, from Monday, over their mean. They are
	// nil if the records cover less than two weeks or the days differ only by chance.
	Week []float64
	// Growth is the growth of the rate per month as a share, 0 for less than four weeks.
	Growth float64
	// Burst is the peak rate over the mean after removing the hourly profile, 1 for none.
	// BurstS is the length of a burst in seconds.
	Burst, BurstS float64
	// DurationMS, MemoryMB and ResponseKB have N 0 if the records lack them. StartMS
	// holds the cold starts.
	DurationMS, MemoryMB, ResponseKB, StartMS Spread
	// FullMS is the duration at one full vCPU and CPU the share of it spent computing,
	// from measurements at several sizes; 0 if there are none.
	FullMS, CPU float64
	Faults      []Fault
	// Bad is the number of unreadable lines.
	Bad int
}

const (
	hourS = 3600.
	dayS  = 24 * hourS
	weekS = 7 * dayS
	// monthS is the mean length of a month.
	monthS = 365.25 / 12 * dayS
)

// timed computes the figures that depend on times.
func (s *Summary) timed(t *tally) {
	first, counts := t.spans()
	if counts == nil {
		return
	}
	step := float64(t.step)
	total := float64(len(counts)) * step // the last span counts as a whole
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
	if k := int(t.period / step); k > 1 { // within a period all spans have equal counts
		var sums []float64
		for list := range slices.Chunk(counts, k) {
			sums = append(sums, added(list))
		}
		counts, step = sums, step*float64(k)
	}
	s.Burst, s.BurstS = bursts(counts, start, step, profile, s.Growth)
}

// added returns the sum of list.
func added(list []float64) (sum float64) {
	for _, x := range list {
		sum += x
	}
	return sum
}

// sinceMonday is the time in seconds from a Monday's start to that of 1970, a Thursday.
const sinceMonday = 3 * dayS

// cells holds the counts of whole hours by the hour of a day or of a week.
type cells struct {
	rates []float64 // over their mean
	n     float64
	mean  float64
	// between and within are the sums of squares of an analysis of variance: of the
	// cells' means around the total mean, and of hours around their cell's mean.
	between, within float64
}

// cellsOf sorts whole hours into n cells; cell 0 begins at midnight, in a week on Monday.
// ok is false if a cell has fewer than two hours.
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
	for h := range c.rates { // the mean of all hours would be biased, because some cells have one hour more
		c.rates[h] /= middle
	}
	return c, c.mean > 0
}

// hours sets the profile of the day if its hours differ significantly, and that of the
// week if weekdays do: one-way analyses of variance with critical ratios that chance
// exceeds less than once in a thousand times.
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

// trend returns the growth per month, as a share, from a least-squares line through the
// logarithms of whole weeks' sums.
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

// bursts fits the two-state process of engine/coldstart.MMPP to counts. With profile and
// growth removed, the covariance of counts in adjacent spans of w seconds, over the
// squared mean, is V·((1-exp(-kw))/(kw))²; for spans two apart it is smaller by the
// factor exp(-kw). V = (b-1)²/(2b-1) and k = 2b/((2b-1)·length) (Fischer and
// Meier-Hellstern, The Markov-modulated Poisson process cookbook, 1993, section 2). A
// Poisson process has covariance 0.
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

// fit holds the covariances of counts in nearby spans.
type fit struct {
	// first and second are the covariances of spans one and two apart over the squared
	// mean. certainty is first in standard errors.
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
	// Without covariance, a product has the squared variance of the counts.
	f.certainty = f.first / (square / float64(n)) * math.Sqrt(float64(n))
	return f
}

// power is a measurement at one memory size of Lambda.
type power struct{ mb, ms float64 }

// vcpuMB is the memory in MB at which a Lambda function has one vCPU.
const vcpuMB = 1769

// fitPower fits the duration at one full vCPU and its CPU share to measurements at
// several sizes: a + b/min(v, 1) with v = memory/1769 MB, by least squares with a, b ≥ 0.
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
	if a < 0 { // all of the time is computing
		a, b = 0, xy/xx
	}
	if b < 0 {
		a, b = y/n, 0
	}
	s.FullMS, s.CPU = a+b, b/(a+b)
}
