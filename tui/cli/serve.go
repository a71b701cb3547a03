package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"crossover/tui"
	"crossover/tui/cluster"
	"crossover/tui/files"
	"crossover/tui/host"
	"crossover/tui/sshd"
	"crossover/tui/web"
)

// serveFlags holds the flags of serve.
type serveFlags struct {
	*app
	listen, metrics     string
	auth                string
	hostKey, log, theme string
	limits              host.Limits // config sets Connects
	drain               time.Duration
	demo                bool
	balancers           []net.IPNet
	web                 webFlags
	cluster             cluster.Config
}

func newServe(a *app) *cobra.Command {
	f := serveFlags{app: a, listen: ":2222", auth: "none", log: "text", limits: host.Limits{Sessions: 500, PerIP: 20, Idle: 15 * time.Minute, MaxTime: 8 * time.Hour}}
	cmd := takesNothing(command("serve", f.run))
	flags := cmd.Flags()
	flags.Var(text(&f.listen, "address"), "listen", "where to listen; none for no SSH")
	f.web.add(flags)
	flags.Var(text(&f.cluster.URL, "address"), "cluster", "share rooms with other servers through NATS, such as nats://10.0.0.5:4222")
	flags.Var(text(&f.cluster.Creds, "file"), "cluster-creds", "credentials to log in to NATS with")
	flags.Var(text(&f.cluster.CA, "file"), "cluster-ca", "certificates that vouch for NATS, where the system has none that do")
	flags.Var(text(&f.auth, "how"), "auth", "who may log in: none, keys=FILE, password-file=FILE, password, password=TEXT")
	flags.Var(text(&f.hostKey, "file"), "host-key", "the server's key, made if there is none")
	flags.Var(text(&f.metrics, "address"), "metrics", "where to answer /healthz and /metrics for Prometheus, such as 127.0.0.1:9090")
	addChoice(cmd, &f.log, "format", "log", "", "how the log is written", []string{"text", "json"})
	flags.Var(text(&f.theme, "name"), "theme", "look of the explorer for everyone, rather than each terminal's own")
	completeBy(cmd, "theme", shell{a}.lookNames)
	complete(cmd, "auth", []string{"none", "password", "keys=", "password-file=", "password="})
	flags.IPNetSliceVar(&f.balancers, "proxy-protocol", nil, "`networks` whose connections begin with a PROXY header, such as 10.0.0.0/8,fd00::/8")
	flags.Lookup("proxy-protocol").DefValue = "" // help texts do not show an empty default
	flags.BoolVar(&f.demo, "demo", false, "play the guided tour in sessions until somebody presses a key")
	flags.Var(whole(&f.limits.Sessions, "500", 1, 100_000), "max-sessions", "most sessions at a time")
	flags.Var(whole(&f.limits.PerIP, "20", 1, 100_000), "per-ip", "most sessions of one address, or of an IPv6 network of 64 bits")
	flags.Float64Var(&f.limits.ConnectsPerIP, "connect-rate", 10, "most connections of one address a second, and a tenth of those of all")
	flags.Var(duration(&f.limits.Idle), "idle", "end sessions that nobody touches for so long")
	flags.Var(duration(&f.limits.MaxTime), "max-time", "end every session after so long")
	flags.DurationVar(&f.drain, "drain", 30*time.Second, "how long to wait for sessions to leave when told to stop")
	return cmd
}

// check returns an error in the flags.
func (f *serveFlags) check() error {
	switch l := &f.limits; {
	case !(l.ConnectsPerIP >= 0.1 && l.ConnectsPerIP <= 1e6):
		return badf("--connect-rate: %g is not from 0.1 to 1000000", l.ConnectsPerIP)
	case l.Idle < time.Second:
		return badf("--idle: %s is less than 1s", l.Idle)
	case l.MaxTime < time.Second:
		return badf("--max-time: %s is less than 1s", l.MaxTime)
	case f.drain < 0:
		return badf("--drain: %s is negative", f.drain)
	case f.listen == noListen && f.web.listen == "":
		return badf("--listen: with none, there has to be --web")
	case f.web.listen != "" && f.auth != "none" && !f.web.open:
		return badf("--web: the page asks for no key and no password, so --auth would not hold there; put a login before it and say so with --web-open")
	}
	return nil
}

// run serves until a signal arrives.
func (f *serveFlags) run(ctx context.Context, _ []string) error {
	if err := f.check(); err != nil {
		return err
	}
	config, err := f.config(nil)
	if err != nil {
		return err
	}
	leave, err := join(ctx, f.cluster, &config.host)
	if err != nil {
		return err
	}
	defer leave()
	return f.serve(ctx, config, func(_, _ net.Addr) error { return nil })
}

