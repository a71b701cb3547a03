package host

import (
	"net"
	"net/netip"
	"sync"
	"time"
)

// Limits of one connection.
const (
	// readRate is the mean number of bytes read in a second, readBurst the most at once.
	// A mouse that reports 500 moves a second takes 40 kB/s.
	readRate, readBurst = 64 << 10, 256 << 10
	// readShare is the mean number of bytes a second read from an address for each
	// session it may have, readShareBurst the most at once.
	readShare, readShareBurst = 16 << 10, 64 << 10
	// requestBurst is the number of page requests an address may make at once for each
	// session it may have. After that it may make one a second for each.
	requestBurst = 10
	// writeTime limits how long a write may block.
	writeTime = 30 * time.Second
)

// Conn is a connection that was admitted.
type Conn struct {
	net.Conn
	// IP is the network under which its client is counted.
	IP netip.Prefix

	host    *Host
	arrival *arrival
	reads   Bucket
	once    sync.Once
}

// Admit admits a connection from an address, or returns nil. The connection is half-open
// until Opened is called.
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

// Passed records that its client has logged in: its end is then no failed attempt.
func (c *Conn) Passed() { c.host.door.passed(c.arrival) }

// Opened records the client's first request. The connection is no longer half-open.
func (c *Conn) Opened() { c.host.door.opened(c.arrival) }

// Read reads at the client's allowed rate; TCP then slows the client down.
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

// Request reports whether its address may make another page request now.
func (c *Conn) Request() (may bool) {
	c.host.door.at(c.IP, func(v *visitor) { may = v.requests.Take(1, time.Now()) })
	return may
}

// Write writes p. An error, or more time than writeTime, closes the connection.
func (c *Conn) Write(p []byte) (int, error) {
	_ = c.SetWriteDeadline(time.Now().Add(writeTime)) // on a closed connection, Write fails, too
	n, err := c.Conn.Write(p)
	c.host.Counters.sent.Add(n)
	if err != nil {
		_ = c.Conn.Close()
	}
	return n, err
}

// Close closes the connection. Further calls do nothing.
func (c *Conn) Close() (err error) {
	c.once.Do(func() {
		c.host.door.left(c.arrival, time.Now())
		c.host.conns.Done()
		err = c.Conn.Close()
	})
	return err
}

// Network returns the prefix under which an address is counted: the IPv4 address, or the
// IPv6 network of 64 bits that one customer has.
func Network(a net.Addr) netip.Prefix {
	if tcp, ok := a.(*net.TCPAddr); ok {
		return NetworkOf(tcp.AddrPort().Addr())
	}
	return netip.Prefix{}
}

// NetworkOf is Network for an IP address.
func NetworkOf(ip netip.Addr) netip.Prefix {
	ip = ip.Unmap().WithZone("")
	bits := 32
	if ip.Is6() {
		bits = 64
	}
	p, _ := ip.Prefix(bits) // the zero prefix for an invalid address
	return p
}
