package data

import (
	"embed"
	"fmt"
	"io/fs"
	"strconv"

	"crossover/engine/verify"
)

//go:embed examples/*.yaml
var exampleFiles embed.FS

const examplesDir = "examples"

// LoadExamples returns the worked examples the program comes with, in the
// order of their files' names. examples/README.md says what the files hold.
func LoadExamples() ([]verify.Example, error) { return examplesSource.Load() }

func loadExamples(fsys fs.FS) ([]verify.Example, error) {
	var r exampleReader
	if err := eachFile(fsys, examplesDir, r.read); err != nil {
		return nil, err
	}
	return r.result()
}

// ParseExamples reads one file of worked examples in the same format as the
// program's own; name is for errors. What is wrong in it comes back together,
// as one [*Error].
func ParseExamples(name string, src []byte) ([]verify.Example, error) {
	var r exampleReader
	r.read(name, src)
	return r.result()
}

// exampleReader collects the examples of files, and what is wrong with them.
type exampleReader struct {
	d        decoder
	files    int
	examples []verify.Example
	// at is where each example's ID was given.
	at map[string]place
}

func (r *exampleReader) read(name string, text []byte) {
	// Paths of several files are told apart by a root each.
	root := "file" + strconv.Itoa(r.files)
	r.files++
	before := len(r.d.problems)
	var f verify.File
	r.d.decode(name, root, text, &f)
	if len(r.d.problems) > before {
		return
	}
	examples, problems := f.Resolve()
	for _, p := range problems {
		p.Path = join(root, p.Path)
		r.d.locate(p)
	}
	for i := range examples {
		r.unique(root, i, examples[i].ID)
	}
	r.examples = append(r.examples, examples...)
}

// unique reports an ID that an earlier file has.
func (r *exampleReader) unique(root string, i int, id string) {
	if r.at == nil {
		r.at = map[string]place{}
	}
	here := fmt.Sprintf("%s.examples[%d].id", root, i)
	first, taken := r.at[id]
	if taken && first.root != root {
		p := r.d.places[here]
		r.d.problems = append(r.d.problems, Problem{
			File: p.file, Line: p.line, Column: p.column, Path: fmt.Sprintf("examples[%d].id", i), Value: id,
			Want: fmt.Sprintf("an id that no other example has: %s:%d has this one", first.file, first.line),
		})
		return
	}
	r.at[id] = r.d.places[here]
}

func (r *exampleReader) result() ([]verify.Example, error) {
	if err := r.d.err(); err != nil {
		return nil, err
	}
	return r.examples, nil
}
