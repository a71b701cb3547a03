package pane

import "strings"

// list is what scrolling lists have in common: which rows a filter leaves, the
// row selected, and the first one shown.
type list struct {
	filter string
	shown  []int
	at     int
	first  int
	fresh  bool
}

// Filter shows only rows that contain every word of s, whatever their case.
func (l *list) Filter(s string) {
	if s != l.filter {
		l.filter, l.fresh, l.at, l.first = s, false, 0, 0
	}
}

// Filtered returns the filter.
func (l *list) Filtered() string { return l.filter }

// refresh works out which of n rows are shown; text returns a row's words.
func (l *list) refresh(n int, text func(i int) string) {
	if l.fresh {
		return
	}
	l.fresh, l.shown = true, l.shown[:0]
	words := strings.Fields(strings.ToLower(l.filter))
rows:
	for i := range n {
		t := strings.ToLower(text(i))
		for _, w := range words {
			if !strings.Contains(t, w) {
				continue rows
			}
		}
		l.shown = append(l.shown, i)
	}
}

// Move selects the row n places on.
func (l *list) Move(n int) { l.at = max(0, min(l.at+n, len(l.shown)-1)) }

// scroll keeps the selected row in view of so many rows.
func (l *list) scroll(rows int) {
	l.at = max(0, min(l.at, len(l.shown)-1))
	l.first = max(min(l.first, l.at), l.at-rows+1)
	l.first = max(0, min(l.first, len(l.shown)-rows))
}

// Press selects the row at a place in the list last drawn, counted from the
// first row shown.
func (l *list) Press(row int) {
	if i := l.first + row; row >= 0 && i < len(l.shown) {
		l.at = i
	}
}
