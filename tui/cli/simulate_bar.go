package cli

import (
	"fmt"
	"io"
	"strings"

	"crossover/engine/sim"
	"crossover/tui/format"
	"crossover/tui/result"
)

// bar is a line on standard error that says how far a simulation is. It is
// there on terminals only.
type bar struct {
	out  io.Writer // nil where there is nothing to show
	last string
}

func (a *app) newBar() *bar {
	if !a.env.ErrTerminal || a.env.Getenv("TERM") == "dumb" {
		return &bar{}
	}
	return &bar{out: a.env.Stderr}
}

// barWidth is the number of cells of the bar itself.
const barWidth = 24

// show draws the bar.
func (b *bar) show(p sim.Progress) {
	if b.out == nil {
		return
	}
	doing, done := "simulating", p.Done
	if p.Warm < 1 {
		doing, done = "warming up", p.Warm
	}
	full := int(done * barWidth)
	line := fmt.Sprintf("%s [%s%s] %3.0f%%  %s requests", doing, strings.Repeat("#", full), strings.Repeat(".", barWidth-full),
		100*done, format.Short(float64(p.Requests)))
	if p.Cold > 0 {
		line += fmt.Sprintf(", %s cold %s", format.Portion(p.ColdStart.Value), format.Precision(p.ColdStart.Relative()))
	}
	b.line(line)
}

// line draws a line of text in the place of the last one.
func (b *bar) line(line string) {
	if b.out == nil {
		return
	}
	if line = result.Cut(line, result.Width-1); line != b.last {
		b.draw("\r" + line + strings.Repeat(" ", max(0, result.Columns(b.last)-result.Columns(line))))
		b.last = line
	}
}

// clear takes the bar off the screen.
func (b *bar) clear() {
	if b.last != "" {
		b.draw("\r" + strings.Repeat(" ", result.Columns(b.last)) + "\r")
		b.last = ""
	}
}

// draw writes to the terminal; a bar that cannot be drawn is no failure.
func (b *bar) draw(s string) { _, _ = io.WriteString(b.out, s) }
