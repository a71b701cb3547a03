package term

import (
	"io"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// TestAPasteEndsOnATerminal sends pastes without their end: one is ended by Ctrl+C,
// the next by time.
func TestAPasteEndsOnATerminal(t *testing.T) {
	in, keys := io.Pipe()
	l := &Local{in: in, out: io.Discard}
	got := make(chan tea.Msg, 10)
	if err := l.Listen(func(msg tea.Msg) { got <- msg }); err != nil {
		t.Fatal(err)
	}
	write := func(s string) {
		t.Helper()
		if _, err := io.WriteString(keys, s); err != nil { // returns when it has been read
			t.Fatal(err)
		}
	}
	pasted := func(want string) {
		t.Helper()
		if msg, ok := (<-got).(tea.PasteMsg); !ok || msg.Content != want {
			t.Fatalf("got %v, want %q pasted", msg, want)
		}
	}
	write("\x1b[200~one")
	write("\x03")
	pasted("one")
	if msg, ok := (<-got).(tea.KeyPressMsg); !ok || msg.String() != "ctrl+c" {
		t.Fatalf("got %v, want ctrl+c", msg)
	}
	write("\x1b[200~two")
	pasted("two")
	_ = keys.Close()
	if _, ok := (<-got).(EndMsg); !ok {
		t.Error("the end of the terminal is not told")
	}
	_ = l.Close()
}
