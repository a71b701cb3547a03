package scenario

import (
	"fmt"
	"slices"
	"strings"
)

// The largest numbers of characters in a use's name and in its scope.
const maxUse, maxScope = 40, 48

// MaxUses is the largest number of uses of a part.
const MaxUses = 8

// Uses are services that each request of a part uses elsewhere: rows of a database, tokens
// of a model. They are stored in token form; the empty Uses means none.
type Uses string

// Use is something a request uses elsewhere, at the user's price or, if Per is 0, at the
// catalogue's rate with that name.
type Use struct {
	// Name is the name of the thing counted. Scope is the provider, product or offer whose
	// bills have the line, or a prefix of offer IDs such as aws-ec2*; empty for all.
	Name  string
	Scope Places
	// Each is the number a request uses, in [0, 1e12], and Price the dollars for Per of
	// them, in [0, 1e9].
	Each, Price, Per float64
}

// perUnits are the numbers of units that a price can be for.
var perUnits = []unit{{"M", 1e6}, {"k", 1e3}, {"B", 1e9}, {"1", 1}}

// String returns the uses in token form.
func (u Uses) String() string {
	if u == "" {
		return "none"
	}
	return string(u)
}

// Read fills dst with the uses and returns their number.
func (u Uses) Read(dst *[MaxUses]Use) int {
	n := 0
	for rest := string(u); rest != "" && n < MaxUses; n++ {
		var word string
		word, rest, _ = strings.Cut(rest, ",")
		dst[n], _ = parseUse(word) // ParseUses has validated it
	}
	return n
}

// name returns the use's name in token form, with its scope.
func (u *Use) name() string {
	if u.Scope == "" {
		return u.Name
	}
	return string(u.Scope) + "/" + u.Name
}

// write returns one use in token form.
func (u Use) write() string {
	name, per := u.name(), ""
	if u.Per == 0 {
		return name + ":" + formatCount(u.Each)
	}
	for _, p := range perUnits {
		if p.mul == u.Per {
			per = p.name
		}
	}
	return name + ":" + formatCount(u.Each) + "@" + shortest(u.Price) + "/" + per
}

// ParseUses reads the uses of a request, separated by commas: name:count@price/unit, or
// name:count of a rate of the catalogue. The unit is M, k, B or 1. A provider, product or
// offer and a slash before the name restrict the line to its offers.
func ParseUses(s string) (Uses, error) {
	if s == "none" {
		return "", nil
	}
	list := strings.Split(s, ",")
	if len(list) > MaxUses {
		return "", fmt.Errorf("has %d entries; at most %d are modelled", len(list), MaxUses)
	}
	seen := map[string]bool{}
	for i, word := range list {
		x, err := parseUse(word)
		if err != nil {
			return "", err
		}
		if seen[x.name()] {
			return "", fmt.Errorf("names %q twice", x.name())
		}
		seen[x.name()] = true
		list[i] = x.write()
	}
	return Uses(strings.Join(list, ",")), nil
}

func parseUse(s string) (Use, error) {
	name, rest, ok := strings.Cut(s, ":")
	each, price, priced := strings.Cut(rest, "@")
	price, per, ok2 := strings.Cut(price, "/")
	if !ok || priced && !ok2 {
		return Use{}, fmt.Errorf("%q is not name:count@price/unit, such as tokens:1500@3/M, or name:count of a rate of the catalogue", s)
	}
	var x Use
	if p, n, ok := strings.Cut(name, "/"); ok {
		x.Scope, name = Places(p), n
		if !isPlace(strings.TrimSuffix(p, "*")) || len(p) > maxScope {
			return Use{}, fmt.Errorf("%q cannot be a provider, product or offer; write it as \"crossover offers\" does", p)
		}
	}
	x.Name = name
	if !isName(name, maxUse) {
		return Use{}, fmt.Errorf("%q cannot be a name; write 1 to %d lower-case letters, digits or hyphens, a letter first", name, maxUse)
	}
	n, err := parseCount(each)
	if err := assign(&x.Each, n, err, 0, 1e12, "0", "1000B"); err != nil {
		return Use{}, fmt.Errorf("%s: %w", each, err)
	}
	if !priced {
		return x, nil
	}
	n, err = parseNumber(strings.TrimPrefix(price, "$"))
	if err := assign(&x.Price, n, err, 0, 1e9, "0", "1000000000"); err != nil {
		return Use{}, fmt.Errorf("%s: %w", price, err)
	}
	for _, p := range perUnits {
		if p.name == per {
			x.Per = p.mul
		}
	}
	if x.Per == 0 {
		return Use{}, fmt.Errorf("unknown unit %q; write the price for M (a million), k, B or 1", per)
	}
	return x, nil
}

