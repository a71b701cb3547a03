package result

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"text/template" // not html, whose table of entities has 62 kB

	"crossover/engine"
	"crossover/tui/format"
)

// The style of a report as a web page, and the script for the mouse on its charts.
//
//go:embed report.css
var reportCSS string

//go:embed report.js
var reportJS string

// csp returns the source expression that permits a text by its hash.
func csp(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// webPage returns a document as one file that loads no other.
func webPage(title string, body []byte) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src %s; script-src %s">
<title>%s</title>
<style>%s</style>
</head>
<body>
<section>
`, csp(reportCSS), csp(reportJS), template.HTMLEscapeString(title), reportCSS)
	b.Write(body)
	fmt.Fprintf(&b, "</section>\n<script>%s</script>\n</body>\n</html>\n", reportJS)
	return b.Bytes()
}

// html writes the grid as a table.
func (g *Grid) html(b *bytes.Buffer) {
	cell := func(name, text string, c Column) {
		class := ""
		if c.Right {
			class = ` class="n"`
		}
		fmt.Fprintf(b, "<%s%s>%s</%s>", name, class, template.HTMLEscapeString(text), name)
	}
	b.WriteString("<div class=\"wide\"><table>\n<tr>")
	for _, c := range g.Columns {
		cell("th", c.Title, c)
	}
	b.WriteString("</tr>\n")
	for _, row := range g.Rows {
		b.WriteString("<tr>")
		for i, text := range row {
			cell("td", text, g.Columns[i])
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</table></div>\n")
}

// bill writes the bill of an offer, folded.
func (d *document) bill(e *engine.Estimate) {
	fmt.Fprintf(&d.page, "<details><summary>The bill of %s: %s a month</summary>\n", template.HTMLEscapeString(d.title(e.Offer)), template.HTMLEscapeString(d.money(e.Monthly)))
	d.billGrid(e).html(&d.page.Buffer)
	d.page.WriteString("</details>\n")
}

// billGrid has a row per line of the bill, then the sum.
func (q *Query) billGrid(e *engine.Estimate) *Grid {
	g := NewGrid("line", "quantity>", "included>", "billable>", "unit", "a month>", "read at", "on")
	number := func(v float64) string { return string(format.AppendNumber(nil, v)) }
	for i := range e.Bill {
		l := &e.Bill[i]
		g.Add(Label(l.Title), number(l.Quantity), number(l.Included), number(l.Billable), Label(l.Unit),
			q.money(l.Amount), Sentence(l.Provenance.Source), Label(l.Provenance.AsOf))
	}
	g.Add("total", "", "", "", "", q.money(e.Monthly), "", "")
	return g
}

// The dimensions of a chart, in units of its view box.
const (
	chartWide, chartHigh    = 760, 300
	plotLeft, plotRight     = 64, 750
	plotTop, plotBottom     = 8, 274
	chartPoints, mostCurves = 81, 8
)

// chart draws the curves of the offers that are the cheapest somewhere, then of the
// cheapest ones at the scenario's value.
func (c *curves) chart(p *page, list []engine.Estimate) error {
	offers := c.drawn(list)
	least, most := math.Inf(1), 0.0
	for _, o := range offers {
		for k, v := range c.curves.Cost(o) {
			if c.curves.Feasible(o)[k] && v > 0 {
				least, most = min(least, v), max(most, v)
			}
		}
	}
	if !(most > 0) {
		return nil
	}
	least = math.Pow(10, math.Floor(math.Log10(max(least, most*1e-5))))
	most = math.Pow(10, math.Ceil(math.Log10(most)))
	if most <= least {
		most = 10 * least
	}
	y := func(v float64) float64 {
		share := math.Log(max(v, least)/least) / math.Log(most/least)
		return plotBottom - share*(plotBottom-plotTop)
	}
	x := func(v float64) float64 {
		return plotLeft + min(max(c.window.Fraction(max(v, c.window.Lo)), 0), 1)*(plotRight-plotLeft)
	}
	axis := c.window.Axis
	fmt.Fprintf(p, "<figure>\n<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Dollars a month by %s\">\n", chartWide, chartHigh, axis)
	for v := least; v <= most*1.001; v *= 10 {
		fmt.Fprintf(p, "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
			plotLeft, plotRight, y(v), y(v), plotLeft-6, y(v)+4, template.HTMLEscapeString(c.money(v)))
	}
	for k := range 5 {
		at := c.window.Point(k, 5)
		fmt.Fprintf(p, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>\n", x(at), chartHigh-8, [...]string{"start", "middle", "middle", "middle", "end"}[k],
			template.HTMLEscapeString(format.Place(axis, at)))
	}
	for i, o := range offers {
		fmt.Fprintf(p, "<path class=\"curve s%d\" d=\"%s\"/>\n", i, c.path(o, x, y))
	}
	at := c.handle()
	fmt.Fprintf(p, "<line class=\"at\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>\n", x(at), x(at), plotTop, plotBottom)
	for _, f := range c.flips() {
		fmt.Fprintf(p, "<circle class=\"flip\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"><title>%s</title></circle>\n", x(f.X), y(f.Cost),
			template.HTMLEscapeString(fmt.Sprintf("at %s: below it %s, above it %s", format.Place(axis, f.X), c.title(f.Below), c.title(f.Above))))
	}
	fmt.Fprintf(p, "<line class=\"hover\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>\n</svg>\n", plotLeft, plotLeft, plotTop, plotBottom)
	return c.readout(p, offers)
}

// drawn returns the offers of a chart.
func (c *curves) drawn(list []engine.Estimate) []int {
	var out []int
	add := func(o int) {
		if o >= 0 && len(out) < mostCurves && slices.Contains(c.offers, o) && !slices.Contains(out, o) {
			out = append(out, o)
		}
	}
	for _, p := range c.phases {
		add(p.Offer)
	}
	for i := range list {
		add(list[i].Offer)
	}
	return out
}

// path returns the curve of an offer, interrupted where it is infeasible.
func (c *curves) path(offer int, x, y func(float64) float64) []byte {
	var d []byte
	move := byte('M')
	for k, v := range c.curves.Cost(offer) {
		if !c.curves.Feasible(offer)[k] {
			move = 'M'
			continue
		}
		d = fmt.Appendf(d, "%c%.1f %.1f", move, x(c.curves.X[k]), y(v))
		move = 'L'
	}
	return d
}

// readout writes the prices of a chart's offers at the scenario's value, and for the
// script those at each point.
func (c *curves) readout(p *page, offers []int) error {
	at := c.handle()
	near := 0
	var places []string
	for k, x := range c.curves.X {
		places = append(places, format.Place(c.window.Axis, x))
		if math.Abs(c.window.Fraction(x)-c.window.Fraction(max(at, c.window.Lo))) < math.Abs(c.window.Fraction(c.curves.X[near])-c.window.Fraction(max(at, c.window.Lo))) {
			near = k
		}
	}
	texts := make([][]string, len(offers))
	fmt.Fprintf(p, "<table class=\"screen\">\n<tr><th></th><th>a month, by %s</th><th class=\"n place\">%s</th></tr>\n", c.window.Axis, template.HTMLEscapeString(places[near]))
	for i, o := range offers {
		for k, v := range c.curves.Cost(o) {
			text := c.money(v)
			if !c.curves.Feasible(o)[k] {
				text = format.None
			}
			texts[i] = append(texts[i], text)
		}
		fmt.Fprintf(p, "<tr><td><svg class=\"k\" width=\"20\" height=\"8\"><line class=\"s%d\" x1=\"0\" x2=\"20\" y1=\"4\" y2=\"4\"/></svg></td><td>%s</td><td class=\"n v\">%s</td></tr>\n",
			i, template.HTMLEscapeString(c.title(o)), template.HTMLEscapeString(texts[i][near]))
	}
	data, err := json.Marshal(map[string]any{"places": places, "curves": texts, "at": near, "left": plotLeft, "right": plotRight, "width": chartWide})
	if err != nil {
		return err
	}
	fmt.Fprintf(p, "</table>\n<script type=\"application/json\">%s</script>\n</figure>\n", data) // json escapes <
	return nil
}
