package scenario

import (
	"fmt"
	"slices"
	"strings"
)

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
