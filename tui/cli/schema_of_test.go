// The schema files of these tests derive JSON Schemas of the project's YAML formats from
// the Go types for decoding, and check values against them.
package cli

import (
	"reflect"
	"slices"
	"strings"

	"crossover/engine/catalog"
)

// schemaDialect is the version of JSON Schema written:
// https://json-schema.org/draft/2020-12
const schemaDialect = "https://json-schema.org/draft/2020-12/schema"

// schemaNode is a JSON Schema, limited to the keywords used.
type schemaNode struct {
	Dialect     string   `json:"$schema,omitempty"`
	Title       string   `json:"title,omitempty"`
	Description string   `json:"description,omitempty"`
	Ref         string   `json:"$ref,omitempty"`
	Type        any      `json:"type,omitempty"` // a name, or several
	Enum        []string `json:"enum,omitempty"`
	// Minimum and Maximum bound a number inclusively, Above and Below exclusively.
	Minimum  *float64 `json:"minimum,omitempty"`
	Above    *float64 `json:"exclusiveMinimum,omitempty"`
	Maximum  *float64 `json:"maximum,omitempty"`
	Below    *float64 `json:"exclusiveMaximum,omitempty"`
	Pattern  string   `json:"pattern,omitempty"`
	Default  string   `json:"default,omitempty"`
	Examples []string `json:"examples,omitempty"`
	// Properties are the fields of an object, and Required the names of its required
	// fields.
	Properties map[string]*schemaNode `json:"properties,omitempty"`
	// Patterns are fields whose names match an expression.
	Patterns map[string]*schemaNode `json:"patternProperties,omitempty"`
	Required []string               `json:"required,omitempty"`
	// Additional is the schema of other fields, or false if there may be none.
	Additional any                    `json:"additionalProperties,omitempty"`
	Items      *schemaNode            `json:"items,omitempty"`
	Defs       map[string]*schemaNode `json:"$defs,omitempty"`
}

// schemaOptions add information that the types lack.
type schemaOptions struct {
	Title, Description string
	// Enums are the values of a string type.
	Enums map[reflect.Type][]string
	// Docs describe types and fields: see [schemaComments].
	Docs map[string]string
	// Partial makes all fields optional, as in an overlay, except those in Names, which
	// identify the entries of a list.
	Partial bool
	Names   map[reflect.Type]string
	// Bounded adds the bounds in valid tags.
	Bounded bool
	// Loose permits numbers for strings.
	Loose bool
}

// schemaOf describes the YAML that is decoded into a type. Fields have yaml tags; strings
// and lists without omitempty are required.
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

// node returns the schema of a type for one of its uses.
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

// object returns the schema of a struct, including its embedded fields.
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

// bound adds the rule in a field's valid tag: see [catalog.Structure].
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

// owner returns the name of the struct that declares a field: t, or one embedded in it.
func owner(t reflect.Type, index []int) string {
	for _, i := range index[:len(index)-1] {
		t = t.Field(i).Type
	}
	return t.Name()
}
