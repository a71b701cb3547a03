package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"crossover/engine/scenario"
	"crossover/engine/sim"
	"crossover/tui/format"
	"crossover/tui/result"
	"crossover/tui/trace"
)

// simulateFlags holds the flags of simulate.
type simulateFlags struct {
	asked
	offer, trace string
	precision    float64 // relative half-width; 0 if not given
	requests     float64 // measured requests; 0 if not given
	seconds      float64 // simulated seconds; 0 if not given
	replicas     int
	seed         int
	modelOnly    bool
}

func newSimulate(a *app) *cobra.Command {
	f := simulateFlags{asked: asked{app: a}, seed: 1}
	cmd := f.addPart(takesTokens(a, a.answers("simulate", f.run)))
	flags := cmd.Flags()
	addOffer(a, cmd, &f.offer)
	if a.env.served == nil { // clients of a server read no files
		flags.Var(text(&f.trace, "file"), "trace", "replay the requests of a file: CSV with times, access logs, REPORT or JSON lines; - is standard input")
	}
	flags.Var(ranged(&f.precision, "share", scenario.ParseShare, 1e-4, 1, "a share from 0.01% to 100%, such as 2%"), "ci", "stop when the 95 % interval of the chance of a cold start is this narrow, relative to it (2%)")
	complete(cmd, "ci", []string{"5%", "2%", "1%"})
	count, _ := scenario.Lookup("connections") // it is parsed like a number of requests
	flags.Var(ranged(&f.requests, "number", count.ParseValue, 1, mostRequests, "a number from 1 to 100B, such as 500k or 20M"), "requests", "stop after so many requests, such as 20M")
	flags.Var(ranged(&f.seconds, "time", func(s string) (float64, error) {
		ms, err := scenario.ParseDuration(s)
		return ms / 1e3, err
	}, 1e-3, 1e9, "a time of at most 10000d, such as 24h or 30d"), "time", "stop after so much simulated time, such as 30d")
	flags.Var(whole(&f.replicas, "", 1, 4096), "replicas", "independent runs to merge (8, or 2 where each must warm up for long)")
	flags.Var(whole(&f.seed, "1", 0, math.MaxInt), "seed", "selects the random numbers")
	flags.BoolVar(&f.modelOnly, "model-only", false, "print what the model says and simulate nothing")
	return cmd
}

// ranged returns a flag of a number parsed by a function, from least to most; want
// describes valid values.
func ranged(to *float64, name string, parse func(string) (float64, error), least, most float64, want string) *value {
	return &value{name: name, read: func(s string) error {
		x, err := parse(s)
		if err != nil || !(x >= least && x <= most) {
			return errors.New("write " + want)
		}
		*to = x
		return nil
	}}
}

// errInterrupted is returned by a command that was interrupted.
var errInterrupted = errors.New("interrupted")

// run simulates the pool of an offer for the scenario. After an interrupt, the results so
// far are the answer.
func (f *simulateFlags) run(ctx context.Context, tokens []string, as result.Format) (result.Result, error) {
	var times []float64
	var err error
	if f.trace != "" {
		if tokens, times, err = f.replay(ctx, tokens); err != nil {
			return nil, err
		}
	}
	q, _, err := f.query(tokens)
	if err != nil {
		return nil, err
	}
	offer, err := oneOffer(q.Engine, f.offer)
	if err != nil {
		return nil, err
	}
	s, err := result.Simulate(q, offer, uint64(f.seed), times)
	if err != nil {
		return nil, bad(err)
	}
	if !f.modelOnly {
		if err = f.simulate(ctx, s); err != nil && !errors.Is(err, errInterrupted) {
			return nil, err
		}
	}
	if !as.ForPeople() { // these formats have no place for notes
		for _, n := range s.Notes {
			report(f.env.Stderr, errors.New(n))
		}
	}
	return s, err
}

// mostTraced bounds the number of requests replayed; each time takes 8 bytes.
const mostTraced = 20_000_000

