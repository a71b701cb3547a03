package export

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"

	"crossover/themes"
	"crossover/tui/cell"
)

// fontFamily asks for the monospace font of the reader's system.
const fontFamily = "ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace"

// fontSize makes most monospace fonts, whose letters are 0.6 of it wide, fill a cell;
// textLength corrects the others.
const fontSize = 30

// firstDrawn is the first character drawn as a path even if it does not join its
// neighbours: fonts lack arrows and signs or disagree about their width.
const firstDrawn = '\u2190'

// svg draws the picture in units, two per pixel.
func (p *Picture) svg() ([]byte, error) {
	fonts, err := newFonts()
	if err != nil {
		return nil, err
	}
	b := p.clean()
	w, h := b.Width()*unitsW+2*margin, b.Height()*unitsH+2*margin
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="%d %d %d %d" role="img" aria-labelledby="title desc">`+"\n",
		w/2, h/2, -margin, -margin, w, h)
	fmt.Fprintf(&out, "<title id=\"title\">%s</title>\n<desc id=\"desc\">%s</desc>\n", escape(p.Title), escape(p.Description))
	fmt.Fprintf(&out, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`+"\n", -margin, -margin, w, h, hex(p.Background))
	for y := range b.Height() {
		p.svgBacks(&out, b.Row(y), y)
	}
	if err := p.svgPaths(&out, fonts, b); err != nil {
		return nil, err
	}
	fmt.Fprintf(&out, `<g font-family="%s" font-size="%d" xml:space="preserve">`+"\n", fontFamily, fontSize)
	for y := range b.Height() {
		p.svgText(&out, b.Row(y), y)
	}
	out.WriteString("</g>\n</svg>\n")
	return out.Bytes(), nil
}

// svgBacks writes the backgrounds and underlines of a row.
func (p *Picture) svgBacks(out *bytes.Buffer, row []cell.Cell, y int) {
	for _, r := range p.runs(row, func(a, b look) bool { return a.filled == b.filled && a.back == b.back }) {
		if r.look.filled {
			svgRect(out, r, y*unitsH, unitsH, r.look.back)
		}
	}
	for _, r := range p.runs(row, func(a, b look) bool { return a.underline == b.underline && a.fore == b.fore }) {
		if r.look.underline {
			svgRect(out, r, y*unitsH+underlineTop, underlineHeight, r.look.fore)
		}
	}
}

