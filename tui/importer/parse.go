package importer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/tailscale/hujson"
	"go.yaml.in/yaml/v3"
)

// maxItems bounds the number of lines and items of a YAML file. The manifests of a large
// chart have 100,000 lines.
const maxItems = 300_000

// parseYAML parses the documents of a file. It does not use the catalogue's parser, which
// takes the token after an empty tag in AWS templates, such as !GetAZs, for the tag's
// value.
func parseYAML(src []byte) ([]*node, error) {
	// The parser allocates all values before they can be counted, but each value needs a
	// line, a comma or a bracket.
	if n := bytes.Count(src, []byte("\n")) + bytes.Count(src, []byte(",")) + bytes.Count(src, []byte("[")); n > maxItems {
		return nil, fmt.Errorf("has %d lines, commas and brackets; at most %d are read", n, maxItems)
	}
	var out []*node
	r := yamlReader{}
	for dec := yaml.NewDecoder(bytes.NewReader(src)); ; {
		var doc yaml.Node
		if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, errors.New(strings.TrimPrefix(err.Error(), "yaml: "))
		}
		r.anchors = map[*yaml.Node]anchored{}
		n, err := r.value(&doc, 0)
		if err != nil {
			return nil, err
		}
		if n.kind == mapping {
			out = append(out, n)
		}
	}
	return out, nil
}

// yamlReader converts a parsed document to nodes. An alias shares the members of its
// anchor and counts as many values.
type yamlReader struct {
	anchors map[*yaml.Node]anchored
	count   int
}

// anchored is the value of an anchor and the number of values in it.
type anchored struct {
	node  *node
	count int
}

func (r *yamlReader) value(v *yaml.Node, depth int) (n *node, err error) {
	before := r.count
	if r.count += 1 + r.anchors[v.Alias].count; r.count > maxNodes {
		return nil, fmt.Errorf("has more than %d values", maxNodes)
	}
	if depth > maxDepth {
		return nil, fmt.Errorf("line %d: has more than %d levels inside each other", v.Line, maxDepth)
	}
	n = &node{line: v.Line}
	if !strings.HasPrefix(v.Tag, "!!") {
		n.tag = v.Tag
	}
	switch v.Kind {
	case yaml.DocumentNode:
		return r.value(v.Content[0], depth)
	case yaml.AliasNode:
		if a := r.anchors[v.Alias].node; a != nil {
			*n = *a
		}
	case yaml.MappingNode:
		n.kind = mapping
		err = r.members(n, v.Content, depth+1)
	case yaml.SequenceNode:
		n.kind = list
		for _, x := range v.Content {
			item, err := r.value(x, depth+1)
			if err != nil {
				return nil, err
			}
			n.items = append(n.items, item)
		}
	case yaml.ScalarNode:
		if v.ShortTag() != "!!null" {
			n.kind, n.text = scalar, v.Value
		}
	}
	if v.Anchor != "" {
		r.anchors[v] = anchored{n, r.count - before}
	}
	return n, err
}

// members adds key-value pairs, then the members of merge keys that are not yet present.
func (r *yamlReader) members(n *node, pairs []*yaml.Node, depth int) error {
	var merged []*node
	for i := 0; i+1 < len(pairs); i += 2 {
		value, err := r.value(pairs[i+1], depth)
		if err != nil {
			return err
		}
		if pairs[i].Tag == "!!merge" {
			merged = append(merged, value.all()...)
			continue
		}
		value.line = pairs[i].Line
		n.keys, n.items = append(n.keys, pairs[i].Value), append(n.items, value.under(pairs[i].Value))
	}
	if merged == nil {
		return nil
	}
	there := map[string]bool{}
	for _, k := range n.keys {
		there[k] = true
	}
	for _, from := range merged {
		from.each(func(k string, v *node) {
			if !there[k] {
				there[k] = true
				n.keys, n.items = append(n.keys, k), append(n.items, v)
			}
		})
	}
	return nil
}

func parseTOML(src []byte) ([]*node, error) {
	if err := depthOf(src); err != nil {
		return nil, err
	}
	var v map[string]any
	if err := toml.Unmarshal(src, &v); err != nil {
		return nil, err
	}
	text, err := json.Marshal(v) // of one line, with sorted keys
	if err != nil {
		return nil, err
	}
	value, err := hujson.Parse(text)
	if err != nil {
		return nil, err
	}
	doc := (&jsonReader{src: text}).value(&value)
	linesOf(doc, src)
	return []*node{doc}, nil
}

// linesOf sets the lines of tables and of keys that begin a line, which the decoder does
// not report.
func linesOf(doc *node, src []byte) {
	here, line := doc, 0
	count := map[string]int{} // the number of tables seen in a list
	for text := range bytes.Lines(src) {
		line++
		s := strings.TrimSpace(string(text))
		if name, many := strings.CutPrefix(s, "[["); strings.HasPrefix(s, "[") {
			name, _, _ = strings.Cut(strings.TrimPrefix(name, "["), "]")
			if many {
				count[name]++
			}
			path := dotted(name)
			here = doc
			for i, k := range path {
				here = here.at(k)
				if n := count[strings.Join(path[:i+1], ".")]; here != nil && here.kind == list && n > 0 && n <= len(here.items) {
					if here.line == 0 {
						here.line = line
					}
					here = here.items[n-1]
				}
			}
			if here != nil {
				here.line = line
			}
			continue
		}
		if key, _, assigns := strings.Cut(s, "="); assigns && !strings.HasPrefix(s, "#") {
			if n := here.at(dotted(key)...); n != nil && n != here {
				n.line = line
			}
		}
	}
}

// dotted splits a dotted key and removes quotes.
func dotted(key string) []string {
	parts := strings.Split(key, ".")
	for i := range parts {
		parts[i] = strings.Trim(strings.TrimSpace(parts[i]), `"'`)
	}
	return slices.DeleteFunc(parts, func(s string) bool { return s == "" })
}
