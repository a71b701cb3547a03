package importer

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/rogpeppe/go-internal/txtar"

	"crossover/engine/scenario"
)

var update = flag.Bool("update", false, "write the want sections of testdata anew")

// TestRead compares the result for each format with a translation by hand.
func TestRead(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) < len(readers) {
		t.Fatalf("%d files for %d formats: %v", len(names), len(readers), err)
	}
	seen := map[string]bool{}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			in, want := sourcesOf(a)
			m, err := Read(in)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range m.Formats {
				seen[f] = true
			}
			got := text(t, m)
			if *update {
				a.Files = a.Files[:len(in)]
				a.Files = append(a.Files, txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
	for _, f := range Formats() {
		if !seen[f] {
			t.Errorf("no file is of the format %s", f)
		}
	}
}

// TestCountsThatContradict checks that a file with contradictory numbers of instances is
// read, and that the later number is listed as not translated.
func TestCountsThatContradict(t *testing.T) {
	m, err := Read([]Source{{"service.yaml", []byte(`apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: api}
spec:
  template:
    metadata:
      annotations: {autoscaling.knative.dev/minScale: "5", autoscaling.knative.dev/maxScale: "3"}
    spec:
      containers: [{image: example.test/api, resources: {limits: {memory: 1Gi}}}]
`)}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenarioOf(m, nil)
	if p := s.SelectedPart(); err != nil || p.Min != 5 || p.Max != 0 || p.MemoryMB != 1024 {
		t.Errorf("min %v, max %v, memory %v: %v", p.Min, p.Max, p.MemoryMB, err)
	}
	if got := text(t, m); !strings.Contains(got, "maxScale: 3: is more than") || !strings.Contains(got, "on gcp-cloud-run-min") {
		t.Errorf("got\n%s", got)
	}
}

// TestOthersFiles checks that files of tools that are not read are not taken for those of
// platforms that are, and that what to import instead is said.
func TestOthersFiles(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"netlify.toml", "[build]\ncommand = 'make'\n[[redirects]]\nfrom = '/a'\n", "of no format"},
		{"netlify.toml", "[functions]\nnode_bundler = 'esbuild'\n[functions.hourly]\nschedule = '@hourly'\n", "of no format"},
		{"firebase.json", `{"functions": [{"source": "functions", "runtime": "nodejs20"}]}`, "of no format"},
		{"firebase.json", `{"functions": {"source": "functions"}}`, "of no format"},
		{".goreleaser.yaml", "version: 2\nbuilds: [{main: .}]\narchives: []\n", "of no format"},
		{"package.json", `{"name": "a", "version": "1.0.0", "main": "index.js"}`, "of no format"},
		{"render.yaml", "services: [{type: web, name: a, env: node}]\n", "of no format"},
		{"Dockerfile", "FROM scratch\nCMD [\"/a\"]\n", "of no format"},
		{"empty.yaml", "# nothing\n", "of no format"},
		{"main.tf", "resource \"a\" \"b\" {}\n", "terraform show -json"},
		{"kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n", "kubectl kustomize"},
		{"release.yaml", "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a}\n", "helm template"},
	} {
		m, err := Read([]Source{{tt.name, []byte(tt.text)}})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, %v", tt.name, m, err)
		}
	}
}

// TestOneTrigger keeps the front door of a function that a state machine begins with.
func TestOneTrigger(t *testing.T) {
	m, err := Read([]Source{{"serverless.yml", []byte(`service: shop
provider: {name: aws, runtime: nodejs22.x}
functions:
  get: {handler: a.b, events: [{httpApi: GET /}]}
  pay: {handler: a.b}
stepFunctions:
  stateMachines:
    checkout:
      events: [{http: {path: checkout, method: POST}}]
      definition: {StartAt: A, States: {A: {Type: Task, Resource: {Fn::GetAtt: [get, Arn]}, Next: B}, B: {Type: Task, Resource: {Fn::GetAtt: [pay, Arn]}, End: true}}}
`)}})
	if err != nil {
		t.Fatal(err)
	}
	wants(t, m, "get: Lambda function on aws-lambda-x86-http-api", "rate=100%get taken", "left get, serverless.yml:9, http: {path, method}: a part has one trigger")
}

