// Package sshd serves the explorer over SSH: to a terminal the full-screen
// program, and to a script the same commands as on the command line. It is a door
// of tui/host, which bounds connections and runs sessions.
//
// Every client is taken for an attacker. The protocol is charm.land/ssh's up to
// an authenticated connection; channels, and everything inside them, are handled
// here with bounds on memory, time and number, because whatever a client sends
// must neither stop the process nor stay in it:
//
//   - a channel takes a terminal of a bounded size, a few variables of bounded
//     length, one program, and nothing else: no subsystem, no agent, no
//     forwarding (channel.go);
//   - commands are those that only answer, a few at a time, fairly by address, for
//     a bounded time and no longer than their client stays (command.go, tui/work);
//   - connections use current algorithms and agree on keys seldom (exchange.go).
package sshd
