package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"

	"crossover/engine"
	"crossover/engine/sim"
	"crossover/tui/result"
)

// interrupter is a terminal that interrupts the program at the first sign of progress.
type interrupter struct {
	text      bytes.Buffer
	interrupt context.CancelFunc
}

func (i *interrupter) Write(b []byte) (int, error) {
	if strings.Contains(string(b), "cold") {
		i.interrupt()
	}
	return i.text.Write(b)
}

func TestAnInterruptedSimulationSaysWhatItKnows(t *testing.T) {
	for _, f := range []result.Format{result.Table, result.JSON} {
		ctx, interrupt := context.WithCancel(context.Background())
		defer interrupt()
		var out bytes.Buffer
		terminal := &interrupter{interrupt: interrupt}
		code := Run(ctx, []string{"simulate", "--offer", "aws-lambda-arm64", "rate=5/s", "duration=1s", "--requests", "10B", "-o", string(f)}, Env{Stdout: &out, Stderr: terminal, ErrTerminal: true})
		if code != exitInterrupted || !strings.Contains(terminal.text.String(), "crossover: interrupted: the figures are those of ") {
			t.Errorf("exit %d: %q", code, terminal.text.String())
		}
		switch f {
		case result.JSON:
			var got struct {
				Simulation struct {
					Instances struct{ Value, CI95 float64 }
				}
			}
			if err := json.Unmarshal(out.Bytes(), &got); err != nil || math.Abs(got.Simulation.Instances.Value-19.9) > 2 {
				t.Errorf("%v in %s", err, out.String())
			}
		default:
			if !strings.Contains(out.String(), "seed") || strings.Contains(out.String(), "stopped at") {
				t.Errorf("printed %s", out.String())
			}
		}
	}
}

func TestAnInterruptBeforeAnythingIsMeasured(t *testing.T) {
	ctx, interrupt := context.WithCancel(context.Background())
	interrupt()
	var out, errs bytes.Buffer
	code := Run(ctx, []string{"simulate", "-o", "json"}, Env{Stdout: &out, Stderr: &errs})
	if code != exitInterrupted || !strings.Contains(errs.String(), "interrupted before anything was measured") {
		t.Errorf("exit %d: %s", code, errs.String())
	}
	if !strings.Contains(out.String(), `"simulation": null`) {
		t.Errorf("printed %s", out.String())
	}
}

func TestProgressIsForTerminalsAndLeavesNothing(t *testing.T) {
	args := []string{"simulate", "--offer", "aws-lambda-arm64", "--requests", "60k"}
	var out, errs bytes.Buffer
	if code := Run(context.Background(), args, Env{Stdout: &out, Stderr: &errs, ErrTerminal: true}); code != exitOK {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	bar := errs.String()
	if !strings.Contains(bar, "\rsimulating [") || !strings.HasSuffix(bar, " \r") {
		t.Errorf("drew %q", bar)
	}
	for line := range strings.SplitSeq(bar, "\r") {
		if result.Columns(line) >= result.Width {
			t.Errorf("%d columns: %q", result.Columns(line), line)
		}
	}
	for _, env := range []Env{{}, {ErrTerminal: true, Environ: []string{"TERM=dumb"}}} {
		var plain, quiet bytes.Buffer
		env.Stdout, env.Stderr = &plain, &quiet
		if code := Run(context.Background(), args, env); code != exitOK || quiet.Len() > 0 {
			t.Errorf("exit %d: %q", code, quiet.String())
		}
		if plain.String() != out.String() {
			t.Errorf("progress changes the answer:\n%s\n%s", plain.String(), out.String())
		}
	}
}

// TestSimulateAsksTheEngine checks that the simulation has the engine's configuration of
// the offer.
func TestSimulateAsksTheEngine(t *testing.T) {
	q, err := (&app{}).ask([]string{"rate=90/min", "duration=200ms", "burst=3", "burst_length=20s", "runtime=java"})
	if err != nil {
		t.Fatal(err)
	}
	o := q.Engine.Find("aws-lambda-arm64")
	s, err := result.Simulate(q, o, 5, nil)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := q.Evaluator.Simulation(&q.Scenario, q.Scenario.Selected, o, 5)
	if !reflect.DeepEqual(s.Simulated, want) {
		t.Errorf("asks %+v, want %+v", s.Simulated, want)
	}
	c := s.Config.(sim.Config)
	if math.Abs(c.Arrivals.Rate()-1.5) > 1e-12 || c.Seed != 5 || c.WarmUp != c.Steady() {
		t.Errorf("config %+v", c)
	}
	if s, err = result.Simulate(q, o, 5, []float64{0, 1, 9}); err != nil || s.Config.Traffic().Rate() != sim.Times([]float64{0, 1, 9}).Rate() || s.Config.WarmsUp() != 0 {
		t.Errorf("replays %+v, %v", s, err)
	}
}

// TestServedSimulationsReadNoFiles checks that clients of a server cannot name a file.
func TestServedSimulationsReadNoFiles(t *testing.T) {
	for _, c := range newServed(&app{env: Env{served: &engine.Engine{}}}).Commands() {
		if c.Name() == "simulate" && c.Flags().Lookup("trace") == nil {
			return
		}
	}
	t.Error("simulate is not served, or reads files")
}
