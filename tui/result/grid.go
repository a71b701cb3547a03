package result

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"crossover/engine/each"
	"crossover/tui/format"
	"crossover/tui/style"
)

// Width is the default width of text, in columns.
const Width = 80

// Sheet is a text for people under construction.
type Sheet struct {
	bytes.Buffer
	// Width is the number of columns for tables; 0 means no limit. Prose is then [Width]
	// wide.
	Width int
}

// Column is a column of a grid.
type Column struct {
	Title string
	// Right aligns figures.
	Right bool
	// Gives permits cutting the column if the grid is too wide. Wraps, for the last
	// column, continues it on further lines.
	Gives, Wraps bool
	// Most is the column's largest width on a sheet of [Width] columns; a wider sheet
	// adds half its further columns. 0 means no limit.
	Most int
}

// Grid is a table to print.
type Grid struct {
	Columns []Column
	Rows    [][]string
}

// NewGrid returns a grid with columns of these titles. Marks at the end of a title set
// flags: > sets Right, ~ sets Gives, / sets Wraps.
func NewGrid(titles ...string) *Grid {
	g := &Grid{}
	for _, t := range titles {
		title := strings.TrimRight(t, ">~/")
		is := func(mark string) bool { return strings.Contains(t[len(title):], mark) }
		g.Columns = append(g.Columns, Column{Title: title, Right: is(">"), Gives: is("~"), Wraps: is("/")})
	}
	return g
}

// addRaw adds a row with figures for machines. Missing cells are empty.
func (g *Grid) addRaw(values ...any) {
	row := make([]string, len(g.Columns))
	for i, v := range values {
		if x, ok := v.(float64); ok {
			row[i] = format.Raw(x)
		} else {
			row[i] = fmt.Sprint(v)
		}
	}
	g.Add(row...)
}

// Add adds a row of one cell per column.
func (g *Grid) Add(cells ...string) { g.Rows = append(g.Rows, cells) }

// table writes the grid in aligned columns, cut to the sheet's width if possible. A grid
// without titles has no head.
func (g *Grid) table(b *Sheet) {
	widths := g.widths()
	for i, c := range g.Columns {
		if c.Most > 0 && b.Width > 0 {
			widths[i] = min(widths[i], c.Most+max(b.Width-Width, 0)/2)
		}
	}
	if b.Width > 0 {
		g.squeeze(widths, b.Width)
	}
	if g.titled() {
		g.line(b, widths, g.titles())
	}
	for _, row := range g.Rows {
		g.line(b, widths, row)
	}
}

func (g *Grid) titled() bool { return strings.Join(g.titles(), "") != "" }

func (g *Grid) titles() []string {
	return each.Of(g.Columns, func(c *Column) string { return c.Title })
}

func (g *Grid) widths() []int {
	widths := make([]int, len(g.Columns))
	for _, row := range append([][]string{g.titles()}, g.Rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], Columns(cell))
		}
	}
	return widths
}

// gap is the number of blanks between columns.
const gap = 2

// squeeze narrows the columns that may be cut, the widest first, to fit into most
// columns.
func (g *Grid) squeeze(widths []int, most int) {
	const least = 12
	over := -most - gap
	for _, w := range widths {
		over += w + gap
	}
	for ; over > 0; over-- {
		widest := -1
		for i, c := range g.Columns {
			if c.Gives && widths[i] > least && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		widths[widest]--
	}
}

func (g *Grid) line(b *Sheet, widths []int, row []string) {
	var l strings.Builder
	for i, cell := range row {
		if i > 0 {
			l.WriteString(strings.Repeat(" ", gap))
		}
		if g.Columns[i].Wraps {
			b.wrap(l.String(), cell, cmp.Or(b.Width, math.MaxInt))
			return
		}
		cell = Cut(cell, widths[i])
		pad := strings.Repeat(" ", max(0, widths[i]-Columns(cell)))
		if g.Columns[i].Right {
			l.WriteString(pad + cell)
		} else {
			l.WriteString(cell + pad)
		}
	}
	b.WriteString(strings.TrimRight(l.String(), " ") + "\n")
}

// markdown writes the grid as a table in GitHub's Markdown.
func (g *Grid) markdown(b *bytes.Buffer) {
	escape := strings.NewReplacer(`\`, `\\`, "|", `\|`, "\n", " ", "<", "&lt;", "[", `\[`, "]", `\]`)
	row := func(cells []string) {
		for _, c := range cells {
			b.WriteString("| " + escape.Replace(c) + " ")
		}
		b.WriteString("|\n")
	}
	row(g.titles())
	for _, c := range g.Columns {
		if c.Right {
			b.WriteString("|---:")
		} else {
			b.WriteString("|---")
		}
	}
	b.WriteString("|\n")
	for _, r := range g.Rows {
		row(r)
	}
}

// csv writes the grid as comma-separated values.
func (g *Grid) csv(b *bytes.Buffer) {
	with := Grid{Rows: g.Rows}
	if g.titled() {
		with.Rows = append([][]string{g.titles()}, g.Rows...)
	}
	with.cells(b)
}

// cells writes the rows as comma-separated values, without titles.
func (g *Grid) cells(b *bytes.Buffer) {
	w := csv.NewWriter(b)
	for _, row := range g.Rows {
		cells := slices.Clone(row)
		for i, c := range cells {
			cells[i] = plainCell(c)
		}
		_ = w.Write(cells) // a buffer takes everything
	}
	w.Flush()
}

// plainCell prefixes a quote to a cell that a spreadsheet would take for a formula, also
// after blanks or in wide characters. Numbers stay.
// https://owasp.org/www-community/attacks/CSV_Injection
func plainCell(s string) string {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " \n"))
	if !strings.ContainsRune("=+-@\t\r＝＋－＠", first) {
		return s
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil || s == "-" {
		return s
	}
	return "'" + s
}

// Columns returns the width of text: one column per character.
func Columns(s string) int { return utf8.RuneCountInString(s) }

// Cut shortens text to a width, with ".." at its end.
func Cut(s string, width int) string {
	if Columns(s) <= width {
		return s
	}
	return string([]rune(s)[:max(0, width-2)]) + ".."
}

// Label makes a title from a catalogue safe to print.
func Label(s string) string { return style.Clean(s, Width) }

// Sentence makes a longer text from a catalogue safe to print.
func Sentence(s string) string { return style.Clean(s, 1000) }

// Wrap writes words after a lead in lines of the sheet's width. Further lines are
// indented by the lead's width.
func (s *Sheet) Wrap(lead, text string) { s.wrap(lead, text, cmp.Or(s.Width, Width)) }

// wrap writes words in lines of a width.
func (s *Sheet) wrap(lead, text string, width int) {
	line, empty := lead, true
	for _, word := range strings.Fields(text) {
		if !empty && Columns(line)+1+Columns(word) > width {
			s.WriteString(line + "\n")
			line, empty = strings.Repeat(" ", Columns(lead)), true
		}
		if !empty {
			line += " "
		}
		line, empty = line+word, false
	}
	s.WriteString(strings.TrimRight(line, " ") + "\n")
}
