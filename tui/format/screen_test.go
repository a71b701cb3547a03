package format

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	_ "crossover/engine/proptest"
	"crossover/engine/scenario"
)

// format is one of the Append functions.
type appender func([]byte, float64) []byte

func TestFormats(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		name string
		f    appender
		v    float64
		want string
	}{
		{"number", AppendNumber, 0, "0"},
		{"number", AppendNumber, math.Inf(1), "-"},
		{"number", AppendNumber, 7, "7"},
		{"number", AppendNumber, 0.5, "0.5"},
		{"number", AppendNumber, 1.234, "1.23"},
		{"number", AppendNumber, 1.999, "2"},
		{"number", AppendNumber, 9.994, "9.99"},
		{"number", AppendNumber, 9.996, "10"},
		{"number", AppendNumber, 12.34, "12.3"},
		{"number", AppendNumber, 99.94, "99.9"},
		{"number", AppendNumber, 99.96, "100"},
		{"number", AppendNumber, 999.4, "999"},
		{"number", AppendNumber, 999.6, "1,000"},
		{"number", AppendNumber, 1234567, "1,234,567"},
		{"number", AppendNumber, -1234567, "-1,234,567"},
		{"number", AppendNumber, -12.34, "-12.3"},
		{"number", AppendNumber, 0.0123, "0.012"},
		{"number", AppendNumber, 1e-7, "0.0000001"},
		{"number", AppendNumber, -6.7e-5, "-0.000067"},
		{"number", AppendNumber, 1e15, "1e+15"},
		{"number", AppendNumber, nan, "-"},

		{"short", AppendShort, 999, "999"},
		{"short", AppendShort, 999.6, "1k"},
		{"short", AppendShort, 1500, "1.5k"},
		{"short", AppendShort, 12_345, "12.3k"},
		{"short", AppendShort, 999_400, "999k"},
		{"short", AppendShort, 999_700, "1M"},
		{"short", AppendShort, 3e6, "3M"},
		{"short", AppendShort, 2.5e9, "2.5B"},
		{"short", AppendShort, 4e12, "4T"},

		{"usd", Money{}.Append, math.Inf(1), "-"},
		{"usd", Money{}.Append, 0, "$0"},
		{"usd", Money{}.Append, 4.2, "$4.20"},
		{"usd", Money{}.Append, 4.214, "$4.21"},
		{"usd", Money{}.Append, 99.99, "$99.99"},
		{"usd", Money{}.Append, 99.996, "$100"},
		{"usd", Money{}.Append, 182.4, "$182"},
		{"usd", Money{}.Append, 12_340.4, "$12,340"},
		{"usd", Money{}.Append, 0.003, "$0.0030"},
		{"usd", Money{}.Append, 6.6e-5, "$0.0001"},
		{"usd", Money{}.Append, 2e-5, "<$0.0001"},
		{"usd", Money{}.Append, -5, "-$5.00"},
		{"usd", Money{}.Append, nan, "-"},

		{"usd short", Money{}.AppendShort, 1234, "$1.23k"},
		{"usd short", Money{}.AppendShort, 5, "$5"},
		{"usd short", Money{}.AppendShort, 3e6, "$3M"},

		{"rate", AppendRate, 0, "none"},
		{"rate", AppendRate, 12, "12/s"},
		{"rate", AppendRate, 1, "1/s"},
		{"rate", AppendRate, 0.5, "30/min"},
		{"rate", AppendRate, 1e5, "100k/s"},
		{"rate", AppendRate, 100. / 86400, "4.17/h"},
		{"rate", AppendRate, 1. / 86400, "1/day"},

		{"memory", AppendMemory, 128, "128 MB"},
		{"memory", AppendMemory, 512, "512 MB"},
		{"memory", AppendMemory, 45.2548, "45.3 MB"},
		{"memory", AppendMemory, 1769, "1769 MB"},
		{"memory", AppendMemory, 1769.4, "1769 MB"},
		{"memory", AppendMemory, 1024, "1 GB"},
		{"memory", AppendMemory, 65536, "64 GB"},

		{"millis", AppendMillis, 1, "1 ms"},
		{"millis", AppendMillis, 340, "340 ms"},
		{"millis", AppendMillis, 999.4, "999 ms"},
		{"millis", AppendMillis, 999.6, "1 s"},
		{"millis", AppendMillis, 1500, "1.5 s"},
		{"millis", AppendMillis, 90_000, "90 s"},
		{"millis", AppendMillis, 1.2e6, "20 min"},
		{"millis", AppendMillis, 3.6e6, "60 min"},
		{"millis", AppendMillis, 7.2e6, "2 h"},
		{"millis", AppendMillis, nan, "-"},

		{"kb", AppendKB, 0, "0 B"},
		{"kb", AppendKB, 0.5, "500 B"},
		{"kb", AppendKB, 8, "8 KB"},
		{"kb", AppendKB, 999.6, "1 MB"},
		{"kb", AppendKB, 2500, "2.5 MB"},
		{"kb", AppendKB, 1e6, "1 GB"},

		{"percent", AppendPercent, 0.3, "30 %"},
		{"percent", AppendPercent, 1, "100 %"},
		{"percent", AppendPercent, 0.005, "0.5 %"},

		{"chance", AppendChance, 0, "none"},
		{"chance", AppendChance, 1e-9, "<0.01 %"},
		{"chance", AppendChance, 0.00018, "0.02 %"},
		{"chance", AppendChance, 0.0012, "0.12 %"},
		{"chance", AppendChance, 1, "100 %"},

		{"price", Money{}.AppendPrice, 0, "$0"},
		{"price", Money{}.AppendPrice, 0.0899174, "$0.0899174"},
		{"price", Money{}.AppendPrice, 0.09, "$0.09"},
		{"price", Money{}.AppendPrice, 0.1, "$0.10"},
		{"price", Money{}.AppendPrice, 2304.15, "$2,304.15"},
		{"price", Money{}.AppendPrice, 1234567, "$1,234,567.00"},
		{"price", Money{}.AppendPrice, 18, "$18.00"},
		{"price", Money{}.AppendPrice, 2e-8, "$0.00000002"},
		{"price", Money{}.AppendPrice, 0.0000166667, "$0.0000166667"},
	}
	for _, tt := range tests {
		if got := string(tt.f(nil, tt.v)); got != tt.want {
			t.Errorf("%s of %v is %q, want %q", tt.name, tt.v, got, tt.want)
		}
		if got := string(tt.f([]byte("x "), tt.v)); got != "x "+tt.want {
			t.Errorf("%s does not append: %q", tt.name, got)
		}
	}
}

