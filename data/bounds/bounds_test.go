package bounds

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestHostileFilesAreRefused tries files that took gigabytes or minutes, or did not end.
func TestHostileFilesAreRefused(t *testing.T) {
	var keys, bomb strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&keys, "k%d: 1\n", i)
	}
	bomb.WriteString("a0: &a0 {x: 1}\n")
	for i := range 300 {
		fmt.Fprintf(&bomb, "a%d: &a%d {<<: [*a%d, *a%d]}\n", i+1, i+1, i, i)
	}
	steps := ""
	for i := range 60 {
		steps += strings.Repeat(" ", i) + "a:\n"
	}
	for name, src := range map[string]string{
		"brackets": strings.Repeat("[", 80_000), "braces": strings.Repeat("{a: ", 20_000), "dashes": strings.Repeat("- ", 40_000),
		"question marks": strings.Repeat("? ", 20_000), "steps": steps, "keys": keys.String(), "merges": bomb.String(),
		"size": strings.Repeat("# nothing\n", MaxBytes/8), "values": "a: [" + strings.Repeat("1,", 150_000) + "]",
	} {
		if f := Check([]byte(src)); f == nil {
			t.Errorf("%s: nothing is wrong with it", name)
		} else if f.Want == "" || len(f.Error()) > 200 {
			t.Errorf("%s: %v", name, f)
		}
	}
	if f := Check([]byte(strings.Repeat("*a\n", 1000))); f == nil {
		t.Error("aliases: nothing is wrong")
	}
}

// TestShippedFilesAreWithin checks that every shipped file leaves room to grow.
func TestShippedFilesAreWithin(t *testing.T) {
	files, err := filepath.Glob("../*/*.yaml")
	more, err2 := filepath.Glob("../../themes/*.yaml")
	if err != nil || err2 != nil || len(files) == 0 || len(more) == 0 {
		t.Fatal(files, err, more, err2)
	}
	for _, name := range append(files, more...) {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if f := Check(src); f != nil {
			t.Errorf("%s:%d:%d: %v", name, f.Line, f.Column, f)
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add([]byte("a: [b, {c: d}]\n- e\n? f\n&g *h"))
	f.Fuzz(func(t *testing.T, src []byte) {
		if fault := Check(src); fault != nil && (fault.Want == "" || fault.Line < 0) {
			t.Errorf("%+v", fault)
		}
	})
}
