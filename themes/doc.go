// Package themes defines how the program looks: theme files, their schema and their
// loader.
//
// A theme gives every [Role] of the screen a [Tone]. A tone names a colour of the theme's
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
