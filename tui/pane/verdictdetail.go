package pane

import (
	"strconv"
	"strings"

	"crossover/engine"
	"crossover/engine/verdict"
	"crossover/tui/cell"
	"crossover/tui/paint"
	"crossover/tui/why"
)

type detailer struct {
	c     *paint.Canvas
	width int
	rows  []paint.TextRow
}

// add wraps text into rows.
func (d *detailer) add(indent int, text string, st cell.Style) {
	for _, s := range paint.Broken(text, d.width-indent, "") {
		d.rows = append(d.rows, paint.TextRow{Indent: indent, Text: s, Style: st})
	}
}

// sign adds a text with a sign before its first row.
func (d *detailer) sign(indent int, text string, sign rune, look, st cell.Style) {
	at := len(d.rows)
	d.add(indent, text, st)
	d.rows[at].Sign, d.rows[at].SignStyle = sign, look
}

// verdictDetail returns the details of a claim: its flips, the tests and their results,
// and the interpretation of the claim.
func verdictDetail(c *paint.Canvas, x *verdict.Result, e *engine.Engine, width int) []paint.TextRow {
	d := detailer{c: c, width: width}
	d.add(0, x.Claim+" ("+x.Section+")", c.Style.Heading)
	if x.Why != "" {
		d.add(0, "Cannot be tested: "+x.Why, c.Style.Text)
	}
	if x.Flip != nil {
		text := "Flips at " + why.Turn(x.Flip, e, c.Money.Text)
		if more := len(x.Flips) - 1; more > 0 {
			text += "; and " + strconv.Itoa(more) + " more flips"
		}
		d.add(0, text, c.Style.Text)
	}
	for i := range x.Checks {
		d.check(&x.Checks[i])
	}
	if x.Reading != "" {
		d.add(0, "Read as: "+x.Reading, c.Style.Muted)
	}
	if x.Note != "" {
		d.add(0, x.Note, c.Style.Muted)
	}
	return d.rows
}

// check adds one test and its results.
func (d *detailer) check(k *verdict.Check) {
	sign, look := d.c.Glyph.Cross, d.c.Style.Bad
	if k.Pass {
		sign, look = d.c.Glyph.Check, d.c.Style.Good
	}
	text := k.Want
	if k.Name != "" {
		text = k.Name + ": " + text
	}
	d.sign(2, text, sign, look, d.c.Style.Text)
	var found []string
	for i := range k.Figures {
		f := &k.Figures[i]
		switch {
		case f.Text != "" && !f.Exists():
			found = append(found, f.Label+": "+f.Text)
		case f.Text != "":
			found = append(found, f.Label+" "+figure(d.c, f)+" "+f.Text)
		default:
			found = append(found, f.Label+" "+figure(d.c, f))
		}
	}
	d.add(4, strings.Join(found, "; "), d.c.Style.Muted)
}
