// Package why says how the figures on the screen come about. An [Explanation]
// holds formulas with their values: a [Figure] is worked out from others, down
// to those that are given, and can be worked out again, so that what is said
// can be held against what is shown.
package why

import (
	"fmt"
	"math"
)

// Unit is how a value is written.
type Unit uint8

// The units of figures.
const (
	// Number is a plain number; what it counts is in the figure's name.
	Number Unit = iota
	// Dollars is an amount, Price the price of one of something.
	Dollars
	Price
	// Millis is a time in milliseconds.
	Millis
	// Share is a share from 0 to 1, Change a relative change, 0 for none.
	Share
	Change
	// Times is a multiple.
	Times
	// Rate is a number a second.
	Rate
)

// Op is how a figure follows from others.
type Op uint8

// The operations.
const (
	// Given is a figure that follows from no other here.
	Given Op = iota
	// Sum adds them up.
	Sum
	// Product multiplies them.
	Product
	// Quotient is the first through the others.
	Quotient
	// Difference is the first less the others.
	Difference
	// RelativeDifference is the first through the second, less 1: a relative change.
	RelativeDifference
	// Solved is a value that was searched for. It is of one figure: what comes out
	// at that value.
	Solved
)

// Figure is a number and what it is worked out from.
type Figure struct {
	Name  string
	Value float64
	Unit  Unit
	Op    Op
	Of    []Figure
	// Note says what else there is to know, and Source where the figure is from.
	Note, Source string
	// Assumed says that nobody publishes the figure.
	Assumed bool
}

// given is a figure that follows from no other.
func given(name string, v float64, u Unit) Figure { return Figure{Name: name, Value: v, Unit: u} }

// of is a figure that follows from two others.
func of(op Op, name string, u Unit, a, b Figure) Figure {
	f := Figure{Name: name, Unit: u, Op: op, Of: []Figure{a, b}}
	f.Value = f.work(func(x *Figure) float64 { return x.Value })
	return f
}

// Work computes a figure from its parts, down to those that are given.
func (f *Figure) Work() float64 {
	return f.work((*Figure).Work)
}

// work computes a figure from its parts, whose values value returns.
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

// tolerance is how far a figure may be from what its formula gives, as a share of
// the largest number in the formula.
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
