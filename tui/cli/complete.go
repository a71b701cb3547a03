package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"crossover/engine/scenario"
	"crossover/tui/result"
)

func defaultScene() *scenario.Scenario {
	s := scenario.Default()
	return &s
}

// completeTokens offers the keys of tokens to the shell, and the values of
// those that have a list of them.
func (a *app) completeTokens(_ *cobra.Command, args []string, start string) ([]string, cobra.ShellCompDirective) {
	key, _, valued := strings.Cut(start, "=")
	prefix, name := "", key
	if part, rest, ok := strings.Cut(key, "."); ok {
		prefix, name = part+".", rest
	}
	if valued {
		var out []string
		for _, w := range a.tokenWords(name) {
			if tok := key + "=" + w; strings.HasPrefix(tok, start) {
				out = append(out, tok)
			}
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	}
	var out []string
	if tok := "preset="; strings.HasPrefix(tok, start) && !given(args, tok) {
		out = append(out, cobra.CompletionWithDesc(tok, "scenario to start from"))
	}
	for _, t := range scenario.Table() {
		tok := prefix + t.Key + "="
		if strings.HasPrefix(tok, start) && !given(args, tok) && (prefix == "" || t.PerPart()) {
			out = append(out, cobra.CompletionWithDesc(tok, t.Doc))
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveKeepOrder
}

// given reports whether a key has been written already: twice is an error.
func given(args []string, key string) bool {
	for _, a := range args {
		if strings.HasPrefix(a, key) {
			return true
		}
	}
	return false
}

// tokenWords lists the values of keys whose values are words.
func (a *app) tokenWords(key string) []string {
	switch key {
	case "part":
		return result.PartNames(defaultScene())
	case "preset":
		return a.library().names()
	}
	t, _ := scenario.Lookup(key)
	return t.Words
}

// completeOffers offers the IDs of a comma-separated list to the shell.
func (a *app) completeOffers(_ *cobra.Command, _ []string, start string) ([]string, cobra.ShellCompDirective) {
	e, err := a.engine()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	done := start[:strings.LastIndex(start, ",")+1]
	var out []string
	for _, id := range e.IDs() {
		if !strings.Contains(","+done, ","+id+",") {
			out = append(out, cobra.CompletionWithDesc(done+id, e.Offer(e.Find(id)).Title))
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}
