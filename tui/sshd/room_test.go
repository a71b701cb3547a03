package sshd

import (
	"strings"
	"testing"
	"time"

	"crossover/tui/vtest"
)

// roomRow returns the terminal's row about the room.
func (r *remote) roomRow() string { return lastLine(r.Screen()) }

// waitRoom waits until that row has all texts.
func (r *remote) waitRoom(t *testing.T, texts ...string) {
	t.Helper()
	r.Wait(strings.Join(texts, ", "), func() bool {
		row := r.roomRow()
		for _, text := range texts {
			if !strings.Contains(row, text) {
				return false
			}
		}
		return true
	})
}

// sameScenario waits until two terminals show the same above the row about the room.
func sameScenario(t *testing.T, a, b *remote, w, h int) {
	t.Helper()
	compareScreens(t, "in a room", a.Terminal, b.Terminal, w, h-1)
}

func TestRoomsShowTheSame(t *testing.T) {
	done := nothingStays(t)
	t.Run("room", func(t *testing.T) {
		s := serve(t)
		const w, h = 140, 36
		ann := s.openAs("ann", w, h, "room friday rate=50/s")
		ann.waitRoom(t, "friday", "you present", "*ann")
		ben := s.openAs("room+friday+ben", w, h, "")
		ben.waitRoom(t, "you follow ann", "*ann", "ben")
		ben.WaitFor("50/s") // a late guest gets the current state
		ann.waitRoom(t, "ben is here")
		elsewhere := s.openAs("eve", w, h, "room other")
		elsewhere.waitRoom(t, "other", "you present")

		ann.Type(vtest.Right + vtest.Down)
		ben.waitRoom(t, "ann: rate 50/s to")
		sameScenario(t, ann, ben, w, h)
		ann.Type(vtest.F3)
		ben.WaitFor("[Layout]")
		ann.Type(vtest.F1)
		sameScenario(t, ann, ben, w, h)

		ben.Type(vtest.Left + vtest.Left) // stops following
		ben.waitRoom(t, "you are exploring alone")
		ann.waitRoom(t, "~ben")
		mine := ann.Screen()
		ann.Type("L")
		ann.Wait("a change", func() bool { return ann.Screen() != mine })
		ben.Type("F")
		ben.waitRoom(t, "you follow ann")
		sameScenario(t, ann, ben, w, h)

		ben.Type("X") // asks for control
		ann.waitRoom(t, "ben asks for control", "!ben")
		ben.WaitFor("ann presents, and is asked to hand over")
		ann.Type("X") // hands over
		ben.waitRoom(t, "you present")
		ann.waitRoom(t, "you follow ben")
		ben.Type("w")
		ann.waitRoom(t, "ben: ")
		sameScenario(t, ann, ben, w, h)
		ann.Type("U") // the list of changes names their authors
		ann.WaitFor("Changes ", "ben: part api to events")
		ann.Type("U")
		ann.Wait("the list to close", func() bool { return !strings.Contains(ann.Screen(), "Changes ") })

		third := s.openAs("ben", w, h, "room friday")
		third.waitRoom(t, "you follow ben", "ben 2")
		_ = ben.client.Close()
		ann.waitRoom(t, "nobody presents")
		ann.Type(vtest.Right)
		ann.waitRoom(t, "you present")
		third.waitRoom(t, "you follow ann")
		sameScenario(t, ann, third, w, h)
		untouched := s.openAs("eve", w, h, "room new")
		untouched.waitRoom(t, "new", "you present")
		sameScenario(t, elsewhere, untouched, w, h) // another room has not changed
		third.Type("q")
		_ = third.Ended()
		third.WaitFor("your scenario: crossover ")
	})
	done()
}

// TestGuestsHaveNames has guests with wide names, and with names that contain more than a
// name.
func TestGuestsHaveNames(t *testing.T) {
	s := serve(t)
	yamada := s.openAs("山田太郎", 120, 30, "room friday")
	yamada.waitRoom(t, "you present", "*山田太郎")
	s.openAs("room+friday+Zoe\u0308", 120, 30, "").waitRoom(t, "you follow 山田太郎", "*山田太郎 Zoë")
	s.openAs("👍🏽\x1b]0;x\x07\u202e", 120, 30, "room friday").waitRoom(t, "you follow 山田太郎", "Zoë guest")
	yamada.waitRoom(t, "guest is here")
	s.openAs(strings.Repeat("長", 200), 120, 30, "room friday")
	yamada.waitRoom(t, strings.Repeat("長", 12)+" is here")
}

// TestMoverIsMarked checks that a name appears beside a moved slider for a while.
func TestMoverIsMarked(t *testing.T) {
	s := serve(t)
	ann := s.openAs("ann", 120, 36, "room friday")
	ann.waitRoom(t, "you present")
	ben := s.openAs("ben", 120, 36, "room friday")
	ben.waitRoom(t, "you follow ann")
	row := func(r *remote, label string) string {
		for l := range strings.Lines(r.Screen()) {
			if strings.Contains(l, label+"  ") {
				return l
			}
		}
		return ""
	}
	for _, label := range []string{"rate", "memory"} {
		ann.Type(vtest.Right)
		for _, r := range []*remote{ben, ann} {
			r.Wait("a mark beside "+label, func() bool { return strings.Contains(row(r, label), "ann") })
		}
		ann.Type(vtest.Down)
	}
	if l := row(ben, "rate"); strings.Contains(l, "ann") {
		t.Errorf("two sliders are marked: %s", l)
	}
	ben.Wait("the mark to go", func() bool { return !strings.Contains(row(ben, "memory"), "ann") })
	sameScenario(t, ann, ben, 120, 36)
}

