package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"crossover/tui/vtest"
)

func TestExplorerInAPage(t *testing.T) {
	done := nothingStays(t)
	t.Run("page", func(t *testing.T) {
		s := serve(t)
		p := s.open(120, 36, "rate=12/s")
		p.WaitFor("q quit", "12/s")
		p.Type(vtest.Right)
		p.WaitFor("15/s")
		p.resize(t, 40, 12)
		p.Wait("the small screen", func() bool {
			return !strings.Contains(p.Screen(), "Contenders") && strings.Contains(p.Screen(), "15/s")
		})
		if _, metrics := s.metrics(); !strings.Contains(metrics, `crossover_sessions_open{door="web"} 1`) || !strings.Contains(metrics, `crossover_sessions_total{door="web",kind="explorer"} 1`) {
			t.Errorf("the session is not counted:\n%s", metrics)
		}
		p.Type("q")
		_ = p.Ended()
		p.WaitFor("your scenario: crossover rate=15/s")
	})
	done()
}

// metrics returns the operator's metrics.
func (s *served) metrics() (int, string) {
	w := &recorded{header: http.Header{}}
	r, _ := http.NewRequest(http.MethodGet, "/metrics", nil)
	s.host.Handler().ServeHTTP(w, r)
	return w.code, w.String()
}

type recorded struct {
	bytes.Buffer
	header http.Header
	code   int
}

func (r *recorded) Header() http.Header  { return r.header }
func (r *recorded) WriteHeader(code int) { r.code = code }

// TestOnlyPagesOfHereOpenSessions opens sockets from other origins.
func TestOnlyPagesOfHereOpenSessions(t *testing.T) {
	s := serve(t, func(c *setup) { c.Names = []string{"explore.example.com"} })
	for _, tt := range []struct {
		header []string
		code   int
	}{
		{[]string{"Origin", "http://evil.example"}, http.StatusForbidden},
		{[]string{"Origin", ""}, http.StatusForbidden},
		{[]string{"Origin", "null"}, http.StatusForbidden},
		{[]string{"Origin", "http://127.0.0.1:1"}, http.StatusForbidden},
		{[]string{"Origin", "http://explore.example.com.evil.example"}, http.StatusForbidden},
		{[]string{"Origin", "https://explore.example.com"}, http.StatusSwitchingProtocols},
		{nil, http.StatusSwitchingProtocols},
	} {
		ws, resp, err := s.dial("", tt.header...)
		if err == nil {
			_ = ws.CloseNow()
		}
		if resp == nil || resp.StatusCode != tt.code {
			t.Errorf("%q: %v, %v, want %d", tt.header, resp, err, tt.code)
		}
	}
	for name, code := range map[string]int{"evil.example": 421, "evil.example:8080": 421, "localhost:8080": 200, "[::1]:8080": 200, "Explore.example.com": 200} {
		if resp, body := s.get("/", "Host", name); resp.StatusCode != code {
			t.Errorf("asked for as %s: %d, %s", name, resp.StatusCode, body)
		}
	}
}

