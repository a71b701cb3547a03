package tui

import (
	"reflect"
	"sync"
	"time"
	"unsafe"

	tea "charm.land/bubbletea/v2"
)

// Bubble Tea looks for something to write so many times a second, as long as it
// runs: often, and an idle program takes more than a hundredth of a core, which
// is what waking up costs; seldom, and a key is answered late. A pacer has it look
// often while something happens, and hardly ever while nothing does.
type pacer struct {
	// find returns what makes the program look: nil until it runs, and where that
	// cannot be had.
	find func() *time.Ticker
	now  func() time.Time

	mu     sync.Mutex
	ticker *time.Ticker
	relax  *time.Timer
	last   time.Time
	eager  bool
}

const (
	// framesPerSecond is how often Bubble Tea looks where there is no pacing it.
	framesPerSecond = 60
	// eagerly and lazily are the time from one look to the next while something
	// happens and while nothing does, and awake how long the one goes on after the
	// last thing that did.
	eagerly, lazily, awake = 4 * time.Millisecond, 250 * time.Millisecond, 40 * time.Millisecond
)

// newPacer returns what paces a program by a clock.
func newPacer(p *tea.Program, now func() time.Time) *pacer {
	return &pacer{find: func() *time.Ticker { return tickerOf(p) }, now: now}
}

// tickerOf returns what makes a program look. Bubble Tea has no way to set it
// once it runs, nor does it make its looking depend on there being anything
// (pull requests 1776 and 1796 there do); so this takes the field by its name and
// type, and where that is not as it was, the pace is the usual one.
func tickerOf(p *tea.Program) *time.Ticker {
	f := reflect.ValueOf(p).Elem().FieldByName("ticker")
	if !f.IsValid() || f.Type() != reflect.TypeFor[*time.Ticker]() {
		return nil
	}
	return *(**time.Ticker)(unsafe.Pointer(f.UnsafeAddr()))
}

// happened notes that there may be something to write. It is called from the
// program's own loop, after which it looks within the time eagerly.
func (p *pacer) happened() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ticker == nil {
		if p.ticker = p.find(); p.ticker == nil {
			return
		}
		p.relax = time.AfterFunc(awake, p.rest)
	}
	p.last = p.now()
	p.relax.Reset(awake)
	if !p.eager { // setting it again would put the next look off
		p.eager = true
		p.ticker.Reset(eagerly)
	}
}

// rest is called when nothing has happened for a while.
func (p *pacer) rest() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.eager && p.now().Sub(p.last) >= awake { // or something just did
		p.eager = false
		p.ticker.Reset(lazily)
	}
}

// stop ends the pacing; the program has ended.
func (p *pacer) stop() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.relax != nil {
		p.relax.Stop()
	}
	p.eager = false
}
