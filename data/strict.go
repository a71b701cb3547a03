package data

import (
	"fmt"
	"io/fs"
	"path"

	"crossover/data/strict"
	"crossover/engine/catalog"
)

type (
	// Error lists everything that is wrong with files.
	Error = strict.Error
	// Problem is one thing that is wrong.
	Problem = strict.Problem
)

// Decode reads the YAML document of a file into what into points to. With nothing
// wrong so far, check tells what else is wrong, each with the path of its value. All
// problems come back together, as one [*Error]; name is the file's in them.
func Decode(name string, src []byte, into any, check func() []catalog.Problem) error {
	var d strict.Decoder
	d.Decode(name, "", src, into)
	if len(d.Problems) == 0 {
		for _, p := range check() {
			d.Locate(p.Path, p.Value, p.Want)
		}
	}
	return d.Err()
}

// eachFile reads the YAML files of a folder, in the order of their names.
func eachFile(fsys fs.FS, dir string, read func(name string, text []byte)) error {
	names, err := fs.Glob(fsys, path.Join(dir, "*.yaml"))
	if err == nil && len(names) == 0 {
		err = fmt.Errorf("%s/*.yaml: no files: want at least one", dir)
	}
	for _, name := range names {
		text, bad := fs.ReadFile(fsys, name)
		if bad != nil {
			return fmt.Errorf("read %s: %w", dir, bad)
		}
		read(name, text)
	}
	return err
}
