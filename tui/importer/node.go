package importer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/tailscale/hujson"

	"crossover/data/bounds"
)

// node is a value of a document with the line it stands at, the same whether
// the document is YAML, JSON or TOML. The methods of a nil node answer for what
// is not there.
type node struct {
	kind kind
	// tag is a YAML tag such as !Ref.
	tag string
	// text is the value of a scalar.
	text string
	// keys and items are the members of a mapping; items alone those of a list.
	keys  []string
	items []*node
	line  int // 0 where it is not known
}

type kind byte

const (
	null kind = iota
	scalar
	list
	mapping
)

// The most that a JSON or TOML document may hold; data/bounds has the limits of
// YAML. A Terraform plan of a large system has some megabytes.
const (
	maxBytes = 16 << 20
	maxDepth = 100
	maxNodes = 1_000_000
)

// at returns what stands under keys, one inside the other, or nil.
func (n *node) at(keys ...string) *node {
	for _, k := range keys {
		if n == nil || n.kind != mapping {
			return nil
		}
		i := slices.Index(n.keys, k)
		if i < 0 {
			return nil
		}
		n = n.items[i]
	}
	return n
}

// first returns what stands under the first of the keys that is there.
func (n *node) first(keys ...string) *node {
	for _, k := range keys {
		if x := n.at(k); x != nil {
			return x
		}
	}
	return nil
}

// has reports whether a mapping has a key.
func (n *node) has(key string) bool { return n.at(key) != nil }

// str returns the text of a scalar.
func (n *node) str() string {
	if n == nil || n.kind != scalar {
		return ""
	}
	return n.text
}

// num returns the number that a scalar is.
func (n *node) num() (float64, bool) {
	f, err := strconv.ParseFloat(strings.TrimSpace(n.str()), 64)
	return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
}

// yes reports whether a scalar is true.
func (n *node) yes() bool { return strings.EqualFold(n.str(), "true") }

// all returns the values of a list, or a single value as a list of one.
func (n *node) all() []*node {
	switch {
	case n == nil || n.kind == null:
		return nil
	case n.kind == list:
		return n.items
	default:
		return []*node{n}
	}
}

// each calls f for the members of a mapping.
func (n *node) each(f func(key string, v *node)) {
	if n == nil || n.kind != mapping {
		return
	}
	for i, k := range n.keys {
		f(k, n.items[i])
	}
}

// words writes a value on one line, as a message quotes it.
func (n *node) words() string {
	if n == nil {
		return ""
	}
	var out string
	switch n.kind {
	case scalar:
		out = n.text
	case list:
		out = fmt.Sprintf("[%d]", len(n.items))
	case mapping:
		out = "{" + strings.Join(n.keys, ", ") + "}"
	case null:
	}
	const most = 60
	out = strings.Join(strings.Fields(out), " ")
	if utf8.RuneCountInString(out) > most {
		out = string([]rune(out)[:most-1]) + "…"
	}
	return out
}

// parse reads a file's documents. What begins with a brace is JSON, with or
// without comments; what is no YAML mapping may be TOML.
func parse(f Source) ([]*node, error) {
	if len(f.Data) > maxBytes {
		return nil, fmt.Errorf("has %d bytes; at most %d are read", len(f.Data), maxBytes)
	}
	if !utf8.Valid(f.Data) {
		return nil, errors.New("is not UTF-8 text")
	}
	start := bytes.TrimLeft(bytes.TrimPrefix(f.Data, []byte("\ufeff")), " \t\r\n")
	switch {
	case len(start) == 0:
		return nil, errors.New("is empty")
	case start[0] == '{' || bytes.HasPrefix(start, []byte("//")) || bytes.HasPrefix(start, []byte("/*")):
		return parseJSON(f.Data)
	case strings.HasSuffix(f.Name, ".toml") || looksTOML(start):
		return parseTOML(f.Data)
	default:
		return parseYAML(f.Data)
	}
}

// looksTOML reports whether the first line that says something is a table's
// header or an assignment.
func looksTOML(src []byte) bool {
	for line := range bytes.Lines(src) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		key, _, assigns := bytes.Cut(line, []byte("="))
		return line[0] == '[' || assigns && !bytes.ContainsAny(key, ":{")
	}
	return false
}

func parseTOML(src []byte) ([]*node, error) {
	if err := depthOf(src); err != nil {
		return nil, err
	}
	var v map[string]any
	if err := toml.Unmarshal(src, &v); err != nil {
		return nil, err
	}
	return []*node{fromGo(v)}, nil
}

// depthOf refuses brackets inside brackets that would take a parser's stack.
func depthOf(src []byte) error {
	deep := 0
	for _, c := range src {
		switch c {
		case '[', '{':
			deep++
		case ']', '}':
			deep = max(deep-1, 0)
		case '\n':
			continue
		}
		if deep > maxDepth {
			return fmt.Errorf("has more than %d levels inside each other", maxDepth)
		}
	}
	return nil
}

// fromGo makes a node of a decoded value, with the members of mappings in the
// order of their names.
func fromGo(v any) *node {
	switch v := v.(type) {
	case nil:
		return &node{}
	case map[string]any:
		n := &node{kind: mapping}
		for k := range v {
			n.keys = append(n.keys, k)
		}
		slices.Sort(n.keys)
		for _, k := range n.keys {
			n.items = append(n.items, fromGo(v[k]))
		}
		return n
	case []any:
		n := &node{kind: list}
		for _, x := range v {
			n.items = append(n.items, fromGo(x))
		}
		return n
	case []map[string]any:
		n := &node{kind: list}
		for _, x := range v {
			n.items = append(n.items, fromGo(x))
		}
		return n
	case float64:
		return &node{kind: scalar, text: strconv.FormatFloat(v, 'g', -1, 64)}
	default:
		return &node{kind: scalar, text: fmt.Sprint(v)}
	}
}

