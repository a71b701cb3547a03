// Package pane paints the parts of the screen: each pane draws itself into a
// rectangle of the cell buffer from values it is handed, and keeps nothing but
// buffers between frames.
package pane
