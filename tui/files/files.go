// Package files writes files in one step: whoever reads one, also after a crash,
// finds all of the old or all of the new text. It reads regular files only, and
// those that must not be everybody's only where they are not.
package files

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// The modes of files: everyone may read some, and only their owner others. The
// folder of a file is made with the same.
const (
	Shared  fs.FileMode = 0o644
	Private fs.FileMode = 0o600
)

// Write writes a file, in the place of one that is there already.
func Write(name string, text []byte, mode fs.FileMode) error {
	return write(name, text, mode, os.Rename)
}

// Create writes a file. One that is there already stays as it is and is
// [fs.ErrExist].
func Create(name string, text []byte, mode fs.FileMode) error {
	return write(name, text, mode, func(from, to string) error {
		// Unlike a renamed file, a link does not take the place of another.
		err := os.Link(from, to)
		if err == nil || errors.Is(err, fs.ErrExist) {
			return err
		}
		if _, taken := os.Lstat(to); taken == nil { // a file system without links
			return &fs.PathError{Op: "create", Path: to, Err: fs.ErrExist}
		}
		return os.Rename(from, to)
	})
}

// write writes a file beside the one it is to be, and has it put in its place.
func write(name string, text []byte, mode fs.FileMode, place func(from, to string) error) (err error) {
	dir := filepath.Dir(name)
	if err := os.MkdirAll(dir, mode|0o100|mode&0o044>>2); err != nil { // a folder that can be read can be entered
		return err
	}
	sweep(dir)
	f, err := os.CreateTemp(dir, temporary+"*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	defer func() {
		if gone := os.Remove(f.Name()); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}()
	_, err = f.Write(text)
	if err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return place(f.Name(), name)
}

// temporary begins the names of files that are being written; a number follows. One
// that is older than abandoned is left over from a write that was killed.
const (
	temporary = ".crossover-"
	abandoned = time.Hour
)

// sweep removes what writes that were killed have left in a folder.
func sweep(dir string) {
	list, err := os.ReadDir(dir)
	if err != nil {
		return // writing says what is wrong
	}
	for _, e := range list {
		number, ours := strings.CutPrefix(e.Name(), temporary)
		if !ours || number == "" || strings.Trim(number, "0123456789") != "" || !e.Type().IsRegular() {
			continue
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > abandoned {
			_ = os.Remove(filepath.Join(dir, e.Name())) // it is in nobody's way
		}
	}
}

// Open opens a regular file to read it. A pipe or a device is an error: reading
// one may wait for ever, or never end.
func Open(name string) (*os.File, error) {
	info, err := os.Stat(name) // opening a pipe would wait for whoever writes to it
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file", name)
	}
	return os.Open(name)
}

// Read reads a regular file of at most so many bytes.
func Read(name string, most int64) ([]byte, error) { return (*Tree)(nil).Read(name, most) }

// ReadAll reads to the end of r, which is at most so many bytes away. Errors call
// it name.
func ReadAll(r io.Reader, name string, most int64) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(text)) > most {
		err = fmt.Errorf("%s is larger than %d MB", name, most>>20)
	}
	return text, err
}

// maxGuarded is more bytes than a key, a list of keys or a password has.
const maxGuarded = 1 << 20

// ReadGuarded is [Read] for what decides who may enter: a key, a list of keys, a
// password. Others than the owner must have no more of the file than mode gives,
// and must not be able to put another file in its place, as OpenSSH has it.
// Windows has no such modes, and nothing is refused for them there.
func ReadGuarded(name string, mode fs.FileMode) ([]byte, error) {
	text, err := Read(name, maxGuarded)
	if err != nil {
		return nil, err
	}
	target, err := filepath.EvalSymlinks(name)
	if err != nil {
		return nil, err
	}
	return text, errors.Join(guarded(target, mode), guarded(filepath.Dir(target), Shared), guarded(filepath.Dir(name), Shared))
}

// guarded says whether a file or folder gives others more than mode does. In a
// folder that is sticky, as /tmp is, nobody can replace the files of others.
func guarded(name string, mode fs.FileMode) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	extra, can := info.Mode().Perm()&0o066&^mode, "read"
	if extra == 0 || runtime.GOOS == "windows" || info.IsDir() && info.Mode()&fs.ModeSticky != 0 {
		return nil
	}
	if info.IsDir() {
		mode |= 0o111
	}
	if extra&0o022 != 0 {
		can = "change"
	}
	return fmt.Errorf("%s has mode %04o, so others can %s it; chmod %o it", name, info.Mode().Perm(), can, mode)
}
