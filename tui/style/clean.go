package style

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/unicode/norm"

	"crossover/tui/cell"
)

// Clean makes text from outside the program safe to paint. It removes escape sequences and
// control characters, turns white space into single blanks, and replaces every character
// that is not one column wide by '?', so that each rune of the result is one column wide.
// It cuts the result off after limit runes.
func Clean(s string, limit int) string { return clean(s, limit, false) }

// CleanName is [Clean] for the names of people: it keeps letters two columns wide and
// composes letters with their accents. It does not keep pictures, because terminals
// disagree about their width. The result has at most columns columns, as [cell.Columns]
// counts them.
func CleanName(s string, columns int) string { return clean(norm.NFC.String(s), columns, true) }

// clean does the work of both; names allows wide letters.
func clean(s string, limit int, names bool) string {
	for {
		clean := cleanOnce(s, limit, names)
		if clean == s {
			return clean
		}
		s = clean // a removed character may have separated two that combine
	}
}

func cleanOnce(s string, limit int, names bool) string {
	var b strings.Builder
	blank := true // swallow blanks at the start
	for cluster, width := range cell.Characters(ansi.Strip(s)) {
		r, columns := single(cluster, width, names)
		if columns == 0 || r == ' ' && blank {
			continue
		}
		if limit -= columns; limit < 0 {
			break
		}
		blank = r == ' '
		b.WriteRune(r)
	}
	return strings.TrimRight(b.String(), " ")
}

// single returns the rune painted for a character, and its width in columns: 0 for a
// character that is left out.
func single(cluster string, width int, names bool) (r rune, columns int) {
	r, size := utf8.DecodeRuneInString(cluster)
	switch {
	case unicode.IsSpace(r):
		return ' ', 1
	case unicode.Is(unicode.Co, r) || r == unicode.ReplacementChar:
		return '?', 1 // private use: fonts disagree about the width
	case !unicode.IsPrint(r):
		return 0, 0
	case width == 0:
		return 0, 0
	case names && size == len(cluster) && unicode.IsLetter(r) && cell.IsWide(r):
		return r, 2
	case width != 1 || cell.RuneWidth(r) != 1:
		return '?', 1
	default:
		return r, 1 // accents that could not be composed are dropped
	}
}
