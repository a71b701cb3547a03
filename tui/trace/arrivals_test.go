package trace

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestArrivals(t *testing.T) {
	for name, x := range map[string]struct {
		text string
		want []float64
		ms   float64
	}{
		"CSV in disorder, with durations": {"timestamp,duration\n100.5,30\n98.25,10\n104,20\n", []float64{0, 2.25, 5.75}, 20},
		"three in one second":             {"timestamp\n100\n100\n100\n102\n", []float64{0, 1.0 / 3, 2.0 / 3, 2 - 1.0/6}, math.NaN()},
		"an access log": {`192.0.2.1 - - [05/Oct/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 512 "-" "curl" 0.040
192.0.2.1 - - [05/Oct/2026:00:00:07 +0000] "GET / HTTP/1.1" 200 612 "-" "curl" 0.060
`, []float64{0, 7}, 50},
	} {
		a, err := ReadArrivals(strings.NewReader(x.text), 100)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		same := slices.EqualFunc(a.Seconds, x.want, func(p, q float64) bool { return math.Abs(p-q) < 1e-6 })
		if !same || math.Abs(a.MeanMS-x.ms) > 1e-9 {
			t.Errorf("%s: %v of %v ms, want %v of %v ms", name, a.Seconds, a.MeanMS, x.want, x.ms)
		}
	}
}

func TestArrivalsThatAreNone(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "holds no requests",
		"timestamp\n1\n2\n3\n4\n": "more than 3",
		`{"status":"success","data":{"resultType":"matrix","result":[]}}`: "no single requests",
	} {
		if _, err := ReadArrivals(strings.NewReader(text), 3); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// TestMinutesAreSpread replays counts per minute: the number of requests and their
// minutes stay.
func TestMinutesAreSpread(t *testing.T) {
	head := "HashOwner,HashApp,HashFunction,Trigger"
	row := "a,b,c,http"
	for m := range 1440 {
		head += "," + strconv.Itoa(m+1)
		row += "," + map[bool]string{true: "2", false: "0"}[m == 10 || m == 20]
	}
	a, err := ReadArrivals(strings.NewReader(head+"\n"+row+"\n"), 100)
	if err != nil {
		t.Fatal(err)
	}
	if want := []float64{0, 30, 600, 630}; !slices.Equal(a.Seconds, want) {
		t.Errorf("%v, want %v", a.Seconds, want)
	}
}
