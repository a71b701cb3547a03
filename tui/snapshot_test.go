package tui

import (
	"context"
	"errors"
	"testing"
	"time"

	"crossover/engine/verify"
	"crossover/tui/frame"
	"crossover/tui/state"
)

// TestSnapshotPanicsWhereItIsCalled has background work panic: the panic must be in the
// caller's goroutine, where it can be recovered.
func TestSnapshotPanicsWhereItIsCalled(t *testing.T) {
	o := options(t, func(o *Options) { o.Verify = func(context.Context) []verify.Result { panic("no examples today") } })
	o.Start = func(s *state.State) { s.Screen = state.Conformance }
	defer func() {
		if r := recover(); r != "no examples today" {
			t.Errorf("it panics with %v", r)
		}
	}()
	_, err := Snapshot(t.Context(), o)
	t.Errorf("it ends with %v", err)
}

// TestSnapshotIsTheSettledScreen compares a snapshot of every screen with a session after
// all its work.
func TestSnapshotIsTheSettledScreen(t *testing.T) {
	verified := func(o *Options) {
		o.Verify = func(context.Context) []verify.Result {
			time.Sleep(20 * time.Millisecond) // after the first frame
			return []verify.Result{{ID: "one-of-a-kind", Title: "One of a kind"}}
		}
	}
	for screen := range state.NumScreens {
		t.Run(screen.String(), func(t *testing.T) {
			t.Parallel()
			o := options(t, withTheme("light"), withScenario(t, "rate=3M/month"), verified)
			o.Start = func(s *state.State) { s.Screen = screen }
			p, err := Snapshot(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			s := open(t, smallEngine(t), 160, 48, withTheme("light"), withScenario(t, "rate=3M/month"), verified)
			s.show(screen)
			s.send(nil)
			if screen == state.Simulate {
				s.simulateToTheEnd()
			}
			s.rest()
			if got := frame.Text(p.Buffer); got != s.Frame() {
				t.Errorf("got\n%s\nwant\n%s", got, s.Frame())
			}
			if p.Title != "crossover: "+screen.String() || p.Description == "" || p.Background != s.opts.Themes[s.theme].Background {
				t.Errorf("it is %q: %q on %v", p.Title, p.Description, p.Background)
			}
			if len(p.Buffer.Links()) != len(s.buffer.Links()) {
				t.Errorf("%d links, want %d", len(p.Buffer.Links()), len(s.buffer.Links()))
			}
			was := picture(s.Model)
			s.press("f1", "end")
			if frame.Text(was.Buffer) != frame.Text(p.Buffer) {
				t.Error("a picture changes with its session")
			}
		})
	}
}

func TestSnapshotEndsWithItsContext(t *testing.T) {
	stuck := make(chan struct{})
	defer close(stuck)
	why := errors.New("no time")
	ctx, cancel := context.WithCancelCause(t.Context())
	o := options(t, func(o *Options) {
		o.Start = func(s *state.State) { s.Screen = state.Conformance }
		o.Verify = func(context.Context) []verify.Result {
			cancel(why)
			<-stuck
			return nil
		}
	})
	if _, err := Snapshot(ctx, o); !errors.Is(err, why) {
		t.Errorf("Snapshot: %v", err)
	}
}
