package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheReadmeListsEveryTerm holds that the README's table of tokens is what
// "crossover keys -o markdown" prints; with -update it writes it.
func TestTheReadmeListsEveryTerm(t *testing.T) {
	file := filepath.Join("..", "..", "README.md")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var table, errs bytes.Buffer
	if code := Run(context.Background(), []string{"keys", "-o", "markdown"}, Env{Stdout: &table, Stderr: &errs}); code != 0 {
		t.Fatalf("code %d: %s", code, &errs)
	}
	heading, _, _ := strings.Cut(table.String(), "\n")
	before, rest, found := strings.Cut(string(text), heading+"\n")
	if !found {
		t.Fatalf("README.md has no table with the heading %s", heading)
	}
	_, after, _ := strings.Cut(rest, "\n\n")
	want := before + strings.TrimSuffix(table.String(), "\n") + "\n\n" + after
	if want == string(text) {
		return
	}
	if !*update {
		t.Fatal("README.md's table of tokens is not that of the terms: go test ./tui/cli -run Readme -update")
	}
	if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}
