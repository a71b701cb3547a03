package tui

import (
	"crossover/engine/scenario"
	"crossover/tui/cell"
)

// example is a value of a term as it is typed.
func example(name string) string {
	for _, k := range scenario.Keys() {
		if k.Name == name {
			return k.Example
		}
	}
	return ""
}

// paintHelp lists every binding over the screen, in as many columns as fit.
func (m *Model) paintHelp() {
	groups := m.keys.Groups()
	rows := 0
	for _, g := range groups {
		rows += len(g.Bindings) + 2
	}
	const column = 38
	across := max(1, min((m.width-4)/column, 3))
	high := (rows+across-1)/across + 3
	r := cell.Rect{W: min(m.width, across*column+4), H: min(m.height, high+2)}
	r.X, r.Y = (m.width-r.W)/2, (m.height-r.H)/2
	m.canvas.B.Fill(r, ' ', m.canvas.Style.Plain)
	in := m.canvas.Box(r, "Keys", "digits type a value with its unit", true)
	x, y := in.X+1, in.Y
	for _, g := range groups {
		if y > in.Y && y+len(g.Bindings)+1 > in.Y+in.H && x+column < in.X+in.W {
			x, y = x+column, in.Y
		}
		y = m.paintGroup(g, x, y, min(x+column, in.X+in.W), in.Y+in.H)
	}
}

// paintGroup lists one group from x, y and returns the row after it.
func (m *Model) paintGroup(g KeyGroup, x, y, end, bottom int) int {
	c := &m.canvas
	if y < bottom {
		c.Text(x, y, g.Title, c.Style.Heading, end)
	}
	y++
	for _, b := range g.Bindings {
		if y >= bottom {
			return y
		}
		h := b.Help()
		c.Text(x, y, h.Key, c.Style.Key, x+12)
		c.Text(x+12, y, h.Desc, c.Style.Text, end-1)
		y++
	}
	return y + 1
}
