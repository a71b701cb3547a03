package sshd

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	gossh "golang.org/x/crypto/ssh"

	"crossover/tui"
	"crossover/tui/glyph"
	"crossover/tui/vtest"
)

func TestExplorerOverSSH(t *testing.T) {
	done := nothingStays(t)
	t.Run("session", func(t *testing.T) {
		s := serve(t)
		r := s.open(160, 48, "")
		r.WaitFor("crossover", "Cheapest here", "Recommended layout", "$/month by request rate")
		if !r.AltScreen() || r.Title() != "crossover" {
			t.Errorf("alternate screen %v, title %q", r.AltScreen(), r.Title())
		}
		r.Type(vtest.Right)
		r.WaitFor("15/s")
		r.resize(80, 24)
		r.Wait("the smaller screen", func() bool { return strings.Contains(lastLine(r.Screen()), "q quit") })
		r.Type("q")
		if err := r.Ended(); err != nil {
			t.Errorf("the session ends with %v", err)
		}
		if r.AltScreen() {
			t.Error("the alternate screen stays")
		}
		r.WaitFor("your scenario: crossover ")
	})
	done()
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimRight(s, "\n "), "\n")
	return lines[len(lines)-1]
}

// local runs the explorer on a local terminal of the type detected for a client.
func local(t *testing.T, w, h int) *vtest.Terminal {
	t.Helper()
	c := config(t).Options
	o := tui.Options{
		Engine: c.Engine, Scenario: c.Scenario, Themes: c.Themes, Glyphs: glyph.New(glyph.Braille, false), Now: time.Now,
		Profile: colorprofile.ANSI256, Width: w, Height: h,
	}
	return vtest.Run(t, vtest.Options{Width: w, Height: h}, func(ctx context.Context, in io.Reader, out io.Writer) error {
		return tui.Run(ctx, o, tui.Terminal{Input: in, Output: out, Environ: []string{"TERM=xterm-256color"}})
	})
}

// TestBothRenderersShowTheSame types the same keys in a local terminal and over SSH, and
// compares every cell of the final screens.
func TestBothRenderersShowTheSame(t *testing.T) {
	for _, tt := range []struct {
		name string
		w, h int
		keys []string
	}{
		{"sliders", 160, 48, []string{vtest.Right, vtest.Right, vtest.Down + vtest.Left, "2.5k", vtest.Enter, "w", "y", "a", "+"}},
		{"screens", 120, 36, []string{"\t", vtest.Down, vtest.Enter, vtest.F3, vtest.F1, "p", "L", "?", "?", "T"}},
		{"small", 40, 12, []string{vtest.Right, "\t", "n", vtest.ShiftTab, "u"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			there := serve(t).open(tt.w, tt.h, "")
			here := local(t, tt.w, tt.h)
			for i, keys := range tt.keys {
				there.Type(keys)
				here.Type(keys)
				compareScreens(t, fmt.Sprintf("after key %d, %q", i, keys), here, there.Terminal, tt.w, tt.h)
			}
		})
	}
}

// compareScreens waits until two terminals show the same, and otherwise fails with the
// first cell that differs.
func compareScreens(t *testing.T, what string, a, b *vtest.Terminal, w, h int) {
	t.Helper()
	var why string
	same := func() bool {
		for y := range h {
			for x := range w {
				p, q := a.At(x, y), b.At(x, y)
				if p.Text == " " && q.Text == " " {
					p.Fg, q.Fg, p.Bold, q.Bold = nil, nil, false, false // invisible in a blank
				}
				if p != q {
					why = fmt.Sprintf("%d,%d is %+v here and %+v there", x, y, p, q)
					return false
				}
			}
		}
		return true
	}
	for deadline := time.Now().Add(time.Minute); !same(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: %s\n%s\n%s", what, why, a.Screen(), b.Screen())
		}
	}
}

// TestEndOfSessionsSaysWhy ends sessions in all ways that a server can.
func TestEndOfSessionsSaysWhy(t *testing.T) {
	t.Run("idle", func(t *testing.T) {
		s := serve(t, func(c *setup) { c.Limits.Idle = 300 * time.Millisecond })
		r := s.open(100, 30, "rate=77/s")
		_ = r.Ended()
		r.WaitFor("closed after 300ms without a key", "your scenario: crossover ", "rate=77/s")
	})
	t.Run("time", func(t *testing.T) {
		s := serve(t, func(c *setup) { c.Limits.MaxTime = 300 * time.Millisecond })
		r := s.open(100, 30, "")
		_ = r.Ended()
		r.WaitFor("closed after 300ms; you are welcome to come back")
	})
	t.Run("restart", func(t *testing.T) {
		s := serve(t)
		r := s.open(120, 30, "")
		r.WaitFor("q quit")
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		go s.host.Shutdown(ctx, s)
		r.WaitFor("this server is about to restart")
		if c, err := s.dial("late"); err == nil {
			_ = c.Close()
			t.Error("a draining server lets clients in")
		}
		cancel() // end draining
		_ = r.Ended()
		r.WaitFor("this server is being restarted")
	})
}

func TestHostKeyIsKeptAndPrivate(t *testing.T) {
	c := config(t)
	first, err := c.start()
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(c.HostKey)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("host key: %v, %v", info.Mode(), err)
	}
	second, err := c.start()
	if err != nil || first.Fingerprint() != second.Fingerprint() {
		t.Errorf("the key changes: %v", err)
	}
	if kind := first.ssh.HostSigners[0].PublicKey().Type(); kind != "ssh-ed25519" {
		t.Errorf("the key is %s", kind)
	}
	if err := os.Chmod(c.HostKey, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := c.start(); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a key that others can read: %v", err)
	}
}

func TestLoggingIn(t *testing.T) {
	password, err := WithPassword("open sesame")
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, func(c *setup) { c.Auth = password })
	if c, err := s.dial("ann"); err == nil {
		_ = c.Close()
		t.Error("no password lets in")
	}
	if c, err := s.dial("ann", gossh.Password("close sesame")); err == nil {
		_ = c.Close()
		t.Error("a wrong password lets in")
	}
	c, err := s.dial("ann", gossh.Password("open sesame"))
	if err != nil {
		t.Fatalf("the password: %v", err)
	}
	_ = c.Close()
}

// TestCopyingAndExportingOverSSH copies through the client's terminal, and is told that
// files cannot be written.
func TestCopyingAndExportingOverSSH(t *testing.T) {
	r := serve(t).open(120, 36, "rate=3M/month")
	r.WaitFor("3M/month")
	r.Type("Y" + vtest.Down + vtest.Down + vtest.Enter)
	r.WaitFor("OSC 52")
	want := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte("crossover rate=3M/month"))
	r.Wait("the sequence", func() bool { return strings.Contains(r.Written(), want) })
	r.Type("e")
	r.WaitFor("this session cannot write files", "crossover-explore-api.svg")
	r.Type(vtest.Enter)
	r.WaitFor("this session cannot write files")
}
