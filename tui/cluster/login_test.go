package cluster

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nkeys"
)

// pair returns a pair of NATS keys.
func pair(t *testing.T, of func() (nkeys.KeyPair, error)) (keys nkeys.KeyPair, public string) {
	t.Helper()
	keys, err := of()
	if err != nil {
		t.Fatal(err)
	}
	if public, err = keys.PublicKey(); err != nil {
		t.Fatal(err)
	}
	return keys, public
}

// keepFile writes a file that only its owner can read.
func keepFile(t *testing.T, name string, text []byte) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// credentials makes a server require the credentials in the returned file.
func credentials(t *testing.T, o *server.Options) string {
	t.Helper()
	operator, operatorID := pair(t, nkeys.CreateOperator)
	account, accountID := pair(t, nkeys.CreateAccount)
	_, systemID := pair(t, nkeys.CreateAccount)
	user, userID := pair(t, nkeys.CreateUser)
	sign := func(c jwt.Claims, by nkeys.KeyPair) string {
		token, err := c.Encode(by)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	mine := jwt.NewAccountClaims(accountID)
	mine.Limits.JetStreamLimits = jwt.JetStreamLimits{MemoryStorage: -1, DiskStorage: -1, Streams: -1, Consumer: -1}
	resolver := &server.MemAccResolver{}
	for id, token := range map[string]string{accountID: sign(mine, operator), systemID: sign(jwt.NewAccountClaims(systemID), operator)} {
		if err := resolver.Store(id, token); err != nil {
			t.Fatal(err)
		}
	}
	o.TrustedKeys, o.AccountResolver, o.SystemAccount = []string{operatorID}, resolver, systemID
	seed, err := user.Seed()
	if err != nil {
		t.Fatal(err)
	}
	file, err := jwt.FormatUserConfig(sign(jwt.NewUserClaims(userID), account), seed)
	if err != nil {
		t.Fatal(err)
	}
	return keepFile(t, "crossover.creds", file)
}

// certificate makes a server require TLS, with a certificate signed by the one in the
// returned file.
func certificate(t *testing.T, o *server.Options) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	o.TLSConfig = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}
	o.TLSTimeout = patience.Seconds()
	return keepFile(t, "ca.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// TestNodesLogIn uses a server that requires TLS and credentials: a node with both shares
// rooms, and a node without one gets an error.
func TestNodesLogIn(t *testing.T) {
	var creds, ca string
	at := natsServer(t, func(o *server.Options) { creds, ca = credentials(t, o), certificate(t, o) })
	for _, c := range []struct {
		name, want string
		Config
	}{
		{"nothing", "certificate", Config{URL: "nats://" + at}},
		{"no certificate", "certificate", Config{URL: "tls://" + at, Creds: creds}},
		{"no credentials", "Authorization", Config{URL: "tls://" + at, CA: ca}},
		{"no file", "no-such.pem", Config{URL: "tls://" + at, Creds: creds, CA: "no-such.pem"}},
		{"another name", "certificate", Config{URL: "tls://" + strings.Replace(at, "127.0.0.1", "localhost", 1), Creds: creds, CA: ca}},
	} {
		s, err := Open(t.Context(), c.Config)
		if err == nil {
			s.Close()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("with %s: %v does not say %q", c.name, err, c.want)
		}
	}
	var stores []*Store
	for range 2 {
		s, err := Open(t.Context(), Config{URL: "tls://" + at, Creds: creds, CA: ca})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		stores = append(stores, s)
	}
	if _, err := stores[0].Save(t.Context(), "friday", []byte("here"), 0); err != nil {
		t.Fatal(err)
	}
	if got, _, err := stores[1].Load(t.Context(), "friday"); string(got) != "here" || err != nil {
		t.Errorf("the other node reads %q, %v", got, err)
	}
}
