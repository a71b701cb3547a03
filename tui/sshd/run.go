package sshd

import (
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/colorprofile"
	gossh "golang.org/x/crypto/ssh"

	"crossover/data"
	"crossover/engine/scenario"
	"crossover/tui"
	"crossover/tui/glyph"
)

// closeTime is how long a client may take to close a session that has ended.
const closeTime = 5 * time.Second

// chunk is how much is written at a time. The SSH library keeps buffers as
// large as the largest packet of a connection.
const chunk = 4 << 10

// inChunks writes p, a chunk at a time.
func inChunks(w io.Writer, p []byte) error {
	for part := range slices.Chunk(p, chunk) {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// run does what the client asked for and ends the session.
func (s *session) run(command string) {
	code := exitFailure
	defer func() {
		status := struct{ Code uint32 }{uint32(code)}
		_, _ = s.ch.SendRequest("exit-status", false, gossh.Marshal(&status)) // the client may be gone
		_ = s.ch.Close()
		time.AfterFunc(closeTime, func() {
			if s.ctx.Err() == nil { // the client does not close its side
				_ = s.client.Close()
			}
		})
	}()
	defer s.server.contain("session", nil)
	code = s.dispatch(command)
}

// dispatch finds out what a command line asks for.
func (s *session) dispatch(command string) int {
	args, err := words(command)
	if err != nil {
		go drain(s.ch)
		return s.fail(exitBadInput, err.Error())
	}
	open, ok, err := s.opening(args)
	if s.terminal && ok && err == nil {
		return s.explore(open)
	}
	go drain(s.ch) // nothing else reads
	switch {
	case ok && err != nil:
		return s.fail(exitBadInput, printable(err.Error()))
	case len(args) > 0 && copies[args[0]]:
		return s.fail(exitBadInput, "no files are copied here; help lists the commands there are")
	case len(args) == 0 && open.room == "", ok && open.asksLook():
		return s.fail(exitBadInput, errNoTerminal.Error())
	}
	s.begin("command")
	started := time.Now()
	var code int
	if ok && open.room != "" {
		code = s.show(open.room)
	} else {
		code = s.command(args)
	}
	s.over("command", "done", started)
	return code
}

// copies are the commands that clients send to copy files.
var copies = map[string]bool{"scp": true, "rsync": true, "sftp-server": true}

// explore shows the explorer.
func (s *session) explore(open opening) int {
	var x *screen
	var code int
	var err error
	u := newUsage()
	s.server.slots.update(&u, func() { x, code, err = s.openScreen(open) })
	if err != nil {
		go drain(s.ch)
		return s.fail(code, printable(err.Error()))
	}
	kind := "explorer"
	if open.room != "" {
		kind = "room"
	}
	s.begin(kind)
	started := time.Now()
	why := x.run()
	s.over(kind, why.reason, started)
	return x.leave(why)
}

// openScreen makes the explorer, or says why not and with what exit code.
func (s *session) openScreen(open opening) (*screen, int, error) {
	s.serving = cmp.Or(s.server.rooms.serving(open.room), s.serving)
	sc, err := data.ParseTokens(s.serving.Options.Scenario, open.tokens...)
	if only := s.server.config.OnlyRoom; err == nil && only != "" && open.room != only {
		err = errOtherRoom
	}
	if err != nil {
		return nil, exitBadInput, err
	}
	if s.getenv("TERM") == "dumb" && !open.speak {
		return nil, exitFailure, errors.New("your terminal cannot show the explorer; try screen-reader, or a command such as eval rate=1k/s")
	}
	x, err := newScreen(s, sc, open)
	return x, exitFailure, err
}

// options are the explorer's on the client's terminal.
func (s *session) options(sc scenario.Scenario, open opening) tui.Options {
	kind, ambiguous := glyph.Detect(s.getenv)
	if open.glyphs != nil {
		kind = *open.glyphs
	}
	o := s.serving.Options
	o.Save, o.Light = nil, false // it is not the user's machine
	o.Scenario, o.Glyphs, o.Narrow = sc, glyph.New(kind, ambiguous), ambiguous
	o.Profile, o.Detect, o.Now, o.Undo = colorprofile.Env(s.environ()), false, time.Now, undo
	o.Width, o.Height = s.size()
	o.Tour = open.tour
	if open.theme != "" {
		o.Theme = open.theme
	}
	o.Motion = tui.MotionOff // links are slow, and processors shared
	if open.motion != nil {
		o.Motion = *open.motion
	}
	if s.getenv("NO_COLOR") != "" {
		o.Profile = colorprofile.ASCII
	}
	return o
}

// undo is how many changes a session can take back: each keeps a state.
const undo = 16

// begin notes the start of a session.
func (s *session) begin(kind string) {
	s.server.metrics.sessions.of(kind).Inc()
	if s.server.quiet.may() {
		w, h := s.size()
		what := []any{"kind", kind, "ip", s.client.ip.Addr().String(), "user", s.user, "columns", w, "rows", h}
		if s.holder.fingerprint != "" {
			what = append(what, "key", s.holder.fingerprint)
		}
		s.server.log.Info("session", what...)
	}
}

// over notes its end.
func (s *session) over(kind, why string, started time.Time) {
	s.server.metrics.ended.of(why).Inc()
	if s.server.quiet.may() {
		s.server.log.Info("session ended", "kind", kind, "ip", s.client.ip.Addr().String(), "user", s.user,
			"reason", why, "took", time.Since(started).Round(time.Millisecond).String())
	}
}

// printable replaces what could steer a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0) {
			return '?'
		}
		return r
	}, s)
}
