// Package layout chooses an option for every part of a system so that the
// whole costs the least. It knows nothing of offers: a [Problem] is parts,
// their options, and what options share.
//
// # What is shared
//
// An option has a bill of its own. What the bills come to together differs by
//
//   - meters: usage of several bills is counted together, under the tiers,
//     rounding and included amounts (pools) of one account;
//   - fees paid once (a meter with Once set), and credits given once;
//   - machines: parts on the same machines use what is left of them (see
//     [Load]);
//   - flows: what parts send each other leaves a vendor's network only where
//     they are at different vendors, and crosses zones where they are not;
//   - operations, paid once for each product in use ([Fee]), and a price of
//     each further vendor.
//
// [Solver.Price] is that sum, and [Solver.Lines] names each difference: the
// bills and the lines add up to the price of the layout.
//
// # How it is solved
//
// By depth-first branch and bound (Land and Doig 1960). The bound of a partial
// layout is the price of the parts placed, unrounded, and the least each part
// left can add to it: usage beyond what is left of pools and credits at its
// lowest tier, machines beyond what is left of those in use, and of a fee that
// nobody pays yet an even share among the parts left. Options that another
// option of the same part never costs more than are left out first. Search
// stops at a budget of nodes; the gap to the best bound left is then reported.
package layout
