package host

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	_ "crossover/engine/proptest"
	"crossover/tui/cell"
)

// TestNamesAreOnlyNames tries names that imitate marks, contain invisible characters or
// mix scripts.
func TestNamesAreOnlyNames(t *testing.T) {
	for in, want := range map[string]string{
		"ann": "ann", "Zoe\u0308": "Zoë", "Jean-Luc O'Neil_2": "Jean-Luc O'Neil_2", "ann@laptop": "ann@laptop", "room+ann": "room+ann",
		"山田 taro": "山田 taro", "佐々木": "佐々木", "さくらスーパー": "さくらスーパー", "김ann": "김ann", "Анна": "Анна", "Άννα": "Άννα", "سارة": "سارة", "दीप": "दप",
		"*ann": "ann", "!ann": "ann", "~ann": "ann", "ann * !": "ann", "＊ann": "ann", "！ann": "ann", "～ann": "ann", "﹡ann": "ann", "∗ann": "ann", "ǃann": "ann",
		"ꜝann": "ann", "˜ann": "ann", "⁎ann⁕": "ann", "∼ann": "ann", "❗ann": "ann", "ann: is here": "ann is here", "ａｎｎ": "ann", "𝐚nn": "ann", "ⓐnn": "ann",
		"a\u200bnn": "ann", "a\u200dn\u2060n\ufeff": "ann", "\u202eann": "ann", "\u2066ann\u2069": "ann", "a\u00adnn": "ann", "\U000e0061ann": "ann",
		"\u3164": "", "\u115f\u1160": "", "\uffa0": "", "\u2800": "", "\u00a0": "", "\u180e": "", "\u034f": "", "": "", "   ": "", "\x1b[31mann\x07": "ann",
		"аnn": "", "annа": "", "ηοrt": "", "ann০": "",
	} {
		if got := PersonName(in); got != want {
			t.Errorf("%+q is shown as %+q, want %+q", in, got, want)
		}
	}
}

// TestNamesThatLookAlike has pairs of names in one room, and the name of the second
// guest.
func TestNamesThatLookAlike(t *testing.T) {
	for _, tt := range []struct{ one, other, want string }{
		{"ann", "ann", "ann 2"}, {"ann", "Ann", "Ann 2"}, {"Ian", "lan", "lan 2"}, {"Ian", "1an", "1an 2"}, {"sarah", "sаrаh", "guest"}, {"cop", "сор", "сор 2"},
		{"BOB", "ВОВ", "ВОВ 2"}, {"NIKOS", "ΝΙΚΟS", "guest"}, {"TOM", "ΤΟΜ", "ΤΟΜ 2"}, {"tom", "t0rn", "t0rn 2"}, {"ann 2", "ann", "ann"}, {"Zoë", "Zoe", "Zoe"},
		{"ann", "ａｎｎ", "ann 2"}, {"ann", "a\u200bnn", "ann 2"}, {"anna", "анна", "анна"}, {"", "", "guest 2"}, {"", "Guest", "Guest 2"},
	} {
		r := &room{rooms: &rooms{}}
		r.join(person{name: PersonName(tt.one)})
		if got := r.join(person{name: PersonName(tt.other)}).name; got != tt.want {
			t.Errorf("beside %q, %q is %q, want %q", tt.one, tt.other, got, tt.want)
		}
	}
}

func FuzzPersonName(f *testing.F) {
	for _, s := range []string{"ann", "*ann", "Zoe\u0308", "аnn", "\u3164\u202e", "\u3170\u202e", "山田taro", "\x1b[31m", "👍🏽"} {
		f.Add(s)
	}
	f.Fuzz(checkName)
}

// TestNamesHold checks the properties of every name.
func TestNamesHold(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		checkName(t, rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("aé*!~日ー한аη\u0301\u200d\u3164\x1b ")))).Draw(rt, "name"))
	})
}

func checkName(t *testing.T, s string) {
	name := PersonName(s)
	if again := PersonName(name); again != name {
		t.Errorf("%+q is shown as %+q, and that as %+q", s, name, again)
	}
	if n := cell.Columns(name); n > maxName {
		t.Errorf("%+q takes %d columns", name, n)
	}
	if strings.TrimSpace(name) != name || strings.ContainsAny(name, "*!~:") {
		t.Errorf("%+q is shown as %+q", s, name)
	}
	for _, r := range name {
		if !unicode.IsPrint(r) || unicode.In(r, unicode.M, unicode.Cf, unicode.S, unicode.Other_Default_Ignorable_Code_Point) && r != '+' {
			t.Errorf("%+q has %+q in it", name, r)
		}
	}
}
