package data

import "crossover/engine/catalog"

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
	if len(d.problems) > 0 {
		return &Error{Problems: sorted(d.problems)}
	}
	return nil
}
