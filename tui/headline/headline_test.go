package headline

import (
	"math"
	"testing"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/scenario"
)

func TestText(t *testing.T) {
	c, err := data.Load()
	if err != nil {
		t.Fatal(err)
	}
	e, err := engine.New(c)
	if err != nil {
		t.Fatal(err)
	}
	place := func(id string, usd float64) engine.Placed {
		o := e.Find(id)
		return engine.Placed{Offer: o, Family: e.Offer(o).Family(), Monthly: usd, P99MS: 382}
	}
	turn := func(id string, millions float64) engine.Turn {
		o := e.Find(id)
		return engine.Turn{X: millions * 1e6 / (730 * 3600), Offer: o, Family: e.Offer(o).Family()}
	}
	none := engine.Placed{Offer: -1}
	fargate, lambda, eks := place("aws-fargate-arm64", 76), place("aws-lambda-arm64", 84), place("aws-eks-nodes", 78)
	for _, tt := range []struct {
		answer       engine.Answer
		below, above engine.Turn
		known        bool
		rate         string
		want         string
	}{
		{
			engine.Answer{Winner: fargate, Next: lambda, Rival: lambda}, turn("aws-lambda-arm64", 29), engine.Turn{}, true, "32M/month",
			"CONTAINERS, by a little. Fargate arm $76.00/month, p99 382 ms. Next: Lambda arm $84.00 (+11 %). Serverless wins below 29M/month: 0.91 times your traffic.",
		}, {
			engine.Answer{Winner: fargate, Next: lambda, Rival: lambda}, turn("aws-lambda-arm64", 29.96), turn("aws-ec2-t4g", 30.04), true, "30M/month",
			"CONTAINERS, by a little. Fargate arm $76.00/month, p99 382 ms. Next: Lambda arm $84.00 (+11 %). Serverless wins below 30M/month: just under your traffic; VMs win above 30M/month: just over your traffic.",
		}, {
			engine.Answer{Winner: fargate, Next: eks, Rival: lambda}, turn("aws-lambda-arm64", 3), turn("aws-ec2-t4g", 90), true, "30M/month",
			"CONTAINERS, by a little. Fargate arm $76.00/month, p99 382 ms. Next: EKS nodes $78.00 (+3 %); serverless: Lambda arm $84.00 (+11 %). Serverless wins below 3M/month: 0.1 times your traffic; VMs win above 90M/month: 3 times your traffic.",
		}, {
			engine.Answer{Winner: fargate, Next: lambda, Rival: lambda}, turn("aws-lambda-arm64", 3), turn("aws-lambda-arm64", 90), true, "12/s",
			"CONTAINERS, by a little. Fargate arm $76.00/month, p99 382 ms. Next: Lambda arm $84.00 (+11 %). Serverless wins below 1.14/s: 9.51 % of your traffic; and again above 34.2/s: 2.85 times your traffic.",
		}, {
			engine.Answer{Winner: place("aws-lambda-arm64", 0), Next: fargate, Rival: fargate}, engine.Turn{}, turn("aws-fargate-arm64", 20), true, "0",
			"SERVERLESS, free of charge. Lambda arm $0/month, p99 382 ms. Next: Fargate arm $76.00. Containers win above 7.61/s.",
		}, {
			engine.Answer{Winner: lambda, Next: place("aws-fargate-arm64", 84), Rival: place("aws-fargate-arm64", 84)}, engine.Turn{}, engine.Turn{}, false, "12/s",
			"SERVERLESS, level with containers. Lambda arm $84.00/month, p99 382 ms. Next: Fargate arm $84.00 (same price).",
		}, {
			engine.Answer{Winner: place("aws-ec2-gpu-g6", 400), Next: none, Rival: none}, engine.Turn{}, engine.Turn{X: 40, Offer: -1}, true, "20/s",
			"GPU: no other family can. EC2 L4 $400/month, p99 382 ms. Nothing fits above 40/s: 2 times your traffic.",
		}, {
			engine.Answer{Winner: none, Next: none, Rival: none}, engine.Turn{}, engine.Turn{}, true, "12/s",
			"NOTHING can run this part as configured. That holds at any traffic.",
		},
	} {
		s, err := scenario.Parse(scenario.Default(), "rate="+tt.rate)
		if err != nil {
			t.Fatal(err)
		}
		h := Of(e, tt.answer, &s)
		h.Below, h.Above, h.Known = tt.below, tt.above, tt.known
		if got := h.Text(); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
	for _, f := range catalog.Families {
		if words[f][0] == "" || names[f] == "" {
			t.Errorf("family %s has no words", f)
		}
	}
	h := Of(e, engine.Answer{Winner: engine.Placed{Offer: lambda.Offer, Family: lambda.Family, Monthly: 1, P99MS: math.NaN()}, Next: none, Rival: none}, &scenario.Scenario{})
	if n := testing.AllocsPerRun(10, func() { h.AppendTurns(h.AppendNext(h.AppendWinner(h.AppendDegree(buffer[:0])))) }); n != 0 {
		t.Errorf("a headline allocates %v times", n)
	}
}

var buffer = make([]byte, 0, 400)
