// Package each applies functions to the items of lists without copying them.
package each

// Of returns the results of a function for the items of a list, in order; it is never nil.
func Of[T, U any](list []T, f func(*T) U) []U {
	out := make([]U, len(list))
	for i := range list {
		out[i] = f(&list[i])
	}
	return out
}

// Find returns the first item for which a function returns true, or nil.
func Find[T any](list []T, is func(*T) bool) *T {
	for i := range list {
		if is(&list[i]) {
			return &list[i]
		}
	}
	return nil
}
