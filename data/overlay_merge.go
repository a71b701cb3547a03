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

// overlaying applies a user's file to values read before.
type overlaying struct {
	// mark is the mark of changed figures.
	mark string
}

// Before returns a copy of a struct before fields are applied to it.
func (o overlaying) Before(v reflect.Value) any {
	if t, ok := v.Interface().(catalog.SizeTable); ok {
		t.Sizes = slices.Clone(t.Sizes)
		return t
	}
	return v.Interface()
}

// After marks a struct to which the fields in keys were applied, and adjusts its other
// fields.
func (o overlaying) After(v reflect.Value, before any, keys map[string]bool) {
	if len(keys) == 0 {
		return
	}
	isNew := reflect.ValueOf(before).IsZero()
	if fields, ok := figureFields[v.Type()]; ok {
		p := v.FieldByName("Provenance").Addr().Interface().(*catalog.Provenance)
		o.claim(p, keys, isNew || slices.ContainsFunc(fields, func(name string) bool { return keys[name] }))
	}
	switch x := v.Addr().Interface().(type) {
	case *catalog.Rate:
		settlePrice(x, keys)
	case *catalog.Regional:
		if keys["price"] || keys["tiers"] || keys["factor"] { // one replaces the others
			*x = kept(*x, keys)
		}
	case *catalog.Size:
		x.Own = &catalog.Provenance{} // set by its table
	case *catalog.SizeTable:
		o.claimSizes(x, before.(catalog.SizeTable), keys, isNew)
	case *catalog.Offer:
		x.Override = alsoIn(x.Override, o.mark)
	case *catalog.Assumption:
		o.claimAssumption(&x.Override, &x.Note, keys, "value")
		if keys["value"] { // the catalogue's range for the old figure no longer holds
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

// figureFields lists, for each type with a source, the fields of its figure. A new figure
// counts as replaced whichever fields are given.
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

// settlePrice drops the tiers of a rate that was given a price, or the price of one that
// was given tiers.
func settlePrice(r *catalog.Rate, keys map[string]bool) {
	switch {
	case keys["price"] && !keys["tiers"]:
		r.Tiers = nil
	case keys["tiers"] && !keys["price"]:
		r.Price = 0
	}
}

// kept returns a regional rate without the figures that are not in keys.
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

// claim marks a figure. If the figure itself was replaced, the catalogue's source for the
// old one is dropped.
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

// renew clears the provenance fields of a replaced figure that are not given again. A
// figure with a source and a date has a confidence of 1 unless it states another.
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

// claimSizes marks the sizes of a table that were changed or added. Provenance given
// beside them applies only to them.
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

// only reports whether keys contains nothing but names.
func only(keys map[string]bool, names ...string) bool {
	for k := range keys {
		if !slices.Contains(names, k) {
			return false
		}
	}
	return true
}

// alsoIn appends a mark to a figure's marks.
func alsoIn(marks, mark string) string {
	switch {
	case marks == "":
		return mark
	case slices.Contains(strings.Split(marks, ", "), mark):
		return marks
	}
	return marks + ", " + mark
}

// nameField returns the field that identifies the entries of a list, or "" for lists that
// are replaced as a whole.
func nameField(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[catalog.Offer](), reflect.TypeFor[catalog.Start]():
		return "id"
	case reflect.TypeFor[catalog.Size](), reflect.TypeFor[catalog.GPU]():
		return "name"
	}
	return ""
}

// Items merges items into the list v by name and adds the new ones. It reports whether v
// is such a list.
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
			d.Wrong(item, fmt.Sprintf("%s[%d].%s", path, i, field), "", "the name of the entry to change or to add")
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

// fieldText returns the text of a field of a mapping, or "".
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
