// Package browser opens the page of crossover serve --web in Chromium and uses it: it
// drags a slider, meets a guest from SSH in a room, watches, and uses the size of a
// phone. It also opens a report as a web page. It is a module of its own: the program and
// its tests need no browser. See "make browser".
package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	front "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"golang.org/x/crypto/ssh"
)

var (
	program = flag.String("program", "../../crossover", "the program")
	keep    = flag.String("screenshots", "", "a folder for what the pages look like")
)

// served holds the addresses of a running server.
type served struct{ ssh, web string }

// serve starts the program.
func serve(t *testing.T) served {
	t.Helper()
	cmd := exec.Command(*program, "serve", "--listen", "127.0.0.1:0", "--web", "127.0.0.1:0", "--log", "json",
		"--host-key", filepath.Join(t.TempDir(), "key"), "--drain", "1s")
	out, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			t.Errorf("the server ends with %v", err)
		}
	})
	var s served
	for lines := bufio.NewScanner(out); s.ssh == "" || s.web == ""; {
		if !lines.Scan() {
			t.Fatal("the server does not start")
		}
		var l struct{ Msg, Door, Address string }
		switch err := json.Unmarshal(lines.Bytes(), &l); {
		case err != nil || l.Msg != "listening":
		case l.Door == "web":
			s.web = "http://" + l.Address
		default:
			s.ssh = l.Address
		}
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return s
}

// page is a page of a browser.
type page struct {
	t   *testing.T
	ctx context.Context
	// wrong receives the browser's error messages.
	wrong chan string
}

// browser starts Chromium.
func browser(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.WSURLReadTimeout(time.Minute))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(stop)
	if err := chromedp.Run(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// open opens an address in a new page of a size.
func open(t *testing.T, ctx context.Context, address string, width, height int64, more ...chromedp.Action) *page {
	t.Helper()
	tab, stop := chromedp.NewContext(ctx)
	t.Cleanup(stop)
	p := &page{t: t, ctx: tab, wrong: make(chan string, 100)}
	chromedp.ListenTarget(tab, func(e any) {
		what := ""
		switch e := e.(type) {
		case *log.EventEntryAdded:
			what = e.Entry.Text
		case *runtime.EventExceptionThrown:
			what = e.ExceptionDetails.Error()
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
				what = fmt.Sprint(e.Args)
			}
		}
		if what != "" {
			select {
			case p.wrong <- what:
			default:
			}
		}
	})
	p.run(append([]chromedp.Action{log.Enable(), chromedp.EmulateViewport(width, height)}, more...)...)
	p.run(chromedp.Navigate(address))
	return p
}

// run runs actions in the page.
func (p *page) run(actions ...chromedp.Action) {
	p.t.Helper()
	if err := chromedp.Run(p.ctx, actions...); err != nil {
		p.t.Fatal(err)
	}
}

// js returns the value of an expression.
func js[T any](p *page, expression string) (v T) {
	p.t.Helper()
	p.run(chromedp.Evaluate(expression, &v, func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }))
	return v
}

// rows returns the lines of the terminal.
func (p *page) rows() []string {
	p.t.Helper()
	return js[[]string](p, `[...document.querySelectorAll('.xterm-rows > div')].map((d) => d.textContent.replaceAll('\u00a0', ' '))`)
}

// wait waits until the terminal shows all texts.
func (p *page) wait(texts ...string) []string {
	p.t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		rows := p.rows()
		all, missing := strings.Join(rows, "\n"), ""
		for _, text := range texts {
			if !strings.Contains(all, text) {
				missing = text
			}
		}
		if missing == "" {
			return rows
		}
		if time.Now().After(end) {
			p.shot("failed")
			p.t.Fatalf("%q is not shown:\n%s", missing, all)
		}
	}
}

// shot saves a screenshot if requested.
func (p *page) shot(name string) {
	p.t.Helper()
	if *keep == "" {
		return
	}
	var png []byte
	p.run(chromedp.CaptureScreenshot(&png))
	if err := os.WriteFile(filepath.Join(*keep, name+".png"), png, 0o644); err != nil {
		p.t.Error(err)
	}
}

