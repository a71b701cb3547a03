package tui

import (
	"context"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"crossover/engine"
	"crossover/engine/proptest"
	"crossover/engine/rank"
	"crossover/tui/answer"
	"crossover/tui/cell"
	"crossover/tui/format"
	"crossover/tui/state"
)

// text returns the rows of the screen within a rectangle.
func (s *session) text(r cell.Rect) []string {
	var rows []string
	for y := r.Y; y < r.Y+r.H; y++ {
		var sb strings.Builder
		for x := r.X; x < r.X+r.W; x++ {
			sb.WriteRune(s.buffer.At(x, y).Rune)
		}
		rows = append(rows, sb.String())
	}
	return rows
}

func usd(v float64) string { return string(format.Money{}.Append(nil, v)) }

// shows reports whether a row has an amount, in full or shortened.
func shows(row string, v float64) bool {
	fields := strings.FieldsFunc(row, func(r rune) bool { return r == ' ' || r == '│' || r == '┃' || r == '/' || r == ')' || r == '(' })
	for _, f := range fields {
		f = strings.TrimRight(f, ",;?^!")
		if f == usd(v) || f == string(format.Money{}.AppendShort(nil, v)) {
			return true
		}
	}
	return false
}

// checkNumbers compares every screen of a session at rest with the engine's results for
// its scenario.
func checkNumbers(t *testing.T, s *session) {
	t.Helper()
	sc, v := s.st.Scenario, s.opts.Engine.NewEvaluator()
	want := v.Estimates(&sc, sc.Selected, nil)
	ranked := slices.Clone(want)
	engine.Rank(ranked)
	screen := s.st.Screen
	s.show(state.Explore)
	s.send(nil)
	checkRanking(t, s, ranked)
	checkContenders(t, s, want)
	checkMarkers(t, s)
	checkLayout(t, s, s.rects.System)
	s.show(state.Offers)
	s.send(nil)
	checkOffers(t, s, want)
	s.show(state.Bill)
	s.send(nil)
	checkBill(t, s, &want[s.answer.Selected])
	s.show(state.Layout)
	s.now = s.now.Add(1e9)
	s.Update(nil) // without the results about the layout, which are other numbers
	s.Paint()
	checkLayout(t, s, s.rects.Body)
	s.show(screen)
	s.send(nil)
}

// best keeps the best offer of each product, as lists do.
func best(s *session, ranked []engine.Estimate) []engine.Estimate {
	seen := map[string]bool{}
	var list []engine.Estimate
	for _, e := range ranked {
		if p := s.opts.Engine.Offer(e.Offer).Product; !seen[p] || s.st.Variants {
			seen[p] = true
			list = append(list, e)
		}
	}
	return list
}

func checkRanking(t *testing.T, s *session, ranked []engine.Estimate) {
	t.Helper()
	list := best(s, ranked)
	rows := s.text(s.rects.Ranking.Inset(1, 1))
	if len(list) == 0 || !list[0].Feasible() {
		return // the list shows the nearest offer
	}
	for i, row := range rows {
		if i >= len(list) || !list[i].Feasible() {
			if strings.TrimSpace(row) != "" && !strings.Contains(row, ": ") { // an offer that cannot run the part, with the reason
				t.Errorf("the ranking goes on with %q", row)
			}
			continue
		}
		if name := s.opts.Engine.Offer(list[i].Offer).Short; !strings.Contains(row, name[:min(10, len(name))]) || !shows(row, list[i].Monthly) {
			t.Errorf("row %d of the ranking is %q, want %s at %s", i, row, name, usd(list[i].Monthly))
		}
	}
}

func checkOffers(t *testing.T, s *session, want []engine.Estimate) {
	t.Helper()
	for y := s.rects.Body.Y; y < s.rects.Body.Y+s.rects.Body.H; y++ {
		o, ok := s.offering().offers.At(s.rects.Body.X+5, y)
		if !ok {
			continue
		}
		row, e := s.lines()[y], &want[o]
		if title := s.opts.Engine.Offer(o).Title; !strings.Contains(row, title[:min(25, len(title))]) || !shows(row, e.Monthly) {
			t.Errorf("%q, want %s at %s", row, s.opts.Engine.Offer(o).Title, usd(e.Monthly))
		}
		if e.Feasible() && e.Latency.P99MS > 0 && !strings.Contains(row, format.Duration(e.Latency.P99MS)) {
			t.Errorf("%q does not show a p99 of %v ms", row, e.Latency.P99MS)
		}
		if p := e.ColdStart.Probability; e.Feasible() && p > 0 && !strings.Contains(row, format.Chance(p)) {
			t.Errorf("%q does not show cold starts of %v", row, p)
		}
	}
}

