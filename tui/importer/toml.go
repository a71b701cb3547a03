package importer

import (
	"bytes"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

func parseTOML(src []byte) ([]*node, error) {
	if err := depthOf(src); err != nil {
		return nil, err
	}
	var v map[string]any
	if err := toml.Unmarshal(src, &v); err != nil {
		return nil, err
	}
	doc := fromGo(v)
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
