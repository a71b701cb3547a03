package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/coder/websocket"

	"crossover/tui/host"
)

const (
	// maxMessage bounds a message of a page, in bytes.
	maxMessage = 16 << 10
	// messages is how many messages of a page, or pieces of one, are read a second.
	messages = 1000
	// mostFrames is how many frames a page has not confirmed at most.
	mostFrames = 3
	// slowTime is how long it may take to confirm one.
	slowTime = 30 * time.Second
	// pingEvery is how often a page is asked whether it is there, pongTime how long
	// it may take to answer.
	pingEvery, pongTime = 20 * time.Second, 10 * time.Second
)

// terminal is that of a page.
type terminal struct {
	ws   *websocket.Conn
	ctx  context.Context // ends with the socket
	stop context.CancelFunc

	rest   io.Reader     // of the message that is being read
	pace   host.Bucket   // of messages and pieces of them
	frames chan struct{} // one for each frame that is not confirmed

	mu            sync.Mutex
	columns, rows int
	resized       host.Signal
}

func newTerminal(ctx context.Context, ws *websocket.Conn, columns, rows int) *terminal {
	t := &terminal{ws: ws, pace: host.Bucket{Rate: messages, Burst: messages}, frames: make(chan struct{}, mostFrames), resized: host.NewSignal()}
	t.ctx, t.stop = context.WithCancel(ctx)
	t.setSize(columns, rows)
	ws.SetReadLimit(maxMessage)
	return t
}

// setSize notes a size, up to the largest that is drawn on. A page that names none
// gets 80 by 24.
func (t *terminal) setSize(columns, rows int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if columns <= 0 || rows <= 0 {
		columns, rows = 80, 24
	}
	t.columns, t.rows = min(columns, host.MaxColumns), min(rows, host.MaxRows)
	t.resized.Raise()
}

// Size is the size of the page, in cells.
func (t *terminal) Size() (columns, rows int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.columns, t.rows
}

// Resized is signalled when the size has changed.
func (t *terminal) Resized() host.Signal { return t.resized }

// Environ is that of xterm.js.
func (t *terminal) Environ() []string {
	return []string{"TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8"}
}

// Cut ends the connection.
func (t *terminal) Cut() {
	t.stop()
	_ = t.ws.CloseNow()
}

// Read returns what the user does. With the socket, the session's work ends.
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

// ended ends the session where there is an error.
func (t *terminal) ended(err error) error {
	if err != nil {
		t.stop()
	}
	return err
}

// What a page says that no page says.
var (
	errNoMessage = errors.New("a message that there is not")
	errNoFrame   = errors.New("a frame is confirmed that was not sent")
)

// listen takes in what the page says of itself: a size, or that it has shown frames.
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
		t.setSize(said.Columns, said.Rows)
	}
	return nil
}

// errSlow ends a page that shows nothing.
var errSlow = errors.New("the page shows nothing")

// Write shows a frame, once the page has shown enough of those before.
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

// tell tells the page something.
func (t *terminal) tell(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return t.ws.Write(t.ctx, websocket.MessageText, text)
}

// ping asks the page whether it is there, until the session has ended.
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
