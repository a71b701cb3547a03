package sshd

import (
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"crossover/tui/host"
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
	code := host.ExitFailure
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
	defer s.server.host.Contain("session", nil)
	code = s.dispatch(command)
}

// dispatch finds out what a command line asks for.
func (s *session) dispatch(command string) int {
	args, err := words(command)
	if err != nil {
		go drain(s.ch)
		return s.fail(host.ExitBadInput, err.Error())
	}
	open, ok, err := s.opening(args)
	if s.terminal && ok && err == nil {
		return s.explore(open)
	}
	go drain(s.ch) // nothing else reads
	switch {
	case ok && err != nil:
		return s.fail(host.ExitBadInput, host.Printable(err.Error()))
	case len(args) > 0 && copies[args[0]]:
		return s.fail(host.ExitBadInput, "no files are copied here; help lists the commands there are")
	case len(args) == 0 && open.Room == "", ok && open.AsksLook():
		return s.fail(host.ExitBadInput, errNoTerminal.Error())
	}
	h, v := s.server.host, s.visit()
	started := h.Begin(&v, "command")
	var code int
	if ok && open.Room != "" {
		code = s.show(open.Room)
	} else {
		code = s.command(args)
	}
	h.Over(&v, "command", "done", started)
	return code
}

// errNoTerminal is told where the explorer is asked for and cannot be shown.
var errNoTerminal = errors.New("there is no terminal to explore in; try ssh -t, or a command such as eval rate=1k/s")

// copies are the commands that clients send to copy files.
var copies = map[string]bool{"scp": true, "rsync": true, "sftp-server": true}

// opening reads a command line, and reports whether it is one of the explorer:
// any other is a command's. "room NAME" enters a room, and so does a user name
// such as room+NAME, which can go on with the guest's own, as in room+NAME+ann.
func (s *session) opening(args []string) (o host.Opening, ok bool, err error) {
	if err = s.loginRoom(&o); err != nil {
		return o, true, err
	}
	ok, err = o.Read(args, s.serving.Options.Themes)
	return o, ok, err
}

// roomUser is in front of a user name that is a room's.
const roomUser = "room+"

// loginRoom takes the room, and the guest's name in it, from the name that logged
// in, where that has one.
func (s *session) loginRoom(o *host.Opening) error {
	name, in := strings.CutPrefix(s.login, roomUser)
	if !in {
		return nil
	}
	var guest string
	o.Room, guest, _ = strings.Cut(name, "+")
	if s.holder.comment == "" || guest != "" {
		s.user = host.PersonName(guest)
	}
	return host.CheckRoom(o.Room)
}

// visit is the client as the host knows it.
func (s *session) visit() host.Visit {
	return host.Visit{Terminal: s, Door: "ssh", IP: s.client.IP, Name: s.user, Key: s.holder.fingerprint, Serving: s.serving}
}

// explore shows the explorer.
func (s *session) explore(open host.Opening) int {
	end, err := s.server.host.Explore(s.ctx, s.visit(), open)
	if err != nil {
		go drain(s.ch)
		return s.fail(end.Code, host.Printable(err.Error()))
	}
	return end.Code
}

// show prints the scenario of a room, for a guest to keep.
func (s *session) show(room string) int {
	sc, code, err := s.server.host.RoomScenario(room)
	if err != nil {
		return s.fail(code, err.Error())
	}
	if s.send(s.ch, []byte(host.Printable(sc.String())+"\n")) != nil {
		return host.ExitFailure
	}
	return 0
}
