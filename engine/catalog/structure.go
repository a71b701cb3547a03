package catalog

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"

	"crossover/engine/each"
	"crossover/engine/pattern"
)

// Structure checks values by their types, like the JSON schemas of the files. Without a
// valid tag, numbers must be finite and at least 0, texts and lists without omitempty must
// be given, and a text whose type has a method Words must be one of its words. A tag asks
// for something else:
//
//	positive  a finite number greater than 0
//	fraction  a number between 0 and 1
//	below1    a fraction less than 1
//	kebab     a name in kebab case; of a map, each key
//	date      a day, a month or a year, as 2026-09-14, 2026-09 or 2026
//	link      an address on the web
//	figures   beside a Provenance: it has to be given where another field is
//	optional  a text or a list that need not be given
//	-         nothing
//
// A want tag describes what is missing if a text or a list must be given.
//
// Any other word names one of Lists: a text, each text of a list, or each key of a map
// must be in it.
type Structure struct {
	// Lists are the allowed texts, by the word in the tag.
	Lists map[string][]string
	// Add is called for each wrong value, with its path in the YAML and a description of
	// what would be right.
	Add func(path string, value any, want string)
}

// worded is a text type with a closed list of values.
type worded interface{ Words() []string }

var provenanceType = reflect.TypeFor[Provenance]()

// Check checks the fields of the struct that v points to, at the given path.
func (s *Structure) Check(path string, v any) { s.fields(path, reflect.ValueOf(v).Elem()) }

func (s *Structure) fields(path string, v reflect.Value) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, rest, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		rule := f.Tag.Get("valid")
		switch {
		case rule == "-" || f.Tag.Get("yaml") == "":
		case f.Type == provenanceType:
			if rule != "figures" || hasFigures(v) {
				s.provenance(path, v.Field(i).Addr().Interface().(*Provenance))
			}
		case name == "":
			s.fields(path, v.Field(i))
		default:
			at := strings.TrimPrefix(path+"."+name, ".")
			optional := rule == "optional" || strings.Contains(rest, "omitempty")
			if want := f.Tag.Get("want"); want != "" && missing(v.Field(i)) {
				s.Add(at, "", want)
				continue
			}
			s.value(at, v.Field(i), rule, optional)
		}
	}
}

// missing reports whether a text or a list is empty.
func missing(v reflect.Value) bool {
	return v.Kind() == reflect.String && strings.TrimSpace(v.String()) == "" || v.Kind() == reflect.Slice && v.Len() == 0
}

// hasFigures reports whether a struct has figures that need a source: any field except
// names.
func hasFigures(v reflect.Value) bool {
	for i := range v.NumField() {
		if t := v.Type().Field(i).Type; t != provenanceType && t != reflect.TypeFor[string]() && !v.Field(i).IsZero() {
			return true
		}
	}
	return false
}

func (s *Structure) value(path string, v reflect.Value, rule string, optional bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			s.value(path, v.Elem(), rule, optional)
		}
	case reflect.Struct:
		s.fields(path, v)
		if a, ok := v.Addr().Interface().(*Assumption); ok {
			s.bounds(path, a)
		}
	case reflect.Map:
		s.entries(path, v, rule)
	case reflect.Slice:
		if v.Len() == 0 && !optional {
			s.Add(path, "", s.least(v.Type().Elem(), rule))
		}
		for i := range v.Len() {
			s.value(fmt.Sprintf("%s[%d]", path, i), v.Index(i), rule, false)
		}
		if tiers, ok := v.Interface().([]Tier); ok {
			s.tiers(path, tiers)
		}
	case reflect.Float64:
		s.number(path, v.Float(), rule)
	case reflect.String:
		s.text(path, v, rule, optional)
	}
}

// entries checks a map: its keys by the rule, its values by their type.
func (s *Structure) entries(path string, v reflect.Value, rule string) {
	for _, k := range slices.SortedFunc(slices.Values(v.MapKeys()), func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) }) {
		at := path + "." + k.String()
		s.text(at, k, rule, false)
		e := reflect.New(v.Type().Elem()).Elem() // a map's value is not addressable
		e.Set(v.MapIndex(k))
		s.value(at, e, "", false)
	}
}

