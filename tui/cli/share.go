package cli

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"crossover/tui/host"
)

// shareFlags holds the flags of share.
type shareFlags struct {
	serveFlags
	room string
}

func newShare(a *app) *cobra.Command {
	f := shareFlags{serveFlags: serveFlags{
		app: a, listen: ":2222", auth: "none", log: "text", drain: 5 * time.Second,
		limits: host.Limits{Sessions: 50, PerIP: 50, ConnectsPerIP: 10, Idle: 2 * time.Hour, MaxTime: 24 * time.Hour},
	}}
	cmd := takesTokens(a, command("share", f.run))
	flags := cmd.Flags()
	flags.Var(text(&f.listen, "address"), "listen", "where to listen")
	flags.Var(text(&f.web.listen, "address"), "web", "where to show the room in a page, too, such as :8080")
	flags.Var(text(&f.room, "name"), "room", "the room's name (one that cannot be guessed)")
	flags.Var(text(&f.hostKey, "file"), "host-key", "the server's key, made if there is none")
	return cmd
}

// run serves one room.
func (f *shareFlags) run(ctx context.Context, tokens []string) error {
	room := cmp.Or(f.room, secretName())
	if f.listen == noListen {
		return badf("--listen: a room is shared over SSH, and --web shows it in a page, too")
	}
	if err := host.CheckRoom(room); err != nil {
		return badf("--room: %w", err)
	}
	config, err := f.config(tokens)
	if err != nil {
		return err
	}
	config.host.OnlyRoom, config.Run = room, nil
	return f.serve(ctx, config, func(at, page net.Addr) error {
		lines := sshLine(at, room) + "\n"
		if page != nil {
			lines += fmt.Sprintf("http://%s/r/%s\n", reached(page), room)
		}
		return f.write([]byte(lines))
	})
}

// secretName returns a name with 40 random bits.
func secretName() string {
	b := make([]byte, 5)
	_, _ = rand.Read(b) // it never fails
	return strings.ToLower(base32.StdEncoding.EncodeToString(b))
}

// sshLine returns the command line to enter a room served at an address.
func sshLine(at net.Addr, room string) string {
	host, port, _ := net.SplitHostPort(reached(at))
	return fmt.Sprintf("ssh -t -p %s room+%s@%s", port, room, host)
}

// reached returns the address at which others can most likely reach a listener.
func reached(at net.Addr) string {
	host, port, _ := net.SplitHostPort(at.String())
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = outward()
	}
	return net.JoinHostPort(host, port)
}

// outward returns the address at which others can most likely reach this machine.
func outward() string {
	addrs, _ := net.InterfaceAddrs() // without any, only this machine can connect
	best := "localhost"
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() {
			if n.IP.To4() != nil {
				return n.IP.String()
			}
			best = n.IP.String()
		}
	}
	return best
}
