package cli

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// Check returns the errors in a value decoded from YAML or JSON into any.
func (n *schemaNode) Check(v any) []string {
	c := &schemaChecker{root: n}
	c.check("", n, v)
	return c.problems
}

// schemaChecker checks a value.
type schemaChecker struct {
	root     *schemaNode
	problems []string
}

func (c *schemaChecker) wrong(path, format string, args ...any) {
	c.problems = append(c.problems, strings.TrimPrefix(path, ".")+": "+fmt.Sprintf(format, args...))
}

func (c *schemaChecker) check(path string, n *schemaNode, v any) {
	if name, ok := strings.CutPrefix(n.Ref, "#/$defs/"); ok {
		n = c.root.Defs[name]
	}
	if !isOf(n.Type, v) {
		c.wrong(path, "is %T; want %v", v, n.Type)
		return
	}
	switch v := v.(type) {
	case map[string]any:
		c.object(path, n, v)
	case []any:
		for i, item := range v {
			if n.Items != nil {
				c.check(fmt.Sprintf("%s[%d]", path, i), n.Items, item)
			}
		}
	case float64:
		c.number(path, n, v)
	case int, int64, uint64:
		c.number(path, n, reflect.ValueOf(v).Convert(reflect.TypeFor[float64]()).Float())
	case string:
		if n.Pattern != "" && !regexp.MustCompile(n.Pattern).MatchString(v) {
			c.wrong(path, "is %q; want text like %s", v, n.Pattern)
		}
		if len(n.Enum) > 0 && !slices.Contains(n.Enum, v) {
			c.wrong(path, "is %q; want one of %s", v, strings.Join(n.Enum, ", "))
		}
	}
}

// number checks a number against its bounds.
func (c *schemaChecker) number(path string, n *schemaNode, x float64) {
	switch {
	case n.Minimum != nil && x < *n.Minimum:
		c.wrong(path, "is %v; want at least %v", x, *n.Minimum)
	case n.Above != nil && x <= *n.Above:
		c.wrong(path, "is %v; want more than %v", x, *n.Above)
	case n.Maximum != nil && x > *n.Maximum:
		c.wrong(path, "is %v; want at most %v", x, *n.Maximum)
	case n.Below != nil && x >= *n.Below:
		c.wrong(path, "is %v; want less than %v", x, *n.Below)
	}
}

// object checks the fields of an object.
func (c *schemaChecker) object(path string, n *schemaNode, v map[string]any) {
	for _, name := range n.Required {
		if _, ok := v[name]; !ok {
			c.wrong(path, "lacks %s", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(v)) {
		at := path + "." + name
		if field := n.field(name); field != nil {
			c.check(at, field, v[name])
		} else if other, ok := n.Additional.(*schemaNode); ok {
			c.check(at, other, v[name])
		} else if n.Additional == false {
			c.wrong(at, "is no field")
		}
	}
}

// field returns the schema of a field, or nil.
func (n *schemaNode) field(name string) *schemaNode {
	if f, ok := n.Properties[name]; ok {
		return f
	}
	for _, p := range slices.Sorted(maps.Keys(n.Patterns)) {
		if re, err := regexp.Compile(p); err == nil && re.MatchString(name) {
			return n.Patterns[p]
		}
	}
	return nil
}

// isOf reports whether a value is of a type, or of one of several.
func isOf(types, v any) bool {
	switch t := types.(type) {
	case []string:
		return slices.ContainsFunc(t, func(s string) bool { return isOf(s, v) })
	case string:
		switch v := v.(type) {
		case nil:
			return t == "null"
		case bool:
			return t == "boolean"
		case string:
			return t == "string"
		case int, int64, uint64:
			return t == "number" || t == "integer"
		case float64:
			return t == "number" || t == "integer" && v == math.Trunc(v)
		case []any:
			return t == "array"
		case map[string]any:
			return t == "object"
		}
		return false
	}
	return true
}
