// Package pattern compiles regular expressions when they are first matched: most runs of the
// program match few of them.
package pattern

import (
	"regexp"
	"sync"
)

// Of returns a function that returns an expression, compiled by its first call. It panics
// there if the expression is wrong. It is safe for concurrent use.
func Of(expression string) func() *regexp.Regexp { return (&late{expression: expression}).get }

// late is an expression that may not be compiled yet.
type late struct {
	once       sync.Once
	expression string
	compiled   *regexp.Regexp
}

func (l *late) get() *regexp.Regexp {
	l.once.Do(func() { l.compiled = regexp.MustCompile(l.expression) })
	return l.compiled
}
