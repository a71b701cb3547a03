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

// Room is a session's view of its room. The server of the session holds the room itself.
type Room struct {
	Name string
	// You is the name of the session's user. Presenter is the one whose changes the
	// others follow, or "".
	You, Presenter string
	// Watching is set if this session can only follow.
	Watching bool
	// Following is set if this session shows the presenter's state.
	Following bool
	// Guests are the people in the room.
	Guests []Guest
	// Last is the latest news.
	Last string
	// Mover is the guest who changed the term Moved just now; both are "" if nobody did.
	Mover, Moved string
}

// Guest is somebody in a room.
type Guest struct {
	Name string
	// Away is set if the guest does not follow, Hand if a hand is raised.
	Away, Hand bool
	// Vote is the offer the guest votes for, or "".
	Vote string
}

// VoteMsg is a vote for an offer. A command sends it to the server of the session. The
// same vote again takes it back.
type VoteMsg string

// Votes returns the votes of the guests.
func (r *Room) Votes() (out []result.Vote) {
	for _, g := range r.Guests {
		if g.Vote != "" {
			out = append(out, result.Vote{Who: g.Name, For: g.Vote})
		}
	}
	return out
}

// RoomMsg updates a session's view of its room.
type RoomMsg struct{ Room Room }

// FollowMsg has the state that the presenter shows.
type FollowMsg struct {
	State state.State
	// Focus is the focused slider.
	Focus int
	// Who made the last change, and What it was. Changes of the same kind by the same
	// guest count as one.
	Who, What string
}

// RoomAction is a request to the room. A command sends it to the server of the session.
type RoomAction uint8

// The requests to a room.
const (
	// RoomFollow follows the presenter, or stops following.
	RoomFollow RoomAction = iota
	// RoomControl hands over control, takes it if nobody has it, or asks for it.
	RoomControl
	// RoomHand raises or lowers a hand.
	RoomHand
)

const groupRoom = "Room"

// roomActions returns the actions of a session in a room.
func roomActions() []action {
	want := func(a RoomAction) func(*Model) tea.Cmd {
		return func(*Model) tea.Cmd { return func() tea.Msg { return a } }
	}
	return bound([]action{
		{name: "vote", group: groupRoom, keys: "#", does: "vote for the offer, or take it back", do: func(m *Model) tea.Cmd {
			name := m.opts.Engine.Offer(m.answer.Selected).Short
			return func() tea.Msg { return VoteMsg(name) }
		}},
		{name: "follow", group: groupRoom, keys: "F", does: "follow or explore alone", do: want(RoomFollow)},
		{name: "control", group: groupRoom, keys: "X", does: "take or hand over control", do: want(RoomControl)},
		{name: "hand", group: groupRoom, keys: "!", does: "raise a hand", do: want(RoomHand)},
	})
}

// Focus returns the index of the focused slider.
func (m *Model) Focus() int { return m.sliders.Focus }

// followPresenter shows the presenter's state. It can be undone like the user's own
// changes, and the list of changes names the presenter.
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

// roomChanged updates the room. If this session follows, the guest who moves a slider is
// named beside its handle.
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

// roomRows returns the rows of the room at the bottom of the screen.
func (m *Model) roomRows() int {
	if m.opts.InRoom && m.height > minHeight {
		return 1
	}
	return 0
}

// rows returns the rows for everything else.
func (m *Model) rows() int { return m.height - m.roomRows() }

// paintRoom draws the row of the room: its guests, the presenter, and the latest news.
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

// tally returns the number of votes for each offer, most first.
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

// role describes the session's role in the room.
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

// roomFact describes the room in words.
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

// mark returns the mark before a name: for the presenter, a raised hand, or a guest who
// does not follow.
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
