package scenario

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	_ "crossover/engine/proptest"
)

func parse(t *testing.T, tokens ...string) Scenario {
	t.Helper()
	s, err := Parse(Default(), tokens...)
	if err != nil {
		t.Fatalf("Parse(%q): %v", tokens, err)
	}
	return s
}

// TestDefaults pins the defaults the product documents.
func TestDefaults(t *testing.T) {
	s := Default()
	want := map[string]string{
		"rate": "12/s", "memory": "512MB", "duration": "120ms", "billed_duration": "none", "cpu": "30%",
		"request_memory": "8MB", "working_set": "assumed", "concurrency": "default", "shape": "steady", "burst": "1", "burst_length": "60s",
		"response": "8KB", "runtime": "node", "package": "zip", "arch": "any", "p99": "none", "level": "production", "redundancy": "level",
		"gpu": "none", "min": "none", "max": "none", "copies": "none", "size": "auto", "lock": "none", "note": "none", "allow": "any", "ban": "none", "ops": "0", "vendor": "0", "growth": "10%/month", "horizon": "24months", "payback": "12months", "migration": "0", "uncertainty": "20%", "free": "on", "commit": "none", "month": "730h", "utilisation": "60%", "lines": "default", "region": "us-east", "region_strict": "off",
		"longest": "none", "trigger": "http", "message_size": "1KB", "batch": "auto", "connections": "none", "session": "20m",
		"fan_out": "1", "room": "100", "state": "none", "gpu_memory": "none", "uses": "none",
		"hits": "1", "outbound": "none", "log": "assumed", "disk": "none", "database": "none", "online": "24h",
		"currency": "usd", "gb": "vendor", "part": "api", "parts": "edge,api,events,cron,ml",
	}
	for _, k := range Table() {
		if got := k.Get(&s); got != want[k.Key] {
			t.Errorf("default %s = %q, want %q", k.Key, got, want[k.Key])
		}
		delete(want, k.Key)
	}
	if len(want) > 0 {
		t.Errorf("no key for %v", want)
	}
	if got := s.String(); got != "" {
		t.Errorf("the default scenario prints as %q, want nothing", got)
	}
}

func TestMonthlyRateIsExactWhateverTheMonth(t *testing.T) {
	for _, m := range Months {
		s := parse(t, "rate=3M/month", "month="+m)
		if got := s.PerMonth(s.Selected); got != 3_000_000 {
			t.Errorf("month=%s: %v requests, want exactly 3,000,000", m, got)
		}
	}
}

func TestSharesFollow(t *testing.T) {
	s := parse(t, "rate=100/s", "events.rate=20%")
	if got := s.PerSecond(s.Find("events")); got != 20 {
		t.Errorf("events at %v/s, want 20", got)
	}
	s.Selected = s.Find("events")
	s.Scale(Rate{N: 5})
	if got := s.PerSecond(s.Find("api")); got != 25 {
		t.Errorf("after scaling events to 5/s api is at %v/s, want 25", got)
	}
	if got := s.PerSecond(s.Find("cron")) * 86400; got != 24 {
		t.Errorf("scheduled work went to %v a day, want 24", got)
	}
}

