package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Tree is where files are read: the whole machine where it is nil, or else a
// folder and what is below it. There, a path with .. and a symbolic link that lead
// out of the folder are refused, whatever is changed meanwhile.
type Tree struct {
	root *os.Root
	// names are the ways the folder is called: as it was given, and without symbolic
	// links.
	names []string
}

// Below opens the tree of a folder.
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

// local is a path as seen from the folder.
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

// outside says in a sentence that a path leads out of the folder, where that is
// what err says.
func (t *Tree) outside(name string, err error) error {
	if err == nil || errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return err
	}
	if path := (*fs.PathError)(nil); errors.As(err, &path) && path.Err.Error() == "path escapes from parent" {
		return fmt.Errorf("%s is not below the folder that may be read, %s", name, t.names[0])
	}
	return err
}

// Stat says what a path leads to.
func (t *Tree) Stat(name string) (fs.FileInfo, error) {
	if t == nil {
		return os.Stat(name)
	}
	info, err := t.root.Stat(t.local(name))
	return info, t.outside(name, err)
}

// Open is [Open] in the tree.
func (t *Tree) Open(name string) (*os.File, error) {
	if t == nil {
		return Open(name)
	}
	info, err := t.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file", name)
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

// Walk is [filepath.WalkDir] in the tree: it follows no symbolic links.
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
