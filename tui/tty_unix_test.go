//go:build unix

package tui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	xterm "github.com/charmbracelet/x/term"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// The tests in this file run the explorer in another process with a terminal of its own.
// This variable has the role of that process.
const roleVariable = "TEST_ROLE"

// TestRole is not a test: the other process runs it.
func TestRole(t *testing.T) {
	switch role := os.Getenv(roleVariable); role {
	case "explorer", "panic":
		o := options(t)
		err := onTerminal(context.Background(), o, Terminal{Input: os.Stdin, Output: os.Stdout, Environ: environ}, false, func(d *door) {
			if role == "panic" {
				come := make(chan os.Signal, 1)
				signal.Notify(come, syscall.SIGUSR1)
				go func() {
					<-come
					d.program.Send(doneMsg(nil)) // calling it panics
				}()
			}
		})
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	case "shell":
		shell()
		os.Exit(0)
	}
}

// shell runs the explorer as a job of its terminal. It reports when the job stops, and
// continues it after a line of input.
func shell() {
	signal.Ignore(syscall.SIGTTOU)
	job := exec.Command(os.Args[0], "-test.run=^TestRole$")
	job.Env = append(os.Environ(), roleVariable+"=explorer")
	job.Stdin, job.Stdout, job.Stderr = os.Stdin, os.Stdout, os.Stderr
	job.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Foreground: true, Ctty: 0}
	if err := job.Start(); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("job %d\n", job.Process.Pid)
	for {
		var status syscall.WaitStatus
		if _, err := syscall.Wait4(job.Process.Pid, &status, syscall.WUNTRACED, nil); errors.Is(err, syscall.EINTR) {
			continue
		} else if err != nil || !status.Stopped() {
			fmt.Printf("\r\nended %v %d\r\n", err, status.ExitStatus())
			return
		}
		_ = unix.IoctlSetPointerInt(0, unix.TIOCSPGRP, unix.Getpgrp())
		fmt.Println("stopped")
		_, _ = os.Stdin.Read(make([]byte, 64))
		_ = unix.IoctlSetPointerInt(0, unix.TIOCSPGRP, job.Process.Pid)
		_ = syscall.Kill(-job.Process.Pid, syscall.SIGCONT)
	}
}

// onTTY is a process on a terminal.
type onTTY struct {
	*testing.T
	cmd    *exec.Cmd
	tty    *os.File
	before *xterm.State // the terminal's initial state

	mu  sync.Mutex
	out bytes.Buffer
}

// begin starts a process in a role.
func begin(t *testing.T, role string) *onTTY {
	t.Helper()
	p := &onTTY{T: t, cmd: exec.Command(os.Args[0], "-test.run=^TestRole$")}
	p.cmd.Env = append(os.Environ(), roleVariable+"="+role, "GOTRACEBACK=none")
	master, slave, err := pty.Open()
	if err != nil {
		t.Skipf("no terminals to be had: %v", err)
	}
	p.tty = master
	if err := pty.Setsize(master, &pty.Winsize{Cols: 100, Rows: 30}); err != nil {
		t.Fatal(err)
	}
	if p.before, err = xterm.GetState(slave.Fd()); err != nil {
		t.Fatal(err)
	}
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = slave, slave, slave
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 0}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		_ = slave.Close()
		_ = master.Close()
	})
	go func() {
		buf := make([]byte, 4<<10)
		for {
			n, err := master.Read(buf)
			p.mu.Lock()
			p.out.Write(buf[:n])
			p.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return p
}

// written returns the program's output after an offset.
func (o *onTTY) written(from int) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.out.String()[from:]
}

// waitFor waits until texts were written after an offset, in this order, and returns the
// offset after them.
func (o *onTTY) waitFor(from int, texts ...string) int {
	o.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		out, at := o.written(0), from
		found := true
		for _, text := range texts {
			i := strings.Index(out[at:], text)
			if found = i >= 0; !found {
				break
			}
			at += i + len(text)
		}
		if found {
			return at
		}
		if time.Now().After(deadline) {
			o.Fatalf("waited in vain for %q in %q", texts, o.written(from))
		}
	}
}

