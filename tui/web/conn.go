package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"crossover/tui/host"
)

// conn is a connection from a browser or a proxy.
type conn struct {
	net.Conn
	server *Server
	// in is nil for a proxy's connection before its first session.
	in   atomic.Pointer[host.Conn]
	once sync.Once
}

// door is a listener that admits connections.
type door struct {
	net.Listener
	server *Server
}

// Accept returns the next connection that is admitted.
func (d door) Accept() (net.Conn, error) {
	for {
		bare, err := d.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if c := d.server.accept(bare); c != nil {
			return c, nil
		}
		_ = bare.Close()
	}
}

// accept admits a connection, or returns nil. A proxy's connections are limited in
// number, and are counted by the client's address once it asks for a session.
func (s *Server) accept(bare net.Conn) *conn {
	c := &conn{Conn: bare, server: s}
	ip := host.Network(bare.RemoteAddr())
	if s.proxied(bare.RemoteAddr()) {
		l := s.host.Limits()
		if s.fromProxies.Add(1) > int64(l.HalfOpen+l.Sessions) {
			s.fromProxies.Add(-1)
			s.host.Refuse(ip, host.RefusedFull)
			return nil
		}
		return c
	}
	return c.admit(ip)
}

// admit counts the connection for a network, or returns nil if there are too many.
func (c *conn) admit(ip netip.Prefix) *conn {
	in := c.server.host.Admit(c.Conn, ip)
	if in == nil {
		return nil
	}
	in.Passed() // browsers open connections that they never use
	c.in.Store(in)
	return c
}

// inner returns the connection that is limited, once it is admitted.
func (c *conn) inner() net.Conn {
	if in := c.in.Load(); in != nil {
		return in
	}
	return c.Conn
}

// Read reads at a limited rate.
func (c *conn) Read(p []byte) (int, error) { return c.inner().Read(p) }

// Write closes the connection if the data cannot be sent.
func (c *conn) Write(p []byte) (int, error) { return c.inner().Write(p) }

// Close closes the connection once.
func (c *conn) Close() (err error) {
	c.once.Do(func() {
		if c.server.proxied(c.RemoteAddr()) {
			c.server.fromProxies.Add(-1)
		}
		err = c.inner().Close()
	})
	return err
}

// connKey is the context key of a request's connection.
type connKey struct{}

// proxied reports whether an address belongs to a trusted proxy.
func (s *Server) proxied(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && s.trusts(tcp.IP)
}

func (s *Server) trusts(ip net.IP) bool {
	return slices.ContainsFunc(s.config.Proxies, func(n net.IPNet) bool { return n.Contains(ip) })
}

// client returns the network by which a request is counted: that of the connection or,
// for a proxy's connection, the last untrusted one in X-Forwarded-For.
func (s *Server) client(r *http.Request, c *conn) (netip.Prefix, bool) {
	if !s.proxied(c.RemoteAddr()) {
		return host.Network(c.RemoteAddr()), true
	}
	list := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, text := range slices.Backward(list) {
		ip, err := netip.ParseAddr(strings.TrimSpace(text))
		if err != nil {
			break
		}
		if !s.trusts(ip.Unmap().AsSlice()) {
			return host.NetworkOf(ip), true
		}
	}
	return netip.Prefix{}, false
}

const (
	// maxMessage is the largest message of a page, in bytes.
	maxMessage = 16 << 10
	// messages is the number of messages, or pieces of messages, read per second.
	messages = 1000
	// mostFrames is the largest number of unconfirmed frames.
	mostFrames = 3
	// slowTime is the time limit for confirming a frame.
	slowTime = 30 * time.Second
	// pingEvery is the interval between pings, and pongTime the time limit for an answer.
	pingEvery, pongTime = 20 * time.Second, 10 * time.Second
)

// terminal is the terminal on a page.
type terminal struct {
	ws   *websocket.Conn
	ctx  context.Context // ends with the socket
	stop context.CancelFunc

	rest   io.Reader     // the rest of the current message
	pace   host.Bucket   // limits messages and pieces
	frames chan struct{} // one element per unconfirmed frame
	*host.Window
}

func newTerminal(ctx context.Context, ws *websocket.Conn, columns, rows int) *terminal {
	t := &terminal{ws: ws, pace: host.Bucket{Rate: messages, Burst: messages}, frames: make(chan struct{}, mostFrames), Window: host.NewWindow()}
	t.ctx, t.stop = context.WithCancel(ctx)
	t.SetSize(columns, rows)
	ws.SetReadLimit(maxMessage)
	return t
}

// Environ returns the environment of xterm.js.
func (t *terminal) Environ() []string {
	return []string{"TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8"}
}

// Cut closes the connection.
func (t *terminal) Cut() {
	t.stop()
	_ = t.ws.CloseNow()
}

// Read returns the user's input. When the socket closes, the session ends.
func (t *terminal) Read(p []byte) (int, error) {
	for {
		time.Sleep(t.pace.Owe(1, time.Now()))
		if t.rest != nil {
			n, err := t.rest.Read(p)
			if errors.Is(err, io.EOF) {
				t.rest, err = nil, nil
			}
			if n > 0 || err != nil {
				return n, t.ended(err)
			}
			continue
		}
		kind, r, err := t.ws.Reader(t.ctx)
		if err != nil {
			return 0, t.ended(err)
		}
		if kind == websocket.MessageBinary {
			t.rest = r
			continue
		}
		if err := t.listen(r); err != nil {
			_ = t.ws.Close(websocket.StatusPolicyViolation, err.Error())
			return 0, t.ended(err)
		}
	}
}

// ended ends the session if there is an error.
func (t *terminal) ended(err error) error {
	if err != nil {
		t.stop()
	}
	return err
}

// Errors for messages that the page never sends.
var (
	errNoMessage = errors.New("a message that there is not")
	errNoFrame   = errors.New("a frame is confirmed that was not sent")
)

// listen reads a message about the page: its size, or the number of frames shown.
func (t *terminal) listen(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	var said struct{ Columns, Rows, Seen int }
	if json.Unmarshal(text, &said) != nil || said.Seen < 0 || said.Seen > mostFrames {
		return errNoMessage
	}
	for range said.Seen {
		select {
		case <-t.frames:
		default:
			return errNoFrame
		}
	}
	if said.Columns != 0 || said.Rows != 0 {
		t.SetSize(said.Columns, said.Rows)
	}
	return nil
}

// errSlow ends the session of a page that confirms no frames.
var errSlow = errors.New("the page shows nothing")

// Write sends a frame after the page has confirmed enough earlier ones.
func (t *terminal) Write(p []byte) (int, error) {
	slow := time.NewTimer(slowTime)
	defer slow.Stop()
	select {
	case t.frames <- struct{}{}:
	case <-t.ctx.Done():
		return 0, t.ctx.Err()
	case <-slow.C:
		t.stop()
		return 0, errSlow
	}
	if err := t.ws.Write(t.ctx, websocket.MessageBinary, p); err != nil {
		return 0, t.ended(err)
	}
	return len(p), nil
}

// tell sends a message to the page.
func (t *terminal) tell(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return t.ws.Write(t.ctx, websocket.MessageText, text)
}

// ping pings the page until the session ends.
func (t *terminal) ping() {
	for tick := time.Tick(pingEvery); ; {
		select {
		case <-tick:
		case <-t.ctx.Done():
			return
		}
		ctx, cancel := context.WithTimeout(t.ctx, pongTime)
		err := t.ws.Ping(ctx)
		cancel()
		if err != nil {
			t.Cut()
			return
		}
	}
}
