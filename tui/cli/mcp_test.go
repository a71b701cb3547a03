package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"crossover/engine/scenario"
)

const function = "Transform: AWS::Serverless-2016-10-31\nResources:\n  Api:\n    Type: AWS::Serverless::Function\n    Properties: {Runtime: nodejs20.x, MemorySize: 256}\n"

// agent returns a client of mcp, which runs in this process on pipes.
func agent(t *testing.T, args ...string) *sdk.ClientSession {
	t.Helper()
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	var errs bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		ended <- Run(context.Background(), append([]string{"mcp"}, args...), Env{Stdin: in, Stdout: out, Stderr: &errs})
		_ = out.Close()
	}()
	session, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).
		Connect(t.Context(), &sdk.IOTransport{Reader: io.NopCloser(fromServer), Writer: toServer}, nil)
	if err != nil {
		t.Fatalf("%v: %s", err, &errs)
	}
	t.Cleanup(func() {
		go func() { _, _ = io.Copy(io.Discard, fromServer) }() // answers to calls that were cancelled
		_ = session.Close()
		if code := <-ended; code != exitOK {
			t.Errorf("mcp ends with %d: %s", code, &errs)
		}
	})
	return session
}

// call calls a tool, and returns its text.
func call(t *testing.T, s *sdk.ClientSession, tool string, arguments map[string]any) (text string, isError bool) {
	t.Helper()
	r, err := s.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		t.Fatalf("%s: %v", tool, err)
	}
	text = r.Content[0].(*sdk.TextContent).Text
	if !r.IsError {
		var said any
		if err := json.Unmarshal([]byte(text), &said); err != nil {
			t.Fatalf("%s: %v", tool, err)
		}
		one, _ := json.Marshal(r.StructuredContent)
		two, _ := json.Marshal(said)
		if !bytes.Equal(one, two) {
			t.Errorf("%s: text and structure differ", tool)
		}
	}
	return text, r.IsError
}

type args = map[string]any

// TestToolsAnswerAsCommandsDo compares the answer of every tool with that of its command.
func TestToolsAnswerAsCommandsDo(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "template.yaml")
	if err := os.WriteFile(file, []byte(function), 0o600); err != nil {
		t.Fatal(err)
	}
	s := agent(t, "--root", dir)
	var tried []string
	for _, tt := range []struct {
		tool      string
		arguments args
		command   string
	}{
		{"eval", args{"scenario": args{"rate": "3M/month", "memory": "1GB", "free": false}}, "eval rate=3M/month memory=1GB free=off --limit 5"},
		{"eval", args{"scenario": args{"min": 2}, "offers": []string{"aws-lambda-arm64"}, "part": "ml"}, "eval min=2 --offers aws-lambda-arm64 --part ml"},
		{"curve", args{"over": "memory", "from": "128MB", "to": "4GB", "points": 3, "offers": []string{"aws-lambda-arm64", "aws-fargate-arm64"}},
			"curve --over memory --from 128MB --to 4GB --points 3 --offers aws-lambda-arm64,aws-fargate-arm64"},
		{"layout", args{"scenario": args{"parts": "api,jobs", "jobs.rate": "100/day"}}, "layout parts=api,jobs jobs.rate=100/day"},
		{"layout", args{"scenario": args{"parts": "api", "p99": "1ms"}}, "layout parts=api p99=1ms"}, // nothing can run it
		{"growth", args{"scenario": args{"parts": "api", "rate": "2/s", "growth": "20%/month", "horizon": "6months"}}, "growth parts=api rate=2/s growth=20%/month horizon=6months"},
		{"verdicts", args{"ids": []string{"lambda-cold"}}, "verdicts --id lambda-cold"},
		{"prices", args{"providers": []string{"aws"}, "meter": "lambda", "region": "eu-west"}, "prices --provider aws --meter lambda --region eu-west"},
		{"explain", args{"scenario": args{"rate": "1/s"}, "offer": "aws-lambda-arm64"}, "explain rate=1/s --offer aws-lambda-arm64"},
		{"import", args{"paths": []string{"template.yaml"}, "rates": args{"api": "3M/month"}}, "import " + file + " --rate api=3M/month"},
		{"import", args{"paths": []string{file}}, "import " + file}, // an agent may know the absolute path
		{"import", args{"text": function}, "import -"},
	} {
		tried = append(tried, tt.tool)
		text, failed := call(t, s, tt.tool, tt.arguments)
		var out, errs bytes.Buffer
		_ = Run(t.Context(), append(strings.Fields(tt.command), "-o", "json"), Env{Stdin: strings.NewReader(function), Stdout: &out, Stderr: &errs})
		var want bytes.Buffer
		if err := json.Compact(&want, out.Bytes()); err != nil {
			t.Fatalf("%s: %v: %s", tt.command, err, &errs)
		}
		if failed || text != want.String() {
			t.Errorf("%s %v: %.300s\n%s: %.300s", tt.tool, tt.arguments, text, tt.command, &want)
		}
	}
	list, err := s.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range list.Tools {
		if !slices.Contains(tried, tool.Name) {
			t.Errorf("%s is not tried", tool.Name)
		}
	}
}

