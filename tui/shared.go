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
	"crossover/tui/live"
	"crossover/tui/style"
)

// Shared is what the sessions of one process have in common: work that need
// not be done twice, and buffers that need not be kept twice. Nothing of one
// session can be seen by another through it. It is safe for concurrent use.
type Shared struct {
	*common
	// ctx ends with the session that holds it.
	ctx context.Context
}

// common is what all holders of a Shared share.
type common struct {
	engine *engine.Engine
	// breaths is how long a place in the background stays empty after each piece of
	// work, in multiples of the time the work took by the clock now.
	breaths int
	now     func() time.Time
	// background is taken by whoever works off the frame path.
	background chan struct{}
	// simulation is taken by the one that measures.
	simulation chan struct{}

	// What frames and background work are computed with.
	sources    spares[*answer.Source]
	evaluators spares[*engine.Evaluator]

	// memo has the layouts, and what is worked out about them.
	memo *memo

	mu     sync.Mutex
	styles map[styleKey]*style.Styles
	// near are the offers of the layout found last: a place to start from.
	near []int

	judge   sync.Once
	judging progress.Count
	judged  []verdict.Result
}

// keptStyles is how many styles are kept for the next session that needs them.
const keptStyles = 64

// styleKey is what styles depend on.
type styleKey struct {
	theme   string
	profile colorprofile.Profile
	painted bool
}

// NewShared returns what sessions on e share. At most background of them work
// off the frame path at a time; the others wait, and their frames do not. The
// contenders are products, or none for the usual ones.
func NewShared(e *engine.Engine, background int, contenders ...string) *Shared {
	return &Shared{ctx: context.Background(), common: &common{
		engine: e, sources: spares[*answer.Source]{make: func() *answer.Source { return answer.NewSource(e, contenders...) }},
		evaluators: spares[*engine.Evaluator]{make: e.NewEvaluator},
		background: make(chan struct{}, max(background, 1)), simulation: make(chan struct{}, 1),
		styles: map[styleKey]*style.Styles{}, memo: &memo{answers: map[any]any{}},
	}}
}

// Sparing makes background work pause after each piece, for breaths times as long
// as the piece took by the clock now.
func (s *Shared) Sparing(breaths int, now func() time.Time) *Shared {
	s.breaths, s.now = breaths, now
	return s
}

// How long nothing must have changed before work starts that is done only for a
// handle at rest: exact edges, and what bends a curve. Where sessions share the
// processors it is longer, so that frames come first.
const restAfter, restAfterSparing = 50 * time.Millisecond, 400 * time.Millisecond

func (s *Shared) restAfter() time.Duration {
	if s.sparing() {
		return restAfterSparing
	}
	return restAfter
}

// sparing reports whether work off the frame path is to be held back.
func (s *Shared) sparing() bool { return s.breaths > 0 }

// For returns s for a session that ends with ctx. Work for the session ends with it.
func (s *Shared) For(ctx context.Context) *Shared { return &Shared{s.common, ctx} }

// longestBreath bounds how long a place stays empty.
const longestBreath = 200 * time.Millisecond

// turn waits for a place in the background and returns what gives it back, or
// false when the session has ended first.
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

// answer lends a source of answers to f.
func (s *Shared) answer(f func(*answer.Source)) { s.sources.lend(f) }

// with lends an evaluator to f.
func (s *Shared) with(f func(*engine.Evaluator)) { s.evaluators.lend(f) }

// inBackground lends an evaluator to f when it is f's turn, unless the session
// has ended by then.
func (s *Shared) inBackground(f func(*engine.Evaluator)) {
	if leave, ok := s.turn(); ok {
		defer leave()
		s.with(f)
	}
}

// measure lets a simulation measure when it is its turn: one at a time, for each
// takes seconds of a processor.
func (s *Shared) measure(m *live.Measurement, q sim.Question) (sim.Result, error) {
	select {
	case s.simulation <- struct{}{}:
		defer func() { <-s.simulation }()
		return m.Run(q)
	case <-m.Done():
		return sim.Result{}, context.Canceled
	}
}

// plan is a question: the layout of a scenario, or one of its alternatives.
type plan struct {
	scenario    scenario.Scenario
	alternative string
}

// laid is the layout that is wanted, and the recommended one.
type laid struct{ layout, recommended engine.Layout }

// inTurn is lay in the background.
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

// lay returns the layout that is wanted: the recommended one, too, where there is
// no such alternative.
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
		return laid{best, best} // to nobody
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

// recommend returns the layout of a scenario. Layouts are not written to, so
// sessions that show the same scenario share one.
func (s *Shared) recommend(sc *scenario.Scenario) (out engine.Layout) {
	if l, ok := recall[engine.Layout](s.memo, *sc); ok {
		return l
	}
	var err error
	s.mu.Lock()
	near := s.near
	s.mu.Unlock()
	if s.with(func(v *engine.Evaluator) { out, err = v.RecommendNear(s.ctx, sc, near) }); err != nil {
		return out // to nobody
	}
	keep(s.memo, *sc, out)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.near = out.Offers()
	return out
}

// verdicts returns the rules of thumb, tested: the same for all sessions, so
// only the first works them out, when it is its turn.
func (s *Shared) verdicts(run func(context.Context) []verdict.Result) []verdict.Result {
	s.judge.Do(func() {
		s.background <- struct{}{} // whoever asked first may have left
		defer func() { <-s.background }()
		s.judged = run(progress.With(context.Background(), &s.judging))
	})
	return s.judged
}

// stylesOf returns the styles of a theme on a terminal of some colours.
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
