package scenario

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"crossover/engine/each"
	"crossover/engine/nearest"
)

// TokenError describes what is wrong with one token.
type TokenError struct {
	// Token is the token as written.
	Token string
	// Problem names the key or value and describes what would be right.
	Problem string
}

// Error returns the token and its problem.
func (e *TokenError) Error() string { return fmt.Sprintf("%s: %s", e.Token, e.Problem) }

// Parse applies tokens such as rate=12/s or events.memory=1GB to base and returns the
// result. Its error joins a [*TokenError] for each bad token. The order of the tokens does
// not matter.
func Parse(base Scenario, tokens ...string) (Scenario, error) {
	s := base
	p := parser{s: &s, seen: map[string]string{}}
	for pass := range passes {
		for _, tok := range tokens {
			key, value, found := strings.Cut(tok, "=")
			if passOf(key) != pass {
				continue
			}
			if !found {
				p.fail(tok, "is not key=value, such as rate=12/s or preset=saas")
				continue
			}
			p.set(tok, key, value)
		}
	}
	p.checkShares()
	p.checkCounts()
	if len(p.errs) > 0 {
		return base, errors.Join(p.errs...)
	}
	return s, nil
}

// ParseLine is [Parse] of the tokens on a line, which [Split] cuts.
func ParseLine(base Scenario, line string) (Scenario, error) {
	tokens, err := Split(line)
	if err != nil {
		return base, err
	}
	return Parse(base, tokens...)
}

// passes is the number of passes over the tokens: first the list of parts, then the
// selected part, then the rest.
const passes = 3

func passOf(key string) int {
	switch key {
	case "parts":
		return 0
	case "part":
		return 1
	default:
		return passes - 1
	}
}

type parser struct {
	s    *Scenario
	seen map[string]string
	errs []error
}

func (p *parser) fail(tok, format string, args ...any) {
	p.errs = append(p.errs, &TokenError{Token: tok, Problem: fmt.Sprintf(format, args...)})
}

// set applies one token.
func (p *parser) set(tok, key, value string) {
	name, term, dotted := strings.Cut(key, ".")
	part := p.s.Selected
	if dotted {
		if part = p.s.Find(name); part < 0 {
			p.fail(tok, "there is no part %q; the parts are %s", name, p.s.partNames(", "))
			return
		}
	} else {
		term = key
	}
	t := lookup(term)
	if t == nil {
		p.fail(tok, "unknown key %q%s", term, suggestKey(term))
		return
	}
	id := t.Key
	if t.PerPart() {
		id = p.s.parts[part].Name + "." + id
	} else if dotted {
		p.fail(tok, "%s is a term of the whole system; write %s=%s", t.Key, t.Key, value)
		return
	}
	if first, ok := p.seen[id]; ok {
		p.fail(tok, "repeats %s; give %s once", first, t.Key)
		return
	}
	p.seen[id] = tok
	if err := t.at(p.s, part).read(t, value); err != nil {
		p.fail(tok, "%s", err)
	}
}

// checkShares completes shares without a name: they are of the api part, or of the first.
// It reports shares of parts that do not exist, and cyclic shares.
func (p *parser) checkShares() {
	for i := range p.s.n {
		part := &p.s.parts[i]
		if part.Share > 0 && part.Of == "" {
			part.Of = p.s.parts[p.s.defaultSelection()].Name
		}
	}
	for i := range p.s.n {
		part := &p.s.parts[i]
		if part.Share == 0 {
			continue
		}
		tok := part.Name + ".rate=" + formatRate(part)
		switch j := p.s.Find(part.Of); {
		case j < 0:
			p.fail(tok, "there is no part %q to take a share of; the parts are %s", part.Of, p.s.partNames(", "))
		case j == i:
			p.fail(tok, "a part cannot be a share of itself")
		case p.s.ShareOfRoot(j) == 0:
			p.fail(tok, "no part with a rate of its own is behind %s; it is a share, too", part.Of)
		}
	}
}

func (s *Scenario) partNames(between string) string {
	return strings.Join(each.Of(s.parts[:s.n], func(p *Part) string { return p.Name }), between)
}

// Tokens returns the canonical text form: the differences from the default system, part by
// part, so that Parse(Default(), s.Tokens()...) == s.
func (s *Scenario) Tokens() []string {
	var out []string
	def := Default()
	note := func(prefix string, t *Term, is, usual value) {
		if v := is.text(t); v != usual.text(t) {
			out = append(out, prefix+t.Key+"="+v)
		}
	}
	note("", lookup("parts"), (*partList)(s), (*partList)(&def))
	if sel := s.SelectedPart().Name; sel != def.SelectedPart().Name || s.Find(sel) != s.defaultSelection() {
		out = append(out, "part="+sel)
	}
	for i := range s.n {
		usual := defaultPart(s.parts[i].Name)
		prefix := s.parts[i].Name + "."
		if i == s.Selected {
			prefix = ""
		}
		for k := range table {
			if t := &table[k]; t.part != nil {
				note(prefix, t, t.part(&s.parts[i]), t.part(&usual))
			}
		}
	}
	for k := range table {
		if t := &table[k]; t.system != nil {
			note("", t, t.system(&s.Terms), t.system(&def.Terms))
		}
	}
	return out
}

// String returns the canonical text form on one line, which [Split] cuts into tokens.
func (s Scenario) String() string {
	words := s.Tokens()
	for i := range words {
		words[i] = Quote(words[i])
	}
	return strings.Join(words, " ")
}

// defaultSelection returns the part selected if there is no part token.
func (s *Scenario) defaultSelection() int {
	if i := s.Find("api"); i >= 0 {
		return i
	}
	return 0
}

// defaultPart returns the part with the given name in the default system, or else a new
// part, with the terms of its kind if the name is one.
func defaultPart(name string) Part {
	def := Default()
	if i := def.Find(name); i >= 0 {
		return def.parts[i]
	}
	p := NewPart(name)
	if shape := kinds[name]; shape != nil {
		shape(&p)
	}
	return p
}

// suggestKey returns the keys nearest to a misspelt one, or lists all keys.
func suggestKey(name string) string {
	keys := each.Of(table, func(t *Term) string { return t.Key })
	return nearest.Question(name, keys, "; the keys are "+strings.Join(keys, ", "))
}

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