// TestToolsSayWhatIsWrong makes invalid calls.
func TestToolsSayWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	root, outside := filepath.Join(dir, "root"), filepath.Join(dir, "outside.yaml")
	if err := os.Mkdir(root, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(outside, []byte(function), 0o600); err != nil {
		t.Fatal(err)
	}
	rooted, alone := agent(t, "--root", root), agent(t)
	for _, tt := range []struct {
		on        *sdk.ClientSession
		tool      string
		arguments args
		wrong     string
	}{
		{alone, "eval", args{"scenario": args{"rate": "3M"}}, "rate=3M: needs a period"},
		{alone, "eval", args{"scenario": args{"memroy": "1GB"}}, `did you mean memory?`},
		{alone, "eval", args{"scenario": args{"--catalog": outside}}, `unknown key "--catalog"`},
		{alone, "eval", args{"scenario": args{"preset": outside}}, "preset"},
		{alone, "eval", args{"scenario": []string{"rate=1/s"}}, "write an object of terms"},
		{alone, "eval", args{"scenario": args{"rate": nil}}, "write a text, a number, or true or false"},
		{alone, "eval", args{"limit": 0}, "limit: write a whole number from 1 to"},
		{alone, "eval", args{"ofers": []string{"x"}}, `did you mean offers?`},
		{alone, "eval", args{"offers": []string{"nope"}}, `offers: there is no offer "nope"`},
		{alone, "explain", args{"offer": "nope"}, `offer: there is no offer "nope"`},
		{alone, "curve", args{}, "over: is needed"},
		{alone, "curve", args{"over": "rate", "points": 501}, "points: write a whole number from 2 to 500"},
		{alone, "prices", args{}, "name one of providers, offers, meter"},
		{alone, "verdicts", args{"ids": []string{"nope"}}, `there is no claim "nope"`},
		{alone, "import", args{"paths": []string{outside}}, "start crossover mcp with --root"},
		{alone, "import", args{"text": function, "traffic": []string{"api=" + outside}}, "start crossover mcp with --root"},
		{alone, "import", args{"text": "a: [" + strings.Repeat("[", 50_000)}, "stdin:"},
		{rooted, "import", args{"paths": []string{"../outside.yaml"}}, "is not below the folder"},
		{rooted, "import", args{"paths": []string{outside}}, "is not below the folder"},
		{rooted, "import", args{"text": function, "traffic": []string{"api=../outside.yaml"}}, "is not below the folder"},
		{rooted, "import", args{"paths": []string{"missing.yaml"}}, "no such file"},
		{rooted, "import", args{"text": function, "rates": args{"api": "3M"}}, "rates: api=3M: needs a period, such as 3M/s"},
	} {
		if text, failed := call(t, tt.on, tt.tool, tt.arguments); !failed || !strings.Contains(text, tt.wrong) {
			t.Errorf("%s %v: %v, %.500s", tt.tool, tt.arguments, failed, text)
		}
	}
	if runtime.GOOS == "windows" {
		return // symbolic links need a privilege on Windows
	}
	link, folder := filepath.Join(root, "link.yaml"), filepath.Join(root, "folder")
	if err := os.Symlink(outside, link); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(dir, folder); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"link.yaml", link, "folder/outside.yaml", "folder"} {
		if text, failed := call(t, rooted, "import", args{"paths": []string{path}}); !failed || !strings.Contains(text, "is not below the folder") {
			t.Errorf("%s: %v, %.300s", path, failed, text)
		}
	}
	if text, failed := call(t, rooted, "import", args{"paths": []string{"."}}); !failed || !strings.Contains(text, "holds no file") {
		t.Errorf("a folder with links that leave it: %.300s", text)
	}
}

// TestCallsEndWhenCancelled cancels a call that would take long. Its place is then free
// for the next call.
func TestCallsEndWhenCancelled(t *testing.T) {
	s := agent(t)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := s.CallTool(ctx, &sdk.CallToolParams{Name: "layout", Arguments: args{"flips": true, "scenario": args{
			"p99": "300ms", "rate": "50/s", "shape": "1/2/3/4/5/6/7/8/9/10/11/12", "burst": 5}}})
		done <- err
	}()
	if err := s.Ping(t.Context(), nil); err != nil { // by then the call has been sent
		t.Fatal(err)
	}
	cancel()
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Fatal("the call goes on")
	}
	if text, failed := call(t, s, "growth", args{"scenario": args{"parts": "api", "growth": "5%/month", "horizon": "2months"}}); failed {
		t.Errorf("the next call: %s", text)
	}
}

