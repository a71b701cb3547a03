package engine_test

import (
	"math"
	"testing"

	"crossover/engine"
	"crossover/engine/catalog"
)

// amount returns the sum of the lines of a meter.
func amount(e *engine.Estimate, meter string) float64 {
	sum := 0.0
	for _, l := range e.Bill {
		if l.Meter == meter {
			sum += l.Amount
		}
	}
	return sum
}

// TestBillsByHand compares bills with arithmetic on the vendors' price pages. As in the
// vendors' examples there are no cold starts, so instances start at once, and every
// request takes the same time.
func TestBillsByHand(t *testing.T) {
	c := instant(shipped(t))
	c.Assumptions.ServiceCV = catalog.Assumption{}
	v := compile(t, c)
	const mobile = "rate=3M/month memory=1536MB billed_duration=120ms "
	// A quarter of an hour of waiting, in minutes: one request a month falls into another's with the chance
	// 900/2,628,000, and then, on average, half of it is not waited for.
	const quarter = 15 * (1 - 900./2_628_000/2)
	tests := []struct {
		name, offer, tokens string
		want                float64
	}{
		// https://aws.amazon.com/lambda/pricing/, the mobile app backend:
		// 3M × 0.12 s × 1.5 GB = 540,000 GB-s, of which 400,000 are free;
		// 140,000 × 0.0000166667 = 2.3333; (3M - 1M) × 0.20/M = 0.40
		{"Lambda x86", "aws-lambda-x86", mobile + "response=0KB", 2.7333},
		// 540,000 × 0.0000166667 = 9.0000; 3M × 0.20/M = 0.60
		{"Lambda x86, no free tier", "aws-lambda-x86", mobile + "response=0KB free=off", 9.6000},
		// 540,000 × 0.0000133334 = 7.2000; 0.60
		{"Lambda arm64, no free tier", "aws-lambda-arm64", mobile + "response=0KB free=off", 7.8000},
		// 3M × 100 KB = 300 GB, of which 100 are free: 200 × 0.09 = 18.00
		{"Lambda x86 and egress", "aws-lambda-x86", mobile + "response=100KB", 20.7333},
		// a plan takes 12 % off the duration, not off requests: 9.0000 × 0.88 + 0.60
		{"Lambda x86, 1 year", "aws-lambda-x86", mobile + "response=0KB free=off commit=1y", 8.5200},
		// 885 of 1,769 MB are 0.50028 vCPU: 50 ms + 50 ms / 0.50028 = 149.94,
		// billed as 150 ms; 1M × 0.15 s × 885/1024 GB × 0.0000166667 = 2.1606; 0.20
		{"Lambda x86, half a vCPU", "aws-lambda-x86", "rate=1M/month memory=885MB duration=100ms cpu=50% response=0KB free=off", 2.3607},
		// 15 billion × 2.048 s × 2 GB = 61.44 billion GB-s: 6 at 0.0000166667,
		// 9 at 0.0000150000, 46.44 at 0.0000133334; requests 3,000
		{"Lambda x86, tiers", "aws-lambda-x86", "rate=15B/month memory=2GB billed_duration=2048ms response=0KB free=off", 3000 + 100_000.20 + 135_000.00 + 619_203.10},
		// https://aws.amazon.com/api-gateway/pricing/: 300M × 1.00/M + 700M × 0.90/M
		// = 930, and Lambda's requests 200; 1B × 0.001 s × 0.125 GB × 0.0000166667 = 2.0833
		{"HTTP API", "aws-lambda-x86-http-api", "rate=1B/month memory=128MB billed_duration=1ms response=0KB free=off", 930 + 200 + 2.0833},
		// metered in steps of 512 KB: 513 KB count twice, 2M × 1.00/M; egress
		// 513 GB × 0.09 = 46.17; Lambda 0.20 + 0.0021
		{"HTTP API, large answers", "aws-lambda-x86-http-api", "rate=1M/month memory=128MB billed_duration=1ms response=513KB free=off", 2 + 46.17 + 0.2021},
		// the Lambda@Edge example: 10M × 0.01 s × 0.125 GB × 0.00005001 = 0.6251;
		// 10M × 0.60/M = 6.00; CloudFront's 10M requests are free
		{"Lambda@Edge", "aws-lambda-edge", "rate=10M/month memory=128MB billed_duration=10ms response=0KB", 6.6251},
		// one instance of 1.5 GB: 1.5 × 2,628,000 s × 0.0000041667
		{"provisioned concurrency, idle", "aws-lambda-x86-provisioned", "rate=0 memory=1536MB", 16.4251},

		// https://developers.cloudflare.com/workers/platform/pricing/: 5 +
		// (15M - 10M) × 0.30/M + (105M - 30M) × 0.02/M
		{"Workers", "cloudflare-workers-paid", "rate=15M/month billed_duration=7ms", 8.00},
		// hourly for 3 minutes: 5 + (720 × 180,000 ms - 30M) × 0.02/M
		{"Workers, cron", "cloudflare-workers-paid", "rate=720/month billed_duration=3m", 6.992},
		{"Workers Free", "cloudflare-workers-free", "rate=50k/day", 0},

		// https://cloud.google.com/run/pricing: 500,000 × 3.6 s = 1.8M vCPU-s ×
		// 0.000024 = 43.20; 0.9M GiB-s × 0.0000025 = 2.25; 0.5M × 0.40/M = 0.20
		{"Cloud Run, one request at a time", "gcp-cloud-run-request", "rate=500k/month billed_duration=3600ms concurrency=1 memory=512MB response=0KB free=off", 45.65},
		// 180,000 vCPU-s, 360,000 GiB-s and 2M requests are free:
		// 1.62M × 0.000024 = 38.88; 0.54M × 0.0000025 = 1.35
		{"Cloud Run, free tier", "gcp-cloud-run-request", "rate=500k/month billed_duration=3600ms concurrency=1 memory=512MB response=0KB", 40.23},
		// rounded up to 100 ms: 1M × 0.1 s × (0.000024 + 0.5 × 0.0000025) = 2.525; 0.40
		{"Cloud Run, rounding", "gcp-cloud-run-request", "rate=1M/month billed_duration=20ms concurrency=1 memory=512MB response=0KB free=off", 2.925},
		// one idle instance: 2,628,000 s × (1 + 0.5) × 0.0000025
		{"Cloud Run, min instance", "gcp-cloud-run-min", "rate=0 memory=512MB request_memory=0MB free=off", 9.855},
		{"Container Apps, a replica kept idle", "azure-container-apps-min", "rate=0 memory=512MB request_memory=0MB free=off", 5.913},
		{"Container Apps, twelve kept idle", "azure-container-apps-min", "rate=0 memory=512MB request_memory=0MB free=off copies=12", 70.956},

		// https://azure.microsoft.com/pricing/details/functions/: 3M × 1 s × 0.5 GB
		// = 1.5M GB-s - 0.4M = 1.1M × 0.000016 = 17.60; 2M × 0.20/M = 0.40
		{"Azure Functions", "azure-functions-consumption", "rate=3M/month memory=512MB billed_duration=1s response=0KB", 18.00},
		// 600 MB count as 640, 30 ms as 100: 1M × 0.1 × 0.625 × 0.000016 = 1.00; 0.20
		{"Azure Functions, rounding", "azure-functions-consumption", "rate=1M/month memory=600MB billed_duration=30ms response=0KB free=off", 1.20},

		// 200 TB out: 10,235 GB × 0.087 + 40,960 × 0.083 + 102,400 × 0.07 + 46,405 × 0.05; executions 40 + 40
		{"Azure, egress in tiers", "azure-functions-consumption", "rate=200M/month memory=128MB billed_duration=100ms response=1000KB free=off", 13_778.375 + 80},
		// https://vercel.com/docs/functions/usage-and-pricing: 20M × 20 ms of CPU =
		// 111.11 h × 0.128 = 14.2222; 20M × 0.1 s × 2 GB = 1,111.11 GB-h × 0.0106 =
		// 11.7778; 20M × 0.60/M = 12; CDN (20M - 10M) × 2/M = 20; requests of 1 KB to
		// the functions = 20 GB × 0.06 = 1.2: 59.2 less the credit of 20, and the plan of 20
		{"Vercel", "vercel-functions", "rate=20M/month memory=2GB duration=100ms cpu=20% concurrency=1 response=0KB", 59.20},
		// a quarter of that is 4.5 + 5 = 9.5, which the credit pays
		{"Vercel, within its credit", "vercel-functions", "rate=5M/month memory=2GB duration=100ms cpu=20% concurrency=1 response=0KB", 20.00},
		{"Vercel, no free tiers", "vercel-functions", "rate=5M/month memory=2GB duration=100ms cpu=20% concurrency=1 response=0KB free=off", 20.00},

		// https://aws.amazon.com/fargate/pricing/: 730 h × (0.25 × 0.03238 + 0.5 ×
		// 0.00356) = 7.2088; ALB 730 × 0.0225 = 16.425; three addresses 730 × 3 × 0.005 = 10.95
		{"Fargate arm64, idle", "aws-fargate-arm64", "rate=0", 34.5838},
		// 730 × (0.25 × 0.03238 + 2 × 0.00356) = 11.1070
		{"Fargate arm64, 2 GB", "aws-fargate-arm64", "rate=0 memory=2GB", 38.4820},
		// two tasks: 14.4175 + 16.425 + 14.60
		{"Fargate arm64, two copies", "aws-fargate-arm64", "rate=0 redundancy=2", 45.4425},
		// EC2: 730 × 0.0408 = 29.784; address 3.65; 20 GB × 0.08 = 1.60
		{"EC2", "aws-ec2-m7g", "rate=0", 35.034},
		// 59.568 + 7.30 + 3.20, and a load balancer: 16.425 + 2 addresses 7.30
		{"EC2, two copies", "aws-ec2-m7g", "rate=0 redundancy=2", 93.793},
		{"EC2, 1 year", "aws-ec2-m7g", "rate=0 commit=1y", 29.784*0.76 + 5.25},
		{"EC2, 3 years", "aws-ec2-m7g", "rate=0 commit=3y", 29.784*0.525 + 5.25},
		{"EC2, spot", "aws-ec2-m7g", "rate=0 commit=spot", 29.784*0.46 + 5.25},
		{"EC2, month of 720 h", "aws-ec2-m7g", "rate=0 month=720h", 720*(0.0408+0.005) + 1.60},
		// control plane 73 + 35.034 + ALB 16.425 + 7.30
		{"EKS", "aws-eks-nodes", "rate=0", 131.759},
		// https://cloud.google.com/kubernetes-engine/pricing: the fee of 73 is within the credit of
		// 74.40; 730 × (0.25 × 0.0445 + 0.5 × 0.0049225) = 9.9180; load balancer 18.25
		{"GKE Autopilot", "gcp-gke-autopilot", "rate=0", 28.1680},
		{"GKE Autopilot, no free tier", "gcp-gke-autopilot", "rate=0 free=off", 101.1680},

		// https://fly.io/docs/about/pricing/: 2,628,000 s × 0.000012732, and months of
		// 30 and 31 days
		{"Fly performance", "fly-machines-performance-always", "rate=0 memory=2GB", 33.4597},
		{"Fly performance, 30 days", "fly-machines-performance-always", "rate=0 memory=2GB month=30d", 33.0013},
		{"Fly performance, 31 days", "fly-machines-performance-always", "rate=0 memory=2GB month=31d", 34.1014},
		{"Fly performance, reserved", "fly-machines-performance-always", "rate=0 memory=2GB commit=1y", 23.4218},
		// shared-cpu-1x with 1 GB: the 6.79 of the vendor's page
		{"Fly shared", "fly-machines-shared-always", "rate=0 memory=1GB", 6.7894},
		// volumes: 92 GB beyond the root disk of 8, and 80 beyond the 20 of a machine
		{"Fly shared, a volume", "fly-machines-shared-always", "rate=0 memory=1GB disk=100GB", 6.7894 + 92*0.15},
		{"Compute Engine, a larger disk", "gcp-gce-e2", "rate=0 disk=100GB free=off", 730*(0.008377+0.005) + 20*0.10 + 80*0.10},
		// a task of 0.25 vCPU and 0.5 GB: 730 h of (0.25 × 0.01030969 + 0.5 × 0.00113349 + 0.005) and of 0.0325 for the balancer
		{"Fargate Spot, arm64", "aws-fargate-spot-arm64", "rate=0 commit=spot", 29.6702},
		// x86 and newer machines: 730 h, an address 3.65 and 20 GB of disk 1.60
		{"EC2 t3", "aws-ec2-t3", "rate=0", 7.592 + 5.25},
		{"EC2 m7i", "aws-ec2-m7i", "rate=0", 73.584 + 5.25},
		{"EC2 c7i", "aws-ec2-c7i", "rate=0", 65.1525 + 5.25},
		{"EC2 m8g", "aws-ec2-m8g", "rate=0", 32.7624 + 5.25},
		// c7i.large, its address and 30 GB; a load balancer with two addresses
		{"ECS, x86", "aws-ecs-ec2-x86", "rate=0", 65.1525 + 3.65 + 2.40 + 23.725},
		{"EKS, x86", "aws-eks-nodes-x86", "rate=0", 73 + 73.584 + 5.25 + 23.725},
		// m7g.large and 12 % of its list price, which a commitment leaves; 80 GB of disk
		{"EKS Auto Mode", "aws-eks-auto", "rate=0", 73 + 59.568*1.12 + 3.65 + 6.40 + 23.725},
		{"EKS Auto Mode, 1 year", "aws-eks-auto", "rate=0 commit=1y", 73 + 59.568*(0.76+0.12) + 3.65 + 6.40 + 23.725},
		// three m7g.large and 15 % of their list price
		{"ECS Managed Instances", "aws-ecs-managed", "rate=0", 59.568*1.12 + 3.65 + 6.40 + 23.725},
		{"Lambda Managed Instances", "aws-lambda-managed", "rate=0", 3 * 59.568 * 1.15},
		{"Lambda Managed Instances, 3 years", "aws-lambda-managed", "rate=0 commit=3y", 3 * 59.568 * (0.525 + 0.15)},
		// ten runs of 100 s and their 60 s of waiting, half a second rounded up, with 1 vCPU and 2 GB: 1,605 s × (0.0000276944 + 2 × 0.0000036667)
		{"Lambda MicroVMs", "aws-lambda-microvm", "rate=10/month memory=2GB billed_duration=100s response=0KB", 0.0562},
		// 2,628,000 s × (0.000011244 + 0.5 × 0.000001235)
		{"Cloud Run worker pools", "gcp-cloud-run-workers", "rate=0 trigger=queue memory=512MB request_memory=0MB free=off", 31.1720},
		// an hour and ten minutes of waiting: 4,200 s × (0.00036522 + 20 × 0.000018 + 80 × 0.000002)
		{"Cloud Run RTX PRO 6000", "gcp-cloud-run-gpu-rtx-pro-6000", "part=ml gpu=rtx-pro memory=16GB rate=1/month billed_duration=1h response=0KB free=off", 3.7179},
		// g6.4xlarge, its address and 100 GB of disk
		{"EC2 g6, 32 GB", "aws-ec2-gpu-g6", "part=ml gpu=l4 rate=0 memory=32GB", 730*1.3232 + 3.65 + 8},
		{"App Service B1", "azure-app-service", "rate=0", 12.41},
		{"App Service P1v3", "azure-app-service", "rate=0 memory=7GB", 113.15},
		// 730 h of a vCPU and 3.5 GiB, and of twice that
		{"Functions Premium EP1", "azure-functions-premium", "rate=0", 730 * (0.16 + 3.5*0.0114)},
		{"Functions Premium EP2", "azure-functions-premium", "rate=0 memory=6GB", 730 * (2*0.16 + 7*0.0114)},
		{"DigitalOcean App Platform", "digitalocean-app", "rate=0", 12},
		{"DigitalOcean L40S", "digitalocean-gpu-l40s", "part=ml gpu=l40s rate=0", 1146.10},
		{"DigitalOcean H100", "digitalocean-gpu-h100", "part=ml gpu=h100 rate=0", 3219.30},
		// the workspace 25, an instance 7, and 75 GB beyond the 25 included at 0.15
		{"Render", "render-services", "rate=0", 25 + 7},
		{"Render, egress", "render-services", "rate=1M/month response=100KB duration=10ms cpu=10%", 25 + 7 + 11.25},
		{"Railway, asleep", "railway-services", "rate=0", 20},
		{"Railway, 200 GB on a volume", "railway-services", "rate=0 state=200GB", 20 + 200*0.15 - 20},
		// an hour, the minute or the quarter of an hour of waiting, and what rounding up adds on average: half a second, or half a minute
		{"Replicate T4", "replicate-t4", "part=ml gpu=t4 memory=8GB rate=1/month billed_duration=1h", (3600 + 60 + 0.5) * 0.000225},
		{"Replicate H100", "replicate-h100", "part=ml gpu=h100 memory=8GB rate=1/month billed_duration=1h", (3600 + 60 + 0.5) * 0.001525},
		{"Replicate L40S", "replicate-l40s", "part=ml gpu=l40s memory=8GB rate=1/month billed_duration=1h", (3600 + 60 + 0.5) * 0.000975},
		{"Replicate A100", "replicate-a100", "part=ml gpu=a100 memory=8GB rate=1/month billed_duration=1h", (3600 + 60 + 0.5) * 0.0014},
		{"Baseten T4", "baseten-t4", "part=ml gpu=t4 memory=8GB rate=1/month billed_duration=1h", (60 + quarter + 0.5) * 0.01052},
		{"Baseten H100", "baseten-h100", "part=ml gpu=h100 memory=8GB rate=1/month billed_duration=1h", (60 + quarter + 0.5) * 0.10833},
		{"Baseten L4", "baseten-l4", "part=ml gpu=l4 memory=8GB rate=1/month billed_duration=1h", (60 + quarter + 0.5) * 0.01414},
		{"Baseten A100", "baseten-a100", "part=ml gpu=a100 memory=8GB rate=1/month billed_duration=1h", (60 + quarter + 0.5) * 0.06667},
		// 10M × 0.1 s of 1 GB are 277.78 GB-hours at 10 credits, 10M requests 2,000 and 100 GB 2,000; 3,000 are in the plan, at 10 for 1,500
		{"Netlify", "netlify-functions", "rate=10M/month billed_duration=100ms response=10KB", 20 + (2777.78+2000+2000-3000)/150},
		// the plan 29, and usage less the 10 that it includes
		{"Koyeb eco", "koyeb-eco", "rate=0", 29 + 10.512 - 10},
		{"Koyeb L4", "koyeb-gpu-l4", "part=ml gpu=l4 rate=0", 29 + 511 - 10},
		{"Koyeb H100", "koyeb-gpu-h100", "part=ml gpu=h100 rate=0", 29 + 1825 - 10},
		// billed by the month, however long it is
		{"Hetzner", "hetzner-cpx", "rate=0 month=31d", 22.99 + 0.60},
		// above two copies of DigitalOcean stands a load balancer of 12
		{"DigitalOcean", "digitalocean-basic", "rate=0 memory=1800MB redundancy=2", 2*12 + 12},
	}
	for _, tt := range tests {
		s := parse(t, tt.tokens)
		e := v.Estimate(&s, s.Selected, index(t, v, tt.offer))
		if math.Abs(e.Monthly-tt.want) > 1e-4*max(1, tt.want/100) {
			t.Errorf("%s: %s with %s is $%.4f, want $%.4f: %+v", tt.name, tt.offer, tt.tokens, e.Monthly, tt.want, e.Bill)
		}
	}
}