func TestBadTokens(t *testing.T) {
	tests := []struct{ token, want string }{
		{"rate", "is not key=value"},
		{"rate=12", "needs a period"}, {"rate=fast", "is not a number"}, {"rate=", "is not a number"},
		{"rate=-1/s", "cannot be negative"},
		{"rate=1/fortnight", "unknown period"},
		{"rate=NaN/s", "is not a number"},
		{"rate=1e300/s", "above 10M/s"},
		{"rat=1/s", "did you mean rate?"},
		{"zzzzzzzz=1", "the keys are"},
		{"memory=16", "needs a unit"}, {"memory=5e9", "out of range"}, {"memory=64M", "unknown unit"}, {"parts=a2345678901234567890123456789012345678901", "1 to 40"},
		{"memory=512XB", "unknown unit"},
		{"memory=0MB", "out of range"},
		{"memory=-1GB", "out of range"},
		{"duration=120", "needs a unit"},
		{"duration=1000d", "out of range"},
		{"duration=Infs", "not a number"},
		{"cpu=130%", "out of range"},
		{"cpu=30", "more than the whole"},
		{"burst=0.5", "out of range"},
		{"shape=square", "unknown shape"},
		{"shape=1/x", "not a number"},
		{"shape=0/0", "cannot all be 0"},
		{"runtime=cobol", "write node, python"},
		{"gpu=rtx", "write none, any, t4"},
		{"free=maybe", "write on, off"},
		{"month=31h", "write 730h"},
		{"utilisation=0%", "out of range"},
		{"redundancy=1.5", "not a whole number"},
		{"concurrency=0", "out of range"},
		{"min=1.5", "not a whole number"},
		{"max=0", "out of range"},
		{"copies=-1", "out of range"},
		{"size=0vcpu", "is not a size"}, {"size=-1MB", "is not a size"}, {"size=a,b", "cannot be the name of a size"}, {"size=", "is not a size"},
		{"part=mainframe", "there is no part"},
		{"x.rate=1/s", "there is no part"},
		{"api.free=off", "a term of the whole system; write free=off"},
		{"parts=a,a", "twice"},
		{"parts=A", "lower-case"},
		{"events.rate=20%events", "share of itself"},
		{"events.rate=20%nobody", "no part"},
		{"p99=-5ms", "out of range"},
		{"currency=eur", "needs the rate"},
		{"currency=euro@1", "not a currency code"},
		{"currency=eur@0", "out of range"},
		{"currency=eur@0.9@yesterday", "not a date"},
		{"trigger=pigeon", "write http, queue, fifo"},
		{"connections=-5", "out of range"},
		{"connections=many", "not a number"},
		{"session=20", "needs a unit"},
		{"fan_out=-1", "out of range"},
		{"room=0", "out of range"},
		{"state=1", "needs a unit"},
		{"gpu_memory=99TB", "out of range"},
		{"longest=none0", "not a number"},
		{"uses=reads", "is not name:count@price/unit"},
		{"uses=reads:3@0.001", "is not name:count@price/unit"},
		{"uses=reads:3@0.001/d", "write the price for M"},
		{"uses=Reads:3@0.001/M", "cannot be a name"},
		{"uses=A/reads:3@0.001/M", "cannot be a provider, product or offer"},
		{"uses=reads:-3@0.001/M", "out of range"},
		{"uses=reads:3@x/M", "not a number"},
		{"uses=a:1@1/M,a:2@1/M", "twice"},
		{"uses=a:1@1/M,b:1,c:1,d:1,e:1,f:1,g:1,h:1,i:1", "at most 8"},
		{"hits=0.5", "out of range"}, {"online=25h", "out of range"}, {"database=1", "needs a unit"}, {"log=-1KB", "out of range"},
		{"gb=metric", "write vendor, binary, decimal"},
		{"lines=lunch", "not a group of bill lines"},
		{"lines=logs,-logs", "twice"},
	}
	for _, tt := range tests {
		_, err := Parse(Default(), tt.token)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want one with %q", tt.token, err, tt.want)
		}
		if err != nil && !strings.Contains(err.Error(), strings.SplitN(tt.token, "=", 2)[0]) {
			t.Errorf("%s: the error does not name the token: %v", tt.token, err)
		}
	}
}

