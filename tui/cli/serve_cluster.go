package cli

import (
	"context"

	"github.com/spf13/pflag"

	"crossover/tui/cluster"
	"crossover/tui/files"
	"crossover/tui/host"
)

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
