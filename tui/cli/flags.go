package cli

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"crossover/tui/result"
)

// word is a flag with one value, which help texts call by its name.
type word struct{ value, name string }

// String returns the value.
func (w *word) String() string { return w.value }

// Type names the value in help texts.
func (w *word) Type() string { return w.name }

// Set keeps the value.
func (w *word) Set(s string) error {
	w.value = s
	return nil
}

// words is a flag with several values: given several times or, where they are
// separated, once.
type words struct {
	values    []string
	name      string
	separator string
}

// String returns the values, as they would be written.
func (w *words) String() string { return strings.Join(w.values, w.separator) }

// Type names the values in help texts.
func (w *words) Type() string { return w.name }

// Set adds values.
func (w *words) Set(s string) error {
	if w.separator == "" {
		w.values = append(w.values, s)
	} else {
		w.values = append(w.values, strings.Split(s, w.separator)...)
	}
	return nil
}

// points is a flag with a number of points; 0 leaves the choice to the
// format.
type points int

const mostPoints = 10_000

// String returns the number as it is written.
func (p *points) String() string {
	if *p == 0 {
		return ""
	}
	return strconv.Itoa(int(*p))
}

// Type names the value in help texts.
func (p *points) Type() string { return "number" }

// Set reads the number.
func (p *points) Set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 2 || n > mostPoints {
		return fmt.Errorf("write a whole number from 2 to %d", mostPoints)
	}
	*p = points(n)
	return nil
}

// addFormat gives a command the flag -o.
func addFormat(cmd *cobra.Command, f *result.Format) {
	*f = result.Table
	cmd.Flags().VarP(f, "output", "o", "how to write the answer: table, json, csv or markdown")
	complete(cmd, "output", result.Formats())
}

// addOffers gives a command the flag --offers.
func (a *app) addOffers(cmd *cobra.Command, ids *words) {
	ids.name, ids.separator = "id,id", ","
	cmd.Flags().Var(ids, "offers", `only these offers; "crossover offers" lists them`)
	// It fails for a flag that does not exist only.
	_ = cmd.RegisterFlagCompletionFunc("offers", a.completeOffers)
}

// addPart gives a command the flag --part.
func addPart(cmd *cobra.Command, part *word) {
	addWord(cmd.Flags(), part, "part", "name", "part of the system asked about, as the token part=name")
	complete(cmd, "part", result.PartNames(defaultScene()))
}

func addWord(flags *pflag.FlagSet, w *word, flag, name, usage string) {
	w.name = name
	flags.Var(w, flag, usage)
}

// complete offers words as a flag's values to the shell.
func complete(cmd *cobra.Command, flag string, list []string) {
	// It fails for a flag that does not exist only.
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(list, cobra.ShellCompDirectiveNoFileComp))
}
