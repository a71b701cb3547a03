package export

import (
	"bytes"
	"fmt"
	"strings"

	"crossover/tui/cell"
)

// html writes the screen as a page of its own.
func (p *Picture) html() []byte {
	b, looks := p.clean(), p.looks()
	var out bytes.Buffer
	fmt.Fprintf(&out, "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>%s</title>\n<meta name=\"description\" content=\"%s\">\n",
		escape(p.Title), escape(p.Description))
	fmt.Fprintf(&out, "<style>body{background:%s;color:%s}pre{font:15px/18px %s}a{color:inherit}</style>\n<pre>\n", hex(p.Background), hex(p.Foreground), fontFamily)
	for y := range b.Height() {
		p.htmlRow(&out, looks, b, y)
		out.WriteByte('\n')
	}
	out.WriteString("</pre>\n</html>\n")
	return out.Bytes()
}

// htmlRow writes a row, split where the look changes and where links are.
func (p *Picture) htmlRow(out *bytes.Buffer, looks looks, b *cell.Buffer, y int) {
	row := b.Row(y)
	for x := 0; x < len(row); {
		url, end := linkAt(b, x, y)
		if url != "" {
			fmt.Fprintf(out, `<a href="%s">`, escape(url))
		}
		for _, r := range looks.runs(row[x:end], func(a, b look) bool { return a == b }) {
			p.htmlRun(out, r)
		}
		if url != "" {
			out.WriteString("</a>")
		}
		x = end
	}
}

// linkAt returns the address that the cell x, y leads to, and where the stretch
// of cells ends that lead to the same. Addresses of pages only are links.
func linkAt(b *cell.Buffer, x, y int) (url string, end int) {
	end = b.Width()
	for _, l := range b.Links() {
		switch {
		case l.Y != y || !strings.HasPrefix(l.URL, "https://") && !strings.HasPrefix(l.URL, "http://"):
		case x >= l.X && x < l.X+l.W:
			return l.URL, min(l.X+l.W, b.Width())
		case l.X > x:
			end = min(end, l.X)
		}
	}
	return "", end
}

func (p *Picture) htmlRun(out *bytes.Buffer, r run) {
	var css []string
	if r.look.fore != p.Foreground {
		css = append(css, "color:"+hex(r.look.fore))
	}
	if r.look.filled {
		css = append(css, "background:"+hex(r.look.back))
	}
	if r.look.bold {
		css = append(css, "font-weight:bold")
	}
	if r.look.italic {
		css = append(css, "font-style:italic")
	}
	if r.look.underline {
		css = append(css, "text-decoration:underline")
	}
	if len(css) == 0 {
		out.WriteString(escape(string(r.text)))
		return
	}
	fmt.Fprintf(out, `<span style="%s">%s</span>`, strings.Join(css, ";"), escape(string(r.text)))
}