func parseJSON(src []byte) ([]*node, error) {
	if err := depthOf(src); err != nil {
		return nil, err
	}
	plain, err := hujson.Standardize(src)
	if err != nil {
		return nil, err
	}
	r := jsonReader{dec: json.NewDecoder(bytes.NewReader(plain)), src: plain, line: 1}
	r.dec.UseNumber()
	n, err := r.value()
	if err != nil {
		return nil, err
	}
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("has more after its JSON value")
	}
	return []*node{n}, nil
}

// jsonReader reads JSON with the order of its members and their lines.
type jsonReader struct {
	dec   *json.Decoder
	src   []byte
	off   int // how far lines are counted
	line  int
	count int
}

func (r *jsonReader) token() (json.Token, error) {
	if r.count++; r.count > maxNodes {
		return nil, fmt.Errorf("has more than %d values", maxNodes)
	}
	t, err := r.dec.Token()
	end := int(r.dec.InputOffset())
	r.line += bytes.Count(r.src[r.off:end], []byte("\n"))
	r.off = end
	return t, err
}

func (r *jsonReader) value() (*node, error) {
	t, err := r.token()
	if err != nil {
		return nil, err
	}
	n := &node{kind: scalar, line: r.line}
	switch t := t.(type) {
	case nil:
		n.kind = null
	case json.Delim:
		return n, r.members(n, t)
	default:
		n.text = fmt.Sprint(t)
	}
	return n, nil
}

// members reads what is inside brackets, and the closing one.
func (r *jsonReader) members(n *node, open json.Delim) error {
	n.kind = list
	if open == '{' {
		n.kind = mapping
	}
	for r.dec.More() {
		if n.kind == mapping {
			k, err := r.token()
			if err != nil {
				return err
			}
			n.keys = append(n.keys, fmt.Sprint(k))
		}
		v, err := r.value()
		if err != nil {
			return err
		}
		n.items = append(n.items, v)
	}
	_, err := r.token()
	return err
}

func parseYAML(src []byte) ([]*node, error) {
	if f := bounds.Check(src); f != nil {
		return nil, fmt.Errorf("line %d: %w", f.Line, f)
	}
	file, err := parser.ParseBytes(src, 0)
	if err != nil {
		return nil, err
	}
	var out []*node
	for _, d := range file.Docs {
		r := yamlReader{anchors: map[string]*node{}}
		if d.Body == nil {
			continue
		}
		if n := r.value(d.Body, 0); n.kind == mapping {
			out = append(out, n)
		}
	}
	if len(out) == 0 {
		return nil, errors.New("holds no mapping of keys to values")
	}
	return out, nil
}

// yamlReader makes nodes of a parsed document. An alias shares the node of its
// anchor, which stands before it.
type yamlReader struct{ anchors map[string]*node }

func (r *yamlReader) value(v ast.Node, depth int) *node {
	n := &node{line: lineOf(v)}
	if depth > maxDepth {
		return n
	}
	switch v := v.(type) {
	case *ast.AnchorNode:
		n = r.value(v.Value, depth+1)
		r.anchors[v.Name.GetToken().Value] = n
	case *ast.AliasNode:
		if a := r.anchors[v.Value.GetToken().Value]; a != nil {
			return a
		}
	case *ast.TagNode:
		x := *r.value(v.Value, depth+1)
		x.tag = v.Start.Value
		return &x
	case *ast.MappingNode:
		n.kind = mapping
		for _, m := range v.Values {
			r.member(n, m, depth)
		}
	case *ast.MappingValueNode:
		n.kind = mapping
		r.member(n, v, depth)
	case *ast.SequenceNode:
		n.kind = list
		for _, x := range v.Values {
			n.items = append(n.items, r.value(x, depth+1))
		}
	case *ast.NullNode:
	case *ast.LiteralNode:
		n.kind, n.text = scalar, v.Value.Value
	case *ast.StringNode:
		n.kind, n.text = scalar, v.Value
	case ast.ScalarNode:
		n.kind, n.text = scalar, v.GetToken().Value
	}
	return n
}

// member adds a key and its value; a merge key adds those members of its value
// that are not there.
func (r *yamlReader) member(n *node, m *ast.MappingValueNode, depth int) {
	value := r.value(m.Value, depth+1)
	if _, merge := m.Key.(*ast.MergeKeyNode); merge {
		for _, from := range value.all() {
			from.each(func(k string, v *node) {
				if !n.has(k) {
					n.keys, n.items = append(n.keys, k), append(n.items, v)
				}
			})
		}
		return
	}
	key := r.value(m.Key, depth+1).str()
	value.line = lineOf(m.Key)
	if i := slices.Index(n.keys, key); i >= 0 { // after a merge
		n.items[i] = value
		return
	}
	n.keys, n.items = append(n.keys, key), append(n.items, value)
}

func lineOf(v ast.Node) int {
	if v == nil || v.GetToken() == nil || v.GetToken().Position == nil {
		return 0
	}
	return v.GetToken().Position.Line
}
