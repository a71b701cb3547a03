// Package themes defines how the program looks: theme files, their schema and their
// loader.
//
// A theme gives every role of the screen, as [Roles] lists them, a [Tone]. A tone names a colour of the theme's
// palette, and the palette defines that colour at each depth a terminal may have: true
// colour, 256 colours, or the terminal's own 16. Colours are never derived from one
// another, because automatic conversion maps several distinguishable colours to the same
// one. If a palette entry omits a richer depth, the next poorer one is used.
//
// Foreground and background are the assumed colours of the terminal. They are painted by
// themes that ask for it, and by other themes if the terminal is known to be of the other
// kind, dark or light.
//
// A theme file may name another theme as its base, and then only needs to give the
// differences:
//
//	base: dark
//	title: My night
//	palette:
//	  blue: {hex: "#88aaff", x256: 111, ansi: bright-blue}
//	roles:
//	  title: {color: blue, bold: true}
package themes

// The least and the most series a theme may have. A chart with more curves repeats the
// series; curves also differ in their marks and labels.
const (
	MinSeries = 12
	MaxSeries = 24
)

// Tone is a combination of colours and attributes.
type Tone struct {
	// Fore is the colour of the character.
	Fore Color
	// Back is the colour behind it. Most tones leave it to the terminal.
	Back Color
	// Bold, Faint, Italic, Underline and Reverse are the attributes.
	Bold, Faint, Italic, Underline, Reverse bool
}

// Theme defines the look of every role of the screen. It must not be changed; many
// sessions may share it.
type Theme struct {
	// Name is the name the user refers to: the file name without extension.
	Name string
	// Title is the theme's name in lists.
	Title string
	// Dark is set if the theme is made for light text on dark.
	Dark bool
	// Foreground and Background are the assumed colours of the terminal, for pictures and
	// for checking contrast.
	Foreground, Background RGB
	// Ground is the same two colours at every depth. It is zero for a theme that does not
	// define them, such as one with the terminal's own colours.
	Ground Ground
	// Paint paints the whole screen on the ground instead of the terminal's own colours.
	Paint bool
	// Roles holds the tone of every role.
	Roles Roles[Tone]
	// Series holds the tones of chart series, MinSeries to MaxSeries of them, ordered so
	// that the first ones are distinct for colour-blind users too.
	Series []Tone
}

// Ground is the colours of plain text and of its background.
type Ground struct{ Fore, Back Color }

// For returns the theme for a terminal that is known to be dark or light: painted on its
// own ground if the theme was made for the other kind.
func (t Theme) For(dark bool) Theme {
	if t.Dark != dark && t.Ground != (Ground{}) {
		t.Paint = true
	}
	return t
}

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
func (i Ink) TrueColor() (c RGB, ok bool) {
	switch i.Kind {
	case InkRGB:
		return i.RGB, true
	case InkANSI, InkIndexed:
		return indexedRGB(i.Index), true
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
