package verdict

import (
	"math"

	"crossover/engine"
)

// Measure is a figure of an estimate.
type Measure string

// The measures. Lower is better for all of them.
const (
	// Price is dollars per month, and the default.
	Price Measure = "price"
	// PerMillion is dollars per million requests.
	PerMillion Measure = "per-million"
	// ColdP50 and ColdP99 are the milliseconds added by a cold start.
	ColdP50 Measure = "cold-p50"
	ColdP99 Measure = "cold-p99"
	// ColdChance is the share of requests that wait for a cold start.
	ColdChance Measure = "cold-chance"
	// P50, P95 and P99 are percentiles of a request's time in milliseconds, as
	// its client sees it.
	P50 Measure = "p50"
	P95 Measure = "p95"
	P99 Measure = "p99"
	// Instances is the peak number of instances.
	Instances Measure = "instances"
)

// measures holds the unit of each measure, its phrase in a sentence, and its figure of an
// estimate.
var measures = []struct {
	Measure
	unit   Unit
	phrase string
	of     func(*engine.Estimate) float64
}{
	{Price, USDPerMonth, "$/month", func(e *engine.Estimate) float64 { return e.Monthly }},
	{PerMillion, USDPerMillion, "$/million requests", (*engine.Estimate).PerMillion},
	{ColdP50, Milliseconds, "median cold start", func(e *engine.Estimate) float64 { return e.ColdStart.P50MS }},
	{ColdP99, Milliseconds, "p99 cold start", func(e *engine.Estimate) float64 { return e.ColdStart.P99MS }},
	{ColdChance, Share, "chance of a cold start", func(e *engine.Estimate) float64 { return e.ColdStart.Probability }},
	{P50, Milliseconds, "p50", func(e *engine.Estimate) float64 { return e.Latency.P50MS }},
	{P95, Milliseconds, "p95", func(e *engine.Estimate) float64 { return e.Latency.P95MS }},
	{P99, Milliseconds, "p99", func(e *engine.Estimate) float64 { return e.Latency.P99MS }},
	{Instances, Count, "instances at peak", func(e *engine.Estimate) float64 { return e.Fleet.Peak }},
}

// Words lists every measure as text.
func (Measure) Words() (out []string) {
	for _, m := range measures {
		out = append(out, string(m.Measure))
	}
	return out
}

// row returns the measure's index in measures, or that of the price if it is empty.
func (m Measure) row() int {
	for i := range measures {
		if measures[i].Measure == m {
			return i
		}
	}
	return 0
}

// unit returns the measure's unit.
func (m Measure) unit() Unit { return measures[m.row()].unit }

// of returns the measure of an estimate.
func (m Measure) of(e *engine.Estimate) float64 { return measures[m.row()].of(e) }

// words returns the measure as part of a sentence.
func (m Measure) words() string { return measures[m.row()].phrase }

// Unit is the unit of a figure.
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

// Figure is a number that an answer is based on.
type Figure struct {
	// Label names the thing measured.
	Label string
	// Value is in Unit. It is NaN if there is none, and Text then gives the reason.
	Value float64
	Unit  Unit
	Text  string
	// Ruled is set if the scenario bans every offer of the set.
	Ruled bool
	// Offer is the ID of the offer with the figure, if it belongs to one.
	Offer string
	// Scenario names the scenario of the figure, if there are several.
	Scenario string
}

// Exists reports whether the figure has a value.
func (f *Figure) Exists() bool { return !math.IsNaN(f.Value) && !math.IsInf(f.Value, 0) }
