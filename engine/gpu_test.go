package engine_test

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/plan"
)

// models are offers with each model of a GPU: with 16, 24, 24, 48, 40, 80, 96, 80, 141 and
// 180 GB of memory, the slowest first.
var models = []struct{ name, offer string }{
	{"t4", "modal-gpu-t4"}, {"l4", "modal-gpu-l4"}, {"a10", "modal-gpu-a10"}, {"l40s", "modal-gpu-l40s"},
	{"a100", "modal-gpu-a100"}, {"a100-80", "modal-gpu-a100-80"}, {"rtx-pro", "gcp-cloud-run-gpu-rtx-pro-6000"},
	{"h100", "modal-gpu-h100"}, {"h200", "modal-gpu-h200"}, {"b200", "modal-gpu-b200"},
}

// TestGPUsThatWillDo checks which models stand in for the one that a part asks for: those
// as fast with at least its memory. The others are refused by name.
func TestGPUsThatWillDo(t *testing.T) {
	v := compile(t, shipped(t))
	const all = "t4 l4 a10 l40s a100 a100-80 rtx-pro h100 h200 b200"
	for asked, want := range map[string]string{
		"any": all, "t4": all, "l4": strings.TrimPrefix(all, "t4 "), "a10": strings.TrimPrefix(all, "t4 l4 "),
		"l40s":    "l40s a100-80 rtx-pro h100 h200 b200",
		"a100":    "a100 a100-80 rtx-pro h100 h200 b200",
		"rtx-pro": "rtx-pro h200 b200",
		"h100":    "h100 h200 b200", "h200": "h200 b200", "b200": "b200",
	} {
		s := parse(t, "part=ml gpu="+asked)
		var do []string
		for _, m := range models {
			e := v.Estimate(&s, s.Selected, index(t, v, m.offer))
			if e.Feasible() {
				do = append(do, m.name)
			} else if !e.Refused(plan.GPUSlower) && !e.Refused(plan.GPUSmaller) {
				t.Errorf("gpu=%s: %s is refused for %v", asked, m.name, e.Reasons())
			}
		}
		if got := strings.Join(do, " "); got != want {
			t.Errorf("gpu=%s takes %s, want %s", asked, got, want)
		}
	}
}

// TestGPUsRefusedByName checks the words of refusals, what would lift them, and that a user
// who sets a speed changes them.
func TestGPUsRefusedByName(t *testing.T) {
	v := compile(t, shipped(t))
	own := *shipped(t)
	own.Assumptions.GPUs = slices.Clone(own.Assumptions.GPUs)
	own.Assumptions.GPUs[slices.IndexFunc(own.Assumptions.GPUs, func(g catalog.GPU) bool { return g.Name == "l4" })].Speed = 20
	for _, tt := range []struct {
		v                         *engine.Evaluator
		offer, tokens, want, size string
	}{
		{v, "modal-gpu-l4", "gpu=h100", "has the l4, slower than the h100 asked for", "l4 and 2 cores"},
		{compile(t, &own), "modal-gpu-l4", "gpu=h100", "has 24,576 MB of GPU memory, less than the 81,920 MB of the h100 asked for", "l4 and 2 cores"},
		{v, "modal-gpu-a100", "gpu=l40s", "has 40,960 MB of GPU memory, less than the 49,152 MB of the l40s asked for", "a100 and 2 cores"},
		// p4d has 40 GB a GPU, and p4de 80
		{v, "aws-ec2-gpu-p4d", "gpu=l40s", "", "p4de.24xlarge"},
		{v, "aws-ec2-gpu-p4d", "gpu=a100", "", "p4d.24xlarge"},
		{v, "aws-ec2-gpu-p4d", "gpu=l40s size=p4d.24xlarge", "has 40,960 MB of GPU memory, less than the 49,152 MB of the l40s asked for", "p4d.24xlarge"},
		{v, "aws-ec2-gpu-p4d", "gpu=h100", "has the a100, slower than the h100 asked for", "p4d.24xlarge"},
		{v, "aws-lambda-x86", "gpu=any", "has no GPU; the part needs one", ""},
	} {
		s := parse(t, "part=ml "+tt.tokens)
		e := tt.v.Estimate(&s, s.Selected, index(t, tt.v, tt.offer))
		r, _ := e.FirstReason()
		if e.Feasible() != (tt.want == "") || tt.want != "" && r.String() != tt.want || tt.size != "" && e.Size != tt.size {
			t.Errorf("%s with %s: %q on %s, want %q on %s", tt.offer, tt.tokens, r, e.Size, tt.want, tt.size)
		}
		if r.Code == plan.GPUSlower || r.Code == plan.GPUSmaller {
			if e.Remedy() != "gpu=any, with the duration on a T4" {
				t.Errorf("%s with %s: possible with %q", tt.offer, tt.tokens, e.Remedy())
			}
			s.SelectedPart().GPU = "any"
			if e := tt.v.Estimate(&s, s.Selected, index(t, tt.v, tt.offer)); !e.Feasible() {
				t.Errorf("%s with %s is refused with gpu=any: %v", tt.offer, tt.tokens, e.Reasons())
			}
		}
	}
}

