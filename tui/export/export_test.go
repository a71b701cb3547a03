package export

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"pgregory.net/rapid"

	_ "crossover/engine/proptest"
	"crossover/themes"
	"crossover/tui/cell"
	"crossover/tui/glyph"
	"crossover/tui/style"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// picture returns a blank picture in a theme.
func picture(tb testing.TB, theme string, w, h int) (*Picture, *style.Styles) {
	tb.Helper()
	all, err := themes.Load()
	if err != nil {
		tb.Fatal(err)
	}
	i := slices.IndexFunc(all, func(t themes.Theme) bool { return t.Name == theme })
	if i < 0 {
		tb.Fatalf("no theme %q", theme)
	}
	th := all[i]
	st := style.New(th, colorprofile.TrueColor)
	return &Picture{
		Buffer: cell.New(w, h), Table: st.Table, Foreground: th.Foreground, Background: th.Background,
		Title: "A <small> screen", Description: `Bars & "dots"`,
	}, &st
}

// sample paints some of everything: a border, letters in several looks, a link, braille,
// blocks, signs, and text that must be escaped.
func sample(tb testing.TB, theme string) *Picture {
	tb.Helper()
	p, st := picture(tb, theme, 24, 6)
	set := glyph.New(glyph.Braille, true)
	b := p.Buffer
	in := set.BoxFocus.Border(b, b.Bounds(), st.BorderFocus)
	set.Box.Border(b, cell.Rect{X: 17, Y: 1, W: 6, H: 4}, st.Border)
	b.Text(in.X, in.Y, "a < b & c", st.Title, 20)
	b.Text(in.X, in.Y+1, "two  blanks ✓ x", style.Selected(st.Text), 15)
	b.Text(in.X, in.Y+2, "⣀⡠⠔⠊⠉▇▅▂░▒▓│", st.SeriesAt(1), 20)
	b.Text(in.X, in.Y+3, "tilted", st.Infeasible, 20)
	b.Text(in.X+8, in.Y+3, "link", st.Link, 20)
	b.Text(18, 2, "╲╳╱●", st.Good, 4)
	b.AddLink(in.X+8, in.Y+3, 4, "https://example.com/?a=1&b='2'")
	b.AddLink(in.X+8, in.Y+2, 4, "javascript:alert(1)")
	return p
}

func TestGoldens(t *testing.T) {
	for _, theme := range []string{"dark", "light"} {
		for _, f := range Formats() {
			name := "sample-" + theme + f.Ending()
			t.Run(name, func(t *testing.T) {
				p := sample(t, theme)
				got, err := p.Render(f)
				if err != nil {
					t.Fatal(err)
				}
				if again, err := p.Render(f); err != nil || !bytes.Equal(got, again) {
					t.Errorf("drawn again it differs: %v", err)
				}
				file := filepath.Join("testdata", name)
				if *update {
					if err := os.WriteFile(file, got, 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatalf("%v; run the test with -update to write it", err)
				}
				if f == PNG {
					samePixels(t, got, want)
				} else if !bytes.Equal(got, want) {
					t.Errorf("%s differs; if the change is meant, run the test with -update and look at it", file)
				}
			})
		}
	}
}

// samePixels compares pictures, with a tolerance for rounding, which differs between
// processors.
func samePixels(t *testing.T, got, want []byte) {
	t.Helper()
	a, b := decode(t, got), decode(t, want)
	if a.Bounds() != b.Bounds() {
		t.Fatalf("the picture is %v, want %v", a.Bounds(), b.Bounds())
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			r, g, bl, _ := a.At(x, y).RGBA()
			r2, g2, bl2, _ := b.At(x, y).RGBA()
			const most = 3 << 8
			if apart(r, r2) > most || apart(g, g2) > most || apart(bl, bl2) > most {
				t.Fatalf("pixel %d,%d is %v, want %v; if the change is meant, run the test with -update and look at it", x, y, a.At(x, y), b.At(x, y))
			}
		}
	}
}

