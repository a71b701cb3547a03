// Package web shows the explorer in a page of a browser. It is a door of tui/host,
// which bounds connections and runs sessions.
//
// The page is a terminal, xterm.js, with one WebSocket a session. What comes and goes
// over it is bounded:
//
//   - a page asks for a session from its own origin, under a name of the server that
//     the deployer has told it, or an address (origin.go);
//   - the address that counts is that of the connection, or the one that a trusted
//     proxy names (conn.go);
//   - an address makes so many requests a second, a page so many messages (server.go);
//   - messages have at most 16 kB; a page that has not confirmed three frames is sent
//     no further one; one that answers no ping is gone (terminal.go);
//   - the session's work ends with the socket.
//
// The page loads only what the server has, and its policy allows no inline script and
// no inline style (page.go). TLS and logins are a proxy's.
package web
