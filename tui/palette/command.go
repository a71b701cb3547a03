package palette

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"crossover/engine/each"
	"crossover/engine/scenario"
)

// Verb is the kind of a command.
type Verb uint8

// The commands.
const (
	// Set replaces the scenario by Command.Scenario.
	Set Verb = iota + 1
	// Goto moves the handle to the nearest crossover.
	Goto
	// GotoMonth shows Command.Month on the chart by month.
	GotoMonth
	// Cheapest asks for the cheapest offers in Command.Scenario.
	Cheapest
	// Theme changes to the theme Command.Name.
	Theme
	// Tour starts the guided tour.
	Tour
	// Quit leaves the program.
	Quit
	// Versus compares an offer of each of Command.Offers.
	Versus
	// Only and Without show only Command.Offers, or all but them.
	Only
	Without
)

// Command is a command typed into the palette.
type Command struct {
	Verb Verb
	// Scenario is the new scenario for Set and the scenario in question for Cheapest.
	Scenario scenario.Scenario
	// Tokens are the changes from the scenario shown.
	Tokens []string
	// Name is the theme.
	Name string
	// Month is the month to look at, 0 the present.
	Month float64
	// Names are the names given to Versus, Only and Without. Offers are the offers of each
	// name, the best first.
	Names  []string
	Offers [][]int
}

// String describes the command.
func (c Command) String() string {
	switch c.Verb {
	case Set:
		return "set " + strings.Join(c.Tokens, " ")
	case Goto:
		return "move to the nearest crossover"
	case GotoMonth:
		return fmt.Sprintf("look at month %v of growth", c.Month)
	case Cheapest:
		if len(c.Tokens) == 0 {
			return "say what is cheapest here"
		}
		return "say what is cheapest at " + strings.Join(c.Tokens, " ")
	case Theme:
		return "change to the theme " + c.Name
	case Tour:
		return "take the guided tour"
	case Quit:
		return "quit"
	case Versus:
		return "put head to head " + strings.Join(c.Names, " and ")
	case Only:
		return "show only " + c.Names[0]
	case Without:
		return "show all but " + c.Names[0]
	default:
		return ""
	}
}

// Here is the context of a command: the scenario shown, the scenarios to start from,
// and the names of the themes.
type Here struct {
	Scenario scenario.Scenario
	Presets  []scenario.Saved
	Themes   []string
	// Check reports names in a scenario that are not in the catalogue; it may be nil.
	Check func(*scenario.Scenario) error
	// Offers returns the offers of a name, the best first; it may be nil.
	Offers func(name string) []int
}

// apply applies tokens to the scenario shown, or to the preset of a token preset=name.
func (h *Here) apply(tokens []string) (scenario.Scenario, error) {
	next, err := scenario.ParseFrom(func(name string) (scenario.Saved, error) {
		i := slices.IndexFunc(h.Presets, func(p scenario.Saved) bool { return p.Name == name })
		if i < 0 {
			return scenario.Saved{}, fmt.Errorf("name one scenario to start from: %s", strings.Join(h.presetNames(), ", "))
		}
		return h.Presets[i], nil
	}, h.Scenario, tokens...)
	if err == nil && h.Check != nil {
		err = h.Check(&next)
	}
	if err != nil {
		return next, firstError(err)
	}
	return next, nil
}

func (h *Here) presetNames() []string {
	return each.Of(h.Presets, func(p *scenario.Saved) string { return p.Name })
}

// ErrNoCommand means that a line does not begin like any command. Its letters may still
// match an item.
var ErrNoCommand = errors.New("no command begins like this")

