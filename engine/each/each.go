// Package each applies functions to the items of lists.
package each

// Of returns the results of a function for the items of a list, in order; it is never nil.
func Of[T, U any](list []T, f func(*T) U) []U {
	out := make([]U, len(list))
	for i := range list {
		out[i] = f(&list[i])
	}
	return out
}
