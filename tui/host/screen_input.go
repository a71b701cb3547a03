package host

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"crossover/tui"
)

// take handles the client's input, and reports whether the client is still connected.
func (x *screen) take() bool {
	input, came, dropped, open := x.inbox.take(x.input[:0])
	x.input = input
	if dropped > 0 {
		x.host.Counters.dropped.Of("bytes").Add(dropped)
	}
	if f := x.host.config.TestOnlyInput; f != nil {
		f(x.input)
	}
	if len(x.input) > 0 {
		now := time.Now()
		x.decode.Feed(x.input, now, func(msg tea.Msg) {
			if !x.takes(msg, now) {
				x.host.Counters.dropped.Of("keys").Inc()
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
			if x.firstKey.IsZero() && x.display.Dirty() {
				x.firstKey = came
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
func (x *screen) takes(msg tea.Msg, now time.Time) bool {
	switch msg.(type) {
	case tea.BackgroundColorMsg:
		if !x.colours.Take(1, now) {
			return false
		}
	case tea.KeyMsg, tea.MouseMsg, tea.PasteMsg:
		if x.watching {
			return false
		}
	}
	return x.running < MostRunning && x.keys.Take(1, now)
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
	case tui.VoteMsg:
		x.vote(string(msg))
	default:
		x.update(msg)
	}
}

// update passes a message to the model, and starts the command it returns.
func (x *screen) update(msg tea.Msg) {
	x.dozing, x.stirred = false, time.Now()
	if x.guest == nil {
		x.start(x.display.Update(msg))
		return
	}
	x.share(msg)
}

// start runs a command of the model on a goroutine of its own.
func (x *screen) start(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	x.running++
	go func() {
		defer x.host.Contain("command of the explorer", x.failed.Raise)
		msg := cmd()
		select {
		case x.msgs <- msg:
		case <-x.ctx.Done():
		}
	}()
}

// read copies the client's input to the inbox.
func (x *screen) read() {
	defer x.host.Contain("reader", nil)
	defer x.inbox.close()
	buf := make([]byte, 1<<10)
	for {
		n, err := x.visit.Read(buf)
		x.inbox.put(buf[:n])
		if err != nil {
			return
		}
	}
}
