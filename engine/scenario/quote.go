package scenario

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Split cuts a line into words as a POSIX shell does, without expanding anything:
// at blanks, except between single quotes, between double quotes, and after a
// backslash. It fails where a quote is not closed. It undoes [Quote].
func Split(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	begun, quote, escaped := false, rune(0), false
	for _, r := range line {
		switch {
		case escaped:
			if quote == '"' && !strings.ContainsRune("\"\\$`", r) {
				word.WriteByte('\\')
			}
			word.WriteRune(r)
			escaped = false
		case r == '\\' && quote != '\'':
			begun, escaped = true, true
		case r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			begun, quote = true, r
		case quote == 0 && unicode.IsSpace(r):
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		default:
			begun = true
			word.WriteRune(r)
		}
	}
	if quote != 0 || escaped {
		return nil, errors.New("a quote is not closed")
	}
	if begun {
		words = append(words, word.String())
	}
	return words, nil
}

// Quote writes a token as one word of a line, for [Split] and for shells: a value
// with blanks or other characters that shells act on stands in single quotes.
func Quote(token string) string {
	key, value, found := strings.Cut(token, "=")
	if plain(key) && found {
		if !plain(value) {
			value = quoted(value)
		}
		return key + "=" + value
	}
	if token != "" && plain(token) {
		return token
	}
	return quoted(token)
}

func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// plain reports whether no shell does anything with s. A star is left to stand: no
// file is called like a token.
func plain(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r == 0x7f || strings.ContainsRune("'\"\\$`;&|<>(){}[]!?#~", r) || unicode.IsSpace(r)
	})
}

// MaxNote is the most characters of a note.
const MaxNote = 200

// ParseNote reads what a user notes about a part: text of at most [MaxNote]
// characters on one line, all of which print. Blanks at its ends are dropped.
func ParseNote(text string) (string, error) {
	text = strings.TrimSpace(text)
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }):
		return "", errors.New("holds a character that does not print; write one line of text")
	case utf8.RuneCountInString(text) > MaxNote:
		return "", fmt.Errorf("has %d characters; write at most %d", utf8.RuneCountInString(text), MaxNote)
	}
	return text, nil
}
