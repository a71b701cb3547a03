package mcp

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"crossover/engine"
	"crossover/engine/each"
	"crossover/engine/nearest"
	"crossover/engine/scenario"
)

// tool describes a command as a tool.
type tool struct {
	// name is also the name of the command.
	name, title, about string
	// scenario is set if the tool takes a scenario.
	scenario bool
	args     []argument
	// one lists arguments of which at least one is needed, so that the answer stays short.
	one []string
}

// argument is an argument of a tool besides the scenario.
type argument struct {
	name, about string
	// flag is the command's flag for the argument. It is empty for positional arguments
	// and, with the kind content, for the standard input.
	flag string
	kind kind
	// words are the only values allowed, if not empty.
	words []string
	// otherwise is the default if neither this argument nor the one called unless is
	// given.
	otherwise, unless string
	// least and most bound an integer.
	least, most int
	required    bool
}

// kind is the type of an argument.
type kind uint8

const (
	text kind = iota
	list
	whole
	yes
	// pairs maps names to values; each becomes name=value.
	pairs
	// content is the command's standard input.
	content
)

// Arguments of several tools.
var (
	part   = argument{name: "part", flag: "part", about: "The part of the system asked about, a name of the scenario's parts; api where it is left out."}
	offers = argument{name: "offers", flag: "offers", kind: list, about: "Only these offers, by id, such as aws-lambda-arm64."}
	// limit keeps the answer short.
	limit = argument{name: "limit", flag: "limit", kind: whole, least: 1, most: 200, otherwise: "5", unless: "offers", about: "How many offers are listed, the best first; all that offers names where it is left out."}
)

// window returns the arguments for a range of an axis.
func window(required bool) []argument {
	return []argument{
		{name: "over", flag: "over", words: engine.AxisNames(), required: required, about: "What the curves run along."},
		{name: "from", flag: "from", about: "Where the axis starts, with its unit, such as 1/min, 128MB or 10ms."},
		{name: "to", flag: "to", about: "Where the axis ends, with its unit."},
	}
}

// tools returns the tools of a server.
func tools(c *Config) []tool {
	out := []tool{
		{name: "eval", title: "Price every offer", scenario: true, args: []argument{part, offers, limit},
			about: "Price offers for one part of a system, the cheapest first: dollars a month with each line of the bill and its source, cold starts, latency percentiles and, where an offer cannot run the part, why not. Also the answer in words and the traffic at which it turns."},
		{name: "curve", title: "Find crossovers", scenario: true, args: slices.Concat(window(true), []argument{part, offers,
			{name: "points", flag: "points", kind: whole, least: 2, most: 500, otherwise: "9", about: "Points of a curve, evenly spread on a log scale."}}),
			about: "Price offers along request rate, memory, duration, connections or months of growth, and find the exact values at which two cost the same and which is the cheapest in each stretch. Name the two to eight offers that matter, as eval lists them, for all the crossings between them: else there are dozens of offers, and the crossings of the cheapest."},
		{name: "layout", title: "Place a whole system", scenario: true, args: append([]argument{
			{name: "flips", flag: "flips", kind: yes, about: "Also at which rate, memory and duration each choice flips; takes seconds."}}, window(false)...),
			about: "Find the cheapest offer for every part of a system so that the whole costs the least, with reasons, runners-up and what other layouts cost. With over: the cheapest layouts along an axis."},
		{name: "growth", title: "Follow growing traffic", scenario: true,
			about: "Follow a system whose traffic grows: which layout is the cheapest when, and what moving late costs. The terms are growth, horizon and migration."},
		{name: "explain", title: "Work a price out", scenario: true, args: []argument{part,
			{name: "offer", flag: "offer", about: "The offer, by id; the cheapest where it is left out."}},
			about: "Work out an offer's price, latency and cold starts, down to quantities, prices, sources and dates."},
		{name: "verdicts", title: "Test rules of thumb", args: []argument{
			{name: "ids", flag: "id", kind: list, words: c.Claims, required: true, about: "The rules of thumb to test."}},
			about: "Test published rules of thumb on real prices: each holds, fails or depends, with the figures that decide it and the traffic at which it flips."},
		{name: "prices", title: "List prices", one: []string{"providers", "offers", "meter"}, args: []argument{
			{name: "providers", flag: "provider", kind: list, about: "Only prices of these providers, such as aws."},
			{name: "offers", flag: "offer", kind: list, about: "Only prices on the bills of these offers."},
			{name: "meter", flag: "meter", about: "Only prices whose name or title has this text, such as lambda."},
			{name: "region", flag: "region", words: scenario.Regions, about: "Prices of the regions of this class."},
			{name: "older_than", flag: "older-than", about: "Only prices older than this, such as 180d."}},
			about: "List prices of the catalogue: rate in dollars, unit, date, confidence (2: two sources, 1: one, 0: an assumption) and source. Name providers, offers or a meter."},
	}
	return append(out, importing(c))
}

