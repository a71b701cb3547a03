package cli

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"crossover/engine"
	"crossover/engine/each"
	"crossover/engine/pattern"
	"crossover/tui/files"
	"crossover/tui/result"
)

// app is one run of the program: its environment and the values of the global flags.
type app struct {
	env Env
	// catalogs are the user's catalogue files and folders.
	catalogs []string
	// pager pages answers on a terminal.
	pager bool
	// help is where cobra writes.
	help helpWriter
	// compiled is engine, computed once beside other work; nil if it has not been started.
	compiled func() (*engine.Engine, error)
	// lookCache holds the themes after they are read.
	themeCache []themeFile
}

// newRoot builds the tree of commands.
func newRoot(a *app) *cobra.Command {
	if a.env.served != nil {
		return newServed(a)
	}
	cmd := baseRoot(a, "crossover")
	cmd.PersistentFlags().Var(&value{name: "path", read: func(s string) error {
		a.catalogs = append(a.catalogs, s)
		return nil
	}}, "catalog", "lay a YAML file of your own prices, discounts or offers over the catalogue, or a folder of them, after those of $CROSSOVER_CATALOG")
	cmd.AddCommand(newEval(a), newExplain(a), newCurve(a), newGrid(a), newLayout(a), newGrowth(a), newVerify(a), newVerdicts(a), newSimulate(a), newOffers(a), newPrices(a), newKeys(a), newScenarios(a), newThemes(a), newReport(a), newConfig(a), newSnapshot(a), newServe(a))
	cmd.AddCommand(newShare(a), newTour(a), newImport(a), newCheck(a), newDiff(a), newMCP(a))
	cmd.AddCommand(newVersion(a), newMan(cmd))
	cmd.PersistentFlags().BoolVar(&a.pager, "pager", false, "show the answer in $PAGER, on a terminal")
	cmd.InitDefaultCompletionCmd()
	cmd.InitDefaultHelpCmd()
	for _, c := range cmd.Commands() {
		switch c.Name() {
		case "completion":
			onlySubcommands(c)
		case "help":
			c.Args = func(c *cobra.Command, args []string) error {
				if _, rest, err := c.Root().Find(args); err != nil || len(rest) > 0 {
					return badf("there is no command %q to tell of; see crossover --help", strings.Join(args, " "))
				}
				return nil
			}
		}
	}
	if bash, _, err := cmd.Find([]string{"completion", "bash"}); err == nil {
		bash.RunE = bashCompletion
	}
	return cmd
}

// onlySubcommands makes a command without an action of its own show its help and reject
// unknown subcommands.
func onlySubcommands(cmd *cobra.Command) {
	cmd.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
	cmd.Args = func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		names := each.Of(c.Commands(), func(x **cobra.Command) string { return (*x).Name() })
		return badf("%q is none of %s; see %s --help", args[0], strings.Join(names, ", "), c.CommandPath())
	}
}

// baseRoot returns the root command without subcommands; help names its help texts.
func baseRoot(a *app, help string) *cobra.Command {
	cmd := takesTokens(a, command(help, nil))
	cmd.SilenceUsage, cmd.SilenceErrors = true, true
	cmd.SuggestionsMinimumDistance = 2 // the edit distance of a misspelt command
	open := openFlags{}
	if a.env.Explore != nil {
		open.add(a, cmd)
		addWays(cmd, &open)
	}
	// Cobra's own flag prints with a template. The template package would make the linker
	// keep all methods: 3.4 MB.
	asked := cmd.Flags().BoolP("version", "v", false, "print the version")
	cmd.RunE = func(c *cobra.Command, args []string) error {
		if *asked {
			return a.write([]byte("crossover " + result.ThisBuild().Version + "\n"))
		}
		if err := a.checkCommand(c, args); err != nil {
			return err
		}
		return a.open(c.Context(), args, open)
	}
	cmd.SetIn(a.env.Stdin)
	a.help.Writer = a.env.Stdout
	cmd.SetOut(&a.help)
	cmd.SetErr(a.env.Stderr)
	cmd.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		if c == cmd {
			if wrong := a.checkCommand(c, c.Flags().Args()); wrong != nil {
				return wrong // the flags are those of a misspelt command
			}
			err = fmt.Errorf("%w without a command, such as eval", err)
		}
		return badf("%w; see %s --help", err, c.CommandPath())
	})
	bold := a.env.Terminal && a.env.Getenv("TERM") != "dumb"
	styleHelp(cmd, bold, bold && a.env.Getenv("NO_COLOR") == "")
	return cmd
}

