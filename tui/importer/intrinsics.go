package importer

import (
	"slices"
	"strings"

	"crossover/engine/each"
	"crossover/engine/pattern"
)

// intrinsics resolves CloudFormation's functions in properties: Ref to parameters with a
// default, FindInMap, If, Sub and Join. References to resources are kept for refOf.
type intrinsics struct {
	parameters, mappings, conditions *node
	left                             int
}

// call returns the name and argument of an intrinsic function in either notation.
func (n *node) call() (name string, arg *node) {
	switch {
	case n == nil:
		return "", nil
	case strings.HasPrefix(n.tag, "!") && !strings.HasPrefix(n.tag, "!!"):
		if name = n.tag[1:]; name != "" && name != "Ref" && name != "Condition" {
			name = "Fn::" + name
		}
		plain := *n
		plain.tag = ""
		return name, &plain
	case n.kind == mapping && len(n.keys) == 1 && (n.keys[0] == "Ref" || n.keys[0] == "Condition" || strings.HasPrefix(n.keys[0], "Fn::")):
		return n.keys[0], n.items[0]
	}
	return "", nil
}

// resolve returns a copy of the node with the functions resolved if possible.
func (i *intrinsics) resolve(n *node) *node { return i.value(n, 0) }

func (i *intrinsics) value(n *node, depth int) *node {
	if n == nil || depth > maxDepth || i.left <= 0 {
		return n
	}
	i.left--
	if name, arg := n.call(); name != "" {
		if out := i.called(name, arg, depth+1); out != nil {
			r := *out
			r.line, r.key = n.line, n.key
			return &r
		}
		return n
	}
	out := *n
	out.items = each.Of(n.items, func(v **node) *node { return i.value(*v, depth+1) })
	return &out
}

// called returns the value of a function, or nil if it is unknown.
func (i *intrinsics) called(name string, arg *node, depth int) *node {
	switch name {
	case "Ref":
		if arg.str() == "AWS::NoValue" { // as if the property were absent
			return &node{}
		}
		return i.parameters.at(arg.str(), "Default")
	case "Fn::FindInMap":
		return i.mappings.at(each.Of(arg.all(), func(k **node) string { return i.value(*k, depth).str() })...)
	case "Fn::If":
		if l := arg.all(); len(l) == 3 {
			if i.holds(l[0].str(), depth) {
				return i.value(l[1], depth)
			}
			return i.value(l[2], depth)
		}
	case "Fn::Sub":
		text := arg
		if l := arg.all(); len(l) > 0 && arg.kind == list {
			text = l[0]
		}
		if n := i.parameters.at(strings.Trim(text.str(), "${}"), "Default"); n != nil {
			return n
		}
	}
	return nil
}

// holds evaluates a condition with the parameters' defaults.
func (i *intrinsics) holds(name string, depth int) bool {
	if depth > maxDepth || i.left <= 0 {
		return false
	}
	i.left--
	return i.truth(i.conditions.at(name), depth+1)
}

func (i *intrinsics) truth(n *node, depth int) bool {
	if depth > maxDepth {
		return false
	}
	name, arg := n.call()
	all := func() []bool { return each.Of(arg.all(), func(c **node) bool { return i.truth(*c, depth+1) }) }
	switch name {
	case "Condition":
		return i.holds(arg.str(), depth+1)
	case "Fn::Equals":
		l := arg.all()
		return len(l) == 2 && i.value(l[0], depth).str() == i.value(l[1], depth).str()
	case "Fn::Not":
		l := all()
		return len(l) == 1 && !l[0]
	case "Fn::And":
		return !slices.Contains(all(), false)
	case "Fn::Or":
		return slices.Contains(all(), true)
	}
	return false
}

// substituted matches a name in the text of Sub.
var substituted = pattern.Of(`\$\{([A-Za-z0-9]+)(?:\.[A-Za-z0-9.]+)?\}`)

// refOf returns the resource to which a node refers by Ref, GetAtt or the last name in
// Sub, as in an ARN. For a nested stack it returns the output.
func refOf(n *node) string {
	name, arg := n.call()
	switch {
	case name == "Fn::GetAtt":
		words := each.Of(arg.all(), func(x **node) string { return (*x).str() })
		id, attribute, _ := strings.Cut(strings.Join(words, "."), ".")
		if output, ok := strings.CutPrefix(attribute, "Outputs."); ok {
			return output
		}
		return id
	case name == "Ref":
		return arg.str()
	case name == "Fn::Sub" && arg.kind == list && len(arg.items) > 0:
		n = arg.items[0]
	case name == "Fn::Sub":
		n = arg
	case name == "Fn::Join" && len(arg.all()) == 2:
		for _, x := range slices.Backward(arg.items[1].all()) {
			if id := refOf(x); id != "" && !strings.HasPrefix(id, "AWS::") {
				return id
			}
		}
		return ""
	}
	if all := substituted().FindAllStringSubmatch(n.str(), -1); len(all) > 0 {
		return all[len(all)-1][1]
	}
	return ""
}
