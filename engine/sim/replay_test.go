package sim

import (
	"testing"

	"crossover/engine/accuracy"
)

// logs returns the real request logs and their names, in the order of the file.
func logs(t testing.TB) (names []string, byName map[string][]Request) {
	t.Helper()
	byName = map[string][]Request{}
	for _, r := range table(t, "aws_lambda_traces_small.csv") {
		name := r["trace"]
		if byName[name] == nil {
			names = append(names, name)
		}
		byName[name] = append(byName[name], Request{
			Time:    r.num("t_s"),
			Elapsed: r.num("elapsed_s"),
			Cold:    r["cold"] == "1",
		})
	}
	return names, byName
}

// TestReplayOfRealLogs compares the cold starts of the real logs of 2020, measured and
// replayed with an expiry of 300, 600 and 900 s, without the first half hour. The replayed
// numbers come from two independent programs.
func TestReplayOfRealLogs(t *testing.T) {
	t.Parallel()
	want := map[string]struct{ requests, measured, at300, at600, at900 int }{
		"2020-05-26_01-31-35": {1612, 29, 52, 33, 24},
		"2020-05-28_01-57-40": {182, 59, 112, 65, 35},
		"2020-06-04_23-02-14": {240, 52, 120, 55, 27},
		"2020-06-06_22-39-19": {284, 42, 108, 47, 25},
		"2020-06-09_01-04-58": {340, 35, 121, 43, 13},
		"2020-06-10_22-20-08": {419, 32, 114, 32, 10},
		"2020-06-13_23-39-35": {569, 28, 105, 23, 9},
		"2020-06-18_23-36-37": {775, 27, 101, 22, 17},
	}
	names, byName := logs(t)
	if len(names) != len(want) {
		t.Fatalf("%d logs, want %d", len(names), len(want))
	}
	for _, name := range names {
		w := want[name]
		for _, c := range []struct {
			idle float64
			want int
		}{{300, w.at300}, {600, w.at600}, {900, w.at900}} {
			got := replayed(t, byName[name], c.idle, 0)
			if got.Simulated != c.want || got.Measured != w.measured || got.Requests != w.requests {
				t.Errorf("%s at %v s: %+v; want %d replayed, %d measured, %d requests", name, c.idle, got, c.want, w.measured, w.requests)
			}
		}
	}
}

func replayed(t testing.TB, log []Request, idle, lifetime float64) Match {
	t.Helper()
	r, err := Replay(log, idle, lifetime)
	if err != nil {
		t.Fatal(err)
	}
	return MatchReplay(log, r, 1800)
}

// accuracyReplay compares the true cold flags of the real logs of 2020 with ours: with a
// fixed expiry, and with the expiry of 640 s and the lifetime of two hours, after which no
// instance was seen. With the latter the replay has as many cold starts as reality, most
// of them for the same requests.
func accuracyReplay(t *testing.T, _ *findings) {
	rows := accuracy.Table{Head: []string{"log ", "requests", "cold in reality", "replayed, 600 s", "same requests", "replayed, 640 s and 2 h", "same requests"}}
	var plain, aged Match
	names, byName := logs(t)
	for _, name := range names {
		a, b := replayed(t, byName[name], 600, 0), replayed(t, byName[name], 640, 7300)
		rows.Add(name, a.Requests, a.Measured, a.Simulated, a.Both, b.Simulated, b.Both)
		plain.add(a)
		aged.add(b)
	}
	rows.Add("all", plain.Requests, plain.Measured, plain.Simulated, plain.Both, aged.Simulated, aged.Both)
	publish(t, "replay", &rows, 0)
	if aged.Measured != 304 || aged.Simulated < 300 || aged.Simulated > 308 || aged.Both < 260 {
		t.Errorf("with a lifetime: %+v", aged)
	}
	for _, c := range []struct {
		idle float64
		want int
	}{{540, 372}, {570, 340}, {600, 320}, {630, 293}, {640, 289}, {660, 273}, {690, 254}, {720, 237}} {
		var m Match
		for _, name := range names {
			m.add(replayed(t, byName[name], c.idle, 0))
		}
		if m.Simulated != c.want {
			t.Errorf("idle %v s: %d replayed, want %d", c.idle, m.Simulated, c.want)
		}
	}
}

// add sums matches.
func (m *Match) add(o Match) {
	m.Requests += o.Requests
	m.Measured += o.Measured
	m.Simulated += o.Simulated
	m.Both += o.Both
}

func TestReplayRejectsDisorder(t *testing.T) {
	if _, err := Replay([]Request{{Time: 2}, {Time: 1}}, 600, 0); err == nil {
		t.Error("times that descend are accepted")
	}
	if _, err := Replay([]Request{{Time: 2, Elapsed: -1}}, 600, 0); err == nil {
		t.Error("a negative time is accepted")
	}
	if got, err := Replay(nil, 600, 0); got != nil || err != nil {
		t.Errorf("an empty log: %v, %v", got, err)
	}
}

func TestReplayNumbersInstances(t *testing.T) {
	log := []Request{{Time: 0, Elapsed: 2}, {Time: 1, Elapsed: 2}, {Time: 5, Elapsed: 1}, {Time: 100, Elapsed: 1}}
	got, err := Replay(log, 10, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []Replayed{{true, 0}, {true, 1}, {false, 1}, {true, 2}} {
		if got[i] != want {
			t.Errorf("request %d: %+v, want %+v", i, got[i], want)
		}
	}
}
