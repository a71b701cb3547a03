package themes

// Role is a purpose on the screen for which a theme defines a tone.
type Role uint8

// The roles of the screen, in the order of their names.
const (
	// RoleText is running text.
	RoleText Role = iota
	// RoleMuted is secondary text: units, dates, notes.
	RoleMuted
	// RoleFaint is tertiary text and lines, such as the screen under a dialog.
	RoleFaint
	// RoleBrand is the program's name.
	RoleBrand
	// RoleBorder is the border of a pane.
	RoleBorder
	// RoleBorderFocus is the border of the focused pane.
	RoleBorderFocus
	// RoleTitle is the title of a pane.
	RoleTitle
	// RoleAccent is the most prominent text.
	RoleAccent
	// RoleHeading is a heading inside a pane or a table.
	RoleHeading
	// RoleLabel is the name of a control or a field.
	RoleLabel
	// RoleValue is a figure.
	RoleValue
	// RoleKey is a key in a key hint.
	RoleKey
	// RoleLink is an address or a source.
	RoleLink
	// RoleTrack is the part of a slider beyond its handle.
	RoleTrack
	// RoleFill is the part of a slider before its handle.
	RoleFill
	// RoleHandle is the handle of a slider.
	RoleHandle
	// RoleHandleFocus is the handle of the focused slider.
	RoleHandleFocus
	// RoleSnap is a tick on a slider's track where a value snaps.
	RoleSnap
	// RoleGhost is the mark of a pinned value beside the live one.
	RoleGhost
	// RoleEdit is text being typed.
	RoleEdit
	// RoleGood is good news.
	RoleGood
	// RoleWarning is a warning.
	RoleWarning
	// RoleBad is bad news, such as errors.
	RoleBad
	// RoleBest is the cheapest or recommended choice.
	RoleBest
	// RoleInfeasible is a choice that is ruled out.
	RoleInfeasible
	// RoleMarker is the mark of a crossover.
	RoleMarker
	// RoleCursor is the line at "you are here".
	RoleCursor
	// RoleAxis is an axis with its ticks and tick labels.
	RoleAxis
	// RoleGrid is the grid behind curves.
	RoleGrid
	// RoleSLO is the line of a latency target.
	RoleSLO
	// RoleNode is the border of a box in a layout diagram.
	RoleNode
	// RoleFlow is an arrow between two boxes.
	RoleFlow
	// RoleSelection is the selected row. Its background is used under other roles in a
	// selected row.
	RoleSelection
	// RoleMatch is the part of a text that matches a search.
	RoleMatch
	// RoleTab is an inactive tab.
	RoleTab
	// RoleTabActive is the active tab.
	RoleTabActive
	// RoleCount is the number of roles, not a role.
	RoleCount
)

// roleNames returns the names in theme files, in the order of the roles.
func roleNames() [RoleCount]string {
	return [RoleCount]string{
		"text", "muted", "faint", "brand", "border", "border_focus", "title", "accent",
		"heading", "label", "value", "key", "link", "track", "fill", "handle",
		"handle_focus", "snap", "ghost", "edit", "good", "warning", "bad", "best",
		"infeasible", "marker", "cursor", "axis", "grid", "slo", "node", "flow",
		"selection", "match", "tab", "tab_active",
	}
}

// String returns the name of r in theme files, or "unknown".
func (r Role) String() string {
	if r >= RoleCount {
		return "unknown"
	}
	return roleNames()[r]
}

// RoleByName returns the role with the given name in theme files.
func RoleByName(name string) (r Role, ok bool) {
	for i, n := range roleNames() {
		if n == name {
			return Role(i), true
		}
	}
	return 0, false
}
