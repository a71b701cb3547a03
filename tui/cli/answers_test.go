package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"crossover/engine/proptest"
	"crossover/engine/scenario"
	"crossover/tui/result"
)

// TestIdleServicesCostNothingAndServersTheirFloor checks the prices at a hundred requests
// a day: services that bill use cost nothing, and servers cost their minimum.
func TestIdleServicesCostNothingAndServersTheirFloor(t *testing.T) {
	a := evaluate(t, "rate=100/day", "memory=256MB", "duration=100ms")
	for _, id := range strings.Fields(`aws-lambda-x86 aws-lambda-arm64 gcp-cloud-run-request cloudflare-workers-paid
		fly-machines-shared vercel-functions modal-cpu aws-fargate-arm64 aws-ecs-ec2 aws-ec2-m7g aws-eks-nodes modal-gpu-h100`) {
		price := a.monthly(t, id)
		switch id {
		case "aws-lambda-x86", "aws-lambda-arm64", "gcp-cloud-run-request":
			if price > 5 {
				t.Errorf("%s costs %v, want at most 5", id, price)
			}
		case "aws-fargate-arm64", "aws-ecs-ec2", "aws-ec2-m7g", "aws-eks-nodes":
			if price < 10 {
				t.Errorf("%s costs %v: less than a month of its machine", id, price)
			}
		}
	}
}

func TestBusyFunctionsCostMoreThanServers(t *testing.T) {
	a := evaluate(t, "rate=1000/s")
	for _, fn := range []string{"aws-lambda-x86", "aws-lambda-arm64"} {
		for _, server := range []string{"aws-fargate-x86", "aws-fargate-arm64", "aws-ec2-m7g", "aws-ec2-c7g"} {
			if f, s := a.monthly(t, fn), a.monthly(t, server); f <= s {
				t.Errorf("%s costs %v, %s %v", fn, f, server, s)
			}
		}
	}
}

func TestTheScenarioHasEveryKey(t *testing.T) {
	a := evaluate(t, "rate=3M/month")
	for _, k := range scenario.Table() {
		if a.Scenario[k.Key] == nil {
			t.Errorf("no %s", k.Key)
		}
	}
	if a.Scenario["text"] != "rate=3M/month" || a.Scenario["requests_per_month"] != 3e6 {
		t.Errorf("scenario is %v", a.Scenario)
	}
}

// TestBillsAddUp checks the figures in JSON over many scenarios and all offers.
func TestBillsAddUp(t *testing.T) {
	q, err := (&app{}).ask(nil)
	if err != nil {
		t.Fatal(err)
	}
	choices := [][]string{
		{"rate=0", "rate=100/day", "rate=3M/month", "rate=12/s", "rate=1000/s", "rate=100k/s"},
		{"memory=64MB", "memory=128MB", "memory=1769MB", "memory=8GB", "memory=200GB"},
		{"duration=1ms", "duration=120ms", "duration=20s", "duration=2h"},
		{"cpu=0%", "cpu=30%", "cpu=100%"}, {"response=0KB", "response=8KB", "response=50MB"},
		{"shape=steady", "shape=office", "shape=spiky", "shape=cron"}, {"burst=1", "burst=20"},
		{"gpu=none", "gpu=h100"}, {"p99=none", "p99=50ms"}, {"redundancy=1", "redundancy=3"},
		{"free=on", "free=off"}, {"commit=none", "commit=3y", "commit=spot"}, {"month=730h", "month=31d"},
		{"concurrency=default", "concurrency=1"}, {"billed_duration=none", "billed_duration=300ms"},
	}
	proptest.Check(t, 30, func(t *rapid.T) {
		var tokens []string
		for _, c := range choices {
			tokens = append(tokens, rapid.SampledFrom(c).Draw(t, "token"))
		}
		if q.Scenario, err = scenario.Parse(scenario.Default(), tokens...); err != nil {
			t.Fatal(err)
		}
		found, err := q.Estimates(context.Background(), nil, result.EvalOptions{})
		if err != nil {
			t.Fatal(err)
		}
		b, err := result.Write(found, result.JSON, 0)
		if err != nil {
			t.Fatal(err)
		}
		var a answer
		if err := json.Unmarshal(b, &a); err != nil {
			t.Fatal(err)
		}
		if len(a.Offers) != q.Engine.Len() {
			t.Fatalf("%d offers of %d", len(a.Offers), q.Engine.Len())
		}
		for i, o := range a.Offers {
			if o.Feasible != (len(o.Reasons) == 0) {
				t.Errorf("%v: %s is feasible: %t, with reasons %q", tokens, o.ID, o.Feasible, o.Reasons)
			}
			if o.Monthly == nil || len(o.Bill) == 0 {
				t.Fatalf("%v: %s has no price or no bill", tokens, o.ID)
			}
			billAddsUp(t, tokens, &a, i)
		}
	})
}

// billAddsUp checks that the figures of an offer's bill are consistent.
func billAddsUp(t *rapid.T, tokens []string, a *answer, offer int) {
	o, sum := &a.Offers[offer], 0.0
	for _, l := range o.Bill {
		for _, v := range []*float64{l.Quantity, l.Included, l.Billable, l.UnitPrice, l.Amount} {
			if v == nil || *v < -1e-9 {
				t.Fatalf("%v: %s, line %s lacks a figure or has one below 0", tokens, o.ID, l.Meter)
			}
		}
		sum += *l.Amount
		if d := math.Abs(*l.Amount - *l.Billable**l.UnitPrice); d > 1e-6*max(1, *l.Amount) {
			t.Errorf("%v: %s, line %s: %v × %v is not %v", tokens, o.ID, l.Meter, *l.Billable, *l.UnitPrice, *l.Amount)
		}
	}
	if math.Abs(sum-*o.Monthly) > 1e-9*max(1, sum) {
		t.Errorf("%v: %s costs %v, its bill adds up to %v", tokens, o.ID, *o.Monthly, sum)
	}
}

