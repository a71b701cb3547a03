package tui

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/charmbracelet/colorprofile"

	"crossover/engine"
	"crossover/engine/progress"
	"crossover/engine/scenario"
	"crossover/engine/sim"
	"crossover/engine/verdict"
	"crossover/tui/answer"
	"crossover/tui/cell"
	"crossover/tui/live"
	"crossover/tui/state"
	"crossover/tui/style"
)

// Shared is shared by the sessions of a process: results and buffers that would otherwise
// be duplicated. No session can see another's state through it. It is safe for concurrent
// use.
type Shared struct {
	*common
	// ctx ends with the session.
	ctx context.Context
}

// common is the part that all sessions share.
type common struct {
	engine *engine.Engine
	// breaths is how long a background place stays empty after work, as a multiple of the
	// work's duration, measured by now.
	breaths int
	now     func() time.Time
	// background holds the background places in use.
	background chan struct{}
	// simulation is held by the measurement under way.
	simulation chan struct{}

	// For frames and background work.
	answers    answer.Cache
	sources    spares[*answer.Source]
	evaluators spares[*engine.Evaluator]
	buffers    spares[*cell.Buffer]

	// memo caches layouts and results about them.
	memo *memo

	mu     sync.Mutex
	styles map[styleKey]*style.Styles
	// near has the offers of the last layout, from which the next search starts.
	near []int

	judge   sync.Once
	judging progress.Count
	judged  []verdict.Result
}

// keptStyles limits the styles that are cached.
const keptStyles = 64

// styleKey is the input of styles.
type styleKey struct {
	theme   string
	profile colorprofile.Profile
	painted bool
}

// NewShared returns a Shared for sessions on e. At most background sessions work off the
// frame path at a time; the others wait, but their frames do not. contenders are
// products; none means the default ones.
func NewShared(e *engine.Engine, background int, contenders ...string) *Shared {
	return &Shared{ctx: context.Background(), common: &common{
		engine: e, sources: spares[*answer.Source]{make: func() *answer.Source { return answer.NewSource(e, contenders...) }},
		evaluators: spares[*engine.Evaluator]{make: e.NewEvaluator},
		buffers:    spares[*cell.Buffer]{make: func() *cell.Buffer { return &cell.Buffer{} }},
		background: make(chan struct{}, max(background, 1)), simulation: make(chan struct{}, 1),
		styles: map[styleKey]*style.Styles{}, memo: &memo{answers: map[any]any{}},
	}}
}

// Sparing makes each background place pause after work, for breaths times the duration of
// the work, measured by now.
func (s *Shared) Sparing(breaths int, now func() time.Time) *Shared {
	s.breaths, s.now = breaths, now
	return s
}

// The time without changes after which the work for a resting handle starts: exact edges
// and bends. It is longer if sessions share the processors, so that frames come first.
const restAfter, restAfterSparing = 50 * time.Millisecond, 400 * time.Millisecond

func (s *Shared) restAfter() time.Duration {
	if s.sparing() {
		return restAfterSparing
	}
	return restAfter
}

// sparing reports whether background work is held back.
func (s *Shared) sparing() bool { return s.breaths > 0 }

// For returns s for a session that ends with ctx, as its background work does.
func (s *Shared) For(ctx context.Context) *Shared { return &Shared{s.common, ctx} }

// longestBreath limits how long a place stays empty.
const longestBreath = 200 * time.Millisecond

// turn waits for a background place and returns the function that releases it. ok is
// false if the session has ended.
func (s *Shared) turn() (leave func(), ok bool) {
	select {
	case s.background <- struct{}{}:
	case <-s.ctx.Done():
		return nil, false
	}
	if s.breaths == 0 {
		return func() { <-s.background }, true
	}
	start := s.now()
	return func() {
		wait := min(time.Duration(s.breaths)*s.now().Sub(start), longestBreath)
		time.AfterFunc(wait, func() { <-s.background })
	}, true
}

// answerTo returns the answer to st for a session that shows old, with [answer.Cache] if
// sessions share the processors. Otherwise it computes it in the memory of old.
func (s *Shared) answerTo(old *answer.Answer, st *state.State, points, curves int) *answer.Answer {
	if s.sparing() {
		return s.answers.Answer(s.engine, old, st, points, curves, s.sources.lend)
	}
	s.sources.lend(func(source *answer.Source) { source.Compute(old, st, points, curves) })
	return old
}

// refine returns the result of a refinement, computed on a background place unless another
// session has it. It is nil if the session has ended.
func (s *Shared) refine(r *answer.Refinement) (out *answer.Refined) {
	if out = s.answers.Refined(r); out != nil {
		return out
	}
	s.inBackground(func(v *engine.Evaluator) {
		if out = s.answers.Refined(r); out == nil { // another one had the place before
			out, _ = answer.Refine(s.ctx, v, r)
		}
	})
	return out
}

