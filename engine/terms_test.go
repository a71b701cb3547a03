package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/proptest"
	"crossover/engine/scenario"
)

// change is a term with another value than its default, in a scenario in which it should
// matter.
type change struct{ term, base, value string }

// idle is the reason why a term changes no estimate of some offers; a nil only stands for
// all offers that it does not change.
type idle struct {
	why  string
	only func(*catalog.Offer) bool
}

// TestNoTermIsIgnored tries every term on every offer: the estimate changes, the offer
// refuses because of the term, or a row of doesNotMatter says why neither happens.
func TestNoTermIsIgnored(t *testing.T) {
	proptest.Sequential(t)
	v := compile(t, shipped(t))
	shown := map[string][]bool{}
	for _, c := range changes {
		if shown[c.term] == nil {
			shown[c.term] = make([]bool, v.Engine().Len())
		}
		c.note(t, v, "", func(o *catalog.Offer) bool { return o.Kind != catalog.KindGPU || c.term == "gpu" }, shown[c.term])
		if c.term != "gpu" {
			c.note(t, v, " gpu=t4", func(o *catalog.Offer) bool { return o.Kind == catalog.KindGPU }, shown[c.term])
		}
	}
	for _, x := range scenario.Table() {
		shows, rows := shown[x.Key], doesNotMatter[x.Key]
		if shows == nil && rows == nil || shows != nil && !slices.Contains(shows, true) {
			t.Errorf("%s shows with no offer", x.Key)
		}
		for i, seen := range shows {
			o := v.Engine().Offer(i)
			if !seen && !slices.ContainsFunc(rows, func(r idle) bool { return r.only == nil || r.only(o) }) {
				t.Errorf("%s: %s shows nowhere (%s, %s)", o.ID, x.Key, o.Kind, o.Model)
			}
		}
	}
}

// note marks the offers whose estimates a change affects.
func (c change) note(t *testing.T, v *engine.Evaluator, more string, among func(*catalog.Offer) bool, shown []bool) {
	a := parse(t, strings.TrimSpace(c.base+more+" lines=logs,nat,cross-az,registry"))
	b, err := scenario.Parse(a, c.term+"="+c.value)
	if err != nil {
		t.Fatal(err)
	}
	x, y := v.Estimates(&a, a.Selected, nil), v.Estimates(&b, b.Selected, nil)
	for i := range shown {
		shown[i] = shown[i] || among(v.Engine().Offer(i)) && text(&x[i]) != text(&y[i])
	}
}

// text returns an estimate as text.
func text(e *engine.Estimate) string { return fmt.Sprintf("%+v", *e) }

// changes lists each term that an offer's estimate can depend on.
var changes = []change{
	{"rate", "", "40/s"}, {"memory", "", "3TB"}, {"duration", "", "4s"}, {"billed_duration", "", "4s"}, {"cpu", "", "90%"},
	{"request_memory", "rate=50/s duration=2s cpu=1%", "300MB"}, {"working_set", "", "300MB"}, {"concurrency", "rate=50/s duration=2s cpu=1%", "1"},
	{"shape", "rate=50/s duration=1s", "office"}, {"burst", "rate=50/s duration=1s", "20"}, {"burst_length", "burst=20 rate=50/s duration=1s", "1h"},
	{"response", "rate=50/s", "900KB"}, {"runtime", "", "java"}, {"package", "", "app"}, {"arch", "", "arm64"}, {"arch", "", "x86"}, {"p99", "", "1ms"},
	{"gpu", "", "h100"}, {"gpu", "gpu=l4", "none"}, {"gpu", "gpu=l4", "any"}, {"min", "", "7"}, {"max", "rate=5000/s duration=2s", "1"}, {"copies", "rate=5000/s duration=2s", "1"},
	{"size", "", "t4g.small"}, {"size", "", "16vcpu"}, {"longest", "", "720h"}, {"longest", "duration=20s", "1s"},
	{"trigger", "", "queue"}, {"trigger", "", "bus"}, {"message_size", "trigger=queue rate=50/s", "200KB"}, {"batch", "", "7"}, {"batch", "trigger=queue", "7"}, {"connections", "", "5M"},
	{"session", "connections=50k", "1m"}, {"fan_out", "connections=50k", "900"}, {"room", "connections=50k", "2"},
	{"state", "", "900GB"}, {"hits", "rate=50/s", "600"}, {"outbound", "rate=50/s", "900KB"}, {"log", "rate=50/s", "90KB"}, {"disk", "", "2TB"}, {"database", "", "900GB"}, {"online", "connections=900k", "2h"}, {"gpu_memory", "", "8TB"}, {"uses", "", "tokens:1500@3/M"},
	{"level", "level=hobby rate=1/day", "critical"}, {"redundancy", "rate=1/day", "5"}, {"free", "", "off"}, {"commit", "", "3y"}, {"commit", "", "spot"}, {"month", "rate=12/s", "31d"},
	{"utilisation", "rate=500/s duration=2s", "20%"}, {"lines", "", "-egress,-front-door,-disk,-ipv4,-events,-state"},
	{"region", "", "ap-northeast"}, {"region_strict", "region=ap-northeast", "on"}, {"allow", "", "nobody-else"}, {"ban", "", "aws,azure,baseten,cloudflare,digitalocean,fly,gcp,hetzner,koyeb,lambdalabs,modal,netlify,railway,render,replicate,runpod,vercel"}, {"gb", "rate=500/s response=900KB", "decimal"},
}

