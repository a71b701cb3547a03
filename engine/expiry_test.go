package engine_test

import (
	"math"
	"os"
	"strconv"
	"testing"

	"crossover/engine/accuracy"
)

// TestExpiriesHaveTheirMean checks that idle_s is the mean of the points beside it.
func TestExpiriesHaveTheirMean(t *testing.T) {
	v := compile(t, shipped(t))
	for i := range v.Engine().Len() {
		o := v.Engine().Offer(i)
		sum := 0.0
		for i := 1; i < len(o.Scaling.Gone); i++ {
			a, b := o.Scaling.Gone[i-1], o.Scaling.Gone[i]
			sum += (b.Share - a.Share) * (b.AfterS + a.AfterS) / 2
		}
		if sum > 0 && math.Abs(o.Scaling.IdleS-sum) > 0.1 {
			t.Errorf("%s: idle_s is %v, the mean of gone %v", o.ID, o.Scaling.IdleS, sum)
		}
	}
}

// TestExpiriesAreAsMeasured compares the share of expired instances after an idle time
// with the measurement of 100 probes each in 2025 (doi 10.5281/zenodo.17162822), within 5
// points. A schedule meets as many cold starts, and a ping at most about one in a hundred.
func TestExpiriesAreAsMeasured(t *testing.T) {
	f, err := os.Open("sim/testdata/keep_alive_2025.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := accuracy.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	v := compile(t, shipped(t))
	for platform, offers := range map[string][]string{
		"aws":   {"aws-lambda-arm64", "aws-lambda-x86"},
		"azure": {"azure-functions-consumption"},
		"gcp":   {"gcp-cloud-run-request", "gcp-cloud-run-instance"},
	} {
		for _, id := range offers {
			o := v.Engine().Offer(index(t, v, id))
			law := o.Scaling.Expiry()
			s := parse(t, "rate=1/min shape=cron duration=100ms")
			recycled := func(idle float64) float64 { // a few expire because of their age
				if l := o.Scaling.LifetimeS; l > 0 {
					return 0.005 + idle/l
				}
				return 0.005
			}
			for _, r := range rows {
				if r["platform"] != platform {
					continue
				}
				idle, _ := strconv.ParseFloat(r["idle_s"], 64)
				cold, _ := strconv.ParseFloat(r["cold"], 64)
				if got := law.Gone(idle); math.Abs(got-cold/100) > 0.05 {
					t.Errorf("%s: %.2f are gone after %v s, measured %.2f", id, got, idle, cold/100)
				}
				part := s.SelectedPart()
				part.Rate.N = 60 / (idle + 0.1)
				if got := v.Estimate(&s, s.Selected, index(t, v, id)).ColdStart.Probability; math.Abs(got-cold/100) > 0.05+recycled(idle) {
					t.Errorf("%s: one request after %v idle seconds is cold with a chance of %.2f, measured %.2f", id, idle, got, cold/100)
				}
			}
		}
	}
}