// TestCountsAgree checks that contradicting counts of instances are reported, in any
// order, and that sliders never produce them.
func TestCountsAgree(t *testing.T) {
	for _, tt := range []struct{ base, tokens, want string }{
		{"", "min=5 max=3", "min=5: is more than max=3"},
		{"", "max=3 min=5", "min=5: is more than max=3"},
		{"", "copies=2 min=1", "copies=2: fixes the number of instances; write it without min=1"},
		{"", "ml.max=4 ml.copies=2", "ml.copies=2: fixes the number of instances; write it without ml.max=4"},
		{"max=3", "min=5", "min=5: is more than api.max=3"},
		{"copies=3", "min=5", "api.copies=3: fixes the number of instances; write it without min=5"},
		{"copies=3", "copies=none min=5 max=5", ""},
		{"", "min=0 max=1", ""},
	} {
		base := parse(t, strings.Fields(tt.base)...)
		if _, err := Parse(base, strings.Fields(tt.tokens)...); (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s %s: got error %v, want one with %q", tt.base, tt.tokens, err, tt.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := Default()
		for range rapid.IntRange(1, 6).Draw(t, "moves") {
			x, _ := Lookup(rapid.SampledFrom([]string{"min", "max", "copies"}).Draw(t, "term"))
			v := rapid.SampledFrom(x.Range.Stops).Draw(t, "value")
			if x.SetValue(&s, v); x.Value(&s) != v {
				t.Fatalf("%s is %v instead of %v", x.Key, x.Value(&s), v)
			}
		}
		if again, err := Parse(Default(), s.Tokens()...); err != nil || again != s {
			t.Fatalf("%s does not read back: %v", s, err)
		}
	})
}

func TestRepeatedKey(t *testing.T) {
	for _, tokens := range [][]string{
		{"rate=1/s", "rate=2/s"}, {"rate=1/s", "api.rate=2/s"}, {"free=on", "free=on"}, {"part=ml", "part=api"},
	} {
		if _, err := Parse(Default(), tokens...); err == nil || !strings.Contains(err.Error(), "repeats") {
			t.Errorf("%q: got %v, want an error about the repetition", tokens, err)
		}
	}
}

func TestEveryBadTokenIsReported(t *testing.T) {
	_, err := Parse(Default(), "rate=1", "memory=x", "nonsense=1")
	for _, want := range []string{"rate=1:", "memory=x:", "nonsense=1:"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not mention %s", err, want)
		}
	}
}

func TestOrderDoesNotMatter(t *testing.T) {
	a := parse(t, "part=ml", "memory=8GB")
	b := parse(t, "memory=8GB", "part=ml")
	if a != b {
		t.Errorf("%v and %v differ", a, b)
	}
}

