package tui

import (
	"crossover/engine/progress"
	"crossover/tui/paint"
)

// listScreen is a list with a detail below it. Screens that are such a list embed
// it.
type listScreen struct {
	plain
	// kind is the kind of figure that a row is.
	kind figureKind
	rows rows
	// asked is set once the rows are being worked out, and count says how many are.
	asked bool
	count progress.Count
}

// rows is the list of such a screen.
type rows interface {
	page
	// Chosen is the selected row, and Row the one at a cell.
	Chosen() (i int, ok bool)
	Row(x, y int) (i int, ok bool)
	// At selects the row at a cell, and reports whether it was selected already.
	At(x, y int) bool
	// Detail is the view of what is told of the selected row.
	Detail() *paint.View
	// Say is the selected row as text, Words all that show with the detail, and
	// Records all that the filter leaves.
	Say(c *paint.Canvas) string
	Words(c *paint.Canvas) []string
	Records(c *paint.Canvas) [][]string
}

func (s *listScreen) hints() string {
	return "up/down, filter, explain, other-up/other-down, page-up/page-down, back"
}

func (s *listScreen) figures(h *host) []figure {
	if i, ok := s.rows.Chosen(); ok {
		return []figure{{kind: s.kind, index: i}}
	}
	return s.plain.figures(h)
}

func (s *listScreen) at(_ *host, x, y int) spot {
	i, ok := s.rows.Row(x, y)
	return spot{figure: figure{kind: s.kind, index: i}, has: ok, press: func(*host) { s.rows.At(x, y) }}
}

func (s *listScreen) views(*host) []*paint.View  { return []*paint.View{s.rows.Detail()} }
func (s *listScreen) list(*host) page            { return s.rows }
func (s *listScreen) filter(*host) page          { return s.rows }
func (s *listScreen) words(h *host) []string     { return s.rows.Words(&h.canvas) }
func (s *listScreen) row(h *host) string         { return s.rows.Say(&h.canvas) }
func (s *listScreen) records(h *host) [][]string { return s.rows.Records(&h.canvas) }
