// Package cluster stores rooms in NATS for the nodes of a cluster. Rooms are in a
// JetStream key-value bucket, where a write succeeds only over the revision last read.
// Nodes announce themselves on a subject.
package cluster

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"crossover/tui/host"
)

// The names of crossover's buckets and subject in NATS.
const (
	// Rooms is the bucket of rooms, with one key per room.
	Rooms = "crossover-rooms"
	// Secrets is the bucket of secrets shared by all nodes.
	Secrets = "crossover-secrets"
	// Nodes is the subject on which nodes announce themselves.
	Nodes = "crossover.nodes"
)

// Config configures the connection to NATS.
type Config struct {
	// URL is the server's URL, or several separated by commas. It may contain a name and
	// password, or a token.
	URL string
	// Creds is the file of credentials, if any.
	Creds string
	// CA is the file of certificates that verify the server, if the system's do not.
	CA string
	// Keep is how long a room stays without writes; zero means 2 minutes.
	Keep time.Duration
	// Log receives errors of the connection; nil discards them.
	Log *slog.Logger
}

// The limit for NATS to answer at the start, and the intervals of attempts to reconnect
// and of pings.
const (
	startTime = 10 * time.Second
	tryAgain  = 500 * time.Millisecond
	pingEvery = 3 * time.Second
)

// maxRoom limits the bytes of a room in its bucket, and maxBytes those of all rooms.
const maxRoom, maxBytes = 256 << 10, 256 << 20

// Store stores rooms in NATS.
type Store struct {
	conn           *nats.Conn
	rooms          jetstream.KeyValue
	secret         [32]byte
	down, restored host.Signal
}

// Open connects to NATS and creates missing buckets. An error names the place and the
// reason.
func Open(ctx context.Context, c Config) (*Store, error) {
	s := &Store{down: host.NewSignal(), restored: host.NewSignal()}
	log := cmp.Or(c.Log, slog.New(slog.DiscardHandler))
	options := []nats.Option{
		nats.Name("crossover"), nats.MaxReconnects(-1), nats.ReconnectWait(tryAgain), nats.Timeout(startTime / 2),
		nats.ReconnectBufSize(-1), // messages that cannot be sent must fail
		nats.PingInterval(pingEvery), nats.MaxPingsOutstanding(2),
		nats.DisconnectErrHandler(func(*nats.Conn, error) { s.down.Raise() }),
		nats.ReconnectHandler(func(*nats.Conn) { s.restored.Raise() }),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { log.Warn("nats", "error", err.Error()) }),
	}
	if c.Creds != "" {
		options = append(options, nats.UserCredentials(c.Creds))
	}
	if c.CA != "" {
		options = append(options, nats.RootCAs(c.CA))
	}
	var err error
	if s.conn, err = nats.Connect(c.URL, options...); err != nil {
		return nil, fmt.Errorf("cannot connect to NATS: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	if err := s.prepare(ctx, cmp.Or(c.Keep, 2*time.Minute)); err != nil {
		s.conn.Close()
		if errors.Is(err, jetstream.ErrJetStreamNotEnabled) || errors.Is(err, nats.ErrNoResponders) {
			err = errors.New("the server is there, but JetStream is not: start it with nats-server --jetstream")
		}
		return nil, fmt.Errorf("NATS: %w", err)
	}
	return s, nil
}

// prepare creates missing buckets and reads the secret. A bucket made by an operator,
// with replicas, is used unchanged.
func (s *Store) prepare(ctx context.Context, keep time.Duration) error {
	js, err := jetstream.New(s.conn)
	if err != nil {
		return err
	}
	s.rooms, err = bucket(ctx, js, jetstream.KeyValueConfig{
		Bucket: Rooms, Description: "rooms of crossover", TTL: keep, LimitMarkerTTL: max(keep, time.Second), MaxValueSize: maxRoom, MaxBytes: maxBytes,
	})
	if err != nil {
		return fmt.Errorf("bucket %s: %w", Rooms, err)
	}
	secrets, err := bucket(ctx, js, jetstream.KeyValueConfig{Bucket: Secrets, Description: "what nodes of crossover share", MaxBytes: 1 << 20})
	if err != nil {
		return fmt.Errorf("bucket %s: %w", Secrets, err)
	}
	const watch = "watch"
	fresh := make([]byte, 32)
	_, _ = rand.Read(fresh) // it never fails
	if _, err = secrets.Create(ctx, watch, fresh); err != nil && !errors.Is(err, jetstream.ErrKeyExists) {
		return fmt.Errorf("bucket %s: %w", Secrets, err)
	}
	e, err := secrets.Get(ctx, watch)
	if err != nil {
		return fmt.Errorf("bucket %s: %w", Secrets, err)
	}
	s.secret = sha256.Sum256(e.Value())
	return nil
}

