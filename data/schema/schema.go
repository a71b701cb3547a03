// Package schema describes the formats of the project's YAML files as JSON
// Schema, from the Go types that the files are decoded into, and checks values
// against such a description.
package schema

import (
	"reflect"
	"slices"
	"strings"
)

// Dialect is the version of JSON Schema written:
// https://json-schema.org/draft/2020-12
const Dialect = "https://json-schema.org/draft/2020-12/schema"

// Node is a schema, as far as the formats need one.
type Node struct {
	Dialect     string   `json:"$schema,omitempty"`
	Title       string   `json:"title,omitempty"`
	Description string   `json:"description,omitempty"`
	Ref         string   `json:"$ref,omitempty"`
	Type        any      `json:"type,omitempty"` // a name, or several
	Enum        []string `json:"enum,omitempty"`
	Default     string   `json:"default,omitempty"`
	Examples    []string `json:"examples,omitempty"`
	// Properties are the fields of an object, and Required those it must have.
	Properties map[string]*Node `json:"properties,omitempty"`
	// Patterns are the fields whose names match an expression.
	Patterns map[string]*Node `json:"patternProperties,omitempty"`
	Required []string         `json:"required,omitempty"`
	// Additional is false where an object may have no other fields, or the
	// schema of those it may have.
	Additional any              `json:"additionalProperties,omitempty"`
	Items      *Node            `json:"items,omitempty"`
	Defs       map[string]*Node `json:"$defs,omitempty"`
}

// Options say what the types do not.
type Options struct {
	Title, Description string
	// Enums are the values that a type of text can have.
	Enums map[reflect.Type][]string
	// Docs describe types and fields: see [Comments].
	Docs map[string]string
	// Partial lets fields be left out wherever they are: what is given is laid
	// over something whole. Names are the fields that entries of a list need all
	// the same, to be told apart.
	Partial bool
	Names   map[reflect.Type]string
	// Loose lets text be written as a number.
	Loose bool
}

// Of describes the YAML that is decoded into a type. Fields are those with a
// yaml tag; texts and lists without omitempty are required.
func Of(t reflect.Type, o Options) *Node {
	g := &generator{Options: o, defs: map[string]*Node{}}
	root := g.object(t)
	root.Dialect, root.Title, root.Description = Dialect, o.Title, o.Description
	if len(g.defs) > 0 {
		root.Defs = g.defs
	}
	return root
}

// generator describes types.
type generator struct {
	Options
	defs map[string]*Node
}

// node describes a type where it is used.
func (g *generator) node(t reflect.Type) *Node {
	if values, ok := g.Enums[t]; ok {
		return &Node{Type: "string", Enum: values}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return g.node(t.Elem())
	case reflect.Bool:
		return &Node{Type: "boolean"}
	case reflect.Float64:
		return &Node{Type: "number"}
	case reflect.Int:
		return &Node{Type: "integer"}
	case reflect.Slice:
		return &Node{Type: "array", Items: g.node(t.Elem())}
	case reflect.Map:
		return &Node{Type: "object", Additional: g.node(t.Elem())}
	case reflect.Struct:
		name := strings.ToLower(t.Name())
		if _, ok := g.defs[name]; !ok {
			g.defs[name] = &Node{} // a type may contain itself
			*g.defs[name] = *g.object(t)
			g.defs[name].Description = g.Docs[t.Name()]
		}
		return &Node{Ref: "#/$defs/" + name}
	}
	if g.Loose {
		return &Node{Type: []string{"string", "number"}}
	}
	return &Node{Type: "string"}
}

// object describes the fields of a struct, those of embedded ones among them.
func (g *generator) object(t reflect.Type) *Node {
	n := &Node{Type: "object", Properties: map[string]*Node{}, Additional: false}
	for _, f := range reflect.VisibleFields(t) {
		name, rest, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name == "" || !f.IsExported() {
			continue
		}
		field := g.node(f.Type)
		field.Description = g.Docs[owner(t, f.Index)+"."+f.Name]
		n.Properties[name] = field
		if g.required(t, f.Type, name, strings.Contains(rest, "omitempty")) {
			n.Required = append(n.Required, name)
		}
	}
	slices.Sort(n.Required)
	return n
}

// required reports whether a field must be given.
func (g *generator) required(in, t reflect.Type, name string, optional bool) bool {
	if g.Partial {
		return g.Names[in] == name
	}
	return !optional && (t.Kind() == reflect.String || t.Kind() == reflect.Slice)
}

// owner is the name of the struct that declares a field: the one itself, or
// one embedded in it.
func owner(t reflect.Type, index []int) string {
	for _, i := range index[:len(index)-1] {
		t = t.Field(i).Type
	}
	return t.Name()
}
