package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/scenario"
	"crossover/themes"
	"crossover/tui"
	"crossover/tui/host"
	"crossover/tui/vtest"
)

// loadAll loads the engine and the themes once.
var loadAll = sync.OnceValues(func() (o tui.Options, err error) {
	c, err := data.Load()
	if err != nil {
		return o, err
	}
	o.Scenario = scenario.Default()
	if o.Engine, err = engine.New(c); err != nil {
		return o, err
	}
	o.Themes, err = themes.Load()
	return o, err
})

type hostConfig = host.Config

// setup configures a server for tests.
type setup struct {
	hostConfig
	Config
}

// served is a running server.
type served struct {
	*Server
	tb   testing.TB
	addr string
	// from is the address of clients, if the system has it.
	from string
}

// connect connects from s.from. Linux has a whole loopback network, so that clients can
// have several addresses.
func (s *served) connect(ctx context.Context) (net.Conn, error) {
	var d net.Dialer
	if s.from != "" && runtime.GOOS == "linux" {
		d.LocalAddr = &net.TCPAddr{IP: net.ParseIP(s.from)}
	}
	return d.DialContext(ctx, "tcp", s.addr)
}

// serve starts a server on the loopback interface without limits on connections, and
// shuts it down at the end of the test.
func serve(tb testing.TB, change ...func(*setup)) *served {
	tb.Helper()
	o, err := loadAll()
	if err != nil {
		tb.Fatal(err)
	}
	c := setup{hostConfig: hostConfig{Options: o, Limits: host.Limits{Sessions: 1000, PerIP: 1000, HalfOpen: 500, Connects: 1e6, ConnectsPerIP: 1e6}}}
	for _, f := range change {
		f(&c)
	}
	s, err := New(host.New(c.hostConfig), c.Config)
	if err != nil {
		tb.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		defer cancel()
		s.host.Shutdown(ctx, s)
		if err := <-done; err != nil {
			tb.Errorf("Serve: %v", err)
		}
	})
	return &served{Server: s, tb: tb, addr: l.Addr().String()}
}

// dial opens a socket as a page of the server would. header changes headers.
func (s *served) dial(query string, header ...string) (*websocket.Conn, *http.Response, error) {
	h := http.Header{"Origin": {"http://" + s.addr}}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	client := &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return s.connect(ctx) },
	}}
	ws, resp, err := websocket.Dial(ctx, "ws://"+s.addr+"/socket?"+query, &websocket.DialOptions{HTTPHeader: h, HTTPClient: client})
	if err == nil {
		ws.SetReadLimit(4 << 20)
	}
	return ws, resp, err
}

// page is a page with a session.
type page struct {
	*vtest.Terminal
	ws *websocket.Conn
}

// open opens the explorer on a page of w by h cells.
func (s *served) open(w, h int, query string) *page {
	s.tb.Helper()
	ws, _, err := s.dial(fmt.Sprintf("columns=%d&rows=%d&%s", w, h, query))
	if err != nil {
		s.tb.Fatal(err)
	}
	p := &page{ws: ws}
	p.Terminal = vtest.Run(s.tb, vtest.Options{Width: w, Height: h}, func(ctx context.Context, in io.Reader, out io.Writer) error {
		defer func() { _ = ws.CloseNow() }()
		go func() {
			buf := make([]byte, 4<<10)
			for {
				n, err := in.Read(buf)
				if err != nil || ws.Write(ctx, websocket.MessageBinary, buf[:n]) != nil {
					return
				}
			}
		}()
		for {
			kind, frame, err := ws.Read(ctx)
			if err != nil {
				return err
			}
			if kind == websocket.MessageBinary {
				_, _ = out.Write(frame)
				if err := ws.Write(ctx, websocket.MessageText, []byte(`{"seen":1}`)); err != nil {
					return err
				}
			}
		}
	})
	return p
}

// resize changes the size of the page.
func (p *page) resize(tb testing.TB, w, h int) {
	tb.Helper()
	p.Resize(w, h)
	if err := p.ws.Write(tb.Context(), websocket.MessageText, fmt.Appendf(nil, `{"columns":%d,"rows":%d}`, w, h)); err != nil {
		tb.Fatal(err)
	}
}

// ended waits until a socket is closed, and returns the close error.
func ended(tb testing.TB, ws *websocket.Conn) websocket.CloseError {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for {
		if _, _, err := ws.Read(ctx); err != nil {
			closed := websocket.CloseError{Code: -1, Reason: err.Error()}
			errors.As(err, &closed)
			return closed
		}
	}
}

// Helpers from vtest.
var (
	eventually   = vtest.Eventually
	nothingStays = vtest.NothingStays
)

// get requests a page.
func (s *served) get(path string, header ...string) (*http.Response, string) {
	s.tb.Helper()
	r, err := http.NewRequest(http.MethodGet, "http://"+s.addr+path, nil)
	if err != nil {
		s.tb.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		if r.Header.Set(header[i], header[i+1]); header[i] == "Host" {
			r.Host = header[i+1]
		}
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DisableCompression: true}}
	resp, err := client.Do(r)
	if err != nil {
		s.tb.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var b strings.Builder
	if _, err := io.Copy(&b, resp.Body); err != nil {
		s.tb.Fatal(err)
	}
	return resp, b.String()
}
