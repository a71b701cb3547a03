package cli

import (
	"bytes"
	"errors"
)

// forms is a result in every format a command prints it in.
type forms struct {
	json            func() any
	csv             func() *grid
	markdown, table func(*bytes.Buffer)
}

// print writes a result in a format: whole, or not at all.
func (a *app) print(f outputFormat, x forms) error {
	var b bytes.Buffer
	switch f {
	case asJSON:
		out, err := toJSON(x.json())
		if err != nil {
			return err
		}
		b.Write(out)
	case asCSV:
		if err := x.csv().csv(&b); err != nil {
			return err
		}
	case asMarkdown:
		x.markdown(&b)
	case asTable:
		x.table(&b)
	default:
		return errors.New("unknown format " + string(f))
	}
	return a.write(b.Bytes())
}
