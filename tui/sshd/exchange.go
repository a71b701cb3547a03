package sshd

import (
	"crypto/rand"
	"errors"
	"io"
	"sync"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"crossover/tui/host"
)

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

	mu     sync.Mutex
	budget host.Bucket
}

func (x *exchanges) Read(p []byte) (int, error) { return io.ReadFull(rand.Reader, p) }

// may reports whether another exchange is allowed.
func (x *exchanges) may() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.budget.Take(1, time.Now())
}

// signer signs the key exchanges that a connection is allowed.
type signer struct{ gossh.AlgorithmSigner }

func (s signer) Sign(r io.Reader, data []byte) (*gossh.Signature, error) {
	return s.SignWithAlgorithm(r, data, "")
}

func (s signer) SignWithAlgorithm(r io.Reader, data []byte, algorithm string) (*gossh.Signature, error) {
	if x, ok := r.(*exchanges); ok && !x.may() {
		x.server.host.Counters.Refused.Of(host.RefusedExchanges).Inc()
		return nil, errExchanges
	}
	return s.AlgorithmSigner.SignWithAlgorithm(r, data, algorithm)
}

// sshConfig returns the configuration of one connection.
func (s *Server) sshConfig(ctx ssh.Context) *gossh.ServerConfig {
	c := &gossh.ServerConfig{Config: algorithms()}
	c.Rand = &exchanges{server: s, budget: host.Bucket{Rate: exchangeRate, Burst: exchangeBurst}}
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
