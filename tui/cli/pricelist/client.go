package pricelist

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"
)

// Client fetches price lists.
type Client struct {
	HTTP *http.Client
	// Attempts is the number of requests for a list before giving up. Wait is the pause
	// after the first failure; it doubles each time.
	Attempts int
	Wait     time.Duration
	// An attempt is aborted if fewer than StallBytes arrive in the time Stall.
	Stall      time.Duration
	StallBytes int64
	// Key is Google's API key, sent if it is set.
	Key string
	// Progress, unless nil, is called from time to time with the bytes read and the
	// total, or -1. Retry, unless nil, is called after each failure but the last.
	Progress func(read, total int64)
	Retry    func(err error, wait time.Duration)
}

// progressEvery is the interval between calls of Progress.
const progressEvery = 2 * time.Second

// temporary is an error that a retry may resolve.
type temporary struct{ err error }

func (t *temporary) Error() string { return t.err.Error() }
func (t *temporary) Unwrap() error { return t.err }

// AWS fetches and reads an AWS offer file.
func (c *Client) AWS(ctx context.Context, address string, wanted []Wanted) (list *List, err error) {
	err = c.get(ctx, address, func(r io.Reader) (err error) {
		list, err = ReadAWS(r, wanted)
		return err
	})
	return list, err
}

// mostPages bounds the pages of a response: all of Azure has about 500 per region.
const mostPages = 2000

// Azure fetches and reads a response of the Azure Retail Prices API.
func (c *Client) Azure(ctx context.Context, address, filter string, wanted []Wanted) (*List, error) {
	g := gather(wanted)
	err := c.paged(ctx, address, "$filter", filter, g.azurePage, sameHost)
	return g.list(), err
}

// GCP fetches and reads a response of Google's Cloud Billing Catalog API for a region. It
// needs the client's Key.
func (c *Client) GCP(ctx context.Context, address, region string, wanted []Wanted) (*List, error) {
	g := gather(wanted)
	read := func(r io.Reader) (string, error) { return g.gcpPage(r, region) }
	err := c.paged(ctx, address, "pageSize", "5000", read, func(first *url.URL, token string) (string, error) {
		return withQuery(*first, "pageToken", token).String(), nil
	})
	return g.list(), err
}

// paged fetches and reads a response page by page. read returns what names the next page,
// or "" after the last, and after makes an address of it.
func (c *Client) paged(ctx context.Context, address, name, value string, read func(io.Reader) (string, error), after func(first *url.URL, next string) (string, error)) error {
	first, err := url.Parse(address)
	if err != nil {
		return err
	}
	first = withQuery(*first, name, value)
	seen := map[string]bool{}
	for page := first.String(); page != ""; {
		if seen[page] || len(seen) == mostPages {
			return schemaf("the answer's pages go on for ever")
		}
		seen[page] = true
		err := c.get(ctx, page, func(r io.Reader) (err error) {
			if page, err = read(r); page != "" && err == nil {
				page, err = after(first, page)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// withQuery returns an address with another query parameter.
func withQuery(u url.URL, name, value string) *url.URL {
	query := u.Query()
	query.Set(name, value)
	u.RawQuery = query.Encode()
	return &u
}

// sameHost returns an error if the next page is on another server.
func sameHost(first *url.URL, next string) (string, error) {
	u, err := url.Parse(next)
	if err != nil {
		return "", schemaf("the next page %q is no address", next)
	}
	// The API names its default port.
	if u.Scheme != first.Scheme || u.Hostname() != first.Hostname() {
		return "", schemaf("the next page is on %s; want it on %s", u.Host, first.Host)
	}
	return next, nil
}

// get fetches and reads an address, and retries after temporary failures.
func (c *Client) get(ctx context.Context, address string, read func(io.Reader) error) error {
	wait := c.Wait
	for attempt := 1; ; attempt++ {
		err := c.once(ctx, address, read)
		var t *temporary
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return fmt.Errorf("gave up: %w", context.Cause(ctx))
		case !errors.As(err, &t):
			return err
		case attempt >= c.Attempts:
			return fmt.Errorf("%w (tried %d times)", err, attempt)
		}
		if c.Retry != nil {
			c.Retry(err, wait)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("gave up: %w", context.Cause(ctx))
		case <-time.After(wait):
		}
		wait *= 2
	}
}

// once makes one attempt.
func (c *Client) once(ctx context.Context, address string, read func(io.Reader) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var arrived atomic.Int64
	go c.watch(ctx, &arrived, cancel)

	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	req.Header.Set("User-Agent", "crossover")
	req.Header.Set("Accept", "application/json")
	if c.Key != "" {
		req.Header.Set("X-Goog-Api-Key", c.Key) // not in the address, which appears in errors
	}
	onHost := *c.HTTP
	onHost.CheckRedirect = stay
	resp, err := onHost.Do(req)
	if err != nil {
		if errors.Is(err, errElsewhere) {
			return err
		}
		return &temporary{because(ctx, err)}
	}
	defer func() { _ = resp.Body.Close() }() // the content has been read
	if resp.StatusCode != http.StatusOK {
		err := fmt.Errorf("the server answers %s", resp.Status)
		if resp.StatusCode >= 500 || resp.StatusCode == http.StatusTooManyRequests {
			return &temporary{err}
		}
		return err
	}
	body := &meter{r: resp.Body, arrived: &arrived, total: resp.ContentLength, tell: c.Progress, told: time.Now()}
	err = read(body)
	if body.err != nil { // the reader's error is a consequence
		return &temporary{fmt.Errorf("the connection broke after %d bytes: %w", arrived.Load(), because(ctx, body.err))}
	}
	return err
}

// errElsewhere means a redirect to another server.
var errElsewhere = errors.New("the server redirects to another one")

// stay refuses redirects to another host, redirects to plain HTTP, and more than five.
func stay(req *http.Request, via []*http.Request) error {
	first := via[0].URL
	if req.URL.Host != first.Host || req.URL.Scheme != first.Scheme {
		return fmt.Errorf("%w: %s://%s", errElsewhere, req.URL.Scheme, req.URL.Host)
	}
	if len(via) >= 5 {
		return errors.New("the server redirects again and again")
	}
	return nil
}

// because returns the cause of a cancelled attempt instead of its consequence.
func because(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// watch aborts an attempt that is too slow.
func (c *Client) watch(ctx context.Context, arrived *atomic.Int64, giveUp context.CancelCauseFunc) {
	tick := time.NewTicker(c.Stall)
	defer tick.Stop()
	last := int64(0)
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			now := arrived.Load()
			if now-last < c.StallBytes {
				giveUp(fmt.Errorf("too slow: %d bytes in %v", now-last, c.Stall))
				return
			}
			last = now
		}
	}
}

// meter counts the bytes read and reports progress.
type meter struct {
	r       io.Reader
	arrived *atomic.Int64
	total   int64
	tell    func(read, total int64)
	told    time.Time
	// err is the error of reading, except the end of the input.
	err error
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	read := m.arrived.Add(int64(n))
	if m.tell != nil && time.Since(m.told) >= progressEvery {
		m.told = time.Now()
		m.tell(read, m.total)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		m.err = err
	}
	return n, err
}
