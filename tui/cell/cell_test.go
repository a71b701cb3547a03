package cell

import "testing"

func TestPaintingOutsideTheBufferDoesNothing(t *testing.T) {
	b := New(3, 2)
	b.Set(-1, 0, 'x', 1)
	b.Set(3, 0, 'x', 1)
	b.Set(0, 2, 'x', 1)
	b.Fill(Rect{-5, -5, 6, 6}, 'f', 2)
	b.Text(1, 1, "long text", 3, 99)
	got := ""
	for y := range 2 {
		for _, c := range b.Row(y) {
			got += string(c.Rune)
		}
		got += "\n"
	}
	if want := "f  \n lo\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTextStopsAtMax(t *testing.T) {
	b := New(10, 1)
	if end := b.Text(2, 0, "abcdef", 0, 3); end != 5 {
		t.Errorf("Text returned %d, want 5", end)
	}
	if b.At(5, 0).Rune != ' ' {
		t.Error("Text painted beyond max")
	}
}

func TestResizeBlanks(t *testing.T) {
	b := New(4, 4)
	b.Fill(b.Bounds(), 'x', 7)
	b.Resize(2, 2)
	if b.At(1, 1) != Blank {
		t.Errorf("got %v after Resize, want a blank", b.At(1, 1))
	}
	b.Resize(-1, 5)
	if b.Width() != 0 || b.Height() != 5 {
		t.Errorf("got %dx%d, want 0x5", b.Width(), b.Height())
	}
}

func TestCutsNeverOverlapOrLose(t *testing.T) {
	r := Rect{2, 3, 10, 8}
	for n := -1; n < 15; n++ {
		a, b := r.CutLeft(n)
		if a.W+b.W != r.W || b.X != a.X+a.W || a.W < 0 || b.W < 0 {
			t.Errorf("CutLeft(%d) = %v, %v", n, a, b)
		}
		a, b = r.CutBottom(n)
		if a.H+b.H != r.H || b.Y != a.Y+a.H || a.H < 0 || b.H < 0 {
			t.Errorf("CutBottom(%d) = %v, %v", n, a, b)
		}
	}
}

func TestWideText(t *testing.T) {
	for _, tt := range []struct {
		text string
		max  int
		want string // a tail is written as <
		end  int
	}{
		{"a日b", 9, ".a日<b....", 5}, {"日本", 4, ".日<本<....", 5}, {"日本", 3, ".日<......", 3}, {"日", 1, ".........", 1}, {"─⣿日", 4, ".─⣿日<....", 5},
	} {
		b := New(9, 1)
		b.Fill(b.Bounds(), '.', 0)
		end := b.Text(1, 0, tt.text, 0, tt.max)
		got := ""
		for _, c := range b.Row(0) {
			if c.Rune == Tail {
				c.Rune = '<'
			}
			got += string(c.Rune)
		}
		if got != tt.want || end != tt.end {
			t.Errorf("%q in %d: %q, end %d; want %q, end %d", tt.text, tt.max, got, end, tt.want, tt.end)
		}
		if Fits(tt.text, tt.max) != (Columns(tt.text) <= tt.max) {
			t.Errorf("%q has %d columns, and fits %d is %v", tt.text, Columns(tt.text), tt.max, Fits(tt.text, tt.max))
		}
	}
}
