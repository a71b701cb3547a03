package scenario

// Difference is a key whose value differs between scenarios.
type Difference struct {
	// Key is the key of a token, with the part's name if it belongs to a part.
	Key string
	// Values are the values in the order of the scenarios; empty for a scenario without
	// the part.
	Values []string
}

// Differences lists the differences between scenarios: terms first, then the parts in
// order of appearance.
func Differences(list ...*Scenario) []Difference {
	var out []Difference
	note := func(key string, get func(*Scenario) string) {
		d := Difference{Key: key}
		differ := false
		for _, s := range list {
			d.Values = append(d.Values, get(s))
			differ = differ || d.Values[len(d.Values)-1] != d.Values[0]
		}
		if differ {
			out = append(out, d)
		}
	}
	for i := range table {
		if t := &table[i]; !t.PerPart() {
			note(t.Key, t.Get)
		}
	}
	for _, name := range namesOf(list) {
		for i := range table {
			t := &table[i]
			if !t.PerPart() {
				continue
			}
			note(name+"."+t.Key, func(s *Scenario) string {
				if at := s.Find(name); at >= 0 {
					return t.at(s, at).text(t)
				}
				return ""
			})
		}
	}
	return out
}

// namesOf lists the names of the parts of several scenarios, each once.
func namesOf(list []*Scenario) []string {
	var names []string
	seen := map[string]bool{}
	for _, s := range list {
		for i := range s.n {
			if name := s.parts[i].Name; !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	return names
}
