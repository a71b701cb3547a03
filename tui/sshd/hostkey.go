package sshd

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"

	gossh "golang.org/x/crypto/ssh"

	"crossover/tui/files"
)

// maxHostKey is more than a key has.
const maxHostKey = 64 << 10

// hostKey reads the server's key from a file, in PEM, which it makes if there is
// none. Only its owner may be able to read it.
func hostKey(name string) ([]byte, error) {
	if name == "" {
		return nil, errors.New("host key: no file named")
	}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return makeHostKey(name)
	case err != nil:
		return nil, fmt.Errorf("host key: %w", err)
	case !info.Mode().IsRegular() || info.Size() > maxHostKey:
		return nil, fmt.Errorf("host key: %s is no file that a key is kept in", name)
	case info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("host key: %s has mode %04o, so others can read it; chmod 600 it, or remove it for a new one", name, info.Mode().Perm())
	}
	text, err := os.ReadFile(name)
	if err == nil {
		_, err = gossh.ParsePrivateKey(text)
	}
	if err != nil {
		return nil, fmt.Errorf("host key: %s: %w; remove it for a new one", name, err)
	}
	return text, nil
}

// makeHostKey makes a key. The file is there with all of it or not at all.
func makeHostKey(name string) ([]byte, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("host key: %w", err)
	}
	block, err := gossh.MarshalPrivateKey(private, "")
	if err != nil {
		return nil, fmt.Errorf("host key: %w", err)
	}
	text := pem.EncodeToMemory(block)
	if err := files.Write(name, text, files.Private); err != nil {
		return nil, fmt.Errorf("host key: %w", err)
	}
	return text, nil
}