func apart(a, b uint32) uint32 { return max(a, b) - min(a, b) }

func decode(tb testing.TB, b []byte) image.Image {
	tb.Helper()
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		tb.Fatal(err)
	}
	return img
}

// anyRune draws a rune of any kind: drawn as a path, typed, wide, without width, or
// invalid.
func anyRune() *rapid.Generator[rune] {
	return rapid.OneOf(
		rapid.Int32Range(' ', '~'), rapid.Int32Range(0x2500, 0x25ff), rapid.Int32Range(0x2800, 0x28ff),
		rapid.SampledFrom([]rune("<>&'\"]世界한😀👍é\u0301\u200d\ufe0f\u202e\x00\x1b\x7f\u009b\ufffd\ufffe\uffff\u3000µ€→★")),
		rapid.Int32Range(0, 0x10ffff), rapid.Just(rune(-1)), rapid.Just(rune(0xd800)),
	)
}

// anyPicture fills a picture with any characters in any styles.
func anyPicture(t *rapid.T, p *Picture) {
	w, h := rapid.IntRange(0, 12).Draw(t, "w"), rapid.IntRange(0, 5).Draw(t, "h")
	p.Buffer = cell.New(w, h)
	p.Title = rapid.String().Draw(t, "title")
	p.Description = string(rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(t, "description"))
	for y := range h {
		for x := range w {
			p.Buffer.Set(x, y, anyRune().Draw(t, "r"), cell.Style(rapid.Uint16().Draw(t, "style")))
		}
	}
	for range rapid.IntRange(0, 3).Draw(t, "links") {
		p.Buffer.AddLink(rapid.IntRange(-2, 12).Draw(t, "x"), rapid.IntRange(0, 5).Draw(t, "y"), rapid.IntRange(0, 9).Draw(t, "n"), `https://a/"><b>'`)
	}
}

func TestAnyScreenHasAPicture(t *testing.T) {
	p, _ := picture(t, "dark", 0, 0)
	p.Scale = 1
	rapid.Check(t, func(t *rapid.T) {
		anyPicture(t, p)
		w, h := p.Buffer.Width(), p.Buffer.Height()
		if w == 0 || h == 0 {
			for _, f := range []Format{SVG, PNG} {
				if _, err := p.Render(f); !errors.Is(err, ErrEmpty) {
					t.Fatalf("%v of an empty screen: %v", f, err)
				}
			}
			return
		}
		out, err := p.Render(PNG)
		if err != nil {
			t.Fatal(err)
		}
		cfg, err := png.DecodeConfig(bytes.NewReader(out))
		if err != nil || cfg.Width != (w+2)*unitsW/2 || cfg.Height != h*unitsH/2+unitsW {
			t.Fatalf("a PNG of %dx%d cells is %dx%d: %v", w, h, cfg.Width, cfg.Height, err)
		}
	})
}

// TestSVGIsXMLAndKeepsTheText reads pictures back: every letter is at its place in the
// buffer.
func TestSVGIsXMLAndKeepsTheText(t *testing.T) {
	p, _ := picture(t, "dark", 0, 0)
	rapid.Check(t, func(t *rapid.T) {
		anyPicture(t, p)
		w, h := p.Buffer.Width(), p.Buffer.Height()
		if w == 0 || h == 0 {
			t.Skip()
		}
		out, err := p.Render(SVG)
		if err != nil {
			t.Fatal(err)
		}
		got, err := svgLetters(out, w, h)
		if err != nil {
			t.Fatalf("%v in\n%s", err, out)
		}
		for y := range h {
			for x, c := range p.clean().Row(y) {
				want := c.Rune
				if want >= firstDrawn {
					want = ' '
				}
				if got.At(x, y).Rune != want {
					t.Fatalf("%q at %d,%d, want %q in\n%s", got.At(x, y).Rune, x, y, want, out)
				}
			}
		}
	})
}

