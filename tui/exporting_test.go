package tui

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"crossover/engine/proptest"
	"crossover/tui/export"
	"crossover/tui/state"
)

// disk holds the files written by a session under test.
type disk map[string][]byte

func (d disk) save(name string, content []byte) (string, error) {
	if strings.Contains(name, "/nowhere/") {
		return "", errors.New("there is no folder /nowhere")
	}
	if _, taken := d[name]; taken {
		return "", &fs.PathError{Op: "open", Path: name, Err: fs.ErrExist}
	}
	d[name] = content
	return "/home/me/" + name, nil
}

// exporter opens a session that can write files and data.
func exporter(t *testing.T, w, h int) (*session, disk) {
	t.Helper()
	d := disk{}
	return open(t, smallEngine(t), w, h, func(o *Options) { o.Save = d.save }), d
}

// does sends a key and runs all its effects.
func (s *session) does(k string) {
	s.tb.Helper()
	s.now = s.now.Add(1e9)
	cmd := s.Update(keyOf(s.tb, k))
	for _, msg := range run(cmd) {
		s.send(msg)
	}
	s.send(nil)
}

// TestExportWritesEveryFormat exports in every format and reads the files.
func TestExportWritesEveryFormat(t *testing.T) {
	proptest.Sequential(t)
	s, d := exporter(t, 160, 48)
	s.press("right", "n")
	before := s.Frame()
	starts := map[string]string{
		".svg": "<svg ", ".png": "\x89PNG", ".ans": " \x1b[", ".txt": " crossover  ", ".md": "# Where to run api",
		".csv": "rate_per_second,requests_per_month,id,", ".json": "{\n  \"schema_version\": 1,\n  \"scenario\": {",
	}
	for i := range len(starts) {
		s.press("e")
		for range i {
			s.press("down")
		}
		s.does("enter")
		if s.dialog != nil || !strings.HasPrefix(s.message, "wrote /home/me/crossover-explore-api.") {
			t.Fatalf("format %d: it says %q", i, s.message)
		}
	}
	for ending, start := range starts {
		got := string(d["crossover-explore-api"+ending])
		if !strings.HasPrefix(got, start) {
			t.Errorf("%s begins with %q, want %q", ending, got[:min(len(got), 40)], start)
		}
	}
	if len(d) != len(starts) || len(starts) != len(export.Formats())+3 {
		t.Errorf("%d files are written", len(d))
	}
	if got := strings.TrimSuffix(string(d["crossover-explore-api.txt"]), "\n"); got != before {
		t.Errorf("the text is not the screen without the dialog:\n%s", got)
	}
}

func TestExportLeavesFilesAlone(t *testing.T) {
	s, d := exporter(t, 100, 30)
	d["crossover-layout.svg"] = []byte("mine")
	s.press("f3", "e")
	s.does("enter")
	s.wants("crossover-layout.svg exists; enter writes this one instead", "file: crossover-layout-2.svg")
	if want, got := "Export this view, crossover-layout-2.svg: SVG picture, sharp at any size, .svg; crossover-layout.svg exists; enter writes this one instead", dialogFact(s.Model); got != want {
		t.Errorf("it is spoken as %q", got)
	}
	s.does("enter")
	if string(d["crossover-layout.svg"]) != "mine" || len(d["crossover-layout-2.svg"]) == 0 {
		t.Errorf("files: %v", len(d))
	}
	for name, want := range map[string]string{
		"a.svg": "a-2.svg", "a-2.svg": "a-3.svg", "a-9.tar.gz": "a-9.tar-2.gz", "a": "a-2", "a-b": "a-b-2", "dir.d/a": "dir.d/a-2", ".a": ".a-2", "-5.x": "-5-2.x", "a-0.x": "a-0-2.x",
	} {
		if got := nextName(name); got != want {
			t.Errorf("after %s comes %s, want %s", name, got, want)
		}
	}
}

