package export

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"crossover/themes"
	"crossover/tui/font"
)

// raster is a pen that draws into a cell of a PNG.
type raster struct {
	z     *vector.Rasterizer
	scale float32 // pixels a unit
}

func (r *raster) moveTo(x, y float64) { r.z.MoveTo(float32(x)*r.scale, float32(y)*r.scale) }
func (r *raster) lineTo(x, y float64) { r.z.LineTo(float32(x)*r.scale, float32(y)*r.scale) }
func (r *raster) close()              { r.z.ClosePath() }

func (r *raster) quadTo(x1, y1, x, y float64) {
	r.z.QuadTo(float32(x1)*r.scale, float32(y1)*r.scale, float32(x)*r.scale, float32(y)*r.scale)
}

func (r *raster) cubeTo(x1, y1, x2, y2, x, y float64) {
	r.z.CubeTo(float32(x1)*r.scale, float32(y1)*r.scale, float32(x2)*r.scale, float32(y2)*r.scale, float32(x)*r.scale, float32(y)*r.scale)
}

// dotRadius is the radius of a braille dot, in units.
const dotRadius = 2.75

func (r *raster) dot(x, y float64) {
	const d, k = dotRadius, dotRadius * 0.5522847498 // a circle of four Bézier curves
	r.moveTo(x+d, y)
	r.cubeTo(x+d, y+k, x+k, y+d, x, y+d)
	r.cubeTo(x-k, y+d, x-d, y+k, x-d, y)
	r.cubeTo(x-d, y-k, x-k, y-d, x, y-d)
	r.cubeTo(x+k, y-d, x+d, y-k, x+d, y)
	r.close()
}

// painter draws the cells of a picture.
type painter struct {
	img   *image.RGBA
	fonts *fonts
	pen   raster
	w, h  int // of a cell, in pixels
	edge  int // the margin
	masks map[mask]*image.Alpha
}

// mask identifies the image of a character.
type mask struct {
	r            rune
	bold, italic bool
}

func (p *Picture) png() ([]byte, error) {
	fonts, err := newFonts()
	if err != nil {
		return nil, err
	}
	b, scale := p.clean(), p.scale()
	w, h := unitsW*scale/2, unitsH*scale/2
	edge := margin * scale / 2
	t := painter{
		img:   image.NewRGBA(image.Rect(0, 0, b.Width()*w+2*edge, b.Height()*h+2*edge)),
		fonts: fonts, w: w, h: h, edge: edge, masks: map[mask]*image.Alpha{},
		pen: raster{z: vector.NewRasterizer(w, h), scale: float32(scale) / 2},
	}
	draw.Draw(t.img, t.img.Bounds(), uniform(p.Background), image.Point{}, draw.Src)
	for y := range b.Height() {
		for x, c := range b.Row(y) {
			if err := t.cell(x, y, c.Rune, p.look(c.Style)); err != nil {
				return nil, err
			}
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, t.img); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// scale returns the picture's scale, within bounds.
func (p *Picture) scale() int {
	if p.Scale == 0 {
		return 2
	}
	return min(max(p.Scale, 1), MaxScale)
}

func uniform(c themes.RGB) *image.Uniform { return image.NewUniform(color.RGBA{c.R, c.G, c.B, 255}) }

// cell draws one cell: its background, its character and its underline.
func (p *painter) cell(x, y int, r rune, l look) error {
	at := image.Rect(x*p.w, y*p.h, (x+1)*p.w, (y+1)*p.h).Add(image.Pt(p.edge, p.edge))
	if l.filled {
		draw.Draw(p.img, at, uniform(l.back), image.Point{}, draw.Src)
	}
	if r != ' ' {
		m, err := p.mask(mask{r, l.bold, l.italic})
		if err != nil {
			return err
		}
		draw.DrawMask(p.img, at, uniform(l.fore), image.Point{}, m, image.Point{}, draw.Over)
	}
	if l.underline {
		top := at.Min.Y + underlineTop*p.h/unitsH
		line := image.Rect(at.Min.X, top, at.Max.X, top+max(underlineHeight*p.h/unitsH, 1))
		draw.Draw(p.img, line, uniform(l.fore), image.Point{}, draw.Src)
	}
	return nil
}

// The underline, in units.
const underlineTop, underlineHeight = baseline + 2, 2

// mask returns the image of a character, from the cache if it was drawn before.
func (p *painter) mask(k mask) (*image.Alpha, error) {
	if m, ok := p.masks[k]; ok {
		return m, nil
	}
	m := image.NewAlpha(image.Rect(0, 0, p.w, p.h))
	p.pen.z.Reset(p.w, p.h)
	if err := p.fonts.draw(&p.pen, k.r, k.bold, k.italic); err != nil {
		return nil, err
	}
	ink := color.Alpha{A: uint8(shade(k.r)*255 + 0.5)}
	p.pen.z.Draw(m, m.Bounds(), image.NewUniform(ink), image.Point{})
	p.masks[k] = m
	return m, nil
}

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
	regular, err := parse(font.Regular)
	if err != nil {
		return nil, err
	}
	bold, err := parse(font.Bold)
	return &fonts{regular: regular, bold: bold}, err
}

// parse reads a compressed font.
func parse(packed []byte) (*sfnt.Font, error) {
	ttf, err := font.Unpack(packed)
	if err != nil {
		return nil, err
	}
	return sfnt.Parse(ttf)
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
// Shades are drawn as full blocks, which the caller makes transparent.
func (f *fonts) draw(p pen, r rune, bold, italic bool) error {
	if r == ' ' || drawShape(p, r) {
		return nil
	}
	if shade(r) < 1 {
		r = '█'
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
	scale := unitsW / float64(advance)
	drawOutline(p, outline, func(q fixed.Point26_6) (x, y float64) {
		dx, dy := float64(q.X)*scale, float64(q.Y)*scale
		if joins(r) {
			return math.Round(dx), math.Round((baseline + dy) * stretch)
		}
		return dx - dy*lean, baseline + dy
	})
	return nil
}

// stretch is how much higher than the font's lines and blocks are drawn, before their corners
// are rounded to whole units: the font's reach half a unit less far than a cell.
const stretch = 1.01

// drawOutline draws a glyph's outline. at returns where a point of it is in the cell.
func drawOutline(p pen, outline sfnt.Segments, at func(fixed.Point26_6) (x, y float64)) {
	for i, s := range outline {
		x0, y0 := at(s.Args[0])
		x1, y1 := at(s.Args[1])
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
		case sfnt.SegmentOpCubeTo: // TrueType has none
		}
	}
	if len(outline) > 0 {
		p.close()
	}
}
