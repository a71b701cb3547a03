package host

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/unicode/norm"

	"crossover/tui/style"
)

// maxName limits the columns of a name.
const maxName = 24

// PersonName returns a name as others see it: letters, digits and a few signs, normalised
// to Unicode's NFKC. It contains nothing invisible and nothing that looks like a mark of
// a room. Its letters are of one script, or of one script with those of Chinese, Japanese
// and Korean (highly restrictive in UTS #39). It is empty if nothing is left or the
// scripts are mixed.
func PersonName(s string) string {
	name := strings.Map(inName, norm.NFKC.String(ansi.Strip(s[:min(len(s), 8*maxName)])))
	script := ""
	for _, r := range name {
		switch of := scriptOf(r); {
		case of == "" || of == script:
		case script == "":
			script = of
		default:
			return ""
		}
	}
	return style.CleanName(strings.Map(inName, style.CleanName(name, maxName)), maxName) // CleanName puts ? for what cannot be shown
}

// inName returns r if it may be in a name, and -1 otherwise. Letters for clicks, such as
// ǃ, look like marks; modifiers are hardly visible.
func inName(r rune) rune {
	modifier := unicode.Is(unicode.Lm, r) && unicode.In(r, unicode.Common, unicode.Latin) && r != 'ー'
	click := unicode.Is(unicode.Lo, r) && unicode.Is(unicode.Latin, r)
	switch {
	case unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) || modifier || click:
		return -1
	case unicode.In(r, unicode.L, unicode.Nd) || strings.ContainsRune(" -_.'@+", r):
		return r
	default:
		return -1
	}
}

// scriptOf returns the script of a character, or "" if it may be mixed with any script.
func scriptOf(r rune) string {
	if unicode.In(r, unicode.Common, unicode.Inherited, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Hangul) {
		return ""
	}
	for name, table := range unicode.Scripts {
		if unicode.Is(table, r) {
			return name
		}
	}
	return ""
}

// lookalikes replaces letters of Cyrillic, Greek and Armenian, and digits, by the Latin
// letters they look like. It treats 1, l and I as one letter.
var lookalikes = func() *strings.Replacer {
	pairs := []string{"rn", "m", "vv", "w"}
	for _, p := range strings.Fields(`0o 1i li ıi
		АA ВB ЕE ЁË ІI ЇÏ ЈJ КK МM НH ОO РP СC ТT УY ХX ЅS ԁd ԛq ԝw ѵv ӏi һh
		аa вb еe ёë іi їï јj кk мm нh оo рp сc тt уy хx ѕs гr пn
		ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX αa βb εe ηn ιi κk νv οo ρp τt υu χx
		ՍU Օo օo սu ոn հh ցg`) {
		_, n := utf8.DecodeRuneInString(p)
		pairs = append(pairs, p[:n], p[n:])
	}
	return strings.NewReplacer(pairs...)
}()

// lookOf returns a key that is equal for names that look the same.
func lookOf(name string) string { return strings.ToLower(lookalikes.Replace(name)) }
