package data

import (
	"math"
	"slices"
	"testing"

	"crossover/engine/catalog"
	"crossover/engine/latency"
)

// lambdaStart returns the start times of AWS Lambda.
func lambdaStart(t *testing.T) *catalog.Start {
	t.Helper()
	c := load(t)
	i := slices.IndexFunc(c.Starts, func(s catalog.Start) bool { return s.ID == "aws-lambda" })
	if i < 0 {
		t.Fatal("no start times of aws-lambda")
	}
	return &c.Starts[i]
}

// TestApplicationStartsFitTheirSources compares with the figures published as p50, p90 and
// p99 for real applications; the p95 is that of the lognormal law through the first and
// the last.
func TestApplicationStartsFitTheirSources(t *testing.T) {
	s := lambdaStart(t)
	for _, c := range []struct {
		runtime, pkg, arch string
		p50, p90, p99      float64
	}{
		{"java", "app", "x86", 5312, 5646, 6183},
		{"java", "snapstart", "arm64", 1048, 1200, 1598},
		{"java", "aot", "x86", 621, 685, 722},
		{"dotnet", "app", "x86", 860, 962, 1403},
		{"dotnet", "app", "arm64", 1063, 1112, 1155},
		{"dotnet", "snapstart", "x86", 689, 850, 1081},
		{"dotnet", "snapstart", "arm64", 686, 862, 997},
		{"dotnet", "aot", "x86", 322, 344, 441},
		{"dotnet", "aot", "arm64", 334, 347, 372},
	} {
		got, ok := s.Init(c.runtime, c.pkg, c.arch)
		want := c.p50 * math.Pow(c.p99/c.p50, 1.6448536/2.3263479)
		if !ok || got.P50MS != c.p50 || math.Abs(got.P95MS-want) > 0.5 || got.Source == "" {
			t.Errorf("%s %s %s: %+v, want %v and %.0f with a source", c.runtime, c.pkg, c.arch, got, c.p50, want)
		}
		if got.P95MS < c.p90 || got.P95MS > c.p99 {
			t.Errorf("%s %s %s: a p95 of %v is not between the p90 %v and the p99 %v", c.runtime, c.pkg, c.arch, got.P95MS, c.p90, c.p99)
		}
	}
}

// TestPackagesFallBack checks that without a figure snapstart, aot and snapshot start like
// app, app like large and large like zip, and that every such start is marked as assumed.
func TestPackagesFallBack(t *testing.T) {
	s := lambdaStart(t)
	like := func(runtime, arch, pkg, other string) {
		a, _ := s.Init(runtime, pkg, arch)
		b, _ := s.Init(runtime, other, arch)
		if a.P50MS != b.P50MS || a.P95MS != b.P95MS {
			t.Errorf("%s %s: %s takes %v/%v ms, %s %v/%v", runtime, arch, pkg, a.P50MS, a.P95MS, other, b.P50MS, b.P95MS)
		}
	}
	for _, arch := range catalog.Archs {
		for _, runtime := range []string{"node", "python", "ruby", "go", "rust"} {
			like(runtime, arch, "snapstart", "app")
			like(runtime, arch, "aot", "app")
			like(runtime, arch, "snapshot", "app")
			like(runtime, arch, "app", "large")
			if a, _ := s.Init(runtime, "app", arch); a.Confidence != 0 {
				t.Errorf("%s: an application's start has confidence %d, without a source", runtime, a.Confidence)
			}
		}
		like("go", arch, "large", "zip")
		like("rust", arch, "large", "zip")
		like("java", arch, "large", "app")
		like("dotnet", arch, "large", "app")
	}
}

// TestPackagesAreInOrder checks on every architecture that faster ways to start an
// application are faster, and slower than a small program.
func TestPackagesAreInOrder(t *testing.T) {
	s := lambdaStart(t)
	for _, arch := range catalog.Archs {
		for _, runtime := range []string{"java", "dotnet"} {
			last := 0.0
			for _, pkg := range []string{"zip", "aot", "snapstart", "app"} {
				n, _ := s.Init(runtime, pkg, arch)
				if n.P50MS <= last {
					t.Errorf("%s %s %s: %v ms after %v", runtime, pkg, arch, n.P50MS, last)
				}
				last = n.P50MS
			}
		}
	}
}

// TestSnapshotsOfGPUs checks that GPUs start vLLM in the mean times that Modal publishes,
// with a snapshot of their memory and without: 13.8 and 95.7 s, counted from the request.
func TestSnapshotsOfGPUs(t *testing.T) {
	for _, s := range load(t).Starts {
		for pkg, want := range map[string]float64{"snapshot": 13.8e3, "app": 95.7e3} {
			n, ok := s.Init("python", pkg, "x86")
			law := latency.Start{P50S: n.P50MS / 1e3, Sigma: math.Log(n.P95MS/n.P50MS) / latency.Z95}
			if got := s.OverheadMS + law.Mean()*1e3; s.ID == "modal-gpu" && (!ok || math.Abs(got/want-1) > 0.005) {
				t.Errorf("%s: %v ms, want %v", pkg, got, want)
			}
		}
	}
}