// with lends an evaluator to f.
func (s *Shared) with(f func(*engine.Evaluator)) { s.evaluators.lend(f) }

// inBackground lends an evaluator to f on a background place, unless the session has
// ended.
func (s *Shared) inBackground(f func(*engine.Evaluator)) {
	if leave, ok := s.turn(); ok {
		defer leave()
		s.with(f)
	}
}

// measure runs a measurement. Only one runs at a time, since each takes seconds of
// processor time.
func (s *Shared) measure(m *live.Measurement, q sim.Question) (sim.Result, error) {
	select {
	case s.simulation <- struct{}{}:
		defer func() { <-s.simulation }()
		return m.Run(q)
	case <-m.Done():
		return sim.Result{}, context.Canceled
	}
}

// plan identifies a layout: the recommended one of a scenario, or an alternative to it.
type plan struct {
	scenario    scenario.Scenario
	alternative string
}

// laid is a wanted layout, and the recommended one.
type laid struct{ layout, recommended engine.Layout }

// inTurn returns the layout of lay, computed on a background place unless it is cached.
func (s *Shared) inTurn(q *plan) laid {
	if l, ok := recall[engine.Layout](s.memo, q.scenario); ok && q.alternative == "" {
		return laid{l, l}
	}
	leave, ok := s.turn()
	if !ok {
		return laid{}
	}
	defer leave()
	return s.lay(q)
}

// lay returns the wanted layout, or the recommended one if there is no such alternative.
func (s *Shared) lay(q *plan) laid {
	best := s.recommend(&q.scenario)
	i := slices.IndexFunc(best.Alternatives, func(a engine.Alternative) bool { return a.Name == q.alternative })
	if i < 0 {
		return laid{best, best}
	}
	if l, ok := recall[laid](s.memo, *q); ok {
		return l
	}
	locked := q.scenario
	for part, o := range best.Alternatives[i].Offers {
		locked.Part(part).Lock = s.engine.Offer(o).ID
	}
	out := s.recommend(&locked)
	if len(out.Choices) == 0 {
		return laid{best, best} // the session has ended
	}
	out.Choices, out.Alternatives, out.Alone = slices.Clone(out.Choices), best.Alternatives, best.Alone
	for part := range out.Choices {
		if c := &out.Choices[part]; q.scenario.Part(part).Lock == "" {
			c.Locked = false
			c.Excluded = slices.DeleteFunc(slices.Clone(c.Excluded), func(x engine.Exclusion) bool { return x.Reason.Code == engine.Locked })
		}
	}
	keep(s.memo, *q, laid{out, best})
	return laid{out, best}
}

// recommend returns the recommended layout. Layouts are read-only, so sessions with the
// same scenario share one.
func (s *Shared) recommend(sc *scenario.Scenario) (out engine.Layout) {
	if l, ok := recall[engine.Layout](s.memo, *sc); ok {
		return l
	}
	var err error
	s.mu.Lock()
	near := s.near
	s.mu.Unlock()
	if s.with(func(v *engine.Evaluator) { out, err = v.RecommendNear(s.ctx, sc, near) }); err != nil {
		return out // the session has ended
	}
	keep(s.memo, *sc, out)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.near = out.Offers()
	return out
}

// verdicts returns the tested rules of thumb. They are the same for all sessions, so that
// only the first one computes them, on a background place.
func (s *Shared) verdicts(run func(context.Context) []verdict.Result) []verdict.Result {
	s.judge.Do(func() {
		s.background <- struct{}{} // not turn: the first session may have ended
		defer func() { <-s.background }()
		s.judged = run(progress.With(context.Background(), &s.judging))
	})
	return s.judged
}

// stylesOf returns the styles of a theme for a colour depth.
func (s *Shared) stylesOf(k styleKey, build func() style.Styles) *style.Styles {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st, ok := s.styles[k]; ok {
		return st
	}
	if len(s.styles) >= keptStyles {
		clear(s.styles)
	}
	st := build()
	s.styles[k] = &st
	return &st
}

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
	m.put(question[Q, A]{q}, answered[Q, A]{&q, answer})
}

func (m *memo) put(q, answer any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.answers) >= keptAnswers {
		clear(m.answers)
	}
	m.answers[q] = answer
}

// spares lends values that are expensive to make and can be used by one caller at a time.
// It keeps a few for reuse: few are in use at a time, and the processor's cache still has
// their data.
type spares[T any] struct {
	make func() T

	mu   sync.Mutex
	list []T
}

// keptSpares limits the values kept.
const keptSpares = 4

// lend lends a value to f.
func (s *spares[T]) lend(f func(T)) {
	v := s.take()
	f(v)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.list) < keptSpares {
		s.list = append(s.list, v)
	}
}

// take returns a kept value, or makes one.
func (s *spares[T]) take() T {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.list) - 1
	if n < 0 {
		return s.make()
	}
	v := s.list[n]
	s.list = s.list[:n]
	return v
}
