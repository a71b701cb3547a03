package term

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"
)

// decoded returns the messages of a decoder for input in several parts. "…" is a pause
// long enough for a lone escape, "……" one long enough for anything.
func decoded(parts ...string) string {
	var d Decoder
	var out []string
	now := time.Unix(1, 0)
	emit := func(msg tea.Msg) {
		switch msg := msg.(type) {
		case tea.KeyPressMsg:
			out = append(out, msg.String())
		case tea.PasteMsg:
			out = append(out, fmt.Sprintf("paste(%s)", msg.Content))
		default:
			out = append(out, fmt.Sprintf("%T", msg))
		}
	}
	for _, p := range parts {
		switch p {
		case "…":
			now = now.Add(escapeTime)
			d.Expire(now, emit)
		case "……":
			now = now.Add(time.Minute)
			d.Expire(now, emit)
		default:
			now = now.Add(time.Millisecond)
			d.Feed([]byte(p), now, emit)
		}
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
		{[]string{"\x1b[<0;5;6M\x1b[<0;5;6m"}, "tea.MouseClickMsg tea.MouseReleaseMsg"},
		{[]string{"\xe4\xbe", "\xa1"}, "価"},
		{[]string{"\xe4", "…", "\xbe\xa1"}, "価"},
		{[]string{"\xe4\xbeq\xff\xfeq"}, "q q"},
		{[]string{"\x1b[?2026;2$y"}, "tea.ModeReportMsg"},
		{[]string{"\x1b[[A\x1b[[E\x1b[[Fq"}, "f1 f5 q"},
		{[]string{"\x1b[7$q"}, "shift+home q"},
		{[]string{"\x1b[M !!q"}, "tea.MouseClickMsg q"},
		{[]string{"\x1b[99;5u"}, "ctrl+c"},
		{[]string{"\x1b[27;5;122~\x1a"}, "ctrl+z ctrl+z"},

		// A lone escape is decided by time.
		{[]string{"\x1b"}, ""},
		{[]string{"\x1b", "…"}, "esc"},
		{[]string{"\x1b", "\x1b[C"}, "esc right"},
		{[]string{"\x1b\x1b[C"}, "alt+right"},
		{[]string{"\x1b\x1b", "…", "q"}, "esc esc q"},
		{[]string{"\x1bq\x1b\x03"}, "alt+q ctrl+alt+c"},
		{[]string{"\x1b\x1bq"}, "esc alt+q"},
		{[]string{"\x1b\xe4", "\xbe\xa1q"}, "alt+価 q"},

		// A sequence that a slow line divides never becomes text.
		{[]string{"\x1b[<35;3", "…", "0;10M"}, "tea.MouseMotionMsg"},
		{[]string{"\x1b[<35;3", "……", "0;10Mq"}, "tea.MouseMotionMsg q"},
		{[]string{"\x1b[", "…", "<35;30;10Mq"}, "tea.MouseMotionMsg q"},
		{[]string{"\x1b", "…", "[<35;30;10Mq"}, "esc tea.MouseMotionMsg q"},
		{[]string{"\x1b", "…", "[<35;3", "…", "0;10Mq"}, "esc tea.MouseMotionMsg q"},
		{[]string{"\x1b", "……", "[", "q"}, "esc [ q"},
		{[]string{"\x1b]11;rgb:00", "…", "00/0000/0000\x1b", "…", "\\q"}, "tea.BackgroundColorMsg q"},
		{[]string{"\x1b]11;rgb:0000/0000/0000\aq"}, "tea.BackgroundColorMsg q"},
		{[]string{"\x1bP>|xterm(", "…", "388)\x1b\\q"}, "tea.TerminalVersionMsg q"},
		{[]string{"\x9b<35;3", "…", "0;10Mq"}, "tea.MouseMotionMsg q"},

		// A sequence that breaks off is dropped, and the input after it counts.
		{[]string{"\x1b[12\x03"}, "ctrl+c"},
		{[]string{"\x1b[12\x1b[C"}, "right"},
		{[]string{"\x1b[1é\x1b[C"}, "é right"},
		{[]string{"\x1b]11;rgb:\x1b[C"}, "right"},
		{[]string{"\x1b]xyz\x03q"}, "ctrl+c q"},
		{[]string{"\x1b]", "……", "q"}, "q"},
		{[]string{"\x1b]11;" + strings.Repeat("x", 2*maxSequence), "yz\a", "l"}, "l"},
		{[]string{"\x1b[" + strings.Repeat("1;", maxSequence), "1A", "l"}, "l"},
		{[]string{"\x1b]11;" + strings.Repeat("x", 2*maxSequence) + "\x1b", "\\l"}, "l"},

		// Pastes.
		{[]string{"\x1b[200~q\x1b[C", "quit\x1b[201~x"}, "paste(q\x1b[Cquit) x"},
		{[]string{"\x1b[200~ab\x1b[2", "…", "01~x"}, "paste(ab) x"},
		{[]string{"\x1b[200~ab\x1b[2", "02"}, ""},
		{[]string{"\x1b[200~ab", "……", "x"}, "paste(ab) x"},
		{[]string{"\x1b[200~ab", "\x03"}, "paste(ab) ctrl+c"},
		{[]string{"\x1b[200~ab", "\x1b[99;5u"}, "paste(ab) ctrl+c"},
		{[]string{"\x1b[200~a\x03b\x1b[201~"}, "paste(a\x03b)"},
		{[]string{"\x1b[200~a\xff価\xe4\x1b[201~"}, "paste(a価)"},
		{[]string{"\x1b[201~q"}, "q"},
	} {
		if got := decoded(tt.parts...); got != tt.want {
			t.Errorf("%q is %q, want %q", tt.parts, got, tt.want)
		}
	}
}

