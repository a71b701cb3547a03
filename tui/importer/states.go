package importer

import (
	"fmt"
	"slices"
)

// mostStates bounds the walk through a state machine.
const mostStates = 2000

// onError is the share of executions that are taken to reach a function that
// stands on no path but those of errors and of other choices.
const onError = 0.01

// workflow is a state machine of Step Functions while it is walked.
type workflow struct {
	b *builder
	// target returns the name of the function that a node refers to.
	target func(*node) string
	// transitions counts the states that an execution enters when nothing fails,
	// and calls the functions it calls on the way, in order.
	transitions int
	calls       []string
	all         []string // functions in any state
	left        int
}

// stateMachine reads a definition in the Amazon States Language: the functions
// follow the first one, which carries the price of the transitions.
func (b *builder) stateMachine(id string, at, definition *node, target func(*node) string) {
	if s := definition.str(); s != "" {
		docs, err := parse(Source{Name: b.name, Data: []byte(s)})
		if err != nil {
			b.leave(at, "state machine "+id, "its definition cannot be read: "+err.Error())
			return
		}
		definition = docs[0]
	}
	if definition.at("States") == nil {
		b.leave(at, "state machine "+id, "its definition stands elsewhere")
		return
	}
	w := &workflow{b: b, target: target, left: mostStates}
	w.path(definition)
	w.collect(definition, 0)
	b.later = append(b.later, func() { w.settle(id, at) })
}

// path walks from the first state to an end, without errors: at a choice it takes
// the default, or else the first.
func (w *workflow) path(machine *node) {
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
		for _, branch := range s.at("Branches").all() {
			w.path(branch)
		}
		if item := s.first("ItemProcessor", "Iterator"); item != nil {
			w.b.leave(s, "state "+name, "how many items it goes through is not in the file: one is counted")
			w.path(item)
		}
		next := s.at("Next").str()
		if s.at("Type").str() == "Choice" {
			if next = s.at("Default").str(); next == "" {
				for _, c := range s.at("Choices").all() {
					next = c.at("Next").str()
					break
				}
			}
		}
		name = next
	}
}

// collect finds the functions of all states.
func (w *workflow) collect(machine *node, depth int) {
	machine.at("States").each(func(_ string, s *node) {
		if w.left--; w.left < -mostStates || depth > maxDepth {
			return
		}
		if f := w.function(s); f != "" && !slices.Contains(w.all, f) {
			w.all = append(w.all, f)
		}
		for _, branch := range s.at("Branches").all() {
			w.collect(branch, depth+1)
		}
		if item := s.first("ItemProcessor", "Iterator"); item != nil {
			w.collect(item, depth+1)
		}
	})
}

// function is the function that a state calls.
func (w *workflow) function(s *node) string {
	if s.at("Type").str() != "Task" {
		return ""
	}
	for _, n := range []*node{s.at("Resource"), s.at("Parameters", "FunctionName"), s.at("Arguments", "FunctionName")} {
		if f := w.target(n); f != "" {
			return f
		}
	}
	return ""
}

// settle makes the functions that are parts follow the first one.
func (w *workflow) settle(id string, at *node) {
	known := func(f string) bool { _, ok := w.b.ids[f]; return ok }
	first := slices.IndexFunc(w.calls, known)
	if first < 0 {
		w.b.leave(at, "state machine "+id, fmt.Sprintf("its functions are in none of the files; an execution has %d transitions", w.transitions))
		return
	}
	root := w.calls[first]
	p := partOf{w.b, w.b.ids[root]}
	from := fmt.Sprintf("state machine %s: %d transitions an execution", id, w.transitions)
	p.set("uses", fmt.Sprintf("aws/transitions:%d@25/M", w.transitions), at, from)
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
		q := partOf{w.b, w.b.ids[f]}
		if times > 0 {
			q.follows(root, float64(times), Taken, at, "state machine "+id)
			continue
		}
		q.follows(root, onError, Assumed, at, fmt.Sprintf("state machine %s, only after an error or another choice: a share of %g%%", id, onError*100))
	}
}
