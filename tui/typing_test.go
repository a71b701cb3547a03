package tui

import (
	"strings"
	"testing"

	"crossover/engine/scenario"
	"crossover/tui/state"
)

func TestSteps(t *testing.T) {
	tests := []struct {
		control string
		keys    []string
		want    func(p *scenario.Part) float64
		value   float64
	}{
		{"memory", []string{"right"}, func(p *scenario.Part) float64 { return p.MemoryMB }, 576},
		{"memory", []string{"left"}, func(p *scenario.Part) float64 { return p.MemoryMB }, 480},
		{"memory", []string{"L"}, func(p *scenario.Part) float64 { return p.MemoryMB }, 1024},
		{"memory", []string{"H"}, func(p *scenario.Part) float64 { return p.MemoryMB }, 256},
		{"memory", []string{"home"}, func(p *scenario.Part) float64 { return p.MemoryMB }, 128},
		{"memory", []string{"end"}, func(p *scenario.Part) float64 { return p.MemoryMB }, 65536},
		{"duration", []string{"right"}, func(p *scenario.Part) float64 { return p.DurationMS }, 150},
		{"duration", []string{"L"}, func(p *scenario.Part) float64 { return p.DurationMS }, 200},
		{"duration", []string{"home"}, func(p *scenario.Part) float64 { return p.DurationMS }, 1},
		{"duration", []string{"end"}, func(p *scenario.Part) float64 { return p.DurationMS }, 3.6e6},
		{"cpu", []string{"right"}, func(p *scenario.Part) float64 { return p.CPU }, 0.31},
		{"cpu", []string{"L"}, func(p *scenario.Part) float64 { return p.CPU }, 0.4},
		{"burst", []string{"right"}, func(p *scenario.Part) float64 { return p.Burst }, 1.2},
		{"response", []string{"right"}, func(p *scenario.Part) float64 { return p.ResponseKB }, 10},
		{"p99", []string{"right"}, func(p *scenario.Part) float64 { return p.P99MS }, 10},
		{"p99", []string{"end"}, func(p *scenario.Part) float64 { return p.P99MS }, 1e5},
		{"shape", []string{"right", "right"}, func(p *scenario.Part) float64 { return float64(p.Shape.Kind) }, 2},
		{"concurrency", []string{"right", "right"}, func(p *scenario.Part) float64 { return p.Concurrency }, 2},
	}
	e := smallEngine(t)
	for _, tt := range tests {
		s := open(t, e, 160, 48)
		s.focusOn(tt.control)
		s.press(tt.keys...)
		if got := tt.want(s.part()); !near(got, tt.value) {
			t.Errorf("%s %v: %v, want %v", tt.control, tt.keys, got, tt.value)
		}
	}
	s := open(t, e, 160, 48)
	s.focusOn("runtime")
	if s.press("right", "right"); s.part().Runtime != "go" {
		t.Errorf("two steps of the runtime lead to %s", s.part().Runtime)
	}
	s.focusOn("free")
	if s.press("left"); s.st.Scenario.Free {
		t.Error("free tiers stay on")
	}
	s.focusOn("month")
	if s.press("end"); s.st.Scenario.Month != scenario.Month31d {
		t.Errorf("the month is %s", s.st.Scenario.Month)
	}
}

func TestTyping(t *testing.T) {
	perSecond := func(s *session) float64 { return s.rate() }
	perMonth := func(s *session) float64 { return s.st.Scenario.PerMonth(s.st.Scenario.Selected) }
	tests := []struct {
		control, text string
		got           func(*session) float64
		want          float64
	}{
		{"rate", "50/s", perSecond, 50},
		{"rate", "3M/month", perMonth, 3_000_000},
		{"rate", "100/day", func(s *session) float64 { return s.part().Rate.N }, 100},
		{"rate", "2.5k/s", perSecond, 2500},
		{"rate", "0", perSecond, 0},
		{"memory", "1GB", func(s *session) float64 { return s.part().MemoryMB }, 1024},
		{"memory", "700MB", func(s *session) float64 { return s.part().MemoryMB }, 700},
		{"duration", "1.5s", func(s *session) float64 { return s.part().DurationMS }, 1500},
		{"duration", "20m", func(s *session) float64 { return s.part().DurationMS }, 1_200_000},
		{"cpu", "45%", func(s *session) float64 { return s.part().CPU }, 0.45},
		{"cpu", "0.2", func(s *session) float64 { return s.part().CPU }, 0.2},
		{"burst", "7.5x", func(s *session) float64 { return s.part().Burst }, 7.5},
		{"burst", "3", func(s *session) float64 { return s.part().Burst }, 3},
		{"response", "2MB", func(s *session) float64 { return s.part().ResponseKB }, 2000},
		{"p99", "250ms", func(s *session) float64 { return s.part().P99MS }, 250},
		{"concurrency", "25", func(s *session) float64 { return s.part().Concurrency }, 25},
		{"redundancy", "3", func(s *session) float64 { return s.st.Scenario.Redundancy }, 3},
		{"utilisation", "75%", func(s *session) float64 { return s.st.Scenario.Utilisation }, 0.75},
	}
	e := smallEngine(t)
	for _, tt := range tests {
		t.Run(tt.control+" "+tt.text, func(t *testing.T) {
			s := open(t, e, 160, 48)
			s.focusOn(tt.control)
			old := s.st
			s.typeText(tt.text)
			if s.st != old {
				t.Error("the scenario changes while a value is typed")
			}
			s.press("enter")
			if got := tt.got(s); got != tt.want {
				t.Errorf("typed %q: %v, want %v", tt.text, got, tt.want)
			}
			if s.press("u"); s.st != old {
				t.Error("undo does not take it back")
			}
			if s.press("ctrl+r"); tt.got(s) != tt.want {
				t.Error("redo does not bring it again")
			}
		})
	}
}

