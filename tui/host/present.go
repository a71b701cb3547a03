package host

import (
	"cmp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/unicode/norm"

	"crossover/tui"
	"crossover/tui/state"
	"crossover/tui/style"
)

// next makes the first guest with a raised hand present, and reports if there is one.
func (r *room) next() bool {
	for _, g := range r.guests {
		if g.hand {
			r.present(g)
			return true
		}
	}
	return false
}

func (r *room) present(g *guest) {
	r.presenter, g.hand, g.following = g, false, true
}

// changed handles a change of state by a guest's user. A presenter's change goes to
// everyone. If nobody presents, the guest becomes the presenter. Any other guest stops
// following.
func (g *guest) changed(before, after *state.State, focus int) {
	r := g.room
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.presenter == nil && g.following && *before != *after {
		r.present(g)
	}
	switch {
	case r.presenter == g:
		r.st, r.focus, r.version, r.change = *after, focus, r.version+1, r.change+1
		g.seen = r.version
		if *before != *after {
			r.who, r.what = g.name, tui.Change(before, after)
			r.mark()
			r.tell(r.who + ": " + r.what)
		} else {
			r.tell(r.last)
		}
	case *before != *after && g.following:
		g.following = false
		r.tell(g.name + " looks around")
	}
}

// act carries out a guest's action in the room, and returns a note for the guest.
func (g *guest) act(a tui.RoomAction) (note string) {
	r := g.room
	r.mu.Lock()
	defer r.mu.Unlock()
	switch a {
	case tui.RoomFollow:
		if r.presenter == g {
			return "you present: the others follow you; X hands over"
		}
		g.following = !g.following
		if g.seen = -1; g.following {
			r.tell(g.name + " follows")
		} else {
			r.tell(g.name + " looks around")
		}
	case tui.RoomControl:
		return g.control()
	case tui.RoomHand:
		if r.presenter == g {
			return "you are presenting already"
		}
		if g.hand = !g.hand; g.hand {
			r.tell(g.name + " raises a hand")
		} else {
			r.tell(g.name + " takes the hand down")
		}
	}
	return ""
}

// choose sets the offer a guest votes for, or takes the vote back if it is the same.
func (g *guest) choose(offer string) {
	r := g.room
	r.mu.Lock()
	defer r.mu.Unlock()
	if g.vote == offer {
		g.vote = ""
		r.tell(g.name + " takes the vote back")
		return
	}
	g.vote = offer
	r.tell(g.name + " votes for " + offer)
}

// control hands over control, takes it if nobody presents, or asks for it. It takes
// control from another presenter only if that one is away.
func (g *guest) control() (note string) {
	r := g.room
	switch r.presenter {
	case g:
		r.presenter = nil
		if r.next() {
			r.tell(g.name + " hands over to " + r.presenter.name)
			return ""
		}
		r.tell(g.name + " gives up control")
		return "nobody presents now: whoever changes something does"
	case nil:
		g.takeOver("")
		return ""
	}
	if r.presenter.away() {
		g.takeOver(" from " + r.presenter.name + ", who is away")
		return ""
	}
	g.hand = true
	r.tell(g.name + " asks for control")
	return r.presenter.name + " presents, and is asked to hand over with X"
}

// takeOver makes a guest present; from says whom it follows.
func (g *guest) takeOver(from string) {
	g.room.present(g)
	g.seen = -1
	g.room.tell(g.name + " takes over" + from)
}

// away reports whether its user has done nothing for RoomAway, so that control may be
// taken.
func (g *guest) away() bool {
	return g.idle || g.local() && time.Since(g.touched) >= g.room.rooms.limits.RoomAway
}

// view returns the room as a guest's session shows it. If the guest follows and has not
// seen the latest state, fresh is set and follow has that state.
func (g *guest) view() (room tui.Room, follow tui.FollowMsg, fresh bool) {
	r := g.room
	r.mu.Lock()
	defer r.mu.Unlock()
	room = tui.Room{Name: r.name, You: g.name, Following: g.following, Last: cmp.Or(r.apart(), r.last), Watching: g.watches}
	if g.watches { // watchers do not learn the name
		room.Name = "read-only"
	}
	if r.presenter != nil {
		room.Presenter = r.presenter.name
	}
	if time.Since(r.moved) < movedTime {
		room.Mover, room.Moved = r.who, kind(r.what)
	}
	for _, x := range r.guests[:min(len(r.guests), mostShown)] {
		room.Guests = append(room.Guests, tui.Guest{Name: x.name, Away: !x.following, Hand: x.hand, Vote: x.vote})
	}
	if fresh = g.following && g.seen != r.version; fresh {
		g.seen = r.version
		follow = tui.FollowMsg{State: r.st, Focus: r.focus, Who: r.who, What: kind(r.what)}
	}
	return room, follow, fresh
}

