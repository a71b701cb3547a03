package host

import (
	"errors"
	"time"

	"crossover/engine/scenario"
	"crossover/tui/term"
)

// show draws a due frame, and sends what there is to send if the terminal has accepted the
// last frame. For a slow terminal, frames in between are never computed.
func (x *screen) show() {
	if x.due() {
		x.do(func() {})
	}
	if x.writing {
		return
	}
	if x.buf = x.display.First(x.buf); len(x.buf) == 0 {
		return
	}
	x.writing, x.since = true, time.Now()
	if wait := x.out.Owe(float64(len(x.buf)), x.since); wait > 0 { // delay the next frame, not these bytes
		if next := x.since.Add(min(wait, time.Second)); next.After(x.usage.next) {
			x.usage.next = next
		}
	}
	x.frames <- x.buf // the writer is ready to receive
	if cap(x.buf) > maxKeptFrame {
		x.buf = nil
	}
}

// due reports whether a frame may be drawn now.
func (x *screen) due() bool {
	return !x.writing && x.display.Due() && !time.Now().Before(x.usage.next)
}

// draw appends the due frame, if any, to the output, and reports whether there was one.
func (x *screen) draw() bool {
	if !x.due() {
		return false
	}
	start := time.Now()
	x.buf = x.display.Frame(x.display.First(x.buf))
	x.host.Counters.work.Update(time.Since(start).Seconds())
	if !x.firstKey.IsZero() {
		x.host.Counters.latency.Update(time.Since(x.firstKey).Seconds())
		x.firstKey = time.Time{}
	}
	return true
}

// outRate is a session's mean output in bytes a second, outBurst the most at once. A
// whole screen has about 40 kB, a step of a slider about 1 kB.
const outRate, outBurst = 256 << 10, 1 << 20

// maxKeptFrame is the largest buffer that a session keeps for the next frame, in bytes:
// enough for a change, not for a whole screen.
const maxKeptFrame = 8 << 10

// write writes frames in order.
func (x *screen) write(frames <-chan []byte) {
	defer x.host.Contain("writer", func() { x.wrote <- errors.New("the writer panicked") })
	term.Pump(x.visit, 0, frames, func(err error) { x.wrote <- err })
}

// leave restores the terminal, and prints the reason and the scenario, so that the user
// can keep it.
func (x *screen) leave(why End) {
	if why.stuck {
		x.visit.Cut()
		return
	}
	if x.writing { // let the frame under way finish
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
	_, _ = x.visit.Write([]byte(text)) // an error means that the client is gone
}
