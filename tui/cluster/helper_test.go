package cluster

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/themes"
	"crossover/tui"
	"crossover/tui/host"
	"crossover/tui/vtest"
)

// patience is a limit for tests that hang.
const patience = 2 * time.Minute

// natsServer runs a NATS server for a test, and returns its address.
func natsServer(t testing.TB, change ...func(*server.Options)) string {
	t.Helper()
	o := &server.Options{Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: t.TempDir(), NoLog: true, NoSigs: true}
	for _, f := range change {
		f(o)
	}
	s, err := server.NewServer(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(patience) {
		t.Fatal("the NATS server does not start")
	}
	return s.Addr().String()
}

// line is a proxied connection that can be cut.
type line struct {
	to string
	l  net.Listener

	mu    sync.Mutex
	cut   bool
	conns map[net.Conn]bool
}

// newLine returns a line to a server.
func newLine(t testing.TB, to string) *line {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &line{to: to, l: l, conns: map[net.Conn]bool{}}
	t.Cleanup(func() { _ = l.Close(); p.set(true) })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.carry(c)
		}
	}()
	return p
}

// set cuts the line or restores it.
func (l *line) set(cut bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = cut
	for c := range l.conns {
		if cut {
			_ = c.Close()
		}
	}
}

// holds records a connection, and reports whether the line is up.
func (l *line) holds(c net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conns[c] = true
	return !l.cut
}

func (l *line) carry(c net.Conn) {
	defer func() { _ = c.Close() }()
	far, err := net.Dial("tcp", l.to)
	if err != nil {
		return
	}
	defer func() { _ = far.Close() }()
	if !l.holds(c) || !l.holds(far) {
		return
	}
	go func() { _, _ = io.Copy(far, c); _ = far.Close() }()
	_, _ = io.Copy(c, far)
}

// loadAll loads the engine and the themes once.
var loadAll = sync.OnceValues(func() (o tui.Options, err error) {
	c, err := data.Load()
	if err != nil {
		return o, err
	}
	e, err := engine.New(c)
	if err != nil {
		return o, err
	}
	looks, err := themes.Load()
	return tui.Options{Engine: e, Themes: looks, Scenario: scenario.Default()}, err
})

// node is a host with its own line to NATS.
type node struct {
	*host.Host
	line  *line
	store *Store
}

// newNode starts a node. lease is how long guests of a dead node stay.
func newNode(t testing.TB, nats string, lease time.Duration, change ...func(*host.Limits)) *node {
	t.Helper()
	o, err := loadAll()
	if err != nil {
		t.Fatal(err)
	}
	n := &node{line: newLine(t, nats)}
	if n.store, err = Open(t.Context(), Config{URL: "nats://" + n.line.l.Addr().String()}); err != nil {
		t.Fatal(err)
	}
	limits := host.Limits{RoomLease: lease}
	for _, f := range change {
		f(&limits)
	}
	n.Host = host.New(host.Config{Options: o, Store: n.store, Limits: limits})
	t.Cleanup(func() { n.Shutdown(t.Context()); n.store.Close() })
	return n
}

// session is a participant in a room.
type session struct{ *vtest.Terminal }

// terminal is the terminal of a session.
type terminal struct {
	io.Reader
	io.Writer
	resized host.Signal
}

const columns, rows = 130, 26

func (terminal) Size() (c, r int)       { return columns, rows }
func (t terminal) Resized() host.Signal { return t.resized }
func (terminal) Environ() []string      { return []string{"TERM=xterm-256color", "LANG=C.UTF-8"} }
func (terminal) Cut()                   {}

// enter makes a participant enter a room at a node.
func (n *node) enter(t testing.TB, room, name string, tokens ...string) session {
	t.Helper()
	return session{vtest.Run(t, vtest.Options{Width: columns, Height: rows}, func(ctx context.Context, in io.Reader, out io.Writer) error {
		near, far := net.Pipe()
		defer func() { _ = far.Close() }()
		ip := netip.MustParsePrefix("192.0.2.1/32")
		conn := n.Admit(near, ip)
		defer func() { _ = conn.Close() }()
		conn.Opened()
		if why := n.Enter(ip); why != "" {
			return errors.New(why)
		}
		defer n.Exit(ip)
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(n.Context(), cancel)()
		_, err := n.Explore(ctx, host.Visit{
			Terminal: terminal{in, out, host.NewSignal()}, Door: "test", IP: ip, Name: name,
		}, host.Opening{Room: room, Tokens: tokens})
		return err
	})}
}

// waitRow waits until the row about the room contains all texts.
func (s session) waitRow(t testing.TB, texts ...string) {
	t.Helper()
	s.Wait(strings.Join(texts, ", "), func() bool {
		screen := strings.TrimRight(s.Screen(), "\n")
		row := screen[strings.LastIndexByte(screen, '\n')+1:]
		for _, text := range texts {
			if !strings.Contains(row, text) {
				return false
			}
		}
		return true
	})
}

// eventually waits until a condition holds.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}