// styleHelp folds the help of a command and its subcommands, and may highlight it: headings
// in bold, names of flags and commands in colour. It uses the terminal's own colours, which
// suit any background.
func styleHelp(cmd *cobra.Command, bold, colours bool) {
	plain := cmd.HelpFunc()
	cmd.SetHelpFunc(func(c *cobra.Command, args []string) {
		out := c.OutOrStdout()
		var text bytes.Buffer
		c.SetOut(&text)
		plain(c, args)
		c.SetOut(out)
		styled := folded(text.String())
		if bold {
			styled = helpHeading().ReplaceAllString(styled, "\x1b[1m$0\x1b[m")
		}
		if colours {
			styled = helpName().ReplaceAllString(styled, "$1\x1b[36m$2\x1b[m$3")
		}
		_, _ = io.WriteString(out, styled) // there is no other way to report it
	})
}

// folded wraps the descriptions of flags in a help text that are too long for a line.
func folded(text string) string {
	return helpFlag().ReplaceAllStringFunc(text, func(line string) string {
		if len(line) <= result.Width {
			return line
		}
		parts := helpFlag().FindStringSubmatch(line)
		var s result.Sheet
		s.Wrap(parts[1], parts[2])
		return strings.TrimSuffix(s.String(), "\n")
	})
}

// helpFlag matches the line of a flag: what stands before its description, and that.
var helpFlag = pattern.Of(`(?m)^( +-\S.*? {3,})(\S.*)$`)

// The parts of a help text that are styled: headings, and names at the start of lines.
var (
	helpHeading = pattern.Of(`(?m)^[A-Z][A-Za-z ]*:$`)
	helpName    = pattern.Of(`(?m)^( +)(-[-\w, ]*\w|[a-z][-a-z]*)( {2,}| [a-z]+ {2,})`)
)

// checkCommand returns an error for arguments that look like a misspelt command.
func (a *app) checkCommand(c *cobra.Command, args []string) error {
	for _, arg := range args {
		if strings.Contains(arg, "=") {
			continue
		}
		if a.env.served != nil && strings.Contains(helpTexts, "\n== "+arg+"\n") {
			return badf("%q is not a command here; help lists those there are", arg)
		}
		if near := c.SuggestionsFor(arg); arg != "" && len(near) > 0 {
			return badf("%q is not a command; did you mean crossover %s?", arg, near[0])
		}
		return badf("%q is neither a command nor key=value, such as rate=12/s or preset=saas; see crossover --help", arg)
	}
	return nil
}

// write prints a finished answer.
func (a *app) write(b []byte) error {
	if a.pager && a.env.Terminal {
		return a.page(b)
	}
	if _, err := a.env.Stdout.Write(b); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return nil
}

// writeTo prints a finished answer, or writes it to a file.
func (a *app) writeTo(file string, b []byte) error {
	if file == "" || file == "-" {
		return a.write(b)
	}
	if err := checkFolder(file); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	return files.Write(file, b, files.Shared)
}

// checkFolder returns an error if a file's folder does not exist.
func checkFolder(file string) error {
	if info, err := os.Stat(filepath.Dir(file)); err != nil || !info.IsDir() {
		return fmt.Errorf("there is no folder %s", filepath.Dir(file))
	}
	return nil
}