// checkGivenBack checks that the terminal is in its initial state.
func (o *onTTY) checkGivenBack() {
	o.Helper()
	now, err := xterm.GetState(o.tty.Fd())
	if err != nil {
		o.Fatal(err)
	}
	if *now != *o.before {
		o.Errorf("the terminal is %+v, and was %+v", now, o.before)
	}
	out := o.written(0)
	for _, m := range [][2]string{
		{ansi.SetModeAltScreenSaveCursor, ansi.ResetModeAltScreenSaveCursor}, {ansi.ResetModeTextCursorEnable, ansi.SetModeTextCursorEnable},
		{ansi.SetModeMouseAnyEvent, ansi.ResetModeMouseAnyEvent}, {ansi.SetModeMouseExtSgr, ansi.ResetModeMouseExtSgr},
		{ansi.SetModeBracketedPaste, ansi.ResetModeBracketedPaste}, {"\x1b[>1u", "\x1b[<1u"},
	} {
		if on, off := strings.LastIndex(out, m[0]), strings.LastIndex(out, m[1]); on < 0 || off < on {
			o.Errorf("%q stays in effect", m[0])
		}
	}
}

// The first and the last text of the first frame.
const frameTop, frameEnd = "[Explore]", "quit"

func TestSignalsGiveTheTerminalBack(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM, syscall.SIGQUIT} {
		t.Run(sig.String(), func(t *testing.T) {
			if signal.Ignored(sig) { // by nohup, or by a shell in the background
				t.Skip("whoever started the tests has the signal ignored")
			}
			t.Parallel()
			p := begin(t, "explorer")
			p.waitFor(0, ansi.SetModeAltScreenSaveCursor, frameTop, frameEnd)
			if err := p.cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			_ = p.cmd.Wait()
			p.waitFor(0, ansi.ResetModeAltScreenSaveCursor)
			p.checkGivenBack()
			status := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
			switch {
			case sig == syscall.SIGQUIT: // Go's runtime prints the stacks and exits
				if status.ExitStatus() != 2 {
					t.Errorf("it ends with %v", p.cmd.ProcessState)
				}
			case !status.Signaled() || status.Signal() != sig:
				t.Errorf("it ends with %v", p.cmd.ProcessState)
			}
		})
	}
}

func TestAPanicGivesTheTerminalBack(t *testing.T) {
	t.Parallel()
	p := begin(t, "panic")
	p.waitFor(0, ansi.SetModeAltScreenSaveCursor, frameTop, frameEnd)
	if err := p.cmd.Process.Signal(syscall.SIGUSR1); err != nil {
		t.Fatal(err)
	}
	_ = p.cmd.Wait()
	p.waitFor(0, ansi.ResetModeAltScreenSaveCursor, "internal error: ", "please report it", "update.go")
	p.checkGivenBack()
	if code := p.cmd.ProcessState.ExitCode(); code != 1 {
		t.Errorf("it ends with %d", code)
	}
}

// TestStopping stops the explorer as a job of a shell, by key and by signal, and
// continues it.
func TestStopping(t *testing.T) {
	for name, stop := range map[string]func(p *onTTY, job int) error{
		"ctrl+z":  func(p *onTTY, _ int) error { _, err := p.tty.WriteString("\x1a"); return err },
		"SIGTSTP": func(_ *onTTY, job int) error { return syscall.Kill(job, syscall.SIGTSTP) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := begin(t, "shell")
			at := p.waitFor(0, "job ", "\n")
			var job int
			if _, err := fmt.Sscanf(p.written(0)[strings.Index(p.written(0), "job "):], "job %d", &job); err != nil {
				t.Fatal(err)
			}
			at = p.waitFor(at, ansi.SetModeAltScreenSaveCursor, frameTop, frameEnd)
			if err := stop(p, job); err != nil {
				t.Fatal(err)
			}
			at = p.waitFor(at, ansi.ResetModeAltScreenSaveCursor, "stopped")
			p.checkGivenBack()
			_, _ = p.tty.WriteString("fg\n")
			at = p.waitFor(at, ansi.SetModeAltScreenSaveCursor, "\x1b[2J", frameTop, frameEnd)
			_, _ = p.tty.WriteString("q")
			p.waitFor(at, ansi.ResetModeAltScreenSaveCursor, "ended <nil> 0")
			p.checkGivenBack()
		})
	}
}

// TestNobodyToStopFor presses ctrl+z where no shell could continue the process.
func TestNobodyToStopFor(t *testing.T) {
	t.Parallel()
	p := begin(t, "explorer")
	at := p.waitFor(0, ansi.SetModeAltScreenSaveCursor, frameTop, frameEnd)
	_, _ = p.tty.WriteString("\x1a")
	at = p.waitFor(at, "nothing to go back to")
	_, _ = p.tty.WriteString("q")
	if err := p.cmd.Wait(); err != nil {
		t.Error(err)
	}
	p.waitFor(at, ansi.ResetModeAltScreenSaveCursor)
	p.checkGivenBack()
}