func svgRect(out *bytes.Buffer, r run, top, height int, c themes.RGB) {
	fmt.Fprintf(out, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`+"\n", r.x*unitsW, top, (r.end-r.x)*unitsW, height, hex(c))
}

// layer holds all paths of one colour and opacity.
type layer struct {
	ink    ink
	fill   path
	dots   path
	ox, oy float64 // the corner of the current cell
	x, y   float64 // the place of the last dot
}

// ink is a colour and its opacity.
type ink struct {
	c     themes.RGB
	shade float64
}

// svgPaths writes the characters drawn as paths, one path per colour, in the order in
// which the colours first occur.
func (p *Picture) svgPaths(out *bytes.Buffer, fonts *fonts, b *cell.Buffer) error {
	var layers []*layer
	find := map[ink]*layer{}
	for y := range b.Height() {
		for x, c := range b.Row(y) {
			if c.Rune < firstDrawn {
				continue
			}
			l := p.look(c.Style)
			k := ink{l.fore, shade(c.Rune)}
			if find[k] == nil {
				find[k] = &layer{ink: k}
				layers = append(layers, find[k])
			}
			find[k].ox, find[k].oy = float64(x*unitsW), float64(y*unitsH)
			if err := fonts.draw(find[k], c.Rune, l.bold, l.italic); err != nil {
				return err
			}
		}
	}
	for _, l := range layers {
		l.write(out)
	}
	return nil
}

func (l *layer) write(out *bytes.Buffer) {
	if len(l.fill.d) > 0 {
		fmt.Fprintf(out, `<path fill="%s"`, hex(l.ink.c))
		if l.ink.shade < 1 {
			fmt.Fprintf(out, ` fill-opacity="%s"`, strconv.FormatFloat(l.ink.shade, 'f', -1, 64))
		}
		fmt.Fprintf(out, ` d="%s"/>`+"\n", l.fill.d)
	}
	if len(l.dots.d) > 0 {
		fmt.Fprintf(out, `<path fill="none" stroke="%s" stroke-width="%s" stroke-linecap="round" d="%s"/>`+"\n",
			hex(l.ink.c), strconv.FormatFloat(2*dotRadius, 'f', -1, 64), l.dots.d)
	}
}

// The methods of pen: outlines go into one path, dots into another.
func (l *layer) moveTo(x, y float64)         { l.line('M', x, y) }
func (l *layer) lineTo(x, y float64)         { l.line('L', x, y) }
func (l *layer) quadTo(x1, y1, x, y float64) { l.line('Q', x1, y1, x, y) }
func (l *layer) close()                      { l.fill.d = append(l.fill.d, 'Z') }

// line adds a command to an outline; places are pairs of x and y.
func (l *layer) line(command byte, places ...float64) {
	for i := range places {
		places[i] += [...]float64{l.ox, l.oy}[i%2]
	}
	l.fill.add(command, places...)
}

// dot adds a line of length 0, which round ends turn into a dot. To save bytes its place
// is relative to the last dot.
func (l *layer) dot(x, y float64) {
	x, y = l.ox+x, l.oy+y
	l.dots.add('m', x-l.x, y-l.y)
	l.dots.d = append(l.dots.d, "h0"...)
	l.x, l.y = x, y
}

// path is the text of an SVG path.
type path struct{ d []byte }

// add appends a command and its numbers, to a hundredth of a unit.
func (p *path) add(command byte, numbers ...float64) {
	p.d = append(p.d, command)
	for i, n := range numbers {
		if i > 0 {
			p.d = append(p.d, ' ')
		}
		p.d = strconv.AppendFloat(p.d, math.Round(n*100)/100+0, 'f', -1, 64) // +0: no minus zero
	}
}

// svgText writes the letters of a row, one text element per run of one look.
func (p *Picture) svgText(out *bytes.Buffer, row []cell.Cell, y int) {
	same := func(a, b look) bool { return a.fore == b.fore && a.bold == b.bold && a.italic == b.italic }
	for _, r := range p.runs(row, same) {
		for _, w := range words(r) {
			fmt.Fprintf(out, `<text x="%d" y="%d"`, w.x*unitsW, y*unitsH+baseline)
			if n := w.end - w.x; n > 1 {
				fmt.Fprintf(out, ` textLength="%d"`, n*unitsW)
			}
			fmt.Fprintf(out, ` fill="%s"`, hex(w.look.fore))
			if w.look.bold {
				out.WriteString(` font-weight="bold"`)
			}
			if w.look.italic {
				out.WriteString(` font-style="italic"`)
			}
			fmt.Fprintf(out, ">%s</text>\n", escape(string(w.text)))
		}
	}
}

// words splits a run into texts. Two or more blanks, and characters drawn as paths,
// separate texts; single blanks do not.
func words(r run) []run {
	var out []run
	last := -2 // where the last letter was
	for i, c := range r.text {
		if c == ' ' || c >= firstDrawn {
			continue
		}
		if n := len(out); n > 0 && i-last <= 2 && (i-last == 1 || r.text[i-1] == ' ') {
			out[n-1].text = append(out[n-1].text, r.text[last+1:i+1]...)
			out[n-1].end = r.x + i + 1
		} else {
			out = append(out, run{x: r.x + i, end: r.x + i + 1, look: r.look, text: []rune{c}})
		}
		last = i
	}
	return out
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")

// escape makes text safe inside XML and HTML. It removes control characters and
// noncharacters, which they do not allow.
func escape(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case r < ' ' || r >= 0x7f && r < 0xa0 || r == '\ufffe' || r == '\uffff':
			return -1
		default:
			return r
		}
	}, s)
	return escaper.Replace(s)
}
