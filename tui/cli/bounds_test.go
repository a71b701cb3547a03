package cli

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestServedCommandsEndWithTheirContext runs the slowest form of each served command that
// takes time, and cancels its context. A command that ignored the context would take
// minutes.
func TestServedCommandsEndWithTheirContext(t *testing.T) {
	q, err := (&app{}).ask(nil)
	if err != nil {
		t.Fatal(err)
	}
	const hard = " p99=300ms rate=50/s shape=1/2/3/4/5/6/7/8/9/10/11/12 burst=5"
	lines := []string{
		"report --all --flips" + hard, "curve --over duration --band --points 500 --pairs -o json" + hard, "layout --flips" + hard, "layout --over rate" + hard,
		"growth growth=3%/month horizon=36months" + hard, "verdicts", "verify", "simulate --offer aws-lambda-arm64 rate=1k/s duration=200ms --requests 1M", "snapshot" + hard,
		"eval" + hard, "explain" + hard, "offers", "prices", "scenarios", "themes", "keys",
		"check --within 5% --baseline saas" + hard,
	}
	for _, c := range newServed(&app{}).Commands() {
		if !slices.ContainsFunc(lines, func(line string) bool { return strings.Fields(line)[0] == c.Name() }) {
			t.Errorf("%s is served, and nothing here asks for it", c.Name())
		}
	}
	for _, line := range lines {
		t.Run(strings.Fields(line)[0], func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan int)
			var out, errs bytes.Buffer
			go func() { ended <- Answer(ctx, q.Engine, nil, strings.Fields(line), &out, &errs, time.Now) }()
			select {
			case code := <-ended: // it finished early
				t.Logf("%s ends with %d: %.200s", line, code, errs.String())
			case <-time.After(50 * time.Millisecond):
				cancel()
				left := time.Now()
				select {
				case <-ended:
					t.Logf("it ends %s later", time.Since(left).Round(time.Millisecond))
				case <-time.After(2 * time.Minute): // a loaded machine with the race detector
					t.Fatal("it goes on without anybody")
				}
			}
			cancel()
		})
	}
}