func TestExportName(t *testing.T) {
	s, d := exporter(t, 100, 30)
	s.press("e", "ctrl+u")
	s.typeText("~/nowhere/x.svg")
	s.does("enter")
	s.wants("there is no folder /nowhere")
	s.press("ctrl+u")
	s.does("enter")
	s.wants("the file needs a name")
	s.send(tea.PasteMsg{Content: "q e.svg"})
	s.press("down") // the ending follows the format
	s.wants("file: q e.png")
	s.typeText("x")
	s.press("down")
	s.wants("file: q e.pngx")
	s.does("enter")
	if len(d["q e.pngx"]) == 0 || !strings.Contains(string(d["q e.pngx"]), "\x1b[") {
		t.Errorf("files: %d", len(d))
	}
	s.press("e", "ctrl+u", "backspace")
	if s.dialog != nil {
		t.Error("backspace without a name does not close")
	}
}

func TestExportByMouse(t *testing.T) {
	s, d := exporter(t, 100, 30)
	s.press("e")
	r := s.dialog.(*menu).rect(s.Model)
	x, y := s.find(r, "plain text")
	s.now = s.now.Add(1e9)
	cmd := s.Update(click(x, y))
	for _, msg := range run(cmd) {
		s.send(msg)
	}
	if len(d["crossover-explore-api.txt"]) == 0 {
		t.Error("a click does not write it")
	}
	s.press("e")
	s.send(wheel(x, y, false))
	s.wants("crossover-explore-api.png")
	if s.send(click(1, 1)); s.dialog != nil {
		t.Error("a click beside the dialog does not close it")
	}
}

func TestExportWhereNothingCanBeWritten(t *testing.T) {
	s := open(t, smallEngine(t), 100, 30)
	s.press("e")
	s.wants("this session cannot write files; Y copies")
	s.does("enter")
	s.wants("this session cannot write files; Y copies")
	if strings.Contains(s.Frame(), "JSON") {
		t.Error("it offers data that nothing makes")
	}
}

// TestExportGoesOn closes the dialog while a file is being written.
func TestExportGoesOn(t *testing.T) {
	s, d := exporter(t, 100, 30)
	for _, name := range []string{"late.svg", "/nowhere/late.svg"} {
		s.press("e", "ctrl+u")
		s.typeText(name)
		cmd := s.Update(keyOf(t, "enter"))
		if twice := s.Update(keyOf(t, "enter")); len(run(twice)) != 0 {
			t.Error("a second enter writes it twice")
		}
		s.press("esc", "e")
		for _, msg := range run(cmd) {
			s.send(msg)
		}
		if s.dialog == nil {
			t.Error("the dialog opened later is closed")
		}
		s.press("esc")
	}
	if len(d) != 1 {
		t.Errorf("%d files are written", len(d))
	}
	s.press("e", "ctrl+u")
	s.typeText("/nowhere/x.svg")
	cmd := s.Update(keyOf(t, "enter"))
	if s.press("f3"); s.dialog != nil || s.st.Screen != state.Layout {
		t.Error("a key pressed meanwhile does nothing")
	}
	for _, msg := range run(cmd) {
		s.send(msg)
	}
	if !s.bad || s.message != "not written: there is no folder /nowhere" {
		t.Errorf("it says %q", s.message)
	}
}

// TestExportIsOfTheMoment exports with keys that arrive before a frame.
func TestExportIsOfTheMoment(t *testing.T) {
	s, d := exporter(t, 100, 30)
	s.Update(keyOf(t, "right"))
	s.Update(keyOf(t, "f3"))
	s.Update(keyOf(t, "e"))
	s.Update(keyOf(t, "ctrl+u"))
	s.Update(tea.PasteMsg{Content: "x.txt"})
	for range 3 {
		s.Update(keyOf(t, "down"))
	}
	cmd := s.Update(keyOf(t, "enter"))
	for _, msg := range run(cmd) {
		s.Update(msg)
	}
	if got := string(d["x.txt"]); !strings.Contains(got, "[Layout]") || !strings.Contains(got, "15/s") {
		t.Errorf("it is of another moment:\n%s", got)
	}
	// A dozing session has freed its curves.
	s, d = exporter(t, 100, 30)
	before := s.Frame()
	s.Doze()
	s.Update(keyOf(t, "e"))
	for range 3 {
		s.Update(keyOf(t, "down"))
	}
	cmd = s.Update(keyOf(t, "enter"))
	run(cmd)
	if got := strings.TrimSuffix(string(d["crossover-explore-api.txt"]), "\n"); got != before {
		t.Errorf("a dozing session exports\n%s", got)
	}
}
