package pane

import (
	"strings"

	"crossover/tui/cell"
	"crossover/tui/paint"
)

// Hint is a key and its action, for the footer. Several keys are separated by a slash, as
// in up/down.
type Hint struct{ Key, Does string }

// Footer is the bottom row: key hints or a message.
type Footer struct{ spots []spot }

// spot is the place of a key.
type spot struct {
	r   cell.Rect
	key string
}

// Draw paints the row: the current hints from the left, the permanent ones at the right.
// A message replaces the current hints.
func (p *Footer) Draw(c *paint.Canvas, r cell.Rect, hints, always []Hint, message string, bad bool) {
	p.spots = p.spots[:0]
	if r.Empty() {
		return
	}
	end := r.X + r.W - 1
	width := 0
	for _, h := range always {
		width += len(h.Key) + 1 + len(h.Does) + 2
	}
	switch {
	case r.W > width+20:
		end -= width
		p.hints(c, end+2, r.Y, always, r.X+r.W)
	case message == "": // the keys for help and quitting matter most
		hints = always
	}
	if message != "" {
		st := c.Style.Accent
		if bad {
			st = c.Style.Bad
		}
		c.Text(r.X+1, r.Y, message, st, end)
		return
	}
	p.hints(c, r.X+1, r.Y, hints, end)
}

// hints writes as many complete hints as fit between x and end.
func (p *Footer) hints(c *paint.Canvas, x, y int, list []Hint, end int) {
	for _, h := range list {
		if x+len(h.Key)+1+len(h.Does) > end {
			return
		}
		from := x
		x = c.Text(x, y, h.Key, c.Style.Key, end)
		x = c.Text(x+1, y, h.Does, c.Style.Muted, end) + 2
		p.note(h.Key, cell.Rect{X: from, Y: y, W: x - 2 - from, H: 1})
	}
}

// note records the places of a hint's keys. The words after them count as the last key.
func (p *Footer) note(keys string, r cell.Rect) {
	for {
		// A slash at the start is a key and separates nothing.
		i := strings.IndexByte(strings.TrimPrefix(keys, "/"), '/')
		if i <= 0 {
			p.spots = append(p.spots, spot{r, keys})
			return
		}
		var left cell.Rect
		left, r = r.CutLeft(i + 1)
		p.spots = append(p.spots, spot{left, keys[:i]})
		keys = keys[i+1:]
	}
}

// At returns the key whose hint is at x, y, or "".
func (p *Footer) At(x, y int) string {
	for _, s := range p.spots {
		if s.r.Contains(x, y) {
			return s.key
		}
	}
	return ""
}
