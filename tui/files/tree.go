package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

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
