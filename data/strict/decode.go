// Package strict decodes YAML strictly: unknown and repeated fields and values of the
// wrong kind are problems, and it returns all of them together, each with its place.
package strict

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"crossover/data/bounds"
	"crossover/engine/pattern"
)

// The limits of a file, far above any real one. They stop aliases that multiply or contain
// themselves.
const (
	maxNodes = 200_000
	maxDepth = 40
)

// Decoder decodes YAML into values. It is stricter than the YAML package's own decoder,
// continues after a problem, and remembers the place of every value.
type Decoder struct {
	Problems []Problem
	// Root is the start of the paths in the document being read.
	Root string
	// Over is set while a file is laid over values already read.
	Over Layer

	places  map[string]Place
	structs map[reflect.Type]structFields
	// Of the file being read:
	file    string
	anchors map[string]ast.Node
	nodes   int
}

// Layer merges a file into values read before.
type Layer interface {
	// Before returns the contents of a struct before the fields of a file are merged into
	// it. After gets them back, with the names of the merged fields.
	Before(v reflect.Value) any
	After(v reflect.Value, before any, fields map[string]bool)
	// Items merges the items of a list into v and reports whether it did; otherwise they
	// replace the list.
	Items(d *Decoder, items []ast.Node, path string, v reflect.Value, depth int) bool
}

// Place is the place of a value.
type Place struct {
	File, Root   string
	Line, Column int
}

// At returns the place of the value at a path; ok is false if no file gives one.
func (d *Decoder) At(path string) (p Place, ok bool) {
	p, ok = d.places[path]
	return p, ok
}

// Mark records the place of a node as that of the value at a path.
func (d *Decoder) Mark(path string, n ast.Node) {
	line, column := position(n)
	d.places[path] = Place{d.file, d.Root, line, column}
}

// Decode decodes a file into the value that into points to. The values' paths start with
// root.
func (d *Decoder) Decode(file, root string, text []byte, into any) {
	if body := d.Document(file, root, text); body != nil {
		d.Value(body, root, reflect.ValueOf(into).Elem(), 0)
	}
}

// Document returns the only document of a file, or nil after a problem.
func (d *Decoder) Document(file, root string, text []byte) ast.Node {
	d.file, d.Root, d.anchors, d.nodes = file, root, map[string]ast.Node{}, 0
	if d.places == nil {
		d.places = map[string]Place{}
	}
	d.places[root] = Place{File: file, Root: root}
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // a byte-order mark, which editors of Windows write
	if f := bounds.Check(text); f != nil {
		d.Problems = append(d.Problems, Problem{File: file, Line: f.Line, Column: f.Column, Value: f.Found, Want: f.Want})
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
		d.Wrong(nil, root, "", "a YAML document")
	case 1:
		return bodies[0]
	default:
		d.Wrong(bodies[1], root, "---", "one YAML document a file")
	}
	return nil
}

// parse parses text and returns a panic of the parser as an error.
func parse(text []byte) (tree *ast.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("malformed YAML: %v", r)
		}
	}()
	return parser.ParseBytes(text, 0)
}

// syntax adds a problem for a syntax error.
func (d *Decoder) syntax(err error) {
	p := Problem{File: d.file, Want: "valid YAML"}
	if e := yaml.Error(nil); errors.As(err, &e) {
		p.Value = e.GetMessage()
		if t := e.GetToken(); t != nil && t.Position != nil {
			p.Line, p.Column = t.Position.Line, t.Position.Column
		}
	} else {
		p.Value, _, _ = strings.Cut(err.Error(), "\n")
	}
	d.Problems = append(d.Problems, p)
}

