package importer

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/tailscale/hujson"
)

// node is a value of a document with the line it stands at, the same whether
// the document is YAML, JSON or TOML. The methods of a nil node answer for what
// is not there.
type node struct {
	kind kind
	// key is what it stands under in a mapping, alone or in a list.
	key string
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

// The most that a file may hold. A Terraform plan of a large system has some
// megabytes, and so have a chart's manifests with the types it defines.
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

// like returns what stands under the first of some names that is there, where keys are
// compared without case and underscores: formats write MemorySize, memorySize and
// memory_size.
func (n *node) like(names ...string) *node {
	if n == nil || n.kind != mapping {
		return nil
	}
	for _, name := range names {
		for i, k := range n.keys {
			if strings.EqualFold(strings.ReplaceAll(k, "_", ""), name) {
				return n.items[i]
			}
		}
	}
	return nil
}

// has reports whether a mapping has one of some keys.
func (n *node) has(keys ...string) bool { return n.first(keys...) != nil }

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

// said is a value with its key, as a file says it.
func (n *node) said() string { return n.key + ": " + n.words() }

// under notes that a value stands under a key, and if it is a list, its items.
func (n *node) under(key string) *node {
	if n.key = key; n.kind == list {
		for _, x := range n.items {
			x.key = key
		}
	}
	return n
}

// parse reads a file's documents. What begins with a brace is JSON, with or
// without comments; what is no YAML mapping may be TOML.
func parse(f Source) ([]*node, error) {
	if len(f.Data) > maxBytes {
		return nil, fmt.Errorf("has %d bytes; at most %d are read", len(f.Data), maxBytes)
	}
	f.Data = fromUTF16(f.Data)
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

// fromUTF16 returns as UTF-8 what a PowerShell before version 6 writes with >, told
// by its first two bytes; other text is left alone.
func fromUTF16(text []byte) []byte {
	var order binary.ByteOrder = binary.LittleEndian
	switch {
	case bytes.HasPrefix(text, []byte("\xff\xfe")):
	case bytes.HasPrefix(text, []byte("\xfe\xff")):
		order = binary.BigEndian
	default:
		return text
	}
	var units []uint16
	for i := 2; i+1 < len(text); i += 2 {
		units = append(units, order.Uint16(text[i:]))
	}
	return []byte(string(utf16.Decode(units)))
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
			n.items = append(n.items, fromGo(v[k]).under(k))
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
		if n.kind == mapping {
			v.under(n.keys[len(n.items)])
		}
		n.items = append(n.items, v)
	}
	_, err := r.token()
	return err
}
