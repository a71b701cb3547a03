package scenario

import (
	"slices"
	"testing"
	"unicode/utf8"
)

// checkTexts checks what names and describes a term.
func checkTexts(x *Term, fail func(format string, args ...any)) {
	groups := []Group{GroupSystem, GroupTraffic, GroupRequest, GroupProgram, GroupLimits, GroupSockets, GroupTerms, GroupGrowth}
	if x.Key == "" || x.Doc == "" || x.Example == "" {
		fail("needs a key, a doc and an example")
	}
	if !slices.Contains(groups, x.Group) {
		fail("is in no group: %q", x.Group)
	}
	if n := utf8.RuneCountInString(x.Label()); n > 8 && x.NoRange == "" {
		fail("%q is too long for a label; give it a Short", x.Label())
	}
}

// checkValues checks the values of a term that a control and the sensitivity analysis use.
func checkValues(x *Term, fail func(format string, args ...any)) {
	choices := len(x.Words) > 1 && x.Range.Empty()
	if (x.NoRange == "") != (choices || !x.Range.Empty()) {
		fail("needs a range, words to choose from, or a reason why there is none, and only one of them")
	}
	if (x.NoVary == "") != (x.vary != nil) {
		fail("needs values for the sensitivity analysis, or a reason why there are none, and only one of them")
	}
	d := Default()
	if _, scalar := x.at(&d, 0).(scalar); x.NoRange == "" && !scalar && x.Unit != UnitRate {
		fail("has a range and no number")
	}
}

// count returns how many are true.
func count(all ...bool) (n int) {
	for _, x := range all {
		if x {
			n++
		}
	}
	return n
}

// TestEveryRowIsComplete checks that every row of the table has all the fields that texts
// and controls are derived from.
func TestEveryRowIsComplete(t *testing.T) {
	d := Default()
	keys, ranks := map[string]bool{}, map[int]string{}
	for i := range table {
		x := &table[i]
		fail := func(format string, args ...any) {
			t.Helper()
			t.Errorf(x.Key+": "+format, args...)
		}
		if keys[x.Key] {
			fail("is in the table twice")
		}
		keys[x.Key] = true
		checkTexts(x, fail)
		if leads := count(x.part != nil, x.system != nil, x.whole != nil); leads != 1 {
			fail("leads to %d values, want one of part, system and whole", leads)
			continue
		}
		checkValues(x, fail)
		if x.NoRange == "" {
			if x.Rank == 0 || ranks[x.Rank] != "" {
				fail("has rank %d, as %q has", x.Rank, ranks[x.Rank])
			}
			ranks[x.Rank] = x.Key
		}
		if s, err := Parse(d, x.Key+"="+x.Example); err != nil {
			fail("its example is wrong: %v", err)
		} else if again, err := Parse(d, x.Key+"="+x.Get(&s)); err != nil || again != s {
			fail("%s is written as %s, which is not the same: %v", x.Example, x.Get(&s), err)
		}
	}
	for n := 1; n <= len(ranks); n++ {
		if ranks[n] == "" {
			t.Errorf("no term has rank %d of %d", n, len(ranks))
		}
	}
}

// TestBounds checks that the values of controls are within those of tokens, and that no
// token exceeds them.
func TestBounds(t *testing.T) {
	d := Default()
	for i := range table {
		x := &table[i]
		if _, ok := x.at(&d, 0).(*number); !ok {
			continue
		}
		if !(x.Min < x.Max) {
			t.Errorf("%s is bounded by %v and %v", x.Key, x.Min, x.Max)
		}
		worth := slices.Concat(x.Range.Marks, x.Range.Stops)
		if !x.Range.Empty() && len(x.Range.Stops) == 0 {
			worth = append(worth, x.Range.Lo, x.Range.Hi)
		}
		for _, v := range worth {
			if (v < x.Min || v > x.Max) && !(v == 0 && x.Zero != "") {
				t.Errorf("%s: %v is out of %v to %v", x.Key, v, x.Min, x.Max)
			}
		}
		if !slices.IsSorted(x.Range.Stops) || !slices.IsSorted(x.Range.Marks) {
			t.Errorf("%s: stops and marks do not rise", x.Key)
		}
		for _, v := range []float64{x.Min, x.Max} {
			s, err := Parse(d, x.Key+"="+x.FormatValue(v))
			if err != nil || x.Value(&s) != v {
				t.Errorf("%s: %v is written as %s and read as %v, %v", x.Key, v, x.FormatValue(v), x.Value(&s), err)
			}
		}
		for _, v := range []float64{x.Max*1.5 + 1, -(x.Max + 1)} {
			if _, err := Parse(d, x.Key+"="+x.FormatValue(v)); err == nil {
				t.Errorf("%s takes %v", x.Key, v)
			}
		}
	}
}

// TestVary checks that a value to compare with is lower or higher, within bounds, and can
// be written as a token.
func TestVary(t *testing.T) {
	base := parse(t, "rate=50/s", "burst=3", "connections=5k", "state=2GB", "gpu_memory=4GB", "redundancy=2", "hits=2", "outbound=9KB", "log=2KB", "disk=4GB", "database=2GB", "online=8h")
	for i := range table {
		x := &table[i]
		low, falls := x.Vary(base, false)
		high, rises := x.Vary(base, true)
		if (falls || rises) != (x.NoVary == "") {
			t.Errorf("%s varies: %v and %v, but %q", x.Key, falls, rises, x.NoVary)
		}
		if _, ok := x.at(&base, 0).(*number); ok && (falls && !(x.Value(&low) < x.Value(&base)) || rises && !(x.Value(&high) > x.Value(&base))) {
			t.Errorf("%s goes from %v to %v and %v", x.Key, x.Value(&base), x.Value(&low), x.Value(&high))
		}
		for _, s := range []Scenario{low, high} {
			if again, err := Parse(Default(), s.Tokens()...); err != nil || again != s {
				t.Errorf("%s: %v does not read back: %v", x.Key, s, err)
			}
		}
	}
}
