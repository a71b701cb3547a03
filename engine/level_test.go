package engine_test

import (
	"math"
	"strings"
	"testing"

	"crossover/engine/scenario"
)

// TestLevels checks the additions of each service level to bills computed by hand: copies,
// and a load balancer before several that answer over HTTP.
func TestLevels(t *testing.T) {
	v := compile(t, shipped(t))
	const (
		ec2     = 29.784 + 3.65 + 1.60 // a machine, its address and its disk
		alb     = 16.425 + 7.30        // a load balancer and its two addresses
		hetzner = 22.99 + 0.60
	)
	tests := []struct {
		offer, tokens               string
		hobby, production, critical float64
	}{
		{"aws-ec2-m7g", "rate=0", ec2, 2*ec2 + alb, 3*ec2 + alb},
		{"aws-ec2-m7g", "rate=0 redundancy=1", ec2, ec2, ec2},
		{"aws-ec2-m7g", "rate=0 redundancy=2", 2*ec2 + alb, 2*ec2 + alb, 2*ec2 + alb},
		// work that does not arrive over HTTP needs neither
		{"aws-ec2-m7g", "rate=0 trigger=schedule", ec2, ec2, ec2},
		// 730 h × (0.25 × 0.03238 + 0.5 × 0.00356 + 0.005) a task, behind a balancer anyway
		{"aws-fargate-arm64", "rate=0", 34.5838, 45.4425, 56.3013},
		{"hetzner-cpx", "rate=0", hetzner, 2*hetzner + 8.84, 3*hetzner + 8.84},
		// Fly's own proxy stands before machines
		{"fly-machines-performance-always", "rate=0 memory=2GB", 33.4597, 2 * 33.4597, 3 * 33.4597},
		// 50 units: 2,628,000 s × 50 × 0.0000041667 and a request of next to nothing
		{"aws-lambda-x86-provisioned", "rate=1/month memory=1GB free=off redundancy=50", 547.5044, 547.5044, 547.5044},
		{"gcp-cloud-run-min", "rate=0 memory=512MB request_memory=0MB free=off redundancy=50", 50 * 9.855, 50 * 9.855, 50 * 9.855},
		// what the part says of its instances comes before redundancy, and that before the level
		{"aws-ec2-m7g", "rate=0 min=2 redundancy=3", 2*ec2 + alb, 2*ec2 + alb, 2*ec2 + alb},
		{"aws-ec2-m7g", "rate=0 copies=1 redundancy=3", ec2, ec2, ec2},
		{"aws-ec2-m7g", "rate=0 max=2 redundancy=3", 2*ec2 + alb, 2*ec2 + alb, 2*ec2 + alb},
		{"aws-ec2-m7g", "rate=0 max=2", ec2, 2*ec2 + alb, 2*ec2 + alb},
		{"aws-lambda-x86-provisioned", "rate=1/month memory=1GB free=off min=50", 547.5044, 547.5044, 547.5044},
		{"aws-lambda-x86-provisioned", "rate=1/month memory=1GB free=off copies=50", 547.5044, 547.5044, 547.5044},
		// kept running, a machine costs what one that never stops does; the root disk is 0.5 GB
		{"fly-machines-performance", "rate=0 memory=2GB min=2", 2*33.4597 + 0.075, 2*33.4597 + 0.075, 2*33.4597 + 0.075},
		// 2,628,000 s of 1 vCPU at 0.000018 and of 0.5 GiB at 0.000002
		{"gcp-cloud-run-instance", "rate=0 memory=512MB request_memory=0MB free=off min=3", 3 * 49.932, 3 * 49.932, 3 * 49.932},
		// what scales to zero has no copies to keep
		{"aws-lambda-x86", "rate=3M/month memory=1GB billed_duration=100ms free=off response=0KB", 5.60, 5.60, 5.60},
		{"gcp-cloud-run-min", "rate=0 memory=512MB request_memory=0MB free=off", 9.855, 9.855, 9.855},
	}
	for _, tt := range tests {
		i := index(t, v, tt.offer)
		for k, want := range []float64{tt.hobby, tt.production, tt.critical} {
			tokens := tt.tokens + " level=" + scenario.Levels[k]
			s := parse(t, tokens)
			if e := v.Estimate(&s, s.Selected, i); math.Abs(e.Monthly-want) > 1e-4*max(1, want/100) {
				t.Errorf("%s: %s costs %.4f, want %.4f", tokens, tt.offer, e.Monthly, want)
			}
		}
	}
}

// TestLevelsOfGPUs checks that a GPU has one copy at every level, unless more are asked
// for.
func TestLevelsOfGPUs(t *testing.T) {
	v := compile(t, shipped(t))
	i := index(t, v, "aws-ec2-gpu-g6")
	for _, level := range scenario.Levels {
		for tokens, want := range map[string]float64{"": 1, "redundancy=2": 2} {
			s := parse(t, strings.TrimSpace("gpu=l4 memory=8GB rate=1/hour level="+level+" "+tokens))
			if e := v.Estimate(&s, s.Selected, i); e.Fleet.Total != want {
				t.Errorf("level=%s %s: %v machines, want %v", level, tokens, e.Fleet.Total, want)
			}
		}
	}
}
