package cli

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"crossover/tui"
)

// TestKeepingPanes checks that pane sizes are saved, and that errors in the file are
// reported.
func TestKeepingPanes(t *testing.T) {
	file := filepath.Join(t.TempDir(), "crossover", "panes.yaml")
	var first tui.Options
	keepPanes(&first, file)
	if len(first.Sizes) > 0 || first.Notice != "" {
		t.Errorf("without a file the sizes are %v, and %q is said", first.Sizes, first.Notice)
	}
	if err := first.KeepSizes(tui.Sizes{}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("a file is written though nothing was resized")
	}
	want := tui.Sizes{"explore": {"left": 0.3125, "bottom": 0.75}}
	if err := first.KeepSizes(want); err != nil {
		t.Fatal(err)
	}
	var next tui.Options
	keepPanes(&next, file)
	if !maps.EqualFunc(next.Sizes, want, maps.Equal) || next.Notice != "" {
		t.Errorf("kept are %v, and %q is said", next.Sizes, next.Notice)
	}
	for text, say := range map[string]string{
		"explore: {left: 2}": "explore.left: 2: want a share", "explore: {middle: 0.5}": "want an edge", "home: {left: 0.5}": "want a screen", "explore: [1": "panes.yaml",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var o tui.Options
		if keepPanes(&o, file); !strings.Contains(o.Notice, say) || len(o.Sizes) > 0 {
			t.Errorf("%s: %q is said", text, o.Notice)
		}
	}
}

func FuzzPanes(f *testing.F) {
	for _, text := range []string{"explore: {left: 0.3125, bottom: 0.75}\n", "explore: {left: .nan}", "a: &a {left: *a}", "explore: {left: 1e-400}", "", "explore:"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := parsePanes("panes.yaml", text)
		if err != nil {
			return
		}
		for screen, list := range s {
			for edge, share := range list {
				if !(share > 0 && share < 1) {
					t.Errorf("%s.%s is %v in %q", screen, edge, share, text)
				}
			}
		}
	})
}
