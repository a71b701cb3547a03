package host

import (
	"context"
	"errors"
	"slices"
	"time"

	"crossover/engine"
)

// record returns the room's record for other nodes. The room is locked.
func (r *room) record() record {
	rec := record{Form: r.base.Form, Node: r.rooms.cluster.node, By: r.by, st: r.st, Focus: r.focus, Change: r.change, Who: r.who, What: r.what, Last: r.last}
	for _, g := range r.guests[:min(len(r.guests), mostMembers)] {
		rec.Members = append(rec.Members, member{ID: g.id, Name: g.name, Vote: g.vote, Watches: g.watches, Away: !g.following, Hand: g.hand, Idle: g.idle})
	}
	if r.presenter != nil {
		rec.Presenter = r.presenter.id
	}
	return rec
}

// same reports whether two records agree on presenter, change, news and members.
func (rec *record) same(o *record) bool {
	return rec.Presenter == o.Presenter && rec.Change == o.Change && rec.Last == o.Last && slices.Equal(rec.Members, o.Members)
}

// engine returns the engine whose offers the room shows.
func (r *room) engine() *engine.Engine { return r.shows.Options.Engine }

// heard applies a record from the store; nil means that the room was removed. It returns
// an error, and changes nothing, if it cannot decode the record. The room is locked.
func (r *room) heard(data []byte, revision uint64) error {
	if data == nil {
		r.raw, r.base, r.revision, r.high = nil, record{}, 0, max(r.high, revision)
		if r.shows != nil { // the room lives on while it has guests
			r.edited()
		}
		return nil
	}
	if r.shows == nil {
		r.raw, r.revision, r.high, r.by = data, revision, revision, openerOf(data)
		return nil
	}
	rec, err := decodeRecord(data, r.engine())
	if err != nil {
		return err
	}
	r.raw, r.revision, r.high, r.touched = data, revision, revision, time.Now()
	if rec.Node == r.rooms.cluster.node { // this node wrote it
		r.base = rec
		return nil
	}
	r.merge(&rec)
	return nil
}

// merge merges the record of another node into the room. Each node decides about its own
// guests. A shared field that only one side has changed since the last common record
// keeps that change. If both have, the other node's wins, except for the state while the
// presenter is on this node. The room is locked.
func (r *room) merge(rec *record) {
	mine, base, was := r.record(), r.base, r.presenter
	r.base = *rec
	r.meet(rec.Members)
	if r.by = rec.By; mine.Presenter == base.Presenter || rec.Presenter != base.Presenter && rec.Presenter != "" {
		r.presenter = r.find(rec.Presenter)
	} else {
		r.presenter = r.find(mine.Presenter)
	}
	if r.presenter == nil {
		r.next()
	}
	if p := r.presenter; p != nil && p.local() {
		p.hand, p.following = false, true
	}
	changed := mine.Change != base.Change && mine.Change != firstChange
	switch {
	case rec.Change == base.Change: // the other node has not changed it
	case changed && r.presenter != nil && r.presenter.local():
		r.change = max(r.change, rec.Change) + 1
	default:
		if changed && was != nil && was.local() { // a user's own change is not overwritten
			was.following = false
		}
		r.st, r.focus, r.change, r.version = rec.st, rec.Focus, rec.Change, r.version+1
		if r.who, r.what = rec.Who, rec.What; r.what != "" {
			r.mark()
		}
	}
	last := rec.Last
	if mine.Last != base.Last {
		last = mine.Last
	}
	r.announce(last)
	if now := r.record(); !now.same(rec) {
		r.edited()
	}
}

// firstChange is the number of the change that opens a room.
const firstChange = 1

// meet replaces the guests of other nodes by those in members, and keeps the guests of
// this node.
func (r *room) meet(members []member) {
	before := r.guests
	r.guests = nil
	for _, m := range members {
		i := slices.IndexFunc(before, func(g *guest) bool { return g.id == m.ID })
		switch {
		case i >= 0 && before[i].local():
			r.guests = append(r.guests, before[i])
		case nodeOf(m.ID) == r.rooms.cluster.node: // it has left
		default:
			g := &guest{room: r, id: m.ID}
			if i >= 0 {
				g = before[i]
			}
			g.name, g.likeness, g.vote = m.Name, lookOf(m.Name), m.Vote
			g.watches, g.following, g.hand, g.idle = m.Watches, !m.Away, m.Hand, m.Idle
			r.guests = append(r.guests, g)
		}
	}
	for _, g := range before {
		if g.local() && !slices.Contains(r.guests, g) {
			g.rename(r.free(g.name)) // another guest may have taken the name meanwhile
			r.guests = append(r.guests, g)
		}
	}
}

// find returns the guest with an id, or nil.
func (r *room) find(id string) *guest {
	for _, g := range r.guests {
		if g.id == id {
			return g
		}
	}
	return nil
}

