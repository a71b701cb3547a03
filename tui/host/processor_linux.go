package host

import (
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// processorTime runs f and returns the processor time it takes, which does not depend on
// how busy the machine is. That is the time of the thread, to which it binds the goroutine
// meanwhile.
func processorTime(f func()) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	start := threadTime()
	f()
	return threadTime() - start
}

// threadTime returns the processor time that the thread has used.
func threadTime() time.Duration {
	var t unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t) // Linux has the clock
	return time.Duration(t.Nano())
}
