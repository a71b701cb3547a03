package data

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"crossover/data/bounds"
)

// The most a file may hold: far beyond any real one, and enough to stop
// aliases that multiply, or contain, themselves.
const (
	maxNodes = 200_000
	maxDepth = 40
)

// decoder turns YAML into values. It is stricter than the package's own
// decoder and, unlike it, goes on after a problem and remembers where every
// value came from.
type decoder struct {
	problems []Problem
	places   map[string]place
	structs  map[reflect.Type]structFields

	// Of the file being read:
	file, root string
	anchors    map[string]ast.Node
	nodes      int
	// over is set while a user's file is laid over values already read.
	over *overlaying
}

// place is where a value was found.
type place struct {
	file, root   string
	line, column int
}

// decode reads a file into the value that into points to. Paths of the values
// start with root.
func (d *decoder) decode(file, root string, text []byte, into any) {
	if body := d.document(file, root, text); body != nil {
		d.value(body, root, reflect.ValueOf(into).Elem(), 0)
	}
}

// document returns the one document of a file, or nil after a problem.
func (d *decoder) document(file, root string, text []byte) ast.Node {
	d.file, d.root, d.anchors, d.nodes = file, root, map[string]ast.Node{}, 0
	if d.places == nil {
		d.places = map[string]place{}
	}
	d.places[root] = place{file: file, root: root}
	if f := bounds.Check(text, true); f != nil {
		d.problems = append(d.problems, Problem{File: file, Line: f.Line, Column: f.Column, Value: f.Found, Want: f.Want})
		return nil
	}
	tree, err := parse(text)
	if err != nil {
		d.syntax(err)
		return nil
	}
	var bodies []ast.Node
	for _, doc := range tree.Docs {
		if doc.Body != nil {
			bodies = append(bodies, doc.Body)
		}
	}
	switch len(bodies) {
	case 0:
		d.problem(nil, root, "", "a YAML document")
	case 1:
		return bodies[0]
	default:
		d.problem(bodies[1], root, "---", "one YAML document a file")
	}
	return nil
}

// parse guards against the parser's own panics on malformed text.
func parse(text []byte) (tree *ast.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("malformed YAML: %v", r)
		}
	}()
	return parser.ParseBytes(text, 0)
}

// syntax adds what the parser refused.
func (d *decoder) syntax(err error) {
	p := Problem{File: d.file, Want: "valid YAML"}
	if e, ok := err.(yaml.Error); ok {
		p.Value = e.GetMessage()
		if t := e.GetToken(); t != nil && t.Position != nil {
			p.Line, p.Column = t.Position.Line, t.Position.Column
		}
	} else {
		p.Value, _, _ = strings.Cut(err.Error(), "\n")
	}
	d.problems = append(d.problems, p)
}

func (d *decoder) problem(n ast.Node, path, value, want string) {
	p := Problem{File: d.file, Path: strings.TrimPrefix(strings.TrimPrefix(path, d.root), "."), Value: value, Want: want}
	p.Line, p.Column = position(n)
	d.problems = append(d.problems, p)
}

func position(n ast.Node) (line, column int) {
	if n == nil {
		return 0, 0
	}
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		n = m.Values[0].Key
	}
	t := n.GetToken()
	if t == nil || t.Position == nil {
		return 0, 0
	}
	return t.Position.Line, t.Position.Column
}

// value decodes one node into v.
func (d *decoder) value(n ast.Node, path string, v reflect.Value, depth int) {
	if d.nodes++; d.nodes > maxNodes || depth > maxDepth {
		if d.nodes <= maxNodes+1 || depth == maxDepth+1 {
			d.problem(n, path, "…", "less: values are nested or repeated too much")
			d.nodes = maxNodes + 1
		}
		return
	}
	if n = d.resolve(n, path, depth); n == nil {
		return
	}
	if _, known := d.places[path]; !known || path == d.root || d.over != nil {
		line, column := position(n)
		d.places[path] = place{d.file, d.root, line, column}
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || d.over == nil {
			v.Set(reflect.New(v.Type().Elem()))
		}
		d.value(n, path, v.Elem(), depth)
	case reflect.Struct:
		d.fields(n, path, v, depth)
	case reflect.Map:
		d.entries(n, path, v, depth)
	case reflect.Slice:
		d.items(n, path, v, depth)
	default:
		d.scalar(n, path, v)
	}
}

// resolve follows anchors and aliases to the node they stand for.
func (d *decoder) resolve(n ast.Node, path string, depth int) ast.Node {
	for range maxDepth {
		switch t := n.(type) {
		case *ast.AnchorNode:
			if t.Name != nil {
				d.anchors[t.Name.String()] = t.Value
			}
			n = t.Value
		case *ast.AliasNode:
			name := ""
			if t.Value != nil {
				name = t.Value.String()
			}
			target, ok := d.anchors[name]
			if !ok {
				d.problem(n, path, "*"+name, "an alias of an anchor above: &"+name)
				return nil
			}
			n = target
		default:
			return n
		}
		if n == nil {
			return nil
		}
	}
	d.problem(n, path, "*", "an alias that does not stand for itself")
	return nil
}

// pairs returns the entries of a mapping, or reports that n is none.
func (d *decoder) pairs(n ast.Node, path string) []*ast.MappingValueNode {
	switch m := n.(type) {
	case *ast.MappingNode:
		return m.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{m}
	}
	d.problem(n, path, text(n), "fields, as name: value")
	return nil
}

