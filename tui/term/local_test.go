package term

import (
	"io"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// TestAPasteEndsOnATerminal sends pastes without their end: Ctrl+C ends the first, and
// time the second.
func TestAPasteEndsOnATerminal(t *testing.T) {
	in, keys := io.Pipe()
	l := &Local{in: in, out: io.Discard}
	got := make(chan tea.Msg, 10)
	if err := l.Listen(func(msg tea.Msg) { got <- msg }); err != nil {
		t.Fatal(err)
	}
	write := func(s string) {
		t.Helper()
		if _, err := io.WriteString(keys, s); err != nil { // it returns after the input was read
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
