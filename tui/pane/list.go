package pane

import "strings"

// list is what scrolling lists have in common: which rows a filter leaves, and
// the row selected.
type list struct {
	filter string
	shown  []int
	at     int
	fresh  bool
}

// Filter shows only rows that contain every word of s, whatever their case.
func (l *list) Filter(s string) {
	if s != l.filter {
		l.filter, l.fresh, l.at = s, false, 0
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
	l.at = max(0, min(l.at, len(l.shown)-1))
}

// Move selects the row n places on.
func (l *list) Move(n int) { l.at = max(0, min(l.at+n, len(l.shown)-1)) }

// Chosen returns the row selected: its place among all.
func (l *list) Chosen() (i int, ok bool) {
	if l.at < len(l.shown) {
		return l.shown[l.at], true
	}
	return 0, false
}
