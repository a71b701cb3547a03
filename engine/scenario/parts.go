package scenario

import (
	"fmt"
	"strings"
)

// formatRate writes a part's rate: its own, or a share of another part's.
func formatRate(p *Part) string {
	if p.Share > 0 {
		return FormatShare(p.Share) + p.Of
	}
	return p.Rate.String()
}

// MaxShare is the largest ratio of a part's rate to another's.
const MaxShare = 1000

// partRate is a part's rate: its own, or a share of another part's.
type partRate Part

func (x *partRate) text(*Term) string { return formatRate((*Part)(x)) }

// read reads a rate, or a share of another part's such as 20%api. A share without a name
// gets one after all tokens are read.
func (x *partRate) read(_ *Term, v string) error {
	p := (*Part)(x)
	pct, of, isShare := strings.Cut(v, "%")
	if !isShare {
		r, err := ParseRate(v)
		if err != nil {
			return err
		}
		p.Rate, p.Share, p.Of = r, 0, ""
		return nil
	}
	f, err := ParseShare(pct + "%")
	if err != nil {
		return err
	}
	if f <= 0 || f > MaxShare {
		return fmt.Errorf("is out of range; write a share above 0%% and up to 100000%%")
	}
	p.Share, p.Of = f, of
	return nil
}

// selection is a scenario's selected part.
type selection Scenario

func (x *selection) text(*Term) string { return (*Scenario)(x).SelectedPart().Name }

func (x *selection) read(_ *Term, v string) error {
	s := (*Scenario)(x)
	i := s.Find(v)
	if i < 0 {
		return fmt.Errorf("there is no part %q; the parts are %s", v, s.partNames(", "))
	}
	s.Selected = i
	return nil
}

// partList is the list of a scenario's parts.
type partList Scenario

func (x *partList) text(*Term) string { return (*Scenario)(x).partNames(",") }

// read sets the list of parts. Parts of the default system keep their terms; realtime,
// jobs and tools start with their own terms, and other names with every term at its
// default.
func (x *partList) read(_ *Term, v string) error {
	s := (*Scenario)(x)
	names := strings.Split(v, ",")
	if len(names) > MaxParts {
		return fmt.Errorf("has %d parts; at most %d are modelled", len(names), MaxParts)
	}
	var parts []Part
	for _, name := range names {
		if err := checkName(name); err != nil {
			return err
		}
		for _, p := range parts {
			if p.Name == name {
				return fmt.Errorf("names %q twice", name)
			}
		}
		p := defaultPart(name)
		if i := s.Find(name); i >= 0 {
			p = s.parts[i]
		}
		parts = append(parts, p)
	}
	*s = New(s.Terms, 0, settleShares(parts)...)
	s.Selected = s.defaultSelection()
	return nil
}

// settleShares gives a part its default rate if the part it was a share of is gone.
func settleShares(parts []Part) []Part {
	for i := range parts {
		if parts[i].Share == 0 {
			continue
		}
		found := false
		for j := range parts {
			found = found || parts[j].Name == parts[i].Of
		}
		if !found {
			parts[i].Share, parts[i].Of = 0, ""
		}
	}
	return parts
}

// MaxName is the largest number of characters in a part's name.
const MaxName = 40

// checkName reports whether name can be a part's.
func checkName(name string) error {
	if !isName(name, MaxName) {
		return fmt.Errorf("%q cannot be a part's name; write 1 to %d lower-case letters, digits or hyphens, a letter first", name, MaxName)
	}
	return nil
}

// isName reports whether s is 1 to most lower-case letters, digits or hyphens,
// a letter first.
func isName(s string, most int) bool {
	ok := s != "" && len(s) <= most && s[0] >= 'a' && s[0] <= 'z'
	for i := range len(s) {
		c := s[i]
		ok = ok && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')
	}
	return ok
}