func TestCheapestIsTheFirstFeasible(t *testing.T) {
	a := evaluate(t)
	if a.Cheapest == nil || *a.Cheapest != a.Offers[0].ID || !a.Offers[0].Feasible {
		t.Errorf("cheapest is %v, the first offer %s", a.Cheapest, a.Offers[0].ID)
	}
	if none := evaluate(t, "p99=1ms"); none.Cheapest != nil {
		t.Errorf("cheapest is %s where nothing is feasible", *none.Cheapest)
	}
}

// TestEveryCommandEndsWell runs every command with extreme scenarios, in alternating
// formats.
func TestEveryCommandEndsWell(t *testing.T) {
	if proptest.Raced && testing.Short() {
		t.Skip("a command is one goroutine")
	}
	turn := 0
	scenes := [][]string{nil, {"rate=0"}, {"p99=1ms"}, {"part=ml"}, {"parts=solo", "rate=100k/s"}}
	for i, scene := range scenes {
		for j, command := range [][]string{
			{"eval"}, {"eval", "--all"}, {"layout"},
			{"curve", "--over", "rate", "--offers", "aws-lambda-x86,cloudflare-workers-paid"},
			{"curve", "--over", "memory"}, {"curve", "--over", "duration", "--points", "3"}, {"offers"},
		} {
			every := 2 // each command with every other scenario
			if testing.Short() {
				every = 5 // each command and each scenario once
			}
			if (i+j)%every > 0 {
				continue
			}
			args := append(slices.Clone(command), "-o", result.Formats()[turn%len(result.Formats())])
			if turn++; command[0] != "offers" {
				args = append(args, scene...)
			}
			stdout, stderr, code := run(t, args...)
			want, said := exitOK, ""
			if command[0] == "layout" && slices.Contains(scene, "p99=1ms") { // the answer is no
				want, said = exitFailure, "crossover: no layout can run every part\n"
			}
			if code != want || stdout == "" || stderr != said {
				t.Errorf("%v exits %d and says %q", args, code, stderr)
			}
			if strings.Contains(stdout, "NaN") || strings.Contains(stdout, "Inf") {
				t.Errorf("%v prints a figure that does not exist", args)
			}
		}
	}
}

func FuzzEval(f *testing.F) {
	for _, tok := range []string{
		"rate=3M/month", "rate=NaN/s", "memory=-1GB", "cpu=1e309%", "events.rate=20%api", "=", "", "-", "--", "--offers=x",
		"shape=1/2/0", "parts=a,b", "p99=none", "\x1b[31m=1", "--catalog=", "-o", "commit=spot", "rate=1e-300/s",
	} {
		f.Add(tok)
	}
	e, err := (&app{}).engine()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, tok string) {
		if strings.HasPrefix(tok, "-") && strings.Contains(tok, "cat") {
			t.Skip("would read files of the machine")
		}
		var out, errs bytes.Buffer
		env := Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs}
		if !strings.HasPrefix(tok, "-") {
			env.served = e // compiling the catalogue takes most of a run
		}
		code := Run(context.Background(), []string{"eval", "-o", "json", tok}, env)
		switch {
		case code == exitBadInput && errs.Len() > 0 && out.Len() == 0:
		case code == exitOK && errs.Len() == 0 && out.Len() > 0:
		default:
			t.Errorf("eval %q exits %d\n%s", tok, code, errs.String())
		}
		if strings.ContainsAny(errs.String(), "\x1b\x00\r") {
			t.Errorf("eval %q lets control characters through: %q", tok, errs.String())
		}
	})
}

func TestUnknownOffersAreGuessed(t *testing.T) {
	q, err := (&app{}).ask(nil)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{
		"aws-lamda-x86": "aws-lambda-x86", "gcp-cloudrun-request": "gcp-cloud-run-request", "fargate": "aws-fargate-x86", "zz": `"crossover offers"`,
	} {
		if _, err := findOffer(q.Engine, "--offer", id); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", id, err, want)
		}
	}
}

// TestCurvesCrossTheCheapest compares the crossovers of JSON, which are those of the
// cheapest offer unless offers or pairs are asked for, with those of all pairs.
func TestCurvesCrossTheCheapest(t *testing.T) {
	type crossing struct{ Below, Above string }
	crossings := func(more ...string) (all, ofCheapest []crossing) {
		t.Helper()
		stdout, stderr, code := run(t, append([]string{"curve", "--over", "rate", "--from", "1/s", "-o", "json"}, more...)...)
		var found struct{ Crossovers []crossing }
		if err := json.Unmarshal([]byte(stdout), &found); err != nil || code != exitOK {
			t.Fatalf("%v: code %d, %v, %s", more, code, err, stderr)
		}
		for _, x := range found.Crossovers {
			if x.Below == "digitalocean-basic" || x.Above == "digitalocean-basic" {
				ofCheapest = append(ofCheapest, x)
			}
		}
		return found.Crossovers, ofCheapest
	}
	few, cheapest := crossings()
	pairs, among := crossings("--pairs")
	if len(few) < 3 || !slices.Equal(few, cheapest) || !slices.Equal(few, among) || len(pairs) <= len(among) {
		t.Errorf("%d crossovers, %d of the cheapest; of %d of all pairs %d", len(few), len(cheapest), len(pairs), len(among))
	}
	if all, own := crossings("--offers", "digitalocean-basic,railway-services,modal-cpu"); len(all) <= len(own) || len(own) == 0 {
		t.Errorf("of three offers %d crossovers, %d of the cheapest", len(all), len(own))
	}
}
