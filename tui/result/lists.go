package result

import (
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"

	"crossover/engine"
	"crossover/engine/each"
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

func (l keyList) json() any { return object{{"keys", each.Of(l, keyObject)}} }

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

// Build describes a build of the program.
type Build struct {
	// Version is the module's version, or "built from source".
	Version string
	// Commit is the revision and Time its time in RFC 3339; both are empty if unknown.
	// Modified is set if files were changed since.
	Commit, Time string
	Modified     bool
}

// ThisBuild returns the running program's build.
func ThisBuild() Build {
	b := Build{Version: "built from source"}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		b.Version = v
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.Time = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}

// Version describes the program and its catalogue.
func Version(b Build, e *engine.Engine) Result {
	platform := runtime.GOOS + "/" + runtime.GOARCH
	g := &Grid{Columns: []Column{{}, {}}}
	g.Add("crossover", b.Version)
	if b.Commit != "" {
		commit := b.Commit
		if b.Time != "" {
			commit += " of " + b.Time
		}
		if b.Modified {
			commit += ", with changes"
		}
		g.Add("commit", commit)
	}
	g.Add("go", runtime.Version()+" "+platform)
	c := e.Catalog()
	catalogue := c.AsOf + ", " + strconv.Itoa(e.Len()) + " offers"
	for _, o := range c.Overlays {
		catalogue += ", changed by " + Label(o)
	}
	g.Add("catalogue", catalogue)
	return &List{Grid: g, Data: object{
		{"version", b.Version}, {"commit", given(b.Commit)}, {"commit_time", given(b.Time)}, {"modified", b.Modified},
		{"go", runtime.Version()}, {"platform", platform}, {"catalog", catalogObject(e)},
	}}
}
