package sshd

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"

	gossh "golang.org/x/crypto/ssh"

	"crossover/tui/files"
)

// hostKey reads the server's key from a PEM file, or creates it if there is no such file.
// It returns an error if others than the owner can read the file or change its folder.
func hostKey(name string) (text []byte, err error) {
	if text, err = files.ReadGuarded(name, files.Private); errors.Is(err, fs.ErrNotExist) {
		if err = makeHostKey(name); err == nil {
			text, err = files.ReadGuarded(name, files.Private) // others may be able to change the folder
		}
	}
	if err == nil {
		if _, err = gossh.ParsePrivateKey(text); err != nil {
			err = fmt.Errorf("%s: %w; remove it for a new one", name, err)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("host key: %w", err)
	}
	return text, nil
}

// makeHostKey creates a key and writes it to the file atomically.
func makeHostKey(name string) error {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	block, err := gossh.MarshalPrivateKey(private, "")
	if err != nil {
		return err
	}
	return files.Write(name, pem.EncodeToMemory(block), files.Private)
}
