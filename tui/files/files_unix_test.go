//go:build unix

package files

import (
	"errors"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestAFullDiskLeavesWhatWas limits the size of a file.
func TestAFullDiskLeavesWhatWas(t *testing.T) {
	name := filepath.Join(t.TempDir(), "key")
	if err := Write(name, []byte("old"), Private); err != nil {
		t.Fatal(err)
	}
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Skip(err)
	}
	full := before
	full.Cur = 10
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full); err != nil {
		t.Skip(err)
	}
	err := Write(name, make([]byte, 100), Private)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	if err == nil || !strings.HasPrefix(err.Error(), "write "+name+": ") || !errors.Is(err, syscall.EFBIG) {
		t.Errorf("got %v, want an error that names %s", err, name)
	}
	if text, err := os.ReadFile(name); err != nil || string(text) != "old" {
		t.Errorf("the file holds %q: %v", text, err)
	}
	if left, err := os.ReadDir(filepath.Dir(name)); err != nil || len(left) != 1 {
		t.Errorf("the folder holds %v: %v", left, err)
	}
}

// TestOnlyRegularFilesAreRead tries a pipe without a writer, and a device.
func TestOnlyRegularFilesAreRead(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{pipe, os.DevNull, "/dev/zero", t.TempDir()} {
		if _, err := Read(name, 1<<20); err == nil || err.Error() != name+" is no regular file" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestGuardedFiles tries files and folders that others can read or change.
func TestGuardedFiles(t *testing.T) {
	for _, tt := range []struct {
		file, folder, mode fs.FileMode
		wrong              string
	}{
		{0o600, 0o700, Private, ""},
		{0o400, 0o755, Private, ""},
		{0o644, 0o755, Shared, ""},
		{0o600, 0o777 | fs.ModeSticky, Private, ""},
		{0o640, 0o700, Private, "file has mode 0640, so others can read it; chmod 600 it"},
		{0o604, 0o700, Private, "file has mode 0604, so others can read it; chmod 600 it"},
		{0o664, 0o700, Shared, "file has mode 0664, so others can change it; chmod 644 it"},
		{0o622, 0o777 | fs.ModeSticky, Private, "file has mode 0622, so others can change it; chmod 600 it"},
		{0o600, 0o775, Private, "folder has mode 0775, so others can change it; chmod 755 it"},
		{0o644, 0o757, Shared, "folder has mode 0757, so others can change it; chmod 755 it"},
	} {
		dir := t.TempDir()
		folder, link := filepath.Join(dir, "folder"), filepath.Join(dir, "link")
		file := filepath.Join(folder, "file")
		if err := errors.Join(
			os.Chmod(dir, 0o700), os.Mkdir(folder, 0o700), os.WriteFile(file, []byte("x"), 0o600), os.Symlink(file, link),
			os.Chmod(file, tt.file), os.Chmod(folder, tt.folder),
		); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{file, link} {
			text, err := ReadGuarded(name, tt.mode)
			switch {
			case tt.wrong == "" && (err != nil || string(text) != "x"):
				t.Errorf("%+v: got %q, %v", tt, text, err)
			case tt.wrong != "" && (err == nil || !strings.Contains(err.Error(), tt.wrong)):
				t.Errorf("%+v: got %v", tt, err)
			}
		}
	}
}

// TestKilledWritesAreSwept checks that the remains of a killed write are removed, and
// similar files are not.
func TestKilledWritesAreSwept(t *testing.T) {
	dir := t.TempDir()
	long := time.Now().Add(-2 * abandoned)
	for _, name := range []string{temporary + "123", temporary + "notes", temporary, "other", temporary + "456"} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if name == temporary+"456" { // another process may still be writing it
			continue
		}
		if err := os.Chtimes(file, long, long); err != nil {
			t.Fatal(err)
		}
	}
	if err := Write(filepath.Join(dir, "saved"), []byte("x"), Shared); err != nil {
		t.Fatal(err)
	}
	var names []string
	left, err := os.ReadDir(dir)
	for _, e := range left {
		names = append(names, e.Name())
	}
	if got, want := strings.Join(names, " "), temporary+" "+temporary+"456 "+temporary+"notes other saved"; got != want || err != nil {
		t.Errorf("the folder holds %s, want %s: %v", got, want, err)
	}
}
