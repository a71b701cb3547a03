package sshd

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// soakPlan configures a measurement.
type soakPlan struct {
	program           string
	sessions, idle    int
	connects, atATime int
	steps             float64
	lasts             time.Duration
	columns, rows     int
	mixed, apart      bool
	metrics           string
	attacks           bool
	only              string
	bystanders        int
	attackFor, bound  time.Duration
}

// soaking is the plan set by the flags of TestServing.
var soaking soakPlan

func init() {
	p := &soaking
	flag.StringVar(&p.program, "program", "", "the program whose serving TestServing measures; without one it is skipped")
	flag.IntVar(&p.sessions, "sessions", 500, "interactive sessions")
	flag.IntVar(&p.idle, "idle", 2000, "idle sessions")
	flag.IntVar(&p.connects, "connects", 10_000, "times to connect and leave")
	flag.IntVar(&p.atATime, "at-a-time", 8, "clients that connect at a time")
	flag.Float64Var(&p.steps, "steps", 5, "keys of a session a second")
	flag.DurationVar(&p.lasts, "for", 20*time.Second, "how long the interactive sessions are used")
	flag.IntVar(&p.columns, "columns", 160, "columns of the terminals")
	flag.IntVar(&p.rows, "rows", 48, "rows of the terminals")
	flag.BoolVar(&p.mixed, "mixed", false, "use the whole program, not only the slider in focus")
	flag.BoolVar(&p.apart, "apart", false, "give each session a scenario of its own, so that none can share an answer")
	flag.StringVar(&p.metrics, "metrics", "127.0.0.1:19290", "where the server's metrics are to be")
	flag.BoolVar(&p.attacks, "attack", false, "attack the server instead, and measure bystanders")
	flag.StringVar(&p.only, "only", "", "only the attacks with this in their names")
	flag.IntVar(&p.bystanders, "bystanders", 20, "sessions that are used while the server is attacked")
	flag.DurationVar(&p.attackFor, "attack-for", 20*time.Second, "how long each attack takes")
	flag.DurationVar(&p.bound, "bound", 50*time.Millisecond, "the most that the bystanders' p99 may be under attack")
}

