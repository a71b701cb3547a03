package tui

import "sync"

// memo caches answers for other sessions that ask the same question. Answers are
// read-only.
type memo struct {
	mu      sync.Mutex
	answers map[any]any // by question
}

// question is a question about Q with an answer of type A.
type question[Q comparable, A any] struct{ about Q }

// keptAnswers limits the answers in a memo. They are layouts and results about them, of
// some kilobytes each.
const keptAnswers = 512

// recall returns the answer about q, if it is cached.
func recall[A any, Q comparable](m *memo, q Q) (answer A, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	answer, ok = m.answers[question[Q, A]{q}].(A)
	return answer, ok
}

// keep caches the answer about q.
func keep[A any, Q comparable](m *memo, q Q, answer A) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.answers) >= keptAnswers {
		clear(m.answers)
	}
	m.answers[question[Q, A]{q}] = answer
}
