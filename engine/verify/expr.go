package verify

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
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

// plainExpr writes an expression in Go's characters, on one line.
var plainExpr = strings.NewReplacer("×", "*", "÷", "/", "−", "-", "\n", " ", "\r", " ")

// parseExpr reads + - * / with the usual precedence, brackets, numbers, names
// and calls of ceil, floor, round, min and max. × ÷ and − do as well. It is a
// part of Go's expressions, so Go's keywords are no names.
func parseExpr(src string) (*expr, error) {
	switch {
	case len(src) > maxExprBytes:
		return nil, fmt.Errorf("has %d characters: want at most %d; use steps", len(src), maxExprBytes)
	case !utf8.ValidString(src):
		return nil, errors.New("is not UTF-8 text")
	case strings.TrimSpace(src) == "":
		return nil, errors.New("is empty: want a number, a name or arithmetic on them")
	}
	src = plainExpr.Replace(src)
	for strings.Contains(src, "--") { // Go's decrement
		src = strings.ReplaceAll(src, "--", "- -")
	}
	if strings.Contains(src, "//") || strings.Contains(src, "/*") {
		return nil, errors.New("is not arithmetic: has no comments")
	}
	tree, err := parser.ParseExpr(src)
	if list := (scanner.ErrorList)(nil); errors.As(err, &list) {
		return nil, fmt.Errorf("is not arithmetic: %s at character %d", list[0].Msg, list[0].Pos.Column)
	}
	if err != nil {
		return nil, fmt.Errorf("is not arithmetic: %w", err)
	}
	return (&exprReader{src}).read(tree, 0)
}

// exprReader turns Go's expressions into ours.
type exprReader struct{ src string }

// quote is the text of a node, shortened.
func (r *exprReader) quote(n ast.Node) string {
	const most = 12
	text := []rune(r.src[n.Pos()-1 : min(int(n.End()-1), len(r.src))])
	return string(text[:min(len(text), most)])
}

// read turns a node into an expression; depth counts brackets, calls and signs
// around it.
func (r *exprReader) read(n ast.Expr, depth int) (*expr, error) {
	if depth > maxExprDepth {
		return nil, fmt.Errorf("is nested more than %d deep; use steps", maxExprDepth)
	}
	switch n := n.(type) {
	case *ast.ParenExpr:
		return r.read(n.X, depth+1)
	case *ast.BasicLit:
		return number(n)
	case *ast.Ident:
		if strings.ContainsFunc(n.Name, func(c rune) bool { return c >= utf8.RuneSelf }) {
			return nil, fmt.Errorf("unexpected %q: names have plain letters, digits and _", n.Name)
		}
		return &expr{op: '$', name: n.Name}, nil
	case *ast.UnaryExpr:
		if n.Op == token.SUB {
			return r.with(&expr{op: 'n'}, depth+1, n.X)
		}
	case *ast.BinaryExpr:
		switch n.Op {
		case token.ADD, token.SUB, token.MUL, token.QUO:
			return r.with(&expr{op: n.Op.String()[0]}, depth, n.X, n.Y)
		}
		return nil, fmt.Errorf("unexpected %q: want + - * or /", n.Op)
	case *ast.CallExpr:
		return r.call(n, depth+1)
	}
	return nil, fmt.Errorf("unexpected %q: want a number, a name or a bracket", r.quote(n))
}

// with reads the arguments of an expression.
func (r *exprReader) with(e *expr, depth int, args ...ast.Expr) (*expr, error) {
	for _, a := range args {
		x, err := r.read(a, depth)
		if err != nil {
			return nil, err
		}
		e.args = append(e.args, x)
	}
	return e, nil
}

// call reads a call of one of the functions.
func (r *exprReader) call(n *ast.CallExpr, depth int) (*expr, error) {
	name := r.quote(n.Fun)
	f, ok := functions[name]
	if !ok {
		return nil, fmt.Errorf("unknown function %q: want %s", name, functionNames)
	}
	if len(n.Args) < f.least || len(n.Args) > f.most {
		return nil, fmt.Errorf("%s has %d arguments: want %s", name, len(n.Args), f.usage)
	}
	if end := n.Args[len(n.Args)-1].End(); n.Ellipsis != 0 || strings.Contains(r.src[end-1:n.Rparen-1], ",") {
		return nil, fmt.Errorf("unexpected comma or dots before the bracket of %s is closed: want %s", name, f.usage)
	}
	return r.with(&expr{op: 'f', name: name}, depth, n.Args...)
}

// number reads a decimal number.
func number(n *ast.BasicLit) (*expr, error) {
	x, err := strconv.ParseFloat(strings.ReplaceAll(n.Value, "_", ""), 64)
	if err != nil || strings.ContainsAny(n.Value, "xXbBoOpPi'\"`") {
		return nil, fmt.Errorf("%s is not a number such as 0.25, 3_000_000 or 3e6", strconv.Quote(n.Value))
	}
	return &expr{op: '#', value: x}, nil
}

// names calls f for every name the expression uses.
func (e *expr) names(f func(string)) {
	if e.op == '$' {
		f(e.name)
	}
	for _, a := range e.args {
		a.names(f)
	}
}
