package sshd

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"crossover/tui"
	"crossover/tui/state"
)

// demo plays a tour of the program, over and over, until somebody presses a
// key, and again when nobody has for a while.
type demo struct {
	start   state.State
	focus   int
	at      int // the next step
	playing bool
	next    time.Time
}

// demoAgain is how long nobody may press a key before the tour goes on.
const demoAgain = time.Minute

// scene is a step of the tour: a key, pressed so many times, and what is said.
type scene struct {
	key   tea.KeyPressMsg
	times int
	say   string
	pause time.Duration // after the last
}

const (
	beat  = 350 * time.Millisecond // between two presses
	pause = 4 * time.Second
)

// tour is what is shown.
var tour = []scene{
	{say: "serverless or containers? this is a tour; press any key to drive yourself", pause: pause},
	{key: tea.KeyPressMsg{Code: tea.KeyRight}, times: 8, say: "drag the request rate: the cheapest place to run changes, and each curve says where", pause: pause},
	{key: tea.KeyPressMsg{Code: tea.KeyLeft}, times: 14, say: "with little traffic, what is paid by the request wins", pause: pause},
	{key: tea.KeyPressMsg{Code: tea.KeyRight}, times: 6, pause: beat},
	{key: tea.KeyPressMsg{Code: 'y', Text: "y"}, times: 1, say: "dollars for a million requests: functions run flat, machines fall", pause: pause},
	{key: tea.KeyPressMsg{Code: 'y', Text: "y"}, times: 1, say: "or as a multiple of the cheapest", pause: pause},
	{key: tea.KeyPressMsg{Code: tea.KeyF1}, times: 1, pause: beat},
	{key: tea.KeyPressMsg{Code: tea.KeyDown}, times: 2, say: "every slider counts: memory, duration, how bursty the traffic is", pause: beat},
	{key: tea.KeyPressMsg{Code: tea.KeyRight}, times: 6, pause: pause},
	{key: tea.KeyPressMsg{Code: tea.KeyLeft}, times: 6, pause: beat},
	{key: tea.KeyPressMsg{Code: tea.KeyEnter}, times: 1, say: "every figure opens into its bill", pause: pause},
	{key: tea.KeyPressMsg{Code: tea.KeyF3}, times: 1, say: "the whole system: the cheapest offer for every part, and why", pause: pause},
	{key: tea.KeyPressMsg{Code: tea.KeyF1}, times: 1, say: "your turn: press any key", pause: pause},
}

// newDemo returns a tour that starts at what a model shows.
func newDemo(m *tui.Model, now time.Time) *demo {
	return &demo{start: m.State(), focus: m.Focus(), playing: true, next: now.Add(beat)}
}

// play does the next step.
func (d *demo) play(now time.Time, update func(tea.Msg)) {
	if !d.playing || d.at == 0 {
		d.playing, d.at = true, 0
		d.reset(update)
	}
	n := d.at
	for _, s := range tour {
		steps := max(s.times, 1)
		if n >= steps {
			n -= steps
			continue
		}
		if s.times > 0 {
			update(s.key)
		}
		if s.say != "" {
			update(tui.NoticeMsg(s.say))
		}
		d.next = now.Add(beat)
		if n == steps-1 {
			d.next = now.Add(s.pause)
		}
		break
	}
	if d.at++; d.at >= tourLength() {
		d.at = 0
	}
}

func tourLength() int {
	n := 0
	for _, s := range tour {
		n += max(s.times, 1)
	}
	return n
}

// reset shows what there was at first.
func (d *demo) reset(update func(tea.Msg)) {
	update(tui.FollowMsg{State: d.start, Focus: d.focus, Who: "tour", What: "start"})
}

// stop ends the tour when a message is of somebody who is there, and reports
// whether that was all the message was good for.
func (d *demo) stop(msg tea.Msg, now time.Time, update func(tea.Msg)) bool {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.MouseClickMsg:
	default:
		return d.playing
	}
	d.next = now.Add(demoAgain)
	if !d.playing {
		return false
	}
	d.playing = false
	d.reset(update)
	update(tui.NoticeMsg("it is yours: arrow keys adjust, ? helps, q quits"))
	return true
}
