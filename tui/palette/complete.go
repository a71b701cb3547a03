package palette

import (
	"strings"

	"crossover/engine/scenario"
)

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
	for _, p := range h.Presets {
		items = append(items, Item{Text: "preset " + p.Name, Note: p.Title, ID: -1})
	}
	for _, t := range h.Themes {
		items = append(items, Item{Text: "theme " + t, ID: -1})
	}
	return items
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
	var items []Item
	for _, v := range values {
		items = append(items, Item{Text: "set " + words[0] + " " + v, ID: -1})
	}
	if len(values) == 0 && len(words) == 1 && t.Example != "" {
		items = append(items, Item{Text: "set " + words[0] + " " + t.Example, Note: "an example", ID: -1})
	}
	return items
}