// TestDecodingDoesNotDependOnChunks cuts input anywhere except right after an escape, which
// time would turn into a key.
func TestDecodingDoesNotDependOnChunks(t *testing.T) {
	pieces := []string{
		"q", "価", "\x03", "\x1b[C", "\x1b[1;2D", "\x1bOP", "\x1b[<35;30;10M", "\x1b[<0;3;1m", "\x1b[200~some text\x1b[201~", "\x1b[?2026;2$y",
		"\x1b]11;rgb:0000/0000/0000\x1b\\", "\x1b[[B", "\x1b[M !!", "\xff", "\x1b[7$", "\x1b[12\x7f", "\x1bP1$r0m\x1b\\",
	}
	rapid.Check(t, func(t *rapid.T) {
		input := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 6).Draw(t, "input"), "")
		var parts []string
		for rest := input; rest != ""; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "cut")
			for n < len(rest) && rest[n-1] == esc {
				n++
			}
			parts = append(parts, rest[:n], "…")
			rest = rest[n:]
		}
		if got, want := decoded(parts...), decoded(input); got != want {
			t.Errorf("%q is %q, and %q is %q", parts, got, input, want)
		}
	})
}

// FuzzDecoding checks that a decoder uses little memory for any input, and decodes a key
// after it.
func FuzzDecoding(f *testing.F) {
	f.Add([]byte("\x1b[C\x1b[200~paste\x1b[201~"), 3)
	f.Add([]byte("\x1b]11;rgb:0/0/0\x07\xff\x9b\x1bP\x1b_"), 1)
	f.Fuzz(func(t *testing.T, p []byte, n int) {
		var d Decoder
		now := time.Unix(1, 0)
		for part := range slices.Chunk(p, min(max(n, 1), 64)) {
			d.Feed(part, now, func(tea.Msg) {})
			if len(d.buf) > maxSequence+64 || len(d.paste) > maxPaste {
				t.Fatalf("%d bytes wait, %d are pasted", len(d.buf), len(d.paste))
			}
		}
		d.Expire(now.Add(time.Minute), func(tea.Msg) {})
		quits := false
		for range 4 { // three may be the last bytes of an old mouse report
			d.Feed([]byte{0x03}, now.Add(time.Hour), func(msg tea.Msg) {
				k, ok := msg.(tea.KeyPressMsg)
				quits = quits || ok && k.String() == "ctrl+c"
			})
		}
		if !quits {
			t.Errorf("ctrl+c does not get through: %q is left", d.buf)
		}
	})
}

func BenchmarkDecoding(b *testing.B) {
	var d Decoder
	input := bytes.Repeat([]byte("\x1b[<35;30;10M"), 10)
	for b.Loop() {
		d.Feed(input, time.Time{}, func(tea.Msg) {})
	}
}
