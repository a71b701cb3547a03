// Package verify reproduces published cost results: a vendor's worked example, another
// estimator's golden file, a figure from a paper. An [Example] has the exact inputs, the
// convention of its source and the published figure. [Run] computes the same figure from
// the catalogue and reports whether the two agree.
//
// An example has one of these bodies:
//
//   - lines: quantities times rates, of the catalogue or its own, and their sum;
//   - a scenario and an offer, evaluated by the engine, of which some bill
//     lines count;
//   - steps of arithmetic, for a method that is not a bill;
//   - two sides and the value of an axis at which they cost the same.
//
// Overrides replace prices of the catalogue for one example.
//
// A figure that does not follow from its own inputs is a slip. The example says so, and
// gives the figure that its inputs yield. A slip that is reproduced counts as a
// difference.
//
// The package is pure: no input or output, no clock, and the same answer for
// the same question.
package verify
