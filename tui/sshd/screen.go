package sshd

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"crossover/engine/scenario"
	"crossover/tui"
	"crossover/tui/glyph"
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
	s     *session
	model *tui.Model
	voice *speaker // nil unless it is for a screen reader
	term  term.Screen

	inbox  *inbox
	decode term.Decoder
	keys   bucket
	input  []byte

	msgs   chan tea.Msg  // what commands of the model come to
	failed chan struct{} // holds one when a command panicked
	quit   bool
	frames chan []byte
	wrote  chan error

	first    []byte          // what goes before the next frame
	buf      []byte          // the bytes of a frame; the writer's while writing
	ctx      context.Context // ends with the session
	end      context.CancelFunc
	guest    *guest        // nil outside of rooms
	news     chan struct{} // the guest\'s
	demo     *demo         // nil unless a tour plays
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
	o.Shared, o.InRoom = s.server.shared.For(ctx), open.room != ""
	x := &screen{
		s: s, inbox: newInbox(), keys: bucket{rate: keyRate, burst: keyRate},
		ctx: ctx, end: end, msgs: make(chan tea.Msg), failed: make(chan struct{}, 1), frames: make(chan []byte), wrote: make(chan error, 1),
		out: bucket{rate: outRate, burst: outBurst}, colours: bucket{rate: coloursRate, burst: coloursBurst},
		usage: newUsage(), touched: now, stirred: now, started: now, stopping: s.server.drain,
	}
	x.term.ASCII = o.Glyphs.Kind == glyph.ASCII
	x.term.NoLinks = x.term.ASCII
	if open.speak {
		x.speak(o)
	} else {
		x.model, x.first = tui.New(o), x.term.Take(x.first)
	}
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
		timer.Reset(time.Until(x.wake()))
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

// wake returns the next moment at which something is due without anything
// happening.
func (x *screen) wake() time.Time {
	l := &x.s.server.limits
	at := x.idleAt()
	earlier := func(t time.Time) {
		if t.Before(at) {
			at = t
		}
	}
	earlier(x.started.Add(l.MaxTime))
	if x.demo != nil {
		earlier(x.demo.next)
	}
	if !x.dozing && !x.model.Due() {
		earlier(x.stirred.Add(dozeTime))
	}
	if due := x.decode.Due(); !due.IsZero() {
		earlier(due)
	}
	switch {
	case x.writing:
		earlier(x.since.Add(stallTime))
	case x.model.Due():
		earlier(x.usage.next)
	}
	return at
}

// idleAt is when the session has been left alone for too long. A tour may play
// on.
func (x *screen) idleAt() time.Time {
	if x.demo != nil {
		return x.started.Add(x.s.server.limits.MaxTime)
	}
	return x.touched.Add(x.s.server.limits.Idle)
}

// overdue does what time alone brings, and reports whether it ends the session.
func (x *screen) overdue(now time.Time) (end, bool) {
	l := &x.s.server.limits
	switch {
	case x.writing && now.Sub(x.since) >= stallTime:
		return end{reason: "stalled", code: exitFailure, stuck: true}, true
	case now.Sub(x.started) >= l.MaxTime:
		return end{reason: "max-time", text: fmt.Sprintf("closed after %s; you are welcome to come back", l.MaxTime)}, true
	case !now.Before(x.idleAt()):
		return end{reason: "idle", text: fmt.Sprintf("closed after %s without a key", l.Idle)}, true
	}
	if due := x.decode.Due(); !due.IsZero() && !now.Before(due) {
		x.do(func() { x.decode.Expire(now, x.update) })
	}
	if x.demo != nil && !now.Before(x.demo.next) {
		x.do(func() { x.demo.play(now, x.update) })
	}
	if !x.dozing && now.Sub(x.stirred) >= dozeTime && !x.model.Due() {
		x.dozing = true
		x.do(x.model.Doze)
	}
	return end{}, false
}

// take handles what the client sent, and reports whether it is still there.
func (x *screen) take() bool {
	var dropped int
	var open bool
	x.input, dropped, open = x.inbox.take(x.input[:0])
	if dropped > 0 {
		x.s.server.metrics.dropped.of("bytes").Add(dropped)
	}
	if f := x.s.server.config.testOnlyInput; f != nil {
		f(x.input)
	}
	if len(x.input) > 0 {
		now := time.Now()
		x.decode.Feed(x.input, now, func(msg tea.Msg) {
			if !x.takes(msg, now) {
				x.s.server.metrics.dropped.of("keys").Inc()
				return
			}
			if byUser(msg) {
				x.touched = now
				if x.guest != nil {
					x.guest.touch(now)
				}
			}
			if x.demo != nil && x.demo.stop(msg, now, x.update) {
				return
			}
			x.update(msg)
			if x.firstKey.IsZero() && x.model.Dirty() {
				x.firstKey = now
			}
		})
	}
	if cap(x.input) > maxKeptInbox {
		x.input = nil
	}
	return open
}

// mostRunning is how many commands of its model a session can have running and
// still take keys: each key can start one.
const mostRunning = 32

// How often a terminal is listened to about its colours: each time may paint the
// whole screen anew.
const coloursRate, coloursBurst = 1. / 10, 3

