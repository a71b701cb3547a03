package importer

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// mostStates bounds the walk through a state machine.
const mostStates = 2000

// onError is the assumed share of executions that reach a function only on paths of
// errors and other choices.
const onError = 0.01

// stateMachine is a state machine of Step Functions.
type stateMachine struct {
	*builder
	id             string
	at, definition *node
	// target returns the identifier of the function to which a node refers.
	target func(*node) string
	// text returns the text of a node with its variables substituted.
	text func(*node) string
	// events returns the events that start an execution, once all files are read.
	events  func() []event
	express bool

	// transitions counts the states that an execution enters without errors. calls lists
	// the functions it calls, in order.
	transitions int
	calls       []string
	reads       int      // of DynamoDB, in such an execution
	writes      int      // the same
	all         []string // functions of all states
	others      []string // states that call neither a function nor DynamoDB
	left        int
}

// add reads the machine after all files, because its definition, in the Amazon States
// Language, may be one of them. The first function carries the price of the transitions;
// the others follow its rate.
func (w *stateMachine) add() {
	w.afterwards(func() {
		if found := w.definitions[path.Base(w.definition.str())]; found != nil {
			w.definition = found
		} else if s := w.definition.str(); strings.Contains(s, "{") {
			docs, err := parse(Source{Name: w.name, Data: []byte(s)})
			if err != nil {
				w.leave(w.at, "state machine "+w.id, "its definition cannot be read: "+err.Error())
				return
			}
			w.definition = docs[0]
		}
		if w.definition.at("States") == nil {
			w.leave(w.at, "state machine "+w.id, "its definition stands in a file that is not among these: "+w.definition.words())
			return
		}
		w.left = mostStates
		w.path(w.definition)
		w.collect(w.definition, 0)
		w.settle()
	})
}

// path walks from the first state to an end without errors. At a choice it takes the
// default, or else the first branch, and not one that fails if another does not.
func (w *stateMachine) path(machine *node) {
	seen := map[string]bool{}
	for name := machine.at("StartAt").str(); name != "" && !seen[name]; {
		seen[name] = true
		s := machine.at("States", name)
		if w.left--; s == nil || w.left < 0 {
			return
		}
		w.transitions++
		if f := w.function(s); f != "" {
			w.calls = append(w.calls, f)
		}
		if _, action, ok := strings.Cut(w.text(s.at("Resource")), ":dynamodb:"); ok {
			if slices.ContainsFunc([]string{"get", "query", "scan", "batchGet"}, func(x string) bool { return strings.HasPrefix(action, x) }) {
				w.reads++
			} else {
				w.writes++
			}
		}
		for _, branch := range s.at("Branches").all() {
			w.path(branch)
		}
		if item := s.first("ItemProcessor", "Iterator"); item != nil {
			w.leave(w.at, "state "+name, "how many items it goes through is not in the file: one is counted")
			w.path(item)
		}
		next := s.at("Next").str()
		if s.at("Type").str() == "Choice" {
			next = s.at("Default").str()
			for _, c := range s.at("Choices").all() {
				if next == "" || machine.at("States", next, "Type").str() == "Fail" {
					next = c.at("Next").str()
				}
			}
		}
		name = next
	}
}

// collect finds the functions of all states.
func (w *stateMachine) collect(machine *node, depth int) {
	machine.at("States").each(func(name string, s *node) {
		if w.left--; w.left < -mostStates || depth > maxDepth {
			return
		}
		if f := w.function(s); f != "" && !slices.Contains(w.all, f) {
			w.all = append(w.all, f)
		} else if f == "" && s.at("Type").str() == "Task" && !strings.Contains(w.text(s.at("Resource")), ":dynamodb:") {
			w.others = append(w.others, name)
		}
		for _, branch := range s.at("Branches").all() {
			w.collect(branch, depth+1)
		}
		if item := s.first("ItemProcessor", "Iterator"); item != nil {
			w.collect(item, depth+1)
		}
	})
}

// function returns the function that a state calls, or "".
func (w *stateMachine) function(s *node) string {
	if s.at("Type").str() != "Task" {
		return ""
	}
	for _, n := range []*node{s.at("Resource"), s.at("Parameters", "FunctionName"), s.at("Arguments", "FunctionName")} {
		if f := w.target(n); f != "" && !strings.Contains(w.text(n), ":states:::") {
			return f
		}
	}
	return ""
}

// settle makes the functions that are parts follow the first one, which has the trigger
// of the machine.
func (w *stateMachine) settle() {
	known := func(f string) bool { _, ok := w.ids[f]; return ok }
	machine := "state machine " + w.id
	for _, f := range w.all {
		if !known(f) {
			w.others = append(w.others, f[strings.Index(f, "#")+1:])
		}
	}
	if len(w.others) > 0 {
		w.leave(w.at, machine, "what these call is in none of the files, or no function: "+strings.Join(w.others, ", "))
	}
	first := slices.IndexFunc(w.calls, known)
	if first < 0 {
		w.leave(w.at, machine, fmt.Sprintf("none of its functions is in the files; an execution has %d transitions", w.transitions))
		return
	}
	root := w.calls[first]
	p := partOf{w.builder, w.ids[root]}
	uses, from := fmt.Sprintf("aws/step-transitions:%d", w.transitions), fmt.Sprintf("%s: %d transitions an execution", machine, w.transitions)
	if w.express {
		uses, from = "aws/express-requests:1", machine+", an express workflow"
		p.leave(w.at, machine, "how long an express workflow runs is not in the file: add aws/express-duration to uses, in GB-seconds")
	}
	for _, x := range []struct {
		name string
		n    int
	}{{"reads", w.reads}, {"writes", w.writes}} {
		if x.n > 0 {
			uses, from = fmt.Sprintf("%s,aws/dynamodb-%s:%d", uses, x.name, x.n), fmt.Sprintf("%s, DynamoDB %s: %d", from, x.name, x.n)
		}
	}
	p.set("uses", uses, w.at, from)
	if own := p.term("trigger"); own == nil {
		p.events(w.events())
	} else {
		for _, e := range w.events() {
			p.leave(e.n, e.from, eventReason)
		}
	}
	for _, f := range w.all {
		if f == root || !known(f) {
			continue
		}
		times := 0
		for _, c := range w.calls {
			if c == f {
				times++
			}
		}
		q := partOf{w.builder, w.ids[f]}
		if times > 0 {
			q.follows(root, float64(times), Taken, w.at, machine)
			continue
		}
		q.follows(root, onError, Assumed, w.at, fmt.Sprintf("%s, only after an error or another choice: a share of %g%%", machine, onError*100))
	}
}
