package engine_test

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

// This file recomputes bills with an independent program: the prices of the vendors' pages
// when the catalogue was made, and arithmetic that fits a spreadsheet. It shares with the
// engine only the scenario and the tables of machine sizes.

// ledger holds the quantities of a scenario for the simple program.
type ledger struct {
	hours, requests, perSecond float64
	memoryMB, requestMB        float64
	serviceS, cpuS             float64 // on one vCPU
	gb, gib                    float64 // out
	copies, use                float64
	// sent is the traffic out at sentPrice a unit, beyond the amount each machine brings.
	sent, sentPrice, brings float64
	free                    bool
	// batch is the number of messages of an invocation, 0 for requests. Messages are of 1 KB.
	batch float64
}

// perMillion converts a price per million.
const perMillion = 1e-6

// steps is a price list of tiers: price applies to units up to upTo.
type steps []struct{ upTo, price float64 }

// cost returns the price of a number of units.
func (s steps) cost(units float64) float64 {
	sum, done := 0.0, 0.0
	for _, t := range s {
		if n := min(units, t.upTo) - done; n > 0 {
			sum += n * t.price
		}
		done = t.upTo
	}
	return sum
}

func each(price float64) steps { return steps{{math.Inf(1), price}} }

// over returns the units beyond a free amount, if the free tier is on.
func over(units, amount float64, free bool) float64 {
	if !free {
		return units
	}
	return max(0, units-amount)
}

var (
	awsOut   = steps{{10240, 0.09}, {51200, 0.085}, {153600, 0.07}, {math.Inf(1), 0.05}}
	azureOut = steps{{10235, 0.087}, {51195, 0.083}, {153595, 0.07}, {math.Inf(1), 0.05}}
	httpAPI  = steps{{3e8, 1 * perMillion}, {math.Inf(1), 0.9 * perMillion}}
	lambda86 = steps{{6e9, 0.0000166667}, {15e9, 0.000015}, {math.Inf(1), 0.0000133334}}
	lambda64 = steps{{7.5e9, 0.0000133334}, {18.75e9, 0.0000120001}, {math.Inf(1), 0.0000106667}}
)

// meanCeil returns the mean of lognormal times in milliseconds, with a standard deviation
// of cv times their mean, each rounded up to whole ones and to at least least.
func meanCeil(ms, cv, least float64) float64 {
	sigma := math.Sqrt(math.Log(1 + cv*cv))
	mu := math.Log(ms) - sigma*sigma/2
	sum := 0.0
	for k := 0.0; ; k++ { // a time that exceeds k is billed another millisecond
		share := 1.0
		if k > 0 {
			share = math.Erfc((math.Log(k)-mu)/sigma/math.Sqrt2) / 2
		}
		if k < least {
			share = 1
		}
		if share < 1e-13 {
			return sum
		}
		sum += share
	}
}

// lambda returns the cost of functions billed by memory and time: GB-seconds at a price
// list, and requests at a price per million.
func lambda(m *ledger, duration steps, vcpus, gb, least, requests float64, free bool) float64 {
	n := max(1, m.batch)
	ms := n * 1e3 * (m.serviceS - m.cpuS + m.cpuS/min(1, vcpus))
	return duration.cost(over(m.requests/n*gb*meanCeil(ms, 0.5/math.Sqrt(n), least)/1e3, 400_000, free)) +
		over(m.requests/n, 1e6, free)*requests*perMillion
}

// sqs returns the cost of a queue: each message is sent, and read and deleted with others.
func sqs(m *ledger) float64 {
	if m.batch == 0 {
		return 0
	}
	return steps{{1e11, 0.40 * perMillion}, {2e11, 0.30 * perMillion}, {math.Inf(1), 0.24 * perMillion}}.cost(over(m.requests*(1+2/min(m.batch, 10)), 1e6, m.free))
}

// sending returns the ledger with traffic out at a price, beyond the amount each machine
// brings.
func (l ledger) sending(units, price, brings float64) *ledger {
	l.sent, l.sentPrice, l.brings = units, price, brings
	return &l
}

// fleet returns the least cost of machines of one kind: enough copies of one size for the
// CPU and the memory of the requests, at the hourly or monthly price of each, with the
// extras of each copy, less a credit.
func fleet(m *ledger, table catalog.SizeTable, reserveMB, eachCopy, credit float64) float64 {
	least := math.Inf(1)
	for _, s := range table.Sizes {
		if s.MemoryMB-reserveMB < m.memoryMB {
			continue
		}
		sustained := s.VCPU
		if s.Baseline > 0 {
			sustained *= s.Baseline
		} else if table.Shared {
			sustained /= 2 // an assumption
		}
		takes := m.serviceS - m.cpuS + m.cpuS/min(1, s.VCPU)
		slots := min(64*max(1, s.VCPU/2), 1+math.Floor((s.MemoryMB-reserveMB-m.memoryMB)/m.requestMB))
		copies := max(m.copies, math.Ceil(m.perSecond/(m.use*min(sustained/m.cpuS, slots/takes))))
		price := s.Price
		if table.Unit == "hour" {
			price *= m.hours
		}
		sent := m.sentPrice * max(0, m.sent-copies*cmp.Or(s.Brings, m.brings))
		least = min(least, max(0, copies*price-credit)+copies*eachCopy+sent)
	}
	return least
}

