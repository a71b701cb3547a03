// Package pattern compiles regular expressions when they are first matched: most runs of the
// program match few of them.
package pattern

import (
	"regexp"
	"sync"
)

// Of returns a function that returns an expression, compiled by its first call. It panics
// there if the expression is wrong. It is safe for concurrent use.
func Of(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
