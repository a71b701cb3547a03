package traffic

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

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
