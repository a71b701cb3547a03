package catalog

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

func TestStructure(t *testing.T) {
	type sub struct {
		Name string  `yaml:"name" valid:"kebab"`
		Size float64 `yaml:"size" valid:"positive"`
	}
	type whole struct {
		Text       string             `yaml:"text"`
		Note       string             `yaml:"note_of_it,omitempty"`
		Kind       Kind               `yaml:"kind,omitempty"`
		Groups     []Group            `yaml:"groups"`
		Plain      []sub              `yaml:"plain"`
		Free       []string           `yaml:"free" valid:"optional"`
		Colour     string             `yaml:"colour,omitempty" valid:"colours"`
		Number     float64            `yaml:"number"`
		Share      float64            `yaml:"share" valid:"fraction"`
		Off        *float64           `yaml:"off" valid:"below1"`
		By         map[string]sub     `yaml:"by" valid:"colours"`
		Words      map[Need]string    `yaml:"words"`
		Numbers    map[string]float64 `yaml:"numbers" valid:"kebab"`
		Skipped    float64            `yaml:"skipped" valid:"-"`
		Internal   float64
		Provenance `yaml:",inline" valid:"figures"`
	}
	one := 1.0
	for _, c := range []struct {
		name  string
		spoil func(*whole)
		want  string
	}{
		{"good", func(*whole) {}, ""},
		{"no text", func(w *whole) { w.Text = " " }, "text: want some text"},
		{"no such word", func(w *whole) { w.Kind = "ship" }, "kind: want nothing, or one of: edge, function"},
		{"no entry of a list of words", func(w *whole) { w.Groups = nil }, "groups: want at least one of: plan"},
		{"no such entry", func(w *whole) { w.Groups[0] = "misc" }, "groups[0]: want one of: plan"},
		{"no entry", func(w *whole) { w.Plain = nil }, "plain: want at least one entry"},
		{"inside a list", func(w *whole) { w.Plain[0] = sub{"A", 1} }, "plain[0].name: want a name in kebab case"},
		{"none of a list by name", func(w *whole) { w.Colour = "mauve" }, "colour: want nothing, or one of: red, blue"},
		{"negative", func(w *whole) { w.Number = -1 }, "number: want a finite number of at least 0"},
		{"not finite", func(w *whole) { w.Number = math.Inf(1) }, "number: want a finite number of at least 0"},
		{"no number", func(w *whole) { w.Plain[0].Size = math.NaN() }, "plain[0].size: want a finite number greater than 0"},
		{"more than all", func(w *whole) { w.Share = 1.1 }, "share: want a fraction between 0 and 1"},
		{"all", func(w *whole) { w.Off = &one }, "off: want a fraction of at least 0 and less than 1"},
		{"a key of no list", func(w *whole) { w.By["mauve"] = sub{"a", 1} }, "by.mauve: want one of: red, blue"},
		{"inside a map", func(w *whole) { w.By["red"] = sub{"a", 0} }, "by.red.size: want a finite number greater than 0"},
		{"a key that is no word", func(w *whole) { w.Words["love"] = "x" }, "words.love: want one of: http"},
		{"a key that is no name", func(w *whole) { w.Numbers["A b"] = 1 }, "numbers.A b: want a name in kebab case"},
		{"no provenance", func(w *whole) { w.Provenance = Provenance{} }, ".note: want a note"},
		{"no address", func(w *whole) { w.Source = "page" }, "source: want an address"},
		{"no date", func(w *whole) { w.AsOf = "May" }, "as_of: want a date"},
	} {
		w := whole{
			Text: "x", Groups: []Group{GroupPlan}, Plain: []sub{{"a-b", 1}}, Colour: "red", Share: 1, Skipped: -1, Internal: -1,
			By: map[string]sub{}, Words: map[Need]string{}, Numbers: map[string]float64{}, Provenance: Provenance{Note: "Assumed."},
		}
		c.spoil(&w)
		var got []string
		s := Structure{Lists: map[string][]string{"colours": {"red", "blue"}}, Add: func(path string, _ any, want string) {
			got = append(got, fmt.Sprintf("%s: want %s", path, want))
		}}
		s.Check("", &w)
		if c.want == "" && got == nil || len(got) == 1 && c.want != "" && strings.HasPrefix(got[0], c.want) {
			continue
		}
		t.Errorf("%s: got %q, want %q alone", c.name, got, c.want)
	}
}
