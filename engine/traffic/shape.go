// Package traffic spreads a mean rate over the month: a shape is a list of
// pieces, each a share of the time in which the rate is a multiple of the
// mean. Costs linear in traffic need only the mean; fleets, cold starts and
// provisioned capacity are evaluated piece by piece and weighted.
package traffic

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Piece is a share of the month with a rate of its own.
type Piece struct {
	// Share is the fraction of the month, in (0, 1]; pieces sum to 1.
	Share float64
	// Times multiplies the mean rate; weighted by Share it averages 1.
	Times float64
}

// Kind is a named shape of traffic.
type Kind uint8

// The shapes. Their numbers are this project's definitions, not measurements:
// a user with a real profile imports it as one.
const (
	// Steady is the mean all the time.
	Steady Kind = iota
	// Daytime is a third of each day at a quarter of the mean, a third at the
	// mean and a third at 1.75 times it: a consumer service in one time zone.
	Daytime
	// Office is 40 of the week's 168 hours carrying 80 % of the requests.
	Office
	// Spiky is 5 % of the time at ten times the mean.
	Spiky
	// Cron is requests at equal distances: no chance in it.
	Cron
	// Custom is a profile of up to 24 equal pieces given by the user.
	Custom
)

// Names lists the shapes as they are written; a profile is written as its
// weights, separated by slashes.
var Names = []string{"steady", "daytime", "office", "spiky", "cron"}

// MaxPieces is the most pieces a profile can have.
const MaxPieces = 24

// Shape is how traffic spreads over the month. It is comparable. The zero
// Shape is steady.
type Shape struct {
	Kind Kind
	n    uint8
	// weights are the profile's, scaled to mean 1.
	weights [MaxPieces]float64
}

// Profile returns a custom shape of equally long pieces whose rates are in
// proportion to the weights: 2 to 24 finite weights, none negative, not all 0.
func Profile(weights ...float64) (Shape, error) {
	if len(weights) < 2 || len(weights) > MaxPieces {
		return Shape{}, fmt.Errorf("a profile has 2 to %d weights, not %d", MaxPieces, len(weights))
	}
	sum := 0.0
	for _, w := range weights {
		if w < 0 || math.IsNaN(w) || math.IsInf(w, 0) {
			return Shape{}, fmt.Errorf("a profile's weights are finite and not negative")
		}
		sum += w
	}
	if sum == 0 || math.IsInf(sum, 0) {
		return Shape{}, fmt.Errorf("a profile's weights cannot all be 0")
	}
	s := Shape{Kind: Custom, n: uint8(len(weights))}
	copy(s.weights[:], weights)
	return s, nil
}

// Parse reads a shape's name, or a profile such as 1/1/4/2.
func Parse(s string) (Shape, error) {
	for i, name := range Names {
		if s == name {
			return Shape{Kind: Kind(i)}, nil
		}
	}
	if strings.Contains(s, "/") {
		var weights []float64
		for _, f := range strings.Split(s, "/") {
			w, err := strconv.ParseFloat(f, 64)
			if err != nil {
				return Shape{}, fmt.Errorf("%q is not a number; a profile is weights such as 1/1/4/2", f)
			}
			weights = append(weights, w)
		}
		return Profile(weights...)
	}
	return Shape{}, fmt.Errorf("unknown shape %q; write %s, or a profile of weights such as 1/1/4/2", s, strings.Join(Names, ", "))
}

// String returns the shape as Parse reads it.
func (s Shape) String() string {
	if s.Kind != Custom {
		return Names[s.Kind]
	}
	var b strings.Builder
	for i := range int(s.n) {
		if i > 0 {
			b.WriteByte('/')
		}
		b.WriteString(strconv.FormatFloat(s.weights[i], 'f', -1, 64))
	}
	return b.String()
}

// Deterministic reports whether requests come at equal distances.
func (s Shape) Deterministic() bool { return s.Kind == Cron }

// Pieces appends the shape's pieces to dst and returns it: shares sum to 1 and
// the mean of Times weighted by Share is 1.
func (s Shape) Pieces(dst []Piece) []Piece {
	switch s.Kind {
	case Daytime:
		return append(dst, Piece{1. / 3, 0.25}, Piece{1. / 3, 1}, Piece{1. / 3, 1.75})
	case Office:
		const work = 40. / 168
		return append(dst, Piece{work, 0.8 / work}, Piece{1 - work, 0.2 / (1 - work)})
	case Spiky:
		return append(dst, Piece{0.05, 10}, Piece{0.95, 0.5 / 0.95})
	case Custom:
		sum := 0.0
		for _, w := range s.weights[:s.n] {
			sum += w
		}
		for _, w := range s.weights[:s.n] {
			dst = append(dst, Piece{1 / float64(s.n), w * float64(s.n) / sum})
		}
		return dst
	default:
		return append(dst, Piece{1, 1})
	}
}

// Cycle lays the shape out in time: the rate as multiples of its mean in steps
// of so many seconds, after the last of which it begins again. Daytime and
// profiles repeat every day, office every week of five days of eight hours, and
// spiky every hour; shapes without pieces have a single step.
func (s Shape) Cycle() (stepS float64, times []float64) {
	const day = 86400.
	switch s.Kind {
	case Office:
		const work = 40. / 168
		for h := range 168 {
			m := 0.2 / (1 - work)
			if h < 5*24 && h%24 >= 9 && h%24 < 17 {
				m = 0.8 / work
			}
			times = append(times, m)
		}
		return 3600, times
	case Spiky:
		times = append(times, 10)
		for range 19 {
			times = append(times, 0.5/0.95)
		}
		return 180, times
	default:
		for _, p := range s.Pieces(nil) {
			times = append(times, p.Times)
		}
		return day / float64(len(times)), times
	}
}
