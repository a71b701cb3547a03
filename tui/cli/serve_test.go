package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"crossover/engine/proptest"
	"crossover/tui/host"
	"crossover/tui/sshd"
)

// dialServer starts a server with the flags of serve, and logs in.
func dialServer(t *testing.T, commandTime time.Duration) *gossh.Client {
	t.Helper()
	a := &app{env: Env{Stdout: io.Discard, Stderr: io.Discard, Environ: []string{"GOGC=100"}, StateHome: t.TempDir()}}
	f := serveFlags{app: a, limits: host.Limits{Sessions: 50, PerIP: 50, ConnectsPerIP: 1000, Idle: time.Minute, MaxTime: time.Minute}}
	f.auth, f.log = "none", "json"
	config, err := f.config(nil)
	if err != nil {
		t.Fatal(err)
	}
	config.host.Limits.CommandTime = commandTime
	h := host.New(config.host)
	server, err := sshd.New(h, config.Config)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- serveUntil(ctx, h, 100*time.Millisecond, opened{server, l}) }()
	c, err := gossh.Dial("tcp", l.Addr().String(), &gossh.ClientConfig{User: "ann", HostKeyCallback: gossh.InsecureIgnoreHostKey()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Close()
		stop()
		if err := <-done; err != nil {
			t.Errorf("serving ends with %v", err)
		}
	})
	return c
}

// askRemote runs a command over a connection.
func askRemote(t *testing.T, c *gossh.Client, command string) (stdout, stderr string, code int) {
	t.Helper()
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	s.Stdout, s.Stderr = &out, &errs
	err = s.Run(command)
	var exit *gossh.ExitError
	if errors.As(err, &exit) {
		code = exit.ExitStatus()
	} else if err != nil {
		t.Fatalf("%s: %v", command, err)
	}
	return out.String(), errs.String(), code
}

// TestCommandsOverSSHAnswerAsLocally compares the output and exit codes of commands over
// SSH with local ones.
func TestCommandsOverSSHAnswerAsLocally(t *testing.T) {
	c := dialServer(t, time.Minute)
	for i, command := range []string{
		"eval rate=1k/s -o json",
		"eval rate=100/day memory=256MB",
		"layout rate=50/s events.rate=20% -o csv",
		"curve --over rate --from 1/min --to 1k/s --points 20 -o csv",
		"verdicts --id vm-minimum-20-dollars",
		"offers -o markdown",
		"prices --provider aws --meter lambda",
		"keys",
		"growth parts=api,events rate=2/s growth=20%/month migration=500 -o csv",
		"scenarios",
		"scenarios websockets-50k -o json",
		"themes -o csv",
		"snapshot parts=web --screen layout --size 100x30 --format text",
		"snapshot --format svg --theme dark",
		"simulate --offer aws-lambda-arm64 rate=5/s duration=1s --requests 50k --replicas 2 -o json",
		"rate=1k/s",
		"eval 'rate=1k/s'",
		"eval rate=fast",
		"eval --nonsense",
		"evil",
		"layout --help",
	} {
		if proptest.Raced && i%3 > 0 {
			continue
		}
		var out, errs bytes.Buffer
		words := strings.Fields(strings.ReplaceAll(command, "'", ""))
		want := Run(context.Background(), words, Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs})
		stdout, stderr, code := askRemote(t, c, command)
		if code != want {
			t.Errorf("%s: code %d there, %d here", command, code, want)
		}
		if strings.Contains(command, "--help") {
			continue // the help over SSH lacks some flags
		}
		if stdout != out.String() {
			t.Errorf("%s: prints\n%.2000s\nthere, and here\n%.2000s", command, stdout, out.String())
		}
		if stderr != errs.String() {
			t.Errorf("%s: says\n%s\nthere, and here\n%s", command, stderr, errs.String())
		}
	}
}

