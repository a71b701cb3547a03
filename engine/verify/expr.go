package verify

import (
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"crossover/engine/catalog"
	"crossover/engine/pattern"
	"crossover/engine/scenario"
)

// The limits of an expression, far above real ones and low enough that parsing and
// evaluating it cannot exhaust resources.
const (
	maxExprBytes = 1000
	maxExprDepth = 40
)

// term is an arithmetic expression over named values.
type term func(values map[string]float64) (float64, error)

// expr is a parsed expression with the names it uses.
type expr struct {
	eval  term
	names []string
}

// plainExpr rewrites an expression in Go's operators, on one line.
var plainExpr = strings.NewReplacer("×", "*", "÷", "/", "−", "-", "\n", " ", "\r", " ")

// parseExpr parses + - * / with the usual precedence, brackets, numbers, names and calls
// of ceil, floor, round, min and max. × ÷ and − are accepted too. The syntax is a subset
// of Go's expressions, so Go's keywords cannot be names.
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
	r := exprReader{src: src}
	eval, err := r.read(tree, 0)
	return &expr{eval, r.names}, err
}

// exprReader converts Go's syntax trees to terms.
type exprReader struct {
	src   string
	names []string
}

// quote returns the shortened text of a node.
func (r *exprReader) quote(n ast.Node) string {
	const most = 12
	text := []rune(r.src[n.Pos()-1 : min(int(n.End()-1), len(r.src))])
	return string(text[:min(len(text), most)])
}

// read converts a node to a term. depth counts the enclosing brackets, calls and signs.
func (r *exprReader) read(n ast.Expr, depth int) (term, error) {
	if depth > maxExprDepth {
		return nil, fmt.Errorf("is nested more than %d deep; use steps", maxExprDepth)
	}
	switch n := n.(type) {
	case *ast.ParenExpr:
		return r.read(n.X, depth+1)
	case *ast.BasicLit:
		x, err := strconv.ParseFloat(strings.ReplaceAll(n.Value, "_", ""), 64)
		if err != nil || strings.ContainsAny(n.Value, "xXbBoOpPi'\"`") {
			return nil, fmt.Errorf("%s is not a number such as 0.25, 3_000_000 or 3e6", strconv.Quote(n.Value))
		}
		return func(map[string]float64) (float64, error) { return x, nil }, nil
	case *ast.Ident:
		return r.name(n.Name)
	case *ast.UnaryExpr:
		if n.Op == token.SUB {
			return r.of(func(x []float64) float64 { return -x[0] }, depth+1, n.X)
		}
	case *ast.BinaryExpr:
		op, ok := operators[n.Op]
		if !ok {
			return nil, fmt.Errorf("unexpected %q: want + - * or /", n.Op)
		}
		return r.of(op, depth, n.X, n.Y)
	case *ast.CallExpr:
		return r.call(n, depth+1)
	}
	return nil, fmt.Errorf("unexpected %q: want a number, a name or a bracket", r.quote(n))
}

// name converts a name.
func (r *exprReader) name(name string) (term, error) {
	if strings.ContainsFunc(name, func(c rune) bool { return c >= utf8.RuneSelf }) {
		return nil, fmt.Errorf("unexpected %q: names have plain letters, digits and _", name)
	}
	r.names = append(r.names, name)
	return func(values map[string]float64) (float64, error) {
		x, ok := values[name]
		if !ok {
			return 0, fmt.Errorf("unknown name %q", name)
		}
		return x, nil
	}, nil
}

// of converts the arguments of a function or an operator.
func (r *exprReader) of(f func([]float64) float64, depth int, args ...ast.Expr) (term, error) {
	terms := make([]term, len(args))
	for i, a := range args {
		var err error
		if terms[i], err = r.read(a, depth); err != nil {
			return nil, err
		}
	}
	return func(values map[string]float64) (float64, error) {
		x := make([]float64, len(terms))
		for i, t := range terms {
			var err error
			if x[i], err = t(values); err != nil {
				return 0, err
			}
		}
		switch y := f(x); {
		case math.IsNaN(y): // finite numbers give NaN only for 0 / 0
			return 0, errors.New("divides by zero")
		case math.IsInf(y, 0) && len(x) == 2 && x[1] == 0:
			return 0, errors.New("divides by zero")
		case math.IsInf(y, 0):
			return 0, errors.New("is too large to compute")
		default:
			return y, nil
		}
	}, nil
}

