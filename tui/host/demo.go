package host

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"crossover/tui"
	"crossover/tui/tour"
)

// demo leads through the guided tour, over and over, until somebody presses a
// key, and again when nobody has for a while.
type demo struct {
	steps   []tour.Step
	at      int // the next step
	playing bool
	next    time.Time
}

// demoAgain is how long nobody may press a key before the tour goes on, and
// demoBeat until it begins in a session that was just opened.
const demoAgain, demoBeat = time.Minute, 350 * time.Millisecond

// newDemo returns a demo that begins at once, or after a while.
func newDemo(now time.Time, atOnce bool) *demo {
	d := &demo{steps: tour.Steps(), playing: atOnce, next: now.Add(demoAgain)}
	if atOnce {
		d.next = now.Add(demoBeat)
	}
	return d
}

// play goes to the next step, for as long as it takes to read.
func (d *demo) play(now time.Time, update func(tea.Msg)) {
	if !d.playing {
		d.playing, d.at = true, 0
	}
	update(tui.TourMsg(d.at))
	update(tui.NoticeMsg("this goes on by itself: enter goes on, any other key is yours to explore"))
	d.next = now.Add(d.steps[d.at].Reading())
	d.at = (d.at + 1) % len(d.steps)
}

// stop ends the tour when a message is of somebody who is there, and reports
// whether that was all the message was good for. Keys of the tour itself go on
// with it by hand, and a session can be left at any time.
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