// mostShown limits the guests shown in a session.
const mostShown = 50

// movedTime is how long the mark on a changed control stays.
const movedTime = 3 * time.Second

// mark marks the last change, and schedules the removal of the mark.
func (r *room) mark() {
	r.moved = time.Now()
	if r.fading != nil {
		r.fading.Reset(movedTime)
		return
	}
	r.fading = time.AfterFunc(movedTime, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.spread()
	})
}

// touch records input of a guest's user.
func (g *guest) touch(now time.Time) {
	g.room.mu.Lock()
	defer g.room.mu.Unlock()
	g.touched = now
	if g.idle {
		g.idle = false
		g.room.edited()
	}
}

// kind returns the first word of a change: the term that changed.
func kind(what string) string {
	word, _, _ := strings.Cut(what, " ")
	return word
}

// maxName limits the columns of a name.
const maxName = 24

// PersonName returns a name as others see it: letters, digits and a few signs, normalised
// to Unicode's NFKC. It contains nothing invisible and nothing that looks like a mark of
// a room. Its letters are of one script, or of one script with those of Chinese, Japanese
// and Korean (highly restrictive in UTS #39). It is empty if nothing is left or the
// scripts are mixed.
func PersonName(s string) string {
	name := strings.Map(inName, norm.NFKC.String(ansi.Strip(s[:min(len(s), 8*maxName)])))
	script := ""
	for _, r := range name {
		switch of := scriptOf(r); {
		case of == "" || of == script:
		case script == "":
			script = of
		default:
			return ""
		}
	}
	return style.CleanName(strings.Map(inName, style.CleanName(name, maxName)), maxName) // CleanName puts ? for what cannot be shown
}

// inName returns r if it may be in a name, and -1 otherwise. Letters for clicks, such as
// ǃ, look like marks; modifiers are hardly visible.
func inName(r rune) rune {
	modifier := unicode.Is(unicode.Lm, r) && unicode.In(r, unicode.Common, unicode.Latin) && r != 'ー'
	click := unicode.Is(unicode.Lo, r) && unicode.Is(unicode.Latin, r)
	switch {
	case unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) || modifier || click:
		return -1
	case unicode.In(r, unicode.L, unicode.Nd) || strings.ContainsRune(" -_.'@+", r):
		return r
	default:
		return -1
	}
}

// scriptOf returns the script of a character, or "" if it may be mixed with any script.
func scriptOf(r rune) string {
	if unicode.In(r, unicode.Common, unicode.Inherited, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Hangul) {
		return ""
	}
	for name, table := range unicode.Scripts {
		if unicode.Is(table, r) {
			return name
		}
	}
	return ""
}

// lookalikes replaces letters of Cyrillic, Greek and Armenian, and digits, by the Latin
// letters they look like. It treats 1, l and I as one letter.
var lookalikes = func() *strings.Replacer {
	pairs := []string{"rn", "m", "vv", "w"}
	for _, p := range strings.Fields(`0o 1i li ıi
		АA ВB ЕE ЁË ІI ЇÏ ЈJ КK МM НH ОO РP СC ТT УY ХX ЅS ԁd ԛq ԝw ѵv ӏi һh
		аa вb еe ёë іi їï јj кk мm нh оo рp сc тt уy хx ѕs гr пn
		ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX αa βb εe ηn ιi κk νv οo ρp τt υu χx
		ՍU Օo օo սu ոn հh ցg`) {
		_, n := utf8.DecodeRuneInString(p)
		pairs = append(pairs, p[:n], p[n:])
	}
	return strings.NewReplacer(pairs...)
}()

// lookOf returns a key that is equal for names that look the same.
func lookOf(name string) string { return strings.ToLower(lookalikes.Replace(name)) }