// page shows an answer in the user's pager.
func (a *app) page(b []byte) error {
	pager := strings.Fields(cmp.Or(a.env.Getenv("PAGER"), "less -FRX"))
	cmd := exec.Command(pager[0], pager[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = bytes.NewReader(b), a.env.Stdout, a.env.Stderr, a.env.Environ
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("--pager: %s: %w", pager[0], err)
	}
	return nil
}

// newMan returns a command for packagers, which is hidden.
func newMan(root *cobra.Command) *cobra.Command {
	cmd := command("man", func(_ context.Context, args []string) error {
		if info, err := os.Stat(args[0]); err != nil || !info.IsDir() {
			return badf("man: %s is no folder; make it first", args[0])
		}
		root.InitDefaultCompletionCmd()
		return writePages(root, args[0])
	})
	cmd.Args, cmd.Hidden = needs(1, 1, "needs a folder"), true
	return cmd
}

// writePages writes the pages of a command and its subcommands.
func writePages(c *cobra.Command, dir string) error {
	if c.Hidden {
		return nil
	}
	err := files.Write(filepath.Join(dir, pageName(c)+".1"), manPage(c), files.Shared)
	for _, sub := range c.Commands() {
		if err == nil {
			err = writePages(sub, dir)
		}
	}
	return err
}

func pageName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// manPage returns the manual page of a command in the macros of man(7). Cobra's own
// writer is not used, because its Markdown parser would add up to 2 ms to every start of
// the program.
func manPage(c *cobra.Command) []byte {
	var b bytes.Buffer
	b.WriteString(`.\" made by crossover man` + "\n")
	day := result.ThisBuild().Time
	fmt.Fprintf(&b, ".TH %q 1 %q \"crossover\"\n", strings.ToUpper(pageName(c)), day[:min(len(day), len("2006-01-02"))])
	section := func(title, text string) { fmt.Fprintf(&b, ".SH %s\n%s\n", title, strings.TrimRight(text, "\n")) }
	section("NAME", roff(pageName(c)+" - "+c.Short))
	section("SYNOPSIS", ".B "+roff(c.UseLine()))
	long := c.Long
	if long == "" {
		long = c.Short
	}
	section("DESCRIPTION", paragraphs(long))
	for _, set := range []struct {
		title string
		flags *pflag.FlagSet
	}{{"OPTIONS", c.NonInheritedFlags()}, {"OPTIONS OF EVERY COMMAND", c.InheritedFlags()}} {
		var list strings.Builder
		set.flags.VisitAll(func(f *pflag.Flag) {
			if !f.Hidden {
				list.WriteString(manOption(f))
			}
		})
		if list.Len() > 0 {
			section(set.title, list.String())
		}
	}
	if c.Example != "" {
		section("EXAMPLES", ".nf\n"+roff(strings.Trim(c.Example, "\n"))+"\n.fi")
	}
	if also := seeAlso(c); len(also) > 0 {
		section("SEE ALSO", strings.Join(also, ",\n"))
	}
	return b.Bytes()
}

// manOption returns the entry of a flag.
func manOption(f *pflag.Flag) string {
	names := "\\fB" + roff("--"+f.Name) + "\\fR"
	if f.Shorthand != "" {
		names = "\\fB" + roff("-"+f.Shorthand) + "\\fR, " + names
	}
	value, usage := pflag.UnquoteUsage(f)
	if value != "" {
		names += " \\fI" + roff(value) + "\\fR"
	}
	if d := f.DefValue; d != "" && d != "false" && d != "0" {
		usage += " (" + d + ")"
	}
	return ".TP\n" + names + "\n" + roff(usage) + "\n"
}

// seeAlso returns the parent and the subcommands of a command.
func seeAlso(c *cobra.Command) []string {
	var out []string
	if c.HasParent() {
		out = append(out, ".BR "+roff(pageName(c.Parent()))+" (1)")
	}
	for _, sub := range c.Commands() {
		if !sub.Hidden && sub.Name() != "help" {
			out = append(out, ".BR "+roff(pageName(sub))+" (1)")
		}
	}
	return out
}

// paragraphs returns text with .PP between paragraphs. Indented lines stay as they are.
func paragraphs(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		switch line = strings.TrimRight(line, "\n"); {
		case line == "":
			b.WriteString(".PP\n")
		case strings.HasPrefix(line, "  "):
			b.WriteString(".br\n" + roff(line) + "\n")
		default:
			b.WriteString(roff(line) + "\n")
		}
	}
	return b.String()
}

// roff escapes text so that it contains no requests or escapes.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text)
	for _, c := range []string{".", "'"} {
		text = strings.ReplaceAll(text, "\n"+c, "\n\\&"+c)
		if strings.HasPrefix(text, c) {
			text = `\&` + text
		}
	}
	return text
}
