package host

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// tokenBytes is how much of a room's code is in its token: it cannot be guessed.
const tokenBytes = 15

func newRooms(l Limits) *rooms {
	rs := &rooms{limits: l, open: map[string]*room{}}
	_, _ = rand.Read(rs.secret[:]) // it never fails
	return rs
}

// token is what a room is watched by. It does not tell the room's name, and holds as
// long as the process.
func (rs *rooms) token(name string) string {
	code := hmac.New(sha256.New, rs.secret[:])
	_, _ = code.Write([]byte(name)) // it never fails
	return strings.ToLower(base32.StdEncoding.EncodeToString(code.Sum(nil)[:tokenBytes]))
}

// watched is the open room of a token, or "".
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

// Token is what a room can be watched by, without doing anything in it.
func (h *Host) Token(room string) string { return h.rooms.token(room) }
