// Package sshd serves the explorer over SSH: to a terminal the full-screen
// program, and to a script the same commands as on the command line.
//
// Every client is taken for an attacker. The protocol is charm.land/ssh's up to
// an authenticated connection; channels, and everything inside them, are handled
// here with bounds on memory, time and number, because whatever a client sends
// must neither stop the process nor stay in it:
//
//   - connections are counted by address, half-open ones apart, and opened no
//     faster than a rate; each reads no faster than a rate, and a write that does
//     not get through in time ends it; where too many are logging in, the address
//     with the most of them makes room (conn.go, limits.go);
//   - a channel takes a terminal of a bounded size, a few variables of bounded
//     length, one program, and nothing else: no subsystem, no agent, no
//     forwarding (channel.go);
//   - a session computes no more frames than its terminal takes in, and no more
//     than its share of the processors (screen.go, slots.go);
//   - commands are those that only answer, a few at a time, fairly by address, for
//     a bounded time and no longer than their client stays (command.go, queue.go);
//   - connections use current algorithms and agree on keys seldom (exchange.go);
//   - a panic ends the session it happened in.
package sshd
