package cli

import (
	"context"
	"net"
	"strings"

	"github.com/spf13/pflag"

	"crossover/tui/cluster"
	"crossover/tui/files"
	"crossover/tui/host"
	"crossover/tui/web"
)

// noListen is the address that disables SSH.
const noListen = "none"

// webFlags are the flags of the web page.
type webFlags struct {
	listen  string
	names   []string
	proxies []net.IPNet
	open    bool
}

// add adds the flags.
func (f *webFlags) add(flags *pflag.FlagSet) {
	flags.Var(text(&f.listen, "address"), "web", "where to show the explorer in a page, such as 127.0.0.1:8080")
	flags.StringSliceVar(&f.names, "web-host", nil, "`names` of the page's host beside localhost and addresses, such as explore.example.com")
	flags.IPNetSliceVar(&f.proxies, "web-proxies", nil, "`networks` whose X-Forwarded-For is believed, such as 127.0.0.0/8,::1/128")
	flags.BoolVar(&f.open, "web-open", false, "let everyone in who reaches the page, whatever --auth says")
	flags.Lookup("web-host").DefValue, flags.Lookup("web-proxies").DefValue = "", "" // help texts do not show empty defaults
}

// door listens for browsers.
func (f *webFlags) door(h *host.Host) (opened, error) {
	c := web.Config{Proxies: f.proxies}
	for _, name := range f.names {
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "" || strings.ContainsAny(name, "/:") {
			return opened{}, badf("--web-host: %q is not the name of a host, such as explore.example.com", name)
		}
		c.Names = append(c.Names, name)
	}
	s, err := web.New(h, c)
	if err != nil {
		return opened{}, err
	}
	l, err := net.Listen("tcp", f.listen)
	if err != nil {
		return opened{}, badf("--web: %w", err)
	}
	return opened{s, l}, nil
}

// clusterFlags are the flags for sharing rooms between servers.
type clusterFlags struct{ url, creds, ca string }

// add adds the flags.
func (f *clusterFlags) add(flags *pflag.FlagSet) {
	flags.Var(text(&f.url, "address"), "cluster", "share rooms with other servers through NATS, such as nats://10.0.0.5:4222")
	flags.Var(text(&f.creds, "file"), "cluster-creds", "credentials to log in to NATS with")
	flags.Var(text(&f.ca, "file"), "cluster-ca", "certificates that vouch for NATS, where the system has none that do")
}

// join connects to NATS, if --cluster is given, and makes the host store its rooms there.
// leave must be called after the host has ended.
func (f *clusterFlags) join(ctx context.Context, c *host.Config) (leave func(), err error) {
	if f.url == "" {
		if f.creds != "" || f.ca != "" {
			return nil, badf("--cluster-creds, --cluster-ca: there is no --cluster to log in to")
		}
		return func() {}, nil
	}
	if f.creds != "" {
		if _, err := files.ReadGuarded(f.creds, files.Private); err != nil {
			return nil, badf("--cluster-creds: %w", err)
		}
	}
	s, err := cluster.Open(ctx, cluster.Config{URL: f.url, Creds: f.creds, CA: f.ca, Log: c.Log})
	if err != nil {
		return nil, badf("--cluster: %w", err)
	}
	c.Store = s
	return s.Close, nil
}
