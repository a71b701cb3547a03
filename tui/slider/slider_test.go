package slider

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"crossover/tui/cell"
)

// memory returns a slider like the program's.
func memory() *Slider {
	return &Slider{
		Label: "memory", Scale: Scale{Log: true, Min: 1, Max: 10_000}, Value: 500, Default: 500,
		Snaps:  []float64{128, 256, 512, 1024, 2048, 4096},
		Format: func(dst []byte, v float64) []byte { return append(strconv.AppendFloat(dst, v, 'f', -1, 64), " MB"...) },
		Parse: func(s string) (float64, error) {
			v, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(s, "MB")), 64)
			if err != nil {
				return 0, errors.New("write it like 512MB")
			}
			return v, nil
		},
	}
}

// runtimes returns a slider over names.
func runtimes() *Slider {
	return &Slider{Label: "runtime", Choices: []string{"node", "python", "go", "java", "java-snapstart"}}
}

// typeIn types text into s.
func typeIn(s *Slider, text string) {
	for _, r := range text {
		s.EditKey(r)
	}
}

func TestMoving(t *testing.T) {
	s := memory()
	if s.Changed() || !s.Step(1, false) || s.Value != 600 || !s.Changed() {
		t.Errorf("a step leads to %v", s.Value)
	}
	if !s.Step(-1, true) || s.Value != 500 {
		t.Errorf("a coarse step back leads to %v", s.Value)
	}
	if !s.End() || s.Value != 10_000 || s.End() || s.Step(1, false) {
		t.Errorf("the end is %v", s.Value)
	}
	if !s.Home() || s.Value != 1 || s.Step(-1, true) {
		t.Errorf("home is %v", s.Value)
	}
	if !s.Reset() || s.Value != 500 || s.Reset() {
		t.Errorf("reset leads to %v", s.Value)
	}
	if s.Set(math.NaN()) || s.Value != 500 {
		t.Error("NaN is a value")
	}
	if !s.Set(math.Inf(1)) || s.Value != 10_000 {
		t.Errorf("infinity leads to %v", s.Value)
	}
}

func TestChoices(t *testing.T) {
	s := runtimes()
	if chosen(s) != "node" || !s.Step(2, true) || chosen(s) != "go" {
		t.Errorf("two steps from node lead to %q", chosen(s))
	}
	if s.Value = 99; chosen(s) != "java-snapstart" {
		t.Errorf("choice 99 is %q", chosen(s))
	}
}

func TestTyping(t *testing.T) {
	tests := []struct {
		name   string
		slider *Slider
		typed  string
		want   float64
		err    string
	}{
		{"digits start", memory(), "1024", 1024, ""},
		{"a unit is the parser's", memory(), "768 MB", 768, ""},
		{"a decimal point starts", memory(), ".5", 500, "from 1 MB to 10000 MB"},
		{"no number", memory(), "12x", 500, "write it like 512MB"},
		{"too much", memory(), "99999", 500, "from 1 MB to 10000 MB"},
		{"not a number", memory(), "0NaN", 500, "write it like 512MB"},
		{"no parser", &Slider{Scale: Scale{Max: 10}, Value: 5}, "7.5", 7.5, ""},
		{"no parser, no number", &Slider{Scale: Scale{Max: 10}, Value: 5}, "7,5", 5, "not a number"},
		{"zero where there is one", &Slider{Scale: Scale{Log: true, Min: 1, Max: 9, Zero: true}, Value: 5}, "0", 0, ""},
		{"between zero and the least", &Slider{Scale: Scale{Log: true, Min: 1, Max: 9, Zero: true}, Value: 5}, "0.3", 5, "from 0 or 1 to 9"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			typeIn(tt.slider, tt.typed)
			if !tt.slider.Editing() || tt.slider.EditText() != tt.typed {
				t.Fatalf("typed %q, got %q", tt.typed, tt.slider.EditText())
			}
			err := tt.slider.Commit()
			if tt.slider.Value != tt.want || tt.slider.EditError() != tt.err {
				t.Errorf("value %v, error %q; want %v, %q", tt.slider.Value, tt.slider.EditError(), tt.want, tt.err)
			}
			if (err != nil) != (tt.err != "") || tt.slider.Editing() != (tt.err != "") {
				t.Errorf("Commit returned %v, still typing: %v", err, tt.slider.Editing())
			}
		})
	}
}

