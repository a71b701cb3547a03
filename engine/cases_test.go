package engine_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/plan"
	"crossover/engine/scenario"
)

// TestLinesOfBills checks which lines a bill has and which it has not: included amounts,
// alternatives, and large messages.
func TestLinesOfBills(t *testing.T) {
	v := compile(t, shipped(t))
	const provisioned = "rate=1M/month memory=1GB billed_duration=1s response=0B"
	const bus = "rate=1M/month trigger=bus memory=128MB free=off message_size="
	tests := []struct {
		name, offer, tokens string
		// title is the beginning of the titles of the lines that are added up; "" adds up
		// all.
		title string
		want  float64
	}{
		// "The Lambda free tier does not apply to functions that have Provisioned
		// Concurrency enabled", https://aws.amazon.com/lambda/pricing/
		{"provisioned concurrency has no free tier", "aws-lambda-x86-provisioned", provisioned, "", 22.79},
		{"nor without free tiers", "aws-lambda-x86-provisioned", provisioned + " free=off", "", 22.79},

		// 730 h × 0.045, and an address of 730 h × 0.005
		{"NAT gateway", "aws-fargate-x86", "rate=10/s lines=nat", "NAT gateway", 32.85 + 3.65},
		{"instead of addresses", "aws-fargate-x86", "rate=10/s lines=nat", "Task IPv4", 0},
		{"addresses instead of it", "aws-fargate-x86", "rate=10/s", "Task IPv4", 3.65},
		{"nodes behind NAT", "aws-eks-nodes", "rate=10/s lines=nat", "Node IPv4", 0},
		{"a machine that is called keeps its address", "aws-ec2-m7g", "rate=1/s lines=nat redundancy=1", "Machine IPv4", 3.65},
		{"copies behind a balancer do not", "aws-ec2-m7g", "rate=1/s lines=nat redundancy=2", "Machine IPv4", 0},

		// An event of up to 256 KB is a request, each further 64 KB another:
		// 1 + (512-256)/64 = 5. https://aws.amazon.com/lambda/pricing/
		{"events of 256 KB", "aws-lambda-x86", bus + "256KB", "Lambda requests", 0.20},
		{"events of 257 KB", "aws-lambda-x86", bus + "257KB", "Lambda requests", 0.40},
		{"events of 512 KB", "aws-lambda-x86", bus + "512KB", "Lambda requests", 1.00},
		{"what a queue holds", "aws-lambda-x86", strings.Replace(bus, "=bus", "=queue batch=1", 1) + "512KB", "Lambda requests", 0.20},
	}
	for _, tt := range tests {
		s := parse(t, tt.tokens)
		e := v.Estimate(&s, s.Selected, index(t, v, tt.offer))
		got := 0.0
		for _, l := range e.Bill {
			if strings.HasPrefix(l.Title, tt.title) {
				got += l.Amount
			}
		}
		if !near(got, tt.want, 5e-3/max(tt.want, 1)) {
			t.Errorf("%s: got $%.4f, want $%.2f", tt.name, got, tt.want)
		}
	}
}

// TestMessagesTooLarge checks the largest message of each trigger.
func TestMessagesTooLarge(t *testing.T) {
	v := compile(t, shipped(t))
	for _, tt := range []struct{ offer, trigger, fits, refused string }{
		{"aws-lambda-x86", "bus", "1MB", "2MB"},
		{"aws-lambda-x86", "queue", "1MB", "2MB"},
		{"aws-lambda-arm64-provisioned", "fifo", "1MB", "2MB"},
		{"aws-fargate-x86", "queue", "1MB", "2MB"},
		{"aws-fargate-x86-task", "bus", "1MB", "2MB"},
		{"azure-functions-consumption", "queue", "64KB", "65KB"},
		{"cloudflare-workers-paid", "queue", "128KB", "129KB"},
		{"gcp-cloud-run-request", "queue", "10MB", "11MB"},
	} {
		for size, refused := range map[string]bool{tt.fits: false, tt.refused: true} {
			s := parse(t, "rate=1/s trigger="+tt.trigger+" message_size="+size)
			e := v.Estimate(&s, s.Selected, index(t, v, tt.offer))
			if e.Refused(plan.MessageLimit) != refused {
				t.Errorf("%s, %s, messages of %s: refused %v", tt.offer, tt.trigger, size, !refused)
			}
		}
	}
}