// TestFargateTask is https://aws.amazon.com/fargate/pricing/ as infracost's
// golden file computes it: 1 vCPU and 2 GB for 730 h are 29.55 + 6.49 = 36.04.
func TestFargateTask(t *testing.T) {
	v := compile(t, shipped(t))
	s := parse(t, "rate=12/s") // 12 × 36 ms is 0.43 vCPU, 0.72 at a target of 60 %
	e := v.Estimate(&s, s.Selected, index(t, v, "aws-fargate-x86"))
	if got := amount(&e, "fargate-vcpu-x86") + amount(&e, "fargate-memory-x86"); e.Size != "1 vCPU" || math.Abs(got-36.04) > 0.005 {
		t.Errorf("a task of %s costs $%.4f, want 1 vCPU for $36.04", e.Size, got)
	}
	// A request opens a quarter of a connection: 12/4 new ones a second are 0.12
	// LCU, 3 × 30 s = 90 open ones 0.03, 12 × 9 KB × 3600 s = 0.3888 GB/h 0.3888:
	// 0.3888 × 730 × 0.008 = 2.2706
	if got := amount(&e, "alb-lcu"); math.Abs(got-2.2706) > 1e-4 {
		t.Errorf("load-balancer units cost $%.4f, want $2.2706", got)
	}
}

