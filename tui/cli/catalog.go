package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/catalog"
)

// engine compiles the catalogue the program comes with, and whatever the user
// adds to it.
func (a *app) engine() (*engine.Engine, error) {
	c, err := loadCatalog(a.catalogs.values)
	if err != nil {
		return nil, err
	}
	e, err := engine.New(c)
	if err != nil {
		err = fmt.Errorf("catalogue: %w", err)
		if len(a.catalogs.values) > 0 {
			return nil, bad(err)
		}
		return nil, err
	}
	return e, nil
}

// loadCatalog reads the embedded catalogue with the user's files beside it.
func loadCatalog(paths []string) (*catalog.Catalog, error) {
	if len(paths) == 0 {
		c, err := data.Load()
		if err != nil {
			return nil, fmt.Errorf("built-in catalogue: %w", err)
		}
		return c, nil
	}
	extra, err := readCatalogs(paths)
	if err != nil {
		return nil, err
	}
	c, err := data.LoadFS(overlay{base: data.Files(), extra: extra})
	return c, bad(ownNames(err, extra))
}

// userFile is a catalogue file of the user's.
type userFile struct {
	// name is the file's path as the user gave it.
	name string
	text []byte
}

// readCatalogs reads files, and the YAML files of folders.
func readCatalogs(paths []string) ([]userFile, error) {
	var out []userFile
	for _, p := range paths {
		files := []string{p}
		info, err := os.Stat(p)
		if err != nil {
			return nil, badf("--catalog: %w", err)
		}
		if info.IsDir() {
			if files, err = yamlFiles(p); err != nil {
				return nil, err
			}
		}
		for _, f := range files {
			text, err := readFile(f)
			if err != nil {
				return nil, badf("--catalog: %w", err)
			}
			out = append(out, userFile{name: f, text: text})
		}
	}
	return out, nil
}

// readFile reads a file of a size that a catalogue can have.
func readFile(name string) (text []byte, err error) {
	const most = 8 << 20
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if text, err = io.ReadAll(io.LimitReader(f, most+1)); err == nil && len(text) > most {
		err = fmt.Errorf("%s is larger than %d MB; a catalogue is a small YAML file", name, most>>20)
	}
	return text, err
}

// yamlFiles lists the catalogue files of a folder, in order.
func yamlFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, badf("--catalog: %w", err)
	}
	var out []string
	for _, e := range entries {
		if ext := filepath.Ext(e.Name()); !e.IsDir() && (ext == ".yaml" || ext == ".yml") {
			out = append(out, filepath.Join(dir, e.Name()))
		}
	}
	if len(out) == 0 {
		return nil, badf("--catalog: %s holds no .yaml file", dir)
	}
	return out, nil
}

// overlay is a catalogue with files added. It has what [data.LoadFS] reads
// with: folders and whole files.
type overlay struct {
	base  fs.FS
	extra []userFile
}

const catalogDir = "catalog"

// mount is where a user's file stands in the overlay: after every embedded
// one.
func mount(i int) string { return fmt.Sprintf("~%05d.yaml", i) }

// Open opens an embedded file.
func (o overlay) Open(name string) (fs.File, error) { return o.base.Open(name) }

// ReadFile returns the text of a file.
func (o overlay) ReadFile(name string) ([]byte, error) {
	for i := range o.extra {
		if name == path.Join(catalogDir, mount(i)) {
			return o.extra[i].text, nil
		}
	}
	return fs.ReadFile(o.base, name)
}

// ReadDir lists a folder.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	list, err := fs.ReadDir(o.base, name)
	if err != nil || name != catalogDir {
		return list, err
	}
	list = slices.Clone(list)
	for i := range o.extra {
		list = append(list, entry(mount(i)))
	}
	return list, nil
}

// entry is a file of an overlay in a listing.
type entry string

func (e entry) Name() string               { return string(e) }
func (e entry) IsDir() bool                { return false }
func (e entry) Type() fs.FileMode          { return 0 }
func (e entry) Info() (fs.FileInfo, error) { return nil, fs.ErrInvalid }

// ownNames gives problems with the user's files the names the user knows them
// by.
func ownNames(err error, extra []userFile) error {
	var e *data.Error
	if !errors.As(err, &e) {
		return err
	}
	out := &data.Error{Problems: slices.Clone(e.Problems)}
	for k := range out.Problems {
		for i := range extra {
			if out.Problems[k].File == path.Join(catalogDir, mount(i)) {
				out.Problems[k].File = extra[i].name
			}
		}
	}
	return out
}