// wake makes the room show this node's content, in the state that the store has.
func (r *room) wake(shows *Serving) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shows = shows
	if r.raw == nil {
		return nil
	}
	rec, err := decodeRecord(r.raw, r.engine())
	if err != nil {
		r.shows = nil
		return err
	}
	r.guests, r.presenter, r.base, r.change, r.last = nil, nil, record{}, 0, ""
	r.merge(&rec)
	r.prune(time.Now())
	return nil
}

// prune removes the guests of dead nodes. The room is locked.
func (r *room) prune(now time.Time) {
	gone := ""
	r.guests = slices.DeleteFunc(r.guests, func(g *guest) bool {
		if g.local() || !r.rooms.dead(nodeOf(g.id), now) {
			return false
		}
		if gone = g.name; r.presenter == g {
			r.presenter = nil
		}
		return true
	})
	if gone != "" {
		if r.presenter == nil {
			r.next()
		}
		r.tell(gone + " is gone, with a server")
	}
}

// lookAfter does the periodic work of a room with guests on this node.
func (r *room) lookAfter(now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.prune(now)
	for _, g := range r.guests {
		if idle := now.Sub(g.touched) >= r.rooms.limits.RoomAway; g.local() && idle != g.idle {
			g.idle = idle
			r.edited()
		}
	}
	if now.Sub(r.touched) > r.rooms.limits.RoomGrace/3 { // the store deletes rooms that are not written
		r.edited()
	}
}

// apart returns the notice that replaces the last news while this node cannot reach the
// others, or "".
func (r *room) apart() string {
	if c := r.rooms.cluster; c != nil && (r.failing || c.down.Load()) {
		return "cut off from the other servers; changes reach them later"
	}
	return ""
}

// The least time between saves of a room, the wait after a failure, and the time limit of
// one save.
const (
	saveEvery = 25 * time.Millisecond
	saveAgain = time.Second
	saveTime  = 5 * time.Second
)

// edited records a change that the store does not have yet. The room is locked.
func (r *room) edited() {
	if r.rooms.cluster == nil {
		return
	}
	if r.edits++; !r.saving {
		r.saving = true
		go r.save()
	}
}

// save saves the room until the store has all changes.
func (r *room) save() {
	c := r.rooms.cluster
	for !r.saved() {
		err := r.saveOnce(c)
		wait := saveEvery
		if err != nil {
			wait = saveAgain
		}
		r.mu.Lock()
		if failing := err != nil; failing != r.failing {
			if r.failing = failing; failing {
				c.log.Warn("room not shared", "room", r.name, "error", err.Error())
			}
			r.spread()
		}
		r.mu.Unlock()
		select {
		case <-time.After(wait):
		case <-c.ctx.Done():
			return
		}
	}
}

// saved reports whether there is nothing to save, and if so ends saving. A room without
// guests on this node then exists in the store only.
func (r *room) saved() bool {
	r.rooms.mu.Lock()
	defer r.rooms.mu.Unlock()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.written != r.edits {
		return false
	}
	r.saving = false
	if !r.here() {
		r.stop()
		r.epoch = r.rooms.cluster.lists.Load()
		if r.shows = nil; r.raw == nil && r.rooms.open[r.name] == r {
			delete(r.rooms.open, r.name)
		}
	}
	return true
}

// saveOnce writes the room if the store still has the revision known here. Otherwise it
// merges the newer record, and the next call saves the result.
func (r *room) saveOnce(c *cluster) error {
	ctx, cancel := context.WithTimeout(c.ctx, saveTime)
	defer cancel()
	r.mu.Lock()
	edits, over, remove := r.edits, r.revision, len(r.guests) == 0 && r.passing()
	rec, e, last := r.record(), r.engine(), r.raw
	r.mu.Unlock()
	var err error
	var data []byte
	revision := over
	switch {
	case !remove:
		if data = rec.encode(e); rec.Form > recordForm {
			data = carryUnknown(data, last)
		}
		revision, err = c.Save(ctx, r.name, data, over)
	case over != 0:
		err = c.Delete(ctx, r.name, over)
	}
	if errors.Is(err, ErrChanged) {
		if data, revision, err = c.Load(ctx, r.name); err != nil {
			return err
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.revision != over || data != nil && revision < r.high {
			return nil // Watch has reported a newer one meanwhile
		}
		return r.heard(data, revision)
	}
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.written, r.epoch = edits, c.lists.Load()+1 // a list under way may not have the room yet
	if revision >= r.high {                      // unless a newer one came meanwhile
		r.raw, r.revision, r.high, r.touched, r.base = data, revision, revision, time.Now(), rec
		if remove {
			r.revision, r.base = 0, record{}
		}
	}
	return nil
}
