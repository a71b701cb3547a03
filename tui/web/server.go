package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"crossover/tui/font"
	"crossover/tui/host"
)

// Config configures a server.
type Config struct {
	// Names are the server's host names, in lower case, besides localhost and IP
	// addresses.
	Names []string
	// Proxies are the networks of trusted proxies, which name their client in
	// X-Forwarded-For.
	Proxies []net.IPNet
}

// Server shows the explorer on web pages. It is a door of a host.
type Server struct {
	host        *host.Host
	config      Config
	files       map[string]file
	http        *http.Server
	fromProxies atomic.Int64
	ctx         context.Context // ends when the server closes remaining sockets
	end         context.CancelFunc
}

// The limits for reading a request's header, and for the wait between requests.
const headerTime, waitTime = 10 * time.Second, 30 * time.Second

// maxHeader limits the header of a request, in bytes.
const maxHeader = 16 << 10

// New returns a server for the sessions of a host.
func New(h *host.Host, c Config) (*Server, error) {
	s := &Server{host: h, config: c}
	var err error
	if s.files, err = pack(); err != nil {
		return nil, err
	}
	s.ctx, s.end = context.WithCancel(context.Background())
	s.http = &http.Server{
		Handler: s, ReadHeaderTimeout: headerTime, ReadTimeout: headerTime, IdleTimeout: waitTime, MaxHeaderBytes: maxHeader,
		ConnContext: func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, connKey{}, c) },
		ErrorLog:    log.New(quiet{h}, "", 0),
	}
	return s, nil
}

// quiet receives net/http's log of client errors.
type quiet struct{ *host.Host }

// Write logs a line, at a limited rate.
func (q quiet) Write(p []byte) (int, error) {
	if q.Quiet() {
		q.Log.Warn("web", "says", host.Printable(string(p)))
	}
	return len(p), nil
}

// Serve serves clients of l until Shut or Close is called, and then returns nil.
func (s *Server) Serve(l net.Listener) error {
	s.host.Log.Info("listening", "door", "web", "address", l.Addr().String())
	if tcp, ok := l.Addr().(*net.TCPAddr); ok && (!tcp.IP.IsLoopback() || len(s.config.Proxies) > 0) {
		s.host.Log.Warn("everyone who reaches this page can enter: a login is a proxy's", "address", l.Addr().String())
	}
	if err := s.http.Serve(door{l, s}); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Shut closes the listeners; sessions continue.
func (s *Server) Shut() {
	go func() { _ = s.http.Shutdown(s.ctx) }() // it waits for requests to end
}

// Close closes the remaining connections.
func (s *Server) Close() {
	s.end()
	_ = s.http.Close()
}

// ServeHTTP serves the page and its files, and opens sockets.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for name, value := range headers {
		w.Header().Set(name, value)
	}
	c, ok := r.Context().Value(connKey{}).(*conn)
	if !ok {
		http.Error(w, "no connection", http.StatusInternalServerError)
		return
	}
	if in := c.in.Load(); in != nil {
		if in.Opened(); !in.Request() {
			s.host.Refuse(in.IP, host.RefusedRequests)
			w.Header().Set("Connection", "close")
			http.Error(w, "there are too many requests from your address", http.StatusTooManyRequests)
			return
		}
	}
	if err := s.known(r); err != nil {
		http.Error(w, err.Error(), http.StatusMisdirectedRequest)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD are answered", http.StatusMethodNotAllowed)
		return
	}
	switch f, ok := s.files[r.URL.Path]; {
	case r.URL.Path == "/socket":
		s.socket(w, r, c)
	case r.URL.Path == "/" || isPlace(r.URL.Path):
		s.files["/index.html"].serve(w, r)
	case ok:
		f.serve(w, r)
	default:
		http.Error(w, "there is no such page", http.StatusNotFound)
	}
}

// isPlace reports whether a path belongs to a room: /r/NAME to enter it, /w/TOKEN to
// watch it.
func isPlace(path string) bool {
	kind, name, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return (kind == "r" || kind == "w") && host.CheckRoom(name) == nil // tokens have only letters that are valid in room names
}

// socket runs a session for a page.
func (s *Server) socket(w http.ResponseWriter, r *http.Request, c *conn) {
	ip, ok := s.client(r, c)
	switch {
	case !ok:
		s.host.Refuse(host.Network(c.RemoteAddr()), host.RefusedHeader)
		http.Error(w, "the proxy does not say whose this request is in X-Forwarded-For", http.StatusBadRequest)
		return
	case !s.fromHere(r):
		s.host.Refuse(ip, host.RefusedOrigin)
		http.Error(w, "only a page of this server opens a session", http.StatusForbidden)
		return
	case s.host.Draining():
		http.Error(w, "this server is being restarted", http.StatusServiceUnavailable)
		return
	}
	if c.in.Load() == nil { // from a proxy
		if c.admit(ip) == nil {
			http.Error(w, host.WhyNot(""), http.StatusServiceUnavailable)
			return
		}
		c.in.Load().Opened()
	}
	why := s.host.Enter(ip)
	if why == "" {
		defer s.host.Exit(ip)
	}
	pings := host.Bucket{Rate: 1. / 10, Burst: 3} // pages send no pings
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		InsecureSkipVerify: true, // fromHere is stricter
		OnPingReceived: func(context.Context, []byte) bool {
			if pings.Take(1, time.Now()) {
				return true
			}
			_ = c.Close()
			return false
		},
	})
	if err != nil {
		return // Accept has responded
	}
	defer func() { _ = ws.CloseNow() }()
	if why != "" {
		_ = ws.Close(websocket.StatusTryAgainLater, host.WhyNot(why))
		return
	}
	defer s.host.Contain("web session", nil)
	s.explore(ws, r.URL.Query(), host.Visit{Door: "web", IP: ip, Narrow: true})
}

