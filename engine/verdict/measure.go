package verdict

import (
	"math"
	"slices"

	"crossover/engine"
)

// Measure is a figure of an estimate.
type Measure string

// The measures. Lower is better in all of them.
const (
	// Price is dollars a month, and the default.
	Price Measure = "price"
	// PerMillion is dollars for a million requests.
	PerMillion Measure = "per-million"
	// ColdP50 and ColdP99 are the milliseconds a cold start adds, given that
	// there is one.
	ColdP50 Measure = "cold-p50"
	ColdP99 Measure = "cold-p99"
	// ColdChance is the share of requests that wait for a cold start.
	ColdChance Measure = "cold-chance"
	// P50, P95 and P99 are percentiles of a request's time in milliseconds, as
	// its client sees it.
	P50 Measure = "p50"
	P95 Measure = "p95"
	P99 Measure = "p99"
	// Instances is the most instances there are at once.
	Instances Measure = "instances"
)

// Measures lists every measure.
var Measures = []Measure{Price, PerMillion, ColdP50, ColdP99, ColdChance, P50, P95, P99, Instances}

// Unit is what a figure counts.
type Unit string

// The units of figures.
const (
	USDPerMonth   Unit = "USD/month"
	USDPerMillion Unit = "USD/million requests"
	Milliseconds  Unit = "ms"
	Share         Unit = "share"
	Ratio         Unit = "ratio"
	PerSecond     Unit = "requests/s"
	Megabytes     Unit = "MB"
	Connections   Unit = "connections"
	Months        Unit = "months"
	Count         Unit = "count"
)

// orPrice is the measure, or the default.
func (m Measure) orPrice() Measure {
	if m == "" {
		return Price
	}
	return m
}

// unit is what the measure counts.
func (m Measure) unit() Unit {
	switch m.orPrice() {
	case Price:
		return USDPerMonth
	case PerMillion:
		return USDPerMillion
	case ColdChance:
		return Share
	case Instances:
		return Count
	default:
		return Milliseconds
	}
}

// of is the measure of an estimate.
func (m Measure) of(e *engine.Estimate) float64 {
	switch m.orPrice() {
	case PerMillion:
		return e.PerMillion()
	case ColdP50:
		return e.ColdStart.P50MS
	case ColdP99:
		return e.ColdStart.P99MS
	case ColdChance:
		return e.ColdStart.Probability
	case P50:
		return e.Latency.P50MS
	case P95:
		return e.Latency.P95MS
	case P99:
		return e.Latency.P99MS
	case Instances:
		return e.Fleet.Peak
	default:
		return e.Monthly
	}
}

// phrases are the measures in the words of a sentence.
var phrases = map[Measure]string{
	Price: "$/month", PerMillion: "$/million requests", ColdP50: "median cold start", ColdP99: "p99 cold start",
	ColdChance: "chance of a cold start", P50: "p50", P95: "p95", P99: "p99", Instances: "instances at peak",
}

// words are the measure in a sentence.
func (m Measure) words() string { return phrases[m.orPrice()] }

// known reports whether the measure is one.
func (m Measure) known() bool { return slices.Contains(Measures, m.orPrice()) }

// Figure is a number that an answer rests on.
type Figure struct {
	// Label says what it is of.
	Label string
	// Value is in Unit; NaN where there is none, and Text then says why.
	Value float64
	Unit  Unit
	Text  string
	// Offer is the ID of the offer whose figure it is, if it is one's.
	Offer string
	// Scenario names the scenario it was found in, where there are several.
	Scenario string
}

// Exists reports whether the figure has a value.
func (f *Figure) Exists() bool { return !math.IsNaN(f.Value) && !math.IsInf(f.Value, 0) }
