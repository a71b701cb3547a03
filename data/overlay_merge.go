package data

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"crossover/data/strict"
	"crossover/engine/catalog"
)

// overlaying is how a user's file is laid over values read before.
type overlaying struct {
	// mark is what changed figureFields are marked with.
	mark string
}

// Before keeps what a struct held before fields are laid over it.
func (o overlaying) Before(v reflect.Value) any {
	if t, ok := v.Interface().(catalog.SizeTable); ok {
		t.Sizes = slices.Clone(t.Sizes)
		return t
	}
	return v.Interface()
}

// After marks a struct that the fields called keys were laid over, and settles
// what follows from them.
func (o overlaying) After(v reflect.Value, before any, keys map[string]bool) {
	if len(keys) == 0 {
		return
	}
	isNew := reflect.ValueOf(before).IsZero()
	if fields, ok := figureFields[v.Type()]; ok {
		p := v.FieldByName("Provenance").Addr().Interface().(*catalog.Provenance)
		o.claim(p, keys, isNew || some(keys, fields...))
	}
	switch x := v.Addr().Interface().(type) {
	case *catalog.Rate:
		settlePrice(x, keys)
	case *catalog.Regional:
		if keys["price"] || keys["tiers"] || keys["factor"] { // one takes the others' place
			*x = kept(*x, keys)
		}
	case *catalog.Size:
		x.Own = &catalog.Provenance{} // the table's affair
	case *catalog.SizeTable:
		o.claimSizes(x, before.(catalog.SizeTable), keys, isNew)
	case *catalog.Offer:
		x.Override = alsoIn(x.Override, o.mark)
	case *catalog.Assumption:
		o.claimAssumption(&x.Override, &x.Note, keys, "value")
		if keys["value"] { // what the catalogue said of the old figure no longer holds
			if !keys["low"] {
				x.Low = 0
			}
			if !keys["high"] {
				x.High = 0
			}
		}
	case *catalog.GPU:
		o.claimAssumption(&x.Override, &x.Note, keys, "speed")
	}
}

// figureFields lists, for each type that has a source, the fields that hold its
// figure. A new figure counts as replaced whichever fields are given.
var figureFields = map[reflect.Type][]string{
	reflect.TypeFor[catalog.Rate]():          {"price", "tiers", "per", "unit"},
	reflect.TypeFor[catalog.Regional]():      {"factor", "price", "tiers"},
	reflect.TypeFor[catalog.RegionalSizes](): {"factors", "prices"},
	reflect.TypeFor[catalog.RegionalPool]():  {"amount"},
	reflect.TypeFor[catalog.RoundTrip]():     {"ms", "high"},
	reflect.TypeFor[catalog.Pool]():          {"amount", "unit"},
	reflect.TypeFor[catalog.Discount]():      {"off"},
	reflect.TypeFor[catalog.Credit]():        {"amount"},
	reflect.TypeFor[catalog.Start]():         {"overhead_ms"},
	reflect.TypeFor[catalog.Init]():          {"p50_ms", "p95_ms"},
	reflect.TypeFor[catalog.Compute]():       {},
	reflect.TypeFor[catalog.Billing]():       {},
	reflect.TypeFor[catalog.Scaling]():       {},
	reflect.TypeFor[catalog.Limits]():        {},
}

// settlePrice drops the tiers of a rate that got a price, or the price of one
// that got tiers.
func settlePrice(r *catalog.Rate, keys map[string]bool) {
	switch {
	case keys["price"] && !keys["tiers"]:
		r.Tiers = nil
	case keys["tiers"] && !keys["price"]:
		r.Price = 0
	}
}

// kept is a rate of a region without the figures that were not given now.
func kept(x catalog.Regional, keys map[string]bool) catalog.Regional {
	if !keys["price"] {
		x.Price = 0
	}
	if !keys["factor"] {
		x.Factor = 0
	}
	if x.Settled = false; !keys["tiers"] {
		x.Tiers = nil
	}
	return x
}

// claim marks a figure. Where the figure itself was replaced, what the
// catalogue said of the old one no longer holds.
func (o overlaying) claim(p *catalog.Provenance, keys map[string]bool, replaced bool) {
	if !replaced && only(keys, "title", "note") {
		return
	}
	if replaced {
		p.Override = o.mark
		o.renew(p, keys)
	} else {
		p.Override = alsoIn(p.Override, o.mark)
	}
	if p.Confidence == 0 && strings.TrimSpace(p.Note) == "" {
		p.Note = "Set in " + o.mark + "."
	}
}

