package verify

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

// Resolve returns the file's examples with all shared fields filled in, and the problems
// found. Their paths are paths in the YAML: examples[3].lines[0].quantity.
func (f *File) Resolve() ([]Example, []catalog.Problem) {
	v := &validator{seen: map[string]bool{}}
	v.structure = catalog.Structure{Add: v.add, Lists: map[string][]string{
		"letters": strings.Split("ABCDEFGHIJKLMNOPQRSTUVWXYZ", ""), "switch": {"on", "off"}, "months": scenario.Months,
		"expected": {string(Agree), string(Slip)},
	}}
	if len(f.Examples) == 0 {
		v.add("examples", "", "at least one example")
	}
	used := map[string]bool{}
	ids := map[string]bool{}
	out := make([]Example, len(f.Examples))
	for i := range f.Examples {
		at := fmt.Sprintf("examples[%d]", i)
		own := &f.Examples[i]
		out[i] = f.inherit(*own)
		if own.Method != "" {
			m, ok := f.Methods[own.Method]
			if !ok {
				v.add(at+".method", own.Method, catalog.OneOf("a method of the file", slices.Sorted(maps.Keys(f.Methods))))
				continue
			}
			used[own.Method] = true
			out[i].Body = merge(&m, &own.Body)
		}
		out[i].Rates = layer(f.Rates, out[i].Rates)
		if ids[own.ID] {
			v.add(at+".id", own.ID, "an id that no other example has")
		}
		ids[own.ID] = true
		v.example(at, f, own, &out[i])
	}
	for _, name := range slices.Sorted(maps.Keys(f.Methods)) {
		if !used[name] {
			v.add("methods."+name, name, "a method that an example uses")
		}
	}
	return out, v.problems
}

// inherit fills in the file's defaults.
func (f *File) inherit(ex Example) Example {
	c := &ex.Convention
	ex.Section, ex.Kind = cmp.Or(ex.Section, f.Section), cmp.Or(ex.Kind, f.Kind)
	ex.Source, ex.AsOf, ex.Unit = cmp.Or(ex.Source, f.Source), cmp.Or(ex.AsOf, f.AsOf), cmp.Or(ex.Unit, f.Unit)
	c.Free, c.Month = cmp.Or(c.Free, f.Convention.Free), cmp.Or(c.Month, f.Convention.Month, "730h")
	c.Rounding = cmp.Or(c.Rounding, f.Convention.Rounding, RoundSum)
	ex.Expect = cmp.Or(ex.Expect, Agree)
	return ex
}

// merge combines a method's body with an example's own.
func merge(m, own *Body) Body {
	b := Body{
		Inputs: layer(m.Inputs, own.Inputs), Prices: layer(m.Prices, own.Prices), Rates: layer(m.Rates, own.Rates),
		Steps: slices.Concat(m.Steps, own.Steps), Lines: slices.Concat(m.Lines, own.Lines),
		Overrides: slices.Concat(m.Overrides, own.Overrides),
		Scenario:  cmp.Or(own.Scenario, m.Scenario), Offer: cmp.Or(own.Offer, m.Offer), Groups: m.Groups, Meters: m.Meters,
		BreakEven: cmp.Or(own.BreakEven, m.BreakEven), Result: cmp.Or(own.Result, m.Result),
	}
	if len(own.Groups) > 0 {
		b.Groups = own.Groups
	}
	if len(own.Meters) > 0 {
		b.Meters = own.Meters
	}
	return b
}

// layer returns a map with the entries of both; over takes precedence. Neither is changed.
func layer[T any](under, over map[string]T) map[string]T {
	if len(over) == 0 {
		return under
	}
	out := maps.Clone(under)
	if out == nil {
		out = map[string]T{}
	}
	maps.Copy(out, over)
	return out
}