// TestHelpOverSSHListsWhatIsServed compares the commands in the help with those that can
// be run.
func TestHelpOverSSHListsWhatIsServed(t *testing.T) {
	c := dialServer(t, time.Minute)
	help, _, code := askRemote(t, c, "help")
	if code != exitOK || !strings.Contains(help, "room NAME") || !strings.Contains(help, "screen-reader") {
		t.Fatalf("code %d, %s", code, help)
	}
	for _, name := range []string{"check", "curve", "eval", "growth", "keys", "layout", "offers", "prices", "report", "scenarios", "simulate", "snapshot", "themes", "verdicts", "verify"} {
		if !strings.Contains(help, "\n  "+name+" ") {
			t.Errorf("%s is not listed:\n%s", name, help)
		}
		if _, says, code := askRemote(t, c, name+" --help"); code != exitOK {
			t.Errorf("%s: code %d, %s", name, code, says)
		}
	}
	for _, name := range []string{"config", "serve", "share", "completion"} {
		if strings.Contains(help, "\n  "+name+" ") {
			t.Errorf("%s is listed", name)
		}
	}
}

// TestCommandsOverSSHOnlyAnswer tries commands that would read, write, fetch or take too
// much.
func TestCommandsOverSSHOnlyAnswer(t *testing.T) {
	c := dialServer(t, time.Minute)
	secret := filepath.Join(t.TempDir(), "secret.yaml")
	if err := os.WriteFile(secret, []byte("hunter2: yes\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for command, says := range map[string]string{
		"eval --catalog " + secret:        "unknown flag: --catalog",
		"--catalog=" + secret + " eval":   "unknown flag: --catalog",
		"verify " + secret:                "reads no files here",
		"verdicts " + secret:              "reads no files here",
		"prices check " + secret:          "takes no arguments",
		"prices refresh":                  "takes no arguments",
		"snapshot -o " + secret:           "unknown shorthand",
		"snapshot --output " + secret:     "unknown flag",
		"snapshot --theme " + secret:      "no files are read here",
		"snapshot --size 201x60":          "at most --size 200x60",
		"snapshot --scale 3 --format png": "at most --size 200x60 and --scale 2",
		"themes show " + secret:           "takes no arguments",
		"themes check " + secret:          "takes no arguments",
		"scenarios check " + secret:       "there is no scenario",
		"scenarios save friday rate=1/s":  "there is no scenario",
		"scenarios ../secret":             "there is no scenario",
		"eval preset=../secret":           "there is no scenario",
		"config":                          "is not a command here",
		"share":                           "is not a command here",
		"serve":                           "is not a command",
		"import -":                        "is not a command here",
		"check " + secret:                 "there is no scenario",
		"check saas --baseline=" + secret + " --within 1%": "there is no scenario",
		"completion bash":                          "neither a command",
		"curve --over rate --points 9999":          "at most 500 here",
		"scp -t /tmp":                              "no files are copied here",
		"sh -c id":                                 "neither a command",
		"eval 'unclosed":                           "quote is not closed",
		strings.Repeat("a=b ", 70):                 "at most 64 words",
		"eval $(id) `id` rate=\x1b]0;title\x07":    "crossover",
		"simulate rate=5/s duration=1s @" + secret: "crossover",
		"eval " + secret:                           "crossover",
		"eval rate=1/s --config " + secret:         "unknown flag",
	} {
		stdout, stderr, code := askRemote(t, c, command)
		if code != exitBadInput {
			t.Errorf("%q: code %d, %s", command, code, stderr)
		}
		if !strings.Contains(stderr, says) {
			t.Errorf("%q says %q, want %q", command, stderr, says)
		}
		if text := stdout + stderr; strings.Contains(text, "hunter2") || strings.ContainsAny(text, "\x1b\x07") {
			t.Errorf("%q prints %q", command, text)
		}
	}
}

// TestLongCommandsEnd checks that a command that exceeds its time returns a partial
// answer or an error.
func TestLongCommandsEnd(t *testing.T) {
	c := dialServer(t, time.Second)
	out, stderr, code := askRemote(t, c, "simulate --offer aws-lambda-arm64 rate=5/day duration=1ms --ci 0.01% --requests 100B --replicas 4096")
	known := strings.Contains(out, "note: stopped at ") || code == exitInterrupted && strings.Contains(stderr, "interrupted: the figures are those of ")
	if !known && !strings.Contains(stderr, "the answer takes longer than 1s") {
		t.Errorf("it ends with %d: %s%s", code, out, stderr)
	}
}

func TestServerRefusesChannelsForAnythingElse(t *testing.T) {
	c := dialServer(t, time.Minute)
	for _, kind := range []string{"direct-tcpip", "forwarded-tcpip", "x11", "auth-agent@openssh.com", "direct-streamlocal@openssh.com", "tun@openssh.com", "nonsense"} {
		if _, _, err := c.OpenChannel(kind, []byte("\x00\x00\x00\x09127.0.0.1\x00\x00\x00\x16\x00\x00\x00\x00\x00\x00\x00\x00")); err == nil {
			t.Errorf("a channel %s is opened", kind)
		}
	}
	if ok, _, err := c.SendRequest("tcpip-forward", true, []byte("\x00\x00\x00\x00\x00\x00\x00\x00")); ok || err != nil {
		t.Errorf("forwarding is granted: %v, %v", ok, err)
	}
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	for _, sub := range []string{"sftp", "netconf"} {
		if err := s.RequestSubsystem(sub); err == nil {
			t.Errorf("subsystem %s is started", sub)
		}
	}
	if ok, err := s.SendRequest("auth-agent-req@openssh.com", true, nil); ok || err != nil {
		t.Errorf("agent forwarding is granted: %v, %v", ok, err)
	}
	if ok, err := s.SendRequest("x11-req", true, nil); ok || err != nil {
		t.Errorf("X11 is granted: %v, %v", ok, err)
	}
}

func TestServeReadsItsFlags(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	key := "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEHHSo/HZHS1Dp4qhlKMWQNYoVTxB4EIBnjNQRJTWUp7 ann"
	keys, options := write("keys", "# people\n\n"+key+"\n"), write("options", "from=\"10.0.0.1\" "+key+"\n")
	junk, password := write("junk", key+"\nnot a key\n"), write("password", "open sesame\n")
	shown, shared := write("shown", "hunter2\n"), write("shared", key+"\n")
	if err := errors.Join(os.Chmod(dir, 0o700), os.Chmod(shown, 0o644), os.Chmod(shared, 0o664)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args  []string
		wrong string
	}{
		{[]string{"--auth", "keys=" + options}, "options: line 1: options such as"},
		{[]string{"--auth", "keys=" + junk}, "junk: line 2: not a public key"},
		{[]string{"--auth", "keys=" + filepath.Join(dir, "none")}, "no such file"},
		{[]string{"--auth", "keys=" + shared}, "shared has mode 0664, so others can change it; chmod 644 it"},
		{[]string{"--auth", "keys=" + os.DevNull}, os.DevNull + " is no regular file"},
		{[]string{"--auth", "password-file=" + shown}, "shown has mode 0644, so others can read it; chmod 600 it"},
		{[]string{"--auth", "password="}, "--auth password: the password is empty"},
		{[]string{"--auth", "password"}, "CROSSOVER_PASSWORD is not set"},
		{[]string{"--auth", "magic=hunter2"}, `"magic" is none of`},
		{[]string{"--idle", "0s"}, "--idle"},
		{[]string{"--max-sessions", "0"}, "--max-sessions"},
		{[]string{"--per-ip", "-1"}, "--per-ip"},
		{[]string{"--log", "xml"}, "--log"},
		{[]string{"--proxy-protocol", "10.0.0.0/8,10.0.0.1"}, "--proxy-protocol"},
		{[]string{"--theme", "plaid"}, "there is no theme"},
		{[]string{"--listen", "nowhere:x"}, "--listen"},
		{[]string{"--auth", "keys=" + keys, "--listen", "nowhere:x"}, "--listen"},
		{[]string{"--auth", "password-file=" + password, "--listen", "nowhere:x"}, "--listen"},
		{[]string{"--metrics", "nowhere:x", "--listen", "127.0.0.1:0"}, "--metrics"},
		{[]string{"--listen", "none"}, "there has to be --web"},
		{[]string{"--web", "127.0.0.1:0", "--auth", "keys=" + keys}, "put a login before it and say so with --web-open"},
		{[]string{"--web", "nowhere:x", "--listen", "127.0.0.1:0"}, "--web"},
		{[]string{"--web", "127.0.0.1:0", "--web-host", "https://explore.example.com", "--listen", "none"}, "is not the name of a host"},
		{[]string{"--web", "127.0.0.1:0", "--web-proxies", "10.0.0.1", "--listen", "none"}, "--web-proxies"},
		{[]string{"--cluster", "nats://u:hunter2@127.0.0.1:1", "--listen", "127.0.0.1:0"}, "--cluster: cannot connect to NATS"},
		{[]string{"--cluster-creds", keys, "--listen", "127.0.0.1:0"}, "there is no --cluster"},
		{[]string{"--cluster-ca", keys, "--listen", "127.0.0.1:0"}, "there is no --cluster"},
		{[]string{"--cluster", "nats://127.0.0.1:1", "--cluster-creds", "no-such.creds"}, "--cluster-creds"},
		{[]string{"--cluster", "tls://127.0.0.1:1", "--cluster-ca", "no-such.pem"}, "no-such.pem"},
		{[]string{"extra"}, "takes no arguments"},
	} {
		var errs bytes.Buffer
		code := Run(context.Background(), append([]string{"serve"}, tt.args...), Env{
			Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: &errs, StateHome: dir, Environ: []string{"GOGC=100"},
		})
		if code != exitBadInput || !strings.Contains(errs.String(), tt.wrong) {
			t.Errorf("serve %v: code %d, %q, want %q", tt.args, code, errs.String(), tt.wrong)
		}
		if strings.Contains(errs.String(), "hunter2") {
			t.Errorf("serve %v shows the password: %s", tt.args, errs.String())
		}
	}
}

func TestServeEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	var errs lockedBuffer
	done := make(chan int)
	go func() {
		done <- Run(ctx, []string{"serve", "--listen", "127.0.0.1:0", "--web", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--drain", "50ms", "--log", "json"}, Env{
			Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: &errs, StateHome: t.TempDir(), Environ: []string{"GOGC=100"},
		})
	}()
	for deadline := time.Now().Add(2 * time.Minute); !strings.Contains(errs.String(), `"msg":"listening"`); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it does not listen: %s", errs.String())
		}
	}
	cancel()
	if code := <-done; code != exitOK {
		t.Errorf("code %d: %s", code, errs.String())
	}
	if log := errs.String(); !strings.Contains(log, "draining") || !strings.Contains(log, "SHA256:") {
		t.Errorf("log:\n%s", log)
	}
}

