package ntadapter

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"crossover/tui/cell"
)

// paper fills a test's buffer before it is drawn on.
const paper = '~' + 1

// drawer is the Draw method that every type of this package has.
type drawer func(b *cell.Buffer, r cell.Rect)

// picture draws into a new buffer and returns its text without trailing blanks.
func picture(w, h int, draw drawer) string {
	b := cell.New(w, h)
	draw(b, b.Bounds())
	var sb strings.Builder
	for y := range h {
		line := make([]rune, 0, w)
		for _, c := range b.Row(y) {
			line = append(line, c.Rune)
		}
		sb.WriteString("\n" + strings.TrimRight(string(line), " "))
	}
	return sb.String()
}

// checkMargin draws into the middle of a buffer and fails the test if a cell outside was
// painted, or one inside was not.
func checkMargin(t *testing.T, w, h int, draw drawer) {
	t.Helper()
	b := cell.New(w+4, h+4)
	b.Fill(b.Bounds(), paper, 0)
	r := cell.Rect{X: 2, Y: 2, W: w, H: h}
	draw(b, r)
	for y := range b.Height() {
		for x := range b.Width() {
			if got := b.At(x, y).Rune == paper; got == r.Contains(x, y) {
				t.Fatalf("cell %d,%d of %d×%d: painted %v", x, y, w, h, !got)
			}
			if b.At(x, y).Rune == 0 {
				t.Fatalf("cell %d,%d of %d×%d holds no character", x, y, w, h)
			}
		}
	}
}

// odd returns a number that is often an edge case.
func odd(rng *rand.Rand) float64 {
	nuisances := [...]float64{
		math.NaN(), math.Inf(1), math.Inf(-1), 0, math.Copysign(0, -1), -1, 1, 1e300, -1e300,
		math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, 0.1, 1000,
	}
	if i := rng.IntN(2 * len(nuisances)); i < len(nuisances) {
		return nuisances[i]
	}
	return math.Exp(rng.NormFloat64() * 3)
}

// odds returns up to n such numbers.
func odds(rng *rand.Rand, n int) []float64 {
	values := make([]float64, rng.IntN(n+1))
	for i := range values {
		values[i] = odd(rng)
	}
	return values
}

// TestNonsenseAtEverySize draws edge cases at every small size, with reused values and
// with new ones.
func TestNonsenseAtEverySize(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	var (
		bars   Bars
		spark  Spark
		series Series
	)
	for w := range 41 {
		for h := range 11 {
			for range 4 {
				bars.Max, bars.Limit, bars.ASCII = odd(rng), odd(rng), rng.IntN(2) == 0
				bars.Bars = bars.Bars[:0]
				for range rng.IntN(14) {
					bars.Bars = append(bars.Bars, Bar{Value: odd(rng), Tail: odd(rng)})
				}
				spark.Values = odds(rng, 60)
				series.Min, series.Max, series.ASCII = odd(rng), odd(rng), rng.IntN(2) == 0
				series.Lines = []Line{{Values: odds(rng, 60)}, {Values: odds(rng, 20)}, {}}
				checkMargin(t, w, h, func(b *cell.Buffer, r cell.Rect) { bars.Draw(b, r) })
				checkMargin(t, w, h, func(b *cell.Buffer, r cell.Rect) { spark.Draw(b, r) })
				checkMargin(t, w, h, func(b *cell.Buffer, r cell.Rect) { series.Draw(b, r) })
			}
		}
	}
}

// TestKeptFramesEqualFreshOnes compares a value that has drawn many frames with a new one:
// nothing of an earlier frame may stay.
func TestKeptFramesEqualFreshOnes(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 4))
	var (
		bars   Bars
		spark  Spark
		series Series
	)
	for range 2000 {
		w, h := 1+rng.IntN(9), 1+rng.IntN(5)
		bars.Max, bars.Bars = 10, bars.Bars[:0]
		for range rng.IntN(7) {
			bars.Bars = append(bars.Bars, Bar{Value: float64(rng.IntN(11)), Tail: float64(rng.IntN(11))})
		}
		fresh := Bars{Max: bars.Max, Bars: bars.Bars}
		compare(t, w, h, func(b *cell.Buffer, r cell.Rect) { bars.Draw(b, r) }, func(b *cell.Buffer, r cell.Rect) { fresh.Draw(b, r) })

		spark.Values = odds(rng, 12)
		freshSpark := Spark{Values: spark.Values}
		compare(t, w, h, func(b *cell.Buffer, r cell.Rect) { spark.Draw(b, r) }, func(b *cell.Buffer, r cell.Rect) { freshSpark.Draw(b, r) })

		series.Lines = []Line{{Values: odds(rng, 12)}, {Values: odds(rng, 12)}}
		freshSeries := Series{Lines: series.Lines}
		compare(t, w, h, func(b *cell.Buffer, r cell.Rect) { series.Draw(b, r) }, func(b *cell.Buffer, r cell.Rect) { freshSeries.Draw(b, r) })
	}
}

// compare fails the test if two drawers draw different pictures.
func compare(t *testing.T, w, h int, kept, fresh drawer) {
	t.Helper()
	if got, want := picture(w, h, kept), picture(w, h, fresh); got != want {
		t.Fatalf("kept:%s\nfresh:%s", got, want)
	}
}

// TestOutsideTheBuffer draws into rectangles that are not all in a buffer.
func TestOutsideTheBuffer(t *testing.T) {
	t.Parallel()
	bars := Bars{Max: 1, Bars: make([]Bar, 9), Limit: 0.5}
	spark := Spark{Values: []float64{1, 2}}
	series := Series{Lines: []Line{{Values: []float64{1, 2}}}}
	for _, b := range []*cell.Buffer{nil, {}, cell.New(7, 3)} {
		for _, r := range []cell.Rect{
			{X: -5, Y: -5, W: 9, H: 8}, {X: 5, Y: 2, W: 100, H: 100}, {X: 40, Y: 40, W: 10, H: 10},
			{W: -3, H: 5}, {X: math.MaxInt - 1, W: 10, H: 10}, {W: math.MaxInt, H: math.MaxInt},
		} {
			bars.Draw(b, r)
			spark.Draw(b, r)
			series.Draw(b, r)
		}
	}
}
