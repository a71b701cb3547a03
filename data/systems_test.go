package data

import (
	"fmt"
	"math"
	"testing"
)

// TestWholeSystemsByTheModel computes published bills and estimates of whole systems from
// their usage: a scenario with the offers they run on, and its layout's price within 3 %. The
// lines are those of the layout's bills. With -update it writes docs/accuracy.md.
func TestWholeSystemsByTheModel(t *testing.T) {
	v := testEngine(t, load(t)).NewEvaluator()
	rows := "\n"
	for _, x := range []struct {
		name, source, tokens string
		published            float64
	}{
		{"A side project on Cloudflare: a million requests and half a million messages", "https://buildr-sh.pages.dev/posts/workers-vs-vercel-vs-lambda.html",
			"parts=web,jobs web.lock=cloudflare-workers-paid web.rate=1M/month web.duration=5ms web.cpu=100% web.memory=128MB jobs.lock=cloudflare-workers-paid jobs.trigger=queue jobs.rate=500k/month jobs.duration=5ms jobs.cpu=100% jobs.memory=128MB", 5.20},
		{"An API on Lambda, 500/s for four hours a day and 5/s else, 200 ms at 256 MB", "https://devtocash.com/, 2026-04-07",
			"parts=api api.lock=aws-lambda-x86 month=30d api.rate=226.8M/month api.shape=500/500/500/500/5/5/5/5/5/5/5/5/5/5/5/5/5/5/5/5/5/5/5/5 api.billed_duration=200ms api.memory=256MB api.response=0B", 228},
		{"The smallest service in three zones: three Fargate tasks and a load balancer", "https://www.thecandidstartup.org/, 2022-12-05",
			"parts=api api.lock=aws-fargate-arm64 month=720h free=off api.rate=0 api.size=250m api.memory=512MB api.copies=3 api.response=0B api.request_memory=0MB lines=-ipv4", 21 + 16.20},
		{"A function measured for half an hour: 4,940 runs and 634,130,000 MB-ms", "https://mikhail.io/, 2019-08",
			"parts=api api.lock=azure-functions-consumption month=30d free=off api.rate=9880/h api.memory=128MB api.billed_duration=1002.86ms api.response=0B", 15.69},
		{"An app on Fly.io that was to suspend itself and never did, at the prices of 2026-10", "a bill of an app that was to suspend itself, 2026-10",
			"parts=app app.lock=fly-machines-performance-always app.rate=1/s app.size=performance-4x_8GB app.copies=1 app.response=0B", 133.84},
		{"Rooms of a game: a hundred Durable Objects with a WebSocket each, a message a second", "https://developers.cloudflare.com/durable-objects/platform/pricing/",
			"parts=rooms rooms.lock=cloudflare-durable-objects month=30d rooms.connections=100 rooms.room=1 rooms.rate=100/s rooms.duration=1ms rooms.cpu=100% rooms.session=168h rooms.fan_out=0 rooms.working_set=1MB", 419.30},
		{"Sandboxes on Hetzner: fifty CPX32 with addresses", "a survey of sandboxes in a public repository, 2026-09-28",
			"parts=boxes boxes.lock=hetzner-cpx boxes.rate=0 boxes.size=CPX32 boxes.copies=50 lines=-front-door", 2129.50},
		{"Sandboxes on Render: fifty 4c-8g in a workspace, 100 GB out (and 50 GB of disk, which the model has not)", "a survey of sandboxes in a public repository, 2026-09-28",
			"parts=boxes boxes.lock=render-services boxes.rate=1M/month boxes.response=100KB boxes.size=4c-8g boxes.copies=50", 8798.75},
		{"A fleet for a hundred runs at once: nineteen c7g.xlarge", "https://github.com/aws-samples/sample-aws-lambda-managed-instances",
			"parts=runs runs.lock=aws-ec2-c7g free=off runs.rate=0 runs.size=c7g.xlarge runs.copies=19 lines=-disk,-ipv4,-front-door", 2011.15},
		{"A site, four of five requests static, 3 million of 7 ms", "https://developers.cloudflare.com/workers/platform/pricing/",
			"parts=site site.lock=cloudflare-workers-paid site.rate=3M/month site.duration=7ms site.cpu=100% site.memory=128MB", 5.00},
	} {
		total, lines := byTheModel(t, v, x.name, x.tokens, 0)
		off := math.Abs(total/x.published - 1)
		if !(off <= 0.03) {
			t.Errorf("%s: published %.2f, the model %.2f: %s", x.name, x.published, total, lines)
		}
		rows += fmt.Sprintf("| %s | %s | %.2f | %.2f | %.2f %% | %s |\n", x.name, x.source, x.published, total, 100*off, lines)
	}
	inAccuracy(t, "|---|---|---:|---:|---:|---|", "\n<!-- systems -->", rows)
}
