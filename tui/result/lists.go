package result

import (
	"bytes"
	"strings"

	"crossover/engine"
	"crossover/engine/scenario"
)

type offerListJSON struct {
	Catalog catalogJSON      `json:"catalog"`
	Offers  []offerEntryJSON `json:"offers"`
}

type offerEntryJSON struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Provider string   `json:"provider"`
	Product  string   `json:"product"`
	Kind     string   `json:"kind"`
	Model    string   `json:"model"`
	Arch     []string `json:"arch"`
	Note     string   `json:"note"`
}

// Offers lists the offers of a catalogue.
func Offers(e *engine.Engine) Result {
	g := &Grid{Columns: []Column{{Title: "id"}, {Title: "kind"}, {Title: "billing"}, {Title: "title", Gives: true}}}
	list := offerListJSON{Catalog: catalogOf(e)}
	for i := range e.Len() {
		o := e.Offer(i)
		g.Add(o.ID, string(o.Kind), string(o.Model), Label(o.Title))
		list.Offers = append(list.Offers, offerEntryJSON{
			ID: o.ID, Title: o.Title, Provider: e.Provider(i).ID, Product: o.Product,
			Kind: string(o.Kind), Model: string(o.Model), Arch: o.Arch, Note: strings.TrimSpace(o.Note),
		})
	}
	return &List{Grid: g, Data: list}
}

type keyJSON struct {
	Key     string `json:"key"`
	Meaning string `json:"meaning"`
	Default string `json:"default"`
	Example string `json:"example"`
	// Part is true for keys that each part of the system has.
	Part bool `json:"part"`
	// Group is what the term stands with, and Unit how its values are written.
	Group string `json:"group"`
	Unit  string `json:"unit"`
	// Words are values that are words.
	Words []string `json:"words,omitempty"`
	// Least and Most bound a number, as tokens write it.
	Least string `json:"least,omitempty"`
	Most  string `json:"most,omitempty"`
}

// keyOf describes a term.
func keyOf(t *scenario.Term) keyJSON {
	k := keyJSON{
		Key: t.Key, Meaning: t.Doc, Default: t.Default(), Example: t.Key + "=" + t.Example, Part: t.PerPart(),
		Group: string(t.Group), Unit: t.Unit.String(), Words: t.Words,
	}
	if t.Max > t.Min && t.Unit != scenario.UnitRate {
		k.Least, k.Most = t.FormatValue(t.Min), t.FormatValue(t.Max)
	}
	return k
}

// keyList is the keys of tokens.
type keyList []scenario.Term

// Keys lists the keys of a scenario's tokens.
func Keys() Result { return keyList(scenario.Table()) }

func (l keyList) json() any {
	var list struct {
		Keys []keyJSON `json:"keys"`
	}
	for _, k := range l {
		list.Keys = append(list.Keys, keyOf(&k))
	}
	return list
}

// grid has a row a key; write and example write it and an example of it.
func (l keyList) grid(write func(string) string, example func(key, value string) string) *Grid {
	g := &Grid{Columns: []Column{{Title: "key"}, {Title: "default"}, {Title: "example"}, {Title: "meaning", Wraps: true}}}
	for _, k := range l {
		g.Add(write(k.Key), k.Default(), write(example(k.Key, k.Example)), k.Doc)
	}
	return g
}

func plain(s string) string             { return s }
func token(key, value string) string    { return key + "=" + value }
func onlyValue(_, value string) string  { return value } // leaves room for the meaning
func (l keyList) csv() *Grid            { return l.grid(plain, token) }
func (l keyList) table(b *bytes.Buffer) { l.grid(plain, onlyValue).table(b) }

func (l keyList) markdown(b *bytes.Buffer) {
	l.grid(func(s string) string { return "`" + s + "`" }, token).markdown(b)
}
