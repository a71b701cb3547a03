package host

import (
	"errors"
	"time"

	"crossover/engine/scenario"
	"crossover/tui/term"
)

// show computes the frame that is due, if the terminal has taken in the last
// one, and sends what is new. Frames that a slow terminal has no time for are
// never made.
func (x *screen) show() {
	due := x.display.Due() && !time.Now().Before(x.usage.next)
	if x.writing || !due && !x.display.Waiting() {
		return
	}
	x.buf = x.display.First(x.buf[:0])
	if due {
		x.frame()
	}
	if len(x.buf) == 0 {
		return
	}
	x.writing, x.since = true, time.Now()
	if wait := x.out.Owe(float64(len(x.buf)), x.since); wait > 0 { // frames wait, not bytes
		if next := x.since.Add(min(wait, time.Second)); next.After(x.usage.next) {
			x.usage.next = next
		}
	}
	x.frames <- x.buf // the writer is waiting for it
	if cap(x.buf) > maxKeptFrame {
		x.buf = nil
	}
}

// frame adds what is new on screen to the bytes that go out.
func (x *screen) frame() {
	x.usage.frame(x.host, func() { x.buf = x.display.Frame(x.buf) })
	if !x.firstKey.IsZero() {
		x.host.Counters.latency.Update(time.Since(x.firstKey).Seconds())
		x.firstKey = time.Time{}
	}
}

// outRate is how many bytes a second a session gets on average, outBurst how many
// at once: a whole screen has some 40 kB, a step of a handle about one.
const outRate, outBurst = 256 << 10, 1 << 20

// maxKeptFrame is how large a buffer a session keeps for the next frame: room
// for a change, not for a whole screen.
const maxKeptFrame = 8 << 10

// write sends frames, one after the other.
func (x *screen) write(frames <-chan []byte) {
	defer x.host.Contain("writer", func() { x.wrote <- errors.New("the writer panicked") })
	term.Pump(x.visit, 0, frames, func(err error) { x.wrote <- err })
}

// leave puts the terminal back, says why, and prints the scenario for the
// user to take along.
func (x *screen) leave(why End) {
	if why.stuck {
		x.visit.Cut()
		return
	}
	if x.writing { // let the frame under way get through first
		select {
		case <-x.wrote:
		case <-time.After(time.Second):
			x.visit.Cut()
			return
		}
	}
	text := string(x.display.Give(nil))
	if why.Text != "" {
		text += "crossover: " + why.Text + "\r\n"
	}
	if st := x.display.State(); st.Scenario != scenario.Default() {
		text += "your scenario: crossover " + Printable(st.Scenario.String()) + "\r\n"
	}
	_, _ = x.visit.Write([]byte(text)) // the client may be gone
}