// Places is a list of offers by name: the ID of an offer, provider or product, or a prefix
// of offer IDs with an asterisk. It is comparable; the empty Places names nothing.
type Places string

// Words returns the names in the list.
func (p Places) Words() []string {
	if p == "" {
		return nil
	}
	return strings.Split(string(p), ",")
}

// Has reports whether the list names an offer.
func (p Places) Has(id, product, provider string) bool {
	for rest := string(p); rest != ""; {
		var word string
		word, rest, _ = strings.Cut(rest, ",")
		if names(word, id, product, provider) {
			return true
		}
	}
	return false
}

func names(word, id, product, provider string) bool {
	if start, ok := strings.CutSuffix(word, "*"); ok {
		return strings.HasPrefix(id, start)
	}
	return word == id || word == product || word == provider
}

// ParsePlaces reads names separated by commas. It does not check that such offers exist,
// which needs a catalogue.
func ParsePlaces(s string) (Places, error) {
	seen := map[string]bool{}
	for _, word := range strings.Split(s, ",") {
		if !isPlace(strings.TrimSuffix(word, "*")) {
			return "", fmt.Errorf("%q cannot be an offer; write offers, products or providers, such as fly,aws-ec2*", word)
		}
		if seen[word] {
			return "", fmt.Errorf("names %q twice", word)
		}
		seen[word] = true
	}
	return Places(s), nil
}

// isPlace reports whether a word has the form of an ID.
func isPlace(s string) bool {
	return s != "" && s[0] != '-' && strings.Trim(s, nameLetters) == ""
}

// parseOffer reads the ID of an offer.
func parseOffer(s string) (string, error) {
	if !isPlace(s) {
		return "", fmt.Errorf("%q cannot be an offer; write its ID, such as aws-lambda-arm64, or none", s)
	}
	return s, nil
}

// LineGroups are the groups of bill lines that can be switched on or off: the costs that
// comparisons omit most often.
var LineGroups = []string{"control-plane", "front-door", "egress", "ipv4", "disk", "logs", "nat", "cross-az", "registry", "state", "events"}

// Lines holds the groups of bill lines that the user switched. The zero Lines leaves every
// group at its default.
type Lines struct{ on, off uint16 }

// Of returns whether a group is switched, and whether on or off.
func (l Lines) Of(group string) (on, switched bool) {
	if l == (Lines{}) { // the usual case
		return false, false
	}
	bit := uint16(1) << uint(slices.Index(LineGroups, group)) // 0 for another name
	return l.on&bit != 0, (l.on|l.off)&bit != 0
}

// With returns l with a group switched. A name that is not in [LineGroups] has no effect.
func (l Lines) With(group string, on bool) Lines {
	l = l.Without(group)
	if i := slices.Index(LineGroups, group); i < 0 {
		return l
	} else if on {
		l.on |= 1 << i
	} else {
		l.off |= 1 << i
	}
	return l
}

// Without returns l with a group back at its default.
func (l Lines) Without(group string) Lines {
	if i := slices.Index(LineGroups, group); i >= 0 {
		bit := uint16(1) << i
		l.on, l.off = l.on&^bit, l.off&^bit
	}
	return l
}

// String returns l in the form of the lines token: logs,-egress.
func (l Lines) String() string {
	var words []string
	for _, g := range LineGroups {
		if on, switched := l.Of(g); switched {
			if !on {
				g = "-" + g
			}
			words = append(words, g)
		}
	}
	if len(words) == 0 {
		return "default"
	}
	return strings.Join(words, ",")
}

// ParseLines reads groups to switch on or, with a hyphen before the name, off.
func ParseLines(s string) (Lines, error) {
	var l Lines
	if s == "default" {
		return l, nil
	}
	for _, word := range strings.Split(s, ",") {
		g, off := strings.CutPrefix(word, "-")
		if !slices.Contains(LineGroups, g) {
			return Lines{}, fmt.Errorf("%q is not a group of bill lines; write %s, each with a hyphen before it to leave it out", g, strings.Join(LineGroups, ", "))
		}
		if _, switched := l.Of(g); switched {
			return Lines{}, fmt.Errorf("names %q twice", g)
		}
		l = l.With(g, !off)
	}
	return l, nil
}
