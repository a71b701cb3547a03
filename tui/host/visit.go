package host

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/colorprofile"

	"crossover/data"
	"crossover/engine/each"
	"crossover/engine/scenario"
	"crossover/themes"
	"crossover/tui"
	"crossover/tui/glyph"
	"crossover/tui/term"
)

// Terminal is the terminal of a session.
type Terminal interface {
	// Read returns the user's input, and an error once the user is gone.
	io.Reader
	// Write writes a frame. It returns when the next one may be written.
	io.Writer
	// Size returns the columns and rows, at most MaxColumns and MaxRows. Resized is
	// raised when they change.
	Size() (columns, rows int)
	Resized() Signal
	// Environ returns the environment, as NAME=value.
	Environ() []string
	// Cut closes the connection.
	Cut()
}

// The largest size drawn. In a larger terminal the program is in the top left corner. A
// session's memory grows with the size.
const (
	MaxColumns = 320
	MaxRows    = 120
)

// Window is the size of a client's terminal.
type Window struct {
	mu            sync.Mutex
	columns, rows int
	resized       Signal
}

// NewWindow returns a window of no size.
func NewWindow() *Window { return &Window{resized: NewSignal()} }

// SetSize sets the size, up to the largest one drawn. For a client that does not know its
// own it is 80 by 24.
func (w *Window) SetSize(columns, rows int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if columns <= 0 || rows <= 0 {
		columns, rows = 80, 24
	}
	w.columns, w.rows = min(columns, MaxColumns), min(rows, MaxRows)
	w.resized.Raise()
}

// Size returns the columns and rows.
func (w *Window) Size() (columns, rows int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.columns, w.rows
}

// Resized is raised when the size is set.
func (w *Window) Resized() Signal { return w.resized }

// Visit is a client that a door has let in.
type Visit struct {
	Terminal
	// Door is the name of the door.
	Door string
	// IP is the network under which the client is counted.
	IP netip.Prefix
	// Name is the user's name, cleaned by [PersonName]. Key is the fingerprint of the key
	// used to log in, if any.
	Name, Key string
	// Narrow is set if characters of ambiguous width take one column.
	Narrow bool
	// Light is set if the background is light.
	Light bool
	// Serving is the content to show; nil means [Host.Now].
	Serving *Serving
}

// End describes why a session ended.
type End struct {
	// Reason is for logs and metrics, Text for the user; Text may be empty.
	Reason, Text string
	// Code is the exit code.
	Code  int
	stuck bool // the terminal accepts nothing
}

// Exit codes of the command line.
const (
	ExitFailure  = 1
	ExitBadInput = 2
)

// Explore runs the explorer until the session or ctx ends. It returns an error if the
// explorer cannot be shown; the End then has the exit code.
func (h *Host) Explore(ctx context.Context, v Visit, o Opening) (End, error) {
	var x *screen
	var code int
	var err error
	u := newUsage(h.share(v.IP))
	if v.Serving == nil {
		v.Serving = h.Now()
	}
	u.run(h.heavy, func() { x, code, err = h.open(ctx, v, o) })
	if err != nil {
		return End{Reason: "refused", Code: code}, err
	}
	x.usage = u
	kind := "explorer"
	switch {
	case o.Watch != "":
		kind = "watch"
	case o.Room != "":
		kind = "room"
	}
	started := h.Begin(&v, kind)
	why := x.run()
	h.Over(&v, kind, why.Reason, started)
	x.leave(why)
	return why, nil
}

