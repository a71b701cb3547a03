package tui

import "sync"

// memo keeps answers for the next session that asks the same question. Answers
// are not written to.
type memo struct {
	mu      sync.Mutex
	answers map[any]any // the keys are questions
}

// question is a question about a Q with an A for an answer.
type question[Q comparable, A any] struct{ about Q }

// keptAnswers is how many answers a memo has at most. They are layouts and what
// is worked out about them, of some kilobytes each.
const keptAnswers = 128

// recall returns the answer about q, if it is known.
func recall[A any, Q comparable](m *memo, q Q) (answer A, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	answer, ok = m.answers[question[Q, A]{q}].(A)
	return answer, ok
}

// keep keeps the answer about q.
func keep[A any, Q comparable](m *memo, q Q, answer A) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.answers) >= keptAnswers {
		clear(m.answers)
	}
	m.answers[question[Q, A]{q}] = answer
}
