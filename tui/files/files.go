// Package files writes files atomically: a reader, even after a crash, finds either all of
// the old or all of the new text. It reads regular files only, and secrets only if no one
// else has access to them.
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

// The modes of files: readable by everyone, or by the owner only. A new folder gets the
// same access.
const (
	Shared  fs.FileMode = 0o644
	Private fs.FileMode = 0o600
)

// Write writes a file and replaces an existing one.
func Write(name string, text []byte, mode fs.FileMode) error {
	return write(name, text, mode, os.Rename)
}

// Create writes a new file. If the file exists, it is left unchanged and the error is
// [fs.ErrExist].
func Create(name string, text []byte, mode fs.FileMode) error {
	if _, err := os.Lstat(name); err == nil {
		return failed(name, fs.ErrExist) // without a temporary file, which takes long to sync
	}
	return write(name, text, mode, func(from, to string) error {
		// Unlike a rename, a link does not replace an existing file.
		err := os.Link(from, to)
		if err == nil || errors.Is(err, fs.ErrExist) {
			return err
		}
		if _, err := os.Lstat(to); err == nil { // a file system without links
			return fs.ErrExist
		}
		return os.Rename(from, to)
	})
}

// write writes a temporary file in the same folder and calls place to move it. Errors name
// the file, never the temporary one.
func write(name string, text []byte, mode fs.FileMode, place func(from, to string) error) (err error) {
	dir := filepath.Dir(name)
	if err := os.MkdirAll(dir, mode|0o100|mode&0o044>>2); err != nil { // a folder that can be read can be entered
		return err
	}
	sweep(dir)
	f, err := os.CreateTemp(dir, temporary+"*")
	if err != nil {
		return failed(name, err)
	}
	defer func() {
		if gone := os.Remove(f.Name()); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}()
	_, err = f.Write(text)
	if err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close()); err == nil {
		err = place(f.Name(), name)
	}
	return failed(name, err)
}

// failed returns err, if any, as that of writing name, without other paths.
func failed(name string, err error) error {
	var path *fs.PathError
	var link *os.LinkError
	if errors.As(err, &path) {
		err = path.Err
	} else if errors.As(err, &link) {
		err = link.Err
	}
	if err == nil {
		return nil
	}
	return &fs.PathError{Op: "write", Path: name, Err: err}
}

// temporary begins the names of temporary files; a number follows. One older than
// abandoned was left by a write that was killed.
const (
	temporary = ".crossover-"
	abandoned = time.Hour
)

// sweep removes the temporary files that killed writes left in a folder.
func sweep(dir string) {
	list, err := os.ReadDir(dir)
	if err != nil {
		return // the write that follows reports it
	}
	for _, e := range list {
		number, ours := strings.CutPrefix(e.Name(), temporary)
		if !ours || number == "" || strings.Trim(number, "0123456789") != "" || !e.Type().IsRegular() {
			continue
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > abandoned {
			_ = os.Remove(filepath.Join(dir, e.Name())) // it does no harm if it stays
		}
	}
}

// Read reads a regular file of at most most bytes.
func Read(name string, most int64) ([]byte, error) { return (*Tree)(nil).Read(name, most) }

// ReadAll reads r to its end, at most most bytes; a longer r is an error. name is the name
// in errors.
func ReadAll(r io.Reader, name string, most int64) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(text)) > most {
		err = fmt.Errorf("%s is larger than %d MB", name, most>>20)
	}
	return text, err
}

// maxGuarded is more than the size in bytes of any key, list of keys or password.
const maxGuarded = 1 << 20

// ReadGuarded is [Read] for files that control access: a key, a list of keys, a password.
// It returns an error if others than the owner have more access to the file than mode
// allows, or can replace it, as OpenSSH does. On Windows, which has no such modes, it does
// not check them.
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

// guarded returns an error if a file or folder gives others more access than mode allows.
// It accepts a sticky folder, such as /tmp, where nobody can replace the files of others.
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

// Tree is the part of the file system that may be read: everything if it is nil, or else a
// folder and its contents. In a folder it refuses paths with .. and symbolic links that
// lead out of it, even if they change while it reads.
type Tree struct {
	root *os.Root
	// names are the folder's paths: as given, and without symbolic links.
	names []string
}

// Below opens a folder as a Tree.
func Below(dir string) (*Tree, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	t := &Tree{root: root}
	if name, err := filepath.Abs(dir); err == nil {
		t.names = append(t.names, name)
	}
	if name, err := filepath.EvalSymlinks(dir); err == nil {
		if name, err = filepath.Abs(name); err == nil {
			t.names = append(t.names, name)
		}
	}
	return t, nil
}

// Close closes the folder.
func (t *Tree) Close() error { return t.root.Close() }

// local returns a path relative to the folder.
func (t *Tree) local(name string) string {
	if !filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	for _, dir := range t.names {
		if rel, err := filepath.Rel(dir, name); err == nil && filepath.IsLocal(rel) {
			return rel
		}
	}
	return name
}

// outside explains an error that says that a path leads out of the folder; it returns
// other errors unchanged.
func (t *Tree) outside(name string, err error) error {
	if err == nil || errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return err
	}
	if path := (*fs.PathError)(nil); errors.As(err, &path) && path.Err.Error() == "path escapes from parent" {
		return fmt.Errorf("%s is not below the folder that may be read, %s", name, t.names[0])
	}
	return err
}

// Stat returns the information on the file at a path.
func (t *Tree) Stat(name string) (fs.FileInfo, error) {
	if t == nil {
		return os.Stat(name)
	}
	info, err := t.root.Stat(t.local(name))
	return info, t.outside(name, err)
}

// Open opens a regular file for reading. It returns an error for a pipe or a device,
// because reading one may wait for ever or never end.
func (t *Tree) Open(name string) (*os.File, error) {
	info, err := t.Stat(name) // opening a pipe would wait for a writer
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file", name)
	}
	if t == nil {
		return os.Open(name)
	}
	f, err := t.root.Open(t.local(name))
	return f, t.outside(name, err)
}

// Read is [Read] in the tree.
func (t *Tree) Read(name string, most int64) (text []byte, err error) {
	f, err := t.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return ReadAll(f, name, most)
}

// Walk is [filepath.WalkDir] in the tree: it does not follow symbolic links.
func (t *Tree) Walk(dir string, visit fs.WalkDirFunc) error {
	if t == nil {
		return filepath.WalkDir(dir, visit)
	}
	local := filepath.ToSlash(t.local(dir))
	return fs.WalkDir(t.root.FS(), local, func(name string, d fs.DirEntry, err error) error {
		if rel, relErr := filepath.Rel(local, name); relErr == nil && name != local {
			name = filepath.Join(dir, rel)
		} else {
			name = dir
		}
		return visit(name, d, t.outside(name, err))
	})
}