// open creates the explorer, or returns an error and its exit code.
func (h *Host) open(ctx context.Context, v Visit, o Opening) (*screen, int, error) {
	if o.Watch != "" {
		if o.Room = h.rooms.watched(o.Watch); o.Room == "" {
			return nil, ExitFailure, errNothingToWatch
		}
	}
	if s := h.rooms.serving(o.Room); s != nil {
		v.Serving = s
	}
	sc, err := scenario.ParseFrom(data.FindScenario, v.Serving.Options.Scenario, o.Tokens...)
	if err == nil {
		err = h.checkRoom(o.Room)
	}
	if err != nil {
		return nil, ExitBadInput, err
	}
	if term.Getenv(v.Environ())("TERM") == "dumb" && !o.Speak {
		return nil, ExitFailure, errors.New("your terminal cannot show the explorer; try screen-reader, or a command such as eval rate=1k/s")
	}
	x, err := newScreen(ctx, h, v, sc, o)
	return x, ExitFailure, err
}

// errOtherRoom is the error for any room but the only one, which it does not name.
var errOtherRoom = errors.New("this server is for one room: use the line you were given")

// checkRoom returns an error if only another room may be entered.
func (h *Host) checkRoom(name string) error {
	if only := h.config.OnlyRoom; only != "" && name != only {
		return errOtherRoom
	}
	return nil
}

// errNoSuchRoom is the error for a room that is not open.
var errNoSuchRoom = errors.New("there is no such room at the moment; ssh -t enters one")

// RoomScenario returns the scenario of a room, or an error and its exit code.
func (h *Host) RoomScenario(name string) (sc scenario.Scenario, code int, err error) {
	if err := h.checkRoom(name); err != nil {
		return sc, ExitBadInput, err
	}
	sc, ok := h.rooms.scenario(name, h.Now().Options.Engine)
	if !ok {
		return sc, ExitFailure, errNoSuchRoom
	}
	return sc, 0, nil
}

// options returns the explorer's options for the terminal of a visit.
func (v *Visit) options(sc scenario.Scenario, open Opening) tui.Options {
	getenv := term.Getenv(v.Environ())
	kind, ambiguous := glyph.Detect(getenv)
	if open.glyphs != nil {
		kind = *open.glyphs
	}
	o := v.Serving.Options
	o.Save, o.Light, o.Silent = nil, v.Light, strings.HasPrefix(getenv("TERM"), "tmux") // files would be the server's, not the user's
	o.Scenario, o.Narrow = sc, ambiguous || v.Narrow
	o.Glyphs = glyph.New(kind, o.Narrow)
	o.Profile, o.Detect, o.Now, o.Undo = colorprofile.Env(v.Environ()), false, time.Now, undo
	o.Width, o.Height = v.Size()
	o.Tour = open.Tour
	o.Theme = cmp.Or(open.theme, o.Theme)
	o.Motion = tui.MotionOff // links are slow and processors are shared
	if open.motion != nil {
		o.Motion = *open.motion
	}
	if getenv("NO_COLOR") != "" {
		o.Profile = colorprofile.ASCII
	}
	return o
}

// undo limits the changes that a session can undo: each keeps a state.
const undo = 16

// Begin records the start of a session.
func (h *Host) Begin(v *Visit, kind string) (started time.Time) {
	h.Counters.sessions.Of(v.Door, kind).Inc()
	h.Counters.open.gauge(v.Door).Inc()
	if h.Quiet() {
		columns, rows := v.Size()
		what := []any{"door", v.Door, "kind", kind, "ip", v.IP.Addr().String(), "user", v.Name, "columns", columns, "rows", rows}
		if v.Key != "" {
			what = append(what, "key", v.Key)
		}
		h.Log.Info("session", what...)
	}
	return time.Now()
}

// Over records the end of a session.
func (h *Host) Over(v *Visit, kind, why string, started time.Time) {
	h.Counters.ended.Of(v.Door, why).Inc()
	h.Counters.open.gauge(v.Door).Dec()
	if h.Quiet() {
		h.Log.Info("session ended", "door", v.Door, "kind", kind, "ip", v.IP.Addr().String(), "user", v.Name,
			"reason", why, "took", time.Since(started).Round(time.Millisecond).String())
	}
}

