//go:build !linux

package host

import "time"

// processorTime runs f and returns the time it takes: the processor time of a goroutine is
// known on Linux only.
func processorTime(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}
