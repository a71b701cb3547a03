package data

import (
	"fmt"
	"io/fs"
	"path"

	"crossover/engine/catalog"
)

// Decode reads the YAML document of a file into what into points to, by the
// rules of the files the program comes with: fields that do not exist, repeated
// ones and values of another kind are problems. With none of these, check tells
// what else is wrong, each with the path of its value. All problems come back
// together, as one [*Error]; name is the file's in them.
func Decode(name string, src []byte, into any, check func() []catalog.Problem) error {
	var d decoder
	d.decode(name, "", src, into)
	if len(d.problems) == 0 {
		for _, p := range check() {
			d.locate(p)
		}
	}
	return d.err()
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
