package sshd

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// decoded is what a decoder makes of input that comes in parts; "…" is a pause
// after which nothing more follows.
func decoded(parts ...string) string {
	var d decoder
	var out []string
	emit := func(msg tea.Msg) {
		if k, ok := msg.(tea.KeyPressMsg); ok {
			out = append(out, k.String())
			return
		}
		out = append(out, fmt.Sprintf("%T", msg))
	}
	for _, p := range parts {
		if p == "…" {
			d.feed(nil, true, emit)
			continue
		}
		d.feed([]byte(p), false, emit)
	}
	return strings.Join(out, " ")
}

func TestDecoding(t *testing.T) {
	for _, tt := range []struct {
		parts []string
		want  string
	}{
		{[]string{"lq"}, "l q"},
		{[]string{"\x1b[C\x1b[1;2D\x1bOP"}, "right shift+left f1"},
		{[]string{"\x1b", "[C"}, "right"},
		{[]string{"\x1b[", "1;2", "D"}, "shift+left"},
		{[]string{"\x1b"}, ""},
		{[]string{"\x1b", "…"}, "esc"},
		{[]string{"\x1b", "\x1b[C"}, "esc right"},
		{[]string{"\x1b\x1b[C"}, "alt+right"},
		{[]string{"\x1b[<0;5;6M\x1b[<0;5;6m"}, "tea.MouseClickMsg tea.MouseReleaseMsg"},
		{[]string{"\xe4\xbe", "\xa1"}, "価"},
		{[]string{"\x1b[200~q\x1b[C", "quit\x1b[201~x"}, "tea.PasteMsg x"},
		{[]string{"\x1b[?2026;2$y"}, "tea.ModeReportMsg"},
		{[]string{"\x1b]11;rgb:0000/0000/0000\x1b\\"}, "tea.BackgroundColorMsg"},
		{[]string{"\x1b]11;" + strings.Repeat("x", 2*maxSequence), "…", "l"}, "l"},
	} {
		if got := decoded(tt.parts...); got != tt.want {
			t.Errorf("%q is %q, want %q", tt.parts, got, tt.want)
		}
	}
}

// FuzzDecoding holds that a decoder keeps little, whatever it is fed.
func FuzzDecoding(f *testing.F) {
	f.Add([]byte("\x1b[C\x1b[200~paste\x1b[201~"), 3)
	f.Add([]byte("\x1b]11;rgb:0/0/0\x07\xff\x9b\x1bP\x1b_"), 1)
	f.Fuzz(func(t *testing.T, p []byte, n int) {
		var d decoder
		for part := range slices.Chunk(p, min(max(n, 1), 64)) {
			d.feed(part, false, func(tea.Msg) {})
			if len(d.buf) > maxSequence+64 || len(d.paste) > maxPaste {
				t.Fatalf("%d bytes wait, %d are pasted", len(d.buf), len(d.paste))
			}
		}
		if d.feed(nil, true, func(tea.Msg) {}); d.waiting() {
			t.Errorf("%q is left", d.buf)
		}
	})
}