// TestFormatsAreOfUse checks that any value gives a short, plain text that is not empty.
func TestFormatsAreOfUse(t *testing.T) {
	formats := map[string]struct {
		f        appender
		lo, hi   float64
		longest  int
		anything bool
	}{
		"number":    {AppendNumber, -1e18, 1e18, 22, true},
		"short":     {AppendShort, 1e-3, 9.9e14, 7, false},
		"usd short": {Money{}.AppendShort, 1e-3, 9.9e14, 8, false},
		"usd":       {Money{}.Append, 0, 9e9, 14, true},
		"rate":      {AppendRate, 1. / 86400, 1e7, 9, false},
		"memory":    {AppendMemory, 1, 4 << 20, 9, false},
		"millis":    {AppendMillis, 0.001, 6.048e8, 9, false},
		"kb":        {AppendKB, 0.001, 1e7, 9, true},
		"percent":   {AppendPercent, 1e-4, 1, 9, true},
		"chance":    {AppendChance, 0, 1, 7, true},
	}
	for name, f := range formats {
		rapid.Check(t, func(t *rapid.T) {
			v := rapid.Float64Range(f.lo, f.hi).Draw(t, "v")
			if f.lo > 0 {
				v = f.lo * math.Pow(f.hi/f.lo, rapid.Float64Range(0, 1).Draw(t, "log"))
			}
			got := string(f.f(nil, v))
			if got == "" || len(got) > f.longest || strings.ContainsFunc(got, func(r rune) bool { return r < ' ' || r > '~' }) {
				t.Fatalf("%s of %v is %q", name, v, got)
			}
		})
	}
}

// TestNumbersRead checks that the text means the value, to three digits.
func TestNumbersRead(t *testing.T) {
	read := map[string]struct {
		f      appender
		parse  func(string) (float64, error)
		lo, hi float64
	}{
		"memory": {AppendMemory, scenario.ParseMemory, 128, 65536},
		"duration": {AppendMillis, func(s string) (float64, error) {
			return scenario.ParseDuration(strings.ReplaceAll(s, "min", "m"))
		}, 1, 3.6e6},
		"response": {AppendKB, scenario.ParseBytes, 0.1, 1e5},
		"share":    {AppendPercent, scenario.ParseShare, 0.01, 1},
		"rate": {AppendRate, func(s string) (float64, error) {
			r, err := scenario.ParseRate(s)
			return r.PerSecond(730), err
		}, 1. / 86400, 1e5},
	}
	for name, r := range read {
		rapid.Check(t, func(t *rapid.T) {
			v := r.lo * math.Pow(r.hi/r.lo, rapid.Float64Range(0, 1).Draw(t, "log"))
			text := strings.ReplaceAll(strings.ReplaceAll(string(r.f(nil, v)), " ", ""), ",", "")
			got, err := r.parse(text)
			if err != nil || math.Abs(got/v-1) > 0.006 {
				t.Fatalf("%s %v is written %q, which reads %v, %v", name, v, text, got, err)
			}
		})
	}
}

func TestGroupsOfThree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := float64(rapid.Int64Range(-999_999_999_999, 999_999_999_999).Draw(t, "v"))
		got := string(AppendNumber(nil, v))
		for i, g := range strings.Split(strings.TrimPrefix(got, "-"), ",") {
			if len(g) != 3 && i > 0 || len(g) > 3 || g == "" {
				t.Fatalf("%v is written %q", v, got)
			}
		}
	})
}
