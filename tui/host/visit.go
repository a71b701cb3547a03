package host

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/netip"
	"strings"
	"time"

	"github.com/charmbracelet/colorprofile"

	"crossover/data"
	"crossover/engine/scenario"
	"crossover/tui"
	"crossover/tui/glyph"
	"crossover/tui/term"
)

// Terminal is what a session is shown on.
type Terminal interface {
	// Read returns what its user sends, and an error once it is gone.
	io.Reader
	// Write shows a frame. It returns when there may be another.
	io.Writer
	// Size is how many columns and rows it has, no more than MaxColumns and
	// MaxRows. Resized is signalled when they have changed.
	Size() (columns, rows int)
	Resized() Signal
	// Environ is its environment, as NAME=value.
	Environ() []string
	// Cut ends its connection.
	Cut()
}

// The largest terminal that is drawn on; a larger one shows the program in its
// corner. What a session keeps grows with it.
const (
	MaxColumns = 320
	MaxRows    = 120
)

// Visit is somebody at a door.
type Visit struct {
	Terminal
	// Door names the door.
	Door string
	// IP is what the client is counted by.
	IP netip.Prefix
	// Name is the user's, as [PersonName] makes it, and Key the fingerprint of the
	// key it logged in with, if any.
	Name, Key string
	// Narrow says that characters of ambiguous width are one column wide there.
	Narrow bool
	// Light says that its background is light.
	Light bool
	// Serving is what to show: what is served now where it is nil.
	Serving *Serving
}

// End is why a session ended.
type End struct {
	// Reason is for logs and metrics, Text for the user, if any.
	Reason, Text string
	// Code is the exit code.
	Code  int
	stuck bool // the terminal takes in nothing
}

// Exit codes, as on the command line.
const (
	ExitFailure  = 1
	ExitBadInput = 2
)

// Explore shows the explorer until somebody ends it or ctx ends. An error is of an
// explorer that cannot be shown; its end has the code.
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

// open makes the explorer, or says why not and with what exit code.
func (h *Host) open(ctx context.Context, v Visit, o Opening) (*screen, int, error) {
	if o.Watch != "" {
		if o.Room = h.rooms.watched(o.Watch); o.Room == "" {
			return nil, ExitFailure, errNothingToWatch
		}
	}
	if s := h.rooms.serving(o.Room); s != nil {
		v.Serving = s
	}
	sc, err := data.ParseTokens(v.Serving.Options.Scenario, o.Tokens...)
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

// errOtherRoom is told where only one room is served; it does not say which.
var errOtherRoom = errors.New("this server is for one room: use the line you were given")

// checkRoom says what is wrong where there is only one room, and this is none or
// another.
func (h *Host) checkRoom(name string) error {
	if only := h.config.OnlyRoom; only != "" && name != only {
		return errOtherRoom
	}
	return nil
}

// errNoSuchRoom is told where a room is asked for that there is not.
var errNoSuchRoom = errors.New("there is no such room at the moment; ssh -t enters one")

// RoomScenario is what a room shows, or an error with its exit code.
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

// options are the explorer's on the terminal of a visit.
func (v *Visit) options(sc scenario.Scenario, open Opening) tui.Options {
	getenv := term.Getenv(v.Environ())
	kind, ambiguous := glyph.Detect(getenv)
	if open.glyphs != nil {
		kind = *open.glyphs
	}
	o := v.Serving.Options
	o.Save, o.Light, o.Silent = nil, v.Light, strings.HasPrefix(getenv("TERM"), "tmux") // it is not the user's machine
	o.Scenario, o.Narrow = sc, ambiguous || v.Narrow
	o.Glyphs = glyph.New(kind, o.Narrow)
	o.Profile, o.Detect, o.Now, o.Undo = colorprofile.Env(v.Environ()), false, time.Now, undo
	o.Width, o.Height = v.Size()
	o.Tour = open.Tour
	o.Theme = cmp.Or(open.theme, o.Theme)
	o.Motion = tui.MotionOff // links are slow, and processors shared
	if open.motion != nil {
		o.Motion = *open.motion
	}
	if getenv("NO_COLOR") != "" {
		o.Profile = colorprofile.ASCII
	}
	return o
}

// undo is how many changes a session can take back: each keeps a state.
const undo = 16

// Begin notes the start of a session of some kind.
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

// Over notes its end.
func (h *Host) Over(v *Visit, kind, why string, started time.Time) {
	h.Counters.ended.Of(v.Door, why).Inc()
	h.Counters.open.gauge(v.Door).Dec()
	if h.Quiet() {
		h.Log.Info("session ended", "door", v.Door, "kind", kind, "ip", v.IP.Addr().String(), "user", v.Name,
			"reason", why, "took", time.Since(started).Round(time.Millisecond).String())
	}
}

// Printable replaces what could steer a terminal.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0) {
			return '?'
		}
		return r
	}, s)
}
