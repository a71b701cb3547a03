package host

import (
	"net"
	"net/netip"
	"sync"
	"time"
)

// What one connection may do.
const (
	// readRate is how many bytes a second are read on average, readBurst how many
	// at once. A mouse that reports each of 500 moves a second takes 40 kB/s.
	readRate, readBurst = 64 << 10, 256 << 10
	// readShare is how many bytes a second are read from an address for each
	// session that it may have, and readShareBurst how many at once.
	readShare, readShareBurst = 16 << 10, 64 << 10
	// requestBurst is how many requests for pages an address may make at once for
	// each session that it may have, and one a second after that.
	requestBurst = 10
	// writeTime is how long a write may take to be taken in.
	writeTime = 30 * time.Second
)

// Conn is a connection that was let in.
type Conn struct {
	net.Conn
	// IP is what its client is counted by.
	IP netip.Prefix

	host    *Host
	arrival *arrival
	reads   Bucket
	once    sync.Once
}

// Admit lets a connection of an address in, or returns nil. It is half-open until
// Opened is called.
func (h *Host) Admit(conn net.Conn, ip netip.Prefix) *Conn {
	if h.Draining() {
		h.Refuse(ip, refusedDraining)
		return nil
	}
	c := &Conn{Conn: conn, IP: ip, host: h, arrival: &arrival{ip: ip}, reads: Bucket{Rate: readRate, Burst: readBurst}}
	c.arrival.end = func() { _ = c.Close() }
	h.conns.Add(1)
	if why := h.door.connect(c.arrival, time.Now()); why != "" {
		h.conns.Done()
		h.Refuse(ip, why)
		return nil
	}
	h.Counters.connections.Inc()
	return c
}

// Passed notes that its client is no failure, whether or not it asks for anything.
func (c *Conn) Passed() { c.host.door.passed(c.arrival) }

// Opened notes that its client has asked for something.
func (c *Conn) Opened() { c.host.door.opened(c.arrival) }

// Read reads no faster than the client may send: TCP tells it to slow down.
func (c *Conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		now := time.Now()
		wait := c.reads.Owe(float64(n), now)
		c.host.door.at(c.IP, func(v *visitor) { wait = max(wait, v.reads.Owe(float64(n), now)) })
		time.Sleep(min(wait, time.Second))
	}
	return n, err
}

// Request reports whether its address may make another request for a page.
func (c *Conn) Request() (may bool) {
	c.host.door.at(c.IP, func(v *visitor) { may = v.requests.Take(1, time.Now()) })
	return may
}

// Write ends the connection when it does not get through.
func (c *Conn) Write(p []byte) (int, error) {
	_ = c.SetWriteDeadline(time.Now().Add(writeTime)) // a closed connection says so below
	n, err := c.Conn.Write(p)
	c.host.Counters.sent.Add(n)
	if err != nil {
		_ = c.Conn.Close()
	}
	return n, err
}

// Close closes the connection, once.
func (c *Conn) Close() (err error) {
	c.once.Do(func() {
		c.host.door.left(c.arrival, time.Now())
		c.host.conns.Done()
		err = c.Conn.Close()
	})
	return err
}

// Network is what addresses are counted by: the address, or the IPv6 network
// that one customer has.
func Network(a net.Addr) netip.Prefix {
	if tcp, ok := a.(*net.TCPAddr); ok {
		return NetworkOf(tcp.AddrPort().Addr())
	}
	return netip.Prefix{}
}

// NetworkOf is what an address is counted by.
func NetworkOf(ip netip.Addr) netip.Prefix {
	ip = ip.Unmap().WithZone("")
	bits := 32
	if ip.Is6() {
		bits = 64
	}
	p, _ := ip.Prefix(bits) // the zero prefix for what is no address
	return p
}
