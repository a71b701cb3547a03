package cli

import (
	"fmt"
	"io"
	"strings"

	"crossover/engine/sim"
	"crossover/tui/format"
	"crossover/tui/result"
)

// bar is a progress line on standard error, shown on terminals only.
type bar struct {
	out  io.Writer // nil if nothing is shown
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

// line replaces the last line of text.
func (b *bar) line(line string) {
	if b.out == nil {
		return
	}
	if line = result.Cut(line, result.Width-1); line != b.last {
		b.draw("\r" + line + strings.Repeat(" ", max(0, result.Columns(b.last)-result.Columns(line))))
		b.last = line
	}
}

// clear removes the bar.
func (b *bar) clear() {
	if b.last != "" {
		b.draw("\r" + strings.Repeat(" ", result.Columns(b.last)) + "\r")
		b.last = ""
	}
}

// draw writes to the terminal and ignores errors.
func (b *bar) draw(s string) { _, _ = io.WriteString(b.out, s) }
