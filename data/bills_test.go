package data

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"crossover/engine"
	"crossover/engine/scenario"
)

// A paidBill is a bill that somebody paid and published with what was used.
type paidBill struct {
	name, source string
	// tokens are the scenario: the usage as published and the offers the system ran on.
	tokens string
	// prices is an overlay of the vendor's list prices at the bill's time, where they were
	// others than the catalogue's.
	prices string
	// hours is how long the system ran, if that is less than the month. What is billed by
	// the hour is then that part of a month of 730 hours.
	hours float64
	// paid is the part of the bill that the scenario stands for, and outside the rest of it.
	paid    float64
	outside string
}

// paidBills are compared with the model by [TestPaidBillsByTheModel]. Taxes are outside.
var paidBills = []paidBill{
	{name: "A side project's stage on Fargate, July 2026: a task of 0.25 vCPU and 0.5 GB, a load balancer and a db.t4g.micro with 20 GB for 595 hours in Ireland",
		source: "https://github.com/fabelhaft-io/bread-sheet, docs/architecture-decision-records/0003, from Cost Explorer",
		tokens: "region=eu-west parts=api api.lock=aws-fargate-x86 api.size=250m api.memory=512MB api.copies=1 api.rate=1/min api.duration=10ms api.response=0B api.database=1GB",
		hours:  595, paid: 43.88, outside: "a DNS zone 0.50, tax 8.43"},
	{name: "An API on Fargate, August 2026: a task of 0.25 vCPU and 0.5 GB and a load balancer from the evening of the 13th to a survey on the 31st, seventeen whole days",
		source: "the record of a retired deployment in a public repository, from Cost Explorer",
		tokens: "parts=api api.lock=aws-fargate-x86 api.size=250m api.memory=512MB api.copies=1 api.rate=1/min api.duration=10ms api.response=0B",
		hours:  408, paid: 20.36, outside: "DNS zones of another project 1.01, images 0.06, S3 0.04"},
	{name: "A site on Vercel, the first three days of its cycle, from 18 August 2026: 127 CPU-hours, 373 GB-hours, 1.8 million invocations and 101 GB of origin transfer",
		source: "https://github.com/boardsesh/boardsesh/issues/4648",
		// An invocation's part of the instances' time is 373 GB-hours, by 2 GB, by 1.8 million.
		tokens: "parts=site site.lock=vercel-functions site.rate=1.8M/month site.duration=373ms site.cpu=68.0965% site.memory=2GB site.concurrency=1 site.response=55.1KB",
		paid:   20 + 16.56 + 4.06 + 1.08 + 6.29 - 20, outside: "observability events 8.27, Speed Insights 10.00"},
	{name: "A site on Workers and D1, 15 March to 14 April 2026: 225,488,730 ms of CPU and 39,524,193,411 rows read, requests within the plan",
		source: "https://github.com/uruhayato373/stats47, cost log of 2026-04, invoice IN-62466340",
		tokens: "parts=site site.lock=cloudflare-workers-paid site.rate=1M/month site.duration=225.48873ms site.cpu=100% site.memory=128MB site.uses=d1-reads:39524.193411",
		paid:   23.45, outside: "D1 storage 0.75, tax 2.42"},
	{name: "A site on Workers, 1 to 17 August 2026: 17.72 million requests and 61.32 million ms of CPU",
		source: "https://github.com/johnkorzhuk/grabient, infra-research/traffic-forensics-2026-08-17.md",
		tokens: "parts=site site.lock=cloudflare-workers-paid site.rate=17.72M/month site.duration=3.4605ms site.cpu=100% site.memory=128MB",
		paid:   5 + 2.40 + 0.64, outside: "another project's containers 0.63, R2 0.26, Vectorize 0.05"},
	{name: "A free API on Workers, 25 July to 24 August 2022: 106,342,195 requests, at the prices of 2022",
		source: "https://helloacm.com/cloudflare-unexpected-high-usage-of-api-requests-how-to-avoid-surprising-billing/, invoice CFUSA5139857",
		tokens: "parts=api api.lock=cloudflare-workers-paid api.rate=106.342195M/month api.duration=1ms api.cpu=100% api.memory=128MB",
		// The Bundled plan of 2020 to 2023: 10 million requests in the $5, $0.50 for each
		// million more, no charge for CPU.
		// https://community.cloudflare.com/t/workers-unlimited-request-pricing/164617
		prices: "provider: cloudflare\nrates:\n  workers-requests: {price: 0.50}\n  workers-cpu: {price: 0}\n",
		paid:   5 + 48.00, outside: ""},
}

