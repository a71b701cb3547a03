// Package result holds the answers of the commands as values that print themselves: as a
// table for people, as Markdown for a page, as CSV and as JSON for machines. The
// commands, the explorer's export and SSH clients share them.
package result

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/tui/format"
	"crossover/tui/headline"
)

// Format is the format of an answer. It is also the value of a flag.
type Format string

// The formats.
const (
	Table    Format = "table"
	JSON     Format = "json"
	CSV      Format = "csv"
	Markdown Format = "markdown"
)

// Formats lists the names of the formats.
func Formats() []string { return []string{string(Table), string(JSON), string(CSV), string(Markdown)} }

// String returns the format's name.
func (f *Format) String() string { return string(*f) }

// Type names the value in help texts.
func (f *Format) Type() string { return "format" }

// Set parses a format.
func (f *Format) Set(s string) error {
	if !slices.Contains(Formats(), s) {
		return fmt.Errorf("write %s", strings.Join(Formats(), ", "))
	}
	*f = Format(s)
	return nil
}

// Result is an answer.
type Result interface {
	// json returns a value that encoding/json writes.
	json() any
	// csv returns the rows for machines.
	csv() *Grid
	// show writes the answer for people.
	show(*page)
}

// SchemaVersion is the version of the answers' JSON. It rises when a key is renamed or
// removed, not when one is added.
const SchemaVersion = 1

// Write writes an answer in a format. Tables fit into width; if width is 0, nothing is
// cut.
func Write(r Result, f Format, width int) ([]byte, error) {
	switch f {
	case JSON:
		return toJSON(r.json())
	case CSV:
		var b bytes.Buffer
		r.csv().csv(&b)
		return b.Bytes(), nil
	case Table, Markdown:
		p := page{form: onTerminal, Sheet: Sheet{Width: width}}
		if f == Markdown {
			p.form = asMarkdown
		}
		r.show(&p)
		return p.finished(), nil
	default:
		return nil, errors.New("unknown format " + string(f))
	}
}

// List is an answer of one table, and the same as data.
type List struct {
	Grid *Grid
	Data any
	// Foot is a line below the table, for people only.
	Foot string
}

func (l *List) json() any  { return l.Data }
func (l *List) csv() *Grid { return l.Grid }

func (l *List) show(p *page) {
	p.table(l.Grid)
	p.text(l.Foot)
}

// Number is a figure in JSON as [format.Raw] writes it; null for NaN and infinities.
type Number float64

// MarshalJSON writes the number, or null for NaN and infinities.
func (n Number) MarshalJSON() ([]byte, error) {
	return []byte(cmp.Or(format.Raw(float64(n)), "null")), nil
}

// Object is a JSON object with ordered keys; nil is null. Keys of an answer may be added
// but never renamed.
type Object []member

type object = Object

type member struct {
	key   string
	value any
}

// Pairs returns an object of keys, each followed by its value.
func Pairs(list ...any) (o Object) {
	for i := 0; i < len(list); i += 2 {
		o = append(o, member{list[i].(string), list[i+1]})
	}
	return o
}

// given returns s, or null for "".
func given(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// toJSON writes an indented answer. An object begins with the version of the schema.
func toJSON(v any) ([]byte, error) {
	var dense, b bytes.Buffer
	writeJSON(&dense, v)
	text := dense.Bytes()
	if members, ok := bytes.CutPrefix(text, []byte(`{"`)); ok {
		text = append(fmt.Appendf(nil, `{"schema_version":%d,"`, SchemaVersion), members...)
	}
	if err := json.Indent(&b, text, "", "  "); err != nil {
		return nil, fmt.Errorf("write JSON: %w", err)
	}
	return append(bytes.TrimRight(b.Bytes(), "\n"), '\n'), nil
}

// writeJSON writes a value, with figures as [Number]. A nil list of objects is null; any
// other nil list is empty.
func writeJSON(b *bytes.Buffer, v any) {
	switch v := v.(type) {
	case object:
		v.write(b)
	case []object:
		if v == nil {
			writeJSON(b, object(nil))
			return
		}
		writeList(b, v)
	case []float64:
		writeList(b, v)
	case []string:
		writeList(b, v)
	case float64:
		writeJSON(b, Number(v))
	default:
		start := b.Len()
		enc := json.NewEncoder(b)
		enc.SetEscapeHTML(false)
		_ = enc.Encode(v) // it fails only for types without JSON
		text := bytes.TrimSuffix(b.Bytes()[start:], []byte("\n"))
		b.Truncate(start + len(text))
		if bytes.ContainsFunc(text, steers) {
			b.Truncate(start)
			for _, r := range string(text) {
				if steers(r) {
					fmt.Fprintf(b, `\u%04x`, r)
				} else {
					b.WriteRune(r)
				}
			}
		}
	}
}

// steers reports whether JSON leaves a character unescaped that controls a terminal: a
// control character beyond ASCII, or one that changes the direction of text.
func steers(r rune) bool { return r >= 0x7f && r < 0xa0 || unicode.Is(unicode.Bidi_Control, r) }

func (o object) write(b *bytes.Buffer) {
	if o == nil {
		b.WriteString("null")
		return
	}
	open := byte('{')
	for _, m := range o {
		b.WriteByte(open)
		writeJSON(b, m.key)
		b.WriteByte(':')
		writeJSON(b, m.value)
		open = ','
	}
	b.WriteByte('}')
}

func writeList[T any](b *bytes.Buffer, list []T) {
	b.WriteByte('[')
	for i, x := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		writeJSON(b, x)
	}
	b.WriteByte(']')
}

