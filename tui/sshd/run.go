package sshd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"crossover/engine/scenario"
	"crossover/tui/host"
	"crossover/tui/work"
)

// closeTime limits the time a client may take to close an ended session.
const closeTime = 5 * time.Second

// chunk is the size of a write. The SSH library keeps buffers as large as the largest
// packet of a connection.
const chunk = 4 << 10

// inChunks writes p in chunks.
func inChunks(w io.Writer, p []byte) error {
	for part := range slices.Chunk(p, chunk) {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// run runs the client's request and ends the session.
func (s *session) run(command string) {
	code := host.ExitFailure
	defer func() {
		status := struct{ Code uint32 }{uint32(code)}
		_, _ = s.ch.SendRequest("exit-status", false, gossh.Marshal(&status)) // an error means that the client is gone
		_ = s.ch.Close()
		time.AfterFunc(closeTime, func() {
			if s.ctx.Err() == nil { // the client has not closed its side
				_ = s.client.Close()
			}
		})
	}()
	defer s.server.host.Contain("session", nil)
	code = s.dispatch(command)
}

// dispatch runs a command line: the explorer or a command.
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
	go drain(s.ch) // nobody else reads it
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

// errNoTerminal is the error if the explorer is requested without a terminal.
var errNoTerminal = errors.New("there is no terminal to explore in; try ssh -t, or a command such as eval rate=1k/s")

// copies are the commands by which clients copy files.
var copies = map[string]bool{"scp": true, "rsync": true, "sftp-server": true}

// opening parses a command line, and reports whether it is for the explorer and not a
// command. "room NAME" enters a room. So does a user name such as room+NAME, to which the
// guest's own name can be added, as in room+NAME+ann.
func (s *session) opening(args []string) (o host.Opening, ok bool, err error) {
	if err = s.loginRoom(&o); err != nil {
		return o, true, err
	}
	ok, err = o.Read(args, s.serving.Options.Themes)
	return o, ok, err
}

// roomUser is the prefix of a user name that names a room.
const roomUser = "room+"

// loginRoom sets the room and the guest's name from the login name, if that names a room.
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

// visit returns the client as a visit for the host.
func (s *session) visit() host.Visit {
	return host.Visit{Terminal: s, Door: "ssh", IP: s.client.IP, Name: s.user, Key: s.holder.fingerprint, Serving: s.serving}
}

// explore runs the explorer.
func (s *session) explore(open host.Opening) int {
	end, err := s.server.host.Explore(s.ctx, s.visit(), open)
	if err != nil {
		go drain(s.ch)
		return s.fail(end.Code, host.Printable(err.Error()))
	}
	return end.Code
}

// show prints the scenario of a room.
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

// mostArgs limits the words of a command line.
const mostArgs = 64

// words splits a command line like a shell, but without expansions.
func words(command string) ([]string, error) {
	args, err := scenario.Split(command)
	if len(args) > mostArgs {
		return nil, fmt.Errorf("at most %d words", mostArgs)
	}
	return args, err
}

// command runs a command line and returns its exit code.
func (s *session) command(args []string) int {
	if s.runner == nil {
		return s.fail(host.ExitFailure, "commands are not served here")
	}
	quick, count := s.server.config.Quick, &s.server.host.Counters.Commands
	run := func(ctx context.Context, args []string, stdout, stderr io.Writer) (code int) {
		defer s.server.host.Contain("command", func() { code = host.ExitFailure })
		return s.runner(ctx, args, stdout, stderr)
	}
	answer, err := s.server.host.Answer(s.ctx, s.client.IP, quick != nil && quick(args), run, args)
	switch {
	case s.ctx.Err() != nil:
		return host.ExitFailure
	case errors.Is(err, work.ErrTime):
		count.Of("timeout").Inc()
		return s.fail(host.ExitFailure, err.Error())
	case err != nil:
		return s.fail(host.ExitFailure, err.Error())
	}
	count.Of(strconv.Itoa(answer.Code)).Inc()
	if s.send(s.ch, answer.Stdout) != nil || s.send(s.ch.Stderr(), answer.Stderr) != nil {
		return host.ExitFailure
	}
	return answer.Code
}

// fail writes an error message and returns code.
func (s *session) fail(code int, text string) int {
	_ = s.send(s.ch.Stderr(), []byte("crossover: "+text+"\n")) // an error has nowhere to go
	return code
}

// send writes p. A client with a terminal needs a carriage return in each line.
func (s *session) send(w io.Writer, p []byte) error {
	if s.terminal {
		p = bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n"))
	}
	return inChunks(w, p)
}
