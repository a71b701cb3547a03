package host

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"crossover/tui"
)

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

// look shows the news of the room.
func (x *screen) look() {
	room, follow, fresh := x.guest.look()
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
		x.look()
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
	x.look()
}
