package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/progress"
	"crossover/engine/scenario"
)

// task is something worked out off the loop for what is shown: the answer to the
// last question that was asked and answered. It works on one question at a time.
type task[Q comparable, A any] struct {
	working bool
	// count is how much of the answer is worked out.
	count progress.Count
	// asked is the question that answer is of; nil before the first. Questions
	// hold whole scenarios, and most sessions never ask most of them.
	asked  *Q
	answer A
}

// doneMsg brings the answer of a task; calling it hands the answer over.
type doneMsg func()

// sceneOffer is a question about an offer in a scenario.
type sceneOffer struct {
	scenario scenario.Scenario
	offer    int
}

// ask starts working on a question, unless its answer is known or another question
// is being worked on. If the session ends first, the question stays open.
func (t *task[Q, A]) ask(s *Shared, q Q, work func(*engine.Evaluator, context.Context, *Q) (A, error)) tea.Cmd {
	if t.working || t.answers(q) {
		return nil // most of the time, and then nothing is allocated
	}
	return t.start(s, q, work)
}

// askAll is ask, of a question whose answer is the same for all sessions: what
// one of them worked out, the others have at once.
func (t *task[Q, A]) askAll(s *Shared, q Q, work func(*engine.Evaluator, context.Context, *Q) (A, error)) tea.Cmd {
	if t.working || t.answers(q) {
		return nil
	}
	return t.start(s, q, func(v *engine.Evaluator, ctx context.Context, q *Q) (answer A, err error) {
		if answer, ok := recall[A](s.memo, *q); ok {
			return answer, nil
		}
		if answer, err = work(v, ctx, q); err == nil {
			keep(s.memo, *q, answer)
		}
		return answer, err
	})
}

func (t *task[Q, A]) start(s *Shared, q Q, work func(*engine.Evaluator, context.Context, *Q) (A, error)) tea.Cmd {
	t.working = true
	return func() tea.Msg {
		var answer A
		done := false
		s.inBackground(func(v *engine.Evaluator) {
			var err error
			answer, err = work(v, progress.With(s.ctx, &t.count), &q)
			done = err == nil
		})
		return doneMsg(func() {
			t.working = false
			if done {
				t.asked, t.answer = &q, answer
			}
		})
	}
}

// answers reports whether the answer is that of a question.
func (t *task[Q, A]) answers(q Q) bool { return t.asked != nil && *t.asked == q }

// beside begins to work something out in a goroutine of its own and returns what
// waits for it, and panics if that did.
func beside[T any](f func() T) (wait func() T) {
	done := make(chan struct{})
	var out T
	var failed any
	go func() {
		defer close(done)
		defer func() { failed = recover() }()
		out = f()
	}()
	return func() T {
		<-done
		if failed != nil {
			panic(failed)
		}
		return out
	}
}
