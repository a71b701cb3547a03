//go:build !windows

package term

import "io"

// display is empty: escape sequences need no preparation here.
type display struct{}

func (*display) prepare(io.Writer) error { return nil }
func (*display) restore(io.Writer) error { return nil }
