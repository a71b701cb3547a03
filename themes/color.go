package themes

// RGB is a true colour.
type RGB struct{ R, G, B uint8 }

// InkKind says how an [Ink] names its colour.
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

// Ink is one colour as one kind of terminal is told it. The zero Ink is the
// terminal's own colour.
type Ink struct {
	// Kind says which of the other fields holds the colour.
	Kind InkKind
	// Index is the colour's number: 0–15 for InkANSI, 0–255 for InkIndexed.
	Index uint8
	// RGB is the colour itself for InkRGB.
	RGB RGB
}

// Color is one colour at every depth a terminal may have. The zero Color is
// the terminal's own colour at each of them.
type Color struct {
	// True is used by terminals with true colour.
	True Ink
	// Indexed is used by terminals with 256 colours.
	Indexed Ink
	// Basic is used by terminals with 16 colours.
	Basic Ink
}

// IsDefault reports whether c is the terminal's own colour at every depth.
func (c Color) IsDefault() bool { return c == Color{} }

// TrueColor returns the true colour closest to what the terminal shows for k. The
// first 16 colours differ from terminal to terminal and are answered with
// xterm's; for the terminal's own foreground or background there is no answer
// and ok is false.
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

// indexedRGB is xterm's palette: 16 colours of its own choice, a 6×6×6 cube,
// and 24 greys.
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

// cubeLevel is the brightness of step n of the colour cube.
func cubeLevel(n uint8) uint8 {
	if n == 0 {
		return 0
	}
	return 55 + 40*n
}
