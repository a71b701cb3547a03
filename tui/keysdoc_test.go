package tui

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestKeysDoc checks that docs/keys.md agrees with the table of actions.
func TestKeysDoc(t *testing.T) {
	var out strings.Builder
	out.WriteString("# Keys\n\nEvery action of the explorer, with the keys it has unless the settings give it others.\nThis page is made from the table of actions in `tui/actions.go`.\n")
	keys, group := DefaultKeyMap(), ""
	for _, b := range keys.Bindables() {
		if b.Group != group {
			group = b.Group
			fmt.Fprintf(&out, "\n## %s\n\n| action | keys | does |\n|---|---|---|\n", group)
		}
		fmt.Fprintf(&out, "| `%s` | `%s` | %s |\n", b.Name, strings.Join(b.Keys, "` `"), b.Does)
	}
	const file = "../docs/keys.md"
	if *update {
		if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, []byte(out.String())) {
		t.Errorf("%s is not what the actions say; run the test with -update", file)
	}
}

// TestWhatCannotBeDoneSaysWhy runs actions when they are impossible.
func TestWhatCannotBeDoneSaysWhy(t *testing.T) {
	s := open(t, smallEngine(t), 120, 36)
	for _, k := range []struct{ key, want string }{
		{"u", "nothing to undo"}, {"ctrl+r", "nothing to redo"}, {"P", "nothing is pinned"}, {"D", "no offer is hidden"},
	} {
		before := s.st
		s.press(k.key)
		if s.wants(k.want); s.st != before {
			t.Errorf("%s changed something", k.key)
		}
	}
}