// TestServing is the long soak of a built program. It starts a server, sends it clients
// over the loopback interface, and prints the times of answers and the server's memory.
// See "make soak" and docs/serving.md.
func TestServing(t *testing.T) {
	p := soaking
	if p.program == "" {
		t.Skip("make soak measures a program")
	}
	s, err := p.start(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	fmt.Printf("%s, %d processors, %s, %dx%d\n", runtime.Version(), runtime.NumCPU(), time.Now().UTC().Format("2006-01-02 15:04 MST"), p.columns, p.rows)
	if err := p.measure(t.Context(), s); err != nil {
		t.Error(err)
	}
}

// measure runs all parts of the plan.
func (p *soakPlan) measure(ctx context.Context, s *soaked) error {
	target := target{Address: s.address, Columns: p.columns, Rows: p.rows}
	if p.apart {
		target.Scenario = func(i int) string {
			return fmt.Sprintf("rate=%.3f/s memory=%dMB duration=%dms", 1+0.097*float64(i), 256+i, 60+i)
		}
	}
	// Fills caches before any comparison.
	first, _ := target.OpenMany(ctx, 8, 8)
	drive(within(ctx, 3*time.Second), first, 5, mixedKeys)
	for _, c := range first {
		c.Close()
	}
	start, err := s.settled(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("start:       %v\n", start)
	if p.attacks {
		if err := p.measureAttacks(ctx, s, target); err != nil {
			return err
		}
		end, err := s.settled(ctx)
		if err == nil {
			fmt.Printf("end:         %v\n", end)
		}
		return err
	}
	if p.connects > 0 {
		began := time.Now()
		failed := target.Connects(ctx, p.connects, p.atATime)
		after, err := s.settled(ctx)
		if err != nil {
			return err
		}
		fmt.Printf("connects:    %d in %s, %d failed; then %v\n", p.connects, time.Since(began).Round(time.Second), failed, after)
	}
	if p.idle > 0 {
		if err := p.measureIdle(ctx, s, target, start); err != nil {
			return err
		}
	}
	if p.sessions > 0 {
		if err := p.measureKeys(ctx, s, target, start); err != nil {
			return err
		}
	}
	end, err := s.settled(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("end:         %v\n", end)
	return nil
}

// measureIdle opens sessions and leaves them idle.
func (p *soakPlan) measureIdle(ctx context.Context, s *soaked, target target, start vitals) error {
	began := time.Now()
	clients, failed := target.OpenMany(ctx, p.idle, p.atATime)
	opened := time.Since(began)
	at, share, err := s.calm(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("idle:        %d sessions (%d failed) opened in %s, at rest after %s; %v: %d KB resident and %d KB live a session, %.1f %% of a processor\n",
		len(clients), failed, opened.Round(time.Second), time.Since(began).Round(time.Second), at,
		(at.resident-start.resident)>>10/max(len(clients), 1), (at.live-start.live)>>10/max(len(clients), 1), 100*share)
	for _, c := range clients {
		c.Close()
	}
	_, err = s.settled(ctx)
	return err
}

// restful is the processor share below which a server counts as idle, and longestWait the
// longest time to wait for that.
const restful, longestWait = 0.02, 3 * time.Minute

// calm waits until the background work of new sessions is done. It returns the server's
// figures and its processor share.
func (s *soaked) calm(ctx context.Context) (now vitals, share float64, err error) {
	const every = 10 * time.Second
	last, err := s.vitals()
	for end := time.Now().Add(longestWait); err == nil && ctx.Err() == nil; last = now {
		wait(ctx, every)
		now, err = s.vitals()
		if share = (now.cpu - last.cpu) / every.Seconds(); share < restful || time.Now().After(end) {
			break
		}
	}
	return now, share, err
}

// measureKeys opens sessions and uses them.
func (p *soakPlan) measureKeys(ctx context.Context, s *soaked, target target, start vitals) error {
	clients, failed := target.OpenMany(ctx, p.sessions, p.atATime)
	keys := continued(p.keys())
	drive(within(ctx, 7*time.Second), clients, p.steps, keys) // as before attacks
	a, err := s.vitals()
	if err != nil {
		return err
	}
	began := time.Now()
	result := drive(within(ctx, p.lasts), clients, p.steps, keys)
	took := time.Since(began).Seconds()
	b, err := s.vitals()
	if err != nil {
		return err
	}
	result.Failed = failed
	fmt.Printf("interactive: %v\n", result)
	fmt.Printf("             %v: %d KB resident and %d KB live a session, %.0f %% of a processor, %.2f ms of it and %.2f frames a key; server's own p99 at most %s\n",
		b, (b.resident-start.resident)>>10/max(len(clients), 1), (b.live-start.live)>>10/max(len(clients), 1),
		100*(b.cpu-a.cpu)/took, 1000*(b.cpu-a.cpu)/float64(max(result.Keys, 1)), (b.frames-a.frames)/float64(max(result.Keys, 1)), b.p99(a))
	for _, c := range clients {
		c.Close()
	}
	return nil
}

// keys returns the keys that clients press.
func (p *soakPlan) keys() func(int) func() string {
	if p.mixed {
		return mixedKeys
	}
	return sliderKeys
}

// within returns a context that ends after d.
func within(ctx context.Context, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(ctx, d)
	context.AfterFunc(ctx, cancel)
	return ctx
}

// soaked is the program under measurement.
type soaked struct {
	base    int // goroutines without clients, once known
	cmd     *exec.Cmd
	address string
	metrics string
}

// connectRate is the default number of connections that the server admits from one
// address in a second.
const connectRate = 10

// start starts the server: with its default limits for attacks, and otherwise with room
// for all clients of one address.
func (p *soakPlan) start(ctx context.Context, dir string) (*soaked, error) {
	args := []string{"serve", "--listen", "127.0.0.1:0", "--metrics", p.metrics, "--log", "json", "--host-key", filepath.Join(dir, "key"), "--drain", "1s", "--idle", "2h"}
	if most := strconv.Itoa(2 * max(p.sessions, p.idle, 50)); !p.attacks {
		args = append(args, "--max-sessions", most, "--per-ip", most, "--connect-rate", "100000")
	}
	cmd := exec.CommandContext(ctx, p.program, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	log, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		var l struct{ Msg, Address string }
		if json.Unmarshal(lines.Bytes(), &l) == nil && l.Msg == "listening" {
			go func() { _, _ = io.Copy(io.Discard, log) }()
			return &soaked{cmd: cmd, address: l.Address, metrics: "http://" + p.metrics + "/metrics"}, nil
		}
		fmt.Fprintln(os.Stderr, lines.Text())
	}
	return nil, errors.Join(errors.New("the server does not start"), lines.Err(), cmd.Wait())
}

func (s *soaked) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	_ = s.cmd.Wait()
}

// vitals holds the server's figures, from its own metrics.
type vitals struct {
	resident, live, goroutines int
	sessions                   int
	cpu                        float64 // seconds
	frames                     float64
	latency                    map[float64]float64
}

func (v vitals) String() string {
	return fmt.Sprintf("%d MB resident, %d MB live, %d goroutines", v.resident>>20, v.live>>20, v.goroutines)
}

// vitals reads the server's metrics.
func (s *soaked) vitals() (vitals, error) {
	resp, err := http.Get(s.metrics)
	if err != nil {
		return vitals{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	out := vitals{latency: map[float64]float64{}}
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() {
		name, text, ok := strings.Cut(lines.Text(), " ")
		v, err := strconv.ParseFloat(text, 64)
		if !ok || err != nil {
			continue
		}
		switch name {
		case "process_resident_memory_bytes":
			out.resident = int(v)
		case "go_memstats_heap_alloc_bytes":
			out.live = int(v)
		case "go_goroutines":
			out.goroutines = int(v)
		case "crossover_connections":
			out.sessions = int(v)
		case "process_cpu_seconds_total":
			out.cpu = v
		case `crossover_frames_total{lane="light"}`, `crossover_frames_total{lane="heavy"}`, `crossover_frames_total{lane="slow"}`:
			out.frames += v
		default:
			if le, ok := strings.CutPrefix(name, `crossover_frame_latency_seconds_bucket{le="`); ok {
				if x, err := strconv.ParseFloat(strings.TrimSuffix(le, `"}`), 64); err == nil {
					out.latency[x] = v
				}
			}
		}
	}
	return out, lines.Err()
}

// p99 returns the bound of the bucket with the server's 99th percentile since other
// figures.
func (v vitals) p99(since vitals) string {
	total, best := 0.0, 0.0
	for le, n := range v.latency {
		total = max(total, n-since.latency[le])
	}
	for le, n := range v.latency {
		if n-since.latency[le] >= 0.99*total && (best == 0 || le < best) {
			best = le
		}
	}
	return fmt.Sprintf("%g ms", best*1000)
}

// settled waits until all clients are gone and memory has been returned.
func (s *soaked) settled(ctx context.Context) (vitals, error) {
	for end := time.Now().Add(2 * time.Minute); ; wait(ctx, 500*time.Millisecond) {
		now, err := s.vitals()
		if err != nil || ctx.Err() != nil {
			return now, err
		}
		if now.sessions == 0 && s.base == 0 {
			wait(ctx, 2*time.Second)
			now, err = s.vitals()
			s.base = now.goroutines
			return now, err
		}
		if now.sessions == 0 && now.goroutines <= s.base+4 {
			wait(ctx, 5*time.Second) // the server returns memory a moment later
			return s.vitals()
		}
		if time.Now().After(end) {
			return now, fmt.Errorf("%d connections and %d goroutines stay, and there were %d goroutines", now.sessions, now.goroutines, s.base)
		}
	}
}
