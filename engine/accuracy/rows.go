package accuracy

import (
	"encoding/csv"
	"errors"
	"io"
)

// Row is one row of a reference table, keyed by column name.
type Row map[string]string

// Read returns the rows of a reference table: comma-separated values whose first line
// names the columns.
func Read(r io.Reader) ([]Row, error) {
	lines, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(lines) == 0 {
		return nil, errors.New("no line names the columns")
	}
	rows := make([]Row, 0, len(lines)-1)
	for _, line := range lines[1:] {
		row := Row{}
		for i, column := range lines[0] {
			row[column] = line[i]
		}
		rows = append(rows, row)
	}
	return rows, nil
}
