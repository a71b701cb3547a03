package tui

import (
	"testing"
	"time"

	"crossover/engine/proptest"
	"crossover/tui/format"
	"crossover/tui/term"
)

// mover moves a slider to and fro between a few values.
type mover struct {
	*session
	control int
	keys    []float64
	i       int
	screen  term.Screen
	out     []byte
}

// newMover returns a session at 160x48 with all offers and the maximum number of curves,
// which moves a control through values.
func newMover(tb testing.TB, control string, values ...float64) *mover {
	tb.Helper()
	s := open(tb, realEngine(tb), 160, 48)
	m := &mover{session: s, control: s.controls.Find(control), keys: values}
	for range 2 * len(values) { // until all buffers have their size
		m.step()
	}
	return m
}

// step moves the control like a drag, and produces the bytes of the frame.
func (m *mover) step() {
	m.i++
	m.now = m.now.Add(time.Second)
	c := &m.controls.Controls[m.control]
	v := m.keys[m.i%len(m.keys)]
	m.slide(m.control, "drag", func() bool { return c.Slider.Set(v) })
	m.show()
}

// show produces the bytes of the frame that is due.
func (m *mover) show() {
	b, t, _ := m.Paint()
	m.out = m.screen.Frame(m.out[:0], b, t, m.Modes())
}

// steps are the values of each slider: enough of them that only the engine's intended
// caches help.
var steps = map[string][]float64{
	"rate":     {12, 13, 14, 15, 16, 17, 18, 19, 20, 21},
	"memory":   {512, 520, 528, 536, 544, 552, 560, 568, 576, 584},
	"duration": {120, 121, 122, 123, 124, 125, 126, 127, 128, 129},
	"shape":    {0, 1, 2, 3},
}

// TestAllocations checks that a step to values seen before allocates nothing.
func TestAllocations(t *testing.T) {
	proptest.Sequential(t)
	for _, control := range []string{"rate", "memory", "duration", "shape"} {
		m := newMover(t, control, steps[control]...)
		c := &m.controls.Controls[m.control]
		compute := func() {
			m.i++
			c.Slider.Set(m.keys[m.i%len(m.keys)])
			m.controls.Push(m.control, &m.st.Scenario)
			m.st.Follow()
			m.opts.Shared.answerTo(m.answer, &m.st, 108, maxCurves)
		}
		for range 2 * len(m.keys) { // until all buffers have their size with 108 points
			compute()
		}
		if n := testing.AllocsPerRun(50, compute); n != 0 && !proptest.Raced { // the race detector allocates, too
			t.Errorf("%s: the engine's part of a step allocates %v times, want 0", control, n)
		}
		if n := testing.AllocsPerRun(50, m.step); n != 0 && !proptest.Raced {
			t.Errorf("%s: a step allocates %v times, want 0", control, n)
		}
	}
}

func TestFormatsAllocateNothing(t *testing.T) {
	buf := make([]byte, 0, 64)
	if n := testing.AllocsPerRun(100, func() {
		for _, v := range []float64{0, 0.004, 12, 1234567} {
			buf = format.Money{}.Append(buf[:0], v)
			buf = format.AppendRate(buf[:0], v)
			buf = format.AppendMillis(buf[:0], v)
			buf = format.AppendMemory(buf[:0], v)
			buf = format.AppendChance(buf[:0], v)
			buf = format.Money{}.AppendPrice(buf[:0], v)
		}
	}); n != 0 {
		t.Errorf("formatting allocates %v times", n)
	}
}