// clean fails the test if the browser has reported an error, as about its policy.
func (p *page) clean() {
	p.t.Helper()
	for {
		select {
		case what := <-p.wrong:
			p.t.Errorf("the browser says: %s", what)
		default:
			return
		}
	}
}

// cell returns the middle of a cell of the terminal, in pixels.
func (p *page) cell(x, y int) (float64, float64) {
	p.t.Helper()
	at := js[[]float64](p, fmt.Sprintf(`(() => {
		const screen = document.querySelector('.xterm-screen').getBoundingClientRect();
		const rows = document.querySelector('.xterm-rows').children;
		const cell = screen.height / rows.length;
		const columns = Math.max(...[...rows].map((d) => d.textContent.length));
		return [screen.left + (%d + .5) * screen.width / columns, screen.top + (%d + .5) * cell];
	})()`, x, y))
	return at[0], at[1]
}

// handleIn returns the column of the handle in a slider's row: the first character after
// the filled part.
func handleIn(row string) int {
	cells := []rune(row)
	at := slices.Index(cells, '━')
	for at >= 0 && at < len(cells) && cells[at] == '━' {
		at++
	}
	return at
}

// mouse moves the mouse, with or without a button down.
func (p *page) mouse(kind input.MouseType, x, y float64) {
	p.t.Helper()
	p.run(input.DispatchMouseEvent(kind, x, y).WithButton(input.Left).WithButtons(1).WithClickCount(1))
}

// scheme makes pages dark or light.
func scheme(name string) chromedp.Action {
	return emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}})
}

func TestExplore(t *testing.T) {
	s := serve(t)
	ctx := browser(t)
	p := open(t, ctx, s.web+"/?rate=12/s", 1280, 800, scheme("dark"))
	rows := p.wait("Scenario", "rate", "12/s", "q quit")
	p.shot("explore")
	t.Logf("%d rows, %d columns", len(rows), len([]rune(rows[0])))

	// The slider is dragged by its handle.
	y := slices.IndexFunc(rows, func(row string) bool { return strings.Contains(row, "▸rate") || strings.Contains(row, "►rate") })
	if y < 0 {
		t.Fatalf("no slider of the rate:\n%s", strings.Join(rows, "\n"))
	}
	handle := handleIn(rows[y])
	fx, fy := p.cell(handle, y)
	tx, _ := p.cell(handle+4, y)
	p.mouse(input.MousePressed, fx, fy)
	for i := range 8 {
		p.mouse(input.MouseMoved, fx+(tx-fx)*float64(i+1)/8, fy)
	}
	p.mouse(input.MouseReleased, tx, fy)
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if rows = p.rows(); handleIn(rows[y]) == handle+4 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("the handle is not where it was dragged to: %q", rows[y])
		}
	}
	p.shot("dragged")

	// Pasted text reaches the palette as one text.
	p.run(chromedp.KeyEvent(":"))
	p.run(chromedp.Evaluate(`(() => {
		const data = new DataTransfer();
		data.setData('text/plain', 'rate=77/s');
		document.querySelector('textarea').dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
	})()`, nil))
	p.wait("rate=77/s")
	p.run(chromedp.KeyEvent("\r"))
	p.wait("77/s")

	p.run(chromedp.EmulateViewport(900, 500)) // it is redrawn
	p.wait("q quit")
	p.shot("resized")
	p.clean()
	p.run(chromedp.KeyEvent("q"))
	p.run(chromedp.WaitVisible("#told"))
	p.shot("ended")

	light := open(t, ctx, s.web+"/?rate=12/s", 1280, 800, scheme("light"))
	light.wait("q quit")
	light.shot("explore-light")
	light.clean()
}