func checkContenders(t *testing.T, s *session, want []engine.Estimate) {
	t.Helper()
	r := s.rects.Contenders
	for y := r.Y; y < r.Y+r.H; y++ {
		o, _, ok := s.exploring().contenders.Offer(r.X+3, y)
		if !ok {
			continue
		}
		row, e := s.text(cell.Rect{X: r.X, Y: y, W: r.W, H: 1})[0], &want[o]
		if !e.Feasible() {
			if !strings.Contains(row, ": ") {
				t.Errorf("%q does not say what refuses %s", row, s.opts.Engine.Offer(o).Short)
			}
			continue
		}
		figures := []string{format.Chance(e.ColdStart.Probability)}
		if r.W >= 100 { // wide enough for all columns
			figures = append(figures, format.Duration(e.Latency.P50MS), format.Duration(e.Latency.P99MS))
			if s.opts.Engine.Offer(o).Model.Pooled() {
				figures = append(figures, format.Duration(e.ColdStart.P50MS))
			}
		}
		for _, f := range figures {
			if !strings.Contains(row, f) {
				t.Errorf("%q does not show %s", row, f)
			}
		}
		if !shows(row, e.Monthly) {
			t.Errorf("%q does not show %s", row, usd(e.Monthly))
		}
	}
}

func checkBill(t *testing.T, s *session, want *engine.Estimate) {
	t.Helper()
	rows := s.text(s.rects.Body)
	total := slices.IndexFunc(rows, func(row string) bool { return strings.Contains(row, "total per month") })
	if total < 0 || !shows(rows[total], want.Monthly) {
		t.Errorf("the total is not %s in\n%s", usd(want.Monthly), strings.Join(rows, "\n"))
	}
	next := 1
	for _, l := range want.Bill {
		found := false
		for ; next < len(rows) && !found; next++ {
			row := rows[next]
			found = strings.Contains(row, l.Title[:min(20, len(l.Title))]) && shows(row, l.Amount) && showsNumber(row, l.Quantity)
		}
		if !found {
			t.Errorf("no line %s, %v, %s in\n%s", l.Title, l.Quantity, usd(l.Amount), strings.Join(rows, "\n"))
			return
		}
	}
}

// showsNumber reports whether a row has a number, in full or shortened.
func showsNumber(row string, v float64) bool {
	fields := strings.Fields(row)
	return slices.Contains(fields, string(format.AppendNumber(nil, v))) || slices.Contains(fields, format.Short(v))
}

func checkLayout(t *testing.T, s *session, r cell.Rect) {
	t.Helper()
	sc := s.st.Scenario
	want := must(s.opts.Engine.NewEvaluator().Recommend(context.Background(), &sc))
	rows := s.text(r)
	if !strings.Contains(rows[0], usd(want.Monthly)+"/month") {
		t.Errorf("the layout is %q, want %s", rows[0], usd(want.Monthly))
	}
	all := strings.Join(rows, "\n")
	plain := strings.NewReplacer("?", " ", "^", " ", "!", " ").Replace(all)
	for i, c := range want.Choices {
		if l := c.Estimate.Weakest(); l != nil && !strings.Contains(all, usd(c.Adds)+l.Provenance.Doubt(s.now).Mark()) {
			t.Errorf("part %d rests on %s, which is not marked in\n%s", i, l.Title, all)
		}
		o := s.opts.Engine.Offer(c.Estimate.Offer)
		place := strings.Contains(all, o.Short[:min(9, len(o.Short))]) || strings.Contains(all, o.Title[:min(9, len(o.Title))])
		if c.On != "" {
			place = strings.Contains(all, "on "+c.On+"'s machines")
		}
		if !place || !shows(plain, c.Adds) {
			t.Errorf("part %d is not %s at %s in\n%s", i, o.Short, usd(c.Adds), all)
		}
	}
}

// checkMarkers checks the crossovers on the chart: of all offers, or of the contenders
// that are drawn, one is the best just before and the other just after.
func checkMarkers(t *testing.T, s *session) {
	t.Helper()
	v := s.opts.Engine.NewEvaluator()
	winner := func(x float64, runs func(o int) bool) int {
		sc := s.st.Scenario
		s.st.Axis.Set(&sc, sc.Selected, x)
		best, list := -1, v.Estimates(&sc, sc.Selected, nil)
		for o := range list {
			if runs(o) && list[o].Feasible() && (best < 0 || alongKey(&list[o]).CompareAlong(alongKey(&list[best])) < 0) {
				best = o
			}
		}
		return best
	}
	check := func(edges []answer.Edge, runs func(o int) bool) {
		for _, e := range edges {
			if below, above := winner(e.X*(1-1e-6), runs), winner(e.X*(1+1e-6), runs); below != e.Below || above != e.Above {
				id := func(o int) string { return s.opts.Engine.Offer(o).ID }
				t.Errorf("at %v the screen has %s > %s, and the engine %s > %s", e.X, id(e.Below), id(e.Above), id(below), id(above))
			}
		}
	}
	check(s.answer.Edges, func(int) bool { return true })
	check(s.answer.MinorEdges, func(o int) bool { return s.answer.Contends(o) && s.answer.IsDrawn(o) })
}

// alongKey returns the key by which an offer ranks along an axis.
func alongKey(e *engine.Estimate) rank.Key {
	return rank.Key{USD: e.Monthly, P99MS: e.Latency.P99MS}
}

