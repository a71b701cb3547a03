package cli

import (
	"github.com/spf13/cobra"

	"crossover/tui/result"
)

func newOffers(a *app) *cobra.Command {
	var f result.Format
	cmd := &cobra.Command{
		Use:   "offers",
		Short: "List the offers that can be compared",
		Long:  "Lists every offer of the catalogue: the id that --offers takes, its kind and how\nit is billed.",
		Example: indent(`crossover offers
crossover offers -o json | jq -r '.offers[] | select(.provider == "aws") | .id'`),
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			e, err := a.engine()
			if err != nil {
				return err
			}
			return a.print(f, result.Offers(e))
		},
	}
	addFormat(cmd, &f)
	return cmd
}

func newKeys(a *app) *cobra.Command {
	var f result.Format
	cmd := &cobra.Command{
		Use:   "keys",
		Short: "List the keys of key=value tokens",
		Long: `Lists what key=value tokens can set. A bare key sets the selected part of the
system, and part.key another one: events.memory=1GB.`,
		Example:           indent("crossover keys\ncrossover keys -o markdown"),
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(*cobra.Command, []string) error { return a.print(f, result.Keys()) },
	}
	addFormat(cmd, &f)
	return cmd
}
