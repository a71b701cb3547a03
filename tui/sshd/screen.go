package sshd

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"crossover/engine/scenario"
	"crossover/tui"
	"crossover/tui/term"
)

// What a session that is not touched waits for.
const (
	dozeTime  = 3 * time.Second // then it gives back what it can
	stallTime = time.Minute     // a terminal that takes in nothing for so long is gone
)

// keyRate is how many keys and moves of the mouse a second are handled.
const keyRate = 1000

// end is why a session ended.
type end struct {
	reason string // for logs and metrics
	text   string // for the user, if any
	code   int
	stuck  bool // the terminal takes in nothing
}

// The ends that need no words.
var (
	endQuit  = end{reason: "quit"}
	endGone  = end{reason: "gone", code: exitFailure}
	endPanic = end{reason: "panic", text: "something went wrong in your session, and it was closed; others were not touched", code: exitFailure}
)

// screen is a session's explorer: one goroutine owns the model and draws, one
// reads what the client sends, one writes to it.
type screen struct {
	s       *session
	display *tui.Display

	inbox  *inbox
	decode term.Decoder
	keys   bucket
	input  []byte

	msgs   chan tea.Msg // what commands of the model come to
	failed signal       // a command panicked
	quit   bool
	frames chan []byte
	wrote  chan error

	buf      []byte          // the bytes of a frame; the writer's while writing
	ctx      context.Context // ends with the session
	end      context.CancelFunc
	guest    *guest // nil outside of rooms
	news     signal // the guest's
	demo     *demo  // nil unless a tour plays
	writing  bool
	since    time.Time // when the write under way began
	usage    usage
	touched  time.Time // the last thing that its user did
	running  int       // commands of the model that have not come to anything yet
	out      bucket    // what goes out
	colours  bucket    // what its terminal says of its colours
	stirred  time.Time // the last message, of whatever kind
	firstKey time.Time // the first input that no frame shows yet
	started  time.Time
	dozing   bool
	stopping <-chan struct{} // closed when the server drains; nil once that was said
}

// newScreen returns the explorer on a scenario.
func newScreen(s *session, sc scenario.Scenario, open opening) (*screen, error) {
	now := time.Now()
	ctx, end := context.WithCancel(s.ctx)
	o := s.options(sc, open)
	o.Shared, o.InRoom = s.serving.shared.For(ctx), open.room != ""
	x := &screen{
		s: s, inbox: newInbox(), keys: bucket{rate: keyRate, burst: keyRate},
		ctx: ctx, end: end, msgs: make(chan tea.Msg), failed: newSignal(), frames: make(chan []byte), wrote: make(chan error, 1),
		out: bucket{rate: outRate, burst: outBurst}, colours: bucket{rate: coloursRate, burst: coloursBurst},
		usage: newUsage(), touched: now, stirred: now, started: now, stopping: s.server.drain,
	}
	x.display = tui.NewDisplay(o, open.speak)
	x.start(x.display.Begin())
	switch {
	case open.room != "":
		return x, x.join(open.room)
	case s.server.config.Demo && !open.speak:
		x.demo = newDemo(now, !open.tour)
	}
	return x, nil
}

// do runs something that the model has a part in.
func (x *screen) do(f func()) { x.s.server.slots.update(&x.usage, f) }

// run shows the explorer until somebody ends it.
func (x *screen) run() (why end) {
	defer x.s.server.contain("explorer", func() { why = endPanic })
	defer func() { x.end(); close(x.frames) }()
	if x.guest != nil {
		defer x.guest.leave()
	}
	go x.read()
	go x.write(x.frames)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		x.show()
		_, at := x.next()
		timer.Reset(time.Until(at))
		select {
		case <-x.inbox.ready:
			open := false
			if x.do(func() { open = x.take() }); !open {
				return endGone
			}
		case msg := <-x.msgs:
			x.running--
			x.do(func() { x.receive(msg) })
		case <-x.news:
			x.do(x.look)
		case <-x.failed:
			return endPanic
		case <-x.s.resized:
			w, h := x.s.size()
			x.do(func() { x.update(tea.WindowSizeMsg{Width: w, Height: h}) })
		case err := <-x.wrote:
			if err != nil {
				return endGone
			}
			x.writing = false
		case <-x.stopping:
			x.stopping = nil
			x.do(func() {
				x.update(tui.NoticeMsg("this server is about to restart: q prints your scenario, to take it with you"))
			})
		case <-x.s.ctx.Done():
			if x.s.server.draining.Load() {
				return end{reason: "drained", text: "this server is being restarted; please come back in a moment"}
			}
			return endGone
		case <-timer.C:
		}
		if x.quit {
			return endQuit
		}
		if why, over := x.overdue(time.Now()); over {
			return why
		}
	}
}

// deadline is something that time alone brings.
type deadline uint8

// The deadlines.
const (
	maxTime deadline = iota
	leftAlone
	stalled
	frameDue
	keyDue
	tourDue
	dozeDue
)

// next returns what is due next without anything happening, and when.
func (x *screen) next() (what deadline, at time.Time) {
	l := &x.s.server.limits
	what, at = maxTime, x.started.Add(l.MaxTime)
	earlier := func(d deadline, t time.Time) {
		if t.Before(at) {
			what, at = d, t
		}
	}
	if x.demo != nil { // a tour may play on
		earlier(tourDue, x.demo.next)
	} else {
		earlier(leftAlone, x.touched.Add(l.Idle))
	}
	if !x.dozing && !x.display.Due() {
		earlier(dozeDue, x.stirred.Add(dozeTime))
	}
	if due := x.decode.Due(); !due.IsZero() {
		earlier(keyDue, due)
	}
	switch {
	case x.writing:
		earlier(stalled, x.since.Add(stallTime))
	case x.display.Due():
		earlier(frameDue, x.usage.next)
	}
	return what, at
}

// overdue does what time alone brings, and reports whether it ends the session.
func (x *screen) overdue(now time.Time) (end, bool) {
	l := &x.s.server.limits
	what, at := x.next()
	if now.Before(at) {
		return end{}, false
	}
	switch what {
	case stalled:
		return end{reason: "stalled", code: exitFailure, stuck: true}, true
	case maxTime:
		return end{reason: "max-time", text: fmt.Sprintf("closed after %s; you are welcome to come back", l.MaxTime)}, true
	case leftAlone:
		return end{reason: "idle", text: fmt.Sprintf("closed after %s without a key", l.Idle)}, true
	case keyDue:
		x.do(func() { x.decode.Expire(now, x.update) })
	case tourDue:
		x.do(func() { x.demo.play(now, x.update) })
	case dozeDue:
		x.dozing = true
		x.do(x.display.Doze)
	}
	return end{}, false
}
