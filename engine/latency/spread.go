package latency

// Class is a kind of request by its start.
type Class uint8

// The classes of requests.
const (
	// Warm is a request that is served at once.
	Warm Class = iota
	// Waiting is a request that waits: for an instance started by another request, for an
	// autoscaler to react to a burst, or in the queue of a fleet of fixed size.
	Waiting
	// Cold is a request that starts an instance.
	Cold
	NumClasses
)

var classNames = [...]string{"warm", "waiting", "cold"}

// String names the class.
func (c Class) String() string { return classNames[c] }

// Spread is the distribution of a request's time as its client sees it, class
// by class.
type Spread struct{ l Distribution }

// Spread returns the distribution in a form that is read class by class.
func (l Distribution) Spread() Spread { return Spread{l} }

// Exists reports whether there is a latency. A fleet that cannot keep up with its load has
// none.
func (d *Spread) Exists() bool { return !d.l.None && d.l.n > 0 }

// NetworkMS is the round trip to the client that is part of every request's
// time, in milliseconds.
func (d *Spread) NetworkMS() float64 { return d.l.network * 1e3 }

// Share returns the share of a class among all requests, 0 to 1.
func (d *Spread) Share(c Class) float64 {
	if d.l.None {
		return 0
	}
	sum := 0.0
	for i := range d.l.n {
		if d.l.classes[i].kind == c {
			sum += d.l.classes[i].share
		}
	}
	return sum
}

// Within returns the share of a class's requests that take at most ms milliseconds, 0 to
// 1; 0 for a class without requests.
func (d *Spread) Within(c Class, ms float64) float64 {
	if d.l.None {
		return 0
	}
	sum, share := 0.0, 0.0
	for i := range d.l.n {
		if x := &d.l.classes[i]; x.kind == c {
			if d.l.most > 0 && ms >= d.l.most*1e3 {
				return 1
			}
			f, _, _ := x.at(ms/1e3 - d.l.network)
			sum += x.share * f
			share += x.share
		}
	}
	if share == 0 {
		return 0
	}
	return sum / share
}