// bucket returns a bucket, and creates it if it does not exist.
func bucket(ctx context.Context, js jetstream.JetStream, c jetstream.KeyValueConfig) (jetstream.KeyValue, error) {
	kv, err := js.KeyValue(ctx, c.Bucket)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		if kv, err = js.CreateKeyValue(ctx, c); errors.Is(err, jetstream.ErrBucketExists) { // another node was faster
			kv, err = js.KeyValue(ctx, c.Bucket)
		}
	}
	return kv, err
}

// Close disconnects from NATS.
func (s *Store) Close() { s.conn.Close() }

// Secret returns the secret shared by all nodes.
func (s *Store) Secret() [32]byte { return s.secret }

// Beat announces this node to the others, with its message.
func (s *Store) Beat(message []byte) error { return s.conn.Publish(Nodes, message) }

// Load returns a room and its revision, or revision 0 if there is none.
func (s *Store) Load(ctx context.Context, room string) ([]byte, uint64, error) {
	e, err := s.rooms.Get(ctx, room)
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	return e.Value(), e.Revision(), nil
}

// Save writes a room over a revision.
func (s *Store) Save(ctx context.Context, room string, record []byte, over uint64) (revision uint64, err error) {
	if over == 0 {
		revision, err = s.rooms.Create(ctx, room, record)
	} else {
		revision, err = s.rooms.Update(ctx, room, record, over)
	}
	return revision, changed(err)
}

// Delete removes a room at a revision.
func (s *Store) Delete(ctx context.Context, room string, over uint64) error {
	return changed(s.rooms.Delete(ctx, room, jetstream.LastRevision(over)))
}

// changed converts NATS's errors about changed revisions to [host.ErrChanged].
func changed(err error) error {
	if errors.Is(err, jetstream.ErrKeyExists) || errors.Is(err, jetstream.ErrKeyRevisionMismatch) {
		return host.ErrChanged
	}
	return err
}

// Watch reports existing rooms and all changes to w until ctx ends.
func (s *Store) Watch(ctx context.Context, w host.Watcher) {
	for ctx.Err() == nil {
		_ = s.follow(ctx, w)
		w.Line(false)
		select {
		case <-s.restored:
		case <-time.After(tryAgain):
		case <-ctx.Done():
		}
	}
}

var errDown = errors.New("the line is down")

// follow reports existing rooms and all changes to w until the connection fails. All
// calls of w are in this goroutine.
func (s *Store) follow(ctx context.Context, w host.Watcher) error {
	select {
	case <-s.down: // from an earlier failure
	default:
	}
	if !s.conn.IsConnected() {
		return errDown
	}
	beats := make(chan *nats.Msg, 64) // a lost beat is followed by another
	sub, err := s.conn.ChanSubscribe(Nodes, beats)
	if err != nil {
		return err
	}
	defer func() { _ = sub.Unsubscribe() }() // the connection may be down
	rooms, err := s.rooms.WatchAll(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = rooms.Stop() }() // likewise
	w.Line(true)
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.down:
			return errDown
		case m := <-beats:
			w.Alive(m.Data)
		case e, ok := <-rooms.Updates():
			switch {
			case !ok:
				return errDown
			case e == nil:
				w.Listed()
			case e.Operation() == jetstream.KeyValuePut:
				w.Wrote(e.Key(), e.Value(), e.Revision())
			default:
				w.Wrote(e.Key(), nil, e.Revision())
			}
		}
	}
}
