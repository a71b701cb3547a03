package cli

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"unicode/utf8"

	"crossover/tui/style"
)

// columns80 is the width tables are made for.
const columns80 = 80

// column is a column of a grid.
type column struct {
	title string
	// right aligns figures.
	right bool
	// gives lets the column be cut where the grid would be too wide, and wraps,
	// for the last column, be continued on further lines.
	gives, wraps bool
}

// grid is a table to print.
type grid struct {
	columns []column
	rows    [][]string
}

func (g *grid) add(cells ...string) { g.rows = append(g.rows, cells) }

// table writes the grid in aligned columns, in at most 80 where a column can
// give. A grid without titles has no head.
func (g *grid) table(b *bytes.Buffer) {
	widths := g.widths()
	g.squeeze(widths)
	if g.titled() {
		g.line(b, widths, g.titles())
	}
	for _, row := range g.rows {
		g.line(b, widths, row)
	}
}

func (g *grid) titled() bool {
	for _, c := range g.columns {
		if c.title != "" {
			return true
		}
	}
	return false
}

func (g *grid) titles() []string {
	out := make([]string, len(g.columns))
	for i, c := range g.columns {
		out[i] = c.title
	}
	return out
}

func (g *grid) widths() []int {
	widths := make([]int, len(g.columns))
	for _, row := range append([][]string{g.titles()}, g.rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], columns(cell))
		}
	}
	return widths
}

// gap is what separates columns.
const gap = 2

// squeeze takes what is too wide from the columns that give, the widest first.
func (g *grid) squeeze(widths []int) {
	const least = 12
	over := -columns80 - gap
	for _, w := range widths {
		over += w + gap
	}
	for ; over > 0; over-- {
		widest := -1
		for i, c := range g.columns {
			if c.gives && widths[i] > least && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		widths[widest]--
	}
}

func (g *grid) line(b *bytes.Buffer, widths []int, row []string) {
	var l strings.Builder
	for i, cell := range row {
		if i > 0 {
			l.WriteString(strings.Repeat(" ", gap))
		}
		if g.columns[i].wraps {
			wrapped(b, l.String(), cell)
			return
		}
		cell = cut(cell, widths[i])
		pad := strings.Repeat(" ", max(0, widths[i]-columns(cell)))
		if g.columns[i].right {
			l.WriteString(pad + cell)
		} else {
			l.WriteString(cell + pad)
		}
	}
	b.WriteString(strings.TrimRight(l.String(), " ") + "\n")
}

// markdown writes the grid as a table of GitHub's Markdown.
func (g *grid) markdown(b *bytes.Buffer) {
	escape := strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;")
	row := func(cells []string) {
		for _, c := range cells {
			b.WriteString("| " + escape.Replace(c) + " ")
		}
		b.WriteString("|\n")
	}
	row(g.titles())
	for _, c := range g.columns {
		if c.right {
			b.WriteString("|---:")
		} else {
			b.WriteString("|---")
		}
	}
	b.WriteString("|\n")
	for _, r := range g.rows {
		row(r)
	}
}

// csv writes the grid as comma-separated values.
func (g *grid) csv(b *bytes.Buffer) error {
	w := csv.NewWriter(b)
	if err := w.Write(g.titles()); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	if err := w.WriteAll(g.rows); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

// columns is how wide text is: what is printed here has one column a
// character.
func columns(s string) int { return utf8.RuneCountInString(s) }

// cut shortens text to a width.
func cut(s string, width int) string {
	if columns(s) <= width {
		return s
	}
	return string([]rune(s)[:max(0, width-2)]) + ".."
}

// label makes a title from a catalogue safe to print, and sentence a longer
// text.
func label(s string) string    { return style.Clean(s, columns80) }
func sentence(s string) string { return style.Clean(s, 1000) }

// wrapped writes words after a lead in lines of at most 80 columns, further
// lines indented as far as the lead.
func wrapped(b *bytes.Buffer, lead, text string) {
	line, empty := lead, true
	for _, word := range strings.Fields(text) {
		if !empty && columns(line)+1+columns(word) > columns80 {
			b.WriteString(line + "\n")
			line, empty = strings.Repeat(" ", columns(lead)), true
		}
		if !empty {
			line += " "
		}
		line, empty = line+word, false
	}
	b.WriteString(strings.TrimRight(line, " ") + "\n")
}
