// Package schema describes the formats of the project's YAML files as JSON
// Schema, from the Go types that the files are decoded into, and checks values
// against such a description.
package cli

import (
	"crossover/engine/catalog"
	"reflect"
	"slices"
	"strings"
)

// schemaDialect is the version of JSON Schema written:
// https://json-schema.org/draft/2020-12
const schemaDialect = "https://json-schema.org/draft/2020-12/schema"

// schemaNode is a schema, as far as the formats need one.
type schemaNode struct {
	Dialect     string   `json:"$schema,omitempty"`
	Title       string   `json:"title,omitempty"`
	Description string   `json:"description,omitempty"`
	Ref         string   `json:"$ref,omitempty"`
	Type        any      `json:"type,omitempty"` // a name, or several
	Enum        []string `json:"enum,omitempty"`
	// Minimum, Above, Maximum and Below bound a number, the second and the last
	// without the bound itself.
	Minimum  *float64 `json:"minimum,omitempty"`
	Above    *float64 `json:"exclusiveMinimum,omitempty"`
	Maximum  *float64 `json:"maximum,omitempty"`
	Below    *float64 `json:"exclusiveMaximum,omitempty"`
	Pattern  string   `json:"pattern,omitempty"`
	Default  string   `json:"default,omitempty"`
	Examples []string `json:"examples,omitempty"`
	// Properties are the fields of an object, and Required those it must have.
	Properties map[string]*schemaNode `json:"properties,omitempty"`
	// Patterns are the fields whose names match an expression.
	Patterns map[string]*schemaNode `json:"patternProperties,omitempty"`
	Required []string               `json:"required,omitempty"`
	// Additional is false where an object may have no other fields, or the
	// schema of those it may have.
	Additional any                    `json:"additionalProperties,omitempty"`
	Items      *schemaNode            `json:"items,omitempty"`
	Defs       map[string]*schemaNode `json:"$defs,omitempty"`
}

// schemaOptions say what the types do not.
type schemaOptions struct {
	Title, Description string
	// Enums are the values that a type of text can have.
	Enums map[reflect.Type][]string
	// Docs describe types and fields: see [schemaComments].
	Docs map[string]string
	// Partial lets fields be left out wherever they are: what is given is laid
	// over something whole. Names are the fields that entries of a list need all
	// the same, to be told apart.
	Partial bool
	Names   map[reflect.Type]string
	// Bounded keeps fields to what their valid tags say.
	Bounded bool
	// Loose lets text be written as a number.
	Loose bool
}

// schemaOf describes the YAML that is decoded into a type. Fields are those with a
// yaml tag; texts and lists without omitempty are required.
func schemaOf(t reflect.Type, o schemaOptions) *schemaNode {
	g := &schemaGenerator{schemaOptions: o, defs: map[string]*schemaNode{}}
	root := g.object(t)
	root.Dialect, root.Title, root.Description = schemaDialect, o.Title, o.Description
	if len(g.defs) > 0 {
		root.Defs = g.defs
	}
	return root
}

// schemaGenerator describes types.
type schemaGenerator struct {
	schemaOptions
	defs map[string]*schemaNode
}

// node describes a type where it is used.
func (g *schemaGenerator) node(t reflect.Type) *schemaNode {
	if w, ok := reflect.Zero(t).Interface().(interface{ Words() []string }); ok {
		return &schemaNode{Type: "string", Enum: w.Words()}
	}
	if values, ok := g.Enums[t]; ok {
		return &schemaNode{Type: "string", Enum: values}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return g.node(t.Elem())
	case reflect.Bool:
		return &schemaNode{Type: "boolean"}
	case reflect.Float64:
		return &schemaNode{Type: "number"}
	case reflect.Int:
		return &schemaNode{Type: "integer"}
	case reflect.Slice:
		return &schemaNode{Type: "array", Items: g.node(t.Elem())}
	case reflect.Map:
		return &schemaNode{Type: "object", Additional: g.node(t.Elem())}
	case reflect.Struct:
		name := strings.ToLower(t.Name())
		if _, ok := g.defs[name]; !ok {
			g.defs[name] = &schemaNode{} // a type may contain itself
			*g.defs[name] = *g.object(t)
			g.defs[name].Description = g.Docs[t.Name()]
		}
		return &schemaNode{Ref: "#/$defs/" + name}
	}
	if g.Loose {
		return &schemaNode{Type: []string{"string", "number"}}
	}
	return &schemaNode{Type: "string"}
}

// object describes the fields of a struct, those of embedded ones among them.
func (g *schemaGenerator) object(t reflect.Type) *schemaNode {
	n := &schemaNode{Type: "object", Properties: map[string]*schemaNode{}, Additional: false}
	for _, f := range reflect.VisibleFields(t) {
		name, rest, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name == "" || !f.IsExported() {
			continue
		}
		field := g.node(f.Type)
		g.bound(field, f.Tag.Get("valid"))
		field.Description = g.Docs[owner(t, f.Index)+"."+f.Name]
		n.Properties[name] = field
		if g.required(t, f.Type, name, strings.Contains(rest, "omitempty")) {
			n.Required = append(n.Required, name)
		}
	}
	slices.Sort(n.Required)
	return n
}

// bound adds what the valid tag of a field asks for: see [catalog.Structure].
func (g *schemaGenerator) bound(n *schemaNode, rule string) {
	if !g.Bounded {
		return
	}
	zero, one := 0.0, 1.0
	if n.Items != nil && n.Items.Type != "number" {
		n = n.Items
	}
	switch {
	case rule == "positive":
		n.Above = &zero
	case rule == "fraction":
		n.Minimum, n.Maximum = &zero, &one
	case rule == "below1":
		n.Minimum, n.Below = &zero, &one
	case n.Type == "number" && rule != "-":
		n.Minimum = &zero
	case rule == "kebab" && n.Additional == nil:
		n.Pattern = catalog.KebabCase
	case rule == "link":
		n.Pattern = "^https?://"
	case n.Additional == nil && len(catalog.Lists[rule]) > 0:
		n.Type, n.Enum = "string", catalog.Lists[rule]
	}
}

// required reports whether a field must be given.
func (g *schemaGenerator) required(in, t reflect.Type, name string, optional bool) bool {
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
