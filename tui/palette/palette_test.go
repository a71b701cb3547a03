package palette

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	_ "crossover/engine/proptest"
	"crossover/engine/scenario"
)

var here = Here{
	Scenario: scenario.Default(), Themes: []string{"dark", "light"},
	Presets: []scenario.Saved{
		{Name: "small", Title: "a small one", Tokens: []string{"parts=web", "rate=1k/day"}},
		{Name: "broken", Title: "a broken one", Tokens: []string{"rate=1"}},
	},
}

func TestMatching(t *testing.T) {
	items := []Item{
		{Text: "Actions", Heading: true},
		{Text: "undo", Key: "u"},
		{Text: "redo", Key: "ctrl+r"},
		{Text: "reset everything"},
		{Text: "next theme", Key: "T"},
		{Text: "theme dark"},
		{Text: "Lambda arm64, function URL", Note: "aws function"},
		{Text: "Cloud Run, request-based", Note: "gcp container"},
		{Text: "Lambda@Edge", Note: "aws edge"},
		{Text: "set memory "},
	}
	tests := []struct {
		query string
		want  string // of the first hit
		all   int    // the number of hits
	}{
		{"", "Actions", len(items)},
		{"undo", "undo", 1},
		{"UN", "undo", 3},
		{"do", "undo", 3},
		{"theme", "theme dark", 2},
		{"lam", "Lambda@Edge", 2},
		{"lam url", "Lambda arm64, function URL", 1},
		{"url lam", "Lambda arm64, function URL", 1},
		{"crr", "Cloud Run, request-based", 1},
		{"aws", "Lambda@Edge", 2},
		{"gcp run", "Cloud Run, request-based", 1},
		{"sm", "set memory ", 1},
		{"ctrl+r", "redo", 1},
		{"actions", "", 0},
		{"zzz", "", 0},
		{"mem", "set memory ", 1},
		{"rts", "", 0},
	}
	for _, tt := range tests {
		hits := Match(items, tt.query)
		got := ""
		if len(hits) > 0 {
			got = items[hits[0].Item].Text
		}
		if got != tt.want || len(hits) != tt.all {
			var names []string
			for _, h := range hits {
				names = append(names, items[h.Item].Text)
			}
			t.Errorf("%q finds %d, %q first; want %d, %q: %q", tt.query, len(hits), got, tt.all, tt.want, names)
		}
	}
}

func TestMarksAreWhatWasTyped(t *testing.T) {
	for _, tt := range []struct {
		text, query string
		want        []int
	}{
		{"next offer", "no", []int{0, 5}},
		{"previous part", "part", []int{9, 10, 11, 12}},
		{"Größe", "ÖSS", nil},
		{"Größe", "öß", []int{2, 3}},
	} {
		hits := Match([]Item{{Text: tt.text}}, tt.query)
		var got []int
		if len(hits) > 0 {
			got = hits[0].Marks
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q in %q marks %v, want %v", tt.query, tt.text, got, tt.want)
		}
	}
}

// TestMatchesHold checks invariants of matches: the marked letters are the typed ones, and
// a part of a text finds the text.
func TestMatchesHold(t *testing.T) {
	text := rapid.StringOfN(rapid.SampledFrom([]rune("abcAB ,-öß世.1")), 1, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		items := make([]Item, rapid.IntRange(1, 6).Draw(t, "n"))
		for i := range items {
			items[i] = Item{Text: text.Draw(t, "text"), Note: text.Draw(t, "note")}
		}
		query := text.Draw(t, "query")
		hits := Match(items, query)
		for _, h := range hits {
			if !slices.IsSorted(h.Marks) || len(h.Marks) > 0 && h.Marks[len(h.Marks)-1] >= utf8.RuneCountInString(items[h.Item].Text) {
				t.Fatalf("marks %v in %q", h.Marks, items[h.Item].Text)
			}
			for _, m := range h.Marks {
				if r := lower(items[h.Item].Text)[m]; !strings.ContainsRune(strings.ToLower(query), r) {
					t.Fatalf("%q marks %q in %q", query, r, items[h.Item].Text)
				}
			}
		}
		for i, it := range items {
			in := strings.Contains(string(lower(it.Text)), strings.ToLower(query)) && !strings.Contains(query, " ")
			if in && !slices.ContainsFunc(hits, func(h Hit) bool { return h.Item == i }) {
				t.Fatalf("%q does not find %q, which it is a part of", query, it.Text)
			}
		}
		if !slices.ContainsFunc(Match(items, items[0].Text), func(h Hit) bool { return h.Item == 0 }) {
			t.Fatalf("%q does not find itself", items[0].Text)
		}
	})
}

