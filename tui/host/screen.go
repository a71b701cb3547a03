package host

import (
	"context"
	"errors"
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
		host: h, visit: v, inbox: &inbox{ready: NewSignal()}, keys: Bucket{Rate: keyRate, Burst: keyRate},
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
			x.do(x.showRoom)
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

// show draws a due frame, and sends what there is to send if the terminal has accepted the
// last frame. For a slow terminal, frames in between are never computed.
func (x *screen) show() {
	if x.due() {
		x.do(func() {})
	}
	if x.writing {
		return
	}
	if x.buf = x.display.First(x.buf); len(x.buf) == 0 {
		return
	}
	x.writing, x.since = true, time.Now()
	if wait := x.out.Owe(float64(len(x.buf)), x.since); wait > 0 { // delay the next frame, not these bytes
		if next := x.since.Add(min(wait, time.Second)); next.After(x.usage.next) {
			x.usage.next = next
		}
	}
	x.frames <- x.buf // the writer is ready to receive
	if cap(x.buf) > maxKeptFrame {
		x.buf = nil
	}
}

// due reports whether a frame may be drawn now.
func (x *screen) due() bool {
	return !x.writing && x.display.Due() && !time.Now().Before(x.usage.next)
}

// draw appends the due frame, if any, to the output, and reports whether there was one.
func (x *screen) draw() bool {
	if !x.due() {
		return false
	}
	start := time.Now()
	x.buf = x.display.Frame(x.display.First(x.buf))
	x.host.Counters.work.Update(time.Since(start).Seconds())
	if !x.firstKey.IsZero() {
		x.host.Counters.latency.Update(time.Since(x.firstKey).Seconds())
		x.firstKey = time.Time{}
	}
	return true
}

// outRate is a session's mean output in bytes a second, outBurst the most at once. A
// whole screen has about 40 kB, a step of a slider about 1 kB.
const outRate, outBurst = 256 << 10, 1 << 20

// maxKeptFrame is the largest buffer that a session keeps for the next frame, in bytes:
// enough for a change, not for a whole screen.
const maxKeptFrame = 8 << 10

// write writes frames in order.
func (x *screen) write(frames <-chan []byte) {
	defer x.host.Contain("writer", func() { x.wrote <- errors.New("the writer panicked") })
	term.Pump(x.visit, frames, func(err error) { x.wrote <- err })
}

// leave restores the terminal, and prints the reason and the scenario, so that the user
// can keep it.
func (x *screen) leave(why End) {
	if why.stuck {
		x.visit.Cut()
		return
	}
	if x.writing { // let the frame under way finish
		select {
		case <-x.wrote:
		case <-time.After(time.Second):
			x.visit.Cut()
			return
		}
	}
	text := string(x.display.Give(nil))
	if why.Text != "" {
		text += "crossover: " + why.Text + "\r\n"
	}
	if st := x.display.State(); st.Scenario != scenario.Default() {
		text += "your scenario: crossover " + Printable(st.Scenario.String()) + "\r\n"
	}
	_, _ = x.visit.Write([]byte(text)) // an error means that the client is gone
}

// join enters a room.
func (x *screen) join(name string) error {
	who := person{x.visit.Name, x.visit.IP, x.watching}
	g, err := x.host.rooms.enter(name, x.visit.Serving, who, x.display.State(), x.display.Focus())
	if err != nil {
		return err
	}
	x.guest, x.news = g, g.news
	return nil
}

// showRoom shows the news of the room.
func (x *screen) showRoom() {
	room, follow, fresh := x.guest.view()
	if fresh {
		if x.watching { // following counts as use
			x.touched = time.Now()
		}
		x.update(follow)
	}
	x.update(tui.RoomMsg{Room: room})
}

// share passes a message to the model, and the user's change to the room.
func (x *screen) share(msg tea.Msg) {
	if x.watching {
		x.start(x.display.Update(msg))
		return
	}
	before, focus := x.display.State(), x.display.Focus()
	x.start(x.display.Update(msg))
	if _, told := msg.(tui.FollowMsg); told {
		return
	}
	if after := x.display.State(); after != before || x.display.Focus() != focus {
		x.guest.changed(&before, &after, x.display.Focus())
	}
}

// vote records the user's vote for an offer.
func (x *screen) vote(offer string) {
	if x.guest != nil {
		x.guest.choose(offer)
		x.showRoom()
	}
}

// act carries out the user's action in the room.
func (x *screen) act(a tui.RoomAction) {
	if x.guest == nil {
		return
	}
	if note := x.guest.act(a); note != "" {
		x.update(tui.NoticeMsg(note))
	}
	x.showRoom()
}
