package tui

import (
	"crossover/engine/progress"
	"crossover/tui/paint"
)

// listScreen is a list with a detail below it. Screens of that kind embed it.
type listScreen struct {
	plain
	// kind is the kind of figure of a row.
	kind figureKind
	rows rows
	// asked is set once the computation of the rows has started, and count counts them.
	asked bool
	count progress.Count
}

// rows is the list of a listScreen.
type rows interface {
	page
	// Chosen returns the selected row, and Row the one at a cell.
	Chosen() (i int, ok bool)
	Row(x, y int) (i int, ok bool)
	// At selects the row at a cell, and reports whether it was already selected.
	At(x, y int) bool
	// Detail returns the view of the selected row's details.
	Detail() *paint.View
	// Say returns the selected row as text, Words the visible rows and the details, and
	// Records all filtered rows.
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
