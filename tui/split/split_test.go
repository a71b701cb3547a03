package split

import (
	"testing"

	"pgregory.net/rapid"

	_ "crossover/engine/proptest"
	"crossover/tui/cell"
)

// TestCutting cuts rectangles in every way, with any user's sizes: the two parts make up
// the whole, and each has its minimum size if there is room.
func TestCutting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := cell.Rect{
			X: rapid.IntRange(0, 5).Draw(t, "x"), Y: rapid.IntRange(0, 5).Draw(t, "y"),
			W: rapid.IntRange(0, 200).Draw(t, "w"), H: rapid.IntRange(0, 90).Draw(t, "h"),
		}
		var c Cutter
		var sizes Sizes
		sizes[Left] = rapid.Float64Range(-1, 2).Draw(t, "wanted")
		c.Begin(whole, sizes)
		n, a, b := rapid.IntRange(-3, 250).Draw(t, "n"), rapid.IntRange(0, 40).Draw(t, "a"), rapid.IntRange(0, 40).Draw(t, "b")
		cut := [...]func(Name, cell.Rect, int, int, int, Borders) (cell.Rect, cell.Rect){c.Top, c.Bottom, c.Left}
		way := rapid.IntRange(0, 2).Draw(t, "way")
		first, second := cut[way](Left, whole, n, a, b, Both)
		size, one, two := whole.H, first.H, second.H
		if way > 1 {
			size, one, two = whole.W, first.W, second.W
		}
		if one+two != size || one < 0 || two < 0 || !first.Intersect(second).Empty() {
			t.Fatalf("%+v is cut into %+v and %+v", whole, first, second)
		}
		if sizes[Left] > 0 && a+b <= size && (one < a || two < b) {
			t.Fatalf("%d are cut into %d and %d, of which %d and %d are the least", size, one, two, a, b)
		}
	})
}

// TestMoving checks that a moved edge is at its new place, and can be dragged at its
// borders.
func TestMoving(t *testing.T) {
	whole := cell.Rect{X: 2, Y: 1, W: 97, H: 40}
	var sizes Sizes
	for at := whole.X - 5; at < whole.X+whole.W+5; at++ {
		var c Cutter
		c.Begin(whole, sizes)
		c.Left(Left, whole, 30, 10, 20, Both)
		e, ok := c.Find(Left)
		if !ok || !e.Upright {
			t.Fatal("there is no edge to move")
		}
		sizes[Left] = c.Move(Left, at)
		c.Begin(whole, sizes)
		c.Left(Left, whole, 30, 10, 20, Both)
		want := min(max(at, whole.X+10), whole.X+whole.W-20)
		if e, _ = c.Find(Left); e.At != want {
			t.Errorf("moved to %d it is at %d, want %d", at, e.At, want)
		}
		for x := want - 3; x < want+3; x++ {
			if _, ok := c.At(x, 5); ok != (x == want-1 || x == want) {
				t.Errorf("an edge at %d: held at %d is %v", want, x, ok)
			}
		}
	}
}

// TestNoRoom checks that an edge without room on both sides stays where the layout puts
// it.
func TestNoRoom(t *testing.T) {
	var c Cutter
	sizes := Sizes{Top: 0.5}
	r := cell.Rect{W: 10, H: 10}
	c.Begin(r, sizes)
	if top, _ := c.Top(Top, r, 3, 6, 6, Both); top.H != 3 || len(c.Edges()) != 0 {
		t.Errorf("%d rows are above the edge, and %d edges can be moved", top.H, len(c.Edges()))
	}
}
