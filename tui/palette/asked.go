package palette

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"crossover/engine/scenario"
)

// shows maps words before a name to commands.
var shows = map[string]Verb{"only": Only, "without": Without, "no": Without}

// asked reads a question about offers:
//
//	lambda vs fargate   compares the two
//	only aws            shows nothing else
//	without azure       hides those offers, as no azure does
//
// ok is false for any other line.
func asked(words []string, h *Here) (c Command, ok bool, err error) {
	if h.Offers == nil {
		return c, false, nil
	}
	if vs := slices.IndexFunc(words, func(w string) bool { return w == "vs" || w == "vs." || w == "versus" }); vs >= 1 {
		c.Verb, c.Names = Versus, []string{strings.Join(words[:vs], " "), strings.Join(words[vs+1:], " ")}
	} else if len(words) > 1 && shows[words[0]] != 0 {
		c.Verb, c.Names = shows[words[0]], []string{strings.Join(words[1:], " ")}
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

// often maps words for the interval of scheduled work to rates.
var often = map[string]string{"hourly": "1/h", "daily": "1/day", "nightly": "1/day"}

// units maps written units of time to those of a scenario.
var units = map[string]string{
	"s": "s", "sec": "s", "second": "s", "seconds": "s", "m": "m", "min": "m", "minute": "m", "minutes": "m", "h": "h", "hour": "h", "hours": "h",
}

// spoken translates everyday words about traffic into tokens, and returns nil for other
// words:
//
//	10M/month           a rate; 20%/month is growth
//	production, java    a value of exactly one term that is not the name of a part
//	50k websockets      open connections
//	nightly 25 min      scheduled work and its duration
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