// TestPageHasAPolicy loads all files that the page names.
func TestPageHasAPolicy(t *testing.T) {
	s := serve(t)
	_, page := s.get("/")
	for _, bad := range []string{"<style", "style=", "onclick", "javascript:", "http://", "https://"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	paths := []string{"/", "/r/friday", "/w/" + s.host.Token("friday"), "/font.ttf", "/xterm.mjs", "/addon-fit.mjs", "/xterm.LICENSE", "/addon-fit.LICENSE"}
	for _, m := range regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		paths = append(paths, m[1])
	}
	for _, path := range paths {
		resp, body := s.get(path)
		if resp.StatusCode != http.StatusOK || body == "" {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
		policy := resp.Header.Get("Content-Security-Policy")
		if policy == "" || strings.Contains(policy, "unsafe") || resp.Header.Get("X-Content-Type-Options") != "nosniff" || resp.Header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: headers %v", path, resp.Header)
		}
		if again, _ := s.get(path, "If-None-Match", resp.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
			t.Errorf("%s: loaded again, %d", path, again.StatusCode)
		}
	}
	for _, path := range []string{"/r/a b", "/r/", "/page/index.html", "/vendor.txt", "/../serve.go", "/nowhere"} {
		if resp, _ := s.get(path); resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
}

// TestVendoredFilesAreThose compares the embedded files with the hashes of their
// packages.
func TestVendoredFilesAreThose(t *testing.T) {
	list, err := files.ReadFile("page/vendor.txt")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for line := range strings.Lines(string(list)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Fields(line)
		data, err := files.ReadFile("page/" + f[3])
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f[3], ".gz") {
			r, err := gzip.NewReader(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if data, err = io.ReadAll(r); err != nil {
				t.Fatal(err)
			}
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != f[0] {
			t.Errorf("%s is not that of %s", f[3], f[1])
		}
		found++
	}
	if found != 5 {
		t.Errorf("%d files of packages", found)
	}
}

// TestBadMessagesEndTheSocket sends messages that the page never sends.
func TestBadMessagesEndTheSocket(t *testing.T) {
	s := serve(t)
	for name, tt := range map[string]struct {
		kind    websocket.MessageType
		message string
		code    websocket.StatusCode
	}{
		"too large":           {websocket.MessageBinary, strings.Repeat("l", maxMessage+1), websocket.StatusMessageTooBig},
		"too large in text":   {websocket.MessageText, strings.Repeat(" ", maxMessage+1), websocket.StatusMessageTooBig},
		"no JSON":             {websocket.MessageText, "hello", websocket.StatusPolicyViolation},
		"a negative number":   {websocket.MessageText, `{"seen":-1}`, websocket.StatusPolicyViolation},
		"frames not sent":     {websocket.MessageText, `{"seen":3}`, websocket.StatusPolicyViolation},
		"billions of frames":  {websocket.MessageText, `{"seen":2000000000}`, websocket.StatusPolicyViolation},
		"a number of columns": {websocket.MessageText, `{"columns":"many"}`, websocket.StatusPolicyViolation},
	} {
		ws, _, err := s.dial("columns=80&rows=24")
		if err != nil {
			t.Fatal(err)
		}
		if name == "frames not sent" { // at most one has been sent
			_ = ws.Write(t.Context(), websocket.MessageText, []byte(`{"seen":1}`))
		}
		if err := ws.Write(t.Context(), tt.kind, []byte(tt.message)); err != nil {
			t.Fatal(err)
		}
		if end := ended(t, ws); end.Code != tt.code {
			t.Errorf("%s: closed with %v, want %v", name, end, tt.code)
		}
		_ = ws.CloseNow()
	}
	eventually(t, "all sessions to end", func() bool { return s.host.Sessions() == 0 })
}

func TestWhatCannotBeShownIsSaid(t *testing.T) {
	s := serve(t, func(c *setup) { c.Limits.PerIP = 2 })
	for query, says := range map[string]string{
		"rate=fast": "rate", "theme=plaid": "there is no theme", "nonsense=1": "nonsense", "room=a%2Fb": "a room's name",
		"watch=" + s.host.Token("nowhere"): "nobody is in the room of this link", "watch=friday": "nobody is in the room",
		strings.Repeat("rate=1/s&", 70): "at most 64",
	} {
		ws, _, err := s.dial(query)
		if err != nil {
			t.Fatal(err)
		}
		if end := ended(t, ws); end.Code != websocket.StatusPolicyViolation || !strings.Contains(end.Reason, says) {
			t.Errorf("%.40s: closed with %v, want %q", query, end, says)
		}
	}
	eventually(t, "the refused to count no more", func() bool { return s.host.Sessions() == 0 })
	a, b := s.open(80, 24, ""), s.open(80, 24, "")
	a.WaitFor("quit")
	b.WaitFor("quit")
	ws, _, err := s.dial("")
	if err != nil {
		t.Fatal(err)
	}
	if end := ended(t, ws); end.Code != websocket.StatusTryAgainLater || !strings.Contains(end.Reason, "too many sessions from your address") {
		t.Errorf("one too many: closed with %v", end)
	}
}

// TestRoomOfPages has two participants and one watcher in a room.
func TestRoomOfPages(t *testing.T) {
	s := serve(t)
	ann := s.open(120, 36, "room=friday&name=ann&rate=12/s")
	ann.WaitFor("friday", "you present")
	ben := s.open(120, 36, "room=friday&name=ben")
	ben.WaitFor("you follow ann")
	eve := s.open(120, 36, "watch="+s.host.Token("friday"))
	eve.WaitFor("read-only", "you watch ann", "12/s")
	for _, keys := range []string{vtest.Right, "X", "!", "F", "q", "\x03", "\x1b[<0;20;7M\x1b[<0;20;7m", "\x1b[200~q\x1b[201~"} {
		eve.Type(keys)
	}
	ann.Type(vtest.Right)
	eve.WaitFor("15/s")
	ben.WaitFor("15/s")
	if screen := eve.Screen(); strings.Contains(screen, "friday") || !strings.Contains(screen, "you watch ann") {
		t.Errorf("who watches sees\n%s", screen)
	}
	ann.WaitFor("watcher")
	if screen := ann.Screen(); strings.Contains(screen, "!watcher") || !strings.Contains(screen, "you present") {
		t.Errorf("who presents sees\n%s", screen)
	}
	ann.Type("q")
	ben.Type("q")
	eve.WaitFor("nobody presents")
	if s.host.Rooms() != 1 {
		t.Error("the room is not there")
	}
}

// TestWorkEndsWithTheSocket cuts connections, and checks that their sessions end.
func TestWorkEndsWithTheSocket(t *testing.T) {
	done := nothingStays(t)
	t.Run("cut", func(t *testing.T) {
		s := serve(t)
		for range 5 {
			p := s.open(120, 36, "rate=50/s")
			p.WaitFor("q quit")
			p.Type("\t") // something to compute
			_ = p.ws.CloseNow()
			start := time.Now()
			eventually(t, "the session to end", func() bool { return s.host.Sessions() == 0 })
			t.Logf("over after %s", time.Since(start).Round(time.Millisecond))
		}
	})
	done()
}

// TestSlowPagesGetFewerFrames confirms no frames, and receives only three.
func TestSlowPagesGetFewerFrames(t *testing.T) {
	s := serve(t)
	ws, _, err := s.dial("columns=120&rows=36")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ws.CloseNow() }()
	frames := make(chan int, 1000)
	go func() {
		for {
			_, frame, err := ws.Read(context.Background())
			if err != nil {
				return
			}
			frames <- len(frame)
		}
	}()
	taken := 0
	quiet := time.NewTimer(2 * time.Minute)
	for taken < mostFrames {
		_ = ws.Write(t.Context(), websocket.MessageBinary, []byte(vtest.Right))
		select {
		case <-frames:
			taken++
		case <-quiet.C:
			t.Fatalf("%d frames come", taken)
		}
	}
	for range 50 {
		_ = ws.Write(t.Context(), websocket.MessageBinary, []byte(vtest.Right))
	}
	select {
	case <-frames:
		t.Error("a fourth frame comes")
	case <-time.After(200 * time.Millisecond):
	}
	_ = ws.Write(t.Context(), websocket.MessageText, []byte(`{"seen":1}`))
	select {
	case <-frames:
	case <-time.After(2 * time.Minute):
		t.Error("no frame comes once there may be one")
	}
}

// TestProxiesSayWhoComes checks that sessions are counted by the address that a trusted
// proxy names, and that no other client can name one.
func TestProxiesSayWhoComes(t *testing.T) {
	_, loopback, err := net.ParseCIDR("127.0.0.0/8")
	if err != nil {
		t.Fatal(err)
	}
	behind := serve(t, func(c *setup) { c.Proxies, c.Limits.PerIP = []net.IPNet{*loopback}, 1 })
	direct := serve(t, func(c *setup) { c.Limits.PerIP = 1 })
	for _, tt := range []struct {
		s    *served
		says string
		let  bool
	}{
		{behind, "192.0.2.1", true}, {behind, "192.0.2.1", false}, {behind, "192.0.2.2", true},
		{behind, "192.0.2.9, 192.0.2.2", false}, {behind, "junk, 192.0.2.3, 127.0.0.2", true}, {behind, "2001:db8::1", true}, {behind, "2001:db8::2", false},
		{direct, "192.0.2.1", true}, {direct, "192.0.2.2", false},
	} {
		ws, _, err := tt.s.dial("", "X-Forwarded-For", tt.says)
		if err != nil {
			t.Fatalf("%s: %v", tt.says, err)
		}
		defer func() { _ = ws.CloseNow() }()
		_, _, err = ws.Read(t.Context())
		if let := err == nil; let != tt.let {
			t.Errorf("%s: let in: %v, %v", tt.says, let, err)
		}
	}
	for _, says := range []string{"", "junk", "127.0.0.3"} {
		if _, resp, err := behind.dial("", "X-Forwarded-For", says); err == nil || resp == nil || resp.StatusCode != http.StatusBadRequest {
			t.Errorf("%q: %v, %v", says, resp, err)
		}
	}
}

func TestPagesAreToldOfARestart(t *testing.T) {
	s := serve(t)
	p := s.open(120, 36, "rate=40/s")
	p.WaitFor("q quit")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go s.host.Shutdown(ctx, s)
	p.WaitFor("this server is about to restart")
	if ws, _, err := s.dial(""); err == nil {
		_ = ws.CloseNow()
		t.Error("a draining server opens sessions")
	}
	cancel() // end the grace period of sessions
	if err := p.Ended(); websocket.CloseStatus(err) != websocket.StatusServiceRestart {
		t.Errorf("the socket ends with %v", err)
	}
	p.WaitFor("this server is being restarted", "your scenario: crossover rate=40/s")
}

// TestRequestsAreBounded exceeds the rate of requests: further ones are refused and the
// connection is closed. After a wait, requests succeed again.
func TestRequestsAreBounded(t *testing.T) {
	s := serve(t, func(c *setup) { c.Limits.PerIP = 1 })
	var last int
	for range 40 {
		resp, _ := s.get("/")
		if last = resp.StatusCode; last != http.StatusOK {
			if !resp.Close {
				t.Error("the connection goes on")
			}
			break
		}
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the last of many is answered with %d", last)
	}
	eventually(t, "to be served again", func() bool { resp, _ := s.get("/"); return resp.StatusCode == http.StatusOK })
}
