// Package bounds rejects YAML files that are too expensive to parse. A parser needs
// gigabytes for some kilobytes of brackets, time quadratic in the number of keys, and
// exponential time for nested aliases.
package bounds

import (
	"fmt"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

// The limits of a file, about five times the program's largest. A file at the limits takes
// about a second to parse.
const (
	MaxBytes   = 1 << 20
	MaxDepth   = 40
	MaxKeys    = 8_000
	MaxTokens  = 200_000
	MaxAliases = 500
)

// Fault is a limit that a file exceeds. Line is 0 if it concerns the whole file.
type Fault struct {
	Line, Column int
	// Found describes the excess, and Want the limit.
	Found, Want string
}

func (f *Fault) Error() string { return f.Found + ": want " + f.Want }

// Check returns the first limit that a file exceeds, or nil.
func Check(src []byte) *Fault {
	if len(src) > MaxBytes {
		return &Fault{Found: fmt.Sprintf("%d bytes", len(src)), Want: fmt.Sprintf("a file of up to %d kB", MaxBytes>>10)}
	}
	var c counter
	for _, t := range lexer.Tokenize(string(src)) {
		if f := c.count(t); f != nil {
			if t.Position != nil {
				f.Line, f.Column = t.Position.Line, t.Position.Column
			}
			return f
		}
	}
	return nil
}

// counter counts the contents of a file.
type counter struct {
	tokens, keys, named int
	flow                int   // open brackets
	block               []int // the columns of open blocks outside brackets
	line                int
}

func (c *counter) count(t *token.Token) *Fault {
	if c.tokens++; c.tokens > MaxTokens {
		return tooMany("values", MaxTokens)
	}
	switch t.Type {
	case token.SequenceStartType, token.MappingStartType:
		c.flow++
	case token.SequenceEndType, token.MappingEndType:
		c.flow = max(c.flow-1, 0)
	case token.MappingValueType:
		if c.keys++; c.keys > MaxKeys {
			return tooMany("keys", MaxKeys)
		}
	case token.AliasType, token.AnchorType, token.MergeKeyType:
		if c.named++; c.named > MaxAliases {
			return tooMany("aliases and anchors", MaxAliases)
		}
	}
	if c.nest(t); c.flow+len(c.block) > MaxDepth {
		return tooMany("levels inside each other", MaxDepth)
	}
	return nil
}

// nest tracks the depth of blocks. A block begins with the first token of a line, a dash
// or a question mark, further to the right than the enclosing one.
func (c *counter) nest(t *token.Token) {
	if t.Position == nil || c.flow > 0 {
		return
	}
	first := t.Position.Line != c.line
	c.line = t.Position.Line
	if !first && t.Type != token.SequenceEntryType && t.Type != token.MappingKeyType {
		return
	}
	at := t.Position.Column
	for len(c.block) > 0 && c.block[len(c.block)-1] >= at {
		c.block = c.block[:len(c.block)-1]
	}
	c.block = append(c.block, at)
}

func tooMany(what string, most int) *Fault {
	return &Fault{Found: "too many " + what, Want: fmt.Sprintf("up to %d", most)}
}
