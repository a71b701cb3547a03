package cell

import (
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"github.com/clipperhouse/displaywidth"
)

func TestRuneWidth(t *testing.T) {
	for _, tt := range []struct {
		name  string
		runes []rune
		want  int
	}{
		{"letters and punctuation", []rune{' ', 'a', '~', 0xa0, 'é', 'µ', '–', '…', '→', '€', 'ж', 'א', 'ก', 'ക', 0xff71}, 1},
		{"lines, blocks and braille", []rune("─┃╭█▁⠁⣿●▶★"), 1},
		{"wide letters", []rune("日本語한アＡ\u3000"), 2},
		{"pictures", []rune("👍😀⌚⏩◽☕"), 2},
		{"control characters", []rune{0, '\t', 0x1b, 0x7f, 0x80, 0x9b, 0x9f}, 0},
		{"nothing to see", []rune{0xad, 0x200b, 0x200d, 0x202e, 0x2028, 0xfe0f, 0xfeff}, 0},
		{"accents", []rune{0x301, 0x20dd, 0x3099, 0xff9e}, 0},
		{"vowel signs beside their letter", []rune{0x903, 0xc01, 0xcf3, 0xe33, 0xeb3}, 0},
		{"signs that join the next letter", []rune{0x600, 0xd4e, 0x111c2}, 0},
		{"jamo that join into syllables", []rune{0x1112, 0x1161, 0x11ab}, 0},
		{"halves of flags and skin tones", []rune{0x1f1e6, 0x1f3fd}, 0},
		{"no characters at all", []rune{Tail, -7, 0xd800, unicode.MaxRune + 1, 1 << 30}, 0},
	} {
		for _, r := range tt.runes {
			if got := RuneWidth(r); got != tt.want {
				t.Errorf("%s: %U is %d columns wide, want %d", tt.name, r, got, tt.want)
			}
		}
	}
}

// TestRunesWithWidthStandAlone compares the rule with the behaviour of terminals, for
// every assigned rune: one with a width keeps it between a line, its like and a syllable,
// and one without is refused for a reason.
func TestRunesWithWidthStandAlone(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r == 0x33480 {
			r = 0xe0000 // the runes between are not assigned, and private ones follow
		}
		n := 0
		for range Characters("─" + string(r) + string(r) + "한") {
			n++
		}
		switch w, table := RuneWidth(r), displaywidth.Rune(r); {
		case w != 0 && n != 4:
			t.Errorf("%U is %d columns wide and joins what is beside it", r, w)
		case w != 0 && (w != table || w != ansi.StringWidth(string(r))):
			t.Errorf("%U is %d columns wide here, and %d and %d elsewhere", r, w, table, ansi.StringWidth(string(r)))
		case w == 0 && n == 4 && table > 0:
			t.Errorf("%U is refused", r)
		}
		if r == 0xe0fff {
			break
		}
	}
}

func BenchmarkRuneWidth(b *testing.B) {
	for _, text := range []string{"rate ─━⣿", "…→≈€●", "日本語", "한글アジ"} {
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, r := range text {
					RuneWidth(r)
				}
			}
		})
	}
}
