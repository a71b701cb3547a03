// Package themes is how the program looks: theme files, the schema they follow
// and the loader that reads them.
//
// A theme gives every [Role] of the screen a [Tone]. A tone names a colour of
// the theme's palette, and the palette says what that colour is at each depth
// a terminal may have: true colour, 256 colours, or the terminal's own 16. No
// colour is ever derived from another one, because automatic conversion maps
// several distinguishable colours to the same one. Where a palette entry
// leaves a richer depth out, the next poorer one stands in.
//
// Foreground and background are what the terminal's own colours are taken to
// be. They are painted by themes that ask for it, and by the others where the
// terminal is known to be of the other kind, dark or light.
//
// A theme file may name another theme as its base and then needs to give only
// what differs:
//
//	base: dark
//	title: My night
//	palette:
//	  blue: {hex: "#88aaff", x256: 111, ansi: bright-blue}
//	roles:
//	  title: {color: blue, bold: true}
package themes
