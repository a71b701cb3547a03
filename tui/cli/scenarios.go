package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"crossover/data"
	"crossover/engine/scenario"
)

const scenariosLong = `Lists scenarios to start from. The token preset=NAME takes one, in the explorer
and in every command; further tokens change it: preset=saas api.rate=100/s.`

func newScenarios(a *app) *cobra.Command {
	var f format
	cmd := &cobra.Command{
		Use:   "scenarios [name ...]",
		Short: "List scenarios to start from",
		Long:  scenariosLong,
		Example: indent(`crossover scenarios
crossover scenarios websockets-50k
crossover preset=websockets-50k
crossover layout preset=hybrid api.rate=500/s`),
		ValidArgsFunction: completeScenarios,
		RunE:              func(_ *cobra.Command, args []string) error { return a.scenarios(f, args) },
	}
	addFormat(cmd, &f)
	return cmd
}

type scenarioJSON struct {
	Name   string   `json:"name"`
	Title  string   `json:"title"`
	About  string   `json:"about"`
	Parts  []string `json:"parts"`
	Tokens []string `json:"tokens"`
	// Text is what makes it of the default system, in canonical form.
	Text string `json:"text"`
}

// scenarios lists those that come with the program, or those named in full.
func (a *app) scenarios(f format, names []string) error {
	all, err := chosenScenarios(names)
	if err != nil {
		return err
	}
	columns := []column{{title: "name"}, {title: "parts"}, {title: "title", wraps: true}}
	if len(names) > 0 {
		columns = []column{{title: "name"}, {title: "what it is, and its tokens", wraps: true}}
	}
	g := &grid{columns: columns}
	list := struct {
		Scenarios []scenarioJSON `json:"scenarios"`
	}{}
	for i := range all {
		x := &all[i]
		s, err := x.Scenario()
		if err != nil {
			return err
		}
		parts := partNames(&s)
		about := strings.Join(strings.Fields(x.About), " ")
		if len(names) > 0 {
			g.add(x.Name, x.Title+". "+about)
			g.add("", strings.Join(x.Tokens, " "))
		} else {
			g.add(x.Name, strings.Join(parts, ","), x.Title)
		}
		list.Scenarios = append(list.Scenarios, scenarioJSON{x.Name, x.Title, about, parts, x.Tokens, s.String()})
	}
	return a.list(f, g, list)
}

// chosenScenarios are the scenarios of those names, or all.
func chosenScenarios(names []string) ([]scenario.Saved, error) {
	all, err := data.LoadScenarios()
	if err != nil || len(names) == 0 {
		return all, err
	}
	var out []scenario.Saved
	for _, name := range names {
		n := len(out)
		for i := range all {
			if all[i].Name == name {
				out = append(out, all[i])
			}
		}
		if len(out) == n {
			return nil, badf("there is no scenario %q; they are %s", name, strings.Join(scenarioNames(), ", "))
		}
	}
	return out, nil
}

func scenarioNames() []string {
	all, err := data.LoadScenarios()
	if err != nil {
		return nil
	}
	names := make([]string, len(all))
	for i := range all {
		names[i] = all[i].Name
	}
	return names
}

// completeScenarios offers the names of scenarios to the shell.
func completeScenarios(_ *cobra.Command, _ []string, start string) ([]string, cobra.ShellCompDirective) {
	var out []string
	for _, name := range scenarioNames() {
		if strings.HasPrefix(name, start) {
			out = append(out, name)
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}
