package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"crossover/tui/result"
)

// TestFlagsComplete checks that every flag with a value has completion. The exceptions
// are numbers, times, addresses, texts and files.
func TestFlagsComplete(t *testing.T) {
	free := strings.Fields(`catalog output from to points size scale meter older-than max-age rate span traffic trace save requests time
		replicas seed timeout attempts wait aws-url azure-url gcp-url gcp-key max-cost max-p99 within listen room host-key banner only about
		title connect-rate drain idle limit root max-sessions max-time metrics per-ip proxy-protocol web web-host web-proxies cluster cluster-creds cluster-ca`)
	for _, c := range allCommands() {
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if _, found := c.GetFlagCompletionFunc(f.Name); !found && f.Value.Type() != "bool" && !slices.Contains(free, f.Name) {
				t.Errorf("%s --%s: the shell is told nothing", c.CommandPath(), f.Name)
			}
		})
	}
}

// TestEveryCommandIsScripted checks that scripts run every command, every format of its
// answer, and its failure on bad input.
func TestEveryCommandIsScripted(t *testing.T) {
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
	scripted := func(start, words, end string) bool {
		return slices.ContainsFunc(lines, func(l string) bool {
			rest, ok := strings.CutPrefix(l, start+" "+words)
			return ok && (rest == "" || rest[0] == ' ') && (end == "table" && !strings.Contains(rest, "-o ") || end != "table" && strings.Contains(rest, end))
		})
	}
	for _, c := range allCommands() {
		words := strings.Join(strings.Fields(c.CommandPath())[1:], " ")
		if words == "" || !c.Runnable() || c.Hidden {
			continue
		}
		if !scripted("exits 2", words, "") {
			t.Errorf("%s: no script has it refuse", words)
		}
		f := c.Flag("output")
		if f == nil || f.Value.Type() != "format" || c.Name() == "grid" { // grid has its own formats
			continue
		}
		for _, format := range result.Formats() {
			end := "-o " + format
			if format == "table" {
				end = format
			}
			if !scripted("exec crossover", words, end) && !scripted("exits 1", words, end) {
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
		values, _ := shell{a}.values(key, "", defaultScene())
		words = append(words, values...)
	}
	for _, w := range words {
		if strings.ContainsAny(w, " \t\\'\"$`&|;<>()*?[]#~!") {
			t.Errorf("%q needs quotes", w)
		}
	}
}
