package cli

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
)

type schemaKind string

type schemaInner struct {
	// Source is where it is from.
	Source string `yaml:"source,omitempty"`
}

type schemaItem struct {
	Name        string            `yaml:"name"`
	Kind        schemaKind        `yaml:"kind,omitempty"`
	Price       float64           `yaml:"price"`
	Extra       map[string]string `yaml:"extra,omitempty"`
	Sub         []schemaItem      `yaml:"sub,omitempty"`
	schemaInner `yaml:",inline"`
	Own         string
}

type schemaFile struct {
	Items []schemaItem `yaml:"items"`
	Count int          `yaml:"count"`
	On    *bool        `yaml:"on"`
}

func generated(partial bool) *schemaNode {
	return schemaOf(reflect.TypeFor[schemaFile](), schemaOptions{
		Title: "T", Enums: map[reflect.Type][]string{reflect.TypeFor[schemaKind](): {"a", "b"}},
		Partial: partial, Names: map[reflect.Type]string{reflect.TypeFor[schemaItem](): "name"},
		Docs: map[string]string{"schemaInner.Source": "where from"},
	})
}

func TestSchemaOfTypes(t *testing.T) {
	b, err := json.Marshal(generated(false))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"$schema":"https://json-schema.org/draft/2020-12/schema","title":"T","type":"object",` +
		`"properties":{"count":{"type":"integer"},"items":{"type":"array","items":{"$ref":"#/$defs/schemaitem"}},"on":{"type":"boolean"}},` +
		`"required":["items"],"additionalProperties":false,"$defs":{"schemaitem":{"type":"object","properties":{` +
		`"extra":{"type":"object","additionalProperties":{"type":"string"}},"kind":{"type":"string","enum":["a","b"]},` +
		`"name":{"type":"string"},"price":{"type":"number"},"source":{"description":"where from","type":"string"},` +
		`"sub":{"type":"array","items":{"$ref":"#/$defs/schemaitem"}}},"required":["name"],"additionalProperties":false}}}`
	if string(b) != want {
		t.Errorf("got\n%s\nwant\n%s", b, want)
	}
}

func TestSchemaCheck(t *testing.T) {
	for text, want := range map[string]string{
		`{"items": [{"name": "x", "kind": "a", "price": 1.5, "extra": {"a": "b"}, "sub": [{"name": "y"}]}], "count": 3, "on": true}`: "",
		`{}`:                       "lacks items",
		`{"items": 3}`:             "items: is float64; want array",
		`{"items": [{}]}`:          "items[0]: lacks name",
		`{"items": [{"name": 3}]}`: "items[0].name: is float64; want string",
		`{"items": [{"name": "x", "kind": "c"}]}`:             `items[0].kind: is "c"; want one of a, b`,
		`{"items": [], "cuont": 3}`:                           "cuont: is no field",
		`{"items": [], "count": 3.5}`:                         "count: is float64; want integer",
		`{"items": [{"name": "x", "extra": {"a": 1}}]}`:       "items[0].extra.a: is float64; want string",
		`{"items": [{"name": "x", "sub": [{"name": null}]}]}`: "items[0].sub[0].name: is <nil>; want string",
	} {
		var v any
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(generated(false).Check(v), "\n"); !strings.HasSuffix(got, want) || (want == "") != (got == "") {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
	if got := generated(true).Check(map[string]any{"items": []any{map[string]any{"price": 1.0}}}); len(got) != 1 || got[0] != "items[0]: lacks name" {
		t.Errorf("partial: %q", got)
	}
}

func TestSchemaPatterns(t *testing.T) {
	n := &schemaNode{Type: "object", Additional: false, Patterns: map[string]*schemaNode{"^a": {Type: []string{"string", "number"}}}}
	if got := n.Check(map[string]any{"ab": "x", "ac": 3}); got != nil {
		t.Errorf("got %q", got)
	}
	if got := n.Check(map[string]any{"b": "x", "a": true}); len(got) != 2 {
		t.Errorf("got %q", got)
	}
}

func TestSchemaComments(t *testing.T) {
	got, err := schemaComments(fstest.MapFS{"a.go": {Data: []byte(`package a

// T is a [thing]
// of some kind.
//
// More.
type T struct {
	// A says so.
	A, B string
	C int
}
`)}})
	if err != nil || got["T"] != "T is a thing of some kind." || got["T.A"] != "A says so." || got["T.C"] != "" {
		t.Errorf("%v %q", err, got)
	}
	if _, err := schemaComments(fstest.MapFS{"a.go": {Data: []byte("no Go")}}); err == nil {
		t.Error("no error")
	}
}
