package sshd

import (
	"context"
	"io"
	"strings"
	"sync"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// The largest terminal that is drawn on; a larger one shows the program in its
// corner. What a session keeps grows with it.
const maxColumns, maxRows = 320, 120

// What a client may tell of itself.
const (
	maxVariable = 64               // bytes of a variable's value
	maxCommand  = 4 << 10          // bytes of a command
	startTime   = 15 * time.Second // until a session says what it wants
)

// variables are the environment variables that a client may set; others are
// ignored.
var variables = map[string]bool{
	"LANG": true, "LC_ALL": true, "LC_CTYPE": true, "COLORTERM": true, "NO_COLOR": true, "TERM_PROGRAM": true,
}

// session is one channel: a terminal with the explorer on it, or a command.
type session struct {
	server *Server
	// serving is what it shows: that of its room, once it is in one.
	serving *serving
	client  *client
	ch      gossh.Channel
	// ctx ends with the channel, or when the server drains for too long.
	ctx  context.Context
	stop context.CancelFunc
	// user is the name the client gave, fit to be shown; login is as it came.
	user, login string
	// holder is who logged in with a key.
	holder holder

	mu        sync.Mutex
	env       map[string]string
	terminal  bool
	term      string
	cols, row int
	started   bool
	resized   signal // a new size is waiting
}

// channel serves one session channel of a connection.
func (s *Server) channel(_ *ssh.Server, conn *gossh.ServerConn, offer gossh.NewChannel, ctx ssh.Context) {
	c, ok := ctx.Value(clientKey{}).(*client)
	if !ok || !c.join(conn) {
		_ = offer.Reject(gossh.ResourceShortage, "too many sessions on one connection")
		return
	}
	defer c.part()
	if why := s.door.enter(c.ip); why != "" {
		s.refused(c.ip, why)
		s.turnAway(offer, why)
		return
	}
	s.memory.entered()
	defer s.memory.left()
	defer s.door.exit(c.ip)
	ch, requests, err := offer.Accept()
	if err != nil {
		return // the connection is gone
	}
	go drain(ch.Stderr()) // what nobody reads would be kept
	sess := &session{
		server: s, serving: s.now.Load(), client: c, ch: ch, env: map[string]string{}, resized: newSignal(),
		login: conn.User(), user: personName(conn.User()),
	}
	if h, ok := ctx.Value(holderKey{}).(holder); ok {
		sess.holder = h
		if h.comment != "" {
			sess.user = h.comment
		}
	}
	sess.ctx, sess.stop = context.WithCancel(s.ctx)
	sess.serve(requests)
}

// turnAway tells a client why it is not let in.
func (s *Server) turnAway(offer gossh.NewChannel, why string) {
	text := "crossover is full; please try again later"
	if why == refusedPerIP {
		text = "there are too many sessions from your address; please close one"
	}
	_ = offer.Reject(gossh.ResourceShortage, text)
}

// drain reads what a client sends where nobody listens.
func drain(r io.Reader) {
	buf := make([]byte, 512) // io.Copy would keep more
	for {
		if _, err := r.Read(buf); err != nil {
			return
		}
	}
}

// serve answers the channel's requests until the client closes it, and what the
// session runs has ended.
func (s *session) serve(requests <-chan *gossh.Request) {
	var running sync.WaitGroup
	slow := time.AfterFunc(startTime, func() {
		if !s.hasStarted() {
			_ = s.ch.Close()
		}
	})
	for r := range requests {
		var run func()
		ok := s.request(r, func(command string) { run = func() { s.run(command) } })
		if r.WantReply {
			_ = r.Reply(ok, nil) // a client that is gone needs none
		}
		if run != nil { // after the reply: a quick command closes the channel
			running.Go(run)
		}
	}
	slow.Stop()
	s.stop()
	running.Wait()
	_ = s.ch.Close()
}

func (s *session) hasStarted() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.started
}

// request handles one request and reports whether it is granted. It never
// waits: requests come in on the connection's only reader.
func (s *session) request(r *gossh.Request, start func(command string)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch r.Type {
	case "env":
		var v struct{ Name, Value string }
		if s.started || gossh.Unmarshal(r.Payload, &v) != nil || !variables[v.Name] || len(v.Value) > maxVariable || !plain(v.Value) {
			return false
		}
		s.env[v.Name] = v.Value
		return true
	case "pty-req":
		var p struct {
			Term                        string
			Columns, Rows, Width, Depth uint32
			Modes                       string
		}
		if s.started || s.terminal || gossh.Unmarshal(r.Payload, &p) != nil {
			return false
		}
		s.terminal, s.term = true, terminalName(p.Term)
		s.setSize(p.Columns, p.Rows)
		return true
	case "window-change":
		var w struct{ Columns, Rows, Width, Depth uint32 }
		if !s.terminal || gossh.Unmarshal(r.Payload, &w) != nil {
			return false
		}
		s.setSize(w.Columns, w.Rows)
		return true
	case "shell", "exec":
		var e struct{ Command string }
		if s.started || r.Type == "exec" && (gossh.Unmarshal(r.Payload, &e) != nil || len(e.Command) > maxCommand) {
			return false
		}
		s.started = true
		start(e.Command)
		return true
	default: // subsystems, agents, X11, signals
		return false
	}
}

// setSize notes the size of the terminal, up to the largest that is drawn on. A
// client that names no size gets 80 by 24.
func (s *session) setSize(cols, rows uint32) {
	if cols == 0 || rows == 0 {
		cols, rows = 80, 24
	}
	s.cols, s.row = int(min(cols, maxColumns)), int(min(rows, maxRows))
	s.resized.raise()
}

// size returns the size of the terminal.
func (s *session) size() (w, h int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cols, s.row
}

// getenv returns a variable that the client sent, or "".
func (s *session) getenv(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if name == "TERM" {
		return s.term
	}
	return s.env[name]
}

// environ is the environment as NAME=value.
func (s *session) environ() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []string{"TERM=" + s.term}
	for name, value := range s.env {
		out = append(out, name+"="+value)
	}
	return out
}

// terminalName is the type of a terminal, or dumb for what cannot be one.
func terminalName(s string) string {
	if s == "" || len(s) > maxVariable {
		return "dumb"
	}
	for _, r := range s {
		if !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.+", r) {
			return "dumb"
		}
	}
	return s
}

// plain reports whether a value is printable ASCII.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func firstBytes(s string, n int) string { return s[:min(len(s), n)] }
