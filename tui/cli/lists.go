package cli

import (
	"context"

	"github.com/spf13/cobra"

	"crossover/tui/result"
)

var offersDoc = doc{"offers", "List the offers that can be compared",
	"Lists every offer of the catalogue: the id that --offers takes, its kind and how\nit is billed.",
	`crossover offers
crossover offers -o json | jq -r '.offers[] | select(.provider == "aws") | .id'`}

func newOffers(a *app) *cobra.Command {
	return takesNothing(offersDoc.answers(a, func(context.Context, []string, result.Format) (result.Result, error) {
		e, err := a.engine()
		if err != nil {
			return nil, err
		}
		return result.Offers(e), nil
	}))
}

var keysDoc = doc{"keys", "List the keys of key=value tokens",
	`Lists what key=value tokens can set. A bare key sets the selected part of the
system, and part.key another one: events.memory=1GB.`, "crossover keys\ncrossover keys -o markdown"}

func newKeys(a *app) *cobra.Command {
	return takesNothing(keysDoc.answers(a, func(context.Context, []string, result.Format) (result.Result, error) { return result.Keys(), nil }))
}

var versionDoc = doc{"version", "Say which program and which catalogue answer",
	"Says the version of the program, the commit it was built from, the Go it was built\nwith, and the date of the catalogue with the files laid over it.", "crossover version\ncrossover version -o json | jq -r .catalog.as_of"}

func newVersion(a *app) *cobra.Command {
	return takesNothing(versionDoc.answers(a, func(context.Context, []string, result.Format) (result.Result, error) {
		e, err := a.engine()
		if err != nil {
			return nil, err
		}
		return result.Version(result.ThisBuild(), e), nil
	}))
}
