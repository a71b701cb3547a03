package tui

import (
	"context"
	"io"
	"testing"
	"time"

	"crossover/tui/vtest"
)

// The ticker of the Bubble Tea in use is where it is looked for, and set once the
// first frame was made; were it not, an idle explorer would take what it must not.
func TestTheProgramIsPaced(t *testing.T) {
	t.Parallel()
	paces := make(chan *pacer, 1)
	o := options(t)
	term := vtest.Run(t, vtest.Look{Width: 160, Height: 48}, func(ctx context.Context, in io.Reader, out io.Writer) error {
		p := newProgram(ctx, o, Terminal{Input: in, Output: out, Environ: environ})
		last, err := p.Run()
		pace := last.(*Model).pace
		pace.stop()
		paces <- pace
		return err
	})
	term.WaitFor("crossover", "Cheapest here")
	term.Type("q")
	if err := term.Ended(); err != nil {
		t.Fatal(err)
	}
	if p := <-paces; p.ticker == nil {
		t.Error("Bubble Tea's ticker is not where it was")
	}
}

// While things happen the looks come fast, and afterwards slowly; what happens
// again is looked at soon.
func TestPacing(t *testing.T) {
	ticker := time.NewTicker(time.Hour)
	defer ticker.Stop()
	now := time.Unix(1, 0)
	p := &pacer{find: func() *time.Ticker { return nil }, now: func() time.Time { return now }}
	p.happened() // before the program runs
	p.find = func() *time.Ticker { return ticker }
	for range 2 {
		p.happened()
		p.relax.Stop() // the test is its own clock
		<-ticker.C
		<-ticker.C
		if p.rest(); !p.eager {
			t.Fatal("it rests while something happens")
		}
		now = now.Add(awake)
		if p.rest(); p.eager {
			t.Fatal("it does not rest")
		}
		select {
		case <-ticker.C: // one may have been due
		default:
		}
		began := time.Now()
		if <-ticker.C; time.Since(began) < lazily/2 {
			t.Error("it looks as often as before")
		}
	}
	p.stop()
	(*pacer)(nil).happened()
	(*pacer)(nil).stop()
}