// importing returns the tool that imports configuration.
func importing(c *Config) tool {
	t := tool{name: "import", title: "Import configuration", args: []argument{
		{name: "text", kind: content, about: "The text of one file."},
		{name: "rates", flag: "rate", kind: pairs, about: "The mean rate of each part, such as {\"api\": \"3M/month\"}: configuration holds none."},
	}, about: "Make a scenario of configuration: serverless.yml, SAM and CloudFormation, plans of terraform show -json, Kubernetes manifests, Cloud Run services, fly.toml, wrangler, vercel.json, Docker Compose. Says of every term where it was taken from, what was assumed and what was not translated, and prices the whole once the rates are known."}
	below := "Refused here: this server was started without --root, and import reads no files."
	if c.Root != "" {
		below = "Below " + c.Root + " only."
	}
	t.args = append(t.args,
		argument{name: "paths", kind: list, about: "Files and folders to read. " + below},
		argument{name: "traffic", flag: "traffic", kind: list, about: "Records of requests to take rate, shape and durations from, as file or part=file: CSV, access logs, Lambda's REPORT lines and others. " + below})
	return t
}

// line is a command line.
type line struct {
	args  []string
	stdin string
	// flags maps the command's flags to the tool's arguments.
	flags map[string]string
}

// line returns the command line for a tool's arguments.
func (t *tool) line(arguments json.RawMessage) (line, error) {
	given := map[string]json.RawMessage{}
	if len(bytes.TrimSpace(arguments)) > 0 {
		if err := json.Unmarshal(arguments, &given); err != nil {
			return line{}, errors.New("the arguments are no JSON object")
		}
	}
	out := line{args: []string{t.name, "--output=json"}, flags: map[string]string{}}
	var own []string
	var errs []error
	if len(t.one) > 0 && !slices.ContainsFunc(t.one, func(name string) bool { return given[name] != nil }) {
		errs = append(errs, errors.New("name one of "+strings.Join(t.one, ", ")+": the whole list is long"))
	}
	set := func(name string) bool { return name != "" && given[name] != nil }
	for i := range t.args {
		a := &t.args[i]
		out.flags[a.flag] = a.name
		values, err := a.read(given[a.name], set(a.unless))
		switch {
		case err != nil:
			errs = append(errs, fmt.Errorf("%s: %w", a.name, err))
		case a.kind == content && len(values) > 0:
			out.stdin, own = values[0], append(own, "-")
		case a.flag == "":
			own = append(own, values...)
		default:
			for _, v := range values {
				out.args = append(out.args, "--"+a.flag+"="+v)
			}
		}
	}
	if t.scenario {
		tokens, err := tokens(given["scenario"])
		errs, own = append(errs, err), append(own, tokens...)
	}
	for name := range given {
		if !slices.Contains(t.names(), name) {
			errs = append(errs, fmt.Errorf("%s has no argument %q%s", t.name, name, nearest.Question(name, t.names(), "; they are "+strings.Join(t.names(), ", "))))
		}
	}
	out.args = append(append(out.args, "--"), own...)
	return out, errors.Join(errs...)
}

// names returns the names of a tool's arguments.
func (t *tool) names() []string {
	out := each.Of(t.args, func(a *argument) string { return a.name })
	if t.scenario {
		return append([]string{"scenario"}, out...)
	}
	return out
}

// read returns an argument as words of a command line. Without a value it returns the
// default, or nothing if there is none or settled is set.
func (a *argument) read(raw json.RawMessage, settled bool) ([]string, error) {
	if len(raw) == 0 || string(raw) == "null" {
		if a.required {
			return nil, errors.New("is needed")
		}
		if a.otherwise != "" && !settled {
			return []string{a.otherwise}, nil
		}
		return nil, nil
	}
	var err error
	var out []string
	switch a.kind {
	case list:
		if json.Unmarshal(raw, &out) != nil {
			err = errors.New("write a list of texts")
		}
	case whole:
		var n int
		if json.Unmarshal(raw, &n) != nil || n < a.least || n > a.most {
			err = fmt.Errorf("write a whole number from %d to %d", a.least, a.most)
		}
		out = []string{strconv.Itoa(n)}
	case yes:
		var on bool
		if json.Unmarshal(raw, &on) != nil {
			err = errors.New("write true or false")
		}
		out = []string{strconv.FormatBool(on)}
	case pairs:
		err = errors.New(`write an object of texts, such as {"api": "3M/month"}`)
		if m := map[string]string{}; json.Unmarshal(raw, &m) == nil {
			err = nil
			for name, v := range m {
				out = append(out, name+"="+v)
			}
			slices.Sort(out)
		}
	default:
		var s string
		if json.Unmarshal(raw, &s) != nil {
			err = errors.New("write a text")
		}
		out = []string{s}
	}
	return out, err
}