// TestCommitmentsAreNeverDearer checks at random that no offer costs more with a longer
// commitment. If the vendor does not sell a term, the next shorter one counts.
func TestCommitmentsAreNeverDearer(t *testing.T) {
	v := compile(t, shipped(t))
	var bills [3][]engine.Estimate
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		for i, c := range []scenario.Commit{scenario.CommitNone, scenario.Commit1Y, scenario.Commit3Y} {
			s.Commit = c
			bills[i] = v.Headlines(&s, s.Selected, bills[i][:0])
		}
		for o := range bills[0] {
			none, one, three := bills[0][o].Monthly, bills[1][o].Monthly, bills[2][o].Monthly
			if one > none*(1+1e-12) || three > one*(1+1e-12) {
				t.Fatalf("%s: %s: $%v without a commitment, $%v for a year, $%v for three", &s, v.Engine().Offer(o).ID, none, one, three)
			}
		}
	})
}

// TestSpotIsAskedFor checks that interruptible capacity is refused unless commit=spot asks
// for it.
func TestSpotIsAskedFor(t *testing.T) {
	v := compile(t, shipped(t))
	found := false
	for i := range v.Engine().Len() {
		if v.Engine().Offer(i).Spot == "" {
			continue
		}
		found = true
		for _, commit := range []string{"none", "1y", "3y", "spot"} {
			s := parse(t, "rate=1/s memory=512MB commit="+commit)
			e := v.Estimate(&s, s.Selected, i)
			if e.Feasible() != (commit == "spot") || e.Monthly <= 0 {
				t.Errorf("%s with commit=%s: %v, $%v", v.Engine().Offer(i).ID, commit, e.Reasons(), e.Monthly)
			}
		}
	}
	if !found {
		t.Error("no offer is spot capacity")
	}
}

// TestIsolatesRefuse checks which scenarios fit an isolate of 128 MB, and that the
// estimate says so if the fit is only assumed.
func TestIsolatesRefuse(t *testing.T) {
	v := compile(t, shipped(t))
	for _, tt := range []struct {
		tokens          string
		refused, warned bool
		need            float64
	}{
		{"", false, true, 64},
		{"memory=64MB", false, true, 13},
		{"memory=1GB", false, true, 128},
		{"memory=1025MB", true, true, 1025. / 8},
		{"memory=2TB", true, true, 2 << 20 / 8},
		{"memory=2TB working_set=100MB", false, false, 0},
		{"working_set=129MB", true, false, 129},
		{"request_memory=124MB", true, true, 129},
	} {
		for _, id := range []string{"cloudflare-workers-paid", "cloudflare-durable-objects-hibernate"} {
			s := parse(t, tt.tokens+" state=1MB")
			e := v.Estimate(&s, s.Selected, index(t, v, id))
			limit, refused := find(&e, plan.MemoryLimit)
			assumed, warned := find(&e, plan.WorkingSetAssumed)
			if refused != tt.refused || warned != tt.warned {
				t.Errorf("%s: %s: %v", tt.tokens, id, e.Reasons())
			}
			if refused && (limit.Value != tt.need || limit.Limit != 128) || warned && assumed.Value != tt.need {
				t.Errorf("%s: %s: %v, want %v MB", tt.tokens, id, e.Reasons(), tt.need)
			}
		}
	}
}

// TestServersTakeMoreWithMoreCores checks a server of 64 vCPUs, which has the slots of two
// with 32. 400 requests of a second at once need one such server, not the eleven that 64
// slots at 60 % would need.
func TestServersTakeMoreWithMoreCores(t *testing.T) {
	g := newGarden("own")
	g.fleet("server", 410, 0)
	c := planted(g)
	c.Assumptions.ServerConcurrency.Value = 64
	for _, table := range c.Providers[0].SizeTables {
		for k := range table.Sizes {
			table.Sizes[k].VCPU, table.Sizes[k].MemoryMB = 64, 256<<10
		}
	}
	v := compile(t, c)
	s := parse(t, "parts=a rate=400/s duration=1s cpu=1% memory=512MB")
	if e := v.Estimate(&s, 0, 0); e.Fleet.Peak != 1 || e.Monthly != 410 {
		t.Errorf("%v machines, $%v", e.Fleet, e.Monthly)
	}
}