// renew clears what was said of a figure that was replaced and is not said
// anew. A figure with a source and a date has one source unless it says more.
func (o overlaying) renew(p *catalog.Provenance, keys map[string]bool) {
	if !keys["source"] {
		p.Source = ""
	}
	if !keys["as_of"] {
		p.AsOf = ""
	}
	if !keys["note"] {
		p.Note = ""
	}
	if !keys["confidence"] {
		p.Confidence = 0
		if p.Source != "" && p.AsOf != "" {
			p.Confidence = 1
		}
	}
}

// claimSizes marks the sizes of a table that were changed or added. What is
// said beside them, the source and so on, is said of them alone.
func (o overlaying) claimSizes(t *catalog.SizeTable, was catalog.SizeTable, keys map[string]bool, isNew bool) {
	own := t.Provenance
	o.claim(&own, keys, true)
	switch {
	case isNew:
		t.Provenance = own
	case keys["sizes"]:
		t.Provenance = was.Provenance
		if keys["unit"] {
			t.Override = alsoIn(t.Override, o.mark)
		}
	default:
		o.claim(&t.Provenance, keys, false)
	}
	for i := range t.Sizes {
		s := &t.Sizes[i]
		switch {
		case isNew:
			s.Own = nil
		case i >= len(was.Sizes) || s.Own != was.Sizes[i].Own:
			p := own
			s.Own = &p
		}
	}
}

func (o overlaying) claimAssumption(override, note *string, keys map[string]bool, figure string) {
	if !keys[figure] {
		return
	}
	*override = o.mark
	if !keys["note"] {
		*note = "Set in " + o.mark + "."
	}
}

// some reports whether one of names is among keys.
func some(keys map[string]bool, names ...string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return keys[n] })
}

// only reports whether keys holds nothing but names.
func only(keys map[string]bool, names ...string) bool {
	for k := range keys {
		if !slices.Contains(names, k) {
			return false
		}
	}
	return true
}

// alsoIn adds a mark to those a figure has.
func alsoIn(marks, mark string) string {
	switch {
	case marks == "":
		return mark
	case slices.Contains(strings.Split(marks, ", "), mark):
		return marks
	}
	return marks + ", " + mark
}

// nameField is the field that tells the entries of a list apart, or "" for
// lists that are replaced as a whole.
func nameField(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[catalog.Offer](), reflect.TypeFor[catalog.Start]():
		return "id"
	case reflect.TypeFor[catalog.Size](), reflect.TypeFor[catalog.GPU]():
		return "name"
	}
	return ""
}

// Items lays the items of a list over those of v that have the same name, adds
// the others, and reports whether v is such a list.
func (overlaying) Items(d *strict.Decoder, items []ast.Node, path string, v reflect.Value, depth int) bool {
	field := nameField(v.Type().Elem())
	if field == "" {
		return false
	}
	index := map[string]int{}
	for i := range v.Len() {
		index[v.Index(i).FieldByNameFunc(func(name string) bool { return strings.EqualFold(name, field) }).String()] = i
	}
	seen := map[string]bool{}
	for i, item := range items {
		if item = d.Resolve(item, fmt.Sprintf("%s[%d]", path, i)); item == nil {
			continue
		}
		name := fieldText(item, field)
		if name == "" {
			d.Wrong(item, fmt.Sprintf("%s[%d].%s", path, i, field), "", "the name of what to change, or of what is new")
			continue
		}
		if seen[name] {
			d.Wrong(item, fmt.Sprintf("%s[%d].%s", path, i, field), name, "each name once")
			continue
		}
		seen[name] = true
		k, ok := index[name]
		if !ok {
			k = v.Len()
			v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
		}
		d.Value(item, fmt.Sprintf("%s[%d]", path, k), v.Index(k), depth+1)
	}
	return true
}

// fieldText is the text of a field of a mapping, or "".
func fieldText(n ast.Node, field string) string {
	var pairs []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		pairs = m.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{m}
	}
	for _, p := range pairs {
		if strict.Text(p.Key) == field {
			v := p.Value
			if a, ok := v.(*ast.AnchorNode); ok {
				v = a.Value
			}
			return strict.Text(v)
		}
	}
	return ""
}