func TestPhone(t *testing.T) {
	s := serve(t)
	ctx := browser(t)
	for _, phone := range []struct {
		name          string
		width, height int64
	}{{"phone", 390, 844}, {"small-phone", 320, 568}} {
		p := open(t, ctx, s.web+"/", phone.width, phone.height, chromedp.EmulateViewport(phone.width, phone.height, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulateScale(2)))
		rows := p.wait("rate", "12/s")
		columns := 0
		for _, row := range rows {
			columns = max(columns, len([]rune(row)))
		}
		if columns < 40 || len(rows) < 12 {
			t.Errorf("%s: %d by %d cells, want 40 by 12 at least", phone.name, columns, len(rows))
		}
		if overflow := js[bool](p, `document.documentElement.scrollWidth > innerWidth`); overflow {
			t.Errorf("%s: the page is wider than the phone", phone.name)
		}
		t.Logf("%s: %d by %d cells", phone.name, columns, len(rows))
		p.shot(phone.name)
		p.run(chromedp.Click(`[aria-label="right"]`, chromedp.ByQuery)) // the arrow below
		p.wait("15/s")
		rows = p.rows()
		y := slices.IndexFunc(rows, func(row string) bool { return strings.Contains(row, "rate ") })
		x := handleIn(rows[y])
		fx, fy := p.cell(x, y)
		tx, _ := p.cell(x-3, y)
		p.run(
			input.DispatchTouchEvent(input.TouchStart, []*input.TouchPoint{{X: fx, Y: fy}}),
			input.DispatchTouchEvent(input.TouchMove, []*input.TouchPoint{{X: tx, Y: fy}}),
			input.DispatchTouchEvent(input.TouchEnd, []*input.TouchPoint{}),
		)
		for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			if handleIn(p.rows()[y]) < x {
				break
			}
			if time.Now().After(end) {
				p.shot(phone.name + "-failed")
				t.Fatalf("%s: the handle does not follow the finger", phone.name)
			}
		}
		p.shot(phone.name + "-dragged")
		p.clean()
	}
}

// guest is a guest of a room over SSH.
type guest struct {
	in  io.Writer
	out chan string
}

// join enters a room over SSH.
func (s served) join(t *testing.T, room, name string) *guest {
	t.Helper()
	c, err := ssh.Dial("tcp", s.ssh, &ssh.ClientConfig{User: name, HostKeyCallback: ssh.InsecureIgnoreHostKey()}) // it is this machine
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	session, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.RequestPty("xterm-256color", 36, 120, ssh.TerminalModes{}); err != nil {
		t.Fatal(err)
	}
	g := &guest{out: make(chan string, 1000)}
	if g.in, err = session.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := session.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.Start("room " + room); err != nil {
		t.Fatal(err)
	}
	go func() {
		buf := make([]byte, 64<<10)
		for {
			n, err := out.Read(buf)
			if n > 0 {
				g.out <- string(buf[:n])
			}
			if err != nil {
				return
			}
		}
	}()
	return g
}

// wait waits until the guest has received a text.
func (g *guest) wait(t *testing.T, text string) {
	t.Helper()
	all := ""
	late := time.After(30 * time.Second)
	for !strings.Contains(all, text) {
		select {
		case part := <-g.out:
			all += part
		case <-late:
			t.Fatalf("the guest over SSH does not see %q", text)
		}
	}
}

// TestRoom joins the room of a page over SSH, and watches it from another page.
func TestRoom(t *testing.T) {
	s := serve(t)
	ctx := browser(t)
	ann := open(t, ctx, s.web+"/r/friday?name=ann&rate=12/s", 1280, 800)
	ann.wait("friday", "you present")
	ben := s.join(t, "friday", "ben")
	ann.wait("ben is here")
	ann.run(chromedp.Focus(`textarea`, chromedp.ByQuery))
	ann.run(chromedp.KeyEvent(kb.ArrowRight)) // the right arrow
	ann.wait("15/s")
	ben.wait(t, "ann")
	ann.shot("room")

	link := js[string](ann, `new Promise((done) => {
		Object.defineProperty(navigator, 'clipboard', {value: {writeText: async (text) => done(text)}});
		document.getElementById('watch').click();
	})`)
	if !strings.HasPrefix(link, s.web+"/w/") || strings.Contains(link, "friday") {
		t.Fatalf("the read-only link is %q", link)
	}
	eve := open(t, ctx, link, 1280, 800)
	eve.wait("you watch ann", "15/s")
	eve.run(chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent("q"))
	ann.run(front.BringToFront(), chromedp.KeyEvent(kb.ArrowRight)) // pages in the background receive no keys
	ann.wait("ann: rate")
	eve.wait("you watch ann")
	if all := strings.Join(eve.rows(), "\n"); strings.Contains(all, "friday") {
		t.Errorf("who watches is told the room's name:\n%s", all)
	}
	eve.shot("watch")
	ann.clean()
	eve.clean()
}
