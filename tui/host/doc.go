// Package host runs sessions of the explorer for remote users. Doors let them in, such as
// the one for SSH and the one for browsers. This package holds the code and the limits
// that all doors share:
//
//   - connections are counted by address, half-open ones separately, and admitted at a
//     limited rate; reads are limited to a rate, and a write that takes too long closes
//     the connection; with too many half-open, the address with the most of them loses
//     its oldest (conn.go, door.go);
//   - a session computes no more frames than its terminal accepts, and uses no more than
//     its share of the processors (screen.go, slots.go); a session with long work delays
//     only those of its own address (tui/work);
//   - in a room, several sessions share a scenario (room.go, present.go);
//   - a panic ends only the session in which it happened.
package host
