//go:build !race

package sshd

// raceEnabled says that the race detector is on.
const raceEnabled = false
