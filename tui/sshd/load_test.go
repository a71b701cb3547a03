package sshd

// Hundreds of clients, for measuring a server on the loopback interface. They connect and
// disconnect, stay idle, or press keys and measure the time to the answer.

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// target is the server, with the properties of its clients.
type target struct {
	Address       string
	Columns, Rows int
	// From is the address of the clients, if the system has it.
	From string
	// Scenario returns the command of client i of OpenMany; nil opens the default scenario.
	Scenario func(i int) string
	// Patience is how long attackers retry a refused login.
	Patience time.Duration
}

// timedClient is a session in a terminal that only counts its output.
type timedClient struct {
	conn  *gossh.Client
	stdin io.Writer

	sent    atomic.Int64 // the time of the first unanswered key, in ns, or 0
	bytes   atomic.Int64
	painted chan struct{} // closed with the first output

	mu      sync.Mutex
	answers []time.Duration
}

// Dial only logs in.
func (t target) Dial() (*gossh.Client, error) {
	c, err := t.knock("load")
	return c.Client, err
}

// Open opens the explorer.
func (t target) Open(command string) (*timedClient, error) {
	conn, err := t.Dial()
	if err != nil {
		return nil, err
	}
	c := &timedClient{conn: conn, painted: make(chan struct{})}
	if err := c.start(t, command); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return c, nil
}

func (c *timedClient) start(t target, command string) error {
	s, err := c.conn.NewSession()
	if err != nil {
		return err
	}
	if err := s.RequestPty("xterm-256color", t.Rows, t.Columns, gossh.TerminalModes{}); err != nil {
		return err
	}
	if c.stdin, err = s.StdinPipe(); err != nil {
		return err
	}
	out, err := s.StdoutPipe()
	if err != nil {
		return err
	}
	if command == "" {
		err = s.Shell()
	} else {
		err = s.Start(command)
	}
	if err == nil {
		go c.read(out)
	}
	return err
}

// read records the times of output.
func (c *timedClient) read(out io.Reader) {
	buf := make([]byte, 4<<10)
	for first := true; ; {
		n, err := out.Read(buf)
		if err != nil {
			return
		}
		c.bytes.Add(int64(n))
		if first {
			first = false
			close(c.painted)
		}
		if at := c.sent.Swap(0); at != 0 {
			c.mu.Lock()
			c.answers = append(c.answers, time.Duration(time.Now().UnixNano()-at))
			c.mu.Unlock()
		}
	}
}

// Press sends a key. The time to the answer counts from the first unanswered key.
func (c *timedClient) Press(key string) error {
	c.sent.CompareAndSwap(0, time.Now().UnixNano())
	_, err := io.WriteString(c.stdin, key)
	return err
}

// Close disconnects without notice.
func (c *timedClient) Close() error { return c.conn.Close() }

// answerTimes holds the results of a measurement.
type answerTimes struct {
	// Opened and Failed count the clients with and without a session.
	Opened, Failed int
	// Keys counts the keys and Answers the answers; keys before an answer share it. Open
	// counts the clients without an answer at the end.
	Keys, Answers, Open int
	Bytes               int64
	P50, P90, P99, Max  time.Duration
}

// String returns the results in one line.
func (a answerTimes) String() string {
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	perKey := int64(0)
	if a.Keys > 0 {
		perKey = a.Bytes / int64(a.Keys)
	}
	return fmt.Sprintf("%d sessions (%d failed), %d keys, %d answers (%d due): p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, max %.1f ms, %d bytes a key",
		a.Opened, a.Failed, a.Keys, a.Answers, a.Open, ms(a.P50), ms(a.P90), ms(a.P99), ms(a.Max), perKey)
}

// OpenMany opens n sessions, several at a time, and waits for their first frames. It
// returns the opened ones and the number of failures.
func (t target) OpenMany(ctx context.Context, n, atATime int) (clients []*timedClient, failed int) {
	var mu sync.Mutex
	several(ctx, n, atATime, func(i int) {
		command := ""
		if t.Scenario != nil {
			command = t.Scenario(i)
		}
		c, err := t.Open(command)
		if err == nil {
			select {
			case <-c.painted:
			case <-time.After(2 * time.Minute):
				c.Close()
				err = context.DeadlineExceeded
			}
		}
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			failed++
			return
		}
		clients = append(clients, c)
	})
	return clients, failed
}

// several calls do n times, some at a time, until ctx ends.
func several(ctx context.Context, n, atATime int, do func(i int)) {
	var wg sync.WaitGroup
	places := make(chan struct{}, atATime)
	for i := range n {
		if ctx.Err() != nil {
			break
		}
		places <- struct{}{}
		wg.Go(func() {
			defer func() { <-places }()
			do(i)
		})
	}
	wg.Wait()
}

