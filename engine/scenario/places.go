package scenario

import (
	"fmt"
	"strings"
)

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
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return s != "" && s[0] != '-'
}

// parseOffer reads the ID of an offer.
func parseOffer(s string) (string, error) {
	if !isPlace(s) {
		return "", fmt.Errorf("%q cannot be an offer; write its ID, such as aws-lambda-arm64, or none", s)
	}
	return s, nil
}
