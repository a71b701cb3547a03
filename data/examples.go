package data

import (
	"embed"
	"fmt"
	"io/fs"
	"strconv"

	"crossover/data/strict"
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
	d        strict.Decoder
	files    int
	examples []verify.Example
	// at is where each example's ID was given.
	at map[string]strict.Place
}

func (r *exampleReader) read(name string, text []byte) {
	// Paths of several files are told apart by a root each.
	root := "file" + strconv.Itoa(r.files)
	r.files++
	before := len(r.d.Problems)
	var f verify.File
	r.d.Decode(name, root, text, &f)
	if len(r.d.Problems) > before {
		return
	}
	examples, problems := f.Resolve()
	for _, p := range problems {
		p.Path = strict.Join(root, p.Path)
		r.d.Locate(p.Path, p.Value, p.Want)
	}
	for i := range examples {
		r.unique(root, i, examples[i].ID)
	}
	r.examples = append(r.examples, examples...)
}

// unique reports an ID that an earlier file has.
func (r *exampleReader) unique(root string, i int, id string) {
	if r.at == nil {
		r.at = map[string]strict.Place{}
	}
	here := fmt.Sprintf("%s.examples[%d].id", root, i)
	p, _ := r.d.At(here)
	first, taken := r.at[id]
	if taken && first.Root != root {
		r.d.Problems = append(r.d.Problems, Problem{
			File: p.File, Line: p.Line, Column: p.Column, Path: fmt.Sprintf("examples[%d].id", i), Value: id,
			Want: fmt.Sprintf("an id that no other example has: %s:%d has this one", first.File, first.Line),
		})
		return
	}
	r.at[id] = p
}

func (r *exampleReader) result() ([]verify.Example, error) {
	if err := r.d.Err(); err != nil {
		return nil, err
	}
	return r.examples, nil
}
