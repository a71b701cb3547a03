package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"crossover/engine"
	"crossover/engine/sim"
	"crossover/tui/result"
)

// interrupter is a terminal whose user interrupts the program at the first
// sign of progress.
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
		code := Run(ctx, []string{"simulate", "--requests", "10B", "-o", string(f)}, Env{Stdout: &out, Stderr: terminal, ErrTerminal: true})
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
			if err := json.Unmarshal(out.Bytes(), &got); err != nil || math.Abs(got.Simulation.Instances.Value-14.2) > 1.5 {
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
	args := []string{"simulate", "--requests", "60k"}
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

// The keys reach the simulator and the model.
func TestKeysOfSimulate(t *testing.T) {
	f := simulateFlags{app: &app{}}
	p, err := f.pool(context.Background(), strings.Fields(`rate=90/min service=200ms cold=700ms expiry=2m lifetime=1h concurrency=4 min=1 max=9
		routing=random burst=3 burst_length=20s law=lognormal:0.5 cold_law=constant scale_up=7+2/s seed=5`))
	if err != nil {
		t.Fatal(err)
	}
	c := p.config().(sim.Config)
	if math.Abs(c.Arrivals.Rate()-1.5) > 1e-12 || c.Service != sim.Lognormal(0.2, 0.5) || c.ColdIs != sim.Initialisation ||
		math.Abs(c.Cold.Mean()-0.5) > 1e-12 || c.Cold != sim.Constant(c.Cold.Mean()) || c.Idle != 120 || c.Lifetime != 3600 || c.Concurrency != 4 ||
		c.Min != 1 || c.Max != 9 || c.Routing != sim.Random || c.ScaleUp != (sim.ScaleUp{Burst: 7, PerSecond: 2}) || c.Seed != 5 {
		t.Errorf("config %+v", c)
	}
	m := p.pool()
	if m.Rate != 1.5 || m.Service != 0.2 || m.Cold != 0.7 || m.Idle != 120 || m.Lifetime != 3600 || m.Concurrency != 4 ||
		m.Min != 1 || m.Max != 9 || m.Burst != 3 || m.BurstLength != 20 {
		t.Errorf("pool %+v", m)
	}
	if c.WarmUp != c.Steady() {
		t.Errorf("warm-up %v, want %v", c.WarmUp, c.Steady())
	}
}

// TestServedSimulationsReadNoFiles holds that who is served cannot name a file.
func TestServedSimulationsReadNoFiles(t *testing.T) {
	for _, c := range newServed(&app{env: Env{served: &engine.Engine{}}}).Commands() {
		if c.Name() == "simulate" && c.Flags().Lookup("trace") == nil {
			return
		}
	}
	t.Error("simulate is not served, or reads files")
}
