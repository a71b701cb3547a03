package mcp

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// FuzzLine gives tools arguments of every kind. An agent's values become values of the
// tool's own flags, or follow the two dashes that end flags.
func FuzzLine(f *testing.F) {
	for _, seed := range []string{
		`{}`, `null`, `[]`, `{"scenario":{"rate":"3M/month","min":2,"free":true}}`, `{"offers":["a","--catalog=x"]}`, `{"points":3,"over":"rate"}`,
		`{"text":"a","rates":{"api":"1/s"},"paths":["--save=x"]}`, `{"scenario":{"--catalog":"/etc/passwd"}}`, `{"flips":true}`, `{"limit":1e3}`,
	} {
		f.Add(seed)
	}
	list := tools(&Config{Claims: []string{"a"}, Root: "."})
	f.Fuzz(func(t *testing.T, arguments string) {
		for i := range list {
			tool := &list[i]
			line, err := tool.line(json.RawMessage(arguments))
			if err != nil {
				continue
			}
			if line.args[0] != tool.name {
				t.Fatalf("%s runs %q", tool.name, line.args)
			}
			for _, arg := range line.args[1:slices.Index(line.args, "--")] {
				flag, _, _ := strings.Cut(strings.TrimPrefix(arg, "--"), "=")
				if _, ok := line.flags[flag]; !ok && flag != "output" {
					t.Fatalf("%s: %q", tool.name, line.args)
				}
			}
		}
	})
}
