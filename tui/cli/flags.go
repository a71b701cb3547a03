package cli

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"crossover/engine"
	"crossover/engine/nearest"
	"crossover/engine/scenario"
	"crossover/tui/result"
)

// helpTexts has a section for each command; help.txt begins with its format.
//
//go:embed help.txt
var helpTexts string

// question answers a command with its arguments, for a format. An error returned with an
// answer is reported after that is written.
type question func(ctx context.Context, args []string, as result.Format) (result.Result, error)

// answers returns a command that writes its answer in the format of -o.
func (a *app) answers(name string, ask question) *cobra.Command {
	f := result.Table
	cmd := command(name, func(ctx context.Context, args []string) error {
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

// command returns a command with its help texts. name includes the commands above it, as
// in prices check.
func command(name string, run func(ctx context.Context, args []string) error) *cobra.Command {
	_, text, _ := strings.Cut(helpTexts, "\n== "+name+"\n")
	text, _, _ = strings.Cut(text, "\n== ")
	use, text, _ := strings.Cut(text, "\n")
	short, text, _ := strings.Cut(text, "\n")
	long, examples, shown := strings.Cut(text, "\n$ ")
	cmd := &cobra.Command{
		Use: use, Short: short, Long: strings.TrimSpace(long),
		RunE: func(c *cobra.Command, args []string) error { return run(c.Context(), args) },
	}
	if shown {
		cmd.Example = "  " + strings.ReplaceAll(strings.TrimSpace(examples), "\n$ ", "\n  ")
	}
	return cmd
}

// checks returns a command that checks files, but not more than most. want says which
// files it needs.
func checks(name, want string, most int, check func(files []string) error) *cobra.Command {
	cmd := command(name, func(_ context.Context, files []string) error { return check(files) })
	cmd.Args = needs(1, most, want)
	return cmd
}

// takesNothing refuses arguments.
func takesNothing(cmd *cobra.Command) *cobra.Command {
	cmd.Args, cmd.ValidArgsFunction = refuses("takes no arguments"), cobra.NoFileCompletions
	return cmd
}

// refuses returns an error if there are arguments; why says so of the command.
func refuses(why string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) > 0 {
			return badf("%s %s, and %q is one", c.CommandPath(), why, args[0])
		}
		return nil
	}
}

// takesTokens makes a command accept tokens of a scenario.
func takesTokens(a *app, cmd *cobra.Command) *cobra.Command {
	cmd.Args, cmd.ValidArgsFunction = cobra.ArbitraryArgs, shell{a}.tokens
	return cmd
}

// takesFiles makes a command accept YAML files.
func takesFiles(cmd *cobra.Command) *cobra.Command {
	cmd.Args = cobra.ArbitraryArgs
	cmd.ValidArgsFunction = cobra.FixedCompletions([]string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt)
	return cmd
}

// needs returns an error unless there are least to most arguments; want describes them.
func needs(least, most int, want string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) < least || len(args) > most {
			return badf("%s %s", c.CommandPath(), want)
		}
		return nil
	}
}

// value is a flag whose text is parsed by read; name is its type in help texts.
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

// known returns an error for a word of a flag that is not in a list.
func known(flag, what string, words, list []string) error {
	for _, w := range words {
		if !slices.Contains(list, w) {
			return badf("%s: there is no %s %q; write %s", flag, what, w, strings.Join(list, ", "))
		}
	}
	return nil
}

// text returns a flag of any text.
func text(to *string, name string) *value {
	return &value{*to, name, func(s string) error {
		*to = s
		return nil
	}}
}

// addChoice adds a flag whose value is one of some words, in any case.
func addChoice(cmd *cobra.Command, to *string, name, flag, short, usage string, words []string) {
	cmd.Flags().VarP(&value{*to, name, func(s string) error {
		if *to = strings.ToLower(s); !slices.Contains(words, *to) {
			return fmt.Errorf("write %s", strings.Join(words, ", "))
		}
		return nil
	}}, flag, short, usage+": "+strings.Join(words, ", "))
	complete(cmd, flag, words)
}

// ids returns a flag of names, separated by commas or given repeatedly.
func ids(to *[]string, name string) *value {
	return &value{name: name, read: func(s string) error {
		*to = append(*to, strings.Split(s, ",")...)
		return nil
	}}
}

// whole returns a flag of a whole number; text is its initial value in help texts.
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

