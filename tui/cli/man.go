package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"crossover/tui/files"
	"crossover/tui/result"
)

var manDoc = doc{"man folder", "Write the manual pages of all commands into a folder",
	"Writes the manual pages of all commands, for section 1, into a folder that exists.", "crossover man /usr/local/share/man/man1"}

// newMan returns a command for packagers, which is hidden.
func newMan(root *cobra.Command) *cobra.Command {
	cmd := manDoc.command(func(_ context.Context, args []string) error {
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
		err = errors.Join(err, writePages(sub, dir))
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
