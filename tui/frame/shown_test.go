package frame

import (
	"testing"

	"crossover/tui/cell"
)

func TestShown(t *testing.T) {
	const tail = cell.Tail
	for _, tt := range []struct {
		name string
		row  []rune
		want string // a tail is written as <
	}{
		{"plain", []rune("a─⣿"), "a─⣿"},
		{"wide", []rune{'語', tail, 'x'}, "語<x"},
		{"a narrow rune painted over the first half", []rune{'─', tail, 'x'}, "─ x"},
		{"a letter painted over the first half", []rune{'a', tail, 'x'}, "a x"},
		{"a narrow rune painted over the second half", []rune{'語', '─', 'x'}, " ─x"},
		{"a wide one painted over the second half", []rune{'語', '語', tail}, " 語<"},
		{"a wide one in the last column", []rune{'x', '語'}, "x "},
		{"tails of nothing", []rune{tail, 'x', tail, tail}, " x  "},
		{"two tails", []rune{'語', tail, tail}, "語< "},
		{"vowel sign after a line", []rune{'─', 0xc01, 0xcf3, 'x'}, "─  x"},
		{"accent after a line", []rune{'─', 0x301, 'x'}, "─ x"},
		{"a flag's halves", []rune{0x1f1e6, tail, 0x1f1e7, tail}, "    "},
		{"control characters", []rune{0x1b, '[', 0x9b, 0, -7, 1 << 30}, " [    "},
	} {
		row := make([]cell.Cell, len(tt.row))
		for x, r := range tt.row {
			row[x].Rune = r
		}
		got := ""
		for x := range row {
			r := Shown(row, x)
			if r == tail {
				r = '<'
			}
			got += string(r)
		}
		if got != tt.want {
			t.Errorf("%s: shows %q, want %q", tt.name, got, tt.want)
		}
	}
}
