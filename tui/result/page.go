package result

import (
	"bytes"
	"strings"

	"crossover/tui/format"
)

// page is a document being written: as Markdown, or as plain text that reads
// well aloud, in which every fact is a line and nothing is drawn.
type page struct {
	bytes.Buffer
	plain bool
}

// title starts the document, and section a part of it.
func (p *page) title(s string)   { p.heading("# ", s) }
func (p *page) section(s string) { p.heading("## ", s) }

func (p *page) heading(mark, s string) {
	if n := len(bytes.TrimRight(p.Bytes(), "\n")); n > 0 {
		p.Truncate(n)
		p.WriteString("\n\n")
	}
	if p.plain {
		p.WriteString(s + ".\n")
		return
	}
	p.WriteString(mark + escape(s) + "\n\n")
}

// text writes a paragraph.
func (p *page) text(s string) {
	if p.plain {
		p.WriteString(s + "\n")
		return
	}
	p.WriteString(escape(s) + "\n\n")
}

// code writes what can be copied into a shell.
func (p *page) code(s string) {
	if p.plain {
		p.WriteString(s + "\n")
		return
	}
	p.WriteString("```\n" + s + "\n```\n\n")
}

// items writes a list.
func (p *page) items(list ...string) {
	for _, s := range list {
		if p.plain {
			p.WriteString(s + "\n")
		} else {
			p.WriteString("- " + escape(s) + "\n")
		}
	}
	if !p.plain && len(list) > 0 {
		p.WriteByte('\n')
	}
}

// address writes where something was read, and a note to it, as an item of a
// list.
func (p *page) address(url, note string) {
	if p.plain || strings.ContainsAny(url, " <>") {
		p.items(url + ", " + note)
		return
	}
	p.WriteString("- <" + url + ">, " + escape(note) + "\n")
}

// table writes a grid: in plain text each row is a line that names its figures.
func (p *page) table(g *Grid) {
	if !p.plain {
		g.markdown(&p.Buffer)
		p.WriteByte('\n')
		return
	}
	for _, row := range g.Rows {
		p.WriteString(g.sentence(row) + "\n")
	}
}

// sentence writes a row as a line: what it is about, then each figure after its
// title. Empty cells are left out. A first column of numbers numbers the line.
func (g *Grid) sentence(row []string) string {
	lead, first := row[0], 1
	if g.Columns[0].Title == "#" {
		lead, first = row[0]+". "+row[1], 2
	}
	var facts []string
	for i, cell := range row[first:] {
		switch title := g.Columns[first+i].Title; {
		case cell == "" || cell == format.None:
		case title == "":
			facts = append(facts, cell)
		default:
			facts = append(facts, title+" "+cell)
		}
	}
	return strings.Join(append([]string{lead}, facts...), "; ")
}

// escape keeps what comes from a catalogue or a scenario from being Markdown.
func escape(s string) string {
	return strings.NewReplacer("*", `\*`, "_", `\_`, "<", "&lt;", "`", "\\`", "[", `\[`, "#", `\#`).Replace(s)
}

// finished returns the document, without blank lines at its end.
func (p *page) finished() []byte { return append(bytes.TrimRight(p.Bytes(), "\n"), '\n') }
