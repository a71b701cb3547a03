package proptest

import (
	"flag"
	"testing"

	"pgregory.net/rapid"
)

func TestDefaults(t *testing.T) {
	for name, want := range map[string]string{"rapid.seed": "1", "rapid.nofailfile": "true"} {
		if f := flag.Lookup(name); f == nil {
			t.Errorf("there is no flag %s", name)
		} else if got := f.Value.String(); got != want {
			t.Skipf("%s is %s: the flag was given", name, got)
		}
	}
	var drawn [2][]int
	for i := range drawn {
		rapid.Check(t, func(t *rapid.T) { drawn[i] = append(drawn[i], rapid.Int().Draw(t, "n")) })
	}
	if len(drawn[0]) == 0 || len(drawn[0]) != len(drawn[1]) {
		t.Fatalf("%d cases, then %d", len(drawn[0]), len(drawn[1]))
	}
	for i, n := range drawn[0] {
		if n != drawn[1][i] {
			t.Fatalf("case %d is %d, then %d", i, n, drawn[1][i])
		}
	}
}

func TestTimes(t *testing.T) {
	checks := flag.Lookup("rapid.checks").Value.String()
	defer set("rapid.checks", checks)
	short := 1
	if testing.Short() {
		short = 5
	}
	for _, tt := range []struct {
		checks  string
		n, want int
	}{{"100", 500, 500}, {"1000", 500, 5000}, {"20", 500, 100}, {"1", 5, 1}, {"100", 0, 1}} {
		set("rapid.checks", tt.checks)
		if got := Times(tt.n); got != max(tt.want/short, 1) {
			t.Errorf("%s checks: %d of %d", tt.checks, got, tt.n)
		}
	}
}
