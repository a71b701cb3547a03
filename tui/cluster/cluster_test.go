package cluster

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"crossover/tui/host"
	"crossover/tui/vtest"
)

// told receives the calls of a store.
type told chan string

func (w told) Line(up bool)       { w <- fmt.Sprint("line ", up) }
func (w told) Listed()            { w <- "listed" }
func (w told) Alive(words []byte) { w <- "alive " + string(words) }
func (w told) Wrote(room string, record []byte, _ uint64) {
	w <- fmt.Sprintf("%s %q", room, record)
}

// wait waits for a call.
func (w told) wait(t *testing.T, what string) {
	t.Helper()
	for hang := time.After(patience); ; {
		select {
		case got := <-w:
			if got == what {
				return
			}
		case <-hang:
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// TestStoreKeepsWhatWasWritten writes the same room from two nodes: a node cannot
// overwrite a revision it has not seen, both see all changes, and a room without writes
// expires.
func TestStoreKeepsWhatWasWritten(t *testing.T) {
	at := natsServer(t)
	ctx := t.Context()
	open := func() *Store {
		s, err := Open(ctx, Config{URL: "nats://" + at, Keep: time.Second})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		return s
	}
	a, b := open(), open()
	if a.Secret() != b.Secret() || a.Secret() == [32]byte{} {
		t.Error("two nodes have not the same secret")
	}
	save := func(s *Store, text string, over uint64, want error) uint64 {
		t.Helper()
		revision, err := s.Save(ctx, "friday", []byte(text), over)
		if !errors.Is(err, want) {
			t.Fatalf("saving %q over %d: %v, not %v", text, over, err, want)
		}
		return revision
	}
	one := save(a, "one", 0, nil)
	save(b, "other", 0, host.ErrChanged)
	two := save(b, "two", one, nil)
	save(a, "three", one, host.ErrChanged)
	if got, revision, err := a.Load(ctx, "friday"); string(got) != "two" || revision != two || err != nil {
		t.Errorf("loaded %q, %d, %v", got, revision, err)
	}
	if got, revision, err := a.Load(ctx, "monday"); got != nil || revision != 0 || err != nil {
		t.Errorf("loaded %q, %d, %v where there is nothing", got, revision, err)
	}
	w := make(told, 100)
	go a.Watch(ctx, w)
	w.wait(t, `friday "two"`)
	w.wait(t, "listed")
	if err := b.Beat([]byte("b")); err != nil {
		t.Error(err)
	}
	w.wait(t, "alive b")
	if err := a.Delete(ctx, "friday", one); !errors.Is(err, host.ErrChanged) {
		t.Errorf("deleting what was changed: %v", err)
	}
	if err := a.Delete(ctx, "friday", two); err != nil {
		t.Error(err)
	}
	w.wait(t, `friday ""`)
	save(b, "again", 0, nil)
	w.wait(t, `friday "again"`)
	w.wait(t, `friday ""`) // nobody writes it any more
	save(b, "at last", 0, nil)
}

// TestOpenSaysWhatIsWrong starts without NATS, and with NATS without JetStream.
func TestOpenSaysWhatIsWrong(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := l.Addr().String()
	_ = l.Close()
	forgetful := natsServer(t, func(o *server.Options) { o.JetStream = false })
	locked := natsServer(t, func(o *server.Options) { o.Username, o.Password = "crossover", "secret" })
	for _, c := range []struct{ url, creds, want string }{
		{"nats://" + nobody, "", "cannot connect to NATS"},
		{"nats://" + forgetful, "", "JetStream"},
		{"nats://" + locked, "", "Authorization"},
		{"nats://" + nobody, "no-such.creds", "no-such.creds"},
	} {
		s, err := Open(t.Context(), Config{URL: c.url, Creds: c.creds})
		if err == nil {
			s.Close()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s, %q: %v does not say %q", c.url, c.creds, err, c.want)
		}
	}
	s, err := Open(t.Context(), Config{URL: "nats://crossover:secret@" + locked})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
}

// shows returns the scenario of a room, or the error.
func (n *node) shows(room string) string {
	sc, _, err := n.RoomScenario(room)
	if err != nil {
		return err.Error()
	}
	return sc.String()
}

// TestThreeNodes has a room on three nodes. The presenter's node is disconnected and
// reconnected, and another node dies: the room continues, and no change that others have
// seen is lost.
func TestThreeNodes(t *testing.T) {
	nats := natsServer(t)
	const lease = 5 * time.Second // a node may stand still for a while on a loaded machine
	a, b, c := newNode(t, nats, lease), newNode(t, nats, lease), newNode(t, nats, lease)

	ann := a.enter(t, "friday", "ann", "rate=50/s")
	ann.waitRow(t, "friday", "you present")
	eventually(t, "the room on other nodes", func() bool { return b.Rooms() == 1 && c.Rooms() == 1 })
	if a.Token("friday") != c.Token("friday") {
		t.Error("a link to watch the room holds on one node only")
	}
	ben := b.enter(t, "friday", "ben")
	ben.waitRow(t, "you follow ann", "*ann", "ben")
	ben.WaitFor("50/s")
	cho := c.enter(t, "friday", "ann") // a name in use on another node
	cho.waitRow(t, "you follow ann", "ben", "ann 2")
	ann.waitRow(t, "ben", "ann 2")

	ann.Type(vtest.Right + vtest.Right)
	cho.waitRow(t, "ann: rate ", "to 80/s")
	eventually(t, "all nodes to show the same", func() bool { return b.shows("friday") == a.shows("friday") && c.shows("friday") == a.shows("friday") })
	ben.Type("#")
	ann.waitRow(t, "ben votes for ")
	ben.Type("X")
	ann.waitRow(t, "ben asks for control", "!ben")
	ann.Type("X")
	ben.waitRow(t, "you present")
	ben.Type("X") // and nobody presents
	ann.waitRow(t, "nobody presents")
	ann.Type(vtest.Right)
	ben.waitRow(t, "you follow ann")
	eventually(t, "all nodes to show the same", func() bool { return b.shows("friday") == a.shows("friday") && c.shows("friday") == a.shows("friday") })

	before := b.shows("friday")
	a.line.set(true)
	ann.waitRow(t, "cut off from the other servers")
	ann.Type(vtest.Right + vtest.Right) // it continues there
	eventually(t, "a change on the node that is cut off", func() bool { return a.shows("friday") != before })
	ben.waitRow(t, "nobody presents")
	if b.shows("friday") != before {
		t.Error("the room has changed with the node that was cut off")
	}
	ben.Type(vtest.Down + vtest.Right)
	ben.waitRow(t, "you present")
	cho.waitRow(t, "you follow ben")
	a.line.set(false)
	ann.waitRow(t, "you are exploring alone", "*ben")
	ben.waitRow(t, "~ann")
	eventually(t, "the node that is back to show the same", func() bool { return a.shows("friday") == b.shows("friday") })

	last := b.shows("friday")
	eventually(t, "the change to be everywhere", func() bool { return c.shows("friday") == last })
	b.line.set(true) // its guests cannot leave in order
	ben.Stop()
	cho.waitRow(t, "nobody presents")
	ann.waitRow(t, "ben is gone")
	if got := c.shows("friday"); got != last {
		t.Errorf("with a node, the room lost what was shown:\n%s\nand not\n%s", got, last)
	}
	cho.Type(vtest.Right)
	cho.waitRow(t, "you present")
	ann.Type("F")
	ann.waitRow(t, "you follow ann 2")
	late := a.enter(t, "friday", "late")
	late.waitRow(t, "you follow ann 2")
	eventually(t, "both nodes that are left to show the same", func() bool { return a.shows("friday") == c.shows("friday") && a.shows("friday") != last })
}

// TestShutdownSaysGoodbye shuts down a node: the others see its guests leave without
// waiting for the lease, and the room remains.
func TestShutdownSaysGoodbye(t *testing.T) {
	nats := natsServer(t)
	a, b := newNode(t, nats, time.Hour), newNode(t, nats, time.Hour)
	ann := a.enter(t, "friday", "ann", "rate=70/s")
	ann.waitRow(t, "you present")
	ben := b.enter(t, "friday", "ben")
	ben.waitRow(t, "you follow ann")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	a.Shutdown(ctx)
	ben.waitRow(t, "nobody presents")
	ben.WaitFor("70/s")
}

// from requests a session at a node for an address. The session lasts until left is
// called.
func (n *node) from(t *testing.T, address string) (why string, left func()) {
	t.Helper()
	near, far := net.Pipe()
	ip := netip.MustParsePrefix(address)
	conn := n.Admit(near, ip)
	conn.Opened()
	if why = n.Enter(ip); why == "" {
		return "", func() { n.Exit(ip); _ = conn.Close(); _ = far.Close() }
	}
	_, _ = conn.Close(), far.Close()
	return why, nil
}

// TestAddressesCountOnAllNodes opens sessions of one address at three nodes, which
// together permit three. Another address is not affected, and sessions of a dead node no
// longer count.
func TestAddressesCountOnAllNodes(t *testing.T) {
	nats := natsServer(t)
	few := func(l *host.Limits) { l.PerIP, l.RoomLease, l.Connects, l.ConnectsPerIP = 3, 2*time.Second, 1e6, 1e6 }
	a, b, c := newNode(t, nats, 0, few), newNode(t, nats, 0, few), newNode(t, nats, 0, few)
	const eve, ann = "192.0.2.66/32", "192.0.2.1/32"
	refused := func(n *node) bool {
		why, left := n.from(t, eve)
		if left != nil {
			left()
		}
		return why == host.RefusedPerIP
	}
	var ends []func()
	for _, n := range []*node{a, a, b} {
		why, left := n.from(t, eve)
		if why != "" {
			t.Fatalf("the first are refused: %s", why)
		}
		ends = append(ends, left)
	}
	for name, n := range map[string]*node{"a": a, "b": b, "c": c} {
		eventually(t, "one more at "+name+" to be refused", func() bool { return refused(n) })
	}
	if why, left := c.from(t, ann); why != "" {
		t.Errorf("somebody else is refused: %s", why)
	} else {
		left()
	}
	a.line.set(true) // for the others, its two sessions end
	eventually(t, "those of a dead node to be forgotten", func() bool { return !refused(c) })
	a.line.set(false)
	eventually(t, "them to count again", func() bool { return refused(c) })
	for _, left := range ends {
		left()
	}
	eventually(t, "a place to be free", func() bool { return !refused(c) })
}