// TestRoundTrip checks that the canonical text form parses to the same scenario.
func TestRoundTrip(t *testing.T) {
	choices := [][]string{
		{"parts=api", "parts=edge,api", "parts=web,queue,ml", "parts=realtime,jobs,tools", ""},
		{"longest=40m", "longest=none", ""}, {"trigger=fifo", "trigger=http", ""}, {"message_size=32.5KB", ""},
		{"connections=50k", "connections=12.5", "connections=none", ""}, {"session=2h", ""}, {"fan_out=0", "fan_out=2.5", ""},
		{"room=1", ""}, {"state=1.5GB", "state=none", ""}, {"gpu_memory=40GB", ""},
		{"uses=reads:3@0.001/M", "uses=cloudflare/d1-reads:0.5@0.001/M,tokens:1500@3/M,aws-ec2*/images:1@0.04/1", ""},
		{"rate=0", "rate=12.34/s", "rate=3M/month", "rate=100/day", "rate=7/min", "rate=0.1/hour", "rate=333333333/month", ""},
		{"memory=1GB", "memory=1.5GB", "memory=1769MB", "memory=128MB", ""},
		{"duration=5ms", "duration=1.5s", "duration=20m", "duration=2h", "duration=333us", ""},
		{"billed_duration=100ms", "billed_duration=none", ""},
		{"cpu=0%", "cpu=33.3%", "cpu=0.07", "cpu=100%", ""},
		{"request_memory=0MB", "request_memory=100MB", ""},
		{"concurrency=1", "concurrency=80", ""},
		{"shape=office", "shape=cron", "shape=1/2/3/4.5", ""},
		{"burst=5x", "burst=2.5", ""}, {"burst_length=2m", ""},
		{"response=1.5MB", "response=300B", "response=0KB", ""},
		{"runtime=java", ""}, {"package=image", ""}, {"arch=arm64", ""}, {"size=t4g.small", "size=0.25 vCPU 1 GB", "size=2vcpu", "size=512MB", "size=250m", "size=auto", ""}, {"p99=250ms", ""}, {"gpu=h100", ""},
		{"redundancy=3", ""}, {"free=off", ""}, {"commit=3y", ""}, {"month=31d", ""}, {"utilisation=75%", ""},
		{"currency=eur@0.92", "currency=chf@0.88@2026-11-01", ""}, {"gb=decimal", ""},
		{"lines=logs", "lines=nat,-egress", "lines=-disk,-ipv4,registry", ""},
	}
	rapid.Check(t, func(t *rapid.T) {
		var tokens []string
		for _, c := range choices {
			if tok := rapid.SampledFrom(c).Draw(t, "token"); tok != "" {
				tokens = append(tokens, tok)
			}
		}
		s, err := Parse(Default(), tokens...)
		if err != nil {
			t.Fatalf("%q: %v", tokens, err)
		}
		again, err := Parse(Default(), s.Tokens()...)
		if err != nil {
			t.Fatalf("canonical %q: %v", s.Tokens(), err)
		}
		if again != s {
			t.Fatalf("%q became %q, then %q", tokens, s.Tokens(), again.Tokens())
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"memory=64Mi", "memory=1024", "response=3Ki", "state=2tb", "part=api", "allow=any", "currency=eur@0.92", "lines=logs,-egress", "shape=0.1/7", "burst=5x", "rate=3M/month", "memory=1GB", "shape=1/2/3", "events.rate=20%api", "parts=a,b", "p99=none", "uses=a/b:3@1/k,c:1k@2/B", "ban=fly,aws-ec2*", "api.lock=a-b", "growth=7%/year", "growth=900000%/year", "horizon=2years", "ops=12.5", "connections=50k", "state=none", "parts=jobs", "=", "a=b=c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, tok string) {
		s, err := Parse(Default(), tok)
		if err != nil {
			return
		}
		again, err := Parse(Default(), s.Tokens()...)
		if err != nil || again != s {
			t.Errorf("%q prints as %q, which does not read back: %v", tok, s.Tokens(), err)
		}
	})
}

// TestWordsAreValues sets every key to each of its words.
func TestWordsAreValues(t *testing.T) {
	n := 0
	for _, k := range Table() {
		for _, w := range k.Words {
			n++
			s, err := Parse(Default(), k.Key+"="+w)
			if err != nil {
				t.Error(err)
			} else if got := k.Get(&s); got != w {
				t.Errorf("%s=%s reads back %s", k.Key, w, got)
			}
		}
	}
	if n < 30 {
		t.Errorf("there are %d words", n)
	}
}

// TestThePartSelectedMayComeFirst checks that the order of tokens does not matter, even if
// one selects a part that a later one adds.
func TestThePartSelectedMayComeFirst(t *testing.T) {
	a, err := Parse(Default(), "memory=2GB", "part=jobs", "parts=jobs,api")
	if err != nil {
		t.Fatal(err)
	}
	b, err := Parse(Default(), "parts=jobs,api", "part=jobs", "memory=2GB")
	if err != nil || a != b || a.SelectedPart().Name != "jobs" || a.SelectedPart().MemoryMB != 2048 {
		t.Errorf("%v and %v, %v", a, b, err)
	}
}

// TestUnitsOfOthersFiles reads sizes in the notation of common configuration files.
func TestUnitsOfOthersFiles(t *testing.T) {
	for token, want := range map[string]string{
		"memory=64Mi": "memory=64MB", "memory=1Gi": "memory=1GB", "memory=256mb": "memory=256MB", "memory=1024": "memory=1GB",
		"memory=1TB": "memory=1024GB", "memory=1.5Gi": "memory=1.5GB", "response=10kb": "response=10KB", "response=1Mi": "response=1048576B",
		"state=2tb": "state=2048GB", "rate=10M/month": "rate=10M/month", "rate=0": "rate=0",
	} {
		if s := parse(t, token); s.String() != want {
			t.Errorf("%s is written as %s, want %s", token, s, want)
		}
	}
	s := parse(t, "parts=recommendationservice-of-the-boutique,x", "recommendationservice-of-the-boutique.memory=220Mi")
	if again := parse(t, s.Tokens()...); again != s {
		t.Errorf("%v becomes %v", s, again)
	}
}
