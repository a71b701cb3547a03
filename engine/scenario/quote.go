package scenario

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Split cuts a line into words as a POSIX shell does, without expanding anything: at
// blanks, except between single quotes, between double quotes, and after a backslash. It
// fails if a quote is not closed. It is the inverse of [Quote].
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

// Quote writes a token as one word of a line, for [Split] and for shells. A value with
// blanks or shell metacharacters is put in single quotes.
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

// plain reports whether shells leave s unchanged. It permits an asterisk, because no file
// is named like a token.
func plain(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r == 0x7f || strings.ContainsRune("'\"\\$`;&|<>(){}[]!?#~", r) || unicode.IsSpace(r)
	})
}

// MaxNote is the largest number of characters in a note.
const MaxNote = 200

// ParseNote reads the user's note about a part: one line of at most [MaxNote] printable
// characters. Blanks at its ends are removed.
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
