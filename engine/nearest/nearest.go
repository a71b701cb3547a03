// Package nearest finds the names nearest to a misspelt one.
package nearest

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"crossover/engine/each"
)

// Names returns at most n of the names, the nearest to name first. Names that are equally
// near keep their order.
func Names(name string, names []string, n int) []string {
	out := each.Of(rank(name, names), func(c *candidate) string { return c.name })
	return out[:min(n, len(out))]
}

// Question returns "; did you mean …?" with at most three names that are near to name, or
// otherwise if none is.
func Question(name string, names []string, otherwise string) string {
	const most = 3
	list := slices.DeleteFunc(rank(name, names), func(c candidate) bool { return !c.near(len(name)) })
	var out []string
	for _, c := range list[:min(most, len(list))] {
		if c.whole <= 2*list[0].whole {
			out = append(out, c.name)
		}
	}
	if len(out) == 0 {
		return otherwise
	}
	return "; did you mean " + strings.Join(out, " or ") + "?"
}

// candidate is a name with its edit distances from the misspelt one.
type candidate struct {
	name string
	// within is the distance to the nearest part of the name, whole that to all of it.
	within, whole int
}

// near reports whether the distances are small for a misspelt name of the given length. A
// part of a name must match better than the whole, and a short word only matches a part
// exactly: within a long name almost any three letters are near.
func (c candidate) near(length int) bool {
	return length > 1 && (c.within == 0 || c.whole <= max(1, length/3) || 4*c.within <= length)
}

func rank(name string, names []string) []candidate {
	name = strings.ToLower(name)
	out := make([]candidate, 0, len(names))
	for _, n := range names {
		low := strings.ToLower(n)
		out = append(out, candidate{n, distance(name, low, true), distance(name, low, false)})
	}
	sort.SliceStable(out, func(i, j int) bool {
		return cmp.Or(out[i].within-out[j].within, out[i].whole-out[j].whole) < 0
	})
	return out
}

// distance returns the number of letters to add, drop, change or swap with their neighbour
// that turn a into b (optimal string alignment), or into the nearest part of b (Sellers
// 1980, doi:10.1016/0196-6774(80)90016-4).
func distance(a, b string, part bool) int {
	var before []int // the row before row
	row := make([]int, len(b)+1)
	for j := range row {
		if !part {
			row[j] = j
		}
	}
	for i := range len(a) {
		next := make([]int, len(b)+1)
		next[0] = i + 1
		for j := range len(b) {
			next[j+1] = 1 + min(row[j], row[j+1], next[j])
			if a[i] == b[j] {
				next[j+1] = row[j]
			}
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], 1+before[j-1])
			}
		}
		before, row = row, next
	}
	if part {
		return slices.Min(row)
	}
	return row[len(b)]
}
