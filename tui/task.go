package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/progress"
	"crossover/engine/scenario"
)

// task is a computation off the loop. It holds the answer to the last question that was
// answered, and works on one question at a time.
type task[Q comparable, A any] struct {
	working bool
	// count is the progress of the computation.
	count progress.Count
	// asked is the question of answer, or nil before the first one. It is a pointer
	// because questions hold whole scenarios, and most sessions never ask most of them.
	asked  *Q
	answer A
}

// doneMsg reports the end of a task; calling it stores the answer.
type doneMsg func()

// sceneOffer is a question about an offer in a scenario.
type sceneOffer struct {
	scenario scenario.Scenario
	offer    int
}

// ask starts to work on a question, unless its answer is known or the task is busy. If
// the session ends first, the question stays unanswered.
func (t *task[Q, A]) ask(s *Shared, q Q, work func(*engine.Evaluator, context.Context, *Q) (A, error)) tea.Cmd {
	if t.working || t.answers(q) {
		return nil // the usual case, which allocates nothing
	}
	return t.start(s, q, work)
}

// askAll is ask for a question whose answer is the same in all sessions: they share it.
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
				t.asked, t.answer = share[A](s.memo, &q), answer
			}
		})
	}
}

// answers reports whether answer is the answer to q.
func (t *task[Q, A]) answers(q Q) bool { return t.asked != nil && *t.asked == q }

// beside runs f in a goroutine and returns a function that waits for its result. That
// function panics if f did.
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