// TestModal checks that a container is billed from its start to its end: with GPU, two
// cores and 16 GiB at https://modal.com/pricing less the monthly credit of 30.
func TestModal(t *testing.T) {
	v := compile(t, instant(shipped(t)))
	s := parse(t, "rate=2/s gpu=h100 memory=16GB duration=800ms cpu=10% response=0KB")
	e := v.Estimate(&s, s.Selected, index(t, v, "modal-gpu-h100"))
	ends := e.ColdStart.Probability * 2 * 0.5 // each end is rounded up by half a second on average
	want := (e.Fleet.Total+ends)*2_628_000*(0.001097+2*0.0000131+16*0.00000222) - 30
	if !near(e.Monthly, want, 1e-9) {
		t.Errorf("$%v, want $%v", e.Monthly, want)
	}
	if e.Fleet.Running < 1.59 || e.Fleet.Running > 1.61 {
		t.Errorf("%v containers run, want 2/s × 0.8 s", e.Fleet.Running)
	}
}

// TestRateKeepsItsMonth checks that 3M/month is that number in a month of any length, and
// that a month's requests follow its length if the rate is per second.
func TestRateKeepsItsMonth(t *testing.T) {
	v := compile(t, shipped(t))
	for _, tt := range []struct {
		tokens string
		want   float64
	}{
		{"rate=3M/month", 3e6}, {"rate=3M/month month=31d", 3e6}, {"rate=3M/month month=720h", 3e6},
		{"rate=1/s", 2_628_000}, {"rate=1/s month=30d", 2_592_000}, {"rate=1/s month=31d", 2_678_400}, {"rate=100k/day month=30d", 3e6},
	} {
		s := parse(t, tt.tokens)
		e := v.Estimate(&s, s.Selected, index(t, v, "aws-lambda-x86"))
		if !near(e.Requests, tt.want, 1e-12) {
			t.Errorf("%s is %v requests, want %v", tt.tokens, e.Requests, tt.want)
		}
		for _, l := range e.Bill {
			if l.Meter == "lambda-requests" && l.Quantity != e.Requests {
				t.Errorf("%s: %v requests are billed, not %v", tt.tokens, l.Quantity, e.Requests)
			}
		}
	}
}

// TestInitIsBilled checks that Lambda bills initialising but not placing the sandbox. At
// one request an hour, each has a cold start.
func TestInitIsBilled(t *testing.T) {
	v := compile(t, shipped(t))
	s := parse(t, "rate=1/hour memory=1GB duration=100ms cpu=0% free=off runtime=node")
	e := v.Estimate(&s, s.Selected, index(t, v, "aws-lambda-x86"))
	// The median of initialising is 140 ms, its 95th percentile 169: a lognormal
	// with a mean of 140 × exp(0.1145²/2) = 140.92 ms. Rounding requests up to whole
	// milliseconds adds half of one.
	want := 730 * (0.1005 + 0.14092*e.ColdStart.Probability)
	if got := e.Bill[0].Quantity; e.ColdStart.Probability < 0.85 || !near(got, want, 1e-4) {
		t.Errorf("%v GB-s at a cold-start probability of %v, want %v", got, e.ColdStart.Probability, want)
	}
}