// TestLayoutsOnTheGPUAskedFor checks that a part whose duration was measured on an H100 is
// put on one or on a faster model, and what it says of cheaper ones.
func TestLayoutsOnTheGPUAskedFor(t *testing.T) {
	v := compile(t, shipped(t))
	s := parse(t, "parts=ml gpu=h100 rate=100/day duration=800ms cpu=10% memory=16GB")
	l := must(v.Recommend(context.Background(), &s))
	c := &l.Choices[0]
	if id := v.Engine().Offer(c.Estimate.Offer).ID; !l.Feasible || !strings.Contains(id, "h100") && !strings.Contains(id, "h200") && !strings.Contains(id, "b200") {
		t.Errorf("it is on %s", id)
	}
	for i := range c.Excluded {
		if c.Excluded[i].Reason.Code == plan.GPUSlower {
			return
		}
	}
	t.Errorf("it excludes %v", c.Excluded)
}

// TestFasterGPUsAskedForCostMore checks that no bill falls when the duration was measured on
// a faster model with at least the memory, neither that of any offer nor the least.
func TestFasterGPUsAskedForCostMore(t *testing.T) {
	v := compile(t, instant(shipped(t)))
	gpus := shipped(t).Assumptions.GPUs
	for _, tokens := range []string{"rate=2/s duration=800ms cpu=10%", "rate=40/s duration=1s cpu=5% p99=10s", "rate=100/day shape=office", "rate=1/s duration=40s cpu=2% burst=5"} {
		lists := map[string][]engine.Estimate{}
		for _, g := range gpus {
			s := parse(t, "parts=ml memory=16GB gpu="+g.Name+" "+tokens)
			lists[g.Name] = v.Headlines(&s, 0, nil)
		}
		for _, slow := range gpus {
			for _, fast := range gpus {
				if fast.Speed >= slow.Speed && fast.MemoryMB >= slow.MemoryMB {
					noneFalls(t, v, lists[slow.Name], lists[fast.Name], tokens+" gpu="+slow.Name+" to "+fast.Name)
				}
			}
		}
	}
}

// noneFalls checks that no bill of a list is below that of another list, nor the least of all.
// Pools are within 1.5 %, as in TestMonotoneInRate.
func noneFalls(t *testing.T, v *engine.Evaluator, a, b []engine.Estimate, what string) {
	t.Helper()
	before, after := math.Inf(1), math.Inf(1)
	for i := range a {
		if a[i].Feasible() {
			before = min(before, a[i].Monthly)
		}
		if !b[i].Feasible() {
			continue
		}
		after = min(after, b[i].Monthly)
		if !a[i].Feasible() || b[i].Monthly < a[i].Monthly*(1-0.015) {
			t.Errorf("%s: %s falls from $%v to $%v; before, it says %v", what, v.Engine().Offer(i).ID, a[i].Monthly, b[i].Monthly, a[i].Reasons())
		}
	}
	if after < before*(1-0.015) {
		t.Errorf("%s: the least bill falls from $%v to $%v", what, before, after)
	}
}

// TestNeedlessGPUs checks that a layout has no GPU for a part that needs none, even if nothing
// else is allowed, unless the part is locked to it.
func TestNeedlessGPUs(t *testing.T) {
	v := compile(t, shipped(t))
	for _, tt := range []struct {
		tokens string
		gpu    string // the GPU of the only part
	}{
		{"allow=runpod", ""},
		{"allow=modal", ""},
		{"lock=modal-gpu-l4", "modal-gpu-l4"},
		{"lock=modal-cpu", ""},
	} {
		s := parse(t, "parts=api rate=5/s "+tt.tokens)
		got := ""
		if o := v.Engine().Offer(must(v.Recommend(context.Background(), &s)).Choices[0].Estimate.Offer); o.Kind == catalog.KindGPU {
			got = o.ID
		}
		if got != tt.gpu {
			t.Errorf("%s: the part is on GPU %q, want %q", tt.tokens, got, tt.gpu)
		}
	}
}