func TestCommands(t *testing.T) {
	tests := []struct {
		line, want string
		check      func(c Command) bool
	}{
		{"set memory 1GB", "set memory=1GB", func(c Command) bool { return c.Scenario.SelectedPart().MemoryMB == 1024 }},
		{" set  memory=1GB ", "set memory=1GB", func(c Command) bool { return c.Scenario.SelectedPart().MemoryMB == 1024 }},
		{"memory 1GB", "set memory=1GB", func(c Command) bool { return c.Scenario.SelectedPart().MemoryMB == 1024 }},
		{"memory=1GB rate=3M/month", "set memory=1GB rate=3M/month", func(c Command) bool { return c.Scenario.PerMonth(1) == 3e6 }},
		{"set memory 1GB rate 3M/month", "set memory=1GB rate=3M/month", func(c Command) bool { return c.Scenario.PerMonth(1) == 3e6 }},
		{"events.memory 1GB", "set events.memory=1GB", func(c Command) bool { return c.Scenario.Part(2).MemoryMB == 1024 }},
		{"part ml", "set part=ml", func(c Command) bool { return c.Scenario.SelectedPart().Name == "ml" }},
		{"crossover memory=1GB", "set memory=1GB", func(c Command) bool { return c.Scenario.SelectedPart().MemoryMB == 1024 }},
		{"preset small", "set preset=small", func(c Command) bool { return c.Scenario.Len() == 1 && c.Scenario.PerSecond(0) > 0 }},
		{"memory=1GB preset=small", "set memory=1GB preset=small", func(c Command) bool { return c.Scenario.Part(0).MemoryMB == 1024 && c.Scenario.Part(0).Name == "web" }},
		{"cheapest preset=small", "say what is cheapest at preset=small", func(c Command) bool { return c.Scenario.Len() == 1 }},
		{"goto month 14", "look at month 14 of growth", func(c Command) bool { return c.Verb == GotoMonth && c.Month == 14 }},
		{"goto crossover", "move to the nearest crossover", func(c Command) bool { return c.Verb == Goto }},
		{"cheapest", "say what is cheapest here", func(c Command) bool { return c.Scenario == here.Scenario }},
		{"cheapest at 50/s", "say what is cheapest at rate=50/s", func(c Command) bool { return c.Scenario.PerSecond(1) == 50 }},
		{"cheapest 50/s memory=1GB", "say what is cheapest at rate=50/s memory=1GB", func(c Command) bool { return c.Scenario.SelectedPart().MemoryMB == 1024 }},
		{"theme light", "change to the theme light", func(c Command) bool { return c.Name == "light" }},
		{"quit", "quit", func(c Command) bool { return c.Verb == Quit }},
		{"q", "quit", func(c Command) bool { return c.Verb == Quit }},
	}
	for _, tt := range tests {
		c, err := Parse(tt.line, here)
		if err != nil || c.String() != tt.want || !tt.check(c) {
			t.Errorf("%q: %v, %q, want %q", tt.line, err, c, tt.want)
		}
	}
}

func TestWrongCommands(t *testing.T) {
	for line, want := range map[string]string{
		"set":                        "such as set memory 1GB",
		"set memory":                 "memory needs a value, such as memory=1GB",
		"set memory rate=1/s":        "memory needs a value",
		"set memory 1":               "MB",
		"set colour red":             "unknown key \"colour\"",
		"memory=1GB memory=2GB":      "repeats",
		"rate=3":                     "needs a period",
		"memory 1":                   "MB",
		"nowhere.memory=1GB":         "there is no part \"nowhere\"",
		"goto":                       "write goto crossover",
		"goto hell":                  "write goto crossover",
		"goto month -1":              "no month from now",
		"goto month NaN":             "no month from now",
		"cheapest at":                "such as cheapest at 50/s",
		"cheapest at noon":           "rate=noon",
		"theme":                      "the themes are dark, light",
		"theme pink":                 "the themes are dark, light",
		"set preset":                 "preset needs a value",
		"preset large":               "name one scenario to start from: small, broken",
		"preset=small preset=small":  "repeats preset=small; start from one",
		"preset broken":              "needs a period",
		"quit now":                   "takes nothing",
		"set rate 1/s memory colour": "MB",
	} {
		_, err := Parse(line, here)
		if err == nil || errors.Is(err, ErrNoCommand) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v, want one line with %q", line, err, want)
		}
	}
	for _, line := range []string{"", "  ", "memory", "undo", "lambda", "se", "set-top box", "crossover", "set mem"} {
		if c, err := Parse(line, here); !errors.Is(err, ErrNoCommand) {
			t.Errorf("%q: %v, %v", line, c, err)
		}
	}
}

