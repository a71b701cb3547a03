// Package verdict tests rules of thumb. A claim such as "below 100,000 requests a month
// functions are cheaper" is turned into tests over scenarios, and the engine answers them
// from the prices of the catalogue.
//
// A [Claim] has one or more tests, each of one of these forms:
//
//   - figure: the best figure of a set of offers lies in a range;
//   - compare: the best of one set is lower or higher than the best of another,
//     or even with it;
//   - trend: one set's figure rises, falls or stays even from one variant of the
//     scenario to the next;
//   - runs, refused: some offer of a set can run the part, or none can, because
//     of a named limit;
//   - layout: the recommended layout, or one that costs no more, places a part
//     on an offer of a set;
//   - saves: the recommended layout costs less than another way to lay it out;
//   - band: a set is the cheapest, or even with another, over a stretch of an
//     axis.
//
// A test is run once for each of its scenarios. A claim holds when every test passes,
// fails when none does, and otherwise depends. A claim may also ask for its flip: the
// exact values of an axis at which the cheaper set changes. If the claim gives a figure
// for it, that is one more test.
//
// The best of a set is its lowest figure among the offers that can run the part. A set
// without such an offer is worse than any other.
//
// Answers depend only on the catalogue's prices and change with them. The package is pure:
// no input or output, no clock, and the same answer for the same question.
package verdict
