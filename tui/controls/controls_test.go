package controls

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	_ "crossover/engine/proptest"
	"crossover/engine/scenario"
)

// TestEveryTermHasAControl checks that every term has a slider or a reason for having
// none, that the mission's three come first, and that every slider is a term's.
func TestEveryTermHasAControl(t *testing.T) {
	c := New()
	for i, key := range []string{"rate", "memory", "duration"} {
		if c.Controls[i].Key != key {
			t.Errorf("slider %d is %s, want %s", i+1, c.Controls[i].Key, key)
		}
	}
	for _, x := range scenario.Table() {
		if has := c.Find(x.Key) >= 0; has != (x.NoRange == "") {
			t.Errorf("%s has a slider: %v; its table says %q", x.Key, has, x.NoRange)
		}
	}
	for i := range c.Controls {
		x := &c.Controls[i]
		if c.Find(x.Key) != i {
			t.Errorf("%s is there twice", x.Key)
		}
		if x.Fold != "" {
			continue
		}
		// Each group of bill lines has a control, and all share one key.
		key, _, _ := strings.Cut(x.Key, ".")
		if _, ok := scenario.Lookup(key); !ok {
			t.Errorf("%s is no key of a token", x.Key)
		}
		if s := &x.Slider; len(s.Choices) == 0 && (!(s.Scale.Max > s.Scale.Min || len(s.Scale.Stops) > 0) || s.Format == nil || s.Parse == nil) {
			t.Errorf("%s cannot be shown or typed", x.Key)
		}
	}
	if c.Find("nothing") != -1 {
		t.Error("there is a control for nothing")
	}
}

// draw draws a scenario whose values all have a place on a slider.
func draw(t *rapid.T) scenario.Scenario {
	c, s := New(), scenario.Default()
	s.Selected = rapid.IntRange(0, s.Len()-1).Draw(t, "part")
	c.Pull(&s)
	for i := range c.Controls {
		if x := &c.Controls[i].Slider; rapid.Bool().Draw(t, "move") {
			x.Step(rapid.IntRange(-40, 40).Draw(t, c.Controls[i].Key), rapid.Bool().Draw(t, "coarse"))
			c.Push(i, &s)
			c.Pull(&s)
		}
	}
	return s
}

// TestRoundTrip sets every slider to the value read from it, which changes nothing.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		c := New()
		c.Pull(&s)
		for i := range c.Controls {
			got := s
			c.Push(i, &got)
			if key := c.Controls[i].Key; key == "rate" && alike(got.PerSecond(got.Selected), s.PerSecond(s.Selected)) {
				continue // the period may differ
			}
			if got != s {
				t.Fatalf("pushing %s unchanged turns\n%v\ninto\n%v", c.Controls[i].Key, s, got)
			}
		}
	})
}

// TestScenariosStayValid moves sliders at random; the result can be written as tokens and
// read back.
func TestScenariosStayValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		back, err := scenario.Parse(scenario.Default(), strings.Fields(s.String())...)
		if err != nil {
			t.Fatalf("%v: %v", s, err)
		}
		if back.String() != s.String() {
			t.Fatalf("%v reads as %v", s, back)
		}
	})
}

// TestOnlyItsOwnTerm moves one slider and checks that the others stay.
func TestOnlyItsOwnTerm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		c, after := New(), New()
		c.Pull(&s)
		i := rapid.IntRange(0, len(c.Controls)-1).Draw(t, "control")
		moved := s
		if !c.Controls[i].Slider.Step(rapid.SampledFrom([]int{-1, 1}).Draw(t, "step"), false) {
			return
		}
		c.Push(i, &moved)
		after.Pull(&moved)
		for j := range after.Controls {
			if j == i {
				continue // a share's rate ends where its parent's does
			}
			a, b := after.Controls[j].Slider.Value, c.Controls[j].Slider.Value
			if strings.Contains("min max copies", c.Controls[i].Key) && strings.Contains("min max copies", c.Controls[j].Key) {
				continue // copies replace min and max
			}
			if !alike(a, b) && (c.Controls[i].Key != "month" || c.Controls[j].Key != "rate") {
				t.Fatalf("moving %s moves %s from %v to %v", c.Controls[i].Key, c.Controls[j].Key, b, a)
			}
		}
	})
}

