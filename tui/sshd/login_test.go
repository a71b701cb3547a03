package sshd

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// logged is a log that can be read while it is written.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) has(texts ...string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.Lines(l.b.String()) {
		all := true
		for _, t := range texts {
			all = all && strings.Contains(line, t)
		}
		if all {
			return true
		}
	}
	return false
}

func newSigner(t *testing.T) gossh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestLoginsAreLogged logs in with a valid key and with another one.
func TestLoginsAreLogged(t *testing.T) {
	ann, eve := newSigner(t), newSigner(t)
	line := strings.TrimSpace(string(gossh.MarshalAuthorizedKey(ann.PublicKey()))) + " ann@laptop\n"
	auth, err := WithKeys([]byte(line))
	if err != nil {
		t.Fatal(err)
	}
	log := &logged{}
	s := serve(t, func(c *setup) { c.Auth, c.Log = auth, slog.New(slog.NewTextHandler(log, nil)) })
	if _, err := s.dial("eve", gossh.PublicKeys(eve)); err == nil {
		t.Fatal("a stranger is let in")
	}
	eventually(t, "the failure to be logged", func() bool { return log.has(`msg="login failed" ip=127.0.0.1`, "auth=keys") })
	c, err := s.dial("somebody", gossh.PublicKeys(ann))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	sess, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	_ = sess.Run("eval") // there are no commands here
	eventually(t, "the login to be logged", func() bool {
		return log.has("msg=session", "user=ann@laptop", gossh.FingerprintSHA256(ann.PublicKey()))
	})
}

// TestHostKeysThatAreNone tries files that are not keys, and checks that creating one
// leaves no other file.
func TestHostKeysThatAreNone(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{empty, dir, os.DevNull} {
		if _, err := hostKey(name); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	made := filepath.Join(dir, "state", "key")
	first, err := hostKey(made)
	if err != nil {
		t.Fatal(err)
	}
	again, err := hostKey(made)
	if err != nil || !bytes.Equal(first, again) {
		t.Errorf("another key the second time: %v", err)
	}
	left, err := os.ReadDir(filepath.Dir(made))
	if err != nil || len(left) != 1 {
		t.Errorf("%v, %v", left, err)
	}
}

// TestWhoMayEnterIsSaid starts servers with and without authentication.
func TestWhoMayEnterIsSaid(t *testing.T) {
	password, err := WithPassword("open sesame")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		at     string
		change func(*setup)
		said   bool
	}{
		{"0.0.0.0:0", func(*setup) {}, true},
		{"127.0.0.1:0", func(*setup) {}, false},
		{"127.0.0.1:0", func(c *setup) { c.Balancers, c.Limits.Handshake = []net.IPNet{loopback}, time.Second }, true},
		{"0.0.0.0:0", func(c *setup) { c.Auth = password }, false},
	} {
		log := &logged{}
		s, err := config(t, tt.change, func(c *setup) { c.Log = slog.New(slog.NewTextHandler(log, nil)) }).start()
		if err != nil {
			t.Fatal(err)
		}
		l, err := net.Listen("tcp", tt.at)
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- s.Serve(l) }()
		eventually(t, "an answer", func() bool {
			c, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				return false
			}
			defer func() { _ = c.Close() }()
			n, err := c.Read(make([]byte, 1))
			return n > 0 && err == nil || len(s.config.Balancers) > 0
		})
		eventually(t, "the start to be logged", func() bool { return log.has("msg=listening", l.Addr().String()) })
		s.host.Shutdown(t.Context(), s)
		if err := <-done; err != nil {
			t.Error(err)
		}
		if said := log.has("level=WARN", "everyone who reaches this address can enter", "address="); said != tt.said {
			t.Errorf("%s: said that everyone can enter: %v, want %v", tt.at, said, tt.said)
		}
	}
}

// TestAPasteEndsByCtrlC sends a paste without its end: Ctrl+C still quits.
func TestAPasteEndsByCtrlC(t *testing.T) {
	taken := make(chan struct{})
	var once sync.Once
	s := serve(t, func(c *setup) {
		c.TestOnlyInput = func(p []byte) {
			if bytes.Contains(p, []byte("abc")) {
				once.Do(func() { close(taken) })
			}
		}
	})
	r := s.open(80, 24, "")
	r.WaitFor("[Explore]")
	r.Type("\x1b[200~abc")
	<-taken
	r.Type("\x03")
	if err := r.Ended(); err != nil {
		t.Errorf("it ends with %v", err)
	}
}
