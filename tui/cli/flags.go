package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"crossover/tui/result"
)

// doc is what a command is called, and what its help says.
type doc struct{ use, short, long, example string }

// question asks what a command answers, of its arguments and the format of the answer.
// An error beside an answer ends the command once that is written.
type question func(ctx context.Context, args []string, as result.Format) (result.Result, error)

// answers is a command that writes its answer as -o says.
func (d *doc) answers(a *app, ask question) *cobra.Command {
	f := result.Table
	cmd := d.command(func(ctx context.Context, args []string) error {
		r, err := ask(ctx, args, f)
		if r == nil {
			return err
		}
		if writeErr := a.print(f, r); writeErr != nil {
			return writeErr
		}
		return err
	})
	cmd.Flags().VarP(&f, "output", "o", "how to write the answer: table, json, csv or markdown")
	complete(cmd, "output", result.Formats())
	return cmd
}

// command is a command that runs as its arguments say.
func (d *doc) command(run func(ctx context.Context, args []string) error) *cobra.Command {
	cmd := &cobra.Command{
		Use: d.use, Short: d.short, Long: d.long,
		RunE: func(c *cobra.Command, args []string) error { return run(c.Context(), args) },
	}
	if d.example != "" {
		cmd.Example = indent(d.example)
	}
	return cmd
}

// checks is a command that checks files, at most so many, and says what is wrong with
// them or what they are; want says what it needs.
func (d *doc) checks(want string, most int, check func(files []string) error) *cobra.Command {
	cmd := d.command(func(_ context.Context, files []string) error { return check(files) })
	cmd.Args = needs(1, most, want)
	return cmd
}

// takesNothing refuses arguments.
func takesNothing(cmd *cobra.Command) *cobra.Command {
	cmd.Args, cmd.ValidArgsFunction = noArgs, cobra.NoFileCompletions
	return cmd
}

// takesTokens has a command take tokens of a scenario.
func takesTokens(a *app, cmd *cobra.Command) *cobra.Command {
	cmd.Args, cmd.ValidArgsFunction = cobra.ArbitraryArgs, shell{a}.tokens
	return cmd
}

// takesFiles has a command take YAML files, if any.
func takesFiles(cmd *cobra.Command) *cobra.Command {
	cmd.Args = cobra.ArbitraryArgs
	cmd.ValidArgsFunction = cobra.FixedCompletions([]string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt)
	return cmd
}

// needs refuses fewer or more arguments than a command takes; want says what
// those are.
func needs(least, most int, want string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) < least || len(args) > most {
			return badf("%s %s", c.CommandPath(), want)
		}
		return nil
	}
}

// value is a flag whose text a function reads, and whose value help texts call by
// a name.
type value struct {
	text, name string
	read       func(string) error
}

// String returns the text.
func (v *value) String() string { return v.text }

// Type names the value in help texts.
func (v *value) Type() string { return v.name }

// Set reads the text.
func (v *value) Set(s string) error {
	v.text = s
	return v.read(s)
}

// known refuses the words of a flag that are none of a list.
func known(flag, what string, words, list []string) error {
	for _, w := range words {
		if !slices.Contains(list, w) {
			return badf("%s: there is no %s %q; write %s", flag, what, w, strings.Join(list, ", "))
		}
	}
	return nil
}

// text is a flag that is kept as it is written.
func text(to *string, name string) *value {
	return &value{*to, name, func(s string) error {
		*to = s
		return nil
	}}
}

// addChoice gives a command a flag that is one of some words, in whatever case.
func addChoice(cmd *cobra.Command, to *string, name, flag, short, usage string, words []string) {
	cmd.Flags().VarP(&value{*to, name, func(s string) error {
		if *to = strings.ToLower(s); !slices.Contains(words, *to) {
			return fmt.Errorf("write %s", strings.Join(words, ", "))
		}
		return nil
	}}, flag, short, usage+": "+strings.Join(words, ", "))
	complete(cmd, flag, words)
}

// ids is a flag with names, separated by commas or given one by one.
func ids(to *[]string, name string) *value {
	return &value{name: name, read: func(s string) error {
		*to = append(*to, strings.Split(s, ",")...)
		return nil
	}}
}

// whole is a flag with a whole number; what is shown for it at first is text.
func whole(to *int, text string, least, most int) *value {
	return &value{text, "number", func(s string) error {
		n, err := strconv.Atoi(s)
		if err != nil || n < least || n > most {
			return fmt.Errorf("write a whole number from %d to %d", least, most)
		}
		*to = n
		return nil
	}}
}

// addOffers gives a command the flag --offers.
func (a *app) addOffers(cmd *cobra.Command, to *[]string) {
	cmd.Flags().Var(ids(to, "id,id"), "offers", `only these offers; "crossover offers" lists them`)
	completeBy(cmd, "offers", shell{a}.offers)
}

// addOffer gives a command the flag --offer.
func addOffer(a *app, cmd *cobra.Command, to *string) {
	cmd.Flags().Var(text(to, "id"), "offer", `the offer; "crossover offers" lists them`)
	completeBy(cmd, "offer", shell{a}.offer)
}

// addPart gives a command the flag --part.
func (a *app) addPart(cmd *cobra.Command, part *string) {
	cmd.Flags().Var(text(part, "name"), "part", "part of the system asked about, as the token part=name")
	completeBy(cmd, "part", shell{a}.part)
}

// complete offers words as a flag's values to the shell.
func complete(cmd *cobra.Command, flag string, list []string) {
	completeBy(cmd, flag, cobra.FixedCompletions(list, cobra.ShellCompDirectiveNoFileComp))
}

// completeBy offers what a function finds as a flag's values to the shell.
func completeBy(cmd *cobra.Command, flag string, f cobra.CompletionFunc) {
	_ = cmd.RegisterFlagCompletionFunc(flag, f) // it fails for a flag that does not exist only
}
