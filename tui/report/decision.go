package report

import (
	"fmt"
	"strings"
	"time"
)

// Vote is the offer that somebody is for.
type Vote struct{ Who, For string }

// Decision returns a record of what was decided on a day, as Markdown: the answer, on
// which terms and prices, who was for it and who for something else, where it would
// change, and the command that asks again.
func (v *View) Decision(day time.Time, votes []Vote) string {
	sc := &v.State.Scenario
	chosen := v.Engine.Offer(v.Answer.Selected).Short
	var b strings.Builder
	fmt.Fprintf(&b, "# Where %s runs: %s\n\n", sc.SelectedPart().Name, v.Selected())
	fmt.Fprintf(&b, "Decided on %s, at %s a month. %s\n\n", day.Format("2006-01-02"), v.Price(), v.Said)
	fmt.Fprintf(&b, "%s\n\n%s\n", v.terms(), v.Table(5))
	if flips := v.flips(); flips != "" {
		fmt.Fprintf(&b, "%s\n", flips)
	}
	for _, side := range []struct {
		title string
		holds bool
	}{{"For it", true}, {"Dissent", false}} {
		var names []string
		for _, x := range votes {
			if (x.For == chosen) != side.holds {
				continue
			}
			if side.holds {
				names = append(names, x.Who)
			} else {
				names = append(names, x.Who+" for "+x.For)
			}
		}
		if len(names) > 0 {
			fmt.Fprintf(&b, "%s: %s.\n\n", side.title, strings.Join(names, ", "))
		}
	}
	fmt.Fprintf(&b, "To ask again: `%s`\n", Command(sc))
	return b.String()
}
