package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "folder")
	name := filepath.Join(dir, "file")
	holds := func(want string, mode fs.FileMode) {
		t.Helper()
		text, err := os.ReadFile(name)
		if err != nil || string(text) != want {
			t.Fatalf("the file holds %q, want %q: %v", text, want, err)
		}
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != mode {
			t.Fatalf("the file has mode %v, want %v: %v", info.Mode().Perm(), mode, err)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
			t.Fatalf("the folder holds %v: %v", left, err)
		}
	}
	if err := Create(name, []byte("one"), Private); err != nil {
		t.Fatal(err)
	}
	holds("one", Private)
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder has mode %v, want 0700: %v", info.Mode().Perm(), err)
	}
	if err := Create(name, []byte("two"), Private); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a second Create is %v, want %v", err, fs.ErrExist)
	}
	holds("one", Private)
	if err := Write(name, []byte("two"), Shared); err != nil {
		t.Fatal(err)
	}
	holds("two", Shared)
}

// TestWriteNamesTheFile writes where a folder stands.
func TestWriteNamesTheFile(t *testing.T) {
	dir := t.TempDir()
	for _, write := range []func(string, []byte, fs.FileMode) error{Write, Create} {
		if err := write(dir, nil, Shared); err == nil || !strings.HasPrefix(err.Error(), "write "+dir+": ") || strings.Contains(err.Error(), temporary) {
			t.Errorf("got %v, want an error that names %s alone", err, dir)
		}
	}
}
