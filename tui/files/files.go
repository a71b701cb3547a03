// Package files writes files in one step: whoever reads one, also after a crash,
// finds all of the old or all of the new text.
package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
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
	f, err := os.CreateTemp(dir, ".crossover-*")
	if err != nil {
		return err
	}
	defer func() {
		if gone := os.Remove(f.Name()); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}()
	_, err = f.Write(text)
	if err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close()); err != nil {
		return err
	}
	return place(f.Name(), name)
}
