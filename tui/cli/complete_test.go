package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"crossover/tui/result"
)

// TestFlagsComplete checks that every flag with a value has completion. The exceptions
// are numbers, times, addresses, texts and files.
func TestFlagsComplete(t *testing.T) {
	free := strings.Fields(`catalog output from to points size scale meter older-than max-age rate span traffic trace save requests time
		replicas seed timeout attempts wait aws-url azure-url gcp-url gcp-key max-cost max-p99 within listen room host-key only about
		title connect-rate drain idle limit root max-sessions max-time metrics per-ip proxy-protocol web web-host web-proxies cluster cluster-creds cluster-ca`)
	for _, c := range allCommands() {
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if _, found := c.GetFlagCompletionFunc(f.Name); !found && f.Value.Type() != "bool" && !slices.Contains(free, f.Name) {
				t.Errorf("%s --%s: the shell is told nothing", c.CommandPath(), f.Name)
			}
		})
	}
}

// formatsOf returns the formats that a command's -o names; nil if it has none, or names a
// file with it.
func formatsOf(c *cobra.Command) []string {
	f := c.Flag("output")
	switch {
	case f == nil || f.Value.Type() != "format":
		return nil
	case c.Name() == "grid":
		return []string{"csv", "ndjson", "parquet"}
	}
	return result.Formats()
}

// scriptedLines returns a function that reports whether a line of the scripts begins with
// the words of a command and contains end; table stands for no -o.
func scriptedLines(t *testing.T) func(start, words, end string) bool {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, strings.Split(string(text), "\n")...)
	}
	return func(start, words, end string) bool {
		return slices.ContainsFunc(lines, func(l string) bool {
			rest, ok := strings.CutPrefix(l, start+" "+words)
			return ok && (rest == "" || rest[0] == ' ') && (end == "table" && !strings.Contains(rest, "-o ") || end != "table" && strings.Contains(rest, end))
		})
	}
}

// TestEveryCommandIsScripted checks that scripts run every command with every exit code
// and in every format: answered (0), the answer is no (1, of those that have one), an
// answer that cannot be written (1), and bad input (2).
func TestEveryCommandIsScripted(t *testing.T) {
	scripted := scriptedLines(t)
	for _, c := range allCommands() {
		words := strings.Join(strings.Fields(c.CommandPath())[1:], " ")
		if words == "" || !c.Runnable() || c.Hidden {
			continue
		}
		if !scripted("exits 2", words, "") {
			t.Errorf("%s: no script has it refuse", words)
		}
		failing := scripted("full", words, "") || scripted("exits 1", words, "")
		if !failing && words != "serve" { // a server fails where its listener does, after it has started
			t.Errorf("%s: no script has it fail", words)
		}
		saysNo := slices.Contains(strings.Fields("check curve eval layout verify"), words)
		for _, format := range formatsOf(c) {
			end := "-o " + format
			if format == formatsOf(c)[0] { // what is written without -o
				end = "table"
			}
			no := scripted("exits 1", words, end)
			if saysNo && !no {
				t.Errorf("%s: no script has it say no as %s", words, format)
			}
			if !no && !scripted("exec crossover", words, end) {
				t.Errorf("%s: no script has its answer as %s", words, format)
			}
		}
	}
}

// TestWordsNeedNoQuotes checks the assumption of the script for bash.
func TestWordsNeedNoQuotes(t *testing.T) {
	a := &app{}
	words := append(shell{a}.places(true), a.library().names()...)
	for _, key := range []string{"parts", "lines", "currency", "shape", "memory", "uses", "runtime", "rate"} {
		values, _ := shell{a}.values(key, "", defaultScenario())
		words = append(words, values...)
	}
	for _, w := range words {
		if strings.ContainsAny(w, " \t\\'\"$`&|;<>()*?[]#~!") {
			t.Errorf("%q needs quotes", w)
		}
	}
}
