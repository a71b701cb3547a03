package result

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"text/template" // not html, whose table of entities has 62 kB

	"crossover/tui/format"
)

// form is the format of a page.
type form uint8

const (
	onTerminal form = iota
	asMarkdown
	// aloud is plain text that reads well aloud: one fact per line, without drawings.
	aloud
	asHTML
)

// page is a document for people under construction.
type page struct {
	Sheet
	form form
	name string // the title, of a web page
}

// begin ends the block before it with a blank line in Markdown.
func (p *page) begin() {
	if p.form == asMarkdown && p.Len() > 0 && !bytes.HasSuffix(p.Bytes(), []byte("\n\n")) {
		p.WriteByte('\n')
	}
}

// gap writes an empty line on a terminal.
func (p *page) gap() {
	if p.form == onTerminal {
		p.WriteByte('\n')
	}
}

// title writes the document's title, and section that of a section.
func (p *page) title(s string)   { p.heading("# ", s) }
func (p *page) section(s string) { p.heading("## ", s) }

func (p *page) heading(mark, s string) {
	if p.form == asHTML {
		if name := "h" + strconv.Itoa(len(mark)-1); name == "h1" {
			p.name = s
			fmt.Fprintf(p, "<h1>%s</h1>\n", template.HTMLEscapeString(s))
		} else {
			fmt.Fprintf(p, "</section>\n<section id=\"%s\">\n<h2>%s</h2>\n", template.HTMLEscapeString(strings.ReplaceAll(strings.ToLower(s), " ", "-")), template.HTMLEscapeString(s))
		}
		return
	}
	if n := len(bytes.TrimRight(p.Bytes(), "\n")); n > 0 {
		p.Truncate(n)
		p.WriteString("\n\n")
	}
	if p.form == aloud {
		p.WriteString(s + ".\n")
		return
	}
	p.WriteString(mark + escape(s) + "\n\n")
}

// block writes a paragraph: on a terminal and aloud s after lead, else the Markdown or
// HTML given.
func (p *page) block(lead, s, markdown, html string) {
	p.begin()
	switch p.form {
	case onTerminal:
		p.Wrap(lead, s)
	case asMarkdown:
		p.WriteString(markdown + "\n\n")
	case aloud:
		p.WriteString(lead + s + "\n")
	case asHTML:
		p.WriteString(html + "\n")
	}
}

// text writes a paragraph unless s is empty.
func (p *page) text(s string) {
	if s != "" {
		p.block("", s, escape(s), "<p>"+template.HTMLEscapeString(s)+"</p>")
	}
}

// lead writes a paragraph that begins with its subject.
func (p *page) lead(about, s string) {
	p.block(about+": ", s, "**"+escape(about)+"**: "+escape(s), "<p>"+template.HTMLEscapeString(about+": "+s)+"</p>")
}

// caption writes the caption of the block below it.
func (p *page) caption(s string) {
	p.gap()
	if p.form == onTerminal {
		p.WriteString(s + "\n")
		return
	}
	p.text(capital(strings.TrimSuffix(s, ":")) + ":")
}

// code writes a command to be copied into a shell.
func (p *page) code(s string) {
	p.block("", s, "```\n"+s+"\n```", "<pre>"+template.HTMLEscapeString(s)+"</pre>")
}

// entry writes a list item after a mark. A mark that begins with a blank nests the item.
func (p *page) entry(mark, s string) {
	word := strings.Trim(mark, " *")
	switch p.form {
	case onTerminal:
		p.Wrap(mark, s)
	case asMarkdown:
		if strings.HasPrefix(mark, " ") {
			p.WriteString("  ")
		}
		if word != "" {
			word = "**" + word + "** "
		}
		p.WriteString("- " + word + escape(s) + "\n")
	case aloud, asHTML:
		p.text(strings.TrimSpace(word + " " + s))
	}
}

// items writes a list.
func (p *page) items(list ...string) {
	if p.form == asHTML {
		p.WriteString("<ul>\n")
		for _, s := range list {
			p.WriteString("<li>" + template.HTMLEscapeString(s) + "</li>\n")
		}
		p.WriteString("</ul>\n")
		return
	}
	for _, s := range list {
		p.entry("* ", s)
	}
}

// address writes a source's URL and a note as a list item.
func (p *page) address(url, note string) {
	switch {
	case p.form == asHTML && strings.HasPrefix(url, "https://"):
		fmt.Fprintf(p, "<p><a href=\"%s\" rel=\"noreferrer\">%[1]s</a>, %s</p>\n", template.HTMLEscapeString(url), template.HTMLEscapeString(note))
	case p.form == asMarkdown && !strings.ContainsAny(url, " <>"):
		p.WriteString("- <" + url + ">, " + escape(note) + "\n")
	default:
		p.items(url + ", " + note)
	}
}

// tables writes the grids that have rows, each after a gap.
func (p *page) tables(list ...*Grid) {
	for _, g := range list {
		if len(g.Rows) > 0 {
			p.gap()
			p.table(g)
		}
	}
}

// table writes a grid. Aloud, each row is a line that names its figures.
func (p *page) table(g *Grid) {
	p.begin()
	switch p.form {
	case onTerminal:
		g.table(&p.Sheet)
	case asMarkdown:
		g.markdown(&p.Buffer)
		p.WriteByte('\n')
	case aloud:
		for _, row := range g.Rows {
			p.WriteString(g.sentence(row) + "\n")
		}
	case asHTML:
		g.html(&p.Buffer)
	}
}

// sentence writes a row as a line: its subject, then each figure after its title. Empty
// cells are left out. A first column titled # numbers the line.
func (g *Grid) sentence(row []string) string {
	lead, first := row[0], 1
	switch {
	case g.Columns[0].Title == "#":
		lead, first = row[0]+". "+row[1], 2
	case g.Columns[0].Right:
		lead = g.Columns[0].Title + " " + row[0]
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

// escape escapes Markdown in text from a catalogue or a scenario.
func escape(s string) string {
	return strings.NewReplacer("*", `\*`, "_", `\_`, "<", "&lt;", "`", "\\`", "[", `\[`, "#", `\#`).Replace(s)
}

// finished returns the document; off the terminal, without blank lines at its end.
func (p *page) finished() []byte {
	switch p.form {
	case onTerminal:
		return p.Bytes()
	case asHTML:
		return webPage(p.name, p.Bytes())
	default:
		return append(bytes.TrimRight(p.Bytes(), "\n"), '\n')
	}
}
