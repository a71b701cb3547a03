// Package host runs sessions of the explorer for people elsewhere. Doors let them
// in, such as the one for SSH and the one for browsers; what those have in common is
// here, and counts for all doors together:
//
//   - connections are counted by address, half-open ones apart, and opened no
//     faster than a rate; each reads no faster than a rate, and a write that does
//     not get through in time ends it; where too many are half-open, the address
//     with the most of them makes room (conn.go, door.go);
//   - a session computes no more frames than its terminal takes in, and no more
//     than its share of the processors (screen.go, slots.go); one with work that goes on for long holds up its
//     own address only (tui/work);
//   - rooms, in which several look at the same scenario (room.go, present.go);
//   - a panic ends the session it happened in.
package host
