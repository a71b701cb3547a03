package tui

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"crossover/engine/proptest"
	"crossover/tui/term"
)

// handleKeys are the keys of a recorded session: a handle goes up and comes back.
var handleKeys = strings.Repeat("right ", 20) + strings.Repeat("left ", 20)

// TestBytesAStep plays a recorded session of a slider and limits the bytes sent to the
// terminal in each step. They do not depend on the machine.
func TestBytesAStep(t *testing.T) {
	proptest.Sequential(t)
	for _, tt := range []struct {
		name    string
		profile colorprofile.Profile
		median  int
	}{
		{"true colour", colorprofile.TrueColor, 2600},
		{"256 colours", colorprofile.ANSI256, 2600},
	} {
		s := open(t, realEngine(t), 160, 48, func(o *Options) { o.Profile = tt.profile })
		var screen term.Screen
		screen.Sync = true
		var sizes []int
		var out []byte
		causes := map[string]int{}
		for _, k := range append([]string{"down", "up"}, strings.Fields(handleKeys)...) {
			s.press(k)
			b, table, _ := s.Paint()
			out = screen.Frame(out[:0], b, table, s.Modes())
			if k == "right" || k == "left" {
				sizes = append(sizes, len(out))
				countCauses(causes, out)
			}
		}
		slices.Sort(sizes)
		median := sizes[len(sizes)/2]
		t.Logf("%s: median %d, largest %d; bytes a step by cause:", tt.name, median, sizes[len(sizes)-1])
		for cause, n := range causes {
			t.Logf("  %-8s %5d", cause, n/len(sizes))
		}
		if median > tt.median {
			t.Errorf("%s: a step takes %d bytes, want at most %d", tt.name, median, tt.median)
		}
	}
}

// countCauses counts the bytes of a frame by their purpose.
func countCauses(causes map[string]int, frame []byte) {
	var state byte
	for len(frame) > 0 {
		seq, width, n, next := ansi.DecodeSequence(frame, state, nil)
		cause := "text"
		switch last := seq[len(seq)-1]; {
		case width > 0:
			causes["cells"] += width
		case last == 'm':
			cause = "style"
			causes["styles"]++
		case last == 'H', last == 'C', last == 'G', last == 'd', last == '\r', last == '\n', last == '\b', last == 'B', last == 'A', last == 'D':
			cause = "move"
			causes["moves"]++
		default:
			cause = "other"
		}
		causes[cause] += n
		state, frame = next, frame[n:]
	}
}
