//go:build unix

package term

import (
	"io"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/sys/unix"
)

// display is nothing on Unix: escape sequences need no preparation.
type display struct{}

func (l *Local) prepare() error   { return nil }
func (l *Local) unprepare() error { return nil }

// signals are the signals of a terminal's program.
type signals struct {
	come      chan os.Signal
	done      chan struct{}
	stopping  sync.Once
	continued chan struct{} // holds one when the process was continued
	suspended atomic.Bool   // while Suspend waits for that
	unstopped bool          // whether whoever started the process has it ignore stops
}

// watched are the signals that a program on a terminal answers.
var watched = []os.Signal{
	syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT,
	syscall.SIGTSTP, syscall.SIGCONT, syscall.SIGWINCH,
}

// patience is how long a program has to end after a signal, before it is ended.
const patience = 3 * time.Second

func (s *signals) start(l *Local, send func(tea.Msg)) {
	s.come, s.done, s.continued = make(chan os.Signal, 16), make(chan struct{}), make(chan struct{}, 1)
	s.unstopped = signal.Ignored(syscall.SIGTSTP)
	signal.Notify(s.come, watched...)
	go func() {
		for {
			select {
			case <-s.done:
				return
			case sig := <-s.come:
				s.take(l, sig, send)
			}
		}
	}()
}

// take answers one signal.
func (s *signals) take(l *Local, sig os.Signal, send func(tea.Msg)) {
	switch sig {
	case syscall.SIGWINCH:
		if w, h := l.Size(); w > 0 {
			send(tea.WindowSizeMsg{Width: w, Height: h})
		}
	case syscall.SIGTSTP:
		send(SuspendMsg{})
	case syscall.SIGCONT:
		if !s.suspended.Load() {
			send(ResumeMsg{})
			return
		}
		select {
		case s.continued <- struct{}{}:
		default:
		}
	default:
		go send(EndMsg{sig})
		time.AfterFunc(patience, func() {
			select {
			case <-s.done: // it has ended
			default:
				_, _ = io.WriteString(l.out, giveAll) // nobody can say any more what is on
				_ = l.Close()
				Die(sig)
			}
		})
	}
}

// stop leaves all signals to their usual effects.
func (s *signals) stop() {
	if s.come == nil {
		return
	}
	s.stopping.Do(func() {
		signal.Stop(s.come)
		close(s.done)
	})
}

// orphanTime is how long [Local.Suspend] waits for the process to be stopped
// where it cannot tell whether it will be.
const orphanTime = 500 * time.Millisecond

// Suspend stops the process group, programs such as go run with it, and returns
// when it is continued. The terminal has to be given back before. Where nobody
// would continue it, Suspend does nothing and reports false.
func (l *Local) Suspend() bool {
	s := &l.signals
	if !l.CanSuspend() {
		return false
	}
	s.suspended.Store(true)
	defer s.suspended.Store(false)
	select {
	case <-s.continued: // of an earlier time
	default:
	}
	signal.Reset(syscall.SIGTSTP)
	defer signal.Notify(s.come, syscall.SIGTSTP)
	if err := syscall.Kill(0, syscall.SIGTSTP); err != nil {
		return false
	}
	// The system does not stop a process group that nobody minds, and then
	// nothing will ever continue it.
	var lost <-chan time.Time
	if _, known := minded(); !known {
		lost = time.After(orphanTime)
	}
	select {
	case <-s.continued:
		return true
	case <-lost:
		return false
	}
}

// CanSuspend reports whether [Local.Suspend] may stop the process.
func (l *Local) CanSuspend() bool {
	minded, known := minded()
	return l.signals.come != nil && !l.signals.unstopped && (minded || !known)
}

// minded reports whether the process group has a parent that can continue it:
// one in the same session and another group, such as a shell. Where the parent
// is of the same group, such as go run, it is not known.
func minded() (yes, known bool) {
	parent := os.Getppid()
	own, err1 := unix.Getsid(0)
	other, err2 := unix.Getsid(parent)
	group, err3 := unix.Getpgid(parent)
	switch {
	case err1 != nil || err2 != nil || err3 != nil:
		return false, false
	case own != other:
		return false, true
	case group == unix.Getpgrp():
		return false, false
	}
	return true, true
}

// Die ends the process by a signal, so that whoever started it learns why. The
// terminal has to be given back before. It does not return.
func Die(sig os.Signal) {
	signal.Reset(sig)
	n, ok := sig.(syscall.Signal)
	if ok && syscall.Kill(os.Getpid(), n) == nil {
		time.Sleep(patience) // until it gets there
	}
	os.Exit(128 + int(n))
}
