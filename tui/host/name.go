package host

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/unicode/norm"

	"crossover/tui/style"
)

// maxName is how many columns of a name are shown.
const maxName = 24

// PersonName is somebody's name as others see it: letters, digits and a few signs,
// in their usual forms (Unicode's NFKC). Nothing in it is invisible or looks like a
// mark of a room, and its letters are of one script, or of one beside those of
// Chinese, Japanese and Korean, which is what UTS #39 calls highly restrictive. It
// is empty where nothing is left, or the scripts are mixed.
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
	return style.CleanName(name, maxName)
}

// inName returns a character that can be in a name, and -1 for any other. The
// letters for clicks look like marks, such as ǃ; modifiers are hardly seen.
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

// scriptOf names the script of a character, where it is one that is not mixed with
// others.
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

// lookalikes are letters of Cyrillic, Greek and Armenian, and digits, each with the
// Latin letters that it looks like. 1, l and I are one.
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

// lookOf is the same for names that look the same.
func lookOf(name string) string { return strings.ToLower(lookalikes.Replace(name)) }
