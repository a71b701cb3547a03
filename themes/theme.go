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
	// to be, for pictures and for checking contrast. They are never painted
	// on a terminal.
	Foreground, Background RGB
	// Roles holds the tone of every role, indexed by Role.
	Roles [RoleCount]Tone
	// Series holds the tones of chart series, MinSeries to MaxSeries of them,
	// in an order that keeps the first ones apart for colour-blind eyes too.
	Series []Tone
}

// Tone returns the tone of role r.
func (t *Theme) Tone(r Role) Tone {
	if r >= RoleCount {
		return Tone{}
	}
	return t.Roles[r]
}