// serve serves until a signal arrives. It calls listening with the addresses for SSH and
// for the page, if any, once it listens.
func (f *serveFlags) serve(ctx context.Context, config served, listening func(ssh, web net.Addr) error) (err error) {
	h := host.New(config.host)
	var open []opened
	defer func() {
		for _, d := range open { // doors that were not served
			err = errors.Join(err, d.l.Close())
		}
	}()
	var server *sshd.Server
	var at, page net.Addr
	if f.listen != noListen {
		if server, err = sshd.New(h, config.Config); err != nil {
			return bad(err)
		}
		l, err := net.Listen("tcp", f.listen)
		if err != nil {
			return badf("--listen: %w", err)
		}
		open, at = append(open, opened{server, l}), l.Addr()
	}
	if f.web.listen != "" {
		d, err := f.web.door(h)
		if err != nil {
			return err
		}
		open, page = append(open, d), d.l.Addr()
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program immediately
	if config.host.OnlyRoom == "" {
		told := make(chan os.Signal, 1)
		signal.Notify(told, syscall.SIGHUP) // on systems without this signal, it never arrives
		defer signal.Stop(told)
		go f.reload(ctx, told, h, server, stop)
	}
	closeMetrics, err := f.serveMetrics(h)
	if err != nil {
		return err
	}
	defer closeMetrics()
	if err := listening(at, page); err != nil {
		return err
	}
	doors := open
	open = nil
	return serveUntil(ctx, h, f.drain, doors...)
}

// reload reloads the keys, the catalogue and the themes on every signal. An error is
// logged, and nothing changes.
func (f *serveFlags) reload(ctx context.Context, told <-chan os.Signal, h *host.Host, server *sshd.Server, stop func()) {
	log := h.Log
	for {
		select {
		case <-told:
		case <-ctx.Done():
			return
		}
		// The signal also arrives when the terminal is closed. Then nobody can read the
		// log.
		if log.Handler().Handle(ctx, slog.NewRecord(time.Now(), slog.LevelInfo, "reloading", 0)) != nil {
			stop()
			return
		}
		options, content, err := f.content(nil)
		if err != nil {
			log.Error("not reloaded: everything stays as it was", "error", err.Error())
			continue
		}
		h.Replace(options)
		if server != nil {
			server.Replace(content)
		}
		log.Info("reloaded")
	}
}

// opened is a door with its listener.
type opened struct {
	host.Door
	l net.Listener
}

// serveUntil serves until ctx ends or a door fails. It then gives sessions the time drain
// to leave.
func serveUntil(ctx context.Context, h *host.Host, drain time.Duration, doors ...opened) error {
	done := make(chan error, len(doors))
	var all []host.Door
	for _, d := range doors {
		all = append(all, d)
		go func() { done <- d.Serve(d.l) }()
	}
	left := len(doors)
	var failed error
	select {
	case failed = <-done:
		left--
	case <-ctx.Done():
	}
	patience, cancel := context.WithTimeout(context.Background(), drain)
	defer cancel()
	h.Shutdown(patience, all...)
	for range left {
		failed = errors.Join(failed, <-done)
	}
	if failed != nil {
		return fmt.Errorf("serve: %w", failed)
	}
	return nil
}

// content loads the options of sessions, and the rules for logins.
func (f *serveFlags) content(tokens []string) (tui.Options, sshd.Content, error) {
	f.themeCache = nil
	q, err := f.ask(tokens)
	if err != nil {
		return tui.Options{}, sshd.Content{}, err
	}
	o, err := f.options(openFlags{theme: f.theme}, settings{})
	if err != nil {
		return tui.Options{}, sshd.Content{}, err
	}
	auth, err := f.authOf()
	return session(q.Engine, q.Scenario, o), sshd.Content{
		Auth: auth,
		Run: func(ctx context.Context, args []string, stdout, stderr io.Writer) int {
			return Answer(ctx, q.Engine, o.Themes, args, stdout, stderr, f.env.now)
		},
	}, err
}

// served configures the SSH server and the host.
type served struct {
	sshd.Config
	host host.Config
}

// config returns the configuration selected by the flags.
func (f *serveFlags) config(tokens []string) (served, error) {
	options, content, err := f.content(tokens)
	if err != nil {
		return served{}, err
	}
	key := cmp.Or(f.hostKey, f.env.state("ssh_host_ed25519_key"))
	if key == "" {
		return served{}, badf("there is no state folder for the host key; name a file with --host-key")
	}
	f.limits.Connects = 10 * f.limits.ConnectsPerIP
	f.env.garbage(sharing)
	var log slog.Handler = slog.NewTextHandler(f.env.Stderr, nil)
	if f.log == "json" {
		log = slog.NewJSONHandler(f.env.Stderr, nil)
	}
	return served{
		Config: sshd.Config{Content: content, Quick: Quick, HostKey: key, Balancers: f.balancers},
		host:   host.Config{Options: options, Demo: f.demo, Log: slog.New(log), Limits: f.limits},
	}, nil
}

// authOf parses --auth.
func (f *serveFlags) authOf() (auth sshd.Auth, err error) {
	kind, value, given := strings.Cut(f.auth, "=")
	var text []byte
	switch {
	case f.auth == "none":
	case kind == "keys" && value != "":
		if text, err = files.ReadGuarded(value, files.Shared); err == nil { // public keys are not secret
			if auth, err = sshd.WithKeys(text); err != nil {
				err = fmt.Errorf("%s: %w", value, err)
			}
		}
	case kind == "password-file" && value != "":
		if text, err = files.ReadGuarded(value, files.Private); err == nil {
			line, _, _ := strings.Cut(string(text), "\n")
			auth, err = sshd.WithPassword(strings.TrimSuffix(line, "\r"))
		}
	case kind == "password" && given:
		auth, err = sshd.WithPassword(value)
	case f.auth == "password":
		if auth, err = sshd.WithPassword(f.env.Getenv("CROSSOVER_PASSWORD")); err != nil {
			err = errors.New("CROSSOVER_PASSWORD is not set")
		}
	default:
		return auth, badf("--auth: %q is none of none, keys=FILE, password-file=FILE, password and password=TEXT", kind)
	}
	if err != nil {
		return auth, badf("--auth %s: %w", kind, err)
	}
	return auth, nil
}

// serveMetrics serves metrics at an address, if one is given.
func (f *serveFlags) serveMetrics(host *host.Host) (closing func(), err error) {
	if f.metrics == "" {
		return func() {}, nil
	}
	l, err := net.Listen("tcp", f.metrics)
	if err != nil {
		return nil, badf("--metrics: %w", err)
	}
	h := &http.Server{
		Handler: host.Handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: 20 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
	}
	go func() {
		if err := h.Serve(l); err != nil && !errors.Is(err, http.ErrServerClosed) {
			host.Log.Error("metrics", "error", err.Error())
		}
	}()
	return func() { _ = h.Close() }, nil // requests need not finish
}

// noListen is the address that disables SSH.
const noListen = "none"

// webFlags are the flags of the web page.
type webFlags struct {
	web.Config
	listen string
	open   bool
}

// add adds the flags.
func (f *webFlags) add(flags *pflag.FlagSet) {
	flags.Var(text(&f.listen, "address"), "web", "where to show the explorer in a page, such as 127.0.0.1:8080")
	flags.StringSliceVar(&f.Names, "web-host", nil, "`names` of the page's host beside localhost and addresses, such as explore.example.com")
	flags.IPNetSliceVar(&f.Proxies, "web-proxies", nil, "`networks` whose X-Forwarded-For is believed, such as 127.0.0.0/8,::1/128")
	flags.BoolVar(&f.open, "web-open", false, "let everyone in who reaches the page, whatever --auth says")
	flags.Lookup("web-proxies").DefValue = "" // help texts do not show an empty default
}

// door listens for browsers.
func (f *webFlags) door(h *host.Host) (opened, error) {
	for i, name := range f.Names {
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "" || strings.ContainsAny(name, "/:") {
			return opened{}, badf("--web-host: %q is not the name of a host, such as explore.example.com", name)
		}
		f.Names[i] = name
	}
	s, err := web.New(h, f.Config)
	if err != nil {
		return opened{}, err
	}
	l, err := net.Listen("tcp", f.listen)
	if err != nil {
		return opened{}, badf("--web: %w", err)
	}
	return opened{s, l}, nil
}

// join connects to NATS, if --cluster is given, and makes the host store its rooms there.
// leave must be called after the host has ended.
func join(ctx context.Context, with cluster.Config, c *host.Config) (leave func(), err error) {
	if with.URL == "" {
		if with.Creds != "" || with.CA != "" {
			return nil, badf("--cluster-creds, --cluster-ca: there is no --cluster to log in to")
		}
		return func() {}, nil
	}
	if with.Creds != "" {
		if _, err := files.ReadGuarded(with.Creds, files.Private); err != nil {
			return nil, badf("--cluster-creds: %w", err)
		}
	}
	with.Log = c.Log
	s, err := cluster.Open(ctx, with)
	if err != nil {
		return nil, badf("--cluster: %w", err)
	}
	c.Store = s
	return s.Close, nil
}
