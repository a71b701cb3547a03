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
func (s *screen) run() (why End) {
	defer s.host.Contain("explorer", func() { why = endPanic })
	defer func() { s.end(); close(s.frames) }()
	if s.guest != nil {
		defer s.guest.leave()
	}
	go s.read()
	go s.write(s.frames)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		s.show()
		_, at := s.next()
		timer.Reset(time.Until(at))
		select {
		case <-s.inbox.ready:
			open := false
			if s.do(func() { open = s.take() }); !open {
				return endGone
			}
		case msg := <-s.msgs:
			s.running--
			s.do(func() { s.receive(msg) })
		case <-s.news:
			s.do(s.showRoom)
		case <-s.failed:
			return endPanic
		case <-s.visit.Resized():
			w, h := s.visit.Size()
			s.do(func() { s.update(tea.WindowSizeMsg{Width: w, Height: h}) })
		case err := <-s.wrote:
			if err != nil {
				return endGone
			}
			s.writing, s.buf = false, s.buf[:0]
		case <-s.stopping:
			s.stopping = nil
			s.do(func() {
				s.update(tui.NoticeMsg("this server is about to restart: q prints your scenario, to take it with you"))
			})
		case <-s.ctx.Done():
			if s.host.Draining() {
				return End{Reason: "drained", Text: "this server is being restarted; please come back in a moment"}
			}
			return endGone
		case <-timer.C:
		}
		if s.quit {
			return endQuit
		}
		if why, over := s.overdue(time.Now()); over {
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
func (s *screen) next() (what deadline, at time.Time) {
	l := &s.host.limits
	what, at = maxTime, s.started.Add(l.MaxTime)
	earlier := func(d deadline, t time.Time) {
		if t.Before(at) {
			what, at = d, t
		}
	}
	if s.demo != nil { // the tour counts as use
		earlier(tourDue, s.demo.next)
	} else {
		earlier(leftAlone, s.touched.Add(l.Idle))
	}
	if !s.dozing && !s.display.Due() {
		earlier(dozeDue, s.stirred.Add(dozeTime))
	}
	if due := s.decode.Due(); !due.IsZero() {
		earlier(keyDue, due)
	}
	switch {
	case s.writing:
		earlier(stalled, s.since.Add(stallTime))
	case s.display.Due():
		earlier(frameDue, s.usage.next)
	}
	return what, at
}

// overdue handles a deadline that has passed, and reports whether it ends the session.
func (s *screen) overdue(now time.Time) (End, bool) {
	l := &s.host.limits
	what, at := s.next()
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
		s.do(func() { s.take(); s.decode.Expire(now, s.update) }) // the rest of the key may have come
	case tourDue:
		s.do(func() { s.demo.play(now, s.update) })
	case dozeDue:
		s.dozing = true
		s.do(s.display.Doze)
	case frameDue:
	}
	return End{}, false
}

// show draws a due frame, and sends what there is to send if the terminal has accepted the
// last frame. For a slow terminal, frames in between are never computed.
func (s *screen) show() {
	if s.due() {
		s.do(func() {})
	}
	if s.writing {
		return
	}
	if s.buf = s.display.First(s.buf); len(s.buf) == 0 {
		return
	}
	s.writing, s.since = true, time.Now()
	if wait := s.out.Owe(float64(len(s.buf)), s.since); wait > 0 { // delay the next frame, not these bytes
		if next := s.since.Add(min(wait, time.Second)); next.After(s.usage.next) {
			s.usage.next = next
		}
	}
	s.frames <- s.buf // the writer is ready to receive
	if cap(s.buf) > maxKeptFrame {
		s.buf = nil
	}
}

// due reports whether a frame may be drawn now.
func (s *screen) due() bool {
	return !s.writing && s.display.Due() && !time.Now().Before(s.usage.next)
}

// draw appends the due frame, if any, to the output, and reports whether there was one.
func (s *screen) draw() bool {
	if !s.due() {
		return false
	}
	start := time.Now()
	s.buf = s.display.Frame(s.display.First(s.buf))
	s.host.Counters.work.Update(time.Since(start).Seconds())
	if !s.firstKey.IsZero() {
		s.host.Counters.latency.Update(time.Since(s.firstKey).Seconds())
		s.firstKey = time.Time{}
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
func (s *screen) write(frames <-chan []byte) {
	defer s.host.Contain("writer", func() { s.wrote <- errors.New("the writer panicked") })
	term.Pump(s.visit, frames, func(err error) { s.wrote <- err })
}

// leave restores the terminal, and prints the reason and the scenario, so that the user
// can keep it.
func (s *screen) leave(why End) {
	if why.stuck {
		s.visit.Cut()
		return
	}
	if s.writing { // let the frame under way finish
		select {
		case <-s.wrote:
		case <-time.After(time.Second):
			s.visit.Cut()
			return
		}
	}
	text := string(s.display.Give(nil))
	if why.Text != "" {
		text += "crossover: " + why.Text + "\r\n"
	}
	if st := s.display.State(); st.Scenario != scenario.Default() {
		text += "your scenario: crossover " + Printable(st.Scenario.String()) + "\r\n"
	}
	_, _ = s.visit.Write([]byte(text)) // an error means that the client is gone
}

// join enters a room.
func (s *screen) join(name string) error {
	who := person{s.visit.Name, s.visit.IP, s.watching}
	g, err := s.host.rooms.enter(name, s.visit.Serving, who, s.display.State(), s.display.Focus())
	if err != nil {
		return err
	}
	s.guest, s.news = g, g.news
	return nil
}

// showRoom shows the news of the room.
func (s *screen) showRoom() {
	room, follow, fresh := s.guest.view()
	if fresh {
		if s.watching { // following counts as use
			s.touched = time.Now()
		}
		s.update(follow)
	}
	s.update(tui.RoomMsg{Room: room})
}

// share passes a message to the model, and the user's change to the room.
func (s *screen) share(msg tea.Msg) {
	if s.watching {
		s.start(s.display.Update(msg))
		return
	}
	before, focus := s.display.State(), s.display.Focus()
	s.start(s.display.Update(msg))
	if _, told := msg.(tui.FollowMsg); told {
		return
	}
	if after := s.display.State(); after != before || s.display.Focus() != focus {
		s.guest.changed(&before, &after, s.display.Focus())
	}
}

// vote records the user's vote for an offer.
func (s *screen) vote(offer string) {
	if s.guest != nil {
		s.guest.choose(offer)
		s.showRoom()
	}
}

// act carries out the user's action in the room.
func (s *screen) act(a tui.RoomAction) {
	if s.guest == nil {
		return
	}
	if note := s.guest.act(a); note != "" {
		s.update(tui.NoticeMsg(note))
	}
	s.showRoom()
}
