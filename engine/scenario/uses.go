package scenario

import (
	"fmt"
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
func (x *Use) name() string {
	if x.Scope == "" {
		return x.Name
	}
	return string(x.Scope) + "/" + x.Name
}

// write returns one use in token form.
func (x Use) write() string {
	name, per := x.name(), ""
	if x.Per == 0 {
		return name + ":" + formatCount(x.Each)
	}
	for _, p := range perUnits {
		if p.mul == x.Per {
			per = p.name
		}
	}
	return name + ":" + formatCount(x.Each) + "@" + shortest(x.Price) + "/" + per
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
