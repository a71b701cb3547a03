//go:build unix

package term

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/sys/unix"
)

// signals watches for the signals of a terminal program.
type signals struct {
	come      chan os.Signal
	done      chan struct{}
	stopping  sync.Once
	continued chan struct{} // holds one element after the process was continued
	suspended atomic.Bool   // while Suspend waits for continued
	unstopped bool          // whether SIGTSTP was ignored when the process started
}

// watched are the signals that a program on a terminal answers.
var watched = []os.Signal{
	syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT,
	syscall.SIGTSTP, syscall.SIGCONT, syscall.SIGWINCH,
}

// patience is the time a program has to end after a signal; then Die ends it.
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

// take handles one signal.
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
				_, _ = io.WriteString(l.out, giveAll) // the modes in use are unknown here
				_ = l.Close()
				Die(sig)
			}
		})
	}
}

// Suspend stops the process group, including programs such as go run, and returns when it
// is continued. The caller has to give the terminal back first. If nothing would continue
// the process, Suspend does nothing.
//
// It sends SIGSTOP because SIGTSTP no longer stops a Go program that has asked to be
// notified of it.
func (l *Local) Suspend() {
	s := &l.signals
	if !l.CanSuspend() {
		return
	}
	s.suspended.Store(true)
	defer s.suspended.Store(false)
	select {
	case <-s.continued: // from an earlier suspension
	default:
	}
	if syscall.Kill(0, syscall.SIGSTOP) == nil {
		<-s.continued
	}
}

// CanSuspend reports whether [Local.Suspend] may stop the process: whether an ancestor in
// the same session but another process group, such as a shell, can continue it. POSIX
// calls a group without such a parent orphaned.
func (l *Local) CanSuspend() bool {
	if l.signals.come == nil || l.signals.unstopped {
		return false
	}
	session, err := unix.Getsid(0)
	if err != nil {
		return false
	}
	for pid := os.Getppid(); pid > 0; pid = parentOf(pid) {
		if other, err := unix.Getsid(pid); err != nil || other != session {
			return false
		}
		if group, err := unix.Getpgid(pid); err != nil || group != unix.Getpgrp() {
			return err == nil
		}
		// The parent is in the same group, as go run is: its own parent may be the shell.
	}
	return false
}

// parentOf returns the parent of another process, or 0 if it is unknown.
func parentOf(pid int) int {
	var word string
	if stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)); err == nil {
		rest := string(stat[bytes.LastIndexByte(stat, ')')+1:]) // after the name follow the state and the parent
		if fields := strings.Fields(rest); len(fields) > 1 {
			word = fields[1]
		}
	} else if out, err := exec.Command("ps", "-o", "ppid=", "-p", strconv.Itoa(pid)).Output(); err == nil {
		word = strings.TrimSpace(string(out))
	}
	parent, err := strconv.Atoi(word)
	if err != nil {
		return 0
	}
	return parent
}

// Die ends the process by a signal, so that its parent sees the reason. The caller has to
// give the terminal back first. Die does not return.
func Die(sig os.Signal) {
	signal.Reset(sig)
	n, ok := sig.(syscall.Signal)
	if ok && syscall.Kill(os.Getpid(), n) == nil {
		time.Sleep(patience) // until the signal is delivered
	}
	os.Exit(128 + int(n))
}
