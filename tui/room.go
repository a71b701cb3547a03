package tui

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"crossover/tui/cell"
	"crossover/tui/result"
	"crossover/tui/state"
	"crossover/tui/style"
)

// Room is what a session is told of the room it is in. The room itself is kept
// by whoever serves the session.
type Room struct {
	Name string
	// You is the session's user, Presenter the one whose changes the others
	// follow, or "" where nobody is that.
	You, Presenter string
	// Watching says that this session can do nothing but follow.
	Watching bool
	// Following says that this session shows what the presenter does.
	Following bool
	// Guests are those who are there.
	Guests []Guest
	// Last says who did what last.
	Last string
	// Mover is who moves something just now, and Moved the term; empty when
	// nobody does.
	Mover, Moved string
}

// Guest is somebody in a room.
type Guest struct {
	Name string
	// Away says that the guest looks around alone, Hand that a hand is raised.
	Away, Hand bool
	// Vote is the offer that the guest is for, "" for none yet.
	Vote string
}

// VoteMsg is the offer that a session's user is for. It comes as a message from a
// command, for whoever serves the session; the same once more takes it back.
type VoteMsg string

// Votes are the offers that guests are for, with their names.
func (r *Room) Votes() (out []result.Vote) {
	for _, g := range r.Guests {
		if g.Vote != "" {
			out = append(out, result.Vote{Who: g.Name, For: g.Vote})
		}
	}
	return out
}

// RoomMsg tells a session what its room is like.
type RoomMsg struct{ Room Room }

// FollowMsg tells a session what the presenter shows.
type FollowMsg struct {
	State state.State
	// Focus is the slider in focus.
	Focus int
	// Who made the last change, and what it was; changes of the same kind by the
	// same guest count as one.
	Who, What string
}

// RoomAction is what a session wants of its room. It comes as a message from a
// command, for whoever serves the session.
type RoomAction uint8

// What can be wanted of a room.
const (
	// RoomFollow follows the presenter, or looks around alone.
	RoomFollow RoomAction = iota
	// RoomControl hands over, takes what nobody has, or asks for it.
	RoomControl
	// RoomHand raises a hand, or takes it down.
	RoomHand
)

const groupRoom = "Room"

// roomActions are the actions of a session in a room.
func roomActions() []action {
	want := func(name, k, does string, a RoomAction) action {
		out := action{name: name, group: groupRoom, keys: k, does: does, do: func(*Model) tea.Cmd { return func() tea.Msg { return a } }}
		out.bindTo(k)
		return out
	}
	vote := action{name: "vote", group: groupRoom, keys: "#", does: "vote for the offer, or take it back", do: func(m *Model) tea.Cmd {
		name := m.opts.Engine.Offer(m.answer.Selected).Short
		return func() tea.Msg { return VoteMsg(name) }
	}}
	vote.bindTo(vote.keys)
	return []action{
		vote,
		want("follow", "F", "follow or explore alone", RoomFollow),
		want("control", "X", "take or hand over control", RoomControl),
		want("hand", "!", "raise a hand", RoomHand),
	}
}

// Focus returns which slider has the focus.
func (m *Model) Focus() int { return m.sliders.Focus }

// Change says in words what was changed between two states.
func Change(a, b *state.State) string { return changeOf(a, b) }

// followPresenter shows what the presenter shows. It can be undone like a change of
// one's own, and the list of changes says whose it was.
func followPresenter(m *Model, msg FollowMsg) {
	if msg.State != m.st {
		m.history.Who = msg.Who
		m.history.Record(m.st, msg.Who+" "+msg.What)
		m.history.Who = ""
		m.st = msg.State
	}
	if msg.Focus != m.sliders.Focus {
		m.focus(msg.Focus)
	}
	m.gate.Touch()
}

// roomChanged takes in how the room is. Who moves a slider is marked beside its
// handle, where this session shows the presenter's.
func roomChanged(m *Model, room Room) {
	m.room = room
	for i := range m.controls.Controls {
		m.controls.Controls[i].Slider.Tag = ""
	}
	if i := m.controls.Find(room.Moved); i >= 0 && room.Following {
		m.controls.Controls[i].Slider.Tag = room.Mover
	}
	m.gate.Touch()
}

// roomRows is how many rows the room takes at the bottom of the screen.
func (m *Model) roomRows() int {
	if m.opts.InRoom && m.height > minHeight {
		return 1
	}
	return 0
}

// rows is how many rows there are for everything else.
func (m *Model) rows() int { return m.height - m.roomRows() }

// paintRoom draws the row that says who is there, who presents, and who moved
// what.
func paintRoom(m *Model, r cell.Rect) {
	c, room, st := &m.canvas, &m.room, m.canvas.Style
	end, hint := r.X+r.W, roomHint
	if room.Watching {
		hint = ""
	}
	c.B.Fill(r, ' ', st.Selection)
	look := style.Selected
	x := c.Text(r.X+1, r.Y, room.Name, look(st.Title), end)
	x = c.Text(x+2, r.Y, room.role(), look(st.Accent), end) + 2
	if room.Last != "" {
		x = c.Text(x, r.Y, room.Last, look(st.Text), max(x, end-len(hint)-2)) + 2
	}
	if votes := room.tally(); votes != "" {
		x = c.Text(x, r.Y, votes, look(st.Accent), max(x, end-len(hint)-2)) + 2
	}
	for _, g := range room.Guests {
		mark := g.mark(room.Presenter)
		if x+cell.Columns(g.Name) >= end-len(hint)-2 {
			x = c.Text(x, r.Y, "...", look(st.Muted), end)
			break
		}
		s := st.Text
		if g.Away {
			s = st.Muted
		}
		x = c.Text(x, r.Y, mark+g.Name, look(s), end) + 1
	}
	if end-len(hint)-1 > x {
		c.Text(end-len(hint)-1, r.Y, hint, look(st.Muted), end)
	}
}

// tally says how many are for each offer, the most first.
func (r *Room) tally() string {
	count := map[string]int{}
	for _, v := range r.Votes() {
		count[v.For]++
	}
	names := slices.SortedFunc(maps.Keys(count), func(a, b string) int { return cmp.Or(count[b]-count[a], strings.Compare(a, b)) })
	for i, name := range names {
		names[i] += " " + strconv.Itoa(count[name])
	}
	return strings.Join(names, ", ")
}

const roomHint = "F follow  X control  ! hand  # vote"

// role says what the session does in the room.
func (r *Room) role() string {
	switch {
	case r.Watching && r.Presenter == "":
		return "you watch: nobody presents"
	case r.Watching:
		return "you watch " + r.Presenter
	case r.Presenter == r.You && r.You != "":
		return "you present"
	case !r.Following:
		return "you are exploring alone"
	case r.Presenter == "":
		return "nobody presents: X takes over"
	default:
		return "you follow " + r.Presenter
	}
}

// roomFact says how the room is, in words.
func roomFact(m *Model) string {
	r := &m.room
	if r.Name == "" {
		return ""
	}
	out := "room " + r.Name + ", " + r.role()
	if r.Last != "" {
		out += ", " + r.Last
	}
	return out
}

// mark is what stands before a name: of the presenter, of a raised hand, of
// somebody who looks around alone.
func (g *Guest) mark(presenter string) string {
	switch {
	case g.Name == presenter:
		return "*"
	case g.Hand:
		return "!"
	case g.Away:
		return "~"
	default:
		return ""
	}
}
