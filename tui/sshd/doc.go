// Package sshd serves the explorer over SSH: the full-screen program to terminals, and
// the commands of the command line to scripts. It is a door of tui/host, which limits
// connections and runs sessions.
//
// Every client is treated as an attacker. charm.land/ssh handles the protocol up to an
// authenticated connection. Channels and everything in them are handled here, with limits
// on memory, time and number. Nothing that a client sends may stop the process or stay in
// it:
//
//   - a channel accepts a terminal of limited size, a few variables of limited length, one
//     program, and nothing else: no subsystem, no agent, no forwarding (channel.go);
//   - only commands that change nothing can be run, a few at a time, shared fairly between
//     addresses, for a limited time and only while the client stays (run.go, tui/work);
//   - connections use current algorithms and rarely exchange keys (auth.go).
package sshd