// drive lets each client press keys at a mean rate per second until ctx ends. next
// returns the keys of client i, one after the other; an empty one is a pause.
func drive(ctx context.Context, clients []*timedClient, perSecond float64, next func(i int) func() string) answerTimes {
	var wg sync.WaitGroup
	var keys atomic.Int64
	for _, c := range clients {
		c.mu.Lock()
		c.answers = nil
		c.mu.Unlock()
		c.bytes.Store(0)
	}
	for i, c := range clients {
		key := next(i)
		wg.Go(func() {
			r := rand.New(rand.NewPCG(uint64(i), 1))
			mean := float64(time.Second) / perSecond
			wait := time.NewTimer(time.Duration(r.Float64() * mean))
			defer wait.Stop()
			for {
				select {
				case <-ctx.Done():
					return
				case <-wait.C:
				}
				if k := key(); k != "" {
					if c.Press(k) != nil {
						return
					}
					keys.Add(1)
				}
				wait.Reset(time.Duration((0.5 + r.Float64()) * mean)) // people are not that regular
			}
		})
	}
	wg.Wait()
	for end := time.Now().Add(time.Second); time.Now().Before(end) && due(clients); {
		time.Sleep(10 * time.Millisecond) // for the last answers
	}
	return summarise(clients, int(keys.Load()))
}

// due reports whether any client waits for an answer.
func due(clients []*timedClient) bool {
	return slices.ContainsFunc(clients, func(c *timedClient) bool { return c.sent.Load() != 0 })
}

// summarise combines the clients' measurements.
func summarise(clients []*timedClient, keys int) answerTimes {
	out := answerTimes{Opened: len(clients), Keys: keys}
	var all []time.Duration
	for _, c := range clients {
		c.mu.Lock()
		all = append(all, c.answers...)
		c.mu.Unlock()
		out.Bytes += c.bytes.Load()
		if c.sent.Load() != 0 {
			out.Open++
		}
	}
	slices.Sort(all)
	if out.Answers = len(all); len(all) > 0 {
		at := func(q float64) time.Duration { return all[min(int(q*float64(len(all))), len(all)-1)] }
		out.P50, out.P90, out.P99, out.Max = at(0.5), at(0.9), at(0.99), all[len(all)-1]
	}
	return out
}

// Connects logs in and leaves n times, several at a time, every fourth time with a
// session. It returns the number of failures.
func (t target) Connects(ctx context.Context, n, atATime int) (failed int) {
	var bad atomic.Int64
	several(ctx, n, atATime, func(i int) {
		var c io.Closer
		var err error
		if i%4 == 0 {
			c, err = t.Open("")
		} else {
			c, err = t.Dial()
		}
		if err != nil {
			bad.Add(1)
			return
		}
		_ = c.Close()
	})
	return int(bad.Load())
}

// sliderKeys returns the keys of a user who moves the focused slider to and fro.
func sliderKeys(i int) func() string {
	n := i
	return func() string {
		n++
		if n%12 < 6 {
			return "\x1b[C"
		}
		return "\x1b[D"
	}
}

// mixedKeys returns the keys of a user of the whole program, who moves the rate, the
// memory and the duration to and fro, and looks at other screens. It ends where it began,
// and every key changes the screen. Clients begin at different times.
func mixedKeys(i int) func() string {
	script := []string{
		"\x1b[C", "\x1b[C", "\x1b[D", "\x1b[D", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[D", "\x1b[C", "\x1b[A", "\x1b[A",
		"n", "y", "N", "\t", "\x1b[B", "\x1b[B", "\x1b[A", "\x1b[A", "\t", "\x1bOP", "w", "\x1b[C", "\x1b[D", "u", "u",
	}
	n := -(i * 7 % len(script))
	return func() string {
		if n++; n <= 0 {
			return ""
		}
		return script[(n-1)%len(script)]
	}
}

// continued makes clients go on with their keys from one drive to the next.
func continued(next func(i int) func() string) func(i int) func() string {
	begun := map[int]func() string{}
	return func(i int) func() string {
		if begun[i] == nil {
			begun[i] = next(i)
		}
		return begun[i]
	}
}

// Watch makes the client press keys at a rate per second. It returns a function that
// stops this and returns the times of the answers.
func (c *timedClient) Watch(perSecond float64) (answers func() answerTimes) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan answerTimes, 1)
	go func() { done <- drive(ctx, []*timedClient{c}, perSecond, sliderKeys) }()
	return func() answerTimes {
		cancel()
		return <-done
	}
}