// explore runs the explorer for a query.
func (s *Server) explore(ws *websocket.Conn, query url.Values, v host.Visit) {
	number := func(name string) int { n, _ := strconv.Atoi(query.Get(name)); return n } // 0 for none
	t := newTerminal(s.ctx, ws, number("columns"), number("rows"))
	defer t.stop()
	go t.ping()
	v.Terminal, v.Name, v.Light = t, host.PersonName(query.Get("name")), number("light") == 1
	ctx, cancel := context.WithCancel(s.host.Context())
	defer cancel()
	defer context.AfterFunc(t.ctx, cancel)()
	o, err := s.opening(query)
	var end host.End
	if err == nil && o.Watch == "" && o.Room != "" {
		err = t.tell(map[string]string{"room": o.Room, "watch": s.host.Token(o.Room)})
	}
	if err == nil {
		end, err = s.host.Explore(ctx, v, o)
	}
	if err != nil {
		_ = ws.Close(websocket.StatusPolicyViolation, reason(err.Error()))
		return
	}
	status := websocket.StatusNormalClosure
	if s.host.Draining() {
		status = websocket.StatusServiceRestart
	}
	_ = ws.Close(status, reason(end.Text))
}

// reason shortens a text to the limit for closing a socket.
func reason(text string) string {
	const most = 120
	if text = host.Printable(text); len(text) > most {
		text = strings.ToValidUTF8(text[:most-3], "") + "..."
	}
	return text
}

// opening parses a query: its names and values are the words of a command line over SSH.
func (s *Server) opening(query url.Values) (o host.Opening, err error) {
	o.Room, o.Watch = query.Get("room"), query.Get("watch")
	if o.Watch == "" && query.Has("room") {
		if err := host.CheckRoom(o.Room); err != nil {
			return o, err
		}
	}
	var words []string
	if query.Has("tour") { // it must be first
		words = append(words, "tour")
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		switch name {
		case "room", "watch", "name", "light", "columns", "rows", "tour":
			continue
		}
		for _, value := range query[name] {
			word := name
			if value != "" {
				word += "=" + value
			}
			words = append(words, word)
		}
	}
	if len(words) > mostWords {
		return o, fmt.Errorf("an address has at most %d names and values", mostWords)
	}
	ok, err := o.Read(words, s.host.Now().Options.Themes)
	if err == nil && !ok {
		err = errors.New("an address has key=value only, such as ?rate=12/s")
	}
	return o, err
}

// mostWords limits the names and values of an address.
const mostWords = 64

// known returns an error unless the request's host name is configured, localhost or an IP
// address. A page elsewhere could otherwise reach the server under a name of its own (DNS
// rebinding).
func (s *Server) known(r *http.Request) error {
	name := hostname(r.Host)
	if _, err := netip.ParseAddr(name); err == nil || name == "localhost" || slices.Contains(s.config.Names, name) {
		return nil
	}
	return fmt.Errorf("this server does not answer to that name; whoever runs it can start it with --web-host NAME")
}

// fromHere reports whether a request comes from a page of this server.
func (s *Server) fromHere(r *http.Request) bool {
	origin, err := url.Parse(r.Header.Get("Origin"))
	if err != nil || origin.Host == "" {
		return false
	}
	return strings.EqualFold(origin.Host, r.Host) || slices.Contains(s.config.Names, hostname(origin.Host))
}

// hostname returns a host without its port, in lower case.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}

//go:embed page
var files embed.FS

// policy permits the page to load scripts, styles, fonts and images from the server, and
// to open a socket to it. xterm.js creates style elements and attributes, which the
// policy forbids; page.js replaces them by constructed style sheets and their properties.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// headers are sent with every response.
var headers = map[string]string{
	"Content-Security-Policy":      policy,
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Referrer-Policy":              "no-referrer", // addresses contain names of rooms
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-read=(), clipboard-write=(self)",
}

// kinds maps extensions to media types.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".mjs": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".ttf": "font/ttf", ".LICENSE": "text/plain; charset=utf-8",
}

// file is a compressed file of the page.
type file struct {
	kind, tag string
	packed    []byte
}

// pack reads the page's files and compresses those that are not compressed.
func pack() (map[string]file, error) {
	out := map[string]file{}
	add := func(name string, data []byte) {
		name, packed := strings.CutSuffix(name, ".gz")
		kind := kinds[path.Ext(name)]
		if kind == "" {
			return
		}
		if !packed {
			var b bytes.Buffer
			w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
			_, _ = w.Write(data)                                  // a buffer never fails
			_ = w.Close()
			data = b.Bytes()
		}
		sum := sha256.Sum256(data)
		out["/"+name] = file{kind, strconv.Quote(hex.EncodeToString(sum[:8])), data}
	}
	entries, err := fs.ReadDir(files, "page")
	for _, e := range entries {
		data, err := files.ReadFile("page/" + e.Name())
		if err != nil {
			return nil, err
		}
		add(e.Name(), data)
	}
	add("font.ttf.gz", font.Regular)
	return out, err
}

// serve responds with a file.
func (f file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "no-cache") // revalidate before use
	h.Set("ETag", f.tag)
	if r.Header.Get("If-None-Match") == f.tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Encoding", "gzip") // every browser supports it, and decompression here would cost processor time
	h.Set("Content-Length", strconv.Itoa(len(f.packed)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(f.packed) // the client may have left
	}
}
