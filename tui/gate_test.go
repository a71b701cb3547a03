package tui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"crossover/engine/proptest"
)

// loop is the event loop of the program on a simulated clock: a View after every message,
// timers that expire in order, and layouts that take a while.
type loop struct {
	*session
	events []event
	// builds counts the frames built, ticks the pending timers for held-back frames, and
	// solves the layouts being computed.
	builds, ticks, solves, maxTicks, maxSolves int
	lastBuild                                  time.Time
	content                                    string
}

type event struct {
	at  time.Time
	msg func() tea.Msg
}

// workTime is the simulated duration of a layout or other background work.
const workTime = 40 * time.Millisecond

// step passes a message to the model.
func (l *loop) step(at time.Time, msg tea.Msg) {
	l.now = at
	resting := l.resting
	if _, ok := msg.(restMsg); ok {
		resting = false
	}
	cmd := l.Update(msg)
	timers := l.schedule(cmd)
	if l.resting && !resting {
		timers--
		l.add(restAfter/4, func() tea.Msg { return restMsg{} })
	}
	if timers > 0 { // any other pending timer is for a held-back frame
		l.ticks += timers
		l.maxTicks = max(l.maxTicks, l.ticks)
		l.add(frameInterval-l.now.Sub(l.lastBuild), func() tea.Msg { l.ticks--; return tickMsg{} })
	}
	wasDirty := l.gate.Dirty()
	l.content = l.View()
	if wasDirty && !l.gate.Dirty() {
		l.builds++
		l.lastBuild = at
	}
}

// schedule queues the messages of a command, and returns the number of timers it starts.
// Their durations and purposes are hidden in the command.
func (l *loop) schedule(cmd tea.Cmd) (timers int) {
	switch {
	case cmd == nil:
	case isTimer(cmd):
		return 1
	case isBatch(commandName(cmd)):
		for _, c := range cmd().(tea.BatchMsg) {
			timers += l.schedule(c)
		}
	default:
		layouts := 0
		if strings.Contains(commandName(cmd), "startSolving") {
			layouts = 1
		}
		l.solves += layouts
		l.maxSolves = max(l.maxSolves, l.solves)
		l.add(workTime, func() tea.Msg { l.solves -= layouts; return cmd() })
	}
	return timers
}

// isBatch reports whether a command is a batch.
func isBatch(name string) bool { return strings.Contains(name, "compactCmds") }

func (l *loop) add(after time.Duration, msg func() tea.Msg) {
	l.events = append(l.events, event{l.now.Add(after), msg})
}

// until handles the events due before a time.
func (l *loop) until(t time.Time) {
	for {
		next := -1
		for i, e := range l.events {
			if e.at.Before(t) && (next < 0 || e.at.Before(l.events[next].at)) {
				next = i
			}
		}
		if next < 0 {
			return
		}
		e := l.events[next]
		l.events = append(l.events[:next], l.events[next+1:]...)
		l.step(e.at, e.msg())
	}
}

// TestADragOfThreeSeconds plays 1,500 mouse moves at 500 a second.
func TestADragOfThreeSeconds(t *testing.T) {
	proptest.Sequential(t)
	l := &loop{session: open(t, smallEngine(t), 160, 48)}
	left, right, y := l.track(0)
	start := l.now.Add(time.Second)
	at := func(i int) time.Time { return start.Add(time.Duration(i) * 2 * time.Millisecond) }
	l.step(at(-1), click(left, y))
	const n = 1500
	l.builds = 0
	for i := range n {
		l.until(at(i))
		l.step(at(i), motion(left+i%(right-left+1), y))
	}
	l.step(at(n), motion(right, y))
	if most := 3*120 + 1; l.builds > most {
		t.Errorf("%d frames in 3 s, want at most %d", l.builds, most)
	}
	if l.builds < 300 {
		t.Errorf("only %d frames in 3 s", l.builds)
	}
	settled := at(n).Add(frameInterval + time.Millisecond)
	l.until(settled)
	if l.gate.Dirty() || l.lastBuild.After(settled) {
		t.Error("the last state is not shown one interval after the last event")
	}
	if l.rate() != 1e5 {
		t.Errorf("the last rate is %v", l.rate())
	}
	l.wants("100k/s")
	if l.maxTicks > 1 {
		t.Errorf("%d ticks were under way at once", l.maxTicks)
	}
	l.step(settled, release(right, y))
	l.until(settled.Add(100 * time.Millisecond))
	checkLayout(t, l.session, l.rects.System)
	if l.maxSolves != 1 {
		t.Errorf("%d layouts were being worked out at once", l.maxSolves)
	}
	l.until(settled.Add(time.Second))
	if len(l.events) != 0 {
		t.Errorf("%d timers run on when nothing happens", len(l.events))
	}
	checkNumbers(t, l.session)
}

// TestIdleBuildsNothing sends messages without effect.
func TestIdleBuildsNothing(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	s.rest()
	old := s.View()
	for range 100 {
		s.now = s.now.Add(time.Second)
		cmd := s.Update(tea.MouseMotionMsg{X: 50, Y: 0})
		if cmd != nil {
			t.Fatal("the mouse passing over makes work")
		}
		if s.gate.Dirty() {
			t.Fatal("the mouse passing over makes a frame")
		}
	}
	s.send(tea.WindowSizeMsg{Width: 160, Height: 48}, tea.FocusMsg{}, tea.BlurMsg{}, nil)
	if s.View() != old {
		t.Error("the frame changes by itself")
	}
}

// TestAFrameForEachKey counts frames: one for each key, none for View.
func TestAFrameForEachKey(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	s.now = s.now.Add(time.Second)
	s.Update(keyOf(t, "right"))
	first := s.View()
	for range 10 {
		if s.View() != first {
			t.Fatal("View changes without a message")
		}
	}
	s.Update(keyOf(t, "right")) // within the interval: held back
	if s.View() != first {
		t.Error("a frame within the interval")
	}
	s.now = s.now.Add(frameInterval)
	s.Update(tickMsg{})
	if s.View() == first {
		t.Error("the frame that was held back does not come")
	}
}