// TestSchemasSayAllTerms compares the arguments of tools with the table of terms.
func TestSchemasSayAllTerms(t *testing.T) {
	list, err := agent(t).ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Properties struct {
			Scenario struct {
				Properties map[string]struct{ Description string }
			}
		}
	}
	for _, tool := range list.Tools {
		if tool.Name != "eval" {
			continue
		}
		text, _ := json.Marshal(tool.InputSchema)
		if err := json.Unmarshal(text, &schema); err != nil {
			t.Fatal(err)
		}
	}
	for _, term := range scenario.Table() {
		about := schema.Properties.Scenario.Properties[term.Key].Description
		if !strings.HasPrefix(about, term.Doc) || !strings.HasSuffix(about, "default "+term.Default()) {
			t.Errorf("%s: %q", term.Key, about)
		}
	}
}

// TestAgentsOfTheProgram runs the program as an agent does, in a separate process.
func TestAgentsOfTheProgram(t *testing.T) {
	program, err := exec.LookPath("crossover") // this test binary, under the name that scripts use
	if err != nil {
		t.Skip(err)
	}
	s, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).
		Connect(t.Context(), &sdk.CommandTransport{Command: exec.Command(program, "mcp")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if text, failed := call(t, s, "explain", args{}); failed || !strings.Contains(text, `"schema_version":1`) {
		t.Errorf("%.300s", text)
	}
}

// TestAgentsMayBeWrong goes on after lines that are no messages, and answers each of them.
// Batches are for those who speak a version of the protocol that has them.
func TestAgentsMayBeWrong(t *testing.T) {
	const (
		hello  = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"%s","capabilities":{},"clientInfo":{"name":"a","version":"1"}}}`
		ping   = `{"jsonrpc":"2.0","id":%d,"method":"ping"}`
		begun  = `{"jsonrpc":"2.0","method":"notifications/initialized"}`
		cancel = `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":99}}`
	)
	ping2, ping3 := fmt.Sprintf(ping, 2), fmt.Sprintf(ping, 3)
	for _, tt := range []struct {
		name, version string
		lines         []string
		want          map[string]int
	}{
		{"no messages", "2025-06-18", []string{"{", `{"a":"` + strings.Repeat("b", 1<<20) + `"}`}, map[string]int{"<nil> -32700": 1, "<nil> -32600": 1}},
		{"batches of none", "2025-03-26", []string{"[", "[]", "[1]", `[{"a":1}]`, "[" + ping2 + ",1]"}, map[string]int{"<nil> -32700": 1, "<nil> -32600": 4}},
		{"a batch", "2025-03-26", []string{"[" + ping2 + "," + cancel + "," + ping3 + "]", "[" + cancel + "]"}, map[string]int{"2 0": 1, "3 0": 1}},
		{"a batch that repeats an id", "2025-03-26", []string{"[" + ping2 + "," + ping2 + "]"}, map[string]int{"<nil> -32600": 1}},
		{"a batch in a version without", "2025-06-18", []string{"[" + ping2 + "]"}, map[string]int{"<nil> -32600": 1}},
	} {
		in := slices.Concat([]string{"no JSON", "", `{"jsonrpc":"1.0","id":7}`, fmt.Sprintf(hello, tt.version), begun}, tt.lines, []string{fmt.Sprintf(ping, 4)})
		var out, errs bytes.Buffer
		code := Run(t.Context(), []string{"mcp"}, Env{Stdin: strings.NewReader(strings.Join(in, "\n")), Stdout: &out, Stderr: &errs}) // the last line has no end
		if code != exitOK {
			t.Fatalf("%s: mcp ends with %d: %s", tt.name, code, &errs)
		}
		found := map[string]int{}
		for line := range strings.Lines(out.String()) {
			if line[0] != '[' {
				line = "[" + line + "]"
			}
			var answers []struct {
				ID    any
				Error struct{ Code int }
			}
			if err := json.Unmarshal([]byte(line), &answers); err != nil {
				t.Fatal(err)
			}
			for _, a := range answers {
				found[fmt.Sprint(a.ID, " ", a.Error.Code)]++
			}
		}
		for _, always := range []string{"<nil> -32700", "<nil> -32600", "1 0", "4 0"} {
			tt.want[always]++
		}
		if !maps.Equal(found, tt.want) {
			t.Errorf("%s: answers %v, not %v", tt.name, found, tt.want)
		}
	}
}