// lockedBuffer is a buffer for concurrent use.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func TestShareServesOneRoom(t *testing.T) {
	for _, tt := range []struct{ at, want string }{
		{"127.0.0.1:2222", "ssh -t -p 2222 room+friday@127.0.0.1"},
		{"192.0.2.7:22", "ssh -t -p 22 room+friday@192.0.2.7"},
	} {
		at, err := net.ResolveTCPAddr("tcp", tt.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := sshLine(at, "friday"); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
	if a, b := secretName(), secretName(); a == b || host.CheckRoom(a) != nil {
		t.Errorf("names %q and %q", a, b)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var out, errs lockedBuffer
	done := make(chan int)
	go func() {
		done <- Run(ctx, []string{"share", "rate=77/s", "--listen", "127.0.0.1:0"}, Env{
			Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, StateHome: t.TempDir(), Environ: []string{"GOGC=100"},
		})
	}()
	for deadline := time.Now().Add(2 * time.Minute); !strings.Contains(out.String(), "\n"); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("no line to paste: %s", errs.String())
		}
	}
	line := strings.Fields(out.String()) // ssh -t -p PORT room+NAME@HOST
	user, host, _ := strings.Cut(line[4], "@")
	c, err := gossh.Dial("tcp", net.JoinHostPort(host, line[3]), &gossh.ClientConfig{User: user, HostKeyCallback: gossh.InsecureIgnoreHostKey()})
	if err != nil {
		t.Fatal(err)
	}
	if _, stderr, code := askRemote(t, c, "eval"); code != exitFailure || !strings.Contains(stderr, "not served here") {
		t.Errorf("a command in a room: %d, %s", code, stderr)
	}
	_ = c.Close()
	cancel()
	if code := <-done; code != exitOK {
		t.Errorf("code %d: %s", code, errs.String())
	}
	var bad lockedBuffer
	if code := Run(context.Background(), []string{"share", "--room", "a b"}, Env{Stdout: io.Discard, Stderr: &bad, StateHome: t.TempDir()}); code != exitBadInput {
		t.Errorf("a bad name: code %d, %s", code, bad.String())
	}
}
