// Package mcp answers agents over the Model Context Protocol. Its tools are the commands
// that change nothing. A tool's arguments become a command line, which runs within the
// limits of [work.Desk] like those of clients over SSH. Its JSON output is the tool's
// structured content.
//
// https://modelcontextprotocol.io/specification
package mcp

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"crossover/tui/work"
)

// Runner runs a command line as [work.Runner] does, with a standard input from the tool.
type Runner func(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int

// Config configures a server.
type Config struct {
	// Run runs a command line, which must change nothing.
	Run Runner
	// Quick reports whether a command line takes almost no time.
	Quick func(args []string) bool
	// Version is the program's version.
	Version string
	// Claims are the IDs of the rules of thumb that can be tested.
	Claims []string
	// Root is the folder from which files may be imported, or "".
	Root   string
	Limits work.Limits
}

// patience is how long the server still answers after the end of the input.
const patience = time.Minute

const instructions = `Prices one workload, or a system of several parts, on edge isolates, functions, container services, micro-VMs, Kubernetes, VMs and GPUs, from a dated catalogue of list prices. Works offline. Give what is known as the scenario; what is left out has its default. Begin with eval for one part and layout for a whole system; explain works a price out down to its sources. A price with confidence 0 is an assumption: say so.`

// Serve answers a client that writes to in and reads from out, until the input ends or ctx
// ends, whose error it then returns.
func Serve(ctx context.Context, c Config, in io.Reader, out io.Writer) error {
	s := &stream{in: bufio.NewScanner(in), out: out}
	s.in.Buffer(nil, sdk.DefaultMaxLineLength)
	err := newServer(c).Run(ctx, &sdk.IOTransport{Reader: s, Writer: s})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// newServer returns a server with all tools.
func newServer(c Config) *sdk.Server {
	s := sdk.NewServer(&sdk.Implementation{Name: "crossover", Title: "crossover", Version: c.Version},
		&sdk.ServerOptions{Instructions: instructions, Capabilities: &sdk.ServerCapabilities{Tools: &sdk.ToolCapabilities{}}})
	desk, closed := work.NewDesk(&work.Places{}, c.Limits), false
	for _, t := range tools(&c) {
		s.AddTool(&sdk.Tool{
			Name: t.name, Title: t.title, Description: t.about, InputSchema: t.schema(),
			Annotations: &sdk.ToolAnnotations{ReadOnlyHint: true, IdempotentHint: true, OpenWorldHint: &closed},
		}, func(ctx context.Context, r *sdk.CallToolRequest) (*sdk.CallToolResult, error) {
			return t.call(ctx, &c, desk, r.Params.Arguments), nil
		})
	}
	return s
}

// call answers a call of a tool. An error is part of the answer, so that the agent can
// read it and correct the call.
func (t *tool) call(ctx context.Context, c *Config, desk *work.Desk, arguments json.RawMessage) *sdk.CallToolResult {
	line, err := t.line(arguments)
	if err != nil {
		return failed(err.Error())
	}
	run := func(ctx context.Context, args []string, stdout, stderr io.Writer) int {
		return c.Run(ctx, args, strings.NewReader(line.stdin), stdout, stderr)
	}
	quick := c.Quick != nil && c.Quick(line.args)
	answer, err := desk.Do(ctx, &work.Share{}, quick, run, line.args)
	if err != nil {
		return failed(err.Error())
	}
	// A result that nothing can run a part is an answer, too: its JSON says so.
	if len(answer.Stdout) == 0 {
		return failed(said(answer.Stderr, line.flags))
	}
	var dense bytes.Buffer
	if err := json.Compact(&dense, answer.Stdout); err != nil {
		return failed(fmt.Sprintf("internal error: the answer is no JSON: %v", err))
	}
	return &sdk.CallToolResult{
		Content:           []sdk.Content{&sdk.TextContent{Text: dense.String()}},
		StructuredContent: json.RawMessage(dense.Bytes()),
	}
}

// said returns the error of a command with the tool's arguments in place of flags.
func said(stderr []byte, flags map[string]string) string {
	var lines []string
	for line := range strings.Lines(string(stderr)) {
		line = strings.TrimPrefix(strings.TrimRight(line, "\n"), "crossover: ")
		for flag, name := range flags {
			line = strings.ReplaceAll(line, "--"+flag+":", name+":")
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func failed(text string) *sdk.CallToolResult {
	return &sdk.CallToolResult{IsError: true, Content: []sdk.Content{&sdk.TextContent{Text: text}}}
}

// stream reads and writes a client's messages, one a line. After the end of the input it
// waits for the answers to the requests before it reports the end: a script closes its end
// right after writing, and the calls would end with it.
type stream struct {
	in      *bufio.Scanner
	rest    []byte
	mu      sync.Mutex // guards out
	out     io.Writer
	open    atomic.Int64 // requests without an answer
	batches bool         // the client speaks a version of the protocol that has batches
}

// Read reads the client's messages. It answers what is none, which would end the session.
func (s *stream) Read(p []byte) (int, error) {
	for len(s.rest) == 0 {
		if !s.in.Scan() {
			s.wait()
			return 0, cmp.Or(s.in.Err(), io.EOF)
		}
		line := bytes.TrimSpace(s.in.Bytes())
		if len(line) == 0 {
			continue
		}
		if wrong := s.take(line); wrong != "" {
			if _, err := s.Write([]byte(`{"jsonrpc":"2.0","error":` + wrong + `,"id":null}` + "\n")); err != nil {
				return 0, err
			}
		}
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// take takes the messages of a line, and returns the error to answer if it has none. It
// counts requests. The SDK answers a batch when all its messages are answered, so
// notifications, which are not, leave it.
// https://www.jsonrpc.org/specification#error_object
func (s *stream) take(line []byte) string {
	const invalid = `{"code":-32600,"message":"Invalid Request"}`
	if !json.Valid(line) {
		return `{"code":-32700,"message":"Parse error"}`
	}
	messages := []json.RawMessage{line}
	batch := line[0] == '['
	if batch && (json.Unmarshal(line, &messages) != nil || len(messages) == 0 || !s.batches) {
		return invalid
	}
	var calls, others []byte
	var ids []jsonrpc.ID
	for _, raw := range messages {
		message, err := jsonrpc.DecodeMessage(raw)
		r, ok := message.(*jsonrpc.Request)
		switch {
		case err != nil || ok && r.IsCall() && slices.Contains(ids, r.ID):
			return invalid
		case !ok || !r.IsCall():
			others = append(append(others, raw...), '\n')
			continue
		case r.Method == "initialize": // later versions have no batches
			s.batches = bytes.Contains(r.Params, []byte(`"2024-11-05"`)) || bytes.Contains(r.Params, []byte(`"2025-03-26"`))
		}
		calls, ids = append(append(calls, ','), raw...), append(ids, r.ID)
	}
	s.open.Add(int64(len(ids)))
	if len(ids) > 0 {
		calls = append(calls[1:], '\n')
	}
	if len(ids) > 0 && batch {
		calls = fmt.Appendf(nil, "[%s]\n", calls[:len(calls)-1])
	}
	s.rest = append(others, calls...)
	return ""
}

// Write writes the server's messages. Only an answer has its id first.
func (s *stream) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := s.out.Write(p)
	s.open.Add(-int64(bytes.Count(p, []byte(`{"jsonrpc":"2.0","id":`))))
	return n, err
}

// Close does nothing: the streams belong to the process.
func (s *stream) Close() error { return nil }

// wait waits until all requests are answered, up to patience.
func (s *stream) wait() {
	for end := time.Now().Add(patience); s.open.Load() > 0 && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
}
