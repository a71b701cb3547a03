package trace

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	_ "crossover/engine/proptest"
)

// TestTimesAreThoseOfTheLibrary compares times in text with those of time.Parse: of every
// form, of dates that do not exist, and with a character changed.
func TestTimesAreThoseOfTheLibrary(t *testing.T) {
	layouts := []string{"2006-01-02T15:04:05", "2006-01-02T15:04:05Z", "2006-01-02T15:04:05.999999999Z", "2006-01-02T15:04:05.000Z", time.RFC3339Nano, time.RFC3339}
	two := func(r *rapid.T, name string, least, most int) string {
		n := rapid.IntRange(least, most).Draw(r, name)
		return string([]byte{byte('0' + n/10), byte('0' + n%10)})
	}
	rapid.Check(t, func(r *rapid.T) {
		for range 50 {
			text := []byte(two(r, "century", 0, 99) + two(r, "year", 0, 99) + "-" + two(r, "month", 0, 13) + "-" + two(r, "day", 0, 32) + "T" +
				two(r, "hour", 0, 25) + ":" + two(r, "minute", 0, 61) + ":" + two(r, "second", 0, 61) +
				rapid.StringMatching(`(\.[0-9]{1,12})?(Z|[+-](0[0-9]|1[0-9]|2[0-4]):[0-6][0-9])`).Draw(r, "rest"))
			if i := rapid.IntRange(-len(text), len(text)-1).Draw(r, "changed"); i >= 0 && !slices.Contains([]int{4, 7, 10, 13, 16}, i) {
				text[i] = rapid.SampledFrom([]byte("0123456789.:-+Zz e/;@\x80")).Draw(r, "to")
			}
			var want float64
			parsed := false
			for _, l := range layouts {
				if at, err := time.Parse(l, string(text)); err == nil {
					want, parsed = float64(at.Unix())+float64(at.Nanosecond())/1e9, true
				}
			}
			got, ok := plainTime(text)
			if ok && (!parsed || got != want) {
				t.Errorf("%q is read as %v; the library says %v, %v", text, got, want, parsed)
			}
			if got, ok := timeOf(text); parsed && (!ok || got != want) {
				t.Errorf("%q is read as %v, %v; the library says %v", text, got, ok, want)
			}
		}
	})
	for _, c := range []string{"2026-11-29T16:34:12Z", "2026-11-29 16:34:12.5", "1970-01-01T00:00:00.000001Z", "2024-02-28T23:59:59"} {
		if _, ok := plainTime([]byte(c)); !ok {
			t.Errorf("%q takes the slow way", c)
		}
	}
}
