package themes

// RGB is a true colour.
type RGB struct{ R, G, B uint8 }

// InkKind is the way an [Ink] names its colour.
type InkKind uint8

// The ways an ink can name its colour.
const (
	// InkDefault is the terminal's own foreground or background.
	InkDefault InkKind = iota
	// InkANSI is one of the terminal's own 16 colours.
	InkANSI
	// InkIndexed is one of the 240 fixed colours of a 256-colour terminal.
	InkIndexed
	// InkRGB is a true colour.
	InkRGB
)

// Ink is a colour as sent to one kind of terminal. The zero Ink is the terminal's default
// colour.
type Ink struct {
	// Kind says which of the fields below holds the colour.
	Kind InkKind
	// Index is the colour's number: 0–15 for InkANSI, 0–255 for InkIndexed.
	Index uint8
	// RGB is the colour itself for InkRGB.
	RGB RGB
}

// Color is a colour at every depth a terminal may have. The zero Color is the terminal's
// default colour at each of them.
type Color struct {
	// True is used by terminals with true colour.
	True Ink
	// Indexed is used by terminals with 256 colours.
	Indexed Ink
	// Basic is used by terminals with 16 colours.
	Basic Ink
}

// IsDefault reports whether c is the terminal's default colour at every depth.
func (c Color) IsDefault() bool { return c == Color{} }

// TrueColor returns the true colour closest to the one the terminal shows for k. The first
// 16 colours differ between terminals; xterm's are returned. For the terminal's default
// foreground or background ok is false.
func (k Ink) TrueColor() (c RGB, ok bool) {
	switch k.Kind {
	case InkRGB:
		return k.RGB, true
	case InkANSI, InkIndexed:
		return indexedRGB(k.Index), true
	default:
		return RGB{}, false
	}
}

// indexedRGB returns a colour of xterm's palette: 16 named colours, a 6×6×6 cube, and 24
// greys.
func indexedRGB(i uint8) RGB {
	switch {
	case i < 16:
		return terminalPalettes()[0].colors[i]
	case i < 232:
		i -= 16
		return RGB{cubeLevel(i / 36), cubeLevel(i / 6 % 6), cubeLevel(i % 6)}
	default:
		v := 8 + 10*(i-232)
		return RGB{v, v, v}
	}
}

// cubeLevel returns the brightness of step n of the colour cube.
func cubeLevel(n uint8) uint8 {
	if n == 0 {
		return 0
	}
	return 55 + 40*n
}
