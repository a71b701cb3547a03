package sshd

import (
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"crossover/tui/host"
)

// FuzzWords opens any command line given after ssh HOST, under any name.
func FuzzWords(f *testing.F) {
	for _, command := range []string{"", "rate=1k/s", "room friday theme=light", "tour", "screen-reader --glyphs ascii", "eval 'a b' \"c\" -o json", "'", "room", "--theme", "\\"} {
		f.Add(command, "room+friday+ann")
	}
	themes := config(f).Options.Themes
	f.Fuzz(func(t *testing.T, command, login string) {
		args, err := words(command)
		if err != nil {
			return
		}
		if len(args) > mostArgs {
			t.Fatalf("%d words", len(args))
		}
		s := &session{serving: &host.Serving{}, login: login}
		s.serving.Options.Themes = themes
		o, ok, err := s.opening(args)
		if ok && err == nil && o.Room != "" && host.CheckRoom(o.Room) != nil {
			t.Errorf("%q as %q enters room %q", command, login, o.Room)
		}
		if err != nil && len(err.Error()) > 1000 {
			t.Errorf("%q as %q is answered with %d bytes", command, login, len(err.Error()))
		}
	})
}

// FuzzRequests makes any request in one session.
func FuzzRequests(f *testing.F) {
	for kind, payload := range map[string]any{
		"env":           struct{ Name, Value string }{"LANG", "C.UTF-8"},
		"window-change": struct{ Columns, Rows, Width, Height uint32 }{1 << 31, 0, 0, 0},
		"exec":          struct{ Command string }{"eval"},
		"pty-req": struct {
			Term                         string
			Columns, Rows, Width, Height uint32
			Modes                        string
		}{"xterm-256color", 1 << 31, 1 << 31, 0, 0, ""},
	} {
		f.Add("pty-req", gossh.Marshal(payload), kind, gossh.Marshal(payload))
	}
	f.Fuzz(func(t *testing.T, kind string, payload []byte, then string, more []byte) {
		s := &session{env: map[string]string{}, Window: host.NewWindow()}
		var started []string
		for _, r := range []*gossh.Request{{Type: kind, Payload: payload}, {Type: then, Payload: more}} {
			s.request(r, func(command string) { started = append(started, command) })
		}
		if w, h := s.Size(); w < 0 || w > host.MaxColumns || h < 0 || h > host.MaxRows || s.terminal && (w == 0 || h == 0) {
			t.Errorf("the terminal has %d by %d cells", w, h)
		}
		if len(started) > 1 || len(started) == 1 && len(started[0]) > maxCommand {
			t.Errorf("%.80q is started", started)
		}
		for _, v := range s.Environ() {
			if name, value, _ := strings.Cut(v, "="); len(name) > maxVariable || len(value) > maxVariable || !plain(v) {
				t.Errorf("the environment has %.80q", v)
			}
		}
	})
}
