package paint

import (
	"strings"
	"testing"

	"crossover/engine/scenario"
	"crossover/tui/cell"
	"crossover/tui/format"
)

// TestAmountsInAnyRoom writes amounts into little room: in full, in short, or without
// their currency, but not where even that is too long.
func TestAmountsInAnyRoom(t *testing.T) {
	eur := format.Money{Currency: scenario.Currency{Code: "eur", Rate: 1}}
	for _, tt := range []struct {
		money format.Money
		v     float64
		limit int
		want  string
	}{
		{format.Money{}, 12.5, 9, "$12.50"}, {format.Money{}, 1_234_567, 9, "$1.23M"},
		{format.Money{}, 0.5, 3, ""}, {eur, 303, 9, "EUR 303"}, {eur, 1_234_567, 9, "EUR 1.23M"}, {eur, 0.0005, 9, "0.0005"}, {eur, -1234.5, 8, "-1,235"}, {eur, 0.0005, 5, ""},
	} {
		c := Canvas{B: cell.New(20, 1), Money: tt.money}
		c.USD(20, 0, tt.v, 0, tt.limit)
		var got strings.Builder
		for _, x := range c.B.Row(0) {
			got.WriteRune(x.Rune)
		}
		if text := strings.Trim(got.String(), " \x00"); text != tt.want {
			t.Errorf("%v in %d columns is %q, not %q", tt.v, tt.limit, text, tt.want)
		}
	}
}
