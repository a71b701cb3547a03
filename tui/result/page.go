package result

import (
	"bytes"
	"fmt"
	"html"
	"strconv"
	"strings"

	"crossover/tui/format"
)

// page is a document being written: as Markdown, or as plain text that reads
// well aloud, in which every fact is a line and nothing is drawn.
type page struct {
	bytes.Buffer
	plain, web bool
	name       string // the title, of a web page
}

// title starts the document, and section a part of it.
func (p *page) title(s string)   { p.heading("# ", s) }
func (p *page) section(s string) { p.heading("## ", s) }

func (p *page) heading(mark, s string) {
	if p.web {
		if name := "h" + strconv.Itoa(len(mark)-1); name == "h1" {
			p.name = s
			fmt.Fprintf(p, "<h1>%s</h1>\n", html.EscapeString(s))
		} else {
			fmt.Fprintf(p, "</section>\n<section id=\"%s\">\n<h2>%s</h2>\n", html.EscapeString(strings.ReplaceAll(strings.ToLower(s), " ", "-")), html.EscapeString(s))
		}
		return
	}
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
	if p.web {
		p.WriteString("<p>" + html.EscapeString(s) + "</p>\n")
		return
	}
	if p.plain {
		p.WriteString(s + "\n")
		return
	}
	p.WriteString(escape(s) + "\n\n")
}

// code writes what can be copied into a shell.
func (p *page) code(s string) {
	if p.web {
		p.WriteString("<pre>" + html.EscapeString(s) + "</pre>\n")
		return
	}
	if p.plain {
		p.WriteString(s + "\n")
		return
	}
	p.WriteString("```\n" + s + "\n```\n\n")
}

// items writes a list.
func (p *page) items(list ...string) {
	if p.web {
		p.WriteString("<ul>\n")
		for _, s := range list {
			p.WriteString("<li>" + html.EscapeString(s) + "</li>\n")
		}
		p.WriteString("</ul>\n")
		return
	}
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
	if p.web && strings.HasPrefix(url, "https://") {
		fmt.Fprintf(p, "<p><a href=\"%s\" rel=\"noreferrer\">%[1]s</a>, %s</p>\n", html.EscapeString(url), html.EscapeString(note))
		return
	}
	if p.plain || p.web || strings.ContainsAny(url, " <>") {
		p.items(url + ", " + note)
		return
	}
	p.WriteString("- <" + url + ">, " + escape(note) + "\n")
}

// table writes a grid: in plain text each row is a line that names its figures.
func (p *page) table(g *Grid) {
	if p.web {
		g.html(&p.Buffer)
		return
	}
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
func (p *page) finished() []byte {
	if p.web {
		return webPage(p.name, p.Bytes())
	}
	return append(bytes.TrimRight(p.Bytes(), "\n"), '\n')
}
