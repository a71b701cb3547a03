package controls

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"crossover/engine/scenario"
)

// parseMillis reads a time as it is typed, and as format.AppendMillis writes it.
func parseMillis(s string) (float64, error) {
	if n, ok := strings.CutSuffix(s, "min"); ok {
		s = n + "m"
	}
	return scenario.ParseDuration(s)
}

func parseFloat(s string) (float64, error) {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("%q is not a number", s)
	}
	return v, nil
}
