package host

import (
	"context"
	"errors"
	"time"
)

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
