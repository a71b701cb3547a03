package tui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// TestBubbleTeaWritesNothing checks that no command of Bubble Tea that writes to a
// terminal is used, and that Bubble Tea programs are created in one place, without
// renderer, reader and signal handler.
func TestBubbleTeaWritesNothing(t *testing.T) {
	writes := []string{
		"Raw", "Println", "Printf", "ClearScreen", "SetClipboard", "SetPrimaryClipboard", "ReadClipboard", "ReadPrimaryClipboard",
		"RequestBackgroundColor", "RequestForegroundColor", "RequestCursorColor", "RequestCursorPosition", "RequestTerminalVersion",
		"RequestCapability", "RequestProgramStatusSupport", "Exec", "ExecProcess", "Suspend",
	}
	without := []string{"WithoutRenderer", "WithoutSignalHandler", "WithoutCatchPanics", "WithInput", "WithOutput", "WithFPS"}
	var programs []string
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); !ok || x.Name != "tea" {
				return true
			}
			switch name := sel.Sel.Name; {
			case slices.Contains(writes, name):
				t.Errorf("%s uses tea.%s, which writes to the terminal: tui/term does", path, name)
			case name == "NewProgram":
				programs = append(programs, path)
			}
			without = slices.DeleteFunc(without, func(w string) bool { return w == sel.Sel.Name })
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(programs, []string{"run.go"}) || len(without) > 0 {
		t.Errorf("programs of Bubble Tea are made in %v; not used: %v", programs, without)
	}
}

// TestAPanicOfACommandEndsTheSession checks commands in batches, too.
func TestAPanicOfACommandEndsTheSession(t *testing.T) {
	boom := func() tea.Msg { panic("boom") }
	msg := guard(func() tea.Msg { return tea.BatchMsg{boom, nil} })()
	batch, ok := msg.(tea.BatchMsg)
	if !ok || batch[1] != nil {
		t.Fatalf("a batch is %#v", msg)
	}
	for name, cmd := range map[string]tea.Cmd{"a command": guard(boom), "one of a batch": batch[0]} {
		crash, ok := cmd().(crashMsg)
		if !ok || !strings.Contains(crash.err.Error(), "boom") || !strings.Contains(crash.err.Error(), "writes_test.go") {
			t.Errorf("%s that panics is %v", name, crash.err)
		}
	}
}
