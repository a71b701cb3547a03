// Package ntadapter draws bars, sparklines and line charts with the characters of
// ntcharts, and is the only package that imports it.
//
// Only ntcharts' characters are used. Its canvas paints lipgloss styles, hangs or panics
// on NaN, infinities and tiny sizes, and takes 656 bytes a cell; a bar drawn straight into
// a [cell.Buffer] needs none of that.
//
// Charts can be read without colour: bars have two kinds of body, lines are drawn in
// order, and everything has an ASCII form. For curves in braille, on logarithmic axes or
// with labels, use package chart.
package ntadapter

import (
	"math"

	"crossover/tui/cell"
)

// clip returns the part of r that lies in the buffer.
func clip(b *cell.Buffer, r cell.Rect) cell.Rect {
	if b == nil {
		return cell.Rect{}
	}
	return r.Intersect(b.Bounds())
}

// eighths returns v as a share of limit in eighths of a cell, for n cells: 0 if v is not a
// positive number, else from 1 to 8n.
func eighths(v, limit float64, n int) int {
	if !(v > 0) || !(limit > 0) || math.IsInf(limit, 0) {
		return 0
	}
	if v >= limit {
		return 8 * n
	}
	return max(int(math.Round(v/limit*float64(8*n))), 1)
}

// covered returns how many eighths of cell i a bar of a length in eighths covers.
func covered(length, i int) int { return min(max(length-8*i, 0), 8) }
