package themes

import (
	"fmt"
	"strings"
)

// Error is a fault in a theme file: where it is, what stands there and what
// would be right.
type Error struct {
	// File is the name the file was parsed under.
	File string
	// Line and Column count from 1; 0 means the fault is of the file as a whole.
	Line, Column int
	// Field is the path of the field, such as "palette.blue.hex"; it may be empty.
	Field string
	// Value is what stands there, as written; it may be empty.
	Value string
	// Problem says what is wrong with it.
	Problem string
	// Want says what would be right; it may be empty.
	Want string
}

// Error returns the fault on one line.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", e.Line, e.Column)
	}
	b.WriteString(": ")
	if e.Field != "" {
		b.WriteString(e.Field + ": ")
	}
	if e.Value != "" {
		fmt.Fprintf(&b, "%q ", e.Value)
	}
	b.WriteString(e.Problem)
	if e.Want != "" {
		b.WriteString("; " + e.Want)
	}
	return b.String()
}
