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
func (m *stateMachine) add() {
	m.afterwards(func() {
		if found := m.definitions[path.Base(m.definition.str())]; found != nil {
			m.definition = found
		} else if s := m.definition.str(); strings.Contains(s, "{") {
			docs, err := parse(Source{Name: m.name, Data: []byte(s)})
			if err != nil {
				m.leave(m.at, "state machine "+m.id, "its definition cannot be read: "+err.Error())
				return
			}
			m.definition = docs[0]
		}
		if m.definition.at("States") == nil {
			m.leave(m.at, "state machine "+m.id, "its definition stands in a file that is not among these: "+m.definition.words())
			return
		}
		m.left = mostStates
		m.path(m.definition)
		m.collect(m.definition, 0)
		m.settle()
	})
}

// path walks from the first state to an end without errors. At a choice it takes the
// default, or else the first branch, and not one that fails if another does not.
func (m *stateMachine) path(machine *node) {
	seen := map[string]bool{}
	for name := machine.at("StartAt").str(); name != "" && !seen[name]; {
		seen[name] = true
		s := machine.at("States", name)
		if m.left--; s == nil || m.left < 0 {
			return
		}
		m.transitions++
		if f := m.function(s); f != "" {
			m.calls = append(m.calls, f)
		}
		if _, action, ok := strings.Cut(m.text(s.at("Resource")), ":dynamodb:"); ok {
			if slices.ContainsFunc([]string{"get", "query", "scan", "batchGet"}, func(x string) bool { return strings.HasPrefix(action, x) }) {
				m.reads++
			} else {
				m.writes++
			}
		}
		for _, branch := range s.at("Branches").all() {
			m.path(branch)
		}
		if item := s.first("ItemProcessor", "Iterator"); item != nil {
			m.leave(m.at, "state "+name, "how many items it goes through is not in the file: one is counted")
			m.path(item)
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
func (m *stateMachine) collect(machine *node, depth int) {
	machine.at("States").each(func(name string, s *node) {
		if m.left--; m.left < -mostStates || depth > maxDepth {
			return
		}
		if f := m.function(s); f != "" && !slices.Contains(m.all, f) {
			m.all = append(m.all, f)
		} else if f == "" && s.at("Type").str() == "Task" && !strings.Contains(m.text(s.at("Resource")), ":dynamodb:") {
			m.others = append(m.others, name)
		}
		for _, branch := range s.at("Branches").all() {
			m.collect(branch, depth+1)
		}
		if item := s.first("ItemProcessor", "Iterator"); item != nil {
			m.collect(item, depth+1)
		}
	})
}

// function returns the function that a state calls, or "".
func (m *stateMachine) function(s *node) string {
	if s.at("Type").str() != "Task" {
		return ""
	}
	for _, n := range []*node{s.at("Resource"), s.at("Parameters", "FunctionName"), s.at("Arguments", "FunctionName")} {
		if f := m.target(n); f != "" && !strings.Contains(m.text(n), ":states:::") {
			return f
		}
	}
	return ""
}

// settle makes the functions that are parts follow the first one, which has the trigger
// of the machine.
func (m *stateMachine) settle() {
	known := func(f string) bool { _, ok := m.ids[f]; return ok }
	machine := "state machine " + m.id
	for _, f := range m.all {
		if !known(f) {
			m.others = append(m.others, f[strings.Index(f, "#")+1:])
		}
	}
	if len(m.others) > 0 {
		m.leave(m.at, machine, "what these call is in none of the files, or no function: "+strings.Join(m.others, ", "))
	}
	first := slices.IndexFunc(m.calls, known)
	if first < 0 {
		m.leave(m.at, machine, fmt.Sprintf("none of its functions is in the files; an execution has %d transitions", m.transitions))
		return
	}
	root := m.calls[first]
	p := partOf{m.builder, m.ids[root]}
	uses, from := fmt.Sprintf("aws/step-transitions:%d", m.transitions), fmt.Sprintf("%s: %d transitions an execution", machine, m.transitions)
	if m.express {
		uses, from = "aws/express-requests:1", machine+", an express workflow"
		p.leave(m.at, machine, "how long an express workflow runs is not in the file: add aws/express-duration to uses, in GB-seconds")
	}
	for _, x := range []struct {
		name string
		n    int
	}{{"reads", m.reads}, {"writes", m.writes}} {
		if x.n > 0 {
			uses, from = fmt.Sprintf("%s,aws/dynamodb-%s:%d", uses, x.name, x.n), fmt.Sprintf("%s, DynamoDB %s: %d", from, x.name, x.n)
		}
	}
	p.set("uses", uses, m.at, from)
	if own := p.term("trigger"); own == nil {
		p.events(m.events())
	} else {
		for _, e := range m.events() {
			p.leave(e.n, e.from, eventReason)
		}
	}
	for _, f := range m.all {
		if f == root || !known(f) {
			continue
		}
		times := 0
		for _, c := range m.calls {
			if c == f {
				times++
			}
		}
		q := partOf{m.builder, m.ids[f]}
		if times > 0 {
			q.follows(root, float64(times), Taken, m.at, machine)
			continue
		}
		q.follows(root, onError, Assumed, m.at, fmt.Sprintf("%s, only after an error or another choice: a share of %g%%", machine, onError*100))
	}
}
