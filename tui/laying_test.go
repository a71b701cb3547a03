package tui

import (
	"math"
	"strings"
	"testing"

	"crossover/engine/proptest"
)

// TestOtherLayoutsShow selects the layouts with keys and with the mouse. Each is drawn as
// listed, the list stays, and undo goes back.
func TestOtherLayoutsShow(t *testing.T) {
	proptest.Sequential(t)
	s := open(t, realEngine(t), 160, 48, withScenario(t, "parts=api,ml"))
	s.press("tab", "tab")
	s.rest()
	best := s.recommended
	if len(best.Alternatives) < 3 {
		t.Fatalf("%d alternatives", len(best.Alternatives))
	}
	for i := range best.Alternatives {
		a := &best.Alternatives[i]
		s.press("n")
		s.rest()
		s.wants("Instead, "+a.Noun()+"  "+s.money(a.Monthly), "recommended  ", "w next part")
		if math.Abs(s.layout.Monthly-a.Monthly) > 0.005 || s.layout.Vendors != a.Vendors {
			t.Errorf("%s: %v from %d, not %v from %d", a.Name, s.layout.Monthly, s.layout.Vendors, a.Monthly, a.Vendors)
		}
		for part, o := range a.Offers {
			if got := s.layout.Choices[part].Estimate.Offer; got != o {
				t.Errorf("%s: part %d on %d, not %d", a.Name, part, got, o)
			}
		}
		if len(s.recommended.Choices) == 0 || s.recommended.Monthly != best.Monthly {
			t.Errorf("%s: the recommended layout costs %v", a.Name, s.recommended.Monthly)
		}
		if strings.Contains(s.Frame(), ", locked") || strings.Contains(s.Frame(), "is to run on") {
			t.Errorf("%s: parts are said to be locked", a.Name)
		}
	}
	s.press("n")
	s.rest()
	s.wants("Recommended layout  " + s.money(best.Monthly))
	s.press("N")
	s.rest()
	last := &best.Alternatives[len(best.Alternatives)-1]
	s.wants("Instead, " + last.Noun())
	x, y := s.find(s.rects.Body, best.Alternatives[0].Noun()+"  ")
	s.send(click(x, y), release(x, y))
	s.rest()
	s.wants("Instead, " + best.Alternatives[0].Noun())
	s.press("right") // another scenario has the same alternative
	s.rest()
	s.wants("Instead, " + best.Alternatives[0].Noun())
	for range 20 {
		s.press("u")
	}
	s.rest()
	s.wants("Recommended layout  " + s.money(best.Monthly))
}

// TestReasonsCountOperations recommends a layout whose bill is above the runner-up's,
// because operations count, in another currency than the catalogue's.
func TestReasonsCountOperations(t *testing.T) {
	s := open(t, realEngine(t), 160, 48, withScenario(t, strings.Fields("parts=api,w api.rate=100/s w.rate=1/s ops=80 currency=eur@0.9")...))
	s.press("f3")
	s.rest()
	s.wants(" less, and dearer with ops and vendor", "would bring all of it to EUR ")
	s.press("w") // api in one line
	s.rest()
	s.wants("; next DO App -EUR ")
	if strings.Contains(s.Frame(), "$") {
		t.Errorf("dollars:\n%s", s.Frame())
	}
}

// TestTitlesAreInTheCurrency shows another currency above its amounts, and dollars above
// the prices of the catalogue.
func TestTitlesAreInTheCurrency(t *testing.T) {
	s := open(t, realEngine(t), 160, 48, withScenario(t, "currency=eur@0.9"))
	for key, want := range map[string]string{"f1": "EUR/month  vs best", "f2": "EUR/month  x best     EUR/M", "f9": "    $ for "} {
		s.press(key)
		s.rest()
		if s.wants(want); key != "f9" && strings.Contains(s.Frame(), "$/") {
			t.Errorf("%s: dollars:\n%s", key, s.Frame())
		}
	}
}

// TestLongCurrencies shows amounts although the currency's code is long and they are large:
// the title has the code where a cell has no room for it.
func TestLongCurrencies(t *testing.T) {
	for _, size := range [][2]int{{160, 48}, {120, 36}} {
		s := open(t, realEngine(t), size[0], size[1], withScenario(t, "currency=idr@16000", "rate=1M/s"))
		s.rest()
		s.wants("11.5B cheapest")
		s.press("f3")
		s.rest()
		if _, row, found := strings.Cut(s.Frame(), "recommended  "); !found || !strings.Contains(row[:40], "B") {
			t.Errorf("no amount at %v:\n%s", size, s.Frame())
		}
	}
}
