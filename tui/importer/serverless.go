package importer

import (
	"cmp"
	"strings"

	"crossover/engine/each"
	"crossover/engine/pattern"
)

// serverlessLambda has the Serverless Framework's defaults, from the section provider of
// its serverless.yml reference.
var serverlessLambda = usual{"1024", "6", "the Serverless Framework"}

// readServerless reads a serverless.yml.
func readServerless(b *builder, doc *node) {
	doc = (&variables{root: doc}).resolve(doc, 0)
	provider := doc.at("provider")
	name := cmp.Or(provider.str(), provider.at("name").str())
	if name != "aws" {
		b.leave(provider, "provider: "+name, "functions of this provider are not read, only those of aws")
		return
	}
	if b.region(provider.at("region")); provider.at("region").str() == "" && termIn(b.out.System, "region") == nil {
		b.out.System = append(b.out.System, Term{Key: "region", Value: "us-east", Basis: Default, At: b.at(provider), From: "the Serverless Framework deploys to us-east-1 where none is given"})
	}
	for _, group := range doc.at("functions").all() {
		if group.kind != mapping {
			b.leave(group, "functions: "+group.words(), "it stands in another file: import that as well")
			continue
		}
		group.each(func(id string, f *node) { serverlessFunction(b, provider, id, f) })
	}
	doc.at("stepFunctions", "stateMachines").each(func(id string, m *node) {
		events := func() (all []event) {
			for _, e := range m.at("events").all() {
				e.each(func(kind string, v *node) { all = append(all, b.serverlessEvent("", kind, v)...) })
			}
			return all
		}
		(&stateMachine{builder: b, id: id, at: m, definition: m.at("definition"), target: refOf, text: (*node).str, events: events, express: m.at("type").str() == "EXPRESS"}).add()
	})
	if n := provider.at("vpc"); n != nil {
		b.leave(n, "provider.vpc: "+n.words(), "functions that call the internet from there take a NAT gateway: lines=nat counts it")
	}
	b.noteAll("", provider, "a scenario has no term for it", []string{"usagePlan", "apiGateway", "layers"})
	for _, r := range doc.at("resources").all() {
		if !r.has("Resources", "Outputs", "extensions") {
			b.leave(r, r.said(), "it stands in another file")
		} else {
			readCloudFormation(b, r)
		}
	}
	b.noteAll("", doc, "only functions, state machines and resources are read", []string{"plugins"})
}

func serverlessFunction(b *builder, provider *node, id string, f *node) {
	p := b.part(id, "Lambda function", f)
	p.lambda(serverlessLambda, f, provider)
	if n := f.at("image"); n != nil {
		p.set("package", "image", n, n.said())
	}
	p.take("min", f.at("provisionedConcurrency"))
	if f.at("snapStart").yes() {
		p.set("package", "snapstart", f.at("snapStart"), "snapStart: true")
	}
	var events []event
	if n := f.at("url"); n != nil && n.str() != "false" {
		events = append(events, event{kind: byURL, n: n, from: n.said()})
	}
	for _, e := range f.at("events").all() {
		if e.kind == scalar { // such as "- websocket"
			events = append(events, b.serverlessEvent(p.it().Name, e.text, e)...)
			continue
		}
		e.each(func(kind string, v *node) { events = append(events, b.serverlessEvent(p.it().Name, kind, v)...) })
	}
	p.events(events)
	p.disk(f.at("ephemeralStorageSize"))
	p.network(f.at("vpc"))
	p.leaveAll(f, "a scenario has no term for it", "fileSystemConfig", "layers")
}

// serverlessEvents maps the framework's events to kinds of events.
var serverlessEvents = map[string]string{
	"http": byREST, "httpApi": byHTTP, "alb": byBalancer, "websocket": bySocket, "sqs": byQueue, "s3": byObject, "schedule": bySchedule,
	"sns": byTopic, "eventBridge": byBus, "iot": byBus, "cloudwatchEvent": byBus, "cloudwatchLog": byBus, "cognitoUserPool": byBus, "alexaSkill": byBus,
	"stream": byStream, "kafka": byStream, "msk": byStream, "activemq": byStream, "rabbitmq": byStream,
}

// serverlessEvent reads an entry of a part's events.
func (b *builder) serverlessEvent(part, kind string, v *node) []event {
	e := event{kind: serverlessEvents[kind], n: v, from: kind + ": " + v.words()}
	switch e.kind {
	case byQueue:
		e.kind, e.most = queueKind(cmp.Or(v.str(), v.at("arn").str())), v.at("maximumConcurrency")
	case byBus:
		if e.expr = v.at("schedule").str(); e.expr != "" {
			e.kind = bySchedule
		}
	case bySchedule:
		if v.at("enabled").str() == "false" {
			b.note(part, v, "schedule: "+v.at("rate").words(), "it is not enabled")
			return nil
		}
		rates := v
		if v.kind == mapping {
			rates = v.at("rate")
		}
		var out []event
		for _, r := range rates.all() {
			e.expr = r.str()
			out = append(out, e)
		}
		return out
	case "":
		b.note(part, v, e.from, "this event is not known")
		return nil
	}
	return []event{e}
}

// variables replaces ${self:a.b} and ${opt:x, default} in a document.
type variables struct {
	root *node
	left int
}

var variable = pattern.Of(`\$\{([^${}]*)\}`)

// maxResolved bounds the number of values after resolving a document's variables.
const maxResolved = 20_000

// resolve returns a copy of the node with its variables resolved. Variables from other
// files or the environment stay.
func (v *variables) resolve(n *node, depth int) *node {
	if n == nil || depth > maxDepth || v.left > maxResolved {
		return n
	}
	v.left++
	out := *n
	out.items = each.Of(n.items, func(x **node) *node { return v.resolve(*x, depth+1) })
	for range 8 { // values of variables may contain variables
		m := variable().FindStringSubmatchIndex(out.text)
		if out.kind != scalar || m == nil {
			break
		}
		found := v.value(out.text[m[2]:m[3]])
		if found == nil {
			break
		}
		if m[0] == 0 && m[1] == len(out.text) && found.kind != scalar {
			r := *v.resolve(found, depth+1)
			r.line, r.key = n.line, n.key
			return &r
		}
		if len(out.text)+len(found.str()) > 1<<16 {
			break
		}
		out.text = out.text[:m[0]] + found.str() + out.text[m[1]:]
	}
	return &out
}

// stage returns the stage that is deployed by default.
func (v *variables) stage() *node {
	if n := v.root.at("provider", "stage"); n.str() != "" && !strings.Contains(n.str(), "${") {
		return n
	}
	return &node{kind: scalar, text: "dev"}
}

// value returns the value of the first known alternative, or nil.
func (v *variables) value(expr string) *node {
	for alternative := range strings.SplitSeq(expr, ",") {
		alternative = strings.TrimSpace(alternative)
		path, self := strings.CutPrefix(alternative, "self:")
		switch {
		case self:
			if n := v.root.at(strings.Split(path, ".")...); n != nil {
				return n
			}
		case alternative == "sls:stage" || alternative == "opt:stage" && !strings.Contains(expr, ","):
			return v.stage()
		case strings.HasPrefix(alternative, "param:"):
			params, name := v.root.at("params"), strings.TrimPrefix(alternative, "param:")
			for _, stage := range []string{v.stage().str(), "default"} {
				if n := params.at(stage, name); n != nil {
					return n
				}
			}
		case strings.ContainsAny(alternative, ":$"): // env:X, env:X, file(...)
		case alternative != "":
			return &node{kind: scalar, text: strings.Trim(alternative, `'"`)}
		}
	}
	return nil
}
