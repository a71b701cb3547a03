package importer

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/tailscale/hujson"

	"crossover/engine/each"
)

// node is a value of a YAML, JSON or TOML document, with its line. All methods accept a
// nil node, which stands for a missing value.
type node struct {
	kind kind
	// key is the value's key in a mapping, or that of the list around it.
	key string
	// tag is a YAML tag such as !Ref.
	tag string
	// text is the value of a scalar.
	text string
	// keys and items are the members of a mapping; a list has items only.
	keys  []string
	items []*node
	line  int // 0 if unknown
}

type kind byte

const (
	null kind = iota
	scalar
	list
	mapping
)

// Limits to the content of a file. A Terraform plan of a large system has a few
// megabytes, as have a chart's manifests with custom resource definitions.
const (
	maxBytes = 16 << 20
	maxDepth = 100
	maxNodes = 1_000_000
)

// at returns the value under nested keys, or nil. Inlined at its 300 calls, it would make
// the program 0.2 MB larger.
//
//go:noinline
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

// first returns the value of the first key that exists, or nil.
func (n *node) first(keys ...string) *node {
	for _, k := range keys {
		if x := n.at(k); x != nil {
			return x
		}
	}
	return nil
}

// like returns the value of the first name that exists, or nil. Case and underscores in
// keys are ignored: MemorySize, memorySize and memory_size are equal.
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

// has reports whether a mapping has any of the keys.
func (n *node) has(keys ...string) bool { return n.first(keys...) != nil }

// str returns the text of a scalar.
func (n *node) str() string {
	if n == nil || n.kind != scalar {
		return ""
	}
	return n.text
}

// num returns the scalar as a number.
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

// words formats a value on one line for a message.
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

// said formats a value with its key.
func (n *node) said() string { return n.key + ": " + n.words() }

// under sets the key of a value and, for a list, of its items.
func (n *node) under(key string) *node {
	if n.key = key; n.kind == list {
		for _, x := range n.items {
			x.key = key
		}
	}
	return n
}

// parse parses a file's documents. Text that begins with a brace is JSON, with or without
// comments. Other text is TOML by its name or its first line, or else YAML.
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

// fromUTF16 converts UTF-16 with a byte-order mark, as written by > in PowerShell before
// version 6, to UTF-8. It returns other text unchanged.
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

// looksTOML reports whether the first line that is no comment is a table's header or an
// assignment.
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

// depthOf refuses nesting so deep that a parser's stack could overflow.
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

func parseJSON(src []byte) ([]*node, error) {
	if err := depthOf(src); err != nil {
		return nil, err
	}
	v, err := hujson.Parse(src)
	if err != nil {
		return nil, err
	}
	r := jsonReader{src: src, line: 1}
	n := r.value(&v)
	if r.count > maxNodes {
		return nil, fmt.Errorf("has more than %d values", maxNodes)
	}
	return []*node{n}, nil
}

// jsonReader converts parsed JSON to nodes, and counts lines and values.
type jsonReader struct {
	src   []byte
	off   int // lines are counted up to this offset
	line  int
	count int
}

func (r *jsonReader) value(v *hujson.Value) *node {
	r.count++
	r.line += bytes.Count(r.src[r.off:v.StartOffset], []byte("\n"))
	r.off = v.StartOffset
	n := &node{line: r.line}
	switch x := v.Value.(type) {
	case hujson.Literal:
		if x.Kind() != 'n' {
			n.kind, n.text = scalar, x.String()
		}
	case *hujson.Object:
		n.kind = mapping
		for i := range x.Members {
			key := r.value(&x.Members[i].Name).text
			n.keys = append(n.keys, key)
			n.items = append(n.items, r.value(&x.Members[i].Value).under(key))
		}
	case *hujson.Array:
		n.kind = list
		n.items = each.Of(x.Elements, r.value)
	}
	return n
}
