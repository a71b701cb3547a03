package glyph

import (
	"strconv"
	"strings"
)

// Detect picks a set from a terminal's environment. lookup returns a variable's value, or
// "" if it is not set. ambiguousOK reports whether the terminal is known to make
// characters of ambiguous width one column wide.
//
// A terminal is taken to show Unicode unless its locale names another encoding or its type
// is known not to.
func Detect(lookup func(key string) string) (k Kind, ambiguousOK bool) {
	term := lookup("TERM")
	if plainTerm(term) || !unicodeLocale(locale(lookup)) {
		return ASCII, false
	}
	return Braille, narrowTerm(term, lookup("TERM_PROGRAM")) && !eastAsian(locale(lookup))
}

// locale returns the locale that applies to characters: the first of the three variables
// that is set.
func locale(lookup func(string) string) string {
	for _, key := range [...]string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := lookup(key); v != "" {
			return v
		}
	}
	return ""
}

// unicodeLocale reports whether a locale may use UTF-8. One without an encoding
// may, because many systems leave it out; POSIX and C may not.
func unicodeLocale(l string) bool {
	if l == "C" || l == "POSIX" {
		return false
	}
	_, encoding, named := strings.Cut(l, ".")
	encoding, _, _ = strings.Cut(strings.ToLower(encoding), "@")
	return !named || encoding == "utf-8" || encoding == "utf8"
}

// plainTerm reports whether terminals of this type lack most of Unicode: the
// Linux console has 512 glyphs, and the others are older than Unicode.
func plainTerm(term string) bool {
	switch term {
	case "linux", "dumb", "vt100", "vt220", "ansi", "cons25":
		return true
	default:
		return false
	}
}

// narrowTerm reports whether a terminal is known to draw characters of ambiguous width in
// one column. Multiplexers are not known to: the terminal around them decides.
func narrowTerm(term, program string) bool {
	switch term {
	case "xterm-kitty", "alacritty", "foot", "foot-extra", "xterm-ghostty":
		return true
	}
	switch program {
	case "ghostty", "vscode":
		return strings.HasPrefix(term, "xterm")
	default:
		return false
	}
}

// eastAsian reports whether a locale is of a language whose users set their
// terminals to wide ambiguous characters.
func eastAsian(l string) bool {
	return strings.HasPrefix(l, "zh") || strings.HasPrefix(l, "ja") || strings.HasPrefix(l, "ko")
}

// octantsSince maps each terminal that draws the octants of Unicode 16 itself, with any
// font, to its first such version.
var octantsSince = map[string][2]int{"ghostty": {1, 2}, "foot": {1, 20}, "kitty": {0, 40}, "VTE": {0, 78}}

// HasOctants reports whether the terminal that names itself like this, as an
// answer to XTVERSION, is known to draw octants: "kitty(0.40.1)", "ghostty
// 1.2.0", "VTE(7802)", whose number is 0.78.2.
func HasOctants(name string) bool {
	program, version, _ := strings.Cut(strings.TrimSuffix(name, ")"), "(")
	if program == name {
		program, version, _ = strings.Cut(name, " ")
	}
	since, ok := octantsSince[program]
	if !ok {
		return false
	}
	whole, rest, dotted := strings.Cut(version, ".")
	major, err := strconv.Atoi(whole)
	if program == "VTE" && !dotted {
		return err == nil && major >= since[0]*10000+since[1]*100
	}
	part, _, _ := strings.Cut(rest, ".")
	minor, err2 := strconv.Atoi(part)
	return err == nil && err2 == nil && (major > since[0] || major == since[0] && minor >= since[1])
}
