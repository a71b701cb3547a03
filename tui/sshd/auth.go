package sshd

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"charm.land/ssh"
	"charm.land/wish/v2"
	gossh "golang.org/x/crypto/ssh"

	"crossover/tui/host"
)

// Auth describes who may log in. The zero value admits everyone.
type Auth struct {
	keys     map[string]string // comments by the wire format of their keys
	password *[sha256.Size]byte
}

// WithPassword admits anyone with the password, under any name.
func WithPassword(password string) (Auth, error) {
	if strings.TrimSpace(password) == "" {
		return Auth{}, errors.New("the password is empty")
	}
	sum := sha256.Sum256([]byte(password))
	return Auth{password: &sum}, nil
}

// WithKeys admits anyone with one of the keys in text, the content of an authorized_keys
// file. It refuses options before a key, such as from=, because the server would not
// apply them.
func WithKeys(text []byte) (Auth, error) {
	a := Auth{keys: map[string]string{}}
	line := 0
	for l := range strings.Lines(string(text)) {
		line++
		l = strings.TrimSpace(l)
		if l == "" || strings.HasPrefix(l, "#") {
			continue
		}
		key, comment, options, _, err := gossh.ParseAuthorizedKey([]byte(l))
		switch {
		case err != nil:
			return Auth{}, fmt.Errorf("line %d: not a public key as in authorized_keys: ssh-ed25519 AAAA… name", line)
		case len(options) > 0:
			return Auth{}, fmt.Errorf("line %d: options such as %q are not kept here; write the key alone", line, options[0])
		}
		a.keys[string(key.Marshal())] = comment
	}
	if len(a.keys) == 0 {
		return Auth{}, errors.New("no public key in it")
	}
	return a, nil
}

// String returns the way to log in, without secrets.
func (a Auth) String() string {
	switch {
	case a.password != nil:
		return "password"
	case a.keys != nil:
		return "keys"
	default:
		return "none"
	}
}

// knows reports whether a password is correct.
func (a Auth) knows(given string) bool {
	sum := sha256.Sum256([]byte(given))
	return a.password != nil && subtle.ConstantTimeCompare(sum[:], a.password[:]) == 1
}

// holder describes the key that a client logged in with.
type holder struct{ fingerprint, comment string }

// holderKey is the context key of a connection's holder.
type holderKey struct{}

// options returns the server options for a.
func (a Auth) options(s *Server) []ssh.Option {
	switch {
	case a.password != nil:
		return []ssh.Option{wish.WithPasswordAuth(func(ctx ssh.Context, given string) bool {
			ok := s.now.Load().Auth.knows(given)
			s.login(ok)
			if !ok {
				select { // meanwhile the connection counts as half-open
				case <-time.After(s.host.Wrong(host.Network(ctx.RemoteAddr()))):
				case <-s.host.Context().Done():
				}
			}
			return ok
		})}
	case a.keys != nil:
		return []ssh.Option{wish.WithPublicKeyAuth(func(ctx ssh.Context, key ssh.PublicKey) bool {
			comment, ok := s.now.Load().Auth.keys[string(key.Marshal())]
			if ok {
				ctx.SetValue(holderKey{}, holder{fingerprint(key), host.PersonName(comment)})
			}
			s.login(ok)
			return ok
		})}
	default:
		return nil // the server then asks for nothing
	}
}

func (s *Server) login(ok bool) {
	result := "refused"
	if ok {
		result = "accepted"
	}
	s.host.Counters.Logins.Of(result).Inc()
}

// loginFailed logs a connection that failed to log in, in a format that fail2ban can
// match: msg="login failed" ip=ADDRESS.
func (s *Server) loginFailed(conn net.Conn, err error) {
	var auth *gossh.ServerAuthError
	if !errors.As(err, &auth) || len(auth.Errors) == 0 {
		return // it made no attempt
	}
	if s.host.Quiet() {
		ip := host.Network(conn.RemoteAddr()).Addr()
		if tcp, ok := conn.RemoteAddr().(*net.TCPAddr); ok {
			ip = tcp.AddrPort().Addr().Unmap()
		}
		s.host.Log.Warn("login failed", "ip", ip.String(), "auth", s.config.Auth.String(), "attempts", len(auth.Errors))
	}
}

func fingerprint(key gossh.PublicKey) string { return gossh.FingerprintSHA256(key) }
