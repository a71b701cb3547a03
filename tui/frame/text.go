package frame

import (
	"strings"

	"crossover/tui/cell"
)

// Text returns b without styles: its rows joined by "\n", without blanks at their ends.
// Tests compare it, and the program prints it as plain text.
func Text(b *cell.Buffer) string {
	var out strings.Builder
	for y := range b.Height() {
		if y > 0 {
			out.WriteByte('\n')
		}
		out.WriteString(rowText(b.Row(y)))
	}
	return out.String()
}

// rowText returns one row without styles.
func rowText(row []cell.Cell) string {
	var out strings.Builder
	for x := range row {
		if r := Shown(row, x); r != cell.Tail {
			out.WriteRune(r)
		}
	}
	return strings.TrimRight(out.String(), " ")
}
