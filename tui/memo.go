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

// answered is an answer with the question it is for.
type answered[Q comparable, A any] struct {
	asked  *Q
	answer A
}

// keptAnswers limits the answers in a memo. They are layouts and results about them, of
// some kilobytes each.
const keptAnswers = 512

// recall returns the answer about q, if it is cached.
func recall[A any, Q comparable](m *memo, q Q) (answer A, ok bool) {
	a, ok := m.find(question[Q, A]{q}).(answered[Q, A])
	return a.answer, ok
}

// share returns the memo's copy of a question, or q itself if there is none. Questions hold
// whole scenarios, and every session keeps its last ones.
func share[A any, Q comparable](m *memo, q *Q) *Q {
	if a, ok := m.find(question[Q, A]{*q}).(answered[Q, A]); ok {
		return a.asked
	}
	return q
}

func (m *memo) find(q any) any {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.answers[q]
}

// keep caches the answer about q.
func keep[A any, Q comparable](m *memo, q Q, answer A) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.answers) >= keptAnswers {
		clear(m.answers)
	}
	m.answers[question[Q, A]{q}] = answered[Q, A]{&q, answer}
}