// Printable replaces control characters, other than newlines, with question marks.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0) {
			return '?'
		}
		return r
	}, s)
}

// Opening is a request for the explorer.
type Opening struct {
	// Room is the room to enter, or "".
	Room string
	// Watch is the token of the room to watch, or "". If set, Room is ignored.
	Watch string
	// Tokens set the scenario.
	Tokens []string
	// theme is the name of a theme, or "" for one that suits the terminal. glyphs is the
	// character set, or nil for one that suits the terminal.
	theme  string
	glyphs *glyph.Kind
	// motion is the amount of animation; nil means none.
	motion *tui.Motion
	// Speak asks for screen-reader mode, Tour for the guided tour.
	Speak, Tour bool
}

// AsksAppearance reports whether it sets any option of the explorer.
func (o *Opening) AsksAppearance() bool {
	return o.Speak || o.Tour || o.theme != "" || o.glyphs != nil || o.motion != nil
}

// Words of the explorer beside a scenario's tokens. They may be written as flags; but ssh
// takes a leading flag as its own.
const (
	roomWord   = "room"
	tourWord   = "tour"
	speakWord  = "screen-reader"
	themeWord  = "theme"
	glyphsWord = "glyphs"
	motionWord = "motion"
	// followTerminal chooses what suits the terminal.
	followTerminal = "auto"
)

// Read parses the words of a command line. It reports whether they are for the explorer;
// any others are a command. "room NAME" enters a room. all are the available themes.
func (o *Opening) Read(args []string, all []themes.Theme) (ok bool, err error) {
	inRoom := false
	switch {
	case len(args) > 0 && args[0] == roomWord:
		inRoom = true
		args = args[1:]
		o.Room = ""
		if len(args) > 0 {
			o.Room, args = args[0], args[1:]
		}
		if err = CheckRoom(o.Room); err != nil {
			return true, err
		}
	case len(args) > 0 && args[0] == tourWord:
		o.Tour, args = true, args[1:]
	}
	for len(args) > 0 {
		word, value, given := strings.Cut(args[0], "=")
		flag := strings.HasPrefix(word, "--")
		name := strings.TrimPrefix(word, "--")
		args = args[1:]
		switch {
		case name == speakWord && !given:
			o.Speak = true
		case (name == themeWord || name == glyphsWord || name == motionWord) && (given || flag):
			if !given {
				if len(args) == 0 {
					return true, fmt.Errorf("--%s: there is no value", name)
				}
				value, args = args[0], args[1:]
			}
			if err = o.appearance(name, value, all); err != nil {
				return true, err
			}
		case given && !strings.HasPrefix(word, "-"):
			o.Tokens = append(o.Tokens, word+"="+value)
		default:
			return inRoom, fmt.Errorf("%q is not key=value, such as rate=12/s", short(word))
		}
	}
	return true, nil
}

// appearance parses an option of how the explorer looks.
func (o *Opening) appearance(name, value string, all []themes.Theme) error {
	switch {
	case name == motionWord:
		m, ok := tui.ParseMotion(value)
		if !ok {
			return fmt.Errorf("motion: there is no amount %q; write %s", short(value), tui.MotionNames())
		}
		o.motion = &m
	case value == followTerminal:
	case name == glyphsWord:
		k, ok := glyph.ParseKind(value)
		if !ok {
			return fmt.Errorf("glyphs: there is no set %q; write %s or %s", short(value), glyph.Names(), followTerminal)
		}
		o.glyphs = &k
	default:
		names := each.Of(all, func(t *themes.Theme) string { return t.Name })
		if !slices.Contains(names, value) {
			return fmt.Errorf("theme: there is no theme %q; write %s or %s", short(value), strings.Join(names, ", "), followTerminal)
		}
		o.theme = value
	}
	return nil
}

// short cuts a client's text for use in an error message.
func short(s string) string { return s[:min(len(s), 64)] }
