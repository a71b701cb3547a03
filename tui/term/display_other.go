//go:build !unix && !windows

package term

// display is nothing here: escape sequences need no preparation.
type display struct{}

func (l *Local) prepare() error   { return nil }
func (l *Local) unprepare() error { return nil }
