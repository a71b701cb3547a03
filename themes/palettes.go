package themes

// terminalPalette is the default palette of some terminals' 16 colours.
type terminalPalette struct {
	name   string
	colors [16]RGB
}

// terminalPalettes returns the palettes in which the 16-colour values of a theme are
// measured. Everything must be readable in each of them; a user's own palette may still
// differ.
func terminalPalettes() []terminalPalette {
	return []terminalPalette{
		// XTerm-col.ad of xterm, and the table of
		// https://en.wikipedia.org/wiki/ANSI_escape_code#3-bit_and_4-bit
		{"xterm", [16]RGB{
			{0, 0, 0}, {205, 0, 0}, {0, 205, 0}, {205, 205, 0},
			{0, 0, 238}, {205, 0, 205}, {0, 205, 205}, {229, 229, 229},
			{127, 127, 127}, {255, 0, 0}, {0, 255, 0}, {255, 255, 0},
			{92, 92, 255}, {255, 0, 255}, {0, 255, 255}, {255, 255, 255},
		}},
		// The text modes of VGA and so the Linux console; same table.
		{"VGA", [16]RGB{
			{0, 0, 0}, {170, 0, 0}, {0, 170, 0}, {170, 85, 0},
			{0, 0, 170}, {170, 0, 170}, {0, 170, 170}, {170, 170, 170},
			{85, 85, 85}, {255, 85, 85}, {85, 255, 85}, {255, 255, 85},
			{85, 85, 255}, {255, 85, 255}, {85, 255, 255}, {255, 255, 255},
		}},
		// Campbell, the default scheme of Windows Terminal and the Windows console:
		// https://learn.microsoft.com/windows/terminal/customize-settings/color-schemes
		{"Campbell", [16]RGB{
			{12, 12, 12}, {197, 15, 31}, {19, 161, 14}, {193, 156, 0},
			{0, 55, 218}, {136, 23, 152}, {58, 150, 221}, {204, 204, 204},
			{118, 118, 118}, {231, 72, 86}, {22, 198, 12}, {249, 241, 165},
			{59, 120, 255}, {180, 0, 158}, {97, 214, 214}, {242, 242, 242},
		}},
	}
}

// The colours among the 16 that terminals commonly use as foreground and background.
const (
	ansiBlack       = 0
	ansiWhite       = 7
	ansiBrightWhite = 15
)

// color returns the colour of an ink in the palette, or other for the terminal's default.
func (p *terminalPalette) color(k Ink, other RGB) RGB {
	switch k.Kind {
	case InkANSI:
		return p.colors[k.Index&15]
	case InkDefault:
		return other
	default:
		c, _ := k.TrueColor()
		return c
	}
}

// ground returns the foreground and background of a terminal with the palette under a
// theme.
func (p *terminalPalette) ground(t *Theme) (fore, back RGB) {
	fore, back = p.colors[ansiBlack], p.colors[ansiBrightWhite]
	if t.Dark {
		fore, back = p.colors[ansiWhite], p.colors[ansiBlack]
	}
	return p.color(t.Ground.Fore.Basic, fore), p.color(t.Ground.Back.Basic, back)
}