func alike(a, b float64) bool {
	return a == b || math.Abs(a-b) <= 1e-9*math.Max(math.Abs(a), math.Abs(b))
}

// TestRateScalesTheSystem moves the rate of one part: dependent parts follow, and
// scheduled work stays.
func TestRateScalesTheSystem(t *testing.T) {
	for _, part := range []string{"api", "events", "ml"} {
		c, s := New(), scenario.Default()
		s.Selected = s.Find(part)
		before := s
		c.Pull(&s)
		c.Controls[0].Slider.Set(2 * s.PerSecond(s.Selected))
		c.Push(0, &s)
		for i := range s.Len() {
			want := 2 * before.PerSecond(i)
			if s.Part(i).Name == "cron" {
				want = before.PerSecond(i)
			}
			if !alike(s.PerSecond(i), want) {
				t.Errorf("twice the rate of %s makes %s %v, want %v", part, s.Part(i).Name, s.PerSecond(i), want)
			}
		}
	}
}

func TestTypedValues(t *testing.T) {
	tests := []struct {
		key, text string
		want      float64
		ok        bool
	}{
		{"rate", "12/s", 12, true}, {"rate", "30/min", 0.5, true}, {"rate", "0", 0, true}, {"rate", "12", 0, false}, {"rate", "-1/s", 0, false}, {"rate", "1M/s", 0, false},
		{"memory", "512MB", 512, true}, {"memory", "1.5GB", 1536, true}, {"memory", "512 MB", 512, true}, {"memory", "512", 512, true}, {"memory", "1Gi", 1024, true}, {"memory", "16", 0, false}, {"memory", "100GB", 0, false},
		{"duration", "120ms", 120, true}, {"duration", "1.5s", 1500, true}, {"duration", "5m", 300_000, true}, {"duration", "20 min", 1.2e6, true}, {"duration", "0s", 0, false}, {"duration", "xs", 0, false},
		{"cpu", "30%", 0.3, true}, {"cpu", "101%", 0, false},
		{"burst", "5x", 5, true}, {"burst", "5", 5, true}, {"burst", "0", 0, false}, {"burst", "NaN", 0, false}, {"burst", "1e400", 0, false},
		{"p99", "none", 0, true}, {"p99", "250ms", 250, true}, {"p99", "5ms", 0, false},
		{"runtime", "python", 1, true}, {"runtime", "p", 1, true}, {"runtime", "perl", 0, false},
		{"concurrency", "default", 0, true}, {"concurrency", "80", 80, true}, {"concurrency", "79.6", 0, false}, {"concurrency", "many", 0, false},
		{"free", "off", 0, true}, {"commit", "3y", 2, true}, {"month", "31d", 3, true}, {"gpu", "h100", 8, true}, {"gpu", "any", 1, true},
		{"utilisation", "75%", 0.75, true}, {"utilisation", "5%", 0, false},
		{"horizon", "36", 36, true}, {"horizon", "2years", 24, true}, {"growth", "5%", 0.05, true}, {"growth", "0.5%/month", 0.005, true}, {"ops", "$80", 80, true},
		{"redundancy", "3", 3, true}, {"redundancy", "11", 0, false},
	}
	for _, tt := range tests {
		c, s := New(), scenario.Default()
		c.Pull(&s)
		x := &c.Controls[c.Find(tt.key)].Slider
		old := x.Value
		x.BeginEdit(0)
		for _, r := range tt.text {
			x.EditKey(r)
		}
		err := x.Commit()
		switch {
		case (err == nil) != tt.ok:
			t.Errorf("%s=%s: %v", tt.key, tt.text, err)
		case tt.ok && !alike(x.Value, tt.want):
			t.Errorf("%s=%s is %v, want %v", tt.key, tt.text, x.Value, tt.want)
		case !tt.ok && x.Value != old:
			t.Errorf("%s=%s changes the value to %v", tt.key, tt.text, x.Value)
		}
	}
}

