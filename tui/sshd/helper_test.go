package sshd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/themes"
	"crossover/tui"
	"crossover/tui/host"
	"crossover/tui/vtest"
)

// The engine and the themes are loaded once.
var loadAll = sync.OnceValues(func() (parts struct {
	engine *engine.Engine
	themes []themes.Theme
}, err error) {
	c, err := data.Load()
	if err != nil {
		return parts, err
	}
	if parts.engine, err = engine.New(c); err != nil {
		return parts, err
	}
	parts.themes, err = themes.Load()
	return parts, err
})

// setup configures a server for tests.
type setup struct {
	hostConfig
	Config
}

type hostConfig = host.Config

// config returns the configuration of a server for tests, without limits on connections.
func config(tb testing.TB, change ...func(*setup)) setup {
	tb.Helper()
	all, err := loadAll()
	if err != nil {
		tb.Fatal(err)
	}
	c := setup{
		hostConfig{
			Options: tui.Options{Engine: all.engine, Themes: all.themes, Scenario: scenario.Default()},
			Limits:  host.Limits{Sessions: 1000, PerIP: 1000, HalfOpen: 500, Connects: 1e6, ConnectsPerIP: 1e6},
		},
		Config{HostKey: filepath.Join(tb.TempDir(), "state", "key")},
	}
	for _, f := range change {
		f(&c)
	}
	return c
}

// start returns a server with a host of its own.
func (s setup) start() (*Server, error) { return New(host.New(s.hostConfig), s.Config) }

// served is a running server.
type served struct {
	*Server
	tb   testing.TB
	addr string
}

// serve starts a server on the loopback interface, and shuts it down at the end of the
// test.
func serve(tb testing.TB, change ...func(*setup)) *served {
	tb.Helper()
	s, err := config(tb, change...).start()
	if err != nil {
		tb.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		defer cancel()
		s.host.Shutdown(ctx, s)
		if err := <-done; err != nil {
			tb.Errorf("Serve: %v", err)
		}
	})
	return &served{Server: s, tb: tb, addr: l.Addr().String()}
}

// dial logs in.
func (s *served) dial(user string, auth ...gossh.AuthMethod) (*gossh.Client, error) {
	return gossh.Dial("tcp", s.addr, &gossh.ClientConfig{
		User: user, Auth: auth, Timeout: 2 * time.Minute, HostKeyCallback: gossh.FixedHostKey(s.ssh.HostSigners[0].PublicKey()),
	})
}

// client logs in, or fails the test.
func (s *served) client(user string) *gossh.Client {
	s.tb.Helper()
	c, err := s.dial(user)
	if err != nil {
		s.tb.Fatal(err)
	}
	s.tb.Cleanup(func() { _ = c.Close() })
	return c
}

// remote is a terminal with a session of a server.
type remote struct {
	*vtest.Terminal
	client *gossh.Client
	sess   *gossh.Session
}

// open opens the explorer in a terminal of w by h cells.
func (s *served) open(w, h int, command string, env ...string) *remote {
	s.tb.Helper()
	return s.openAs("ann", w, h, command, env...)
}

func (s *served) openAs(user string, w, h int, command string, env ...string) *remote {
	s.tb.Helper()
	c := s.client(user)
	sess, err := c.NewSession()
	if err != nil {
		s.tb.Fatal(err)
	}
	for _, e := range env {
		name, value, _ := strings.Cut(e, "=")
		_ = sess.Setenv(name, value)
	}
	if err := sess.RequestPty("xterm-256color", h, w, gossh.TerminalModes{}); err != nil {
		s.tb.Fatal(err)
	}
	r := &remote{client: c, sess: sess}
	started := make(chan error, 1)
	r.Terminal = vtest.Run(s.tb, vtest.Options{Width: w, Height: h}, func(ctx context.Context, in io.Reader, out io.Writer) error {
		sess.Stdout, sess.Stderr = out, out
		stdin, err := sess.StdinPipe()
		if err == nil {
			go func() { _, _ = io.Copy(stdin, in) }()
			err = sess.Start(command)
		}
		started <- err
		if err != nil {
			return err
		}
		defer context.AfterFunc(ctx, func() { _ = c.Close() })()
		return sess.Wait()
	})
	if err := <-started; err != nil {
		s.tb.Fatal(err)
	}
	return r
}

// resize changes the size of the terminal, and tells the server.
func (r *remote) resize(w, h int) {
	r.Resize(w, h)
	_ = r.sess.WindowChange(h, w)
}

// What tests of servers wait for.
var (
	eventually   = vtest.Eventually
	nothingStays = vtest.NothingStays
)

// exitCode returns the exit code that a client received.
func exitCode(err error) string {
	e := (*gossh.ExitError)(nil)
	switch {
	case err == nil:
		return "0"
	case errors.As(err, &e):
		return fmt.Sprint(e.ExitStatus())
	default:
		return err.Error()
	}
}
