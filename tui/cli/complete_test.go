package cli

import (
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// TestFlagsComplete asks of every flag with a value whether the shell is told what
// it can be. Those named here are numbers, times, addresses, texts and files.
func TestFlagsComplete(t *testing.T) {
	free := strings.Fields(`catalog output from to points size scale meter older-than max-age rate span traffic trace save requests time
		replicas seed timeout attempts wait aws-url azure-url gcp-url gcp-key max-cost max-p99 within listen room host-key banner only about
		title connect-rate drain idle limit root max-sessions max-time metrics per-ip proxy-protocol web web-host web-proxies cluster cluster-creds`)
	for _, c := range allCommands() {
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if _, found := c.GetFlagCompletionFunc(f.Name); !found && f.Value.Type() != "bool" && !slices.Contains(free, f.Name) {
				t.Errorf("%s --%s: the shell is told nothing", c.CommandPath(), f.Name)
			}
		})
	}
}

// TestWordsNeedNoQuotes holds what the script for bash relies on.
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
