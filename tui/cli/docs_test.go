package cli

import (
	"bytes"
	"compress/gzip"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"crossover/engine/proptest"
	"crossover/engine/scenario"
	"crossover/tui/result"
)

// root is the root of the module.
const root = "../.."

// TestTermsPage compares docs/terms.md with the table of "crossover keys -o markdown";
// -update writes it.
func TestTermsPage(t *testing.T) {
	var table, errs bytes.Buffer
	if code := Run(context.Background(), []string{"keys", "-o", "markdown"}, Env{Stdout: &table, Stderr: &errs}); code != 0 {
		t.Fatalf("code %d: %s", code, &errs)
	}
	replaceBetween(t, filepath.Join(root, "docs", "terms.md"), table.String())
}

// TestDependenciesPage checks that docs/dependencies.md explains exactly the direct
// dependencies in go.mod.
func TestDependenciesPage(t *testing.T) {
	asked := found(t, "go.mod", regexp.MustCompile(`(?m)^\t(\S+) v\S+$`))
	given := found(t, "docs/dependencies.md", regexp.MustCompile(`(?m)^\| (\S+\.\S+) \|`))
	if len(asked) < 20 || !slices.Equal(asked, given) {
		t.Errorf("go.mod asks for\n%s\nand docs/dependencies.md explains\n%s", strings.Join(asked, "\n"), strings.Join(given, "\n"))
	}
}

// found returns the matches of a pattern's group in a file of the module, sorted.
func found(t *testing.T, name string, pattern *regexp.Regexp) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range pattern.FindAllSubmatch(text, -1) {
		all = append(all, string(m[1]))
	}
	slices.Sort(all)
	return all
}

// TestCommandsPage compares docs/commands.md with the help of every command; -update
// writes it.
func TestCommandsPage(t *testing.T) {
	var page strings.Builder
	for _, c := range allCommands() {
		fmt.Fprintf(&page, "## %s\n\n%s\n\n", c.CommandPath(), c.Long)
		if c.Example != "" {
			fmt.Fprintf(&page, "```\n%s\n```\n\n", strings.ReplaceAll(strings.TrimPrefix(c.Example, "  "), "\n  ", "\n"))
		}
		if c.LocalNonPersistentFlags().HasAvailableFlags() {
			page.WriteString("| flag | meaning |\n|---|---|\n")
			c.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
				if f.Name == "help" || f.Hidden {
					return
				}
				name, usage := pflag.UnquoteUsage(f)
				flag := strings.TrimSpace("--" + f.Name + " " + name)
				if f.Shorthand != "" {
					flag = "-" + f.Shorthand + ", " + flag
				}
				fmt.Fprintf(&page, "| `%s` | %s |\n", flag, strings.ReplaceAll(usage, "|", `\|`))
			})
			page.WriteString("\n")
		}
	}
	replaceBetween(t, filepath.Join(root, "docs", "commands.md"), strings.TrimSuffix(page.String(), "\n"))
}

// allCommands lists the visible commands, each before its subcommands.
func allCommands() []*cobra.Command {
	var out []*cobra.Command
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if !c.IsAvailableCommand() || c.Name() == "help" || c.Name() == "completion" {
			return
		}
		if c.Long == "" {
			c.Long = c.Short + "."
		}
		out = append(out, c)
		for _, under := range c.Commands() {
			walk(under)
		}
	}
	walk(newRoot(&app{env: Env{Explore: explore}}))
	return out
}

// TestHelpFitsALine checks that every command tells of its flags within a line's width.
func TestHelpFitsALine(t *testing.T) {
	for _, c := range allCommands() {
		out, _, code := run(t, append(strings.Fields(c.CommandPath())[1:], "--help")...)
		_, flags, found := strings.Cut(out, "\nFlags:\n")
		if code != exitOK || !found {
			t.Errorf("%s --help: code %d, %q", c.CommandPath(), code, out)
		}
		for line := range strings.Lines(flags) {
			if result.Columns(strings.TrimSuffix(line, "\n")) > result.Width {
				t.Errorf("%s --help: %q is too long", c.CommandPath(), line)
			}
		}
	}
}

// TestHelpTexts checks that every command has its usage, a line for lists, a description
// and an example, and that no other texts stand in help.txt.
func TestHelpTexts(t *testing.T) {
	commands := 0
	for _, root := range []*cobra.Command{newRoot(&app{}), baseRoot(&app{}, "clients")} {
		var walk func(c *cobra.Command)
		walk = func(c *cobra.Command) {
			if c.Name() == "help" || c.Name() == "completion" {
				return
			}
			commands++
			if c.Use == "" || c.Short == "" || c.Long == "" || c.Example == "" && c.Parent() != nil && c.Parent().Name() != "config" {
				t.Errorf("%s lacks a help text: %q, %q, %q, %q", c.CommandPath(), c.Use, c.Short, c.Long, c.Example)
			}
			for _, under := range c.Commands() {
				walk(under)
			}
		}
		walk(root)
	}
	if n := strings.Count(helpTexts, "\n== "); n != commands {
		t.Errorf("help.txt has texts of %d commands, the program %d commands", n, commands)
	}
}