// balancer returns the price of AWS's: by the hour, and by the largest of 25 new
// connections a second, 3,000 open ones and a GB an hour. A request opens a quarter of a
// connection, for 30 s.
func balancer(m *ledger) float64 {
	opened := m.perSecond / 4
	units := max(opened/25, opened*30/3000, m.perSecond*3600*(m.gb/m.requests+1e-6))
	return m.hours * (0.0225 + 0.008*units + 2*0.005)
}

// simpleBills returns the monthly cost of each offer by the simple program.
var simpleBills = map[string]func(m *ledger, p *catalog.Provider) float64{
	"aws-lambda-x86": func(m *ledger, _ *catalog.Provider) float64 {
		return lambda(m, lambda86, m.memoryMB/1769, m.memoryMB/1024, 1, 0.20, m.free) + awsOut.cost(over(m.gb, 100, m.free))
	},
	"aws-lambda-arm64": func(m *ledger, _ *catalog.Provider) float64 {
		return lambda(m, lambda64, m.memoryMB/1769, m.memoryMB/1024, 1, 0.20, m.free) + awsOut.cost(over(m.gb, 100, m.free))
	},
	"aws-lambda-arm64-http-api": func(m *ledger, _ *catalog.Provider) float64 {
		calls := m.requests * max(1, math.Ceil(m.gb/m.requests*1e6/512-1e-9)) // of 512 KB
		return lambda(m, lambda64, m.memoryMB/1769, m.memoryMB/1024, 1, 0.20, m.free) + httpAPI.cost(calls) + awsOut.cost(over(m.gb, 100, m.free))
	},
	"aws-lambda-edge": func(m *ledger, _ *catalog.Provider) float64 {
		return lambda(m, each(0.00005001), m.memoryMB/1769, m.memoryMB/1024, 1, 0.60, false) +
			over(m.requests, 1e7, m.free)*1*perMillion + steps{{10240, 0.085}, {51200, 0.08}, {153600, 0.06}, {512000, 0.04}, {1048576, 0.03}, {5242880, 0.025}, {math.Inf(1), 0.02}}.cost(over(m.gb, 1024, m.free))
	},
	"azure-functions-consumption": func(m *ledger, _ *catalog.Provider) float64 {
		gb := math.Ceil(m.memoryMB/128) * 128 / 1024
		return lambda(m, each(0.000016), 1, gb, 100, 0.20, m.free) + azureOut.cost(over(m.gb, 100, m.free))
	},
	"cloudflare-workers-paid": func(m *ledger, _ *catalog.Provider) float64 {
		return 5 + 0.30*perMillion*over(m.requests, 1e7, true) + 0.02*perMillion*over(m.requests*1e3*m.cpuS, 3e7, true)
	},
	"digitalocean-basic": func(m *ledger, p *catalog.Provider) float64 {
		return fleet(m.sending(m.gib, 0.01, 1000), p.SizeTables["basic"], 200, 0, 0) + 12
	},
	"digitalocean-cpu": func(m *ledger, p *catalog.Provider) float64 {
		return fleet(m.sending(m.gib, 0.01, 4000), p.SizeTables["cpu"], 200, 0, 0) + 12
	},
	"digitalocean-app": func(m *ledger, p *catalog.Provider) float64 {
		return fleet(m, p.SizeTables["app"], 0, 0, 0) + 0.02*over(m.gib, 100, true)
	},
	"hetzner-cpx": func(m *ledger, p *catalog.Provider) float64 {
		return fleet(m.sending(m.gb, 0.0012, 20_000), p.SizeTables["cpx"], 200, 0.60, 0) + 8.84
	},
	"hetzner-ccx": func(m *ledger, p *catalog.Provider) float64 {
		ashburn := p.SizeTables["ccx"] // dearer than at home, and with less traffic
		ashburn.Sizes = slices.Clone(ashburn.Sizes)
		for i := range ashburn.Sizes {
			ashburn.Sizes[i].Price *= 1.017443889
		}
		return fleet(m.sending(m.gb, 0.0012, 1000), ashburn, 200, 0.60, 0) + 8.84
	},
	"aws-ec2-m7g": func(m *ledger, p *catalog.Provider) float64 {
		return fleet(m, p.SizeTables["m7g"], 200, m.hours*0.005+20*0.08, 0) + balancer(m) + awsOut.cost(over(m.gb, 100, m.free))
	},
	"aws-ec2-c7g": func(m *ledger, p *catalog.Provider) float64 {
		return fleet(m, p.SizeTables["c7g"], 200, m.hours*0.005+20*0.08, 0) + balancer(m) + awsOut.cost(over(m.gb, 100, m.free))
	},
	"azure-app-service": func(m *ledger, p *catalog.Provider) float64 {
		return fleet(m, p.SizeTables["app-service"], 400, 0, 0) + azureOut.cost(over(m.gb, 100, m.free))
	},
	"koyeb-eco": func(m *ledger, p *catalog.Provider) float64 {
		return 29 + fleet(m, p.SizeTables["eco"], 0, 0, 10) + 0.04*over(m.gb, 1000, true)
	},
	"render-services": func(m *ledger, p *catalog.Provider) float64 {
		return 25 + fleet(m, p.SizeTables["instances"], 0, 0, 0) + 0.15*over(m.gb, 25, true)
	},
}

