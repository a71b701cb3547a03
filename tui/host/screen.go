package host

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

// The ends that need no words.
var (
	endQuit  = End{Reason: "quit"}
	endGone  = End{Reason: "gone", Code: ExitFailure}
	endPanic = End{Reason: "panic", Text: "something went wrong in your session, and it was closed; others were not touched", Code: ExitFailure}
)

// screen is a session's explorer: one goroutine owns the model and draws, one
// reads what the client sends, one writes to it.
type screen struct {
	host    *Host
	visit   Visit
	display *tui.Display

	inbox  *inbox
	decode term.Decoder
	keys   Bucket
	input  []byte

	msgs   chan tea.Msg // what commands of the model come to
	failed Signal       // a command panicked
	quit   bool
	frames chan []byte
	wrote  chan error

	buf      []byte          // the bytes of a frame; the writer's while writing
	ctx      context.Context // ends with the session
	end      context.CancelFunc
	guest    *guest // nil outside of rooms
	watching bool   // whether its user can do nothing
	news     Signal // the guest's
	demo     *demo  // nil unless a tour plays
	writing  bool
	since    time.Time // when the write under way began
	usage    usage
	touched  time.Time // the last thing that its user did
	running  int       // commands of the model that have not come to anything yet
	out      Bucket    // what goes out
	colours  Bucket    // what its terminal says of its colours
	stirred  time.Time // the last message, of whatever kind
	firstKey time.Time // the first input that no frame shows yet
	started  time.Time
	dozing   bool
	stopping <-chan struct{} // closed when the server drains; nil once that was said
}

// newScreen returns the explorer on a scenario.
func newScreen(ctx context.Context, h *Host, v Visit, sc scenario.Scenario, open Opening) (*screen, error) {
	now := time.Now()
	ctx, end := context.WithCancel(ctx)
	o := v.options(sc, open)
	o.Shared, o.InRoom = v.Serving.shared.For(ctx), open.Room != ""
	x := &screen{
		host: h, visit: v, inbox: newInbox(), keys: Bucket{Rate: keyRate, Burst: keyRate},
		ctx: ctx, end: end, msgs: make(chan tea.Msg), failed: NewSignal(), frames: make(chan []byte), wrote: make(chan error, 1),
		out: Bucket{Rate: outRate, Burst: outBurst}, colours: Bucket{Rate: coloursRate, Burst: coloursBurst},
		watching: open.Watch != "", touched: now, stirred: now, started: now, stopping: h.drain,
	}
	x.display = tui.NewDisplay(o, open.Speak)
	x.start(x.display.Begin())
	switch {
	case open.Room != "":
		return x, x.join(open.Room)
	case h.config.Demo && !open.Speak:
		x.demo = newDemo(now, !open.Tour)
	}
	return x, nil
}

// do runs something that the model has a part in.
func (x *screen) do(f func()) { x.usage.run(x.host.light, f) }

// run shows the explorer until somebody ends it.
func (x *screen) run() (why End) {
	defer x.host.Contain("explorer", func() { why = endPanic })
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
		case <-x.visit.Resized():
			w, h := x.visit.Size()
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
		case <-x.ctx.Done():
			if x.host.Draining() {
				return End{Reason: "drained", Text: "this server is being restarted; please come back in a moment"}
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
	l := &x.host.limits
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
func (x *screen) overdue(now time.Time) (End, bool) {
	l := &x.host.limits
	what, at := x.next()
	if now.Before(at) {
		return End{}, false
	}
	switch what {
	case stalled:
		return End{Reason: "stalled", Code: ExitFailure, stuck: true}, true
	case maxTime:
		return End{Reason: "max-time", Text: fmt.Sprintf("closed after %s; you are welcome to come back", l.MaxTime)}, true
	case leftAlone:
		return End{Reason: "idle", Text: fmt.Sprintf("closed after %s without a key", l.Idle)}, true
	case keyDue:
		x.do(func() { x.decode.Expire(now, x.update) })
	case tourDue:
		x.do(func() { x.demo.play(now, x.update) })
	case dozeDue:
		x.dozing = true
		x.do(x.display.Doze)
	case frameDue:
	}
	return End{}, false
}