// addOffers adds the flag --offers.
func (a *app) addOffers(cmd *cobra.Command, to *[]string) {
	cmd.Flags().Var(ids(to, "id,id"), "offers", `only these offers; "crossover offers" lists them`)
	completeBy(cmd, "offers", shell{a}.offers)
}

// addOffer adds the flag --offer.
func addOffer(a *app, cmd *cobra.Command, to *string) {
	cmd.Flags().Var(text(to, "id"), "offer", `the offer; "crossover offers" lists them`)
	completeBy(cmd, "offer", shell{a}.offer)
}

// complete completes a flag with words.
func complete(cmd *cobra.Command, flag string, list []string) {
	completeBy(cmd, flag, cobra.FixedCompletions(list, cobra.ShellCompDirectiveNoFileComp))
}

// completeBy completes a flag with a function.
func completeBy(cmd *cobra.Command, flag string, f cobra.CompletionFunc) {
	_ = cmd.RegisterFlagCompletionFunc(flag, f) // it fails only for a flag that does not exist
}

// ask parses the tokens and loads the catalogue. It reports the errors of both.
func (a *app) ask(tokens []string) (*result.Query, error) {
	find := a.library().find
	if a.env.served == nil {
		find = withFiles(find)
	}
	s, tokenErr := scenario.ParseFrom(find, scenario.Default(), tokens...)
	compiled := a.engine
	if a.compiled != nil {
		compiled = a.compiled
	}
	e, err := compiled()
	if err != nil || tokenErr != nil {
		return nil, errors.Join(bad(tokenErr), err)
	}
	if err := e.Check(&s); err != nil {
		return nil, bad(err)
	}
	return result.New(e, &s, a.env.now()), nil
}

// asked holds the flags that say which part a question is about, and of which offers.
type asked struct {
	*app
	part   string
	offers []string
	strict bool
}

// addPart adds the flag --part.
func (a *asked) addPart(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().Var(text(&a.part, "name"), "part", "part of the system asked about, as the token part=name")
	completeBy(cmd, "part", shell{a.app}.part)
	return cmd
}

// addStrict adds the flags --part and --strict.
func (a *asked) addStrict(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().BoolVar(&a.strict, "strict", false, "exit with 1 where no offer can run the part")
	return a.addPart(cmd)
}

// addOffers adds the flags --part, --strict and --offers.
func (a *asked) addOffers(cmd *cobra.Command) *cobra.Command {
	a.app.addOffers(cmd, &a.offers)
	return a.addStrict(cmd)
}

// query parses the tokens, with the part, and the offers.
func (a *asked) query(tokens []string) (*result.Query, []int, error) {
	if a.part != "" {
		tokens = append(slices.Clone(tokens), "part="+a.part)
	}
	q, err := a.ask(tokens)
	if err != nil {
		return nil, nil, err
	}
	offers, err := pick(q.Engine, "--offers", a.offers)
	return q, offers, err
}

// answered returns an error with --strict if none of the offers can run the part.
func (a *asked) answered(q *result.Query, offers []int) error {
	if a.strict && q.Refusal(offers) != "" {
		return fmt.Errorf("no offer can run %s", q.Scenario.SelectedPart().Name)
	}
	return nil
}

// withFiles extends find to scenarios named by their files.
func withFiles(find func(string) (scenario.Saved, error)) func(string) (scenario.Saved, error) {
	return func(name string) (scenario.Saved, error) {
		if filepath.Ext(name) == ".yaml" {
			return readScenario(name)
		}
		return find(name)
	}
}

// pick returns the indices of offer IDs in a flag.
func pick(e *engine.Engine, flag string, ids []string) ([]int, error) {
	var out []int
	var errs []error
	for _, id := range ids {
		i, err := findOffer(e, flag, id)
		if err == nil && slices.Contains(out, i) {
			err = fmt.Errorf("%s: %s is there twice", flag, id)
		}
		errs, out = append(errs, err), append(out, i)
	}
	return out, bad(errors.Join(errs...))
}

// oneOffer returns the index of the offer in --offer, or -1 if it is not given.
func oneOffer(e *engine.Engine, id string) (int, error) {
	if id == "" {
		return -1, nil
	}
	return findOffer(e, "--offer", id)
}

// findOffer returns the index of an offer ID in a flag.
func findOffer(e *engine.Engine, flag, id string) (int, error) {
	i := e.Find(id)
	if i < 0 {
		return i, badf(`%s: there is no offer %q%s`, flag, id, nearest.Question(id, e.IDs(), `; "crossover offers" lists them`))
	}
	return i, nil
}