// Query answers questions about a scenario.
type Query struct {
	Engine    *engine.Engine
	Evaluator *engine.Evaluator
	Scenario  scenario.Scenario
	// Today is the day from which the age of prices is counted.
	Today time.Time
}

// New returns a query of an engine about a scenario.
func New(e *engine.Engine, s *scenario.Scenario, today time.Time) *Query {
	return &Query{Engine: e, Evaluator: e.NewEvaluator(), Scenario: *s, Today: today}
}

// selected returns the scenario's selected part.
func (q *Query) selected() *scenario.Part { return q.Scenario.SelectedPart() }

// estimates returns the ranked estimates of offers, or of all offers if none are given,
// for the selected part.
func (q *Query) estimates(offers []int) []engine.Estimate {
	list := q.Evaluator.Estimates(&q.Scenario, q.Scenario.Selected, nil)
	if len(offers) > 0 {
		list = slices.DeleteFunc(list, func(e engine.Estimate) bool { return !slices.Contains(offers, e.Offer) })
	}
	engine.Rank(list)
	return list
}

// headline returns the answer in words for ranked estimates of the selected part. The
// error is that of ctx.
func (q *Query) headline(ctx context.Context, list []engine.Estimate) (headline.Headline, error) {
	ranked := make([]int, len(list))
	for i := range ranked {
		ranked[i] = i
	}
	h := headline.Of(q.Engine, q.Engine.Answer(list, ranked), &q.Scenario)
	priced := make([]bool, q.Engine.Len())
	for i := range list {
		priced[list[i].Offer] = true
	}
	phases, err := q.Evaluator.PhasesToTurns(ctx, &q.Scenario, q.Scenario.Selected, func(o int) bool { return !priced[o] })
	if err == nil {
		h.Turn(phases)
	}
	return h, err
}

// money formats dollars in the scenario's currency.
func (q *Query) money(v float64) string { return (format.Money{Currency: q.Scenario.Currency}).Text(v) }

// perMonth returns the title of a column of amounts.
func (q *Query) perMonth() string { return strings.TrimSpace(q.Scenario.Currency.Sign()) + "/month" }

// asked returns the JSON of an answer: the scenario with every term in words and the
// derived rates, the catalogue, then the answer.
func (q *Query) asked(answer ...member) object {
	s, part := &q.Scenario, q.Scenario.Selected
	o := object{
		{"text", s.String()},
		{"part", s.Part(part).Name},
		{"parts", PartNames(s)},
		{"rate_per_second", s.PerSecond(part)},
		{"requests_per_month", s.PerMonth(part)},
		{"month_hours", s.Hours()},
	}
	for _, t := range scenario.Table() {
		if t.PerPart() || t.Group != scenario.GroupSystem {
			o = append(o, member{t.Key, t.Get(s)})
		}
	}
	return append(object{{"scenario", o}, {"catalog", catalogObject(q.Engine)}}, answer...)
}

// PartNames lists the names of a scenario's parts.
func PartNames(s *scenario.Scenario) []string {
	names := make([]string, s.Len())
	for i := range names {
		names[i] = s.Part(i).Name
	}
	return names
}

// catalogObject describes the catalogue. Overlays are the user's files applied to it.
func catalogObject(e *engine.Engine) object {
	c := e.Catalog()
	return object{{"as_of", c.AsOf}, {"offers", e.Len()}, {"overlays", c.Overlays}}
}

// notes returns the user's notes about parts, each after its part's name.
func notes(s *scenario.Scenario) []string {
	var out []string
	for i := range s.Len() {
		if p := s.Part(i); p.Note != "" {
			out = append(out, p.Name+": "+p.Note)
		}
	}
	return out
}

// describe lists the important terms of the selected part: a few always, and others that
// are not at their default. The note is left out.
func describe(s *scenario.Scenario) string {
	always := map[string]bool{"rate": true, "memory": true, "duration": true, "cpu": true, "runtime": true}
	var out []string
	for _, t := range scenario.Table() {
		if t.PerPart() && t.Key != "note" && (always[t.Key] || t.Get(s) != t.Default()) {
			out = append(out, t.Key+"="+t.Get(s))
		}
	}
	return strings.Join(out, " ")
}

// terms describes the prices and the terms of the whole system.
func (q *Query) terms() string {
	s := &q.Scenario
	c := q.Engine.Catalog()
	out := []string{s.Region + " list prices of " + c.AsOf}
	for _, o := range c.Overlays {
		out = append(out, "changed by "+Label(o))
	}
	for _, t := range scenario.Table() {
		switch t.Key {
		case "level":
			out = append(out, "level "+t.Get(s))
		case "free":
			out = append(out, "free tiers "+t.Get(s))
		case "redundancy", "commit", "month", "utilisation":
			if v := t.Get(s); v != t.Default() {
				out = append(out, t.Key+" "+v)
			}
		}
	}
	return strings.Join(out, ", ")
}