// Wrong adds a problem at a node.
func (d *Decoder) Wrong(n ast.Node, path, value, want string) {
	p := Problem{File: d.file, Path: strings.TrimPrefix(strings.TrimPrefix(path, d.Root), "."), Value: value, Want: want}
	p.Line, p.Column = position(n)
	d.Problems = append(d.Problems, p)
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

// Value decodes one node into v.
func (d *Decoder) Value(n ast.Node, path string, v reflect.Value, depth int) {
	if d.nodes++; d.nodes > maxNodes || depth > maxDepth {
		if d.nodes <= maxNodes+1 || depth == maxDepth+1 {
			d.Wrong(n, path, "…", "less: values are nested or repeated too much")
			d.nodes = maxNodes + 1
		}
		return
	}
	if n = d.Resolve(n, path); n == nil {
		return
	}
	if _, known := d.places[path]; !known || path == d.Root || d.Over != nil {
		d.Mark(path, n)
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || d.Over == nil {
			v.Set(reflect.New(v.Type().Elem()))
		}
		d.Value(n, path, v.Elem(), depth)
	case reflect.Struct:
		d.Fill(d.Pairs(n, path), path, v, depth)
	case reflect.Map:
		d.entries(n, path, v, depth)
	case reflect.Slice:
		d.items(n, path, v, depth)
	default:
		d.scalar(n, path, v)
	}
}

// Resolve follows anchors and aliases to their node.
func (d *Decoder) Resolve(n ast.Node, path string) ast.Node {
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
				d.Wrong(n, path, "*"+name, "an alias of an anchor above: &"+name)
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
	d.Wrong(n, path, "*", "an alias that does not stand for itself")
	return nil
}

// Pairs returns the entries of a mapping, or adds a problem if n is none.
func (d *Decoder) Pairs(n ast.Node, path string) []*ast.MappingValueNode {
	switch m := n.(type) {
	case *ast.MappingNode:
		return m.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{m}
	}
	d.Wrong(n, path, Text(n), "fields, as name: value")
	return nil
}

// Fill decodes the entries of a mapping into a struct.
func (d *Decoder) Fill(pairs []*ast.MappingValueNode, path string, v reflect.Value, depth int) {
	var before any
	if d.Over != nil {
		before = d.Over.Before(v)
	}
	known := d.structFields(v.Type())
	seen := map[string]bool{}
	for _, pair := range pairs {
		key := Text(pair.Key)
		at := Join(path, key)
		field, ok := known.index[key]
		switch {
		case !ok:
			d.Wrong(pair.Key, path, key, "a field that exists: "+strings.Join(known.names, ", "))
		case seen[key]:
			d.Wrong(pair.Key, path, key, "each field once")
		default:
			d.Value(pair.Value, at, v.FieldByIndex(field), depth+1)
		}
		seen[key] = true
	}
	if d.Over != nil {
		d.Over.After(v, before, seen)
	}
}

// structFields holds the fields of a struct by their YAML names.
type structFields struct {
	index map[string][]int
	names []string
}

// Fields returns the YAML names of a struct's fields.
func (d *Decoder) Fields(t reflect.Type) []string { return d.structFields(t).names }

func (d *Decoder) structFields(t reflect.Type) structFields {
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
func (d *Decoder) entries(n ast.Node, path string, v reflect.Value, depth int) {
	m := reflect.MakeMap(v.Type())
	if d.Over != nil && !v.IsNil() {
		m = v
	}
	seen := map[string]bool{}
	for _, pair := range d.Pairs(n, path) {
		key := Text(pair.Key)
		if seen[key] {
			d.Wrong(pair.Key, path, key, "each name once")
			continue
		}
		seen[key] = true
		k := reflect.ValueOf(key).Convert(v.Type().Key())
		e := reflect.New(v.Type().Elem()).Elem()
		if old := m.MapIndex(k); old.IsValid() {
			e.Set(old)
		}
		d.Value(pair.Value, Join(path, key), e, depth+1)
		m.SetMapIndex(k, e)
	}
	v.Set(m)
}

// items decodes a sequence into a slice.
func (d *Decoder) items(n ast.Node, path string, v reflect.Value, depth int) {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		d.Wrong(n, path, Text(n), "a list")
		return
	}
	if d.Over != nil && d.Over.Items(d, s.Values, path, v, depth) {
		return
	}
	list := reflect.MakeSlice(v.Type(), len(s.Values), len(s.Values))
	for i, item := range s.Values {
		d.Value(item, fmt.Sprintf("%s[%d]", path, i), list.Index(i), depth+1)
	}
	v.Set(list)
}

// scalar decodes a text, a number or a boolean.
func (d *Decoder) scalar(n ast.Node, path string, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		switch n.(type) {
		case *ast.StringNode, *ast.LiteralNode, *ast.IntegerNode, *ast.FloatNode:
			v.SetString(Text(n))
			return
		}
		d.Wrong(n, path, Text(n), "text")
	case reflect.Bool:
		if b, ok := n.(*ast.BoolNode); ok {
			v.SetBool(b.Value)
			return
		}
		d.Wrong(n, path, Text(n), "true or false")
	case reflect.Float64:
		x, ok := number(n)
		if !ok || math.IsNaN(x) || math.IsInf(x, 0) {
			d.Wrong(n, path, Text(n), "a number")
			return
		}
		v.SetFloat(x)
	case reflect.Int:
		x, ok := number(n)
		if !ok || x != math.Trunc(x) || math.Abs(x) > 1e9 {
			d.Wrong(n, path, Text(n), "a whole number")
			return
		}
		v.SetInt(int64(x))
	default:
		d.Wrong(n, path, Text(n), "a field this program can read")
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
		// The parser follows YAML 1.1, where 1e6 is text.
		if t.Token != nil && t.Token.Type == token.StringType && exponent().MatchString(t.Value) {
			x, err := strconv.ParseFloat(t.Value, 64)
			return x, err == nil
		}
	}
	return 0, false
}

var exponent = pattern.Of(`^[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+$`)

// Text returns a scalar as written, or the first line of another node.
func Text(n ast.Node) string {
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

// Join returns the path of a field of the value at path.
func Join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
