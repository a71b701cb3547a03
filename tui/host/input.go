package host

import (
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"crossover/tui"
	"crossover/tui/tour"
)

// take handles the client's input, and reports whether the client is still connected.
func (s *screen) take() bool {
	input, came, dropped, open := s.inbox.take(s.input[:0])
	s.input = input
	if dropped > 0 {
		s.host.Counters.dropped.Of("bytes").Add(dropped)
	}
	if f := s.host.config.TestOnlyInput; f != nil {
		f(s.input)
	}
	if len(s.input) > 0 {
		now := time.Now()
		s.decode.Feed(s.input, now, func(msg tea.Msg) {
			if !s.takes(msg, now) {
				s.host.Counters.dropped.Of("keys").Inc()
				return
			}
			if byUser(msg) {
				s.touched = now
				if s.guest != nil {
					s.guest.touch(now)
				}
			}
			if s.demo != nil && s.demo.stop(msg, now, s.update) {
				return
			}
			s.update(msg)
			if s.firstKey.IsZero() && s.display.Dirty() {
				s.firstKey = came
			}
		})
	}
	return open
}

// MostRunning limits the model's commands under way in a session. Beyond it, input is
// dropped: each key can start a command.
const MostRunning = 32

// Limits of a terminal's colour reports: each may repaint the whole screen.
const coloursRate, coloursBurst = 1. / 10, 3

// takes reports whether a message is within the session's limits.
func (s *screen) takes(msg tea.Msg, now time.Time) bool {
	switch msg.(type) {
	case tea.BackgroundColorMsg:
		if !s.colours.Take(1, now) {
			return false
		}
	case tea.KeyMsg, tea.MouseMsg, tea.PasteMsg:
		if s.watching {
			return false
		}
	}
	return s.running < MostRunning && s.keys.Take(1, now)
}

// byUser reports whether a message comes from the user. Answers of the terminal and mouse
// moves without a button do not count.
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

// receive handles the result of a command of the model.
func (s *screen) receive(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			s.start(cmd)
		}
	case tea.QuitMsg:
		s.quit = true
	case tui.RoomAction:
		s.act(msg)
	case tui.VoteMsg:
		s.vote(string(msg))
	default:
		s.update(msg)
	}
}

// update passes a message to the model, and starts the command it returns.
func (s *screen) update(msg tea.Msg) {
	s.dozing, s.stirred = false, time.Now()
	if s.guest == nil {
		s.start(s.display.Update(msg))
		return
	}
	s.share(msg)
}

// start runs a command of the model on a goroutine of its own.
func (s *screen) start(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	s.running++
	go func() {
		defer s.host.Contain("command of the explorer", s.failed.Raise)
		msg := cmd()
		select {
		case s.msgs <- msg:
		case <-s.ctx.Done():
		}
	}()
}

// read copies the client's input to the inbox.
func (s *screen) read() {
	defer s.host.Contain("reader", nil)
	defer s.inbox.close()
	buf := make([]byte, 1<<10)
	for {
		n, err := s.visit.Read(buf)
		s.inbox.put(buf[:n])
		if err != nil {
			return
		}
	}
}

// Signal wakes a single waiting goroutine.
type Signal chan struct{}

// NewSignal returns a signal.
func NewSignal() Signal { return make(Signal, 1) }

// Raise raises the signal. It never blocks.
func (s Signal) Raise() {
	select {
	case s <- struct{}{}:
	default: // it is raised already
	}
}

// maxPending limits the unread input of a client, in bytes.
const maxPending = 16 << 10

// inbox holds the unread input of a client. Bytes that do not fit are dropped: nobody
// types faster than keys are handled.
type inbox struct {
	mu      sync.Mutex
	bytes   []byte
	came    time.Time // when the oldest of bytes came
	closed  bool
	ready   Signal
	dropped int
}

func (i *inbox) put(p []byte) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if len(i.bytes) == 0 {
		i.came = time.Now()
	}
	room := maxPending - len(i.bytes)
	if len(p) > room {
		i.dropped += len(p) - room
		p = p[:room]
	}
	i.bytes = append(i.bytes, p...)
	i.ready.Raise()
}

// close marks the end of the input.
func (i *inbox) close() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.closed = true
	i.ready.Raise()
}

// maxTaken limits the input handled in one turn, in bytes: turns of others come between.
const maxTaken = 256

// take appends input to dst and removes it. It also returns when the oldest of it came, the
// number of bytes dropped and whether more can come.
func (i *inbox) take(dst []byte) (out []byte, came time.Time, dropped int, open bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	n := min(len(i.bytes), maxTaken)
	dst = append(dst, i.bytes[:n]...)
	if i.bytes = i.bytes[:copy(i.bytes, i.bytes[n:])]; len(i.bytes) > 0 {
		i.ready.Raise()
	} else if cap(i.bytes) > maxKeptInbox {
		i.bytes = nil
	}
	dropped, i.dropped = i.dropped, 0
	return dst, i.came, dropped, !i.closed || len(i.bytes) > 0
}

// maxKeptInbox is the largest buffer that a session keeps for further input, in bytes.
const maxKeptInbox = 1 << 10

// demo plays the guided tour repeatedly until the user presses a key, and starts it again
// after a minute without input.
type demo struct {
	steps   []tour.Step
	at      int // the next step
	playing bool
	next    time.Time
}

// demoAgain is the time without input after which the tour plays again. demoBeat is the
// delay before it starts in a new session.
const demoAgain, demoBeat = time.Minute, 350 * time.Millisecond

// newDemo returns a demo that starts at once, or after demoAgain.
func newDemo(now time.Time, atOnce bool) *demo {
	d := &demo{steps: tour.Steps(), playing: atOnce, next: now.Add(demoAgain)}
	if atOnce {
		d.next = now.Add(demoBeat)
	}
	return d
}

// play shows the next step and sets the time of the one after, so that it can be read.
func (d *demo) play(now time.Time, update func(tea.Msg)) {
	if !d.playing {
		d.playing, d.at = true, 0
	}
	update(tui.TourMsg(d.at))
	update(tui.NoticeMsg("the tour plays by itself: enter skips ahead, any other key lets you explore"))
	d.next = now.Add(d.steps[d.at].Reading())
	d.at = (d.at + 1) % len(d.steps)
}

// stop ends the tour on a key or a click. It reports whether the message has no other
// effect: the keys of the tour itself still move through it by hand, and Ctrl+C still
// ends the session.
func (d *demo) stop(msg tea.Msg, now time.Time, update func(tea.Msg)) bool {
	hand := false
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch msg.String() {
		case "enter", "backspace", "ctrl+c":
			hand = true
		}
	case tea.MouseClickMsg:
	default:
		return d.playing
	}
	d.next = now.Add(demoAgain)
	if !d.playing {
		return false
	}
	d.playing = false
	if hand {
		return false
	}
	update(tui.TourMsg(-1))
	update(tui.NoticeMsg("it is yours: arrow keys adjust, ? helps, q quits"))
	return true
}
