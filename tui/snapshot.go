package tui

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"crossover/engine/scenario"
	"crossover/tui/cell"
	"crossover/tui/export"
	"crossover/tui/state"
)

// Snapshot returns a picture of a session without a terminal, after all background work
// has finished. The clock o.Now must advance. It panics if background work does.
func Snapshot(ctx context.Context, o Options) (*export.Picture, error) {
	m := New(o)
	m.Paint() // the first frame determines the background work
	if err := settle(ctx, m); err != nil {
		return nil, err
	}
	return picture(m), nil
}

// settle runs the session's commands until none is left.
func settle(ctx context.Context, m *Model) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	messages, failed, waiting := make(chan tea.Msg), make(chan any), 0
	start := func(cmd tea.Cmd) {
		if cmd == nil {
			return
		}
		waiting++
		go func() {
			defer func() {
				if r := recover(); r != nil {
					select {
					case failed <- r:
					case <-ctx.Done():
					}
				}
			}()
			select {
			case messages <- cmd():
			case <-ctx.Done():
			}
		}()
	}
	step := func(msg tea.Msg) {
		if batch, ok := msg.(tea.BatchMsg); ok {
			for _, cmd := range batch {
				start(cmd)
			}
			return
		}
		cmd := m.Update(msg)
		m.Paint()
		start(cmd)
	}
	for step(nil); waiting > 0; waiting-- {
		select {
		case msg := <-messages:
			step(msg)
		case r := <-failed:
			panic(r) // the caller can recover it
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// picture returns a copy of the screen.
func picture(m *Model) *export.Picture {
	b := cell.New(m.buffer.Width(), m.buffer.Height())
	for y := range b.Height() {
		copy(b.Row(y), m.buffer.Row(y))
	}
	for _, l := range m.buffer.Links() {
		b.AddLink(l.X, l.Y, l.W, l.URL)
	}
	th := &m.opts.Themes[m.theme]
	return &export.Picture{
		Buffer: b, Table: m.canvas.Style.Table, Foreground: th.Foreground, Background: th.Background,
		Title: "crossover: " + m.st.Screen.String(), Description: describe(m),
	}
}

// describe describes a picture of the screen in a sentence or two.
func describe(m *Model) string {
	sc, e := &m.st.Scenario, m.opts.Engine
	text := "Scenario " + sc.String()
	if *sc == scenario.Default() {
		text = "The default scenario"
	}
	text += fmt.Sprintf(", part %s, on list prices of %s.", sc.SelectedPart().Name, e.Catalog().AsOf)
	if o := m.answer.Cheapest(); o >= 0 && m.st.Screen == state.Explore {
		text += fmt.Sprintf(" Cheapest: %s, %s a month.", e.Offer(o).Title, m.canvas.Money.Append(nil, m.answer.Estimates[o].Monthly))
	}
	return text
}