// TestAMonthlyRateStaysExact types 3M/month and checks the number in several places.
func TestAMonthlyRateStaysExact(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	s.typeText("3M/month")
	s.press("enter")
	if got, want := s.part().Rate, (scenario.Rate{N: 3e6, Per: scenario.PerMonth}); got != want {
		t.Errorf("the rate is %v, want %v", got, want)
	}
	s.focusOn("month")
	s.press("end")
	if got := s.st.Scenario.PerMonth(s.st.Scenario.Selected); got != 3e6 {
		t.Errorf("a month of 31 days has %v requests", got)
	}
	s.focusOn("memory")
	s.press("right", "left")
	if got := s.st.Scenario.PerMonth(s.st.Scenario.Selected); got != 3e6 {
		t.Errorf("moving another slider makes it %v", got)
	}
	// The same number for a part whose rate is a share of another's.
	s = open(t, smallEngine(t), 160, 48, withScenario(t, "part=events"))
	s.typeText("3M/month")
	s.press("enter")
	if got := s.st.Scenario.PerMonth(s.st.Scenario.Selected); !near(got, 3e6) {
		t.Errorf("a share has %v requests a month", got)
	}
}

func TestTypingWrongly(t *testing.T) {
	tests := []struct{ control, text, says string }{
		{"rate", "50", "/s"},
		{"rate", "50/fortnight", ""},
		{"rate", "1e99/s", ""},
		{"rate", "500k/s", "100k/s"},
		{"memory", "1", "MB"},
		{"memory", "1TB", ""},
		{"memory", "5MB", "128 MB"},
		{"duration", "12", "ms"},
		{"duration", "3h", "60 min"},
		{"cpu", "200%", ""},
		{"burst", "0.5", "1x"},
		{"p99", "1ms", "10 ms"},
		{"redundancy", "11", "10"},
	}
	e := smallEngine(t)
	for _, tt := range tests {
		t.Run(tt.control+" "+tt.text, func(t *testing.T) {
			s := open(t, e, 160, 48)
			s.focusOn(tt.control)
			old := s.st
			s.typeText(tt.text)
			s.press("enter")
			sl := &s.controls.Controls[s.sliders.Focus].Slider
			if s.st != old || !sl.Editing() || sl.EditError() == "" {
				t.Fatalf("%q is taken: %v", tt.text, s.st.Scenario)
			}
			s.wants("! " + sl.EditError()[:min(4, len(sl.EditError()))])
			if !strings.Contains(sl.EditError(), tt.says) {
				t.Errorf("%q: %q does not say %q", tt.text, sl.EditError(), tt.says)
			}
			s.press("backspace")
			if sl.EditError() != "" || !sl.Editing() {
				t.Error("the error stays after the next key")
			}
			s.press("esc")
			if s.st != old || sl.Editing() {
				t.Error("esc does not cancel")
			}
		})
	}
}

func TestCancellingTyping(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	old := s.st
	s.typeText("99")
	s.wants("99", "enter set", "esc leave it")
	s.press("backspace", "backspace", "backspace") // the third cancels
	if s.controls.Controls[0].Slider.Editing() || s.st != old {
		t.Error("taking everything back does not cancel")
	}
	s.typeText("99")
	s.send(click(s.sliders.Row(1).X, s.sliders.Row(1).Y)) // another slider's label
	if s.controls.Controls[0].Slider.Editing() || s.st != old || s.sliders.Focus != 1 {
		t.Error("clicking elsewhere does not cancel")
	}
}

// TestDigitsAlwaysEdit presses a digit on every screen with different sliders focused, so
// that each slider gets nearly all digits.
func TestDigitsAlwaysEdit(t *testing.T) {
	s := open(t, smallEngine(t), 160, 48)
	for screen := range state.NumScreens {
		s.show(screen)
		for i := range s.controls.Controls {
			s.focus(i)
			for k, d := range []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "."} {
				if (i+k+int(screen))%11 > 0 || (i+int(screen))%every(2) > 0 {
					continue
				}
				old := s.st
				s.press(d)
				if sl := &s.controls.Controls[i].Slider; !sl.Editing() || sl.EditText() != d || s.st != old {
					t.Fatalf("%s on %v: %q types %q", s.controls.Controls[i].Key, screen, d, sl.EditText())
				}
				s.press("esc")
			}
		}
	}
}
