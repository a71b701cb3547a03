package data

import (
	"fmt"
	"io/fs"
	"path"

	"crossover/data/strict"
	"crossover/engine/catalog"
)

type (
	// Error lists all problems in files.
	Error = strict.Error
	// Problem is one problem.
	Problem = strict.Problem
)

// Decode reads the YAML document of a file into the value that into points to. If that
// succeeds, check returns further problems, each with the path of its value. All problems
// are returned together, as one [*Error], with name as the file's name.
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
