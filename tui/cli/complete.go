package cli

import (
	"bytes"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"crossover/engine/scenario"
	"crossover/tui/result"
)

func defaultScenario() *scenario.Scenario {
	s := scenario.Default()
	return &s
}

// shell answers completion requests of shells.
type shell struct{ *app }

// tokens completes the keys and values of tokens.
func (s shell) tokens(_ *cobra.Command, args []string, start string) ([]string, cobra.ShellCompDirective) {
	sc := s.written(args)
	if key, value, valued := strings.Cut(start, "="); valued {
		name := key
		if _, rest, ok := strings.Cut(key, "."); ok {
			name = rest
		}
		values, more := s.values(name, value, sc)
		var out []string
		for _, v := range values {
			if strings.HasPrefix(v, value) {
				out = append(out, key+"="+v)
			}
		}
		return out, cobra.ShellCompDirectiveNoFileComp | more
	}
	var out []string
	add := func(tok, doc string) {
		given := func(arg string) bool { return strings.HasPrefix(arg, tok) } // a second one would be an error
		if strings.HasPrefix(tok, start) && !slices.ContainsFunc(args, given) {
			out = append(out, cobra.CompletionWithDesc(tok, doc))
		}
	}
	prefix := ""
	if part, _, ok := strings.Cut(start, "."); ok {
		prefix = part + "."
	} else {
		add("preset=", "scenario to start from")
	}
	for _, t := range scenario.Table() {
		if prefix == "" || t.PerPart() {
			add(prefix+t.Key+"=", t.Doc)
		}
	}
	if prefix == "" && start != "" { // parts come after all terms, once their names are begun
		for _, name := range result.PartNames(sc) {
			if strings.HasPrefix(name, start) {
				out = append(out, cobra.CompletionWithDesc(name+".", "a term of this part"))
			}
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveKeepOrder
}

// written returns the scenario of the tokens so far, or the default scenario if they are
// invalid.
func (s shell) written(args []string) *scenario.Scenario {
	sc, err := scenario.ParseFrom(s.library().find, scenario.Default(), args...)
	if err != nil {
		return defaultScenario()
	}
	return &sc
}

// values lists the values of a key that complete start. more suppresses the space after
// an incomplete value or a list.
func (s shell) values(key, start string, sc *scenario.Scenario) (values []string, more cobra.ShellCompDirective) {
	if key == "preset" {
		return s.library().names(), 0
	}
	t, ok := scenario.Lookup(key)
	if !ok {
		return nil, 0
	}
	none := t.Words
	if len(none) == 0 && t.Default() == t.Zero && t.Zero != "" {
		none = []string{t.Zero}
	}
	switch key {
	case "part":
		return result.PartNames(sc), 0
	case "lock":
		return append(none, s.places(false)...), 0
	case "allow", "ban":
		return goOn(start, none, s.places(true)), cobra.ShellCompDirectiveNoSpace
	case "parts":
		return goOn(start, nil, scenario.KnownParts()), cobra.ShellCompDirectiveNoSpace
	case "lines":
		var switched []string
		for _, g := range scenario.LineGroups {
			switched = append(switched, g, "-"+g)
		}
		return goOn(start, none, switched), cobra.ShellCompDirectiveNoSpace
	case "currency":
		return []string{"usd", t.Example}, 0
	}
	if len(t.Words) == 0 {
		more = cobra.ShellCompDirectiveNoSpace // more digits may follow
		if t.Zero != "" {
			values = append(values, t.Zero)
		}
		for _, v := range []string{t.Default(), t.Example} {
			if !slices.Contains(values, v) {
				values = append(values, v)
			}
		}
		return values, more
	}
	return t.Words, 0
}

// goOn lists continuations of a comma-separated list: the names not yet in it. The words
// alone can only be the first.
func goOn(start string, alone, names []string) []string {
	done := start[:strings.LastIndex(start, ",")+1]
	var out []string
	if done == "" {
		out = append(out, alone...)
	}
	for _, n := range names {
		if !strings.Contains(","+done, ","+n+",") {
			out = append(out, done+n)
		}
	}
	return out
}

// places returns the IDs of all offers, after those of providers and products if groups
// is set.
func (s shell) places(groups bool) []string {
	e, err := s.engine()
	if err != nil {
		return nil
	}
	var out []string
	if groups {
		out = s.providerIDs()
		for i := range e.Len() {
			if p := e.Offer(i).Product; !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	for _, id := range e.IDs() {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// providerIDs returns the IDs of all providers.
func (s shell) providerIDs() []string {
	e, err := s.engine()
	if err != nil {
		return nil
	}
	return e.Catalog().ProviderIDs()
}

// listOf completes a comma-separated list of words.
func listOf(words func() []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, start string) ([]string, cobra.ShellCompDirective) {
		return startingWith(start, goOn(start, nil, words())), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
}

// offers completes a comma-separated list of offer IDs.
func (s shell) offers(_ *cobra.Command, _ []string, start string) ([]string, cobra.ShellCompDirective) {
	e, err := s.engine()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	return describedIDs(start, e.IDs(), func(id string) string { return e.Offer(e.Find(id)).Title })
}

// describedIDs completes a comma-separated list of IDs, with a description of each.
func describedIDs(start string, ids []string, about func(id string) string) (out []string, more cobra.ShellCompDirective) {
	for _, list := range startingWith(start, goOn(start, nil, ids)) {
		out = append(out, cobra.CompletionWithDesc(list, about(list[strings.LastIndex(list, ",")+1:])))
	}
	return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// offer completes one offer ID.
func (s shell) offer(c *cobra.Command, args []string, start string) ([]string, cobra.ShellCompDirective) {
	if strings.Contains(start, ",") {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	out, _ := s.offers(c, args, start)
	return out, cobra.ShellCompDirectiveNoFileComp
}

// part completes a part of the scenario so far.
func (s shell) part(_ *cobra.Command, args []string, start string) ([]string, cobra.ShellCompDirective) {
	return startingWith(start, result.PartNames(s.written(args))), cobra.ShellCompDirectiveNoFileComp
}

// systems completes names of scenarios, tokens, or else files.
func (s shell) systems(c *cobra.Command, args []string, start string) ([]string, cobra.ShellCompDirective) {
	names := startingWith(start, s.library().names())
	if strings.Contains(start, "=") || len(names) == 0 && !strings.ContainsAny(start, "./") {
		return s.tokens(c, args, start)
	}
	return names, cobra.ShellCompDirectiveDefault
}

// bashCompletion prints the script for bash. Cobra's script quotes words with %q, which
// escapes commas, so that bash finds no further name of a list. No word offered here
// needs quoting.
func bashCompletion(c *cobra.Command, _ []string) error {
	plain, err := c.Flags().GetBool("no-descriptions")
	if err != nil {
		return err
	}
	var script bytes.Buffer
	if err := c.Root().GenBashCompletionV2(&script, !plain); err != nil {
		return err
	}
	_, err = c.OutOrStdout().Write(bytes.ReplaceAll(script.Bytes(), []byte("%q"), []byte("%s")))
	return err
}
