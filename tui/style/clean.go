package style

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/unicode/norm"

	"crossover/tui/cell"
)

// Clean makes text from outside safe to paint: it removes escape sequences and
// control characters, turns white space into single blanks, and replaces every
// character that is not one column wide by '?', so that each rune of the result
// is one column. The result has at most limit runes; what is beyond is cut off.
func Clean(s string, limit int) string { return clean(s, limit, false) }

// CleanName is [Clean] for the names of people: letters that are two columns
// wide stay, and those that come apart from their accents are composed. Pictures
// do not stay, for terminals disagree about them. The result takes at most so
// many columns, as [cell.Columns] counts them.
func CleanName(s string, columns int) string { return clean(norm.NFC.String(s), columns, true) }

// clean is both; names says that letters may be wide.
func clean(s string, limit int, names bool) string {
	for {
		clean := cleanOnce(s, limit, names)
		if clean == s {
			return clean
		}
		s = clean // what was taken out may have kept characters apart that combine
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

// single returns the one rune that stands for a character and how many columns
// it takes, none for a character that leaves no trace.
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
