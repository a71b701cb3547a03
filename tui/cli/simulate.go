package cli

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/signal"
	"strings"

	"github.com/spf13/cobra"

	"crossover/engine/coldstart"
	"crossover/engine/scenario"
	"crossover/engine/sim"
	"crossover/tui/format"
	"crossover/tui/result"
)

// simulateFlags is one run of simulate: its flags and its surroundings.
type simulateFlags struct {
	*app
	format    result.Format
	offer     string
	trace     string
	precision float64 // relative half width; 0 where none was asked for
	requests  float64 // measured requests; 0 where not given
	seconds   float64 // simulated seconds; 0 where not given
	replicas  int
	modelOnly bool
}

const simulateLong = `Simulates a pool of instances request by request, and puts what the cold-start
model says of the same pool beside it. It takes the raw parameters of a pool
rather than a scenario:

%s
With --offer, where its platform sizes the pool by an average of CPU or of requests,
that autoscaler is simulated: requests share the CPU of their instance.

Times need units. It stops when the chance of a cold start is known to --ci, or
at --requests or --time. Ctrl+C stops it and prints what is known by then. The
same keys, seed and replicas give the same figures on any number of cores.

JSON has two members: "model", and "simulation", where every figure has a
"value" and the half width "ci95" of its 95 %% confidence interval.`

const simulateExample = `crossover simulate rate=5/s service=1s cold=2s expiry=300s
crossover simulate rate=0.9/s service=1.991s cold=2.244s expiry=600s --ci 1%
crossover simulate rate=50/s service=1s cold=2s concurrency=80 --model-only
crossover simulate rate=5/s service=1s routing=lru law=lognormal:2 -o json
crossover simulate --offer aws-lambda-arm64 runtime=java rate=1/s service=80ms
crossover simulate --offer aws-lambda-arm64 --trace access.log.gz`

func newSimulate(a *app) *cobra.Command {
	f := simulateFlags{app: a}
	d := doc{"simulate [key=value ...]", "Simulate a pool of instances, beside the cold-start model", fmt.Sprintf(simulateLong, poolKeyTable()), simulateExample}
	cmd := d.tokens(a, f.run)
	cmd.ValidArgsFunction = completePoolKeys
	addFormat(cmd, &f.format)
	flags := cmd.Flags()
	flags.Var(text(&f.offer, "id"), "offer", "take expiry, lifetime, concurrency, start time and autoscaler from an offer")
	completeBy(cmd, "offer", shell{a}.offer)
	if a.env.served == nil { // who is served reads no files
		flags.Var(text(&f.trace, "file"), "trace", "replay the requests of a file: CSV with times, access logs, REPORT or JSON lines; - is standard input")
	}
	flags.Var(&value{name: "share", read: f.setPrecision}, "ci", "stop when the 95 % interval of the chance of a cold start is this narrow, relative to it (2%)")
	complete(cmd, "ci", []string{"5%", "2%", "1%"})
	flags.Var(&value{name: "number", read: f.setRequests}, "requests", "stop after so many requests, such as 20M")
	flags.Var(&value{name: "time", read: f.setTime}, "time", "stop after so much simulated time, such as 30d")
	flags.Var(&value{name: "number", read: f.setReplicas}, "replicas", "independent runs to merge (8, or 2 where each must warm up for long)")
	flags.BoolVar(&f.modelOnly, "model-only", false, "print what the model says and simulate nothing")
	return cmd
}

func (f *simulateFlags) setPrecision(s string) error {
	x, err := scenario.ParseShare(s)
	if err != nil || !(x >= 1e-4 && x <= 1) {
		return errors.New("write a share from 0.01% to 100%, such as 2%")
	}
	f.precision = x
	return nil
}

func (f *simulateFlags) setRequests(s string) error {
	n, err := amount(s)
	if err != nil || !(n >= 1 && n <= mostRequests) {
		return errors.New("write a number from 1 to 100B, such as 500k or 20M")
	}
	f.requests = math.Ceil(n)
	return nil
}

func (f *simulateFlags) setTime(s string) error {
	ms, err := scenario.ParseDuration(s)
	if err != nil || !(ms > 0 && ms <= 1e12) {
		return errors.New("write a time of at most 10000d, such as 24h or 30d")
	}
	f.seconds = ms / 1e3
	return nil
}

func (f *simulateFlags) setReplicas(s string) error {
	n, err := amount(s)
	if err != nil || n != math.Trunc(n) || n < 1 || n > 4096 {
		return errors.New("write a whole number from 1 to 4096")
	}
	f.replicas = int(n)
	return nil
}

// errInterrupted ends a command that was told to stop before it was done.
var errInterrupted = errors.New("interrupted")

// run answers for the pool that the tokens describe.
func (f *simulateFlags) run(ctx context.Context, tokens []string) error {
	p, err := f.pool(ctx, tokens)
	if err != nil {
		return err
	}
	s := result.Simulated{Offer: p.offer, Pool: p.String(), Seed: p.seed}
	var valid coldstart.Validity
	s.Model, valid = p.model()
	s.Notes = p.notes(valid, f.modelOnly)
	if !f.modelOnly {
		// An interrupt is no error of the tokens; what is known is printed all the same.
		if err = f.simulate(ctx, &s, p.config()); err != nil && !errors.Is(err, errInterrupted) {
			return err
		}
	}
	if printErr := f.printAll(&s); printErr != nil {
		return printErr
	}
	return err
}

// simulate simulates the pool until the flags, the configuration or an interrupt
// say to stop.
func (f *simulateFlags) simulate(ctx context.Context, s *result.Simulated, config sim.Question) error {
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
	context.AfterFunc(ctx, stop) // a second interrupt ends the program at once
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

// interrupted says how far the run came.
func interrupted(s *result.Simulated) error {
	if s.Result == nil {
		return fmt.Errorf("%w before anything was measured", errInterrupted)
	}
	return fmt.Errorf("%w: the figures are those of %s requests", errInterrupted, format.Short(float64(s.Result.Report.Requests)))
}

// Where a run stops when the flags do not say.
const (
	usualPrecision = 0.02
	usualRequests  = 50e6
	// patientRequests is the end where a precision was asked for.
	patientRequests = 200e6
	mostRequests    = 100e9
	// longWarmUp is the number of requests of one warm-up from which few replicas
	// are better.
	longWarmUp = 5e6
)

// plan says when the run stops.
func (f *simulateFlags) plan(c sim.Question) sim.Plan {
	precision, requests := f.precision, f.requests
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

// printAll writes the answer, and for machines its notes to standard
// error.
func (f *simulateFlags) printAll(s *result.Simulated) error {
	if err := f.print(f.format, s); err != nil {
		return err
	}
	if !f.format.ForPeople() {
		for _, n := range s.Notes {
			report(f.env.Stderr, errors.New(n))
		}
	}
	return nil
}
