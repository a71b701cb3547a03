// Package traffic spreads a mean rate over the month: a shape is a list of
// pieces, each a share of the time in which the rate is a multiple of the
// mean. Costs linear in traffic need only the mean; fleets, cold starts and
// provisioned capacity are evaluated piece by piece and weighted.
package traffic

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"crossover/engine/each"
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

// The shapes. Their numbers are this project's definitions, not measurements; users with a
// real profile can import it.
const (
	// Steady is the mean at all times.
	Steady Kind = iota
	// Daytime is a third of each day at a quarter of the mean, a third at the
	// mean and a third at 1.75 times it: a consumer service in one time zone.
	Daytime
	// Office is 40 of the week's 168 hours carrying 80 % of the requests.
	Office
	// Spiky is 5 % of the time at ten times the mean.
	Spiky
	// Cron is requests at equal intervals, without randomness.
	Cron
	// Custom is a profile of equal pieces of a day, or of the hours of a week, given
	// by the user.
	Custom
)

// Names lists the names of the shapes. A profile is written as its weights, separated by
// slashes, and a profile of the week in the short form of [Week].
var Names = []string{"steady", "daytime", "office", "spiky", "cron"}

// MaxDay is the largest number of pieces in a profile of a day, and WeekHours the number
// in a profile of a week: its hours, from Monday's first.
const (
	MaxDay    = 24
	WeekHours = 168
)

// MaxPieces is the largest number of pieces in a shape.
const MaxPieces = WeekHours

// Shape describes how traffic spreads over the month. It is comparable. The zero Shape is
// steady.
type Shape struct {
	Kind Kind
	// profile holds the weights of a Custom shape, eight bytes per float64.
	profile string
}

// Profile returns a custom shape of equally long pieces with rates in proportion to the
// weights. 2 to 24 weights describe a day, 168 the hours of a week from Monday. Weights
// must be finite and not negative, and at least one positive.
func Profile(weights ...float64) (Shape, error) {
	if n := len(weights); n < 2 || n > MaxDay && n != WeekHours {
		return Shape{}, fmt.Errorf("a profile has 2 to %d weights, or %d for the hours of a week, not %d", MaxDay, WeekHours, n)
	}
	sum := 0.0
	var text []byte
	for _, w := range weights {
		if w < 0 || math.IsNaN(w) || math.IsInf(w, 0) {
			return Shape{}, fmt.Errorf("a profile's weights are finite and not negative")
		}
		sum += w
		text = binary.LittleEndian.AppendUint64(text, math.Float64bits(w))
	}
	if sum == 0 || math.IsInf(sum, 0) {
		return Shape{}, fmt.Errorf("a profile's weights cannot all be 0")
	}
	return Shape{Custom, string(text)}, nil
}

// Weights appends the weights of a profile to dst and returns it. Other shapes have none.
func (s Shape) Weights(dst []float64) []float64 {
	for at := 0; at < len(s.profile); at += 8 {
		bits := uint64(0)
		for k := range 8 {
			bits |= uint64(s.profile[at+k]) << (8 * k)
		}
		dst = append(dst, math.Float64frombits(bits))
	}
	return dst
}

// Parse reads a shape's name, or a profile such as 1/1/4/2.
func Parse(s string) (Shape, error) {
	for i, name := range Names {
		if s == name {
			return Shape{Kind: Kind(i)}, nil
		}
	}
	if levels, ok := strings.CutPrefix(s, weekPrefix); ok {
		return parseWeek(levels)
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

// String returns the shape in the form that Parse reads.
func (s Shape) String() string {
	if s.Kind != Custom {
		return Names[s.Kind]
	}
	weights := s.Weights(nil)
	if text, ok := formatWeek(weights); ok {
		return text
	}
	return strings.Join(each.Of(weights, func(w *float64) string { return strconv.FormatFloat(*w, 'f', -1, 64) }), "/")
}

// Deterministic reports whether requests arrive at equal intervals.
func (s Shape) Deterministic() bool { return s.Kind == Cron }

// scaled appends a profile's weights to dst, scaled to a mean of 1.
func (s Shape) scaled(dst []float64) []float64 {
	dst = s.Weights(dst)
	sum := 0.0
	for _, w := range dst {
		sum += w
	}
	for i := range dst {
		dst[i] *= float64(len(dst)) / sum
	}
	return dst
}

// Pieces appends the shape's pieces to dst and returns it. Shares sum to 1, and the mean
// of Times weighted by Share is 1. Hours of a week whose rates differ by less than 3 % of
// the busiest are merged into one piece at their mean; the busiest hours are a piece of
// their own.
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
		var buf [WeekHours]float64
		w := s.scaled(buf[:0])
		if len(w) == WeekHours {
			return hours(dst, w)
		}
		for _, times := range w {
			dst = append(dst, Piece{1 / float64(len(w)), times})
		}
		return dst
	default:
		return append(dst, Piece{1, 1})
	}
}