// TestGPUs reads the GPU of a Fly machine by its kind; a part runs on no machine without one.
func TestGPUs(t *testing.T) {
	m, err := Read([]Source{{"fly.toml", []byte("app = 'ml'\n[build]\nimage = 'a'\n[[vm]]\ncpu_kind = 'performance'\ncpus = 8\nmemory_mb = 16384\ngpu_kind = 'a100-sxm4-80gb'\ngpus = 2\n")}})
	if err != nil {
		t.Fatal(err)
	}
	wants(t, m, "ml: Fly app on , ", "gpu=a100 taken, fly.toml:9", "gpus: 2: an instance of a scenario has one GPU")
}

// TestPartlyTranslated names what a template has that no part can have.
func TestPartlyTranslated(t *testing.T) {
	m, err := Read([]Source{{"template.yaml", []byte(`AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Fn::ForEach::Each: [Name, [A, B], {"Fn${Name}": {Type: AWS::Lambda::Function, Properties: {Handler: a.b}}}]
  Task: {Type: AWS::ECS::TaskDefinition, Properties: {Cpu: "256", Memory: "512", ContainerDefinitions: [{Image: example.test/a}]}}
  Service:
    Type: AWS::ECS::Service
    Properties: {TaskDefinition: !Ref Task, DesiredCount: 2, CapacityProviderStrategy: [{CapacityProvider: FARGATE_SPOT, Weight: 3}, {CapacityProvider: FARGATE}]}
`)}})
	if err != nil {
		t.Fatal(err)
	}
	got := text(t, m)
	for _, want := range []string{
		"task: ECS task on aws-fargate-x86, ",
		"left task, template.yaml:7, CapacityProvider: FARGATE_SPOT: commit=spot allows spot capacity",
		"left , template.yaml:3, Fn::ForEach::Each: it is not a resource; where it is a loop, ",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

func sourcesOf(a *txtar.Archive) (in []Source, want string) {
	for _, f := range a.Files {
		if f.Name == "want" {
			want = string(f.Data)
			continue
		}
		in = append(in, Source{f.Name, f.Data})
	}
	return in, want
}

// wants checks that what is read says some texts.
func wants(t *testing.T, m *Import, list ...string) {
	t.Helper()
	got := text(t, m)
	for _, want := range list {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

// text formats an import: parts with their terms, items left, missing rates.
func text(t *testing.T, m *Import) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", strings.Join(m.Formats, ", "))
	for _, p := range m.Parts {
		fmt.Fprintf(&b, "\n%s: %s on %s, %s\n", p.Name, p.Kind, p.Offer, p.At)
		for _, x := range p.Terms {
			fmt.Fprintf(&b, "  %s=%s %s, %s, %s\n", x.Key, x.Value, x.Basis, x.At, x.From)
		}
	}
	b.WriteString("\n")
	for _, x := range m.System {
		fmt.Fprintf(&b, "%s=%s %s, %s, %s\n", x.Key, x.Value, x.Basis, x.At, x.From)
	}
	for _, n := range m.Left {
		fmt.Fprintf(&b, "left %s, %s, %s: %s\n", n.Part, n.At, n.From, n.Why)
	}
	fmt.Fprintf(&b, "asks %s\n", strings.Join(m.Asks(nil), ", "))
	if _, err := scenarioOf(m, nil); err != nil {
		t.Errorf("the tokens: %v", err)
	}
	return b.String()
}

func TestSchedules(t *testing.T) {
	for _, c := range []struct {
		expr string
		day  float64
	}{
		{"rate(5 minutes)", 288}, {"rate(1 hour)", 24}, {"rate(7 days)", 1. / 7}, {"@hourly", 24}, {"@every 90s", 960},
		{"* * * * *", 1440}, {"*/15 * * * *", 96}, {"0 2 * * *", 1}, {"0 0 * * 0", 1. / 7}, {"30 9 * * 1-5", 5. / 7},
		{"0,30 8-17 * * *", 20}, {"CRON_TZ=Europe/Paris 0 3 * * *", 1}, {"TZ=UTC @daily", 1}, {"5/20 * * * *", 3 * 24}, {"0 0 1 * *", 12 / 365.25}, {"0 0 1 1 *", 1 / 365.25},
		{"cron(0 12 * * ? *)", 1}, {"cron(0 2 ? * MON-FRI *)", 5. / 7}, {"cron(0 18 L * ? *)", 12 / 365.25}, {"cron(0 9 ? * 2#1 *)", 12 / 365.25},
		// Unix: the first of the month, and Mondays.
		{"0 0 1 * 1", 1 - (1-12/365.25)*(1-1./7)},
	} {
		got, ok := runsADay(c.expr)
		if diff := got - c.day; !ok || diff > 1e-9 || diff < -1e-9 {
			t.Errorf("%s: %g a day, want %g", c.expr, got, c.day)
		}
	}
	for _, expr := range []string{"", "never", "* * *", "rate(0 minutes)", "rate(5)", "61-90 * * * *", "*/0 * * * *", "a b c d e", "@every -1s"} {
		if n, ok := runsADay(expr); ok {
			t.Errorf("%q is taken for %g a day", expr, n)
		}
	}
}

// TestAmounts parses amounts of memory in the notations of several platforms.
func TestAmounts(t *testing.T) {
	for s, want := range map[string]float64{
		"64Mi": 64, "1Gi": 1024, "256mb": 256, "512m": 512, "1024": 1024, "0.5Gi": 512, "2 GB": 2048, "1g": 1024, "1048576k": 1024,
	} {
		if got, ok := megabytes(s, 1); !ok || got != want {
			t.Errorf("%s: %g, %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "much", "-1Gi", "1Xi", "NaN"} {
		if got, ok := megabytes(s, 1); ok {
			t.Errorf("%q is taken for %g MB", s, got)
		}
	}
	if got, ok := cpus("100m"); !ok || got != 0.1 {
		t.Errorf("100m: %g, %v", got, ok)
	}
}

// TestNames converts identifiers in files to names of parts.
func TestNames(t *testing.T) {
	for id, want := range map[string]string{
		"BookFlight": "book-flight", "api/search.ts": "api-search-ts", "HTTPHandler": "httphandler", "3rd": "part-3rd", "": "part", "ÄÖ": "part", "a__b": "a-b",
		strings.Repeat("x", 60): strings.Repeat("x", 40),
	} {
		if got := kebab(id); got != want {
			t.Errorf("%q: %q, want %q", id, got, want)
		}
	}
	b := newBuilder()
	for range 3 {
		b.part(strings.Repeat("y", 60), "x", nil)
	}
	if got := b.out.Parts[2].Name; len(got) != scenario.MaxName || !strings.HasSuffix(got, "-3") {
		t.Errorf("the third of a name is %q", got)
	}
}

// TestCircles links parts in a cycle.
func TestCircles(t *testing.T) {
	b := newBuilder()
	one, two := b.part("one", "x", nil), b.part("two", "x", nil)
	one.follows("two", 2, Taken, nil, "a")
	two.follows("one", 3, Taken, nil, "b")
	m, err := b.finish()
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Asks(nil); len(got) != 2 {
		t.Errorf("asks for %v", got)
	}
}

// TestRates replaces rates of the files.
func TestRates(t *testing.T) {
	b := newBuilder()
	b.part("one", "x", nil).schedules([]*node{{kind: scalar, text: "rate(1 hour)"}})
	b.part("two", "x", nil)
	m, err := b.finish()
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenarioOf(m, map[string]string{"one": "3M/month", "two": "50%one"})
	if err != nil || s.Part(0).Rate.String() != "3M/month" || s.Part(1).Share != 0.5 {
		t.Errorf("%v, %v", s, err)
	}
	if _, err := m.Tokens(map[string]string{"three": "1/s"}); err == nil || !strings.Contains(err.Error(), "one, two") {
		t.Errorf("a part that is not there: %v", err)
	}
}

func TestFaults(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "unknown": "a: 1\n", "binary": "\xff\xfe", "half": "{\"a\":", "deep": strings.Repeat("[", 200_000), "nothing runs": "apiVersion: v1\nkind: ConfigMap\n",
		"a bad plan": `{"format_version": "99.0", "planned_values": {}}`,
	} {
		if m, err := Read([]Source{{"file", []byte(text)}}); err == nil {
			t.Errorf("%s: %v", name, m)
		}
	}
}

// TestReasons checks that the error of an unusable file says what to import instead, or
// what was found in it.
func TestReasons(t *testing.T) {
	laughs := "a0: &a0 [x, x]\n"
	for i := range 40 {
		laughs += fmt.Sprintf("a%d: &a%d [*a%d, *a%d]\n", i+1, i+1, i, i)
	}
	for _, c := range []struct{ name, text, want string }{
		{"main.tf", "resource \"aws_lambda_function\" \"x\" {\n}\n", "terraform show -json"},
		{"app.ts", "export const x = 1;\n", "cdk synth"},
		{"deployment.yaml", "{{- if .Values.on }}\nkind: Deployment\n{{- end }}\n", "helm template"},
		{"serverless.yml", "service: x\nprovider: {name: google}\nfunctions: {a: {handler: b}}\n", "only those of aws"},
		{"stack.yaml", "Resources:\n  Group:\n    Type: AWS::AutoScaling::AutoScalingGroup\n", "its instance type is not in the template"},
		{"laughs.yaml", laughs, "more than 1000000 values"},
		{"long.yaml", strings.Repeat("- a\n", 400_000), "at most 300000"},
		{"deep.yaml", "a: " + strings.Repeat("{a: ", 200) + "1" + strings.Repeat("}", 200), "more than 100 levels"},
		{"bad.yaml", "a: 1\nb: [\n", "line 2"},
	} {
		_, err := Read([]Source{{c.name, []byte(c.text)}})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

// TestEncodings checks that UTF-16 text from PowerShell is read, and that an alias shares
// its anchor's value but has its own line.
func TestEncodings(t *testing.T) {
	wide := []byte{0xff, 0xfe}
	for _, c := range utf16.Encode([]rune(`{"name": "wörker", "main": "x.ts"}`)) {
		wide = append(wide, byte(c), byte(c>>8))
	}
	m, err := Read([]Source{{"wrangler.json", wide}})
	if err != nil || m.Parts[0].Name != "w-rker" {
		t.Errorf("UTF-16: %v, %v", m, err)
	}
	docs, err := parse(Source{"x.yaml", []byte("a: &a {x: 1, y: 2}\nb: *a\nc: {x: 3, <<: *a}\nd: !GetAZs\ne: 5\n")})
	if err != nil {
		t.Fatal(err)
	}
	doc := docs[0]
	if doc.at("a").line != 1 || doc.at("b").line != 2 || doc.at("b", "y").str() != "2" || doc.at("c", "x").str() != "3" || doc.at("c", "y").str() != "2" || doc.at("e").str() != "5" {
		t.Errorf("%+v", doc)
	}
}

// FuzzRead checks that no file causes a panic or an invalid scenario.
func FuzzRead(f *testing.F) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		in, _ := sourcesOf(a)
		for _, s := range in {
			f.Add(s.Data)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := Read([]Source{{"file", text}})
		if err != nil {
			return
		}
		if _, err := scenarioOf(m, nil); err != nil {
			t.Errorf("%v of\n%s", err, text)
		}
	})
}

// scenarioOf returns the scenario that the tokens of an import make.
func scenarioOf(m *Import, rates map[string]string) (scenario.Scenario, error) {
	tokens, err := m.Tokens(rates)
	if err != nil {
		return scenario.Scenario{}, err
	}
	return scenario.Parse(scenario.Default(), tokens...)
}
