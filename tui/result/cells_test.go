package result

import (
	"encoding/json"
	"testing"
)

// TestJSONSteersNoTerminal writes control characters of all kinds in keys and values.
func TestJSONSteersNoTerminal(t *testing.T) {
	const evil = "a\u009b31m\x7f\x1b\u202eb\u2066ü→"
	text, err := toJSON(object{{evil, []string{evil}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range string(text) {
		if r != '\n' && (r < ' ' || steers(r)) {
			t.Errorf("%+q is in %s", r, text)
		}
	}
	var back map[string]any
	if err := json.Unmarshal(text, &back); err != nil || back[evil].([]any)[0] != evil {
		t.Errorf("%s is read as %+q: %v", text, back, err)
	}
}

// TestCellsAreNoFormulas writes cells that a spreadsheet would run.
func TestCellsAreNoFormulas(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "12": "12", "-5.25": "-5.25", "+3": "+3", "-": "-", "a=b": "a=b",
		"=1+1": "'=1+1", "@SUM(A1)": "'@SUM(A1)", "+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0", "-2+3+cmd": "'-2+3+cmd", "\t=1": "'\t=1",
		" =1+1": "' =1+1", "\n@A1": "'\n@A1", "＝1+1": "'＝1+1", " ": " ", "\r=1": "'\r=1", "价格": "价格",
	} {
		if got := plainCell(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}
