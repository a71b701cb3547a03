package host

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// tokenBytes is the length of a watch token before encoding, enough not to be guessed.
const tokenBytes = 15

func newRooms(l Limits) *rooms {
	rs := &rooms{limits: l, open: map[string]*room{}}
	_, _ = rand.Read(rs.secret[:]) // it cannot fail
	return rs
}

// token returns the watch token of a room. It does not reveal the name. It is valid as
// long as the secret: the process's own, or the store's.
func (rs *rooms) token(name string) string {
	code := hmac.New(sha256.New, rs.secret[:])
	_, _ = code.Write([]byte(name)) // it cannot fail
	return strings.ToLower(base32.StdEncoding.EncodeToString(code.Sum(nil)[:tokenBytes]))
}

// watched returns the open room of a watch token, or "".
func (rs *rooms) watched(token string) string {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	for name := range rs.open {
		if hmac.Equal([]byte(rs.token(name)), []byte(token)) {
			return name
		}
	}
	return ""
}

// Token returns the token with which a room can be watched without taking part.
func (h *Host) Token(room string) string { return h.rooms.token(room) }
