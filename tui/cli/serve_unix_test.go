//go:build unix

package cli

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// serving is a server in this process.
type serving struct {
	*testing.T
	log *lockedBuffer
}

// waitFor waits until the log has a text a number of times.
func (s serving) waitFor(text string, times int) {
	s.Helper()
	for deadline := time.Now().Add(60 * time.Second); strings.Count(s.log.String(), text) < times; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.Fatalf("the log does not say %s:\n%s", text, s.log.String())
		}
	}
}

// address returns the server's address.
func (s serving) address() string {
	s.Helper()
	for line := range strings.Lines(s.log.String()) {
		var entry struct{ Msg, Address string }
		if json.Unmarshal([]byte(line), &entry) == nil && entry.Msg == "listening" {
			return entry.Address
		}
	}
	s.Fatal("it does not listen")
	return ""
}

// TestServeReloads changes keys and catalogue, makes them invalid, and repairs them.
func TestServeReloads(t *testing.T) {
	dir := t.TempDir()
	keys, overlay := filepath.Join(dir, "keys"), filepath.Join(dir, "mine.yaml")
	write := func(file, text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	signer := func() (gossh.AuthMethod, string) {
		_, private, err := ed25519.GenerateKey(rand.Reader)
		s, wrong := gossh.NewSignerFromKey(private)
		if err := errors.Join(err, wrong); err != nil {
			t.Fatal(err)
		}
		return gossh.PublicKeys(s), string(gossh.MarshalAuthorizedKey(s.PublicKey()))
	}
	annKey, ann := signer()
	benKey, ben := signer()
	write(keys, ann)
	write(overlay, "provider: aws\nrates: {alb-lcu: {price: 111}}\n")
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	s := serving{t, &lockedBuffer{}}
	done := make(chan int)
	go func() {
		done <- Run(ctx, []string{"serve", "--listen", "127.0.0.1:0", "--auth", "keys=" + keys, "--catalog", overlay, "--drain", "50ms", "--log", "json"},
			Env{Stdout: io.Discard, Stderr: s.log, StateHome: dir, Environ: []string{"GOGC=100"}})
	}()
	defer func() { cancel(); <-done }()
	s.waitFor(`"msg":"listening"`, 1)
	dial := func(key gossh.AuthMethod) (*gossh.Client, error) {
		return gossh.Dial("tcp", s.address(), &gossh.ClientConfig{User: "x", Auth: []gossh.AuthMethod{key}, HostKeyCallback: gossh.InsecureIgnoreHostKey()})
	}
	there, err := dial(annKey)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = there.Close() }()
	stays, err := there.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	price := func(want string) {
		t.Helper()
		if out, errs, code := askRemote(t, there, "prices --provider aws --meter alb-lcu"); code != exitOK || !strings.Contains(out, want) {
			t.Errorf("code %d, %s%s, want %s", code, out, errs, want)
		}
	}
	reload := func() {
		t.Helper()
		if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
	}
	price("111")
	write(keys, ben)
	write(overlay, "provider: aws\nrates: {alb-lcu: {price: 222}}\n")
	reload()
	s.waitFor(`"msg":"reloaded"`, 1)
	price("222")
	if c, err := dial(annKey); err == nil {
		_ = c.Close()
		t.Error("a key that is gone lets in")
	}
	write(keys, "nonsense\n")
	reload()
	s.waitFor("keys: line 1: not a public key", 1)
	write(keys, ann)
	write(overlay, "provider: aws\nrates: {alb-lcu: {price: much}}\n")
	reload()
	s.waitFor("mine.yaml:2:26: ", 1)
	price("222")
	c, err := dial(benKey)
	if err != nil {
		t.Fatalf("after files that are wrong the old key does not let in: %v", err)
	}
	_ = c.Close()
	var out bytes.Buffer
	stays.Stdout = &out
	if err := stays.Run("eval rate=1/s"); err != nil || out.Len() == 0 { // it was opened before the changes
		t.Errorf("the session that was there: %v, %q", err, out.String())
	}
}

// TestOddFilesAreRefused reads files that never end, or that block.
func TestOddFilesAreRefused(t *testing.T) {
	dir := t.TempDir()
	pipe, deep := filepath.Join(dir, "pipe.yaml"), filepath.Join(dir, "deep.yaml")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	if err := os.WriteFile(deep, bytes.Repeat([]byte("["), 80_000), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"verify /dev/zero", "verify " + pipe, "verify " + deep, "verdicts " + deep, "eval --catalog " + deep, "eval --catalog " + pipe} {
		var out, errs bytes.Buffer
		code := Run(t.Context(), strings.Fields(command), Env{Stdout: &out, Stderr: &errs})
		if code != exitBadInput || !strings.Contains(errs.String(), "regular file") && !strings.Contains(errs.String(), "levels inside each other") {
			t.Errorf("%s: %d, %q", command, code, errs.String())
		}
	}
}
