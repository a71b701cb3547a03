package tui

import "charm.land/bubbles/v2/key"

// KeyMap holds every binding of the full-screen program; help and hints are
// made from it.
type KeyMap struct {
	Up, Down, Left, Right, CoarseLeft, CoarseRight, Home, End key.Binding
	NextPart, PrevPart, Reset, ResetAll, Undo, Redo           key.Binding
	Measure, Axis, ZoomIn, ZoomOut, PanLeft, PanRight         key.Binding
	NextOffer, PrevOffer, Open, Cheapest, Variants, Pin       key.Binding
	Tornado, Changes, Hide, ShowAll, Solo, Order, Linear      key.Binding
	Explain, Zoom, Growth, Months, Band                       key.Binding
	Edge, EdgeLess, EdgeMore, EdgeReset, EdgesReset           key.Binding
	Lock, BanOffer, BanVendor, AllowAll                       key.Binding
	NextScreen, PrevScreen, Explore, Offers, Layout, Bill     key.Binding
	Latency, Simulate, Play, Again, Compare, DropPins         key.Binding
	Prices, Conformance, Verdicts, Filter                     key.Binding
	PageUp, PageDown, OtherUp, OtherDown                      key.Binding
	Theme, Mouse, Palette, Help, Back, Quit                   key.Binding
	Copy, Export, Scenarios, Tour                             key.Binding
}

// DefaultKeyMap returns the bindings the program starts with. Each has a key
// that every keyboard has: not only Esc, a sign, or one of home, end and pages.
func DefaultKeyMap() KeyMap {
	b := func(help, does string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(help, does))
	}
	return KeyMap{
		Up:          b("up", "previous slider", "up", "k"),
		Down:        b("down", "next slider", "down", "j"),
		Left:        b("left", "less", "left", "h"),
		Right:       b("right", "more", "right", "l"),
		CoarseLeft:  b("shift+left", "much less", "shift+left", "ctrl+left", "H"),
		CoarseRight: b("shift+right", "much more", "shift+right", "ctrl+right", "L"),
		Home:        b("home", "least", "home", "ctrl+a"),
		End:         b("end", "most", "end", "ctrl+e"),
		NextPart:    b("w", "next part", "w"),
		PrevPart:    b("W", "previous part", "W"),
		Reset:       b("r", "reset this slider", "r"),
		ResetAll:    b("R", "reset everything", "R"),
		Undo:        b("u", "undo", "u"),
		Changes:     b("U", "list of changes", "U"),
		Redo:        b("ctrl+r", "redo", "ctrl+r", "ctrl+y"),
		Measure:     b("y", "what the y axis counts", "y"),
		Axis:        b("a", "axis of the chart", "a"),
		ZoomIn:      b("+", "zoom in", "+", "=", "I"),
		ZoomOut:     b("-", "zoom out", "-", "ctrl+o"),
		PanLeft:     b("<", "pan left", "<", "C"),
		PanRight:    b(">", "pan right", ">", "V"),
		NextOffer:   b("n", "next offer", "n"),
		PrevOffer:   b("N", "previous offer", "N"),
		Open:        b("enter", "bill of the offer", "enter"),
		Cheapest:    b("c", "follow the cheapest", "c"),
		Variants:    b("v", "all variants or the best", "v"),
		Linear:      b("t", "equal steps or decades", "t"),
		Hide:        b("d", "hide the offer", "d"),
		ShowAll:     b("D", "show what is hidden", "D"),
		Solo:        b("s", "the selected curve alone", "s"),
		Order:       b("o", "sort the offers", "o"),
		Lock:        b("f", "lock the part here", "f"),
		BanOffer:    b("b", "ban the offer", "b"),
		BanVendor:   b("B", "ban its vendor", "B"),
		AllowAll:    b("A", "allow all, unlock all", "A"),
		Explain:     b("x", "explain; or right-click", "x"),
		Zoom:        b("z", "one pane alone", "z"),
		Growth:      b("G", "growth of the system", "G"),
		Months:      b("M", "by month of growth", "M"),
		Band:        b("Q", "band of what is unsure", "Q"),
		Tornado:     b("i", "what moves the price", "i"),
		Pin:         b("p", "pin or unpin to compare", "p"),
		DropPins:    b("P", "drop all pins", "P"),
		Edge:        b("E", "resize panes: next edge", "E"),
		EdgeLess:    b("K", "edge left or up", "K"),
		EdgeMore:    b("J", "edge right or down", "J"),
		EdgeReset:   b("O", "reset this edge", "O"),
		EdgesReset:  b("Z", "reset all panes", "Z"),
		NextScreen:  b("tab", "next screen", "tab"),
		PrevScreen:  b("shift+tab", "previous screen", "shift+tab"),
		Explore:     b("f1", "Explore", "f1"),
		Offers:      b("f2", "Offers", "f2"),
		Layout:      b("f3", "Layout", "f3"),
		Latency:     b("f4", "Latency", "f4"),
		Simulate:    b("f5", "Simulate", "f5"),
		Compare:     b("f6", "Compare", "f6"),
		Bill:        b("f7", "Bill", "f7"),
		Verdicts:    b("f8", "Verdicts", "f8"),
		Prices:      b("f9", "Prices", "f9"),
		Conformance: b("f10", "Conformance", "f10"),
		Play:        b("space", "run or pause", "space"),
		Again:       b("g", "simulate again", "g"),
		Filter:      b("/", "filter the list", "/", "ctrl+w"),
		PageUp:      b("pgup", "scroll up", "pgup", "ctrl+b"),
		PageDown:    b("pgdown", "scroll down", "pgdown", "ctrl+f"),
		OtherUp:     b("ctrl+u", "scroll the other pane up", "ctrl+u"),
		OtherDown:   b("ctrl+d", "scroll the other pane", "ctrl+d"),
		Theme:       b("T", "theme and characters", "T"),
		Mouse:       b("m", "give the mouse back", "m"),
		Copy:        b("Y", "copy", "Y"),
		Export:      b("e", "export to a file", "e"),
		Scenarios:   b("S", "load or save a scenario", "S"),
		Tour:        b("ctrl+g", "guided tour", "ctrl+g"),
		Palette:     b(":", "do something by its name", ":", "ctrl+p"),
		Help:        b("?", "help", "?", "ctrl+k"),
		Back:        b("esc", "back", "esc", "backspace"),
		Quit:        b("q", "quit", "q", "ctrl+c"),
	}
}
