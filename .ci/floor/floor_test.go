// Package floor measures the program as its users see it, beside other terminal programs
// if they are installed, and writes docs/performance.md.
package floor

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"crossover/data"
)

var program = flag.String("program", "", "the program to measure")

// The measurements, and how often they are made.
const (
	cols, rows = 160, 48
	runs       = 9
	keys       = 150
	quiet      = 300 * time.Millisecond // a pause this long ends a burst
	between    = 40 * time.Millisecond  // the least time between two keys
)

// answers are a terminal's answers to the queries of starting programs.
var answers = [][2]string{
	{"\x1b[c", "\x1b[?62;22c"}, {"\x1b]11;?", "\x1b]11;rgb:0000/0000/0000\x1b\\"},
	{"\x1b[?2026$p", "\x1b[?2026;2$y"}, {"\x1b[?2027$p", "\x1b[?2027;0$y"}, {"\x1b[6n", "\x1b[1;1R"},
}

// screen is a program in a terminal of its own.
type screen struct {
	tty  *os.File
	cmd  *exec.Cmd
	read chan []byte
}

func open(command []string) (*screen, error) {
	s := &screen{cmd: exec.Command(command[0], command[1:]...), read: make(chan []byte, 64)}
	s.cmd.Env = append(os.Environ(), "TERM=xterm-256color", "COLORTERM=truecolor", "LC_ALL=C.UTF-8")
	var err error
	if s.tty, err = pty.StartWithSize(s.cmd, &pty.Winsize{Rows: rows, Cols: cols}); err != nil {
		return nil, err
	}
	go func() {
		defer close(s.read)
		for {
			b := make([]byte, 1<<16)
			n, err := s.tty.Read(b)
			if err != nil {
				return
			}
			s.read <- b[:n]
		}
	}()
	return s, nil
}

// burst waits for the next output, and returns its start, its end and its length.
func (s *screen) burst(pause time.Duration) (first, last time.Time, n int) {
	for {
		select {
		case b, ok := <-s.read:
			if !ok {
				return first, last, n
			}
			if last = time.Now(); n == 0 {
				first = last
			}
			n += len(b)
			for _, a := range answers {
				if bytes.Contains(b, []byte(a[0])) {
					_, _ = s.tty.WriteString(a[1]) // an error means that it has ended
				}
			}
		case <-time.After(pause):
			return first, last, n
		}
	}
}

func (s *screen) close() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	_ = s.tty.Close()
}

// resident returns the program's memory as Linux reports it.
func (s *screen) resident() string {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	for line := range strings.Lines(string(text)) {
		if kb, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return strings.TrimSpace(kb)
		}
	}
	return "–"
}

// at returns the quantile of a list at a share.
func at[T int | time.Duration](list []T, share float64) T {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[min(int(share*float64(len(list))), len(list)-1)]
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", d.Seconds()*1e3) }

// interactive measures a full-screen program.
func interactive(out *strings.Builder, name string, command []string) error {
	var starts, settled, steps []time.Duration
	var sizes []int
	memory := ""
	for run := range runs {
		began := time.Now()
		s, err := open(command)
		if err != nil {
			return err
		}
		first, last, _ := s.burst(quiet)
		starts, settled = append(starts, first.Sub(began)), append(settled, last.Sub(began))
		if run == runs-1 {
			for k := range keys {
				pressed := time.Now()
				_, _ = s.tty.WriteString([]string{"\x1b[C", "\x1b[D"}[k/20%2])
				if first, _, n := s.burst(between); n > 0 {
					steps, sizes = append(steps, first.Sub(pressed)), append(sizes, n)
				}
			}
			memory = s.resident()
		}
		s.close()
	}
	fmt.Fprintf(out, "| %s | %s | %s | %s / %s | %d | %s |\n", name, ms(at(starts, .5)), ms(at(settled, .5)), ms(at(steps, .5)), ms(at(steps, .99)), at(sizes, .5), memory)
	return nil
}

// once measures a command from its start to its end.
func once(out *strings.Builder, program string, args ...string) error {
	var took, busy []time.Duration
	for range runs {
		c := exec.Command(program, args...)
		began := time.Now()
		if err := c.Run(); err != nil {
			return fmt.Errorf("%s: %w", strings.Join(args, " "), err)
		}
		took, busy = append(took, time.Since(began)), append(busy, c.ProcessState.UserTime()+c.ProcessState.SystemTime())
	}
	fmt.Fprintf(out, "| `crossover %s` | %s | %s |\n", strings.Join(args, " "), ms(at(took, .5)), ms(at(busy, .5)))
	return nil
}

// loading measures the loading of the catalogue, which every start and command waits for.
func loading(out *strings.Builder) error {
	var err error
	b := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() && err == nil {
			_, err = data.Load()
		}
	})
	fmt.Fprintf(out, "\nLoading the catalogue takes %s, %d allocations and %d kB.\n", ms(time.Duration(b.NsPerOp())), b.AllocsPerOp(), b.AllocedBytesPerOp()/1000)
	return err
}

// machine returns the processor's model as Linux reports it.
func machine() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if key, model, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(model)
		}
	}
	return runtime.GOARCH
}

func run(program string) error {
	var out strings.Builder
	fmt.Fprintf(&out, "# Performance\n\nWritten by `make floor` on %s, on %d cores of %s, in one run. Others run beside it if they are installed.\n\n", time.Now().Format(time.DateOnly), runtime.NumCPU(), machine())
	out.WriteString("A terminal of 160×48 that answers queries at once. A step is an arrow key.\n\n| program | start to first byte | start to all refined | step, p50 / p99 | bytes a step | memory |\n|---|---:|---:|---:|---:|---:|\n")
	if err := interactive(&out, "crossover", []string{program}); err != nil {
		return err
	}
	for _, other := range []string{"btop", "fzf", "micro"} {
		if path, err := exec.LookPath(other); err == nil {
			if err := interactive(&out, other, []string{path}); err != nil {
				return err
			}
		}
	}
	out.WriteString("\nWhole commands, median.\n\n| command | time | processor |\n|---|---:|---:|\n")
	for _, args := range []string{"--help", "eval", "curve --over rate", "verify", "report --plain", "report --plain --all rate=5k/s free=off", "verdicts", "grid --over rate=1/min..10k/s:log:50 --over memory=128MB..8GB:x2"} {
		if err := once(&out, program, strings.Fields(args)...); err != nil {
			return err
		}
	}
	if err := loading(&out); err != nil {
		return err
	}
	out.WriteString("\n`.ci/limits` has the size of the program, stripped.\n")
	return os.WriteFile("../../docs/performance.md", []byte(out.String()), 0o644)
}

// TestFloor measures the program that -program names: see "make floor".
func TestFloor(t *testing.T) {
	if *program == "" {
		t.Skip("make floor measures a program")
	}
	if err := run(*program); err != nil {
		t.Fatal(err)
	}
}
