package result

import (
	"strings"

	"crossover/engine"
	"crossover/engine/scenario"
)

// Offers lists the offers of a catalogue.
func Offers(e *engine.Engine) Result {
	g := NewGrid("id", "kind", "billing", "title~")
	list := make([]object, e.Len())
	for i := range list {
		o := e.Offer(i)
		g.Add(o.ID, string(o.Kind), string(o.Model), Label(o.Title))
		list[i] = object{
			{"id", o.ID}, {"title", o.Title}, {"provider", e.Provider(i).ID}, {"product", o.Product},
			{"kind", o.Kind}, {"model", o.Model}, {"regions", e.Provider(i).Classes(o.ID)}, {"arch", o.Arch}, {"note", strings.TrimSpace(o.Note)},
		}
	}
	return &List{Grid: g, Data: object{{"catalog", catalogObject(e)}, {"offers", list}}}
}

// keyObject describes a term.
func keyObject(t *scenario.Term) object {
	k := object{
		{"key", t.Key},
		{"meaning", t.Doc},
		{"default", t.Default()},
		{"example", scenario.Quote(t.Key + "=" + t.Example)},
		{"part", t.PerPart()}, // true for keys that each part of the system has
		// The term's group, and the unit of its values.
		{"group", t.Group},
		{"unit", t.Unit.String()},
	}
	if len(t.Words) > 0 { // values that are words
		k = append(k, member{"words", t.Words})
	}
	if t.Max > t.Min && t.Unit != scenario.UnitRate { // a number's bounds, as tokens write them
		k = append(k, member{"least", t.FormatValue(t.Min)}, member{"most", t.FormatValue(t.Max)})
	}
	return k
}

// keyList lists the keys of tokens.
type keyList []scenario.Term

// Keys lists the keys of a scenario's tokens.
func Keys() Result { return keyList(scenario.Table()) }

func (l keyList) json() any { return object{{"keys", each(l, keyObject)}} }

// grid has a row per key; write formats a token, and example makes one.
func (l keyList) grid(write func(string) string, example func(key, value string) string) *Grid {
	g := NewGrid("key", "default", "example", "meaning/")
	for _, k := range l {
		g.Add(write(k.Key), k.Default(), write(example(k.Key, k.Example)), k.Doc)
	}
	return g
}

func plain(s string) string          { return s }
func token(key, value string) string { return scenario.Quote(key + "=" + value) }
func (l keyList) csv() *Grid         { return l.grid(plain, token) }

func (l keyList) show(p *page) {
	if p.form == onTerminal {
		p.table(l.grid(plain, func(_, value string) string { return value })) // leaves room for the meaning
		return
	}
	p.table(l.grid(func(s string) string { return "`" + s + "`" }, token))
}
