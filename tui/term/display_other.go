//go:build !windows

package term

import "io"

// display is nothing here: escape sequences need no preparation.
type display struct{}

func (*display) prepare(io.Writer) error { return nil }
func (*display) restore(io.Writer) error { return nil }