// Parse reads a command:
//
//	set memory 1GB      or set memory=1GB, memory 1GB, memory=1GB rate=3M/month
//	crossover rate=3M/month memory=1GB
//	preset saas         or preset=saas rate=3M/month
//	goto crossover      or goto month 14
//	cheapest at 50/s    or cheapest, cheapest at 50/s memory=1GB
//	theme light
//	tour
//	quit                or q
//	lambda vs fargate   or only aws, without azure
//	10M/month           or production, 50k websockets, nightly 25 min
//
// A single word that only begins like a term returns [ErrNoCommand].
func Parse(line string, h Here) (Command, error) {
	words, err := scenario.Split(line)
	if err != nil && strings.Contains(line, "=") {
		return Command{}, err
	}
	if err != nil { // an apostrophe in a line that is no command
		words = strings.Fields(line)
	}
	if len(words) > 1 && words[0] == "crossover" {
		// A copied command line starts from the default scenario.
		words, h.Scenario = words[1:], scenario.Default()
	}
	if len(words) == 0 {
		return Command{}, ErrNoCommand
	}
	if c, ok, err := asked(words, &h); ok {
		return c, err
	}
	if tokens := spoken(words, &h.Scenario); tokens != nil {
		words, line = tokens, strings.Join(tokens, " ")
	}
	rest := words[1:]
	switch words[0] {
	case "q", "quit", "tour":
		if len(rest) > 0 {
			return Command{}, fmt.Errorf("%s takes nothing after it", words[0])
		}
		if words[0] == "tour" {
			return Command{Verb: Tour}, nil
		}
		return Command{Verb: Quit}, nil
	case "goto":
		return parseGoto(rest)
	case "theme":
		return parseTheme(rest, h.Themes)
	case "cheapest":
		return parseCheapest(rest, &h)
	case "set":
		if len(rest) == 0 {
			return Command{}, errors.New("set what? write a term and its value, such as set memory 1GB")
		}
		return parseSet(rest, &h)
	default:
		if strings.Contains(line, "=") || isKey(words[0]) && len(rest) > 0 {
			return parseSet(words, &h)
		}
		return Command{}, ErrNoCommand
	}
}

func parseGoto(words []string) (Command, error) {
	switch {
	case len(words) == 1 && words[0] == "crossover":
		return Command{Verb: Goto}, nil
	case len(words) == 2 && words[0] == "month":
		m, err := strconv.ParseFloat(words[1], 64)
		if err != nil || !(m >= 0) || math.IsInf(m, 0) {
			return Command{}, fmt.Errorf("%q is no month from now; write goto month 14", words[1])
		}
		return Command{Verb: GotoMonth, Month: m}, nil
	}
	return Command{}, errors.New("goto goes to a crossover or a month; write goto crossover, or goto month 14")
}

func parseTheme(words, themes []string) (Command, error) {
	if len(words) != 1 || !slices.Contains(themes, words[0]) {
		return Command{}, fmt.Errorf("the themes are %s", strings.Join(themes, ", "))
	}
	return Command{Verb: Theme, Name: words[0]}, nil
}

// parseCheapest reads the words after "cheapest": an optional "at", then rates and tokens.
func parseCheapest(words []string, h *Here) (Command, error) {
	if len(words) > 0 && words[0] == "at" {
		if words = words[1:]; len(words) == 0 {
			return Command{}, errors.New("cheapest at what? write a rate, such as cheapest at 50/s")
		}
	}
	tokens := slices.Clone(words)
	for i, w := range words {
		if !strings.Contains(w, "=") {
			tokens[i] = "rate=" + w
		}
	}
	next, err := h.apply(tokens)
	if err != nil {
		return Command{}, err
	}
	return Command{Verb: Cheapest, Scenario: next, Tokens: tokens}, nil
}

// parseSet reads tokens, and terms with their values as two words.
func parseSet(words []string, h *Here) (Command, error) {
	if t, ok := findTerm(words[0]); ok && t.Key == "note" && len(words) > 1 {
		words = []string{words[0] + "=" + strings.Join(words[1:], " ")} // quotes may be left out
	}
	var tokens []string
	for i := 0; i < len(words); i++ {
		w := words[i]
		if !strings.Contains(w, "=") {
			if i+1 == len(words) && i == 0 && !isKey(w) {
				return Command{}, ErrNoCommand // an incomplete key
			}
			if i+1 == len(words) || strings.Contains(words[i+1], "=") {
				return Command{}, fmt.Errorf("%s needs a value%s", w, example(w))
			}
			i++
			w += "=" + words[i]
		}
		tokens = append(tokens, w)
	}
	next, err := h.apply(tokens)
	if err != nil {
		return Command{}, err
	}
	return Command{Verb: Set, Scenario: next, Tokens: tokens}, nil
}

