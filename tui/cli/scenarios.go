package cli

import (
	"context"
	"errors"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"crossover/data"
	"crossover/tui/result"
)

var scenariosDoc = doc{"scenarios [name ...]", "List scenarios to start from, and keep your own",
	`Lists scenarios to start from: those that come with the program, and your own,
which are the files in crossover/scenarios of your data folder ($XDG_DATA_HOME).
The token preset=NAME takes one, in the explorer and in every command; further
tokens change it: preset=saas api.rate=100/s.`, `crossover scenarios
crossover scenarios websockets-50k
crossover preset=websockets-50k
crossover layout preset=hybrid api.rate=500/s
crossover scenarios save my-shop preset=online-shop pages.rate=80/s`}

func newScenarios(a *app) *cobra.Command {
	cmd := scenariosDoc.answers(a, func(_ context.Context, names []string, _ result.Format) (result.Result, error) {
		return a.scenarios(names)
	})
	cmd.ValidArgsFunction = func(_ *cobra.Command, _ []string, start string) ([]string, cobra.ShellCompDirective) {
		return startingWith(start, a.library().names()), cobra.ShellCompDirectiveNoFileComp
	}
	cmd.AddCommand(newScenariosSave(a), newScenariosDelete(a), scenariosCheckDoc.checks("needs a file, such as my-shop.yaml", math.MaxInt, a.checkScenarios))
	return cmd
}

// scenarios lists all scenarios, or those named in detail. Errors of invalid files are
// reported after the list.
func (a *app) scenarios(names []string) (result.Result, error) {
	all, err := a.chosenScenarios(names)
	if all == nil {
		return nil, err
	}
	columns := []result.Column{{Title: "name"}, {Title: "from"}, {Title: "parts", Gives: true}, {Title: "title", Wraps: true}}
	if len(names) > 0 {
		columns = []result.Column{{Title: "name"}, {Title: "what it is, and its tokens", Wraps: true}}
	}
	g := &result.Grid{Columns: columns}
	var list []result.Object
	for i := range all {
		x := &all[i]
		s, err := x.Scenario()
		if err != nil {
			return nil, err
		}
		parts := result.PartNames(&s)
		from, about := "crossover", strings.Join(strings.Fields(x.About), " ")
		if x.file != "" {
			from = "you"
		}
		if len(names) > 0 {
			g.Add(x.Name, result.Sentence(x.Title+". "+about))
			if len(x.Tokens) > 0 {
				g.Add("", strings.Join(x.Tokens, " "))
			}
			if x.file != "" {
				g.Add("", x.file)
			}
		} else {
			g.Add(x.Name, from, strings.Join(parts, ","), result.Sentence(x.Title))
		}
		list = append(list, result.Pairs(
			"name", x.Name, "title", x.Title, "about", about, "parts", parts, "tokens", x.Tokens,
			// The tokens that make it from the default system, in canonical form.
			"text", s.String(),
			"file", x.file, // the user's; empty for those that come with the program
		))
	}
	return &result.List{Grid: g, Data: result.Pairs("scenarios", list)}, err
}

// chosenScenarios returns the scenarios with these names, or all, and the errors of other
// files.
func (a *app) chosenScenarios(names []string) ([]kept, error) {
	if len(names) > 0 {
		return a.namedScenarios(names)
	}
	var all []kept
	shipped, _ := data.LoadScenarios() // they are embedded and tested
	for i := range shipped {
		all = append(all, kept{Saved: shipped[i]})
	}
	own, faults := a.library().all()
	return append(all, own...), bad(errors.Join(faults...))
}

// namedScenarios returns the scenarios with these names.
func (a *app) namedScenarios(names []string) ([]kept, error) {
	l := a.library()
	var out []kept
	for _, name := range names {
		s, err := l.find(name)
		if err != nil {
			return nil, bad(err)
		}
		k := kept{Saved: s}
		if data.CheckOwnName(name) == nil {
			k.file = l.file(name)
		}
		out = append(out, k)
	}
	return out, nil
}

// startingWith returns the words with the prefix start.
func startingWith(start string, words []string) []string {
	var out []string
	for _, w := range words {
		if strings.HasPrefix(w, start) {
			out = append(out, w)
		}
	}
	return out
}