func TestTypingNames(t *testing.T) {
	tests := []struct{ typed, want, err string }{
		{"py", "python", ""},
		{"GO", "go", ""},
		{"java", "java", ""},
		{"java-", "java-snapstart", ""},
		{"ja", "node", "java or java-snapstart?"},
		{"ruby", "node", "one of node, python, go, java, java-snapstart"},
	}
	for _, tt := range tests {
		s := runtimes()
		s.BeginEdit(0)
		typeIn(s, tt.typed)
		_ = s.Commit()
		if chosen(s) != tt.want || s.EditError() != tt.err {
			t.Errorf("%q leads to %q, error %q", tt.typed, chosen(s), s.EditError())
		}
	}
}

func TestTypingCanBeTakenBack(t *testing.T) {
	s := memory()
	if s.EditKey('x') || s.Editing() {
		t.Error("a letter starts typing")
	}
	typeIn(s, "12y")
	_ = s.Commit()
	if s.EditError() == "" {
		t.Fatal("12y is accepted")
	}
	s.Backspace()
	if s.EditText() != "12" || s.EditError() != "" {
		t.Errorf("after backspace: %q, error %q", s.EditText(), s.EditError())
	}
	s.Backspace()
	s.Backspace()
	if !s.Editing() {
		t.Error("the last character cancels")
	}
	s.Backspace()
	if s.Editing() {
		t.Error("nothing left does not cancel")
	}
	s.BeginEdit('7')
	s.Cancel()
	if err := s.Commit(); err != nil || s.Value != 500 {
		t.Errorf("after cancelling: %v, error %v", s.Value, err)
	}
	s.BeginEdit(0)
	if err := s.Commit(); err != nil || s.Editing() || s.Value != 500 {
		t.Errorf("nothing typed: %v, error %v", s.Value, err)
	}
	if s.BeginEdit('1'); s.EditKey('\n') || s.EditKey(0x1b) || s.EditKey('漢') {
		t.Error("a control or wide character is typed")
	}
	typeIn(s, strings.Repeat("9", 100))
	if len(s.EditText()) != maxTyped {
		t.Errorf("%d characters typed", len(s.EditText()))
	}
}

func TestAnyKeysLeaveAValueInRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := memory()
		for range rapid.IntRange(0, 30).Draw(t, "n") {
			switch rapid.IntRange(0, 5).Draw(t, "key") {
			case 0, 1, 2:
				s.EditKey(rapid.SampledFrom([]rune("0123456789.eE+-NaInfx ")).Draw(t, "r"))
			case 3:
				_ = s.Commit()
			case 4:
				s.Backspace()
			case 5:
				s.Step(rapid.IntRange(-3, 3).Draw(t, "step"), false)
			}
			if !(s.Value >= 1 && s.Value <= 10_000) {
				t.Fatalf("value %v", s.Value)
			}
		}
	})
}

// chosen returns the name of the choice.
func chosen(s *Slider) string { return string(s.AppendValue(nil, s.Value)) }

// TestDraggingWithinAColumn checks that a mouse that reports pixels reaches values between
// columns, and also the snaps and the ends.
func TestDraggingWithinAColumn(t *testing.T) {
	s := Slider{Label: "rate", Scale: Scale{Min: 0, Max: 1000}, Snaps: []float64{500}}
	r := cell.Rect{W: 40, H: 1}
	track := s.layout(r).track
	seen := map[float64]bool{}
	last := -1.0
	for x := track.X - 1; x <= track.X+track.W; x++ {
		for _, within := range []float64{0.05, 0.25, 0.5, 0.75, 0.95} {
			s.DragWithin(r, x, within)
			if seen[s.Value] = true; s.Value < last {
				t.Fatalf("column %d, %v: %v after %v", x, within, s.Value, last)
			}
			last = s.Value
		}
	}
	if !seen[0] || !seen[1000] || !seen[500] || len(seen) < 3*track.W {
		t.Errorf("%d values in %d columns, with the ends and the snap: %v %v %v", len(seen), track.W, seen[0], seen[1000], seen[500])
	}
}
