package export

import (
	"fmt"

	"github.com/go-fonts/dejavu/dejavusansmono"
	"github.com/go-fonts/dejavu/dejavusansmonobold"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// baseline is the distance of the letters' baseline from the top of a cell, in units.
const baseline = 28

// slant is the shift to the right of italic letters, as a share of the height.
const slant = 0.2

// fonts holds the fonts of a picture. Each picture needs its own, because buf is written
// to.
type fonts struct {
	regular, bold *sfnt.Font
	buf           sfnt.Buffer
}

func newFonts() (*fonts, error) {
	regular, err := sfnt.Parse(dejavusansmono.TTF)
	if err != nil {
		return nil, fmt.Errorf("embedded font: %w", err)
	}
	bold, err := sfnt.Parse(dejavusansmonobold.TTF)
	if err != nil {
		return nil, fmt.Errorf("embedded bold font: %w", err)
	}
	return &fonts{regular: regular, bold: bold}, nil
}

// face returns the font and the glyph index of a character. The regular font replaces
// glyphs that the bold one lacks; index 0 means that both lack it.
func (f *fonts) face(r rune, bold bool) (*sfnt.Font, sfnt.GlyphIndex, error) {
	if bold {
		if i, err := f.bold.GlyphIndex(&f.buf, r); err != nil || i != 0 {
			return f.bold, i, err
		}
	}
	i, err := f.regular.GlyphIndex(&f.buf, r)
	return f.regular, i, err
}

// draw draws a character. A character that the font lacks becomes the font's empty frame.
func (f *fonts) draw(p pen, r rune, bold, italic bool) error {
	if r == ' ' || drawShape(p, r) {
		return nil
	}
	face, i, err := f.face(r, bold)
	if err != nil {
		return fmt.Errorf("character %q: %w", r, err)
	}
	em := fixed.I(int(face.UnitsPerEm()))
	outline, err := face.LoadGlyph(&f.buf, i, em, nil)
	if err != nil {
		return fmt.Errorf("character %q: %w", r, err)
	}
	advance, err := face.GlyphAdvance(&f.buf, i, em, 0)
	if err != nil {
		return fmt.Errorf("character %q: %w", r, err)
	}
	lean := 0.0
	if italic {
		lean = slant
	}
	drawOutline(p, outline, unitsW/float64(advance), lean)
	return nil
}

// drawOutline draws a glyph's outline, scaled, on the baseline.
func drawOutline(p pen, outline sfnt.Segments, scale, lean float64) {
	at := func(q fixed.Point26_6) (float64, float64) {
		dx, dy := float64(q.X)*scale, float64(q.Y)*scale
		return dx - dy*lean, baseline + dy
	}
	for i, s := range outline {
		x0, y0 := at(s.Args[0])
		x1, y1 := at(s.Args[1])
		x2, y2 := at(s.Args[2])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				p.close()
			}
			p.moveTo(x0, y0)
		case sfnt.SegmentOpLineTo:
			p.lineTo(x0, y0)
		case sfnt.SegmentOpQuadTo:
			p.quadTo(x0, y0, x1, y1)
		case sfnt.SegmentOpCubeTo:
			p.cubeTo(x0, y0, x1, y1, x2, y2)
		}
	}
	if len(outline) > 0 {
		p.close()
	}
}