// TestControlGoesOn asks for control, hands it to a raised hand, and takes it from a
// presenter who is away.
func TestControlGoesOn(t *testing.T) {
	s := serve(t, func(c *setup) { c.Limits.RoomAway = time.Second })
	ann := s.openAs("ann", 140, 30, "room friday")
	ann.waitRoom(t, "you present")
	ben, cho := s.openAs("ben", 140, 30, "room friday"), s.openAs("cho", 140, 30, "room friday")
	ben.waitRoom(t, "you follow ann")
	cho.waitRoom(t, "you follow ann")
	cho.Type("!")
	ann.waitRoom(t, "cho raises a hand", "!cho")
	ann.Type("!")
	ann.WaitFor("you are presenting already")
	ann.Type("X")
	cho.waitRoom(t, "you present")
	ann.waitRoom(t, "ann hands over to cho", "*cho")
	ann.Type("!") // and lowers it
	cho.waitRoom(t, "!ann")
	ann.Type("!")
	cho.waitRoom(t, "takes the hand down")
	time.Sleep(1100 * time.Millisecond)
	ben.Type("X")
	ben.waitRoom(t, "you present", "ben takes over from cho, who is away")
	cho.waitRoom(t, "you follow ben")
	cho.Type("X") // ben is not away
	cho.WaitFor("ben presents, and is asked")
	_ = ben.client.Close()
	cho.waitRoom(t, "you present") // cho had asked
}

func TestRoomsEndAfterAWhile(t *testing.T) {
	s := serve(t, func(c *setup) { c.Limits.RoomGrace, c.Limits.RoomSettled = 300*time.Millisecond, time.Nanosecond })
	ann := s.openAs("ann", 120, 30, "room friday rate=77/s")
	ann.waitRoom(t, "you present")
	_ = ann.client.Close()
	eventually(t, "ann to be gone", func() bool { return s.host.Sessions() == 0 })
	back := s.openAs("ann", 120, 30, "room friday") // in time
	back.WaitFor("77/s")
	_ = back.client.Close()
	eventually(t, "the room to be closed", func() bool { return s.host.Rooms() == 0 })
	again := s.openAs("ann", 120, 30, "room friday")
	again.WaitFor("12/s")
}

func TestRoomNamesAreNotEchoed(t *testing.T) {
	s := serve(t, func(c *setup) { c.Limits.Rooms = 1 })
	for _, name := range []string{"\x1b]0;owned\x07", "a b", "", strings.Repeat("x", 25), "räum", "../../etc", "a\x00b", "\u202eevil"} {
		r := s.openAs("room+"+name, 80, 24, "")
		if name == "" {
			r = s.openAs("ann", 80, 24, "room")
		}
		if err := r.Ended(); exitCode(err) != "2" {
			t.Errorf("room %q: %v", name, err)
		}
		if out := r.Written(); strings.ContainsAny(out, "\x1b\x07\x00") || strings.Contains(out, "owned") || !strings.Contains(out, "room's name") {
			t.Errorf("room %q says %q", name, out)
		}
	}
	one := s.openAs("\x1b[31mann\x07\u202e", 120, 30, "room one")
	one.waitRoom(t, "you present", "*ann")
	two := s.openAs("ben", 120, 30, "room two")
	if err := two.Ended(); exitCode(err) != "1" || !strings.Contains(two.Written(), "too many rooms") {
		t.Errorf("a room too many: %v, %q", err, two.Written())
	}
}

func TestOnlyOneRoom(t *testing.T) {
	s := serve(t, func(c *setup) { c.OnlyRoom = "secret" })
	for _, user := range []string{"ann", "room+public", "room+"} {
		r := s.openAs(user, 80, 24, "")
		if err := r.Ended(); exitCode(err) != "2" {
			t.Errorf("%s gets in: %v", user, err)
		}
		if strings.Contains(r.Written(), "secret") {
			t.Errorf("%s is told the name: %q", user, r.Written())
		}
	}
	s.openAs("room+secret", 120, 30, "").waitRoom(t, "you present")
}

// TestRoomUnderAttack has guests interfere with each other.
func TestRoomUnderAttack(t *testing.T) {
	under(t, func(t *testing.T, s *served) {
		ann := s.openAs("ann", 120, 30, "room fort")
		ann.waitRoom(t, "you present")
		for range 3 {
			mob := s.openAs("mob", 120, 30, "room fort")
			defer func() { _ = mob.client.Close() }()
			mob.waitRoom(t, "you follow ann")
			mob.Type(strings.Repeat("!X!FX"+vtest.Right, 200))
		}
		ann.Type("99/s\r")
		ann.WaitFor("99/s")
		late := s.openAs("late", 120, 30, "room fort")
		late.waitRoom(t, "you follow ann")
		late.WaitFor("99/s")
		for _, r := range []*remote{ann, late} {
			_ = r.client.Close()
		}
	})
}
