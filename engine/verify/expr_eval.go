package verify

import (
	"fmt"
	"math"
	"slices"
)

// function is what an expression can call.
type function struct {
	least, most int
	usage       string
	call        func(x []float64) float64
}

const functionNames = "ceil, floor, round, min or max"

var functions = map[string]function{
	"ceil":  {1, 1, "ceil(x)", func(x []float64) float64 { return math.Ceil(x[0] - noise(x[0])) }},
	"floor": {1, 1, "floor(x)", func(x []float64) float64 { return math.Floor(x[0] + noise(x[0])) }},
	"round": {1, 2, "round(x) or round(x, decimals)", func(x []float64) float64 {
		if len(x) == 1 {
			return roundAway(x[0], 0)
		}
		return roundAway(x[0], int(math.Max(-15, math.Min(x[1], 15))))
	}},
	"min": {1, math.MaxInt, "min(x, y, …)", slices.Min[[]float64]},
	"max": {1, math.MaxInt, "max(x, y, …)", slices.Max[[]float64]},
}

// noise is how far binary fractions can be off a decimal one: 0.1 + 0.2 is
// not to be rounded up for the last of its bits.
func noise(x float64) float64 { return 1e-11 * math.Max(1, math.Abs(x)) }

// roundAway rounds to decimals places after the point, half away from zero.
func roundAway(x float64, decimals int) float64 {
	p := math.Pow10(decimals)
	y := math.Abs(x) * p
	return math.Copysign(math.Floor(y+0.5+noise(y))/p, x)
}

// cut drops what comes after decimals places.
func cut(x float64, decimals int) float64 {
	p := math.Pow10(decimals)
	y := math.Abs(x) * p
	return math.Copysign(math.Floor(y+noise(y))/p, x)
}

// eval works the expression out with the values of names.
func (e *expr) eval(values map[string]float64) (float64, error) {
	switch e.op {
	case '#':
		return e.value, nil
	case '$':
		x, ok := values[e.name]
		if !ok {
			return 0, fmt.Errorf("unknown name %q", e.name)
		}
		return x, nil
	}
	args := make([]float64, len(e.args))
	for i, a := range e.args {
		x, err := a.eval(values)
		if err != nil {
			return 0, err
		}
		args[i] = x
	}
	x, err := e.apply(args)
	if err == nil && (math.IsNaN(x) || math.IsInf(x, 0)) {
		return 0, fmt.Errorf("is too large to compute")
	}
	return x, err
}

// apply is the expression's own operation.
func (e *expr) apply(x []float64) (float64, error) {
	switch e.op {
	case '+':
		return x[0] + x[1], nil
	case '-':
		return x[0] - x[1], nil
	case '*':
		return x[0] * x[1], nil
	case '/':
		if x[1] == 0 {
			return 0, fmt.Errorf("divides by zero")
		}
		return x[0] / x[1], nil
	case 'n':
		return -x[0], nil
	default:
		return functions[e.name].call(x), nil
	}
}