// doesNotMatter says why terms change no estimate, or not that of some offers.
var doesNotMatter = map[string][]idle{
	"parts": {{"what there is, not what it costs", nil}}, "part": {{"what is looked at", nil}}, "lock": {{"a layout's", nil}},
	"note": {{"the reader's", nil}}, "currency": {{"a way to write prices", nil}}, "ops": {{"a layout's", nil}}, "vendor": {{"a layout's", nil}}, "uncertainty": {{"a band's", nil}},
	"growth": {{"later months'", nil}}, "horizon": {{"later months'", nil}}, "migration": {{"later months'", nil}}, "payback": {{"later months'", nil}},

	"arch":           {{"isolates run on what there is", edge}},
	"burst_length":   {{"a fleet is sized for the peak, however long", always}, {"each run has an instance of its own", single}},
	"commit":         {{"no commitment to it is sold", nil}},
	"concurrency":    {{"an isolate takes any number", edge}, {"one request an instance", single}, {"one request a GPU, which is the default", gpu}},
	"cpu":            {{"one request an instance of a vCPU or more", single}, {"the GPU's time is the request's", gpu}},
	"fan_out":        {{"messages out are free", edge}, {"bytes out are free", gpu}},
	"free":           {{"has no free tier", nil}},
	"gb":             {{"counts so by itself, or bills no gigabytes", nil}},
	"gpu_memory":     {{"has no GPU", func(o *catalog.Offer) bool { return !gpu(o) }}},
	"hits":           {{"has no front door that counts requests", nil}},
	"outbound":       {{"bytes out are free", nil}},
	"log":            {{"logs are not billed by the byte", nil}},
	"online":         {{"has no connections, or runs for them all day", nil}},
	"level":          {{"has its copies from the platform", pooled}, {"one copy of a GPU whatever the level", gpu}, {"has three in three zones at any", managed}},
	"lines":          {{"has no such line", nil}},
	"longest":        {{"limits no run", func(o *catalog.Offer) bool { return o.Limits.MaxDurationS == 0 || o.Billing.StepS > 0 }}},
	"message_size":   {{"has no queue with a limit or steps that small", nil}},
	"package":        {{"starts no slower for it, as far as was measured, or before requests come", nil}},
	"redundancy":     {{"has its copies from the platform", pooled}},
	"region_strict":  {{"is sold there", nil}},
	"request_memory": {{"one request an instance", single}, {"one request a GPU", gpu}},
	"response":       {{"bytes out are free", func(o *catalog.Offer) bool { return edge(o) || gpu(o) }}},
	"room":           {{"has no rooms", func(o *catalog.Offer) bool { return o.Product != "durable-objects" }}},
	"runtime":        {{"starts are the machine's", func(o *catalog.Offer) bool { return gpu(o) || o.Kind == catalog.KindMicroVM }}},
	"session":        {{"what opens a connection costs nothing", nil}},
	"utilisation":    {{"is not sized in advance", pooled}},
	"working_set":    {{"is no isolate", func(o *catalog.Offer) bool { return !o.Compute.Isolate }}},
}

func gpu(o *catalog.Offer) bool    { return o.Kind == catalog.KindGPU }
func edge(o *catalog.Offer) bool   { return o.Kind == catalog.KindEdge }
func pooled(o *catalog.Offer) bool { return o.Model.Pooled() }
func always(o *catalog.Offer) bool { return !o.Model.Pooled() }

func managed(o *catalog.Offer) bool { return o.ID == "aws-lambda-managed" }

// single reports whether an instance serves one request at a time.
func single(o *catalog.Offer) bool {
	return o.Model == catalog.PerInvocation || o.Scaling.PerRun || o.Scaling.MaxConcurrency == 1 || o.Scaling.Concurrency == 1
}