// replay reads the requests of --trace. It returns the tokens, with terms found in the
// file, and the times of requests.
func (f *simulateFlags) replay(ctx context.Context, tokens []string) ([]string, []float64, error) {
	given := map[string]bool{}
	for _, tok := range tokens {
		key, _, _ := strings.Cut(tok, "=")
		given[key] = true
	}
	for _, key := range []string{"rate", "shape", "burst", "burst_length"} {
		if given[key] {
			return nil, nil, badf("--trace: the file says when requests come; leave %s out", key)
		}
	}
	var a *trace.Arrivals
	err := f.records(ctx, f.trace, func(in io.Reader) (err error) {
		a, err = trace.ReadArrivals(in, mostTraced)
		return err
	})
	if err != nil {
		return nil, nil, badf("--trace %s: %w", f.trace, err)
	}
	for _, fault := range a.Faults {
		report(f.env.Stderr, badf("line %d %s", fault.Line, fault.Why))
	}
	tokens = append(slices.Clone(tokens), fmt.Sprintf("rate=%.3f/day", sim.Times(a.Seconds).Rate()*86400), "shape=steady", "burst=1")
	if !given["duration"] && !math.IsNaN(a.MeanMS) {
		tokens = append(tokens, fmt.Sprintf("duration=%.3fms", a.MeanMS))
	}
	return tokens, a.Seconds, nil
}

// simulate simulates the pool until the limits in the flags or the configuration are
// reached, or until an interrupt.
func (f *simulateFlags) simulate(ctx context.Context, s *result.Simulated) error {
	config := s.Config
	plan := f.plan(config)
	if f.env.served != nil {
		plan.Requests, plan.Replicas = min(plan.Requests, servedRequests), min(plan.Replicas, servedReplicas)
	}
	if config.Traffic().Rate() == 0 {
		s.Note("without requests there is nothing to simulate")
		return nil
	}
	if err := config.Validate(); err != nil {
		return badf("%s; --model-only asks the model alone", strings.TrimPrefix(err.Error(), "sim: "))
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop) // a second interrupt ends the program immediately
	bar := f.newBar()
	plan.Progress = bar.show
	out, err := sim.RunReplicas(ctx, config, plan)
	bar.clear()
	if err != nil && ctx.Err() == nil {
		return fmt.Errorf("simulate: %w", err)
	}
	if out.Report != nil && out.Report.Requests > 0 {
		s.Result = &out
		s.NotePrecision(plan, ctx.Err() != nil)
	}
	if ctx.Err() != nil {
		return interrupted(s)
	}
	return nil
}

// interrupted returns the error of an interrupted run.
func interrupted(s *result.Simulated) error {
	if s.Result == nil {
		return fmt.Errorf("%w before anything was measured", errInterrupted)
	}
	return fmt.Errorf("%w: the figures are those of %s requests", errInterrupted, format.Short(float64(s.Result.Report.Requests)))
}

// Default limits of a run.
const (
	usualPrecision = 0.02
	usualRequests  = 50e6
	// patientRequests is the limit if a precision is given.
	patientRequests = 200e6
	mostRequests    = 100e9
	// longWarmUp is the number of requests per warm-up above which 2 replicas run instead
	// of 8.
	longWarmUp = 5e6
)

// plan returns the limits of the run.
func (f *simulateFlags) plan(c sim.Question) sim.Plan {
	precision, requests := f.precision, math.Ceil(f.requests)
	if f.seconds > 0 {
		n := max(1, math.Ceil(f.seconds*c.Traffic().Rate()))
		if requests == 0 || n < requests {
			requests = n
		}
	}
	switch {
	case requests > 0:
	case precision > 0:
		requests = patientRequests
	default:
		precision, requests = usualPrecision, usualRequests
	}
	if c.Traffic().Finite() {
		return sim.Plan{Replicas: 1, Requests: mostTraced}
	}
	p := sim.Plan{Replicas: f.replicas, Precision: precision, Requests: int(min(requests, mostRequests))}
	if p.Replicas == 0 {
		p.Replicas = 8
		if c.WarmsUp()*c.Traffic().Rate() > longWarmUp {
			p.Replicas = 2
		}
	}
	return p
}

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
	line := fmt.Sprintf("%s [%s%s] %3.0f %%  %s requests", doing, strings.Repeat("#", full), strings.Repeat(".", barWidth-full),
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