// call converts a call of one of the functions.
func (r *exprReader) call(n *ast.CallExpr, depth int) (term, error) {
	name := r.quote(n.Fun)
	f, ok := functions[name]
	if !ok {
		return nil, fmt.Errorf("unknown function %q: want ceil, floor, round, min or max", name)
	}
	if len(n.Args) < f.least || len(n.Args) > f.most {
		return nil, fmt.Errorf("%s has %d arguments: want %s", name, len(n.Args), f.usage)
	}
	if end := n.Args[len(n.Args)-1].End(); n.Ellipsis != 0 || strings.Contains(r.src[end-1:n.Rparen-1], ",") {
		return nil, fmt.Errorf("unexpected comma or dots before the bracket of %s is closed: want %s", name, f.usage)
	}
	return r.of(f.call, depth, n.Args...)
}

// operators are the binary operators.
var operators = map[token.Token]func([]float64) float64{
	token.ADD: func(x []float64) float64 { return x[0] + x[1] },
	token.SUB: func(x []float64) float64 { return x[0] - x[1] },
	token.MUL: func(x []float64) float64 { return x[0] * x[1] },
	token.QUO: func(x []float64) float64 { return x[0] / x[1] },
}

// functions are the functions that an expression can call.
var functions = map[string]struct {
	least, most int
	usage       string
	call        func(x []float64) float64
}{
	"ceil":  {1, 1, "ceil(x)", func(x []float64) float64 { return math.Ceil(x[0] - noise(x[0])) }},
	"floor": {1, 1, "floor(x)", func(x []float64) float64 { return math.Floor(x[0] + noise(x[0])) }},
	"round": {1, 2, "round(x) or round(x, decimals)", func(x []float64) float64 {
		return roundAway(x[0], int(math.Max(-15, math.Min(append(x, 0)[1], 15))))
	}},
	"min": {1, math.MaxInt, "min(x, y, …)", slices.Min[[]float64]},
	"max": {1, math.MaxInt, "max(x, y, …)", slices.Max[[]float64]},
}

// noise bounds the error of binary fractions, so that 0.1 + 0.2 is not rounded up because
// of its last bits.
func noise(x float64) float64 { return 1e-11 * math.Max(1, math.Abs(x)) }

// roundAway rounds to a number of decimals, half away from zero.
func roundAway(x float64, decimals int) float64 { return cutAfter(x, decimals, 0.5) }

// cut truncates to a number of decimals.
func cut(x float64, decimals int) float64 { return cutAfter(x, decimals, 0) }

// cutAfter adds to the last decimal and truncates after it.
func cutAfter(x float64, decimals int, add float64) float64 {
	p := math.Pow10(decimals)
	y := math.Abs(x) * p
	return math.Copysign(math.Floor(y+add+noise(y))/p, x)
}

// Above this many dollars a published figure only has to match to a thousandth, because
// sources round intermediate results and the errors add up.
const (
	largeAmount    = 1000
	largeTolerance = 0.001
)

// figure is a published number with the precision of its digits.
type figure struct {
	value    float64
	decimals int // after the point; negative for 8e3
}

var decimal = pattern.Of(`^(-?)([0-9]+)(\.([0-9]*))?([eE]([-+]?[0-9]{1,2}))?$`)

// parseFigure parses a number as written: 8.00 has two decimals, 8 none.
func parseFigure(s string) (figure, error) {
	m := decimal().FindStringSubmatch(s)
	if m == nil || len(s) > 40 {
		return figure{}, fmt.Errorf("is not a number such as 249.49 or 8.32e-7")
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return figure{}, fmt.Errorf("is not a number such as 249.49 or 8.32e-7")
	}
	exponent, _ := strconv.Atoi(m[6]) // empty without one
	return figure{value: x, decimals: len(m[4]) - exponent}, nil
}

// equals reports whether x equals the figure after rounding to its digits as the source
// rounds.
func (f figure) equals(x float64, r Rounding) bool {
	// Both are multiples of the last digit; half of it separates them.
	return math.Abs(f.digits(x, r)-f.value) < 0.5*math.Pow10(-f.decimals)
}

