package web

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// known returns an error unless the request's host name is configured, localhost or an IP
// address. A page elsewhere could otherwise reach the server under a name of its own (DNS
// rebinding).
func (s *Server) known(r *http.Request) error {
	name := hostname(r.Host)
	if _, err := netip.ParseAddr(name); err == nil || name == "localhost" || slices.Contains(s.config.Names, name) {
		return nil
	}
	return fmt.Errorf("this server does not answer to that name; whoever runs it can start it with --web-host NAME")
}

// fromHere reports whether a request comes from a page of this server.
func (s *Server) fromHere(r *http.Request) bool {
	origin, err := url.Parse(r.Header.Get("Origin"))
	if err != nil || origin.Host == "" {
		return false
	}
	return strings.EqualFold(origin.Host, r.Host) || slices.Contains(s.config.Names, hostname(origin.Host))
}

// hostname returns a host without its port, in lower case.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}
