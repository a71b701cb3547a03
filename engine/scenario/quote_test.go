package scenario

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	_ "crossover/engine/proptest"
)

// TestSplit compares with the lines as sh splits them: printf '%s\n' LINE gives the same.
func TestSplit(t *testing.T) {
	for line, want := range map[string][]string{
		"":                             nil,
		"  rate=1/s\tmemory=1GB ":      {"rate=1/s", "memory=1GB"},
		`note="moved in March" cpu=1%`: {"note=moved in March", "cpu=1%"},
		`note='it'\''s "here"'`:        {`note=it's "here"`},
		`"note=a  b"`:                  {"note=a  b"},
		`note="a \"b\" \\ \$c \d"`:     {`note=a "b" \ $c \d`},
		`a\ b '' ""`:                   {"a b", "", ""},
		"note='two\nlines'":            {"note=two\nlines"},
	} {
		if got, err := Split(line); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %q, %v; want %q", line, got, err, want)
		}
	}
	for _, line := range []string{`note="a`, `note='a`, `a\`} {
		if got, err := Split(line); err == nil {
			t.Errorf("%q: %q", line, got)
		}
	}
}

func TestQuotedLinesAreSplitAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-z.]{1,5}=[ -~]{0,9}`)), 1, 5).Draw(t, "words")
		for i, w := range words {
			words[i] = strings.ToValidUTF8(w, "?")
		}
		line := make([]string, len(words))
		for i, w := range words {
			line[i] = Quote(w)
		}
		got, err := Split(strings.Join(line, " "))
		if err != nil || !slices.Equal(got, words) {
			t.Fatalf("%q: %q, %v", line, got, err)
		}
	})
}

func TestNotes(t *testing.T) {
	s := parse(t, "api.note= moved in March; it's <b>|#1 ", "ml.note=日本 🚀", "events.note=none")
	if n := s.Part(s.Find("api")).Note; n != "moved in March; it's <b>|#1" {
		t.Errorf("%q", n)
	}
	if n := s.Part(s.Find("events")).Note; n != "" {
		t.Errorf("%q", n)
	}
	if again, err := ParseLine(Default(), s.String()); err != nil || again != s {
		t.Errorf("%s is read as %s: %v", s, again, err)
	}
	for _, bad := range []string{"a\nb", "\x1b[2J", "a\u202eb", "a\xff", strings.Repeat("ä", MaxNote+1)} {
		if _, err := Parse(Default(), "note="+bad); err == nil {
			t.Errorf("%q is a note", bad)
		}
	}
	if _, err := Parse(Default(), "note="+strings.Repeat("ä", MaxNote)); err != nil {
		t.Error(err)
	}
}

func FuzzSplit(f *testing.F) {
	f.Add(`note='it'\''s' cpu="1%" a\ b`)
	f.Fuzz(func(t *testing.T, line string) {
		words, err := Split(line)
		if err != nil {
			return
		}
		for i, w := range words {
			words[i] = Quote(w)
		}
		again, err := Split(strings.Join(words, " "))
		if err != nil || len(again) != len(words) {
			t.Fatalf("%q is split into %q, then into %q: %v", line, words, again, err)
		}
	})
}
