// Package verify reproduces published cost results: a vendor's worked example,
// another estimator's golden file, a figure from a paper. An [Example] has the
// exact inputs, the convention they were worked out in and the published
// figure; [Run] computes the same thing from the catalogue and says whether
// the two agree.
//
// An example has one of these bodies:
//
//   - lines: quantities times rates, of the catalogue or its own, and their sum;
//   - a scenario and an offer, evaluated by the engine, of which some bill
//     lines count;
//   - steps of arithmetic, for a method that is not a bill;
//   - two sides and the value of an axis at which they cost the same.
//
// Overrides put other prices in the catalogue's place for one example.
//
// A figure that its own inputs do not give is a slip: the example says so, and
// what the inputs really give. A slip that is matched is a difference.
//
// The package is pure: no input or output, no clock, and the same answer for
// the same question.
package verify
