package table

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"pgregory.net/rapid"

	_ "crossover/engine/proptest"
	"crossover/themes"
	"crossover/tui/cell"
	"crossover/tui/glyph"
	"crossover/tui/paint"
	"crossover/tui/style"
)

// fruit is a row of the tests.
type fruit struct {
	name  string
	price float64
	note  string
}

var fruits = []fruit{{"apple", 1.5, "red"}, {"banana", 12345678, "yellow and rather long"}, {"cherry", 0.02, ""}}

func fruitTable() *Table[fruit] {
	return &Table[fruit]{Lead: 1, Trail: 1, Columns: []Column[fruit]{
		{Title: "fruit", Width: 12, Least: 6, Weight: 3, Figure: 1, Cell: func(p *Pen, f fruit) { p.Text(f.name, p.Style.Text) },
			Say: func(_ *paint.Canvas, f fruit) string { return f.name }},
		{Title: "price", Width: 9, Right: true, Weight: 9, Figure: 2, Cell: func(p *Pen, f fruit) { p.USD(f.price, p.Style.Value) }},
		{Title: "note", Width: 8, Flex: true, Weight: 1, Figure: 3, Cell: func(p *Pen, f fruit) { p.Text(f.note, p.Style.Muted) }},
	}}
}

func canvas(t testing.TB, w, h int) *paint.Canvas {
	t.Helper()
	all, err := themes.Load()
	if err != nil {
		t.Fatal(err)
	}
	st := style.New(all[0], colorprofile.TrueColor)
	return &paint.Canvas{B: cell.New(w, h), Style: &st, Glyph: glyph.New(glyph.ASCII, false)}
}

func text(c *paint.Canvas) string {
	var sb strings.Builder
	for y := range c.B.Height() {
		for _, x := range c.B.Row(y) {
			sb.WriteRune(x.Rune)
		}
		sb.WriteByte('\n')
	}
	return sb.String()
}

func row(i int) fruit { return fruits[i] }

func TestColumnsGiveWayByWeight(t *testing.T) {
	for _, test := range []struct {
		width int
		want  string
	}{
		{36, " fruit           price note         "},
		{28, " fruit           price      "},
		{24, " fruit           price  "},
		{18, " fruit     price  "},
		{10, " fruit    "},
	} {
		c := canvas(t, test.width, 4)
		fruitTable().Draw(c, c.B.Bounds(), len(fruits), -1, row)
		if got, _, _ := strings.Cut(text(c), "\n"); strings.TrimRight(got, " ") != strings.TrimRight(test.want, " ") {
			t.Errorf("%d wide: %q, want %q", test.width, got, test.want)
		}
	}
}

// TestNothingLeavesTheRoom draws tables of any columns in any rectangle: the drawing, and
// the places of rows and columns, stay inside it.
func TestNothingLeavesTheRoom(t *testing.T) {
	c := canvas(t, 60, 20)
	rapid.Check(t, func(rt *rapid.T) {
		tb := fruitTable()
		for i := range tb.Columns {
			k := &tb.Columns[i]
			k.Width = rapid.IntRange(1, 30).Draw(rt, "width")
			k.Least = rapid.IntRange(0, k.Width).Draw(rt, "least")
			k.Weight, k.Flex, k.Right = rapid.IntRange(1, 3).Draw(rt, "weight"), rapid.Bool().Draw(rt, "flex"), rapid.Bool().Draw(rt, "right")
		}
		in := cell.Rect{X: 3, Y: 2, W: rapid.IntRange(0, 50).Draw(rt, "w"), H: rapid.IntRange(0, 8).Draw(rt, "h")}
		c.B.Clear(0)
		tb.Draw(c, in, len(fruits), rapid.IntRange(-1, 2).Draw(rt, "at"), row)
		least := tb.Lead + tb.Trail
		for i := range tb.Columns {
			least += tb.Columns[i].Least
		}
		for y := range 20 {
			for x := range 60 {
				if got := c.B.At(x, y); got.Rune != ' ' && !in.Contains(x, y) && in.W >= least {
					rt.Fatalf("%q at %d,%d outside %v", got.Rune, x, y, in)
				}
				if _, ok := tb.At(x, y); ok && !in.Contains(x, y) {
					rt.Fatalf("a row at %d,%d outside %v", x, y, in)
				}
			}
		}
	})
}

func TestCellsAreFoundWhereTheyAreDrawn(t *testing.T) {
	c := canvas(t, 40, 4)
	tb := fruitTable()
	tb.Draw(c, c.B.Bounds(), len(fruits), -1, row)
	lines := strings.Split(text(c), "\n")
	for i, f := range fruits {
		y := i + 1
		if got, ok := tb.At(strings.Index(lines[y], f.name), y); !ok || got != i {
			t.Errorf("%s: row %d, %v", f.name, got, ok)
		}
	}
	if got := tb.FigureAt(strings.Index(lines[1], "$1.50")); got != 2 {
		t.Errorf("under the price there is figure %d", got)
	}
	if _, ok := tb.At(3, 0); ok {
		t.Error("the titles are a row")
	}
}

func TestRowsAreSpokenAndExported(t *testing.T) {
	c, tb := canvas(t, 10, 4), fruitTable()
	if got, want := tb.Say(c, fruits[1]), "banana, price $12,345,678, note yellow and rather long"; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
	if got, want := tb.Say(c, fruits[2]), "cherry, price $0.0200"; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
	got := tb.Records(c, len(fruits), row)
	if want := []string{"cherry", "$0.0200", ""}; len(got) != 4 || !slices.Equal(got[3], want) {
		t.Errorf("exported %q", got)
	}
}

func TestSelectedRowStaysInView(t *testing.T) {
	c, tb := canvas(t, 40, 3), fruitTable()
	tb.Draw(c, c.B.Bounds(), len(fruits), 2, row)
	if !strings.Contains(text(c), "cherry") || strings.Contains(text(c), "apple") {
		t.Errorf("drawn:\n%s", text(c))
	}
}

func TestDrawingAllocatesNothing(t *testing.T) {
	c, tb := canvas(t, 40, 4), fruitTable()
	draw := func() { tb.Draw(c, c.B.Bounds(), len(fruits), 1, row) }
	draw()
	if n := testing.AllocsPerRun(20, draw); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
