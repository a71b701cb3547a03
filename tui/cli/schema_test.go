package cli

import (
	"bytes"
	"encoding/json"
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"crossover/data"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
	"crossover/engine/verdict"
	"crossover/themes"
)

var update = flag.Bool("update", false, "write docs/schema anew")

const schemaDir = "../../docs/schema"

// texts converts the values of a string type.
func texts[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

// options returns information about the catalogue's types that they lack.
func options(t *testing.T, title, description string) schemaOptions {
	t.Helper()
	var quantities []catalog.Quantity
	for _, q := range catalog.Quantities {
		quantities = append(quantities, q.Name)
	}
	docs := map[string]string{}
	for _, dir := range []string{"../../engine/catalog", "../../engine/verdict", "../../data"} {
		more, err := schemaComments(os.DirFS(dir))
		if err != nil {
			t.Fatal(err)
		}
		maps.Copy(docs, more)
	}
	return schemaOptions{
		Title: title, Description: description, Docs: docs, Loose: true, Bounded: true,
		Enums: map[reflect.Type][]string{
			reflect.TypeFor[catalog.Quantity]():  texts(quantities),
			reflect.TypeFor[verdict.Measure]():   verdict.Price.Words(),
			reflect.TypeFor[verdict.Relation]():  texts(verdict.Relations),
			reflect.TypeFor[verdict.Direction](): texts(verdict.Directions),
		},
	}
}

// schemas returns the schemas by file name.
func schemas(t *testing.T) map[string]*schemaNode {
	t.Helper()
	partial := options(t, "Overlay", "Prices, discounts and offers of one's own, laid over the catalogue.")
	partial.Partial = true
	partial.Names = map[reflect.Type]string{
		reflect.TypeFor[catalog.Offer](): "id", reflect.TypeFor[catalog.Start](): "id",
		reflect.TypeFor[catalog.Size](): "name", reflect.TypeFor[catalog.GPU](): "name",
		reflect.TypeFor[data.PriceCut](): "percent", reflect.TypeFor[catalog.Provider](): "provider",
	}
	type starts struct {
		Starts []catalog.Start `yaml:"starts"`
	}
	theme, err := schemaComments(os.DirFS("../../themes"))
	if err != nil {
		t.Fatal(err)
	}
	saved, err := schemaComments(os.DirFS("../../engine/scenario"))
	if err != nil {
		t.Fatal(err)
	}
	own, err := schemaComments(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	return map[string]*schemaNode{
		"catalog":     schemaOf(reflect.TypeFor[catalog.Provider](), options(t, "Catalogue", "The prices and offers of one provider.")),
		"coldstart":   schemaOf(reflect.TypeFor[starts](), options(t, "Start times", "Start times by platform and runtime.")),
		"assumptions": schemaOf(reflect.TypeFor[catalog.Assumptions](), options(t, "Assumptions", "Figures nobody publishes.")),
		"overlay":     schemaOf(reflect.TypeFor[data.OverlayFile](), partial),
		"theme":       schemaOf(themes.FileType(), schemaOptions{Title: "Theme", Description: "A look of the explorer.", Docs: theme, Partial: true, Loose: true}),
		"verdicts":    schemaOf(reflect.TypeFor[verdict.File](), options(t, "Verdicts", "Claims, and how to test them.")),
		"scenario":    scenarioSchema(),
		"preset":      schemaOf(reflect.TypeFor[scenario.Saved](), schemaOptions{Title: "Saved scenario", Description: "A scenario with a name, to start from.", Docs: saved}),
		"config":      schemaOf(reflect.TypeFor[settings](), schemaOptions{Title: "Settings", Description: "Settings of the explorer.", Docs: own, Partial: true, Loose: true}),
	}
}

// scenarioSchema describes a scenario as a map of tokens.
func scenarioSchema() *schemaNode {
	n := &schemaNode{
		Dialect: schemaDialect, Title: "Scenario", Description: "The tokens of a scenario as a map. A part's name and a dot before a key set that part.",
		Type: "object", Properties: map[string]*schemaNode{}, Patterns: map[string]*schemaNode{}, Additional: false,
	}
	for _, k := range scenario.Table() {
		field := &schemaNode{
			Type: []string{"string", "number", "boolean"}, Description: k.Doc, Default: k.Default(), Examples: []string{k.Example},
		}
		n.Properties[k.Key] = field
		if k.PerPart() {
			n.Patterns[`^[a-z][a-z0-9-]*\.`+k.Key+`$`] = &schemaNode{Type: field.Type, Description: k.Doc}
		}
	}
	return n
}

// TestSchemasAreFresh compares docs/schema with the types; -update writes it.
func TestSchemasAreFresh(t *testing.T) {
	for name, n := range schemas(t) {
		want, err := indented(n)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(schemaDir, name+".schema.json")
		if *update {
			if err := os.MkdirAll(schemaDir, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the types say (%v): go test ./tui/cli -run Schemas -update", file, err)
		}
	}
}

// committed reads a schema from its file.
func committed(t *testing.T, name string) *schemaNode {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(schemaDir, name+".schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	var n schemaNode
	if err := json.Unmarshal(text, &n); err != nil {
		t.Fatal(err)
	}
	settle(reflect.ValueOf(&n).Elem())
	return &n
}

// settle converts the values that JSON decodes into any to a node's types.
func settle(v reflect.Value) {
	n := v.Addr().Interface().(*schemaNode)
	if list, ok := n.Type.([]any); ok {
		var types []string
		for _, t := range list {
			types = append(types, t.(string))
		}
		n.Type = types
	}
	if m, ok := n.Additional.(map[string]any); ok {
		var sub schemaNode
		b, _ := json.Marshal(m) // m was decoded from JSON
		_ = json.Unmarshal(b, &sub)
		n.Additional = &sub
		settle(reflect.ValueOf(&sub).Elem())
	}
	for _, nodes := range []map[string]*schemaNode{n.Properties, n.Patterns, n.Defs} {
		for _, sub := range nodes {
			settle(reflect.ValueOf(sub).Elem())
		}
	}
	if n.Items != nil {
		settle(reflect.ValueOf(n.Items).Elem())
	}
}

// TestFilesFollowTheirSchemas checks the shipped files and those of the tests.
func TestFilesFollowTheirSchemas(t *testing.T) {
	for name, c := range map[string]struct {
		dir   fs.FS
		globs []string
	}{
		"catalog":     {os.DirFS("../../data"), []string{"catalog/*.yaml"}},
		"coldstart":   {os.DirFS("../../data"), []string{"coldstart.yaml"}},
		"assumptions": {os.DirFS("../../data"), []string{"assumptions.yaml"}},
		"verdicts":    {os.DirFS("../../data"), []string{"verdicts.yaml"}},
		"overlay":     {os.DirFS("../../data"), []string{"catalog/*.yaml", "testdata/overlay/valid/*.yaml"}},
		"theme":       {os.DirFS("../../themes"), []string{"*.yaml"}},
		"preset":      {os.DirFS("../../data"), []string{"scenarios/*.yaml"}},
	} {
		n := committed(t, name)
		for _, glob := range c.globs {
			files, err := fs.Glob(c.dir, glob)
			if err != nil || len(files) == 0 {
				t.Fatalf("%s: no files (%v)", glob, err)
			}
			for _, file := range files {
				text, err := fs.ReadFile(c.dir, file)
				if err != nil {
					t.Fatal(err)
				}
				var v any
				if err := yaml.Unmarshal(text, &v); err != nil {
					t.Fatalf("%s: %v", file, err)
				}
				if problems := n.Check(v); problems != nil {
					t.Errorf("%s against %s:\n%s", file, name, strings.Join(problems, "\n"))
				}
			}
		}
	}
}

// TestSchemasRefuse checks that schemas find the errors that the program finds.
func TestSchemasRefuse(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"overlay", "pirce: 3", "pirce: is no field"},
		{"overlay", "rates: {x: {price: much}}", "rates.x.price: is string; want number"},
		{"overlay", "discounts: [{product: x}]", "discounts[0]: lacks percent"},
		{"overlay", "sizes: {c7g: {sizes: [{price: 3}]}}", "sizes.c7g.sizes[0]: lacks name"},
		{"catalog", "provider: x", "lacks offers"},
		{"overlay", "rates: {x: {price: -3}}", "rates.x.price: is -3; want at least 0"},
		{"overlay", "rates: {x: {discounts: {1y: {off: 1}}}}", "rates.x.discounts.1y.off: is 1; want less than 1"},
		{"overlay", "offers: [{id: My Offer}]", "offers[0].id: is \"My Offer\"; want text like ^[a-z0-9]+(-[a-z0-9]+)*$"},
		{"overlay", "offers: [{id: x, arch: [mips]}]", "offers[0].arch[0]: is \"mips\"; want one of x86, arm64"},
		{"verdicts", "verdicts: [{tests: [{compare: {of: a, against: b, is: cheaper}}]}]", "verdicts[0].tests[0].compare.is: is \"cheaper\"; want one of lower, higher, even, not-higher"},
		{"theme", "pallete: {}", "pallete: is no field"},
		{"config", "thme: dark", "thme: is no field"},
		{"config", "keys: {pin: x}", "keys.pin: is string; want array"},
		{"scenario", "{rate: 3M/month, events.memory: 1GB, memroy: 3}", "memroy: is no field"},
		{"scenario", "{events.month: 730h}", "events.month: is no field"},
	} {
		var v any
		if err := yaml.Unmarshal([]byte(c.text), &v); err != nil {
			t.Fatal(err)
		}
		if got := committed(t, c.name).Check(v); !slices.Contains(got, c.want) && !slices.Contains(got, ": "+c.want) {
			t.Errorf("%s: %q: got %q, want %s", c.name, c.text, got, c.want)
		}
	}
}

func TestTheDefaultScenarioFollowsItsSchema(t *testing.T) {
	v := map[string]any{}
	s := scenario.Default()
	for _, k := range scenario.Table() {
		v[k.Key] = k.Get(&s)
	}
	if problems := committed(t, "scenario").Check(v); problems != nil {
		t.Error(problems)
	}
}

// indented formats a value as in the schema files.
func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(v)
	return b.Bytes(), err
}
