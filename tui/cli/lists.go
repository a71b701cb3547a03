package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"crossover/engine/scenario"
)

func newOffers(a *app) *cobra.Command {
	var f outputFormat
	cmd := &cobra.Command{
		Use:   "offers",
		Short: "List the offers that can be compared",
		Long:  "Lists every offer of the catalogue: the id that --offers takes, its kind and how\nit is billed.",
		Example: indent(`crossover offers
crossover offers -o json | jq -r '.offers[] | select(.provider == "aws") | .id'`),
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(*cobra.Command, []string) error { return a.offers(f) },
	}
	addFormat(cmd, &f)
	return cmd
}

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

// offers lists the catalogue's offers.
func (a *app) offers(f outputFormat) error {
	q, err := a.ask(nil)
	if err != nil {
		return err
	}
	g := &grid{columns: []column{{title: "id"}, {title: "kind"}, {title: "billing"}, {title: "title", gives: true}}}
	list := offerListJSON{Catalog: q.catalogJSON()}
	for i := range q.engine.Len() {
		o := q.engine.Offer(i)
		g.add(o.ID, string(o.Kind), string(o.Model), label(o.Title))
		list.Offers = append(list.Offers, offerEntryJSON{
			ID: o.ID, Title: o.Title, Provider: q.engine.Provider(i).ID, Product: o.Product,
			Kind: string(o.Kind), Model: string(o.Model), Arch: o.Arch, Note: strings.TrimSpace(o.Note),
		})
	}
	return a.list(f, g, list)
}

func newKeys(a *app) *cobra.Command {
	var f outputFormat
	cmd := &cobra.Command{
		Use:   "keys",
		Short: "List the keys of key=value tokens",
		Long: `Lists what key=value tokens can set. A bare key sets the selected part of the
system, and part.key another one: events.memory=1GB.`,
		Example:           indent("crossover keys\ncrossover keys -o markdown"),
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(*cobra.Command, []string) error { return a.keys(f) },
	}
	addFormat(cmd, &f)
	return cmd
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

// keys lists the keys of tokens.
func (a *app) keys(f outputFormat) error {
	g := &grid{columns: []column{{title: "key"}, {title: "default"}, {title: "example"}, {title: "meaning", wraps: true}}}
	var list struct {
		Keys []keyJSON `json:"keys"`
	}
	code := func(s string) string { return s }
	if f == asMarkdown {
		code = func(s string) string { return "`" + s + "`" }
	}
	for _, t := range scenario.Table() {
		k := keyOf(&t)
		list.Keys = append(list.Keys, k)
		if f == asTable {
			k.Example = t.Example // leaves room for the meaning
		}
		g.add(code(k.Key), k.Default, code(k.Example), k.Meaning)
	}
	return a.list(f, g, list)
}

// list prints a plain list in the format asked for.
func (a *app) list(f outputFormat, g *grid, asData any) error {
	return a.print(f, forms{
		json: func() any { return asData }, csv: func() *grid { return g },
		markdown: g.markdown, table: g.table,
	})
}
