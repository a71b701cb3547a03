package host

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"crossover/tui"
	"crossover/tui/tour"
)

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