// TestJobsEndInTime gives every job 25 minutes: no offer that runs it takes longer, and
// those whose CPU is too small for it are refused.
func TestJobsEndInTime(t *testing.T) {
	v := compile(t, shipped(t))
	for _, tokens := range []string{"shape=cron rate=24/day", "trigger=queue rate=24/day", "trigger=schedule rate=24/day burst=3"} {
		s := parse(t, tokens+" duration=25m longest=25m cpu=50%")
		able, slow := 0, 0
		for _, e := range v.Estimates(&s, s.Selected, nil) {
			if _, refused := find(&e, plan.TooSlow); refused {
				slow++
			} else if !(e.Latency.P99MS <= 25*60e3) && e.Feasible() || !e.Job {
				t.Errorf("%s: %s runs %v", tokens, v.Engine().Offer(e.Offer).ID, e.Latency)
			}
			if e.Feasible() {
				able++
			}
		}
		if able < 20 || slow == 0 {
			t.Errorf("%s: %d offers run it, %d are too slow", tokens, able, slow)
		}
	}
	// a function of 512 MB has 512/1769 of a vCPU, on which 12.5 minutes of computing take 43.2
	s := parse(t, "trigger=queue rate=24/day duration=25m longest=25m cpu=50%")
	e := v.Estimate(&s, s.Selected, index(t, v, "aws-lambda-x86"))
	want := 12.5*60 + 12.5*60*1769/512
	if r, ok := find(&e, plan.TooSlow); !ok || !near(r.Value, want, 1e-9) || r.Limit != 1500 || r.Detail != "0.289 vCPU" {
		t.Errorf("%v, want %v s", e.Reasons(), want)
	}
}

// TestPartsOnMachinesOfOthers puts tools on the droplet of api: tools then costs nothing
// more, though its own bill has a droplet.
func TestPartsOnMachinesOfOthers(t *testing.T) {
	v := compile(t, shipped(t))
	s := parse(t, "parts=api,tools level=hobby api.rate=6/s tools.rate=500/day lock=digitalocean-basic tools.lock=digitalocean-basic")
	l := must(v.Recommend(context.Background(), &s))
	checkSum(t, "hobby", &l)
	api, tools := &l.Choices[0], &l.Choices[1]
	if api.On != "" || api.Adds != api.Estimate.Monthly || tools.On != "api" || tools.Adds != 0 || tools.Estimate.Monthly != 6 {
		t.Errorf("api %q $%v, tools %q $%v of $%v", api.On, api.Adds, tools.On, tools.Adds, tools.Estimate.Monthly)
	}
	// Nobody waits for a schedule: the layout has no p99.
	s = parse(t, "parts=cron")
	if l := must(v.Recommend(context.Background(), &s)); !math.IsNaN(l.P99MS) || !(l.Choices[0].Estimate.Latency.P99MS > 60e3) {
		t.Errorf("p99 of jobs is %v, a run takes %v", l.P99MS, l.Choices[0].Estimate.Latency)
	}
}

// TestSharedCoresSustain checks the capacity assumed for machines with shared cores: the
// sustained share of a core, and the credits saved for bursts. Their latency is that of
// whole cores.
func TestSharedCoresSustain(t *testing.T) {
	v := compile(t, shipped(t))
	for _, tt := range []struct {
		offer, tokens string
		machines      float64
	}{
		// 10 × 0.1 s compute one vCPU, at 60 % of a half of each
		{"digitalocean-basic", "size=1vcpu", 4},
		{"digitalocean-cpu", "size=2vcpu", 1},
		{"hetzner-cpx", "size=CPX22", 2},
		{"hetzner-ccx", "size=CCX13", 1},
		// 60 % of an eighth of two, and of 40 % of four
		{"gcp-gce-e2", "size=e2-micro memory=256MB", 7},
		{"aws-ec2-t4g", "size=t4g.xlarge", 2},
		{"aws-ec2-t4g", "size=t4g.nano memory=128MB", 17},
		{"fly-machines-shared-always", "size=shared-cpu-1x memory=128MB", 27},
		// a burst of four times the mean for a minute is within what a t4g.nano saves in a
		// day, 76 minutes, and a Fly Machine in a few hours, 533 s, but not in ten minutes
		{"aws-ec2-t4g", "size=t4g.nano memory=128MB burst=4 burst_length=1m", 17},
		{"fly-machines-shared-always", "size=shared-cpu-1x memory=128MB burst=4 burst_length=1m", 27},
		{"fly-machines-shared-always", "size=shared-cpu-1x memory=128MB burst=4 burst_length=10m", 107},
		{"hetzner-cpx", "size=CPX22 burst=4 burst_length=1m", 7},
	} {
		s := parse(t, "level=hobby rate=10/s duration=100ms cpu=100% request_memory=0MB "+tt.tokens)
		e := v.Estimate(&s, s.Selected, index(t, v, tt.offer))
		if e.Fleet.Total != tt.machines {
			t.Errorf("%s: %s has %v machines, want %v", tt.tokens, tt.offer, e.Fleet.Total, tt.machines)
		}
		r, assumed := find(&e, plan.SharedCores)
		if want := strings.HasPrefix(tt.offer, "digitalocean-basic") || tt.offer == "hetzner-cpx"; assumed != want || want && r.Value != 50 {
			t.Errorf("%s: %v", tt.offer, e.Reasons())
		}
		if e.Latency.P50MS > 260 { // Germany is 94 ms away
			t.Errorf("%s: %s takes %v ms", tt.tokens, tt.offer, e.Latency.P50MS)
		}
	}
}

