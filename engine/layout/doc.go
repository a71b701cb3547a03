// Package layout chooses an option for every part of a system so that the total cost is
// minimal. It does not know offers: a [Problem] consists of parts, their options, and what
// options share.
//
// # What is shared
//
// Each option has its own bill. The joint price differs from the sum of the bills by
//
//   - meters: usage of several bills is counted together, under the tiers,
//     rounding and included amounts (pools) of one account;
//   - fees paid once (a meter with Once set), and credits given once;
//   - machines: parts on the same machines use what is left of them (see
//     [Load]);
//   - flows: what parts send each other leaves a vendor's network only where
//     they are at different vendors, and crosses zones where they are not;
//   - operations, paid once for each product in use ([Problem].Fees), and a price of
//     each further vendor.
//
// [Solver.Price] returns the joint price, and [Solver.Lines] lists the differences: the
// bills and the lines add up to the price of the layout.
//
// # How it is solved
//
// A layout is found by depth-first branch and bound (Land and Doig 1960). The bound of a
// partial layout is the price of the parts placed, unrounded, plus a lower bound of what
// each remaining part adds: usage beyond the rest of pools and credits at its lowest tier,
// machines beyond the spare capacity of those in use, and an even share of each fee that
// nobody pays yet. Options that never cost less than another option of the same part are
// left out first. The search stops at a budget of nodes and then reports the gap to the
// best bound left.
package layout
