package pane

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"crossover/engine"
	"crossover/engine/verdict"
	"crossover/tui/cell"
	"crossover/tui/controls"
)

// drawDetail shows all that is known of one claim, as far as there is room.
func (p *Verdicts) drawDetail(c *Canvas, r cell.Rect, x *verdict.Result, e *engine.Engine) {
	if at := p.shown[p.at]; p.detailOf != at || p.detailW != r.W {
		p.detail = c.verdictDetail(x, e, r.W-2)
		p.detailOf, p.detailW = at, r.W
	}
	for y := range min(r.H, len(p.detail)) {
		l := &p.detail[y]
		if y == r.H-1 && y > 2 && len(p.detail) > r.H {
			more := strconv.Itoa(len(p.detail) - y)
			c.Text(r.X+1, r.Y+y, more+" more lines: crossover verdicts --id "+x.ID, c.Style.Muted, r.X+r.W)
			return
		}
		c.drawDetailLine(r, r.Y+y, l)
	}
}

func (c *Canvas) drawDetailLine(r cell.Rect, y int, l *detailLine) {
	x, st := r.X+1+l.indent, c.Style.Text
	switch l.look {
	case lookMuted:
		st = c.Style.Muted
	case lookHeading:
		st = c.Style.Heading
	case lookPass:
		c.B.Set(x-2, y, c.Glyph.Check, c.Style.Good)
	case lookFail:
		c.B.Set(x-2, y, c.Glyph.Cross, c.Style.Bad)
	}
	c.Text(x, y, l.text, st, r.X+r.W)
}

// detailer collects the lines of a claim's detail.
type detailer struct {
	c     *Canvas
	width int
	lines []detailLine
}

// add wraps text into lines; only the first has the look of a sign.
func (d *detailer) add(indent int, text string, l detailLook) {
	for i, s := range wrap(text, d.width-indent) {
		if i > 0 && (l == lookPass || l == lookFail) {
			l = lookText
		}
		d.lines = append(d.lines, detailLine{indent, s, l})
	}
}

// wrap breaks text into lines of at most so many columns, at spaces.
func wrap(text string, width int) []string {
	var out []string
	line, columns := "", 0
	for _, w := range strings.Fields(text) {
		n := utf8.RuneCountInString(w)
		if columns > 0 && columns+1+n > width {
			out = append(out, line)
			line, columns = "", 0
		}
		if columns > 0 {
			line, columns = line+" ", columns+1
		}
		line, columns = line+w, columns+n
	}
	return append(out, line)
}

// verdictDetail is what is known of one claim: its flips, what was tested and
// found, and how the claim was read.
func (c *Canvas) verdictDetail(x *verdict.Result, e *engine.Engine, width int) []detailLine {
	d := detailer{c: c, width: width}
	d.add(0, x.Claim+" ("+x.Section+")", lookHeading)
	if x.Why != "" {
		d.add(0, "Cannot be tested: "+x.Why, lookText)
	}
	if x.Flip != nil {
		d.add(0, c.flipText(x, e), lookText)
	}
	for i := range x.Checks {
		d.check(&x.Checks[i])
	}
	if x.Reading != "" {
		d.add(0, "Read as: "+x.Reading, lookMuted)
	}
	if x.Note != "" {
		d.add(0, x.Note, lookMuted)
	}
	return d.lines
}

// check adds one test and what was found.
func (d *detailer) check(k *verdict.Check) {
	l := lookFail
	if k.Pass {
		l = lookPass
	}
	text := k.Want
	if k.Name != "" {
		text = k.Name + ": " + text
	}
	d.add(2, text, l)
	var found []string
	for i := range k.Figures {
		f := &k.Figures[i]
		switch {
		case f.Text != "" && !f.Exists():
			found = append(found, f.Label+": "+f.Text)
		case f.Text != "":
			found = append(found, f.Label+" "+d.c.figure(f)+" "+f.Text)
		default:
			found = append(found, f.Label+" "+d.c.figure(f))
		}
	}
	d.add(4, strings.Join(found, "; "), lookMuted)
}

// flipText says where the cheaper changes, and to what.
func (c *Canvas) flipText(x *verdict.Result, e *engine.Engine) string {
	f := x.Flip
	out := controls.AppendPlace([]byte("Flips at "), f.Axis, f.At)
	if f.Axis == engine.AxisRate {
		out = append(controls.AppendShort(append(out, " ("...), f.PerMonth), "/month)"...)
	}
	below, above, price := sideText(f.Below, e), sideText(f.Above, e), string(c.Money.Append(nil, f.Price))
	text := string(out) + ": "
	switch {
	case f.Price == 0:
		text += below + " below, " + above + " above"
	case below == above:
		text += below + " comes to " + price
	default:
		text += below + " below, " + above + " above, to cost " + price
	}
	if more := len(x.Flips) - 1; more > 0 {
		text += "; and " + strconv.Itoa(more) + " times more"
	}
	return text
}

func sideText(s verdict.Side, e *engine.Engine) string {
	i := e.Find(s.Offer)
	if i < 0 {
		return "none"
	}
	return e.Offer(i).Title
}
