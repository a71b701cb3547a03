package verify

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The most an expression may hold: far beyond any real one, and few enough
// that neither reading nor evaluating it can exhaust anything.
const (
	maxExprBytes = 1000
	maxExprDepth = 40
)

// expr is arithmetic on numbers and names, as a tree.
type expr struct {
	// op is one of + - * / for two arguments, n for minus one, # for value,
	// $ for name, f for a call of the function name.
	op    byte
	value float64
	name  string
	args  []*expr
}

// parseExpr reads + - * / with the usual precedence, brackets, numbers, names
// and calls of ceil, floor, round, min and max. × ÷ and − do as well.
func parseExpr(src string) (*expr, error) {
	if len(src) > maxExprBytes {
		return nil, fmt.Errorf("has %d characters: want at most %d; use steps", len(src), maxExprBytes)
	}
	if !utf8.ValidString(src) {
		return nil, fmt.Errorf("is not UTF-8 text")
	}
	p := exprParser{rest: strings.NewReplacer("×", "*", "÷", "/", "−", "-").Replace(src)}
	e := p.sum()
	if p.err == nil && p.peek() != 0 {
		p.fail("unexpected %q: want an operator or the end", p.word())
	}
	if p.err != nil {
		return nil, p.err
	}
	return e, nil
}

type exprParser struct {
	rest  string
	depth int
	err   error
}

func (p *exprParser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf(format, args...)
	}
	p.rest = "" // every loop ends at the end of the text
}

// peek returns the next byte that is not a space, or 0 at the end.
func (p *exprParser) peek() byte {
	p.rest = strings.TrimLeft(p.rest, " \t\r\n")
	if p.rest == "" {
		return 0
	}
	return p.rest[0]
}

// take consumes the next byte if it is c.
func (p *exprParser) take(c byte) bool {
	if p.peek() != c {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

// word is what to quote of the rest in an error.
func (p *exprParser) word() string {
	s, _, _ := strings.Cut(p.rest, " ")
	r := []rune(s)
	return string(r[:min(len(r), 12)])
}

func (p *exprParser) sum() *expr {
	left := p.product()
	for {
		switch {
		case p.take('+'):
			left = &expr{op: '+', args: []*expr{left, p.product()}}
		case p.take('-'):
			left = &expr{op: '-', args: []*expr{left, p.product()}}
		default:
			return left
		}
	}
}

func (p *exprParser) product() *expr {
	left := p.factor()
	for {
		switch {
		case p.take('*'):
			left = &expr{op: '*', args: []*expr{left, p.factor()}}
		case p.take('/'):
			left = &expr{op: '/', args: []*expr{left, p.factor()}}
		default:
			return left
		}
	}
}

// factor reads a number, a name, a call, brackets, or minus one of these. All
// nesting goes through it.
func (p *exprParser) factor() *expr {
	if p.depth++; p.depth > maxExprDepth {
		p.fail("is nested more than %d deep; use steps", maxExprDepth)
		return &expr{op: '#'}
	}
	defer func() { p.depth-- }()
	c := p.peek()
	switch {
	case c == 0:
		p.fail("ends where a number or a name is missing")
	case p.take('-'):
		return &expr{op: 'n', args: []*expr{p.factor()}}
	case p.take('('):
		e := p.sum()
		if !p.take(')') {
			p.fail("a bracket is not closed")
		}
		return e
	case isDigit(c) || c == '.':
		return p.number()
	case isLetter(c):
		return p.named()
	default:
		p.fail("unexpected %q: want a number, a name or a bracket", p.word())
	}
	return &expr{op: '#'}
}

func (p *exprParser) number() *expr {
	end := 0
	for end < len(p.rest) {
		c := p.rest[end]
		sign := (c == '+' || c == '-') && (p.rest[end-1] == 'e' || p.rest[end-1] == 'E')
		if !isDigit(c) && c != '.' && c != '_' && c != 'e' && c != 'E' && !sign {
			break
		}
		end++
	}
	s := p.rest[:end]
	x, err := strconv.ParseFloat(strings.ReplaceAll(s, "_", ""), 64)
	if err != nil {
		p.fail("%q is not a number such as 0.25, 3_000_000 or 3e6", s)
	}
	p.rest = p.rest[min(end, len(p.rest)):]
	return &expr{op: '#', value: x}
}

// named reads a name, or a function with its arguments.
func (p *exprParser) named() *expr {
	end := 0
	for end < len(p.rest) && (isLetter(p.rest[end]) || isDigit(p.rest[end])) {
		end++
	}
	name := p.rest[:end]
	p.rest = p.rest[end:]
	if !p.take('(') {
		return &expr{op: '$', name: name}
	}
	f, ok := functions[name]
	if !ok {
		p.fail("unknown function %q: want %s", name, functionNames)
		return &expr{op: '#'}
	}
	e := &expr{op: 'f', name: name}
	for {
		e.args = append(e.args, p.sum())
		if !p.take(',') {
			break
		}
	}
	if !p.take(')') {
		p.fail("the bracket of %s is not closed", name)
	}
	if len(e.args) < f.least || len(e.args) > f.most {
		p.fail("%s has %d arguments: want %s", name, len(e.args), f.usage)
	}
	return e
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }

// names calls f for every name the expression uses.
func (e *expr) names(f func(string)) {
	if e.op == '$' {
		f(e.name)
	}
	for _, a := range e.args {
		a.names(f)
	}
}
