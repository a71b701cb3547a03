// Package axis defines the axes of curves: rate, memory, duration, connections and months,
// and windows of them.
package axis
