//go:build race

package tui

// raceEnabled thins out the sweeps: the race detector makes them ten times
// slower.
const raceEnabled = true