// TestPaidBillsByTheModel holds each of [paidBills] within 3 % of the price that the model
// works out from its usage. With -update it writes docs/accuracy.md.
func TestPaidBillsByTheModel(t *testing.T) {
	rows := "\n"
	for _, x := range paidBills {
		c := load(t)
		if x.prices != "" {
			var err error
			if c, err = LoadFS(files, Overlay{Name: "prices of the time", Mark: "then", Text: []byte(x.prices)}); err != nil {
				t.Fatal(err)
			}
		}
		total, lines := byTheModel(t, testEngine(t, c).NewEvaluator(), x.name, x.tokens, x.hours)
		off := math.Abs(total/x.paid - 1)
		if !(off <= 0.03) {
			t.Errorf("%s: paid %.2f, the model %.2f: %s", x.name, x.paid, total, lines)
		}
		rows += fmt.Sprintf("| %s | %.2f | %.2f | %.2f %% | %s | %s | %s |\n", x.name, x.paid, total, 100*off, lines, x.outside, x.source)
	}
	inAccuracy(t, "|---|---:|---:|---:|---|---|---|", "\n<!-- paid -->", rows)
}

// byTheModel returns the monthly price of a scenario's recommended layout, and the lines of
// its bills. With hours, what is billed by the hour is for those of 730.
func byTheModel(t *testing.T, v *engine.Evaluator, name, tokens string, hours float64) (total float64, list string) {
	t.Helper()
	s, err := scenario.Parse(scenario.Default(), append([]string{"level=hobby"}, strings.Fields(tokens)...)...)
	if err != nil {
		t.Fatal(err)
	}
	l, err := v.Recommend(context.Background(), &s)
	if err != nil || !l.Feasible {
		t.Errorf("%s: %v, feasible: %v", name, err, l.Feasible)
		return 0, ""
	}
	total = l.Monthly
	var lines []string
	for i := range l.Choices {
		for _, b := range l.Choices[i].Estimate.Bill {
			amount := b.Amount
			if hours > 0 && strings.HasSuffix(b.Unit, "hour") {
				amount *= hours / 730
			}
			total += amount - b.Amount
			if amount >= 0.005 {
				lines = append(lines, fmt.Sprintf("%s %.2f", b.Title, amount))
			}
		}
	}
	for _, j := range l.Joint {
		if j.Billed {
			lines = append(lines, fmt.Sprintf("%s %.2f", j.Title, j.Amount))
		}
	}
	return total, strings.Join(lines, "; ")
}

// TestContainersKeepTheirObjectsAwake holds that Cloudflare bills a Durable Object for as long
// as its container runs. Two that never sleep are awake for 2 times 2,628,000 s of 0.128 GB.
// Of those 672,768 GB-seconds 400,000 are included, and the rest counts as a million. One
// stays within what is included.
func TestContainersKeepTheirObjectsAwake(t *testing.T) {
	v := testEngine(t, load(t)).NewEvaluator()
	for copies, want := range map[string]bool{"1": false, "2": true} {
		_, lines := byTheModel(t, v, copies, "parts=api api.lock=cloudflare-containers api.rate=20/min api.memory=256MB api.size=lite api.copies="+copies, 0)
		if got := strings.Contains(lines, "Durable Object duration, beside each container 12.50"); got != want {
			t.Errorf("%s copies: %s", copies, lines)
		}
	}
}