// TestATypedRateKeepsItsPeriod types a monthly rate, for every kind of part.
func TestATypedRateKeepsItsPeriod(t *testing.T) {
	for _, month := range scenario.Months {
		c, s := New(), scenario.Default()
		s.Month = scenario.Month(month)
		c.Pull(&s)
		x := &c.Controls[0].Slider
		x.BeginEdit(0)
		for _, r := range "3M/month" {
			x.EditKey(r)
		}
		if err := x.Commit(); err != nil {
			t.Fatal(err)
		}
		c.Push(0, &s)
		if got := s.PerMonth(s.Selected); got != 3e6 {
			t.Errorf("%s: 3M/month is %v requests", month, got)
		}
		if c.Pull(&s); !alike(x.Value, s.PerSecond(s.Selected)) {
			t.Errorf("%s: the slider stands at %v", month, x.Value)
		}
	}
}

func TestPins(t *testing.T) {
	c, s := New(), scenario.Default()
	c.PullPin(&s)
	for i := range c.Controls {
		x := &c.Controls[i].Slider
		if c.Pull(&s); !x.HasGhost || x.Ghost != x.Value {
			t.Errorf("%s is pinned at %v", c.Controls[i].Key, x.Ghost)
		}
	}
	c.PullPin(nil)
	for i := range c.Controls {
		if c.Controls[i].Slider.HasGhost {
			t.Errorf("%s stays pinned", c.Controls[i].Key)
		}
	}
}

// TestEveryValueFitsItsColumn steps through all stops: no value is longer than its nine
// columns, and no choice longer than the track and those columns.
func TestEveryValueFitsItsColumn(t *testing.T) {
	c, s := New(), scenario.Default()
	c.Pull(&s)
	for i := range c.Controls {
		x := &c.Controls[i].Slider
		x.Home()
		for more := true; more; more = x.Step(1, false) {
			most := valueColumns
			if len(x.Choices) > 0 {
				most = 13
			}
			if text := x.AppendValue(nil, x.Value); len(text) > most || len(text) == 0 {
				t.Errorf("%s shows %q", c.Controls[i].Key, text)
			}
		}
	}
}

// TestFolds checks which terms are shown: a folded term is hidden until its group is
// opened or it has a value of its own, and one step of revealing shows any term.
func TestFolds(t *testing.T) {
	c, s := New(), scenario.Default()
	c.Pull(&s)
	gpu, fold := c.Find("gpu"), c.Find("fold.program")
	shows := func(i int) bool { return slices.Contains(c.Shown, i) }
	if shows(gpu) || !shows(fold) || !shows(c.Find("level")) || c.Folded(fold) == 0 {
		t.Errorf("at first %v show", c.Shown)
	}
	if c.Shown[c.Place(gpu)] != fold {
		t.Errorf("a folded term stands at %s", c.Controls[c.Shown[c.Place(gpu)]].Key)
	}
	if c.Pull(&s); !c.Toggle(fold) || c.Toggle(gpu) {
		t.Error("groups open, and terms do not")
	}
	if c.Pull(&s); !shows(gpu) || c.Folded(fold) != 0 || c.Shown[c.Place(gpu)] != gpu {
		t.Error("a group that is open hides a term")
	}
	c.Toggle(fold)
	s.Selected = s.Find("ml") // it needs a GPU
	if c.Pull(&s); !shows(gpu) || c.Shown[c.Place(gpu)] != gpu {
		t.Error("a term that says something is folded away")
	}
	for i := range c.Controls {
		c.Reveal(i)
		if c.Pull(&s); !shows(i) || c.Shown[c.Place(i)] != i {
			t.Errorf("%s does not show", c.Controls[i].Key)
		}
	}
}