// tokens returns the tokens of a scenario, in the order of the JSON.
func tokens(raw json.RawMessage) ([]string, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	wrong := errors.New(`scenario: write an object of terms, such as {"rate": "3M/month", "memory": "1GB"}`)
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, wrong
	}
	var out []string
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, wrong
		}
		var v any
		if err := d.Decode(&v); err != nil && !errors.Is(err, io.EOF) {
			return nil, wrong
		}
		text, ok := written(v)
		if !ok {
			return nil, fmt.Errorf("scenario: %v: write a text, a number, or true or false", key)
		}
		out = append(out, fmt.Sprint(key)+"="+text)
	}
	return out, nil
}

// written returns a JSON value in the notation of tokens.
func written(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return map[bool]string{true: "on", false: "off"}[v], true
	default:
		return "", false
	}
}

// node is a node of a JSON schema.
type node map[string]any

// schema returns the schema of a tool's arguments.
func (t *tool) schema() node {
	properties, required := node{}, []string{}
	if t.scenario {
		properties["scenario"] = terms()
	}
	for i := range t.args {
		a := &t.args[i]
		properties[a.name] = a.schema()
		if a.required {
			required = append(required, a.name)
		}
	}
	return node{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

func (a *argument) schema() node {
	one := node{"type": "string"}
	if len(a.words) > 0 {
		one["enum"] = a.words
	}
	n := one
	switch a.kind {
	case list:
		n = node{"type": "array", "items": one}
	case whole:
		n = node{"type": "integer", "minimum": a.least, "maximum": a.most}
		if v, err := strconv.Atoi(cmp.Or(a.otherwise, "x")); err == nil {
			n["default"] = v
		}
	case yes:
		n = node{"type": "boolean", "default": false}
	case pairs:
		n = node{"type": "object", "additionalProperties": one}
	case text, content:
	}
	n["description"] = a.about
	return n
}

// terms returns the schema of a scenario, from the table of terms.
func terms() node {
	properties := node{"preset": node{"type": "string", "description": "A scenario to start from that comes with the program, such as saas."}}
	for _, t := range scenario.Table() {
		properties[t.Key] = term(&t)
	}
	return node{
		"type":        "object",
		"description": `The terms that are known; each other one has its default. A key stands for the part that is selected, or for the whole system; with a part and a dot before it, for that part: "jobs.duration": "20m". Names of further parts go into parts.`,
		"properties":  properties,
		// A term of a part other than the selected one.
		"patternProperties":    node{`^[a-z][a-z0-9-]*\.[a-z0-9_]+$`: node{"type": []string{"string", "number", "boolean"}}},
		"additionalProperties": false,
	}
}

// term returns the schema of one term: its meaning, unit, bounds and default.
func term(t *scenario.Term) node {
	about := t.Doc
	n := node{"type": "string"}
	switch t.Unit {
	case scenario.UnitSwitch:
		n["type"] = []string{"boolean", "string"}
	case scenario.UnitWord:
		n["enum"] = t.Words
	case scenario.UnitNumber, scenario.UnitWhole, scenario.UnitTimes, scenario.UnitCount, scenario.UnitMonths, scenario.UnitDollars:
		n["type"] = []string{"number", "string"}
	case scenario.UnitText, scenario.UnitRate, scenario.UnitMemory, scenario.UnitBytes, scenario.UnitTime, scenario.UnitSeconds, scenario.UnitShare, scenario.UnitGrowth:
	}
	if t.Unit != scenario.UnitText && t.Unit != scenario.UnitWord && t.Unit != scenario.UnitSwitch {
		about += "; a " + t.Unit.String() + ", such as " + t.Example
	} else if t.Unit == scenario.UnitText {
		about += "; such as " + t.Example
	}
	if t.Max > t.Min {
		if t.Unit == scenario.UnitRate {
			about += "; up to " + strconv.FormatFloat(t.Max, 'g', -1, 64) + "/s"
		} else {
			about += "; from " + t.FormatValue(t.Min) + " to " + t.FormatValue(t.Max)
		}
	}
	if d := t.Default(); d != "" {
		about += "; default " + d
	}
	n["description"] = about
	return n
}