// TestBillsOfASimpleProgram compares the engine's bills of twenty random scenarios with
// those of the simple program, to the cent. Instances start at once; other tests check the
// price of cold starts.
func TestBillsOfASimpleProgram(t *testing.T) {
	c := instant(shipped(t))
	v := compile(t, c)
	r := rand.New(rand.NewPCG(13, 7))
	log := func(lo, hi float64) float64 { return lo * math.Pow(hi/lo, r.Float64()) }
	for range 20 {
		months := []string{"730h", "720h", "30d", "31d"}
		rate := log(1e4, 2e9)
		tokens := fmt.Sprintf("memory=%dMB duration=%.0fms cpu=%d%% response=%.0fKB month=%s utilisation=%d%% redundancy=%d",
			[]int{128, 200, 512, 1000, 1024}[r.IntN(5)], log(1, 900), 5+r.IntN(95), log(1, 900),
			months[r.IntN(4)], 40+r.IntN(50), 2+r.IntN(3))
		if r.IntN(2) == 0 {
			tokens += " free=off"
		}
		agree(t, v, fmt.Sprintf("%s rate=%.0f/month", tokens, rate), simpleBills)
		// The same from a queue, in batches that fill within the window.
		agree(t, v, fmt.Sprintf("%s rate=%.0f/month trigger=queue batch=%.0f", tokens, max(rate, 3e6), log(1, 100)), batchBills)
	}
}

// agree compares bills of the engine with those of the simple program.
func agree(t *testing.T, v *engine.Evaluator, tokens string, bills map[string]func(*ledger, *catalog.Provider) float64) {
	t.Helper()
	s := parse(t, tokens)
	m := monthOf(&s)
	for id, simple := range bills {
		o := index(t, v, id)
		e := v.Estimate(&s, s.Selected, o)
		if want := simple(m, v.Engine().Provider(o)); math.Abs(e.Monthly-want) > 0.005+1e-9*want {
			t.Errorf("%s: %s: $%.4f, want $%.4f", tokens, id, e.Monthly, want)
		}
	}
}

// batchBills returns the monthly cost of offers that take messages of a queue in batches.
var batchBills = map[string]func(m *ledger, p *catalog.Provider) float64{
	"aws-lambda-x86": func(m *ledger, p *catalog.Provider) float64 {
		return simpleBills["aws-lambda-x86"](m, p) + sqs(m)
	},
	"aws-lambda-arm64": func(m *ledger, p *catalog.Provider) float64 {
		return simpleBills["aws-lambda-arm64"](m, p) + sqs(m)
	},
	"aws-ec2-c7g": func(m *ledger, p *catalog.Provider) float64 { // it has no balancer
		return simpleBills["aws-ec2-c7g"](m, p) - balancer(m) + sqs(m)
	},
	"cloudflare-workers-paid": func(m *ledger, p *catalog.Provider) float64 {
		messages := *m
		m.requests /= m.batch
		m.cpuS *= m.batch
		defer func() { *m = messages }()
		return simpleBills["cloudflare-workers-paid"](m, p) + 0.40*perMillion*over(3*messages.requests, 1e6, true)
	},
}

// monthOf returns the ledger of the scenario's selected part.
func monthOf(s *scenario.Scenario) *ledger {
	p := s.SelectedPart()
	m := &ledger{hours: 730, requests: p.Rate.N, memoryMB: p.MemoryMB, requestMB: p.RequestMB,
		serviceS: p.DurationMS / 1e3, cpuS: p.DurationMS / 1e3 * p.CPU, copies: s.Redundancy, use: s.Utilisation, free: s.Free, batch: p.Batch}
	switch s.Month {
	case "720h", "30d":
		m.hours = 720
	case "31d":
		m.hours = 744
	case scenario.Month730h:
	}
	m.perSecond = m.requests / (m.hours * 3600)
	m.gb = m.requests * p.ResponseKB / 1e6
	m.gib = m.gb * 1e9 / (1 << 30)
	return m
}
