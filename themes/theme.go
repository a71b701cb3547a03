package themes

// The least and the most series a theme may have. A chart with more curves
// than series starts over; curves differ in their marks and labels too.
const (
	MinSeries = 12
	MaxSeries = 24
)

// Tone is a look: colours and attributes.
type Tone struct {
	// Fore is the colour of the character.
	Fore Color
	// Back is the colour behind it. Most tones leave it to the terminal.
	Back Color
	// Bold, Faint, Italic, Underline and Reverse are the attributes.
	Bold, Faint, Italic, Underline, Reverse bool
}

// Theme is a look for every role of the screen. It is a value to be read only;
// many sessions may share it.
type Theme struct {
	// Name is what the user calls the theme by: its file name without ending.
	Name string
	// Title is how a list of themes names it.
	Title string
	// Dark reports whether the theme is made for light text on dark.
	Dark bool
	// Foreground and Background are what the terminal's own colours are taken
	// to be, for pictures and for checking contrast.
	Foreground, Background RGB
	// Ground is the same two colours at every depth. It is zero for a theme
	// that does not know them, such as one of the terminal's own colours.
	Ground Ground
	// Paint makes the whole screen stand on the ground instead of the
	// terminal's own colours.
	Paint bool
	// Roles holds the tone of every role, indexed by Role.
	Roles [RoleCount]Tone
	// Series holds the tones of chart series, MinSeries to MaxSeries of them,
	// in an order that keeps the first ones apart for colour-blind eyes too.
	Series []Tone
}

// Ground is the colours of plain text and of what lies behind it.
type Ground struct{ Fore, Back Color }

// Tone returns the tone of role r.
func (t *Theme) Tone(r Role) Tone {
	if r >= RoleCount {
		return Tone{}
	}
	return t.Roles[r]
}

// For returns the theme as it is to be shown on a terminal that is known to be
// dark or light: on its own ground where it was made for the other kind.
func (t Theme) For(dark bool) Theme {
	if t.Dark != dark && t.Ground != (Ground{}) {
		t.Paint = true
	}
	return t
}
