package cli

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"crossover/engine/proptest"
)

// schemaRuns lists commands by the name of their schema; several, if one does not show
// all fields.
var schemaRuns = map[string][][]string{
	"eval":        {{"eval", "parts=api", "rate=15/s"}, {"eval", "parts=api", "trigger=queue", "rate=1/day", "lines=logs", "--offers", "aws-lambda-x86,aws-ec2-t4g"}},
	"explain":     {{"explain", "--offer", "aws-lambda-x86"}, {"explain", "--offer", "aws-ec2-t4g", "level=critical"}},
	"curve":       {{"curve", "--over", "rate", "--offers", "aws-lambda-x86,aws-fargate-arm64", "--points", "3"}},
	"layout":      {{"layout", "parts=api,jobs", "jobs.rate=20%api"}, {"layout", "parts=api", "p99=1ms"}},
	"phases":      {{"layout", "--over", "rate", "--from", "1/s", "--to", "5/s", "parts=api"}},
	"growth":      {{"growth", "parts=api", "rate=1/s", "growth=50%/month", "horizon=6months", "migration=1"}},
	"offers":      {{"offers"}},
	"keys":        {{"keys"}},
	"prices":      {{"prices", "--offer", "aws-lambda-x86,aws-ec2-t4g"}},
	"scenarios":   {{"scenarios"}},
	"themes":      {{"themes"}},
	"version":     {{"version"}},
	"verdicts":    {{"verdicts", "--id", "steady-lambda-against-fargate"}},
	"check":       {{"check", "parts=api", "--max-cost", "1", "--max-p99", "9s", "--within", "10%"}},
	"diff":        {{"diff", "parts=api rate=1/s", "parts=api rate=2/s memory=1GB"}, {"diff", "parts=api", "parts=api,jobs jobs.rate=1/s"}},
	"import":      {{"import", "testdata/schema/fly.toml"}, {"import", "testdata/schema/fly.toml", "--rate", "shop-web=1/s", "--rate", "shop-worker=1/s"}},
	"verify":      {{"verify"}},
	"grid":        {{"grid", "--over", "memory=512MB,20GB", "--offers", "aws-lambda-x86,aws-ec2-t4g"}},
	"prices-diff": {{"prices", "diff", "testdata/schema/before.yaml", "testdata/schema/after.yaml"}, {"diff", "testdata/schema/after.yaml", "testdata/schema/before.yaml"}},
	"config-keys": {{"config", "keys"}},
	"simulate":    {{"simulate", "--offer", "aws-lambda-x86", "--requests", "20k"}, {"simulate", "--offer", "gcp-cloud-run-request", "--requests", "20k"}},
}

// TestSchemasOfAnswers compares docs/schema/answers with the JSON of commands; -update
// writes it.
func TestSchemasOfAnswers(t *testing.T) {
	if proptest.Raced {
		t.Skip("it runs twenty commands")
	}
	for name, runs := range schemaRuns {
		var samples []any
		for _, args := range runs {
			form := "json"
			if name == "grid" {
				form = "ndjson"
			}
			out, errs, code := run(t, append(args, "-o", form)...)
			for dec := json.NewDecoder(strings.NewReader(out)); dec.More(); {
				var v any
				if err := dec.Decode(&v); err != nil {
					t.Fatalf("%v: %d, %v, %s", args, code, err, errs)
				}
				samples = append(samples, v)
			}
		}
		n := describing(samples)
		n.Dialect, n.Title = schemaDialect, "Answer of crossover "+runs[0][0]
		if !slices.Contains(n.Required, "schema_version") {
			t.Errorf("%s has no schema_version", name)
		}
		want, err := indented(n)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(schemaDir, "answers", name+".schema.json")
		if *update {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the command answers (%v): go test ./tui/cli -run Schemas -update", file, err)
		}
	}
}

// TestEveryAnswerHasASchema checks that schemaRuns has every command that answers in
// JSON.
func TestEveryAnswerHasASchema(t *testing.T) {
	for _, c := range allCommands() {
		f := c.Flag("output")
		if f == nil || f.Value.Type() != "format" {
			continue
		}
		words := strings.Fields(c.CommandPath())[1:]
		if !slices.ContainsFunc(slices.Concat(slices.Collect(maps.Values(schemaRuns))...), func(run []string) bool {
			return len(run) >= len(words) && slices.Equal(run[:len(words)], words) && (len(words) > 1 || len(run) == 1 || !slices.ContainsFunc(c.Commands(), func(sub *cobra.Command) bool { return sub.Name() == run[1] }))
		}) {
			t.Errorf("%s: no schema of its answer", c.CommandPath())
		}
	}
}

// describing returns a schema of values: their types, and the fields common to all as
// required. A field that is always null may be anything.
func describing(values []any) *schemaNode {
	n := &schemaNode{}
	var types []string
	fields := map[string][]any{}
	var items []any
	objects := 0
	for _, v := range values {
		kind := "null"
		switch v := v.(type) {
		case bool:
			kind = "boolean"
		case float64:
			kind = "number"
		case string:
			kind = "string"
		case []any:
			kind = "array"
			items = append(items, v...)
		case map[string]any:
			kind = "object"
			objects++
			for k, x := range v {
				fields[k] = append(fields[k], x)
			}
		}
		if !slices.Contains(types, kind) {
			types = append(types, kind)
		}
	}
	slices.Sort(types)
	switch {
	case len(types) == 1 && types[0] != "null":
		n.Type = types[0]
	case len(types) > 1:
		n.Type = types
	}
	if len(items) > 0 {
		n.Items = describing(items)
	}
	for k, x := range fields {
		if n.Properties == nil {
			n.Properties = map[string]*schemaNode{}
		}
		n.Properties[k] = describing(x)
		if len(x) == objects {
			n.Required = append(n.Required, k)
		}
	}
	slices.Sort(n.Required)
	return n
}
