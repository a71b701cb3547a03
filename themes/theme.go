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
	// Roles holds the tone of every role, indexed by Role.
	Roles [RoleCount]Tone
	// Series holds the tones of chart series, MinSeries to MaxSeries of them, ordered so
	// that the first ones are distinct for colour-blind users too.
	Series []Tone
}

// Ground is the colours of plain text and of its background.
type Ground struct{ Fore, Back Color }

// Tone returns the tone of role r.
func (t *Theme) Tone(r Role) Tone {
	if r >= RoleCount {
		return Tone{}
	}
	return t.Roles[r]
}

// For returns the theme for a terminal that is known to be dark or light: painted on its
// own ground if the theme was made for the other kind.
func (t Theme) For(dark bool) Theme {
	if t.Dark != dark && t.Ground != (Ground{}) {
		t.Paint = true
	}
	return t
}
