package answer

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/tui/state"
)

// sort fills Sorted: the offers of Listed that pass the filter, in the chosen order. Equal
// offers keep the order of price.
func (s *Source) sort(a *Answer, st *state.State) {
	a.Sorted = a.Sorted[:0]
	words := strings.Fields(strings.ToLower(st.Filter))
	for _, o := range a.Listed {
		if s.matches(o, words) {
			a.Sorted = append(a.Sorted, o)
		}
	}
	if st.Order == state.ByPrice {
		return
	}
	slices.SortStableFunc(a.Sorted, func(x, y int) int { return s.compare(a, st.Order, x, y) })
}

// matches reports whether every word is in an offer's ID, title, kind or provider.
func (s *Source) matches(o int, words []string) bool {
	if len(words) == 0 {
		return true
	}
	offer := s.e.Offer(o)
	text := strings.ToLower(offer.ID + " " + offer.Title + " " + string(offer.Kind) + " " + s.e.Provider(o).Title)
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// compare orders two offers.
func (s *Source) compare(a *Answer, order state.Order, x, y int) int {
	switch order {
	case state.ByLatency:
		return compareTimes(a.Estimates[x].Latency.P99MS, a.Estimates[y].Latency.P99MS)
	case state.ByColdStart:
		return cmp.Compare(coldShare(&a.Estimates[x]), coldShare(&a.Estimates[y]))
	case state.ByKind:
		return cmp.Compare(slices.Index(catalog.Kinds, s.e.Offer(x).Kind), slices.Index(catalog.Kinds, s.e.Offer(y).Kind))
	case state.ByProvider:
		return cmp.Compare(s.e.Provider(x).ID, s.e.Provider(y).ID)
	case state.ByName:
		return cmp.Compare(strings.ToLower(s.e.Offer(x).Title), strings.ToLower(s.e.Offer(y).Title))
	default:
		return 0
	}
}

// compareTimes sorts missing times last.
func compareTimes(x, y float64) int {
	if x == 0 || math.IsNaN(x) {
		x = math.Inf(1)
	}
	if y == 0 || math.IsNaN(y) {
		y = math.Inf(1)
	}
	return cmp.Compare(x, y)
}

// coldShare returns the time in milliseconds that cold starts add to a mean request.
func coldShare(e *engine.Estimate) float64 { return e.ColdStart.Probability * e.ColdStart.P50MS }