// takes reports whether a message is not one too many.
func (x *screen) takes(msg tea.Msg, now time.Time) bool {
	if _, ok := msg.(tea.BackgroundColorMsg); ok && !x.colours.take(1, now) {
		return false
	}
	return x.running < mostRunning && x.keys.take(1, now)
}

// byUser reports whether somebody did something. A terminal that answers, and a
// mouse that passes over it, are nobody's keys.
func byUser(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseClickMsg, tea.MouseReleaseMsg, tea.MouseWheelMsg:
		return true
	case tea.MouseMotionMsg:
		return msg.Button != tea.MouseNone
	default:
		return false
	}
}

// receive handles what a command of the model came to.
func (x *screen) receive(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			x.start(cmd)
		}
	case tea.QuitMsg:
		x.quit = true
	case tui.RoomAction:
		x.act(msg)
	case term.Copy:
		x.first = append(x.first, msg.Sequence()...)
	default:
		x.update(msg)
	}
}

// update hands the model a message, and starts what it asks for.
func (x *screen) update(msg tea.Msg) {
	if x.term.Learn(msg) {
		return
	}
	x.dozing, x.stirred = false, time.Now()
	if x.guest == nil {
		x.start(x.tell(msg))
		return
	}
	x.share(msg)
}

// tell hands the model a message and returns what it asks for.
func (x *screen) tell(msg tea.Msg) tea.Cmd {
	if x.voice != nil {
		return x.voice.Update(msg)
	}
	return x.model.Update(msg)
}

// start runs a command of the model, which may take its time.
func (x *screen) start(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	x.running++
	go func() {
		defer x.s.server.contain("command of the explorer", func() {
			select {
			case x.failed <- struct{}{}:
			default: // one is enough
			}
		})
		msg := cmd()
		select {
		case x.msgs <- msg:
		case <-x.ctx.Done():
		}
	}()
}

// show computes the frame that is due, if the terminal has taken in the last
// one, and sends what is new. Frames that a slow terminal has no time for are
// never made.
func (x *screen) show() {
	due := x.model.Due() && !time.Now().Before(x.usage.next)
	if x.writing || !due && len(x.first) == 0 {
		return
	}
	x.buf = append(x.buf[:0], x.first...)
	x.first = nil
	if due {
		x.frame()
	}
	if len(x.buf) == 0 {
		return
	}
	x.writing, x.since = true, time.Now()
	if wait := x.out.owe(float64(len(x.buf)), x.since); wait > 0 { // frames wait, not bytes
		if next := x.since.Add(min(wait, time.Second)); next.After(x.usage.next) {
			x.usage.next = next
		}
	}
	x.frames <- x.buf // the writer is waiting for it
	if cap(x.buf) > maxKeptFrame {
		x.buf = nil
	}
}

// frame adds what is new on screen to the bytes that go out.
func (x *screen) frame() {
	m := x.s.server.metrics
	x.s.server.slots.frame(&x.usage, func() {
		start := time.Now()
		if x.voice != nil {
			x.buf = x.voice.append(x.buf)
			return
		}
		b, table, _ := x.model.Paint()
		if ascii := x.model.ASCII(); ascii != x.term.ASCII { // other characters were chosen
			x.term.ASCII, x.term.NoLinks = ascii, ascii
			x.term.Forget()
		}
		x.buf = x.term.Frame(x.buf, b, table, x.model.Modes())
		m.work.Update(time.Since(start).Seconds())
	})
	m.frames.Inc()
	if !x.firstKey.IsZero() {
		m.latency.Update(time.Since(x.firstKey).Seconds())
		x.firstKey = time.Time{}
	}
}

// outRate is how many bytes a second a session gets on average, outBurst how many
// at once: a whole screen has some 40 kB, a step of a handle about one.
const outRate, outBurst = 256 << 10, 1 << 20

// maxKeptFrame is how large a buffer a session keeps for the next frame: room
// for a change, not for a whole screen.
const maxKeptFrame = 8 << 10

// read takes in what the client sends, as fast as it may send.
func (x *screen) read() {
	defer x.s.server.contain("reader", nil)
	defer x.inbox.close()
	buf := make([]byte, 1<<10)
	for {
		n, err := x.s.ch.Read(buf)
		x.inbox.put(buf[:n])
		if err != nil {
			return
		}
	}
}

// write sends frames, one after the other.
func (x *screen) write(frames <-chan []byte) {
	defer x.s.server.contain("writer", func() { x.wrote <- errWriter })
	for b := range frames {
		x.wrote <- inChunks(x.s.ch, b)
	}
}

var errWriter = fmt.Errorf("the writer panicked")

// leave puts the terminal back, says why, and prints the scenario for the
// user to take along.
func (x *screen) leave(why end) int {
	if why.stuck {
		_ = x.s.client.Close()
		return why.code
	}
	if x.writing { // let the frame under way get through first
		select {
		case <-x.wrote:
		case <-time.After(time.Second):
			_ = x.s.client.Close()
			return why.code
		}
	}
	text := string(x.term.Give(nil))
	if why.text != "" {
		text += "crossover: " + why.text + "\r\n"
	}
	if st := x.model.State(); st.Scenario != scenario.Default() {
		text += "your scenario: crossover " + printable(st.Scenario.String()) + "\r\n"
	}
	_, _ = x.s.ch.Write([]byte(text)) // the client may be gone
	return why.code
}
