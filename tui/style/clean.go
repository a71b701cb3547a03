package style

import (
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// Clean makes text from outside safe to paint: it removes escape sequences and
// control characters, turns white space into single blanks, and replaces every
// character that is not one column wide by '?', so that each rune of the result
// is one column. The result has at most max runes; what is beyond is cut off.
func Clean(s string, max int) string {
	for {
		clean := cleanOnce(s, max)
		if clean == s {
			return clean
		}
		s = clean // what was taken out may have kept characters apart that combine
	}
}

func cleanOnce(s string, max int) string {
	var b strings.Builder
	blank := true // swallow blanks at the start
	for s = ansi.Strip(s); s != "" && max > 0; {
		cluster, width := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
		if cluster == "" {
			break
		}
		s = s[len(cluster):]
		r, ok := single(cluster, width)
		if !ok || r == ' ' && blank {
			continue
		}
		blank = r == ' '
		b.WriteRune(r)
		max--
	}
	return strings.TrimRight(b.String(), " ")
}

// single returns the one rune that stands for a character, or false for a
// character that leaves no trace.
func single(cluster string, width int) (r rune, ok bool) {
	runes := []rune(cluster)
	r = runes[0]
	switch {
	case unicode.IsSpace(r):
		return ' ', true
	case unicode.Is(unicode.Co, r) || r == unicode.ReplacementChar:
		return '?', true // private use: fonts disagree about the width
	case !unicode.IsPrint(r):
		return 0, false
	case width == 0:
		return 0, false
	case width != 1 || ansi.StringWidth(string(r)) != 1:
		return '?', true
	default:
		return r, true // accents that could not be composed are dropped
	}
}
