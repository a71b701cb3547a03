package scenario

// Difference is a key whose value is not the same in all of several scenarios.
type Difference struct {
	// Key is as in tokens, with its part's name where it belongs to one.
	Key string
	// Values are those of the scenarios, in their order; empty where one has no
	// such part.
	Values []string
}

// Differences lists what several scenarios do not have in common: terms first,
// then the parts in the order in which they come up.
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

// namesOf lists the parts of several scenarios, each once.
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
