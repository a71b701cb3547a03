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

// Time limits of a session without activity.
const (
	dozeTime  = 3 * time.Second // then it frees memory
	stallTime = time.Minute     // a terminal that accepts nothing for this long is gone
)

// keyRate limits the keys and mouse moves handled in a second.
const keyRate = 1000

// Ends of sessions.
var (
	endQuit  = End{Reason: "quit"}
	endGone  = End{Reason: "gone", Code: ExitFailure}
	endPanic = End{Reason: "panic", Text: "something went wrong in your session, and it was closed; other sessions are not affected", Code: ExitFailure}
)

// screen is the explorer of a session. One goroutine owns the model and draws, one reads
// the client's input, and one writes.
type screen struct {
	host    *Host
	visit   Visit
	display *tui.Display

	inbox  *inbox
	decode term.Decoder
	keys   Bucket
	input  []byte

	msgs   chan tea.Msg // results of the model's commands
	failed Signal       // raised if a command panics
	quit   bool
	frames chan []byte
	wrote  chan error

	buf      []byte          // the bytes of a frame; the writer owns them while writing
	ctx      context.Context // cancelled at the end of the session
	end      context.CancelFunc
	guest    *guest // nil outside rooms
	watching bool   // set if the user may only watch
	news     Signal // the guest's
	demo     *demo  // nil without a tour
	writing  bool
	since    time.Time // the start of the write under way
	usage    usage
	touched  time.Time // the user's last input
	running  int       // the number of the model's commands under way
	out      Bucket    // limits output
	colours  Bucket    // limits colour reports of the terminal
	stirred  time.Time // the last message of any kind
	firstKey time.Time // the time of the first input that no frame shows yet
	started  time.Time
	dozing   bool
	stopping <-chan struct{} // closed when the host drains; nil after the notice
}

// newScreen returns an explorer that shows a scenario.
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

// run runs the explorer until the session ends, and returns why.
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
			x.writing, x.buf = false, x.buf[:0]
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

// deadline is an event of the clock.
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

// next returns the next deadline and its time.
func (x *screen) next() (what deadline, at time.Time) {
	l := &x.host.limits
	what, at = maxTime, x.started.Add(l.MaxTime)
	earlier := func(d deadline, t time.Time) {
		if t.Before(at) {
			what, at = d, t
		}
	}
	if x.demo != nil { // the tour counts as use
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

// overdue handles a deadline that has passed, and reports whether it ends the session.
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
		x.do(func() { x.take(); x.decode.Expire(now, x.update) }) // the rest of the key may have come
	case tourDue:
		x.do(func() { x.demo.play(now, x.update) })
	case dozeDue:
		x.dozing = true
		x.do(x.display.Doze)
	case frameDue:
	}
	return End{}, false
}