// digits rounds x to the figure's digits.
func (f figure) digits(x float64, r Rounding) float64 {
	if r == RoundCut {
		return cut(x, f.decimals)
	}
	return roundAway(x, f.decimals)
}

// matches is equals with a tolerance for large amounts of money.
func (f figure) matches(x float64, r Rounding, unit string) bool {
	if f.equals(x, r) {
		return true
	}
	money := strings.HasPrefix(unit, "USD") || strings.HasPrefix(unit, "EUR")
	return money && math.Abs(f.value) > largeAmount &&
		math.Abs(x-f.value) <= largeTolerance*math.Abs(f.value)
}

// Resolve returns the file's examples with all shared fields filled in, and the problems
// found. Their paths are paths in the YAML: examples[3].lines[0].quantity.
func (f *File) Resolve() ([]Example, []catalog.Problem) {
	v := &validator{seen: map[string]bool{}}
	v.structure = catalog.Structure{Add: v.add, Lists: map[string][]string{
		"letters": strings.Split("ABCDEFGHIJKLMNOPQRSTUVWXYZ", ""), "switch": {"on", "off"}, "months": scenario.Months,
		"expected": {string(Agree), string(Slip)},
	}}
	if len(f.Examples) == 0 {
		v.add("examples", "", "at least one example")
	}
	used := map[string]bool{}
	ids := map[string]bool{}
	out := make([]Example, len(f.Examples))
	for i := range f.Examples {
		at := fmt.Sprintf("examples[%d]", i)
		own := &f.Examples[i]
		out[i] = f.inherit(*own)
		if own.Method != "" {
			m, ok := f.Methods[own.Method]
			if !ok {
				v.add(at+".method", own.Method, catalog.OneOf("a method of the file", slices.Sorted(maps.Keys(f.Methods))))
				continue
			}
			used[own.Method] = true
			out[i].Body = merge(&m, &own.Body)
		}
		out[i].Rates = layer(f.Rates, out[i].Rates)
		if ids[own.ID] {
			v.add(at+".id", own.ID, "an id that no other example has")
		}
		ids[own.ID] = true
		v.example(at, f, own, &out[i])
	}
	for _, name := range slices.Sorted(maps.Keys(f.Methods)) {
		if !used[name] {
			v.add("methods."+name, name, "a method that an example uses")
		}
	}
	return out, v.problems
}

// inherit fills in the file's defaults.
func (f *File) inherit(ex Example) Example {
	c := &ex.Convention
	ex.Section, ex.Kind = cmp.Or(ex.Section, f.Section), cmp.Or(ex.Kind, f.Kind)
	ex.Source, ex.AsOf, ex.Unit = cmp.Or(ex.Source, f.Source), cmp.Or(ex.AsOf, f.AsOf), cmp.Or(ex.Unit, f.Unit)
	c.Free, c.Month = cmp.Or(c.Free, f.Convention.Free), cmp.Or(c.Month, f.Convention.Month, "730h")
	c.Rounding = cmp.Or(c.Rounding, f.Convention.Rounding, RoundSum)
	ex.Expect = cmp.Or(ex.Expect, Agree)
	return ex
}

// merge combines a method's body with an example's own.
func merge(m, own *Body) Body {
	b := Body{
		Inputs: layer(m.Inputs, own.Inputs), Prices: layer(m.Prices, own.Prices), Rates: layer(m.Rates, own.Rates),
		Steps: slices.Concat(m.Steps, own.Steps), Lines: slices.Concat(m.Lines, own.Lines),
		Overrides: slices.Concat(m.Overrides, own.Overrides),
		Scenario:  cmp.Or(own.Scenario, m.Scenario), Offer: cmp.Or(own.Offer, m.Offer), Groups: m.Groups, Meters: m.Meters,
		BreakEven: cmp.Or(own.BreakEven, m.BreakEven), Result: cmp.Or(own.Result, m.Result),
	}
	if len(own.Groups) > 0 {
		b.Groups = own.Groups
	}
	if len(own.Meters) > 0 {
		b.Meters = own.Meters
	}
	return b
}

// layer returns a map with the entries of both; over takes precedence. Neither is changed.
func layer[T any](under, over map[string]T) map[string]T {
	if len(over) == 0 {
		return under
	}
	out := maps.Clone(under)
	if out == nil {
		out = map[string]T{}
	}
	maps.Copy(out, over)
	return out
}
