package sshd

import (
	"strings"
	"time"

	"github.com/charmbracelet/colorprofile"
	gossh "golang.org/x/crypto/ssh"

	"crossover/data"
	"crossover/engine/scenario"
	"crossover/tui"
	"crossover/tui/glyph"
)

// closeTime is how long a client may take to close what has ended.
const closeTime = 5 * time.Second

// chunk is how much is written at a time. The SSH library keeps buffers as
// large as the largest packet of a connection.
const chunk = 4 << 10

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
	if s.terminal && isTokens(args) {
		return s.explore(args)
	}
	go drain(s.ch) // commands read nothing
	if len(args) == 0 {
		return s.fail(exitBadInput, "there is no terminal to explore in; try ssh -t, or a command such as eval rate=1k/s")
	}
	s.begin("command")
	started := time.Now()
	code := s.command(args)
	s.over("command", "done", started)
	return code
}

// explore shows the explorer on a scenario.
func (s *session) explore(tokens []string) int {
	sc, err := data.ParseTokens(s.server.config.Scenario, tokens...)
	if err != nil {
		return s.fail(exitBadInput, printable(err.Error()))
	}
	if s.getenv("TERM") == "dumb" {
		return s.fail(exitFailure, "your terminal cannot show the explorer; try a command such as eval rate=1k/s")
	}
	s.begin("explorer")
	started := time.Now()
	x := newScreen(s, sc)
	why := x.run()
	s.over("explorer", why.reason, started)
	return x.leave(why)
}

// options are the explorer's on the client's terminal.
func (s *session) options(sc scenario.Scenario) tui.Options {
	c := &s.server.config
	kind, ambiguous := glyph.Detect(s.getenv)
	w, h := s.size()
	o := tui.Options{
		Engine: c.Engine, Scenario: sc, Themes: c.Themes, Theme: c.Theme, Glyphs: glyph.New(kind, ambiguous),
		Profile: colorprofile.Env(s.environ()), Now: time.Now, Verify: c.Verify, Verdicts: c.Verdicts, Presets: c.Presets,
		Width: w, Height: h, Undo: undo,
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
	s.server.metrics.sessions.WithLabelValues(kind).Inc()
	if s.server.quiet.may() {
		w, h := s.size()
		s.server.log.Info("session", "kind", kind, "ip", s.client.ip.Addr().String(), "user", s.user, "columns", w, "rows", h)
	}
}

// over notes its end.
func (s *session) over(kind, why string, started time.Time) {
	s.server.metrics.ended.WithLabelValues(why).Inc()
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