// TestMachinesBringTransfer checks that every droplet includes transfer, alone and in a
// layout, and that the larger size is chosen for it: the second GB of memory costs 6
// dollars, and includes another 1,000 GiB, worth 10.
func TestMachinesBringTransfer(t *testing.T) {
	v := compile(t, shipped(t))
	for _, tt := range []struct {
		offer, tokens string
		out, beyond   float64
	}{
		{"digitalocean-basic", "rate=1M/month response=1000KB size=1vcpu memory=512MB", 1e12 / (1 << 30), 0},
		{"digitalocean-basic", "rate=10M/month response=1000KB size=1vcpu memory=512MB copies=2", 1e13 / (1 << 30), 1e13/(1<<30) - 2*2000},
		{"digitalocean-basic", "rate=10M/month response=1000KB size=1vcpu memory=256MB copies=3", 1e13 / (1 << 30), 1e13/(1<<30) - 3*2000},
		{"hetzner-ccx", "rate=50M/month response=1000KB copies=2 region=eu-central", 50e3, 10e3},
		{"hetzner-ccx", "rate=50M/month response=1000KB copies=2", 50e3, 48e3},
	} {
		s := parse(t, "duration=10ms cpu=1% "+tt.tokens)
		e := v.Estimate(&s, s.Selected, index(t, v, tt.offer))
		for _, l := range e.Bill {
			if l.Group == catalog.GroupEgress && (!near(l.Quantity, tt.out, 1e-9) || !near(l.Billable, tt.beyond, 1e-9)) {
				t.Errorf("%s: %s sends %v and pays for %v, want %v and %v", tt.tokens, tt.offer, l.Quantity, l.Billable, tt.out, tt.beyond)
			}
		}
	}
	// Two parts on one machine have its transfer once; on the two machines that are the
	// cheapest for each alone, they have the transfer of both.
	s := parse(t, "parts=api,tools level=hobby rate=10/s lock=digitalocean-basic tools.lock=digitalocean-basic duration=1ms tools.duration=1ms tools.rate=10/s response=100KB tools.response=100KB memory=340MB tools.memory=340MB size=1vcpu tools.size=1vcpu")
	one := must(v.Recommend(context.Background(), &s))
	s = parse(t, s.String()+" copies=2 tools.copies=2")
	two := must(v.Recommend(context.Background(), &s))
	out := 2 * 10 * s.Hours() * 3600 * 1e5 / (1 << 30)
	if want := 12 + 0.01*(out-2000); !near(one.Monthly, want, 1e-9) {
		t.Errorf("on one droplet: $%v, want %v", one.Monthly, want)
	}
	if want := 2*6 + 2*12 + 0.01*(out-2*1000); !near(two.Monthly, want, 1e-9) {
		t.Errorf("on two droplets: $%v, want %v", two.Monthly, want)
	}
}