// TestEveryNumberIsTheEngines compares the prices on the screens of various scenarios
// with the engine's.
func TestEveryNumberIsTheEngines(t *testing.T) {
	scenarios := [][]string{
		{}, {"rate=0"}, {"rate=1/day"}, {"rate=100/day", "memory=256MB", "duration=100ms"}, {"rate=3M/month"}, {"rate=1000/s"}, {"rate=100k/s"},
		{"part=ml"}, {"part=cron"}, {"p99=200ms", "burst=10"}, {"p99=1ms"}, {"free=off", "commit=3y", "redundancy=3", "month=31d"},
		{"memory=10GB", "duration=20m", "cpu=100%", "shape=office", "runtime=java", "package=image"},
		{"parts=edge,api,events", "response=5MB", "utilisation=90%"},
	}
	if proptest.Raced {
		scenarios = scenarios[:6]
	}
	e := realEngine(t)
	for _, tokens := range scenarios {
		t.Run(strings.Join(tokens, " "), func(t *testing.T) {
			t.Parallel()
			s := open(t, e, 200, 100, withScenario(t, tokens...))
			s.rest()
			checkNumbers(t, s)
		})
	}
}

// TestNumbersAfterADrag drags sliders without waiting, lets all work finish, and compares
// the screens.
func TestNumbersAfterADrag(t *testing.T) {
	s := open(t, realEngine(t), 200, 100)
	for _, i := range []int{0, 1, 2, 4}[:4/every(4)] {
		left, right, y := s.track(i)
		late := s.play(click(left, y))
		for x := left; x <= right-3; x += 2 * every(4) {
			late = append(late, s.play(motion(x, y))...)
		}
		late = append(late, s.play(release(right-3, y))...)
		for len(late) > 0 { // the results of the drag's commands arrive now
			msg := late[0]
			late = append(late[1:], s.play(msg)...)
		}
		s.rest()
		s.Update(tickMsg{})
		checkNumbers(t, s)
	}
}

// play passes a message to the model and returns the messages of its commands.
func (s *session) play(msg tea.Msg) []tea.Msg {
	s.now = s.now.Add(2e6)
	cmd := s.Update(msg)
	s.Paint()
	return run(cmd)
}

// TestASettledLayoutIsOfTheSettledScenario delivers layouts late and checks that at most
// one is being computed.
func TestASettledLayoutIsOfTheSettledScenario(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	var pending []tea.Cmd
	for i := range 50 {
		s.now = s.now.Add(20e6)
		cmd := s.Update(keyOf(t, "right"))
		s.Paint()
		if cmd := solves(cmd); cmd != nil {
			pending = append(pending, cmd)
		}
		if len(pending) > 1 {
			t.Fatalf("%d layouts are being worked out at once", len(pending))
		}
		if i%7 == 6 && len(pending) == 1 {
			cmd := s.Update(pending[0]())
			pending = pending[:0]
			if cmd := solves(cmd); cmd != nil {
				pending = append(pending, cmd)
			}
		}
	}
	for len(pending) > 0 {
		cmd := s.Update(pending[0]())
		pending = pending[1:]
		if cmd := solves(cmd); cmd != nil {
			pending = append(pending, cmd)
		}
	}
	if s.solving || s.solved.scenario != s.st.Scenario {
		t.Errorf("the layout shown is of %v, not of %v", s.solved, s.st.Scenario)
	}
	s.send(nil)
	checkLayout(t, s, s.rects.System)
}

// solves returns the command that computes a layout, if any. While changes happen, it is
// the only command that is not a timer.
func solves(cmd tea.Cmd) tea.Cmd {
	if cmd == nil || isTimer(cmd) {
		return nil
	}
	if name := commandName(cmd); strings.Contains(name, ".solve.") {
		return cmd
	}
	if batch, ok := cmd().(tea.BatchMsg); ok {
		for _, c := range batch {
			if c = solves(c); c != nil {
				return c
			}
		}
	}
	return nil
}

// TestTheSameScenarioGivesTheSameScreen reaches a scenario in different ways.
func TestTheSameScenarioGivesTheSameScreen(t *testing.T) {
	e := realEngine(t)
	direct := open(t, e, 160, 48, withScenario(t, "rate=50/s", "memory=1GB"))
	moved := open(t, e, 160, 48)
	moved.typeText("50/s")
	moved.press("enter", "down")
	moved.typeText("1GB")
	moved.press("enter")
	for _, s := range []*session{direct, moved} {
		s.rest()
	}
	if d, m := direct.st.Scenario, moved.st.Scenario; d != m {
		t.Fatalf("%v and %v", d, m)
	}
	for i, name := range []string{"ranking", "contenders", "layout"} {
		pick := func(s *session) string {
			return strings.Join(s.text([]cell.Rect{s.rects.Ranking, s.rects.Contenders, s.rects.System}[i]), "\n")
		}
		if d, m := pick(direct), pick(moved); d != m {
			t.Errorf("%s differs:\n%s\n%s", name, d, m)
		}
	}
}

// must returns the result of a call with a context that does not end.
func must[T any](found T, err error) T {
	if err != nil {
		panic(err)
	}
	return found
}
