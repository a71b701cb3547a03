package sshd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// attack is something that hostile clients do to a server.
type attack struct {
	Name string
	// Run runs the attack until it is done or ctx ends. It returns an error if the attack
	// could not be carried out. A connection that the server closes is no error.
	Run func(ctx context.Context, t target) error
}

// attacks returns all attacks.
func attacks() []attack {
	all := []attack{
		{"sizes", attackSizes}, {"resizes", attackResizes}, {"unread data", attackUnread}, {"names and variables", attackNames},
		{"requests", attackRequests}, {"channels", attackChannels}, {"half-open connections", attackHalfOpen},
		{"broken handshakes", attackHandshakes}, {"connects", attackConnects}, {"disconnects", attackDisconnects},
		{"slow readers", attackSlowReaders}, {"commands", attackCommands}, {"room names", attackRoomNames}, {"a room", attackRoom},
		{"sessions that come and go", attackChurn}, {"frames that take long", attackLongFrames},
	}
	for name, flood := range floods() {
		all = append(all, attack{"input: " + name, func(ctx context.Context, t target) error { return attackInput(ctx, t, flood) }})
	}
	return all
}

// hostile is a connection of an attacker.
type hostile struct {
	*gossh.Client
	bare net.Conn
}

// cut closes the connection without notice.
func (h hostile) cut() { _ = h.bare.Close() }

// dialAs logs in under any name. If refused, it retries for t.Patience.
func (t target) dialAs(user string) (h hostile, err error) {
	for end := time.Now().Add(t.Patience); ; time.Sleep(200 * time.Millisecond) {
		if h, err = t.knock(user); err == nil || !time.Now().Before(end) {
			return h, err
		}
	}
}

// knock tries to log in once.
func (t target) knock(user string) (hostile, error) {
	bare, err := t.connect()
	if err != nil {
		return hostile{}, err
	}
	c, err := login(bare, user)
	return hostile{c, bare}, err
}

// connect only connects. On Linux all of 127.0.0.0/8 is this machine, so that clients can
// come from several addresses.
func (t target) connect() (net.Conn, error) {
	d := net.Dialer{Timeout: loginTime}
	if t.From != "" && runtime.GOOS == "linux" {
		d.LocalAddr = &net.TCPAddr{IP: net.ParseIP(t.From)}
	}
	return d.Dial("tcp", t.Address)
}

// loginTime limits a login.
const loginTime = 30 * time.Second

// login logs in over a connection, and closes it on failure.
func login(bare net.Conn, user string) (*gossh.Client, error) {
	_ = bare.SetDeadline(time.Now().Add(loginTime))
	conn, chans, reqs, err := gossh.NewClientConn(bare, "", &gossh.ClientConfig{
		User: user, HostKeyCallback: gossh.InsecureIgnoreHostKey(), // it is this machine
	})
	if err != nil {
		_ = bare.Close()
		return nil, err
	}
	_ = bare.SetDeadline(time.Time{})
	return gossh.NewClient(conn, chans, reqs), nil
}

// rawChannel opens a session channel without anything in it.
func rawChannel(c *gossh.Client) (gossh.Channel, error) {
	ch, reqs, err := c.OpenChannel("session", nil)
	if err != nil {
		return nil, err
	}
	go gossh.DiscardRequests(reqs)
	return ch, nil
}

// terminalPayload returns the payload of a request for a terminal.
func terminalPayload(term string, w, h uint32) []byte {
	return gossh.Marshal(&struct {
		Term       string
		W, H, X, Y uint32
		Modes      string
	}{term, w, h, 0, 0, ""})
}

// sizePayload returns the payload of a change of a terminal's size.
func sizePayload(w, h uint32) []byte {
	return gossh.Marshal(&struct{ W, H, X, Y uint32 }{w, h, 0, 0})
}

// variablePayload returns the payload of a request to set a variable.
func variablePayload(name, value string) []byte {
	return gossh.Marshal(&struct{ Name, Value string }{name, value})
}

// commandPayload returns the payload of a request to run a command.
func commandPayload(line string) []byte { return gossh.Marshal(&struct{ Line string }{line}) }

// errRefused is a refusal of a request that every client may make.
var errRefused = errors.New("the server refuses what it should grant")

// explorer opens the explorer in a terminal of any size, and returns its channel.
func (t target) explorer(user, command string, w, h uint32) (hostile, gossh.Channel, error) {
	c, err := t.dialAs(user)
	if err != nil {
		return c, nil, err
	}
	ch, err := rawChannel(c.Client)
	if err != nil {
		c.cut()
		return c, nil, err
	}
	ok, err := ch.SendRequest("pty-req", true, terminalPayload("xterm-256color", w, h))
	if ok && err == nil {
		ok, err = ch.SendRequest("exec", true, commandPayload(command))
	}
	if err == nil && !ok {
		err = errRefused
	}
	if err != nil {
		c.cut()
		return c, nil, err
	}
	return c, ch, nil
}

// swallow reads and discards.
func swallow(r io.Reader) {
	go func() { _, _ = io.Copy(io.Discard, r) }()
}

// closed reports whether an error means that the server closed the connection, as it may
// with attackers.
func closed(err error) bool {
	var open *gossh.OpenChannelError
	var op *net.OpError
	return errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) || errors.As(err, &open) || errors.As(err, &op)
}

// failed returns the error of an attack, or nil if the server closed the connection.
func failed(what string, err error) error {
	if err == nil || closed(err) {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
