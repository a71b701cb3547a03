package verify

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"crossover/engine/catalog"
)

// Above this many dollars a published figure only has to match to a thousandth, because
// sources round intermediate results and the errors add up.
const (
	largeAmount    = 1000
	largeTolerance = 0.001
)

// figure is a published number with the precision of its digits.
type figure struct {
	value    float64
	decimals int // after the point; negative for 8e3
}

var decimal = catalog.Pattern(`^(-?)([0-9]+)(\.([0-9]*))?([eE]([-+]?[0-9]{1,2}))?$`)

// parseFigure parses a number as written: 8.00 has two decimals, 8 none.
func parseFigure(s string) (figure, error) {
	m := decimal().FindStringSubmatch(s)
	if m == nil || len(s) > 40 {
		return figure{}, fmt.Errorf("is not a number such as 249.49 or 8.32e-7")
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return figure{}, fmt.Errorf("is not a number such as 249.49 or 8.32e-7")
	}
	exponent, _ := strconv.Atoi(m[6]) // empty without one
	return figure{value: x, decimals: len(m[4]) - exponent}, nil
}

// equals reports whether x equals the figure after rounding to its digits as the source
// rounds.
func (f figure) equals(x float64, r Rounding) bool {
	// Both are multiples of the last digit; half of it separates them.
	return math.Abs(f.digits(x, r)-f.value) < 0.5*math.Pow10(-f.decimals)
}

// digits rounds x to the figure's digits.
func (f figure) digits(x float64, r Rounding) float64 {
	if r == RoundCut {
		return cut(x, f.decimals)
	}
	return roundAway(x, f.decimals)
}

// matches is equals with a tolerance for large amounts of money.
func (f figure) matches(x float64, r Rounding, unit string) bool {
	if f.equals(x, r) {
		return true
	}
	money := strings.HasPrefix(unit, "USD") || strings.HasPrefix(unit, "EUR")
	return money && math.Abs(f.value) > largeAmount &&
		math.Abs(x-f.value) <= largeTolerance*math.Abs(f.value)
}
