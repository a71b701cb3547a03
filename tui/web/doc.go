// Package web shows the explorer on a web page. It is a door of tui/host, which limits
// connections and runs sessions.
//
// The page is a terminal, xterm.js, with one WebSocket per session. Traffic is
// restricted:
//
//   - a page may open a session from its own origin only, under a host name configured
//     for the server, or an IP address (server.go);
//   - a client is identified by the address of its connection, or by the one that a
//     trusted proxy names (conn.go);
//   - requests per address and messages per page are limited in rate (server.go);
//   - messages have at most 16 kB; a page gets no further frame while three are
//     unconfirmed, and is disconnected if it answers no ping (conn.go);
//   - the session's work ends with the socket.
//
// The page loads files from the server only, and its policy forbids inline scripts and
// inline styles (server.go). TLS and logins are left to a proxy.
package web