// Cycle lays the shape out in time: the rate as multiples of its mean in steps of stepS
// seconds, repeated. Daytime and profiles of a day repeat every day, profiles of a week
// every week, office every week of five days of eight hours, and spiky every hour. Shapes
// without pieces have a single step.
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
	case Custom:
		times = s.scaled(nil)
		if len(times) == WeekHours {
			return 3600, times
		}
		return day / float64(len(times)), times
	default:
		for _, p := range s.Pieces(nil) {
			times = append(times, p.Times)
		}
		return day / float64(len(times)), times
	}
}

// The short form of a week is 168 characters, each the level of an hour: 0 to 63 in the
// order of levels, for a weight of (level/63)². Squares distinguish quiet hours, and the
// characters need no quotes in shells and URLs.
const (
	weekPrefix = "week:"
	levels     = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
)

func weightOf(level int) float64 { return math.Pow(float64(level)/63, 2) }

// levelOf returns the level nearest to a weight in [0, 1].
func levelOf(weight float64) int { return int(math.Round(63 * math.Sqrt(weight))) }

// Week returns a profile of the hours of a week, from Monday's first, that has a short
// text form: weights are rounded by at most 1.6 % of the largest, which is kept exactly.
// It takes 168 weights, valid as for [Profile].
func Week(weights []float64) (Shape, error) {
	if len(weights) != WeekHours {
		return Shape{}, fmt.Errorf("a week has %d hours, not %d", WeekHours, len(weights))
	}
	most := 0.0
	for _, w := range weights {
		most = max(most, w)
	}
	rounded := make([]float64, WeekHours)
	for i, w := range weights {
		if rounded[i] = w; w >= 0 && most > 0 && !math.IsInf(most, 0) {
			rounded[i] = weightOf(levelOf(w / most))
		}
	}
	return Profile(rounded...)
}

// parseWeek reads the levels of a week.
func parseWeek(text string) (Shape, error) {
	weights := make([]float64, len(text))
	for i, c := range []byte(text) {
		level := strings.IndexByte(levels, c)
		if level < 0 {
			return Shape{}, fmt.Errorf("%q is no level of an hour; a week is %s and %d letters, digits, - or _, as import writes it", c, weekPrefix, WeekHours)
		}
		weights[i] = weightOf(level)
	}
	if len(weights) != WeekHours {
		return Shape{}, fmt.Errorf("a week has %d hours, not %d", WeekHours, len(weights))
	}
	return Profile(weights...)
}

// formatWeek writes weights in the short form, if there are 168 and all are levels.
func formatWeek(weights []float64) (string, bool) {
	if len(weights) != WeekHours {
		return "", false
	}
	text := []byte(weekPrefix)
	for _, w := range weights {
		level := 64
		if w <= 1 {
			level = levelOf(w)
		}
		if level > 63 || weightOf(level) != w {
			return "", false
		}
		text = append(text, levels[level])
	}
	return string(text), true
}

// hours appends the pieces of a week's hours and sorts w. Hours with the same level are
// merged, so that there are not many more pieces than levels.
func hours(dst []Piece, w []float64) []Piece {
	slices.Sort(w)
	most := w[len(w)-1]
	for i := 0; i < len(w); {
		sum, n := 0.0, 0.0
		for first := w[i]; i < len(w) && (w[i] == first || w[i] < most && levelOf(w[i]/most) == levelOf(first/most)); i++ {
			sum, n = sum+w[i], n+1
		}
		dst = append(dst, Piece{n / WeekHours, sum / n})
	}
	return dst
}