// fields decodes a mapping into a struct.
func (d *decoder) fields(n ast.Node, path string, v reflect.Value, depth int) {
	d.pairsInto(d.pairs(n, path), path, v, depth)
}

// pairsInto decodes the entries of a mapping into a struct.
func (d *decoder) pairsInto(pairs []*ast.MappingValueNode, path string, v reflect.Value, depth int) {
	before := d.over.before(v)
	known := d.structFields(v.Type())
	seen := map[string]bool{}
	for _, pair := range pairs {
		key := text(pair.Key)
		at := join(path, key)
		field, ok := known.index[key]
		switch {
		case !ok:
			d.problem(pair.Key, path, key, "a field that exists: "+strings.Join(known.names, ", "))
		case seen[key]:
			d.problem(pair.Key, path, key, "each field once")
		default:
			d.value(pair.Value, at, v.FieldByIndex(field), depth+1)
		}
		seen[key] = true
	}
	d.over.after(v, before, seen)
}

// structFields are the fields of a struct by their names in YAML.
type structFields struct {
	index map[string][]int
	names []string
}

func (d *decoder) structFields(t reflect.Type) structFields {
	if f, ok := d.structs[t]; ok {
		return f
	}
	f := structFields{index: map[string][]int{}}
	for _, field := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		if name == "" || !field.IsExported() {
			continue
		}
		f.index[name] = field.Index
		f.names = append(f.names, name)
	}
	if d.structs == nil {
		d.structs = map[reflect.Type]structFields{}
	}
	d.structs[t] = f
	return f
}

// entries decodes a mapping into a map.
func (d *decoder) entries(n ast.Node, path string, v reflect.Value, depth int) {
	m := reflect.MakeMap(v.Type())
	if d.over != nil && !v.IsNil() {
		m = v
	}
	seen := map[string]bool{}
	for _, pair := range d.pairs(n, path) {
		key := text(pair.Key)
		if seen[key] {
			d.problem(pair.Key, path, key, "each name once")
			continue
		}
		seen[key] = true
		k := reflect.ValueOf(key).Convert(v.Type().Key())
		e := reflect.New(v.Type().Elem()).Elem()
		if old := m.MapIndex(k); old.IsValid() {
			e.Set(old)
		}
		d.value(pair.Value, join(path, key), e, depth+1)
		m.SetMapIndex(k, e)
	}
	v.Set(m)
}

// items decodes a sequence into a slice.
func (d *decoder) items(n ast.Node, path string, v reflect.Value, depth int) {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		d.problem(n, path, text(n), "a list")
		return
	}
	if d.over != nil && d.named(s.Values, path, v, depth) {
		return
	}
	list := reflect.MakeSlice(v.Type(), len(s.Values), len(s.Values))
	for i, item := range s.Values {
		d.value(item, fmt.Sprintf("%s[%d]", path, i), list.Index(i), depth+1)
	}
	v.Set(list)
}

// scalar decodes text, a number or a truth value.
func (d *decoder) scalar(n ast.Node, path string, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		switch n.(type) {
		case *ast.StringNode, *ast.LiteralNode, *ast.IntegerNode, *ast.FloatNode:
			v.SetString(text(n))
			return
		}
		d.problem(n, path, text(n), "text")
	case reflect.Bool:
		if b, ok := n.(*ast.BoolNode); ok {
			v.SetBool(b.Value)
			return
		}
		d.problem(n, path, text(n), "true or false")
	case reflect.Float64:
		x, ok := number(n)
		if !ok || math.IsNaN(x) || math.IsInf(x, 0) {
			d.problem(n, path, text(n), "a number")
			return
		}
		v.SetFloat(x)
	case reflect.Int:
		x, ok := number(n)
		if !ok || x != math.Trunc(x) || math.Abs(x) > 1e9 {
			d.problem(n, path, text(n), "a whole number")
			return
		}
		v.SetInt(int64(x))
	default:
		d.problem(n, path, text(n), "a field this program can read")
	}
}

func number(n ast.Node) (float64, bool) {
	switch t := n.(type) {
	case *ast.IntegerNode:
		switch x := t.Value.(type) {
		case int64:
			return float64(x), true
		case uint64:
			return float64(x), true
		}
	case *ast.FloatNode:
		return t.Value, true
	case *ast.StringNode:
		// YAML 1.1, which the parser follows here, takes 1e6 for text.
		if t.Token != nil && t.Token.Type == token.StringType && exponent.MatchString(t.Value) {
			x, err := strconv.ParseFloat(t.Value, 64)
			return x, err == nil
		}
	}
	return 0, false
}

var exponent = regexp.MustCompile(`^[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+$`)

// text is a scalar as written, or the first line of anything else.
func text(n ast.Node) string {
	switch t := n.(type) {
	case nil:
		return ""
	case *ast.StringNode:
		return t.Value
	case *ast.LiteralNode:
		return t.Value.Value
	case *ast.IntegerNode, *ast.FloatNode:
		if tk := t.GetToken(); tk != nil {
			return tk.Value
		}
	}
	line, _, _ := strings.Cut(n.String(), "\n")
	return line
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// sorted puts problems in the order of their places.
func sorted(problems []Problem) []Problem {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line, a.Column-b.Column)
	})
	return problems
}