// TestOperationsAreOnNoBill checks prices with ops and vendor: those of a layout, of its
// alternatives, of the layouts along the rate and of growth. Each is the price of the same
// offers without ops and vendor, and the amounts on no bill are listed beside it.
func TestOperationsAreOnNoBill(t *testing.T) {
	v := compile(t, shipped(t))
	s, bare := parse(t, "ops=80 vendor=30 rate=3/s horizon=6months"), parse(t, "rate=3/s")
	l := must(v.Recommend(context.Background(), &s))
	check := func(what string, offers []int, c *engine.Cost) {
		t.Helper()
		hours, seen, vendors := 0.0, map[string]bool{}, map[string]bool{}
		for _, i := range offers {
			vendors[v.Engine().Provider(i).ID] = true
			if o := v.Engine().Offer(i); !seen[o.Product] {
				seen[o.Product] = true
				hours += v.Engine().Catalog().Assumptions.Operations.Hours(o.Kind)
			}
		}
		if !near(c.Operations, 80*hours, 1e-9) || !near(c.Penalty, 30*float64(len(vendors)-1), 1e-9) {
			t.Errorf("%s: $%v of work for %v hours, $%v for %d vendors", what, c.Operations, hours, c.Penalty, len(vendors))
		}
		if want := v.JointPrice(&bare, offers); !near(c.Monthly, want, 1e-9) {
			t.Errorf("%s: a bill of $%v, want $%v", what, c.Monthly, want)
		}
	}
	if len(l.Alternatives) == 0 {
		t.Error("no alternatives")
	}
	check("layout", l.Offers(), &l.Cost)
	adds := 0.0
	for i, c := range l.Choices {
		adds += c.Adds
		offers := l.Offers()
		offers[i] = c.RunnerUp.Offer
		if want := v.JointPrice(&bare, offers); c.RunnerUpLayout > want*(1+0.05) { // other parts may have other sizes there
			t.Errorf("%s on its runner-up: $%v, want about $%v", c.Part, c.RunnerUpLayout, want)
		}
	}
	if !near(adds, l.Monthly, 1e-9) {
		t.Errorf("the parts add up to $%v, not $%v", adds, l.Monthly)
	}
	for _, a := range l.Alternatives {
		check(a.Name, a.Offers, &a.Cost)
	}
	for _, c := range must(v.Pareto(context.Background(), &s)) {
		check("compromise", c.Offers, &c.Cost)
	}
	phases := must(v.LayoutPhases(context.Background(), &s, s.Selected, engine.Window{Lo: 2, Hi: 4}, 8))
	for _, p := range phases {
		bare.SelectedPart().Rate.N = p.From
		check("phase", p.Offers, &p.Cost)
	}
	bare.SelectedPart().Rate.N = 3
	g := must(v.Grow(context.Background(), &s))
	for i, a := range g.Layouts {
		if want := v.JointPrice(&bare, a.Offers); !near(g.Months[0].Costs[i], want, 1e-9) {
			t.Errorf("growth: a bill of $%v, want $%v", g.Months[0].Costs[i], want)
		}
	}
}

// TestQueuesStandBesideWhoSellsNone reads 500 messages a second in batches of ten: 1.2
// calls a message, and more if ten of them are larger than 64 KB, or than the 1 MB of a
// call.
func TestQueuesStandBesideWhoSellsNone(t *testing.T) {
	v := compile(t, shipped(t))
	for _, tt := range []struct {
		offer, tokens string
		calls, usd    float64 // calls a message, and dollars a million requests
	}{
		{"digitalocean-basic", "trigger=queue", 1.2, 0.40},
		{"digitalocean-app", "trigger=fifo", 1.2, 0.50},
		{"hetzner-cpx", "trigger=queue", 1.2, 0.40},
		{"fly-machines-shared-always", "trigger=bus", 1.2, 0.40},
		{"aws-ec2-m7g", "trigger=queue free=off", 1.2, 0.40},
		{"aws-ec2-m7g", "trigger=queue free=off message_size=16KB", 1 + (2.+1)/8, 0.40}, // ten take three reads of 64 KB,
		{"aws-ec2-m7g", "trigger=queue free=off message_size=300KB", 5 + 15./3 + 1./3, 0.40},
		{"modal-cpu", "trigger=queue", 1, 0},
	} {
		s := parse(t, "rate=500/s duration=100ms cpu=30% "+tt.tokens)
		e := v.Estimate(&s, s.Selected, index(t, v, tt.offer))
		found := false
		for _, l := range e.Bill {
			if l.Group == catalog.GroupEvents && (l.Unit == "request" || l.Unit == "message" && tt.usd == 0) {
				found = true
				if calls := l.Quantity / e.Requests; !near(calls, tt.calls, 1e-9) || !near(l.Amount, l.Quantity*tt.usd/1e6, 1e-9) {
					t.Errorf("%s: %s: %v calls for $%v, want %v", tt.tokens, tt.offer, calls, l.Amount, tt.calls)
				}
			}
		}
		if !found {
			t.Errorf("%s: %s has no queue on its bill", tt.tokens, tt.offer)
		}
	}
}
