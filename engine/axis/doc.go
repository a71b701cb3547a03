// Package axis is what curves run along: the rate, memory, duration, connections or
// months, and stretches of them.
package axis
