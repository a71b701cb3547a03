package palette

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"crossover/engine/scenario"
)

// asked reads what people say about offers:
//
//	lambda vs fargate   the two head to head
//	only aws            nothing else
//	without azure       all but that
//
// ok is false where a line does not begin as one of these.
func asked(words []string, h *Here) (c Command, ok bool, err error) {
	if h.Offers == nil {
		return c, false, nil
	}
	if vs := slices.IndexFunc(words, func(w string) bool { return w == "vs" || w == "vs." || w == "versus" }); vs >= 1 {
		c.Verb, c.Names = Versus, []string{strings.Join(words[:vs], " "), strings.Join(words[vs+1:], " ")}
	} else if len(words) > 1 && (words[0] == "only" || words[0] == "without") {
		c.Verb, c.Names = Only, []string{strings.Join(words[1:], " ")}
		if words[0] == "without" {
			c.Verb = Without
		}
	} else {
		return c, false, nil
	}
	for _, name := range c.Names {
		if name == "" {
			return c, true, errors.New("versus what? write two names, such as lambda vs fargate")
		}
		list := h.Offers(name)
		if len(list) == 0 {
			return c, true, fmt.Errorf("no offer or vendor is called %s", name)
		}
		c.Offers = append(c.Offers, list)
	}
	if c.Verb == Versus && c.Offers[0][0] == c.Offers[1][0] {
		return c, true, fmt.Errorf("%s and %s are the same", c.Names[0], c.Names[1])
	}
	return c, true, nil
}

// often are the words for how often scheduled work runs, with its rate.
var often = map[string]string{"hourly": "1/h", "daily": "1/day", "nightly": "1/day"}

// units are how people write units of time.
var units = map[string]string{
	"s": "s", "sec": "s", "second": "s", "seconds": "s", "m": "m", "min": "m", "minute": "m", "minutes": "m", "h": "h", "hour": "h", "hours": "h",
}

// spoken turns what people say of their traffic into tokens, nil where it is no
// such thing:
//
//	10M/month           a rate; 20%/month is growth
//	production, java    a word that one term takes, and no part is called
//	50k websockets      connections held open
//	nightly 25 min      scheduled work and how long it takes
func spoken(words []string, s *scenario.Scenario) []string {
	last := words[len(words)-1]
	switch {
	case len(words) == 1 && strings.Contains(last, "/"):
		for _, token := range []string{"rate=" + last, "growth=" + last} {
			if _, err := scenario.Parse(scenario.Default(), token); err == nil {
				return []string{token}
			}
		}
	case len(words) == 1 && s.Find(last) < 0:
		var tokens []string
		for _, t := range scenario.Table() {
			if t.Unit == scenario.UnitWord && slices.Contains(t.Words, last) {
				tokens = append(tokens, t.Key+"="+last)
			}
		}
		if len(tokens) == 1 {
			return tokens
		}
	case len(words) == 2 && (last == "websockets" || last == "sockets" || last == "connections"):
		return []string{"connections=" + words[0]}
	case often[words[0]] != "" && len(words) > 1:
		time := strings.Join(words[1:], "")
		number := strings.TrimRight(time, "abcdefghijklmnopqrstuvwxyz")
		unit, known := units[time[len(number):]]
		if _, err := strconv.ParseFloat(number, 64); err == nil && known {
			return []string{"shape=cron", "rate=" + often[words[0]], "duration=" + number + unit}
		}
	}
	return nil
}
