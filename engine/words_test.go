package engine_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"testing"

	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

// TestQuantitiesAreInOrder checks that the engine's quantities have the order and the
// names of the catalogue's list.
func TestQuantitiesAreInOrder(t *testing.T) {
	places := identifiers(t, "plan/quantity.go", token.CONST)
	listed := identifiers(t, "catalog/quantity.go", token.VAR)
	if len(places) != len(listed)+1 || len(listed) != len(catalog.Quantities) {
		t.Fatalf("the engine has %v, the catalogue %v", places, listed)
	}
	for i, name := range listed {
		if places[i] != name {
			t.Errorf("place %d is %s in the engine, %s in the catalogue", i, places[i], name)
		}
	}
}

// identifiers lists the constants of a file's declaration, or the first names
// in the elements of a list it declares.
func identifiers(t *testing.T, file string, kind token.Token) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != kind {
			continue
		}
		for _, s := range g.Specs {
			v := s.(*ast.ValueSpec)
			if kind == token.CONST {
				names = append(names, v.Names[0].Name)
				continue
			}
			list, ok := v.Values[0].(*ast.CompositeLit)
			if !ok {
				continue
			}
			for _, e := range list.Elts {
				names = append(names, e.(*ast.CompositeLit).Elts[0].(*ast.Ident).Name)
			}
		}
	}
	return names
}

// TestWordsAgree checks that scenarios can ask for exactly the words that a catalogue
// knows.
func TestWordsAgree(t *testing.T) {
	if !slices.Equal(scenario.GPUs[2:], catalog.Accelerators) {
		t.Errorf("accelerators %v and %v", scenario.GPUs, catalog.Accelerators)
	}
	if !slices.Equal(scenario.Runtimes, catalog.Runtimes) {
		t.Errorf("runtimes %v and %v", scenario.Runtimes, catalog.Runtimes)
	}
	if !slices.Equal(scenario.Packages, catalog.Packages) {
		t.Errorf("packages %v and %v", scenario.Packages, catalog.Packages)
	}
	if !slices.Equal(scenario.Archs, append([]string{"any"}, catalog.Archs...)) {
		t.Errorf("archs %v and %v", scenario.Archs, catalog.Archs)
	}
	if !slices.Equal(scenario.Commits, append([]string{"none"}, catalog.Commitments...)) {
		t.Errorf("commitments %v and %v", scenario.Commits, catalog.Commitments)
	}
	gpus := []string{"none", "any"}
	for _, g := range shipped(t).Assumptions.GPUs {
		gpus = append(gpus, g.Name)
	}
	if !slices.Equal(scenario.GPUs, gpus) {
		t.Errorf("GPUs %v and %v", scenario.GPUs, gpus)
	}
}