// TestWhatIsOfferedCanBeDone parses every complete command offered, and every value
// offered for an incomplete one.
func TestWhatIsOfferedCanBeDone(t *testing.T) {
	check := func(it Item) {
		t.Helper()
		if strings.HasSuffix(it.Text, "broken") {
			return // see TestWrongCommands
		}
		if _, err := Parse(it.Text, here); err != nil {
			t.Errorf("%q is offered: %v", it.Text, err)
		}
	}
	filled, values := 0, 0
	for _, it := range Commands(here) {
		if it.Fill == "" {
			check(it)
			continue
		}
		filled++
		if !strings.HasPrefix(it.Fill, "set ") {
			continue
		}
		for _, v := range Values(it.Fill, here) {
			values++
			check(v)
		}
	}
	if filled < 15 || values < 40 {
		t.Errorf("%d commands take a value, and there are %d values", filled, values)
	}
	for line, want := range map[string]int{"part ": 5, "set part ": 5, "set gpu": 0, "gpu ": len(scenario.GPUs), "gpu h": len(scenario.GPUs), "set memory ": 1, "gpu h100 x": 0, "": 0, "set ": 0, "colour ": 0} {
		if got := Values(line, here); len(got) != want {
			t.Errorf("%q offers %d values, want %d", line, len(got), want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"set memory 1GB", "memory=1GB", "goto crossover", "cheapest at 50/s x=", "theme dark", "q", "set a.b=c d", "=", "part.=1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		c, err := Parse(line, here)
		if (err == nil) == (c.Verb == 0) {
			t.Fatalf("%q: %v and %v", line, c, err)
		}
		if err == nil && (c.Verb == Set || c.Verb == Cheapest) {
			again, err := scenario.Parse(here.Scenario, c.Tokens...)
			if err != nil || again != c.Scenario {
				t.Fatalf("%q: the tokens %q say something else: %v", line, c.Tokens, err)
			}
		}
		Values(line, here)
		Match(Commands(here), line)
	})
}

func TestSpoken(t *testing.T) {
	h := here
	h.Offers = func(name string) []int {
		return map[string][]int{"lambda": {3, 4}, "fargate": {7}, "cloud run": {9}, "aws": {3, 4, 7}}[name]
	}
	for _, tt := range []struct{ line, want, wrong string }{
		{"lambda vs fargate", "put head to head lambda and fargate", ""},
		{"cloud run versus lambda", "put head to head cloud run and lambda", ""},
		{"lambda vs", "", "such as lambda vs fargate"},
		{"lambda vs lambda", "", "are the same"},
		{"lambda vs nimbus", "", "is called nimbus"},
		{"only aws", "show only aws", ""},
		{"without cloud run", "show all but cloud run", ""},
		{"no cloud run", "show all but cloud run", ""},
		{"10M/month", "set rate=10M/month", ""},
		{"production", "set level=production", ""},
		{"50k websockets", "set connections=50k", ""},
		{"nightly 25 min", "set shape=cron rate=1/day duration=25m", ""},
		{"hourly 90s", "set shape=cron rate=1/h duration=90s", ""},
	} {
		c, err := Parse(tt.line, h)
		if tt.wrong != "" {
			if err == nil || !strings.Contains(err.Error(), tt.wrong) {
				t.Errorf("%s: %v, want %s", tt.line, err, tt.wrong)
			}
			continue
		}
		if err != nil || c.String() != tt.want {
			t.Errorf("%s: %q, %v, want %q", tt.line, c.String(), err, tt.want)
		}
	}
}
