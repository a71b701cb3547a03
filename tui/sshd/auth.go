package sshd

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"strings"
	"time"

	"charm.land/ssh"
	"charm.land/wish/v2"
	gossh "golang.org/x/crypto/ssh"

	"crossover/tui/files"
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
				ctx.SetValue(holderKey{}, holder{gossh.FingerprintSHA256(key), host.PersonName(comment)})
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

// hostKey reads the server's key from a PEM file, or creates it if there is no such file.
// It returns an error if others than the owner can read the file or change its folder.
func hostKey(name string) (text []byte, err error) {
	if text, err = files.ReadGuarded(name, files.Private); errors.Is(err, fs.ErrNotExist) {
		if err = makeHostKey(name); err == nil {
			text, err = files.ReadGuarded(name, files.Private) // others may be able to change the folder
		}
	}
	if err == nil {
		if _, err = gossh.ParsePrivateKey(text); err != nil {
			err = fmt.Errorf("%s: %w; remove it for a new one", name, err)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("host key: %w", err)
	}
	return text, nil
}

// makeHostKey creates a key and writes it to the file atomically.
func makeHostKey(name string) error {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	block, err := gossh.MarshalPrivateKey(private, "")
	if err != nil {
		return err
	}
	return files.Write(name, pem.EncodeToMemory(block), files.Private)
}

// algorithms returns the algorithms allowed: key agreement on Curve25519, alone or with
// ML-KEM, authenticated ciphers, and SHA-2. OpenSSH has had them since 6.5 (2014), PuTTY
// since 0.68 (2017).
func algorithms() gossh.Config {
	return gossh.Config{
		KeyExchanges: []string{gossh.KeyExchangeMLKEM768X25519, gossh.KeyExchangeCurve25519, "curve25519-sha256@libssh.org"},
		Ciphers:      []string{gossh.CipherChaCha20Poly1305, gossh.CipherAES128GCM, gossh.CipherAES256GCM},
		MACs:         []string{gossh.HMACSHA256ETM, gossh.HMACSHA512ETM},
	}
}

// Limits of a connection's key exchanges, each of which takes about half a millisecond of
// processor time. OpenSSH makes one every gigabyte.
const exchangeRate, exchangeBurst = 1. / 60, 4

// errExchanges ends a connection that exchanges keys too often.
var errExchanges = errors.New("too many key exchanges")

// exchanges is the random source of one connection. The SSH library passes it to the
// signer of the host key once in each key exchange, so that the signer can count them.
type exchanges struct {
	server *Server
	budget *host.Meter
}

func (e *exchanges) Read(p []byte) (int, error) { return io.ReadFull(rand.Reader, p) }

// signer signs the key exchanges that a connection is allowed.
type signer struct{ gossh.AlgorithmSigner }

func (s signer) Sign(r io.Reader, data []byte) (*gossh.Signature, error) {
	return s.SignWithAlgorithm(r, data, "")
}

func (s signer) SignWithAlgorithm(r io.Reader, data []byte, algorithm string) (*gossh.Signature, error) {
	if x, ok := r.(*exchanges); ok && !x.budget.Take(1, time.Now()) {
		x.server.host.Counters.Refused.Of(host.RefusedExchanges).Inc()
		return nil, errExchanges
	}
	return s.AlgorithmSigner.SignWithAlgorithm(r, data, algorithm)
}

// sshConfig returns the configuration of one connection.
func (s *Server) sshConfig(ctx ssh.Context) *gossh.ServerConfig {
	c := &gossh.ServerConfig{Config: algorithms()}
	c.Rand = &exchanges{server: s, budget: host.NewMeter(exchangeRate, exchangeBurst)}
	if who, ok := ctx.Value(clientKey{}).(*client); ok {
		c.AuthLogCallback = func(_ gossh.ConnMetadata, _ string, err error) {
			if err == nil {
				who.Passed()
			}
		}
	}
	return c
}

// boundSigners limits the key exchanges of the host keys in list.
func boundSigners(list []ssh.Signer) {
	for i, k := range list {
		if a, ok := k.(gossh.AlgorithmSigner); ok {
			list[i] = signer{a}
		}
	}
}