// svgLetters reads the text of an SVG into cells.
func svgLetters(out []byte, w, h int) (*cell.Buffer, error) {
	b := cell.New(w, h)
	d := xml.NewDecoder(bytes.NewReader(out))
	x, y, in := 0, 0, false
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b, nil
		}
		if err != nil {
			return nil, err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			in = tok.Name.Local == "text"
			for _, a := range tok.Attr {
				n, err := strconv.Atoi(a.Value)
				switch {
				case !in:
				case err == nil && a.Name.Local == "x":
					x = n / unitsW
				case err == nil && a.Name.Local == "y":
					y = (n - baseline) / unitsH
				}
			}
		case xml.CharData:
			if in {
				b.Text(x, y, string(tok), 0, w)
			}
		case xml.EndElement:
			in = false
		}
	}
}

// TestANSIShowsTheSame sends the text with colours to a terminal.
func TestANSIShowsTheSame(t *testing.T) {
	p, _ := picture(t, "dark", 0, 0)
	rapid.Check(t, func(t *rapid.T) {
		anyPicture(t, p)
		w, h := p.Buffer.Width(), p.Buffer.Height()
		if w == 0 || h == 0 {
			t.Skip()
		}
		out, err := p.Render(ANSI)
		if err != nil {
			t.Fatal(err)
		}
		term := vt.NewEmulator(w+1, h+1)
		if _, err := term.Write(bytes.ReplaceAll(out, []byte("\n"), []byte("\r\n"))); err != nil {
			t.Fatal(err)
		}
		clean := p.clean()
		for y := range h {
			for x := range w {
				got, want := " ", string(clean.At(x, y).Rune)
				if c := term.CellAt(x, y); c != nil && c.Content != "" {
					got = c.Content
				}
				if got != want {
					t.Fatalf("%q at %d,%d, want %q", got, x, y, want)
				}
			}
		}
	})
}

func TestTextIsNarrow(t *testing.T) {
	p, _ := picture(t, "dark", 4, 1)
	p.Buffer.Text(0, 0, "a世b", 0, 4)
	out, err := p.Render(Text)
	if err != nil || string(out) != "a??b\n" { // one question mark per column
		t.Errorf("got %q, %v", out, err)
	}
	if n := ansi.StringWidth(strings.TrimSpace(string(out))); n != 4 {
		t.Errorf("it is %d columns wide", n)
	}
}

func TestFormatNames(t *testing.T) {
	for _, f := range Formats() {
		if got, ok := Parse(f.String()); !ok || got != f {
			t.Errorf("%v reads %v", f, got)
		}
		if got, ok := ByName("a.b" + strings.ToUpper(f.Ending())); !ok || got != f {
			t.Errorf("%s is %v", f.Ending(), got)
		}
		if f.Title() == "" {
			t.Errorf("%v has no title", f)
		}
	}
	for _, name := range []string{"", "svg", "a", ".gif", "shot.svg.gz"} {
		if f, ok := ByName(name); ok {
			t.Errorf("%q is %v", name, f)
		}
	}
	if _, ok := Parse("gif"); ok {
		t.Error("gif is a format")
	}
	p, _ := picture(t, "dark", 1, 1)
	if _, err := p.Render(numFormats); err == nil {
		t.Error("there is a format beyond the last")
	}
}

func TestScales(t *testing.T) {
	for scale, want := range map[int]int{0: 2, 1: 1, 3: 3, MaxScale: MaxScale, MaxScale + 1: MaxScale, -1: 1} {
		p, _ := picture(t, "dark", 3, 2)
		p.Scale = scale
		out, err := p.Render(PNG)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(decode(t, out).Bounds().Size()); got != fmt.Sprint(image.Pt((3+2)*9*want, (2*18+18)*want)) {
			t.Errorf("scale %d makes 3x2 cells %s", scale, got)
		}
	}
}
