// Package why explains the figures on the screen. An [Explanation] holds formulas with
// their values: each [Figure] is computed from others, down to given ones. Figures can be
// computed again, which checks the explanation against the screen.
package why

import (
	"fmt"
	"math"
)

// Unit says how a value is written.
type Unit uint8

// The units of figures.
const (
	// Number is a plain number; the figure's name says what it counts.
	Number Unit = iota
	// Dollars is an amount and Price a unit price.
	Dollars
	Price
	// Millis is a time in milliseconds.
	Millis
	// Share is a share from 0 to 1 and Change a relative change, 0 for none.
	Share
	Change
	// Times is a multiple.
	Times
	// Rate is a number per second.
	Rate
)

// Op is the operation that computes a figure from others.
type Op uint8

// The operations.
const (
	// Given is no operation: the value is an input of the explanation.
	Given Op = iota
	// Sum adds the figures.
	Sum
	// Product multiplies them.
	Product
	// Quotient divides the first by each of the others.
	Quotient
	// Difference subtracts the others from the first.
	Difference
	// RelativeDifference divides the first by the second and subtracts 1.
	RelativeDifference
	// Solved is a value found by a search. Its only part is the function's result at that
	// value.
	Solved
)

// Figure is a number and the figures it is computed from.
type Figure struct {
	Name  string
	Value float64
	Unit  Unit
	Op    Op
	Of    []Figure
	// Note adds an explanation, and Source says where the figure is from.
	Note, Source string
	// Assumed is set for a figure that has no published source.
	Assumed bool
}

// given returns a figure without parts.
func given(name string, v float64, u Unit) Figure { return Figure{Name: name, Value: v, Unit: u} }

// of returns a figure computed from two others.
func of(op Op, name string, u Unit, a, b Figure) Figure {
	f := Figure{Name: name, Unit: u, Op: op, Of: []Figure{a, b}}
	f.Value = f.work(func(x *Figure) float64 { return x.Value })
	return f
}

// Work computes a figure from its parts, down to those that are given.
func (f *Figure) Work() float64 {
	return f.work((*Figure).Work)
}

// work computes a figure from its parts, with value returning the value of each.
func (f *Figure) work(value func(*Figure) float64) float64 {
	if f.Op == Given || f.Op == Solved || len(f.Of) == 0 {
		return f.Value
	}
	v := value(&f.Of[0])
	for i := range f.Of[1:] {
		x := value(&f.Of[i+1])
		switch f.Op {
		case Sum:
			v += x
		case Product:
			v *= x
		case Quotient:
			v /= x
		case Difference:
			v -= x
		case RelativeDifference:
			v = v/x - 1
		case Given, Solved:
		}
	}
	return v
}

// signs are the operators between the terms of a formula.
var signs = [...]string{Sum: " + ", Product: " x ", Quotient: " / ", Difference: " - ", RelativeDifference: " / ", Solved: " "}

// Formula returns the formula of a figure, or "" if it has none; term writes a part with its
// name.
func (f *Figure) Formula(term func(*Figure) string) string {
	if f.Op == Given || len(f.Of) == 0 {
		return ""
	}
	text := term(&f.Of[0])
	for i := range f.Of[1:] {
		text += signs[f.Op] + term(&f.Of[i+1])
	}
	if f.Op == RelativeDifference {
		text += " - 1"
	}
	return text
}

// tolerance is the largest difference allowed between a figure and its formula, as a share
// of the largest number in the formula.
const tolerance = 1e-9

// Check computes a figure, and every figure in it, from its parts. It returns an
// error for the first whose value differs.
func (f *Figure) Check() error {
	if f.Op == Given {
		return nil
	}
	scale := math.Abs(f.Value)
	for i := range f.Of {
		if err := f.Of[i].Check(); err != nil {
			return err
		}
		if f.Op == Sum || f.Op == Difference {
			scale = max(scale, math.Abs(f.Of[i].Value))
		}
	}
	if f.Op == RelativeDifference {
		scale = max(scale, 1)
	}
	if got := f.work(func(x *Figure) float64 { return x.Value }); !(math.Abs(got-f.Value) <= tolerance*max(scale, 1e-300)) && !(math.IsNaN(got) && math.IsNaN(f.Value)) {
		return fmt.Errorf("%s is said to be %v, its formula gives %v", f.Name, f.Value, got)
	}
	return nil
}