// replaceBetween compares the text between two marks of a page with want; -update writes
// it.
func replaceBetween(t *testing.T, file, want string) {
	t.Helper()
	const from, to = "<!-- written by a test -->\n", "<!-- end -->\n"
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(src), from)
	_, after, ends := strings.Cut(rest, to)
	if !found || !ends {
		t.Fatalf("%s has no place for what the test writes", file)
	}
	page := before + from + want + to + after
	if page == string(src) {
		return
	}
	if !*update {
		t.Fatalf("%s is not what the program says: go test ./tui/cli -run Page -update", file)
	}
	if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
}

// everyCommand makes TestCommandsShown also run slow commands: make docs.
var everyCommand = flag.Bool("every-command", false, "run the slow commands of the pages, too")

// slow matches commands that take seconds: many layouts, or many simulated requests.
var slow = regexp.MustCompile(`--flips|^crossover layout --over|^crossover (growth|report|verdicts)( |$)|^crossover simulate .*rate=(5|1)/s`)

// TestCommandsShown runs the commands in the README, in the pages under docs and in the
// help of commands, in a folder with their files.
func TestCommandsShown(t *testing.T) {
	proptest.Sequential(t)
	if testing.Short() {
		t.Skip("runs a hundred commands")
	}
	lines := shownCommands(t)
	if len(lines) < 80 {
		t.Fatalf("found only %d commands: the pages are no longer understood", len(lines))
	}
	t.Chdir(filesShown(t))
	home, err := filepath.Abs("home")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		if *everyCommand || !slow.MatchString(line) {
			runShown(t, line, home)
		}
	}
}

// shownCommands returns the lines that call the program, without comments and duplicates.
func shownCommands(t *testing.T) []string {
	t.Helper()
	var text strings.Builder
	for _, p := range pagesShown(t) {
		src, err := os.ReadFile(filepath.Join(root, p))
		if err != nil {
			t.Fatal(err)
		}
		text.Write(src)
	}
	for _, c := range allCommands() {
		text.WriteString(c.Example + "\n")
	}
	var out []string
	seen := map[string]bool{}
	comment := regexp.MustCompile(`\s+# .*`)
	for line := range strings.Lines(text.String()) {
		line = comment.ReplaceAllString(strings.TrimSpace(line), "")
		line = strings.TrimSpace(strings.Replace(line, "go run .", "crossover", 1))
		starts := strings.HasPrefix(line, "crossover ") || line == "crossover" || !strings.HasPrefix(line, "|") && strings.Contains(line, "| crossover ")
		if starts && !seen[line] && !strings.Contains(line, "`") {
			seen[line] = true
			out = append(out, line)
		}
	}
	return out
}

// filesShown makes a folder with the files that the commands read.
func filesShown(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	archive, err := txtar.ParseFile("testdata/docs/files.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		name, content := filepath.Join(dir, f.Name), f.Data
		if strings.HasSuffix(name, ".gz") {
			var packed bytes.Buffer
			w := gzip.NewWriter(&packed)
			if _, err := w.Write(content); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			content = packed.Bytes()
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// runShown runs a line as a shell would. Input from a pipe is in a file with the name of
// the other program, and output to a pipe is ignored.
func runShown(t *testing.T, line, home string) {
	t.Helper()
	line = strings.ReplaceAll(line, "$HOME", home)
	if strings.Contains(line, "save ") { // several pages save under the same name
		if err := os.RemoveAll(filepath.Join(home, "data")); err != nil {
			t.Fatal(err)
		}
	}
	var in io.Reader = strings.NewReader("")
	before, after, piped := strings.Cut(line, " | ")
	if piped && !strings.HasPrefix(line, "crossover") {
		program, _, _ := strings.Cut(before, " ")
		src, err := os.ReadFile(program + ".out")
		if err != nil {
			t.Errorf("%s: %v", line, err)
			return
		}
		in, line = bytes.NewReader(src), after
	} else if piped {
		line = before
	}
	words, err := scenario.Split(line)
	if err != nil {
		t.Errorf("%s: %v", line, err)
		return
	}
	var out, errs bytes.Buffer
	file := ""
	if n := len(words); n > 2 && words[n-2] == ">" {
		file, words = words[n-1], words[:n-2]
	}
	switch {
	case len(words) > 1 && (words[1] == "serve" || words[1] == "share" || words[1] == "mcp"), // these do not end
		len(words) > 2 && words[1] == "prices" && words[2] == "refresh": // uses the network
		words = append(words, "--help")
	}
	env := Env{
		Stdin: in, Stdout: &out, Stderr: &errs, Explore: explore, Terminal: true,
		Environ:    []string{"EDITOR=true", "NO_COLOR=1"},
		ConfigHome: filepath.Join(home, "config"), StateHome: filepath.Join(home, "state"), DataHome: filepath.Join(home, "data"),
	}
	if code := Run(context.Background(), words[1:], env); code != exitOK {
		t.Errorf("%s: code %d\n%s%s", line, code, &errs, &out)
	}
	if file != "" {
		if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