// firstError returns the first of several errors, because the line has room for one.
func firstError(err error) error {
	if list, ok := err.(interface{ Unwrap() []error }); ok && len(list.Unwrap()) > 0 {
		return list.Unwrap()[0]
	}
	return err
}

// preset describes the word preset like a term: the scenario to start from.
var preset = scenario.Term{Key: "preset", Doc: "the scenario to start from"}

// findTerm returns the term of a word, with or without the name of a part.
func findTerm(word string) (scenario.Term, bool) {
	if _, term, dotted := strings.Cut(word, "."); dotted {
		word = term
	}
	if word == preset.Key {
		return preset, true
	}
	return scenario.Lookup(word)
}

func isKey(word string) bool {
	_, ok := findTerm(word)
	return ok
}

// example returns an example of a value for a key, or "" for other words.
func example(word string) string {
	if t, ok := findTerm(word); ok && t.Example != "" {
		return ", such as " + word + "=" + t.Example
	}
	return ""
}

// Questions is the number of [Commands], at the start, that ask about the screen.
const Questions = 2

// Commands returns the items of the commands, complete or waiting for a value.
func Commands(h Here) []Item {
	items := []Item{
		{Text: "goto crossover", Note: "move to where the nearest two curves meet", ID: -1},
		{Text: "cheapest at ", Note: "what is cheapest at another rate, such as 50/s", Fill: "cheapest at ", ID: -1},
		{Text: "only ", Note: "show one vendor, or the offers of a name", Fill: "only ", ID: -1},
		{Text: "without ", Note: "show all but a vendor, or an offer", Fill: "without ", ID: -1},
		{Text: "goto month ", Note: "look at a month of growth on the chart", Fill: "goto month ", ID: -1},
	}
	for _, t := range scenario.Table() {
		if t.PerPart() || t.Group != scenario.GroupSystem {
			items = append(items, Item{Text: "set " + t.Key + " ", Note: t.Doc, Fill: "set " + t.Key + " ", ID: -1})
		}
	}
	for i := range h.Scenario.Len() {
		items = append(items, Item{Text: "part " + h.Scenario.Part(i).Name, Note: "select this part of the system", ID: -1})
	}
	return slices.Concat(items,
		each.Of(h.Presets, func(p *scenario.Saved) Item { return Item{Text: "preset " + p.Name, Note: p.Title, ID: -1} }),
		each.Of(h.Themes, func(t *string) Item { return Item{Text: "theme " + *t, ID: -1} }))
}

// Values returns items for the next word of a line: the values of its key, if it has any.
func Values(line string, h Here) []Item {
	words := strings.Fields(line)
	if len(words) > 0 && words[0] == "set" {
		words = words[1:]
	}
	if len(words) == 0 || len(words) > 2 || len(words) == 1 && !strings.HasSuffix(line, " ") {
		return nil
	}
	t, ok := findTerm(words[0])
	if !ok {
		return nil
	}
	values := t.Words
	switch t.Key {
	case "part":
		values = nil
		for i := range h.Scenario.Len() {
			values = append(values, h.Scenario.Part(i).Name)
		}
	case preset.Key:
		values = h.presetNames()
	}
	items := each.Of(values, func(v *string) Item { return Item{Text: "set " + words[0] + " " + *v, ID: -1} })
	if len(values) == 0 && len(words) == 1 && t.Example != "" {
		items = append(items, Item{Text: "set " + words[0] + " " + t.Example, Note: "an example", ID: -1})
	}
	return items
}