func (s *Structure) number(path string, x float64, rule string) {
	switch finite := !math.IsInf(x, 0); {
	case rule == "positive" && !(x > 0 && finite):
		s.Add(path, x, "a finite number greater than 0")
	case rule == "fraction" && !(x >= 0 && x <= 1):
		s.Add(path, x, "a fraction between 0 and 1")
	case rule == "below1" && !(x >= 0 && x < 1):
		s.Add(path, x, "a fraction of at least 0 and less than 1")
	case !(x >= 0 && finite):
		s.Add(path, x, "a finite number of at least 0")
	}
}

func (s *Structure) text(path string, v reflect.Value, rule string, optional bool) {
	words := s.words(v.Type(), rule)
	switch x := v.String(); {
	case x == "" && optional:
	case rule == "kebab" && !Kebab().MatchString(x):
		s.Add(path, x, "a name in kebab case: lower-case letters, digits and single hyphens")
	case rule == "date" && !Date().MatchString(x):
		s.Add(path, x, "a date as 2026-09-14, 2026-09 or 2026")
	case rule == "link" && !Link().MatchString(x):
		s.Add(path, x, "an address that starts with https://")
	case words != nil && !slices.Contains(words, x):
		lead := "one of"
		if optional {
			lead = "nothing, or one of"
		}
		s.Add(path, x, OneOf(lead, words))
	case strings.TrimSpace(x) == "":
		s.Add(path, x, "some text")
	}
}

// words returns the allowed texts of a type, nil for any.
func (s *Structure) words(t reflect.Type, rule string) []string {
	if w, ok := reflect.Zero(t).Interface().(worded); ok {
		return w.Words()
	}
	return s.Lists[rule]
}

// least returns the message that asks for an entry of a list.
func (s *Structure) least(t reflect.Type, rule string) string {
	if words := s.words(t, rule); words != nil {
		return OneOf("at least one of", words)
	}
	return "at least one entry"
}

// KebabCase is the regular expression for names in kebab case.
const KebabCase = `^[a-z0-9]+(-[a-z0-9]+)*$`

// The patterns of names, dates and sources in files.
var (
	Kebab = pattern.Of(KebabCase)
	Date  = pattern.Of(`^20\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$`)
	Link  = pattern.Of(`^https?://[^\s/]+\.[^\s]+$`)
)

// provenance checks that a figure has a source.
func (s *Structure) provenance(path string, p *Provenance) {
	switch p.Confidence {
	case 0:
		if strings.TrimSpace(p.Note) == "" {
			s.Add(path+".note", p.Note, "a note: confidence 0 is an assumption and has to say so")
		}
	case 1, 2:
		if p.Source == "" {
			s.Add(path+".source", "", "the address of the page the figure was read on")
		}
		if p.AsOf == "" {
			s.Add(path+".as_of", "", "the day the figure was valid, as 2026-09-14")
		}
	default:
		s.Add(path+".confidence", p.Confidence, "2 for two sources, 1 for one, 0 for an assumption")
	}
	s.fields(path, reflect.ValueOf(p).Elem())
}

// bounds checks that an assumption lies within its range.
func (s *Structure) bounds(path string, a *Assumption) {
	if a.Low > a.Value {
		s.Add(path+".low", a.Low, fmt.Sprintf("no more than the value, %v", a.Value))
	}
	if a.High != 0 && a.High < a.Value {
		s.Add(path+".high", a.High, fmt.Sprintf("no less than the value, %v", a.Value))
	}
}

// tiers checks that each tier ends after the previous one, and that only the last has no
// end.
func (s *Structure) tiers(path string, tiers []Tier) {
	for i, t := range tiers {
		at := fmt.Sprintf("%s[%d]", path, i)
		switch last := i == len(tiers)-1; {
		case last && t.UpTo != 0:
			s.Add(at+".up_to", t.UpTo, "no up_to: the last tier has no end")
		case !last && t.UpTo == 0:
			s.Add(at+".up_to", "", "an up_to: only the last tier has no end")
		case !last && i > 0 && t.UpTo <= tiers[i-1].UpTo:
			s.Add(at+".up_to", t.UpTo, fmt.Sprintf("more than %v, where the tier before ends", tiers[i-1].UpTo))
		}
	}
}

// Texts converts words of a text type to strings.
func Texts[T ~string](names []T) []string {
	return each.Of(names, func(n *T) string { return string(*n) })
}

// OneOf returns a message that asks for one of a list, or says that the list is empty.
func OneOf(lead string, names []string) string {
	if len(names) == 0 {
		return lead + ", but there are none"
	}
	return lead + ": " + strings.Join(names, ", ")
}

func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
