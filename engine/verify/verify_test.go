package verify

import (
	"context"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"crossover/engine"
	"crossover/engine/catalog"
)

// testEngine has a function and a machine with figures that are easy to compute.
func testEngine(t testing.TB) *engine.Evaluator {
	t.Helper()
	sourced := catalog.Provenance{Source: "https://acme.example/pricing", AsOf: "2026-10-09", Confidence: 1}
	c := &catalog.Catalog{
		AsOf:   "2026-10-09",
		Starts: []catalog.Start{{ID: "none", Inits: []catalog.Init{{}}}},
		Providers: []catalog.Provider{{
			ID: "acme", Title: "Acme", Region: "here",
			Pools: map[string]catalog.Pool{
				"free": {Amount: 100, Unit: "GB-second", Kind: catalog.IncludedFree, Provenance: sourced},
				"plan": {Amount: 1e6, Unit: "request", Kind: catalog.IncludedPlan, Provenance: sourced},
			},
			Rates: map[string]catalog.Rate{
				"duration": {Title: "Duration", Unit: "GB-second", Price: 0.01, Pool: "free", Provenance: sourced},
				"requests": {Title: "Requests", Unit: "request", Per: 1e6, Price: 2, Pool: "plan", Provenance: sourced},
				"tiered": {Title: "Tiered", Unit: "GB", RoundUp: 10, Provenance: sourced,
					Tiers: []catalog.Tier{{UpTo: 100, Price: 1}, {Price: 0.5}}},
			},
			SizeTables: map[string]catalog.SizeTable{
				"vm":   {Title: "Machines", Unit: "hour", Sizes: []catalog.Size{{Name: "big one", VCPU: 64, MemoryMB: 65536, Price: 1}}, Provenance: sourced},
				"task": {Title: "Tasks", Sizes: []catalog.Size{{Name: "one", VCPU: 1, MemoryMB: 1024}}, Provenance: sourced},
			},
			Offers: []catalog.Offer{
				{ID: "acme-functions", Short: "f", Product: "f", Kind: catalog.KindFunction, Model: catalog.PerInvocation, Start: "none",
					Compute: catalog.Compute{MinMB: 128, MaxMB: 10240, VCPU: 1},
					Scaling: catalog.Scaling{Concurrency: 1, MaxConcurrency: 1, IdleS: 60},
					Bill: []catalog.BillLine{
						{Rate: "duration", Quantity: catalog.QGBSeconds, Group: catalog.GroupCompute},
						{Rate: "requests", Quantity: catalog.QRequests, Group: catalog.GroupRequests},
					}},
				{ID: "acme-vm", Short: "v", Product: "v", Kind: catalog.KindVM, Model: catalog.Nodes, Start: "none",
					Compute: catalog.Compute{Sizes: "vm"}, Scaling: catalog.Scaling{Concurrency: 1000},
					Bill: []catalog.BillLine{{Size: true, Quantity: catalog.QInstanceHours, Group: catalog.GroupCompute}}},
			},
		}},
		Assumptions: catalog.Assumptions{ServerConcurrency: catalog.Assumption{Value: 100}},
	}
	e, err := engine.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return e.NewEvaluator()
}

// example returns a valid example for tests to change.
func example(published string, b Body) Example {
	return Example{
		ID: "case", Title: "Case", Kind: KindVendor, Source: "https://acme.example/pricing", AsOf: "2026",
		Published: published, Unit: "USD", Convention: Convention{Free: "on"}, Body: b,
	}
}

// resolved checks an example as the only one of a file.
func resolved(t *testing.T, ex Example) Example {
	t.Helper()
	out, problems := (&File{Examples: []Example{ex}}).Resolve()
	for _, p := range problems {
		t.Error(p)
	}
	return out[0]
}

func TestBodies(t *testing.T) {
	machine := Line{Ref: "acme/vm/big one", Quantity: "month_hours"}
	tests := []struct {
		name      string
		published string
		body      Body
		free      string
	}{
		{"a quantity times a rate", "4.00", Body{Lines: []Line{{Ref: "acme/duration", Quantity: "500"}}}, "on"},
		{"without the free tier", "5.00", Body{Lines: []Line{{Ref: "acme/duration", Quantity: "500"}}}, "off"},
		{"a plan's allowance stays", "2.00", Body{Lines: []Line{{Ref: "acme/requests", Quantity: "2e6"}}}, "off"},
		{"a pool is shared in order", "2.00", Body{Lines: []Line{{Ref: "acme/duration", Quantity: "60"}, {Ref: "acme/duration", Quantity: "240"}}}, "on"},
		{"the line's own included amount", "4.50", Body{Lines: []Line{{Ref: "acme/duration", Quantity: "500", Rate: Rate{Included: "50"}}}}, "on"},
		{"tiers and rounding up", "110.00", Body{Lines: []Line{{Ref: "acme/tiered", Quantity: "111"}}}, "on"},
		{"a size of a table", "730.00", Body{Lines: []Line{machine}}, "on"},
		{"a price of the line's own", "6.00", Body{Lines: []Line{{Quantity: "4e6", Rate: Rate{Price: 2, Per: 1e6, Included: "1e6"}}}}, "on"},
		{"a price of the example's own", "0.50", Body{
			Rates: map[string]Rate{"own": {Price: 0.1, Included: "5"}}, Lines: []Line{{Ref: "own", Quantity: "10"}}}, "on"},
		{"inputs, prices, steps and names of lines", "12.00", Body{
			Inputs: map[string]float64{"n": 3}, Prices: map[string]string{"hour": "acme/vm/big one"},
			Steps: []Step{{"twice", "n * 2"}, {"more", "twice + 4 * hour"}},
			Lines: []Line{{Name: "a", Ref: "acme/duration", Quantity: "more * 10 + 100"}}, Result: "total * 11 + a"}, "on"},
		{"arithmetic only", "2.00", Body{Steps: []Step{{"x", "6 / 3"}}, Result: "x"}, "on"},
		{"a scenario", "11.00", Body{Scenario: "rate=2M/month memory=1GB billed_duration=500us", Offer: "acme-functions"}, "on"},
		{"one group of its bill", "9.00", Body{Scenario: "rate=2M/month memory=1GB billed_duration=500us", Offer: "acme-functions", Groups: []catalog.Group{"compute"}}, "on"},
		{"one meter of its bill", "2.00", Body{Scenario: "rate=2M/month memory=1GB billed_duration=500us", Offer: "acme-functions", Meters: []string{"requests"}}, "on"},
		{"a scenario's own term wins", "10.00", Body{Scenario: "free=off rate=2M/month memory=1GB billed_duration=500us", Offer: "acme-functions", Groups: []catalog.Group{"compute"}}, "on"},
		{"a rate replaced", "20.00", Body{Lines: []Line{{Ref: "acme/duration", Quantity: "200"}}, Overrides: []Override{{Ref: "acme/duration", Price: ptr(0.2)}}}, "on"},
		{"a discount", "0.50", Body{Lines: []Line{{Ref: "acme/duration", Quantity: "200"}}, Overrides: []Override{{Ref: "acme/duration", Off: 0.5}}}, "on"},
		{"an included amount replaced", "1.90", Body{Lines: []Line{{Ref: "acme/duration", Quantity: "200"}}, Overrides: []Override{{Ref: "acme/duration", Included: ptr(10.)}}}, "on"},
		{"tiers replaced", "3.00", Body{Lines: []Line{{Ref: "acme/duration", Quantity: "300"}}, Overrides: []Override{
			{Ref: "acme/duration", Per: 100, Tiers: []catalog.Tier{{UpTo: 100, Price: 1}, {Price: 2}}}}}, "on"},
		{"a size replaced", "365.00", Body{Lines: []Line{machine}, Overrides: []Override{{Ref: "acme/vm/big one", Price: ptr(1.), Off: 0.5}}}, "on"},
		{"a rate replaced under an offer", "18.00", Body{Scenario: "rate=2M/month memory=1GB billed_duration=500us", Offer: "acme-functions", Groups: []catalog.Group{"compute"},
			Overrides: []Override{{Ref: "acme/duration", Price: ptr(0.02)}}}, "on"},
		{"a break-even of lines", "73000.00", Body{BreakEven: &BreakEven{Axis: "seconds", From: 1, To: 1e6, Sides: []Side{
			{Lines: []Line{{Ref: "acme/duration", Quantity: "seconds", Rate: Rate{Included: "0"}}}}, {Lines: []Line{machine}}}}}, "on"},
		{"a break-even with a step", "3.00", Body{BreakEven: &BreakEven{Axis: "n", From: 0, To: 10, Sides: []Side{
			{Lines: []Line{{Quantity: "ceil(n)", Rate: Rate{Price: 1}}}}, {Lines: []Line{{Quantity: "3.5", Rate: Rate{Price: 1}}}}}}}, "on"},
		// 0.01 × 0.1 s × 1 GB = 0.001 a request; 730 $/month over 2,628,000 s.
		{"a break-even of offers", "0.277778", Body{Scenario: "memory=1GB duration=100ms cpu=0%", BreakEven: &BreakEven{Axis: "rate", From: 0.01, To: 10, Sides: []Side{
			{Offer: "acme-functions", Groups: []catalog.Group{"compute"}}, {Offer: "acme-vm"}}}}, "off"},
		{"its value in another unit", "24000", Body{Scenario: "memory=1GB duration=100ms cpu=0%", BreakEven: &BreakEven{Axis: "rate", From: 0.01, To: 10, Sides: []Side{
			{Offer: "acme-functions", Groups: []catalog.Group{"compute"}}, {Offer: "acme-vm"}}}, Result: "total * 86400"}, "off"},
		// 10,000 requests of x ms are 10·x GB-seconds, 100 of them free.
		{"an offer against lines", "20", Body{Scenario: "rate=10k/month memory=1GB cpu=0%", BreakEven: &BreakEven{Axis: "duration", From: 1, To: 1e4, Sides: []Side{
			{Offer: "acme-functions", Groups: []catalog.Group{"compute"}}, {Lines: []Line{{Quantity: "duration", Rate: Rate{Price: 0.05}}}}}}}, "on"},
	}
	e := testEngine(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ex := example(tt.published, tt.body)
			ex.Convention.Free = tt.free
			r := Run(context.Background(), e, resolved(t, ex))
			if r.Err != nil || r.Status != Agree {
				t.Errorf("computed %v (%v), want %s", r.Computed, r.Err, tt.published)
			}
		})
	}
}

func ptr(x float64) *float64 { return &x }

func TestConventions(t *testing.T) {
	third := []Line{{Quantity: "1", Rate: Rate{Price: 10.005}}, {Quantity: "1", Rate: Rate{Price: 20.006}}, {Quantity: "1", Rate: Rate{Price: 30.008}}}
	for rounding, want := range map[Rounding]string{RoundSum: "60.02", RoundCents: "60.03", RoundCut: "60.01"} {
		ex := example(want, Body{Lines: third})
		ex.Convention.Rounding = rounding
		if r := Run(context.Background(), testEngine(t), resolved(t, ex)); r.Status != Agree || r.ComputedText() != want {
			t.Errorf("%s: computed %v, shown as %s, want %s", rounding, r.Computed, r.ComputedText(), want)
		}
	}
	for month, want := range map[string]string{"730h": "730", "720h": "720", "30d": "720", "31d": "744", "": "730"} {
		ex := example(want, Body{Result: "month_days * 24 + month_seconds / 3600 - month_hours"})
		ex.Convention.Month = month
		if r := Run(context.Background(), testEngine(t), resolved(t, ex)); r.Status != Agree {
			t.Errorf("month %s: computed %v, want %s", month, r.Computed, want)
		}
	}
}

func TestStatuses(t *testing.T) {
	tests := []struct {
		name, published, unit, computes, really string
		expect, want                            Status
	}{
		{"the same digits", "2.73", "USD", "2.7349", "", Agree, Agree},
		{"a half is rounded away from zero", "2.74", "USD", "2.735", "", Agree, Agree},
		{"a cent off", "2.73", "USD", "2.7351", "", Agree, Differ},
		{"near enough for a large amount", "2000.00", "USD", "2001.99", "", Agree, Agree},
		{"too far for a large amount", "2000.00", "USD", "2002.01", "", Agree, Differ},
		{"large, but not money", "2000.00", "GB-second", "2001.99", "", Agree, Differ},
		{"not large", "1000.00", "USD", "1000.20", "", Agree, Differ},
		{"a slip", "39.04", "USD", "39.0459", "39.05", Slip, Slip},
		{"a slip that is matched", "39.04", "USD", "39.0401", "39.05", Slip, Differ},
		{"a slip whose real figure is missed", "39.04", "USD", "39.06", "39.05", Slip, Differ},
		{"a large slip that is nearly matched", "2000.00", "USD", "2001.00", "2010.00", Slip, Differ},
	}
	for _, tt := range tests {
		ex := example(tt.published, Body{Result: tt.computes})
		ex.Unit, ex.Expect, ex.Really = tt.unit, tt.expect, tt.really
		if tt.expect == Slip {
			ex.Reason = "because"
		}
		r := Run(context.Background(), testEngine(t), resolved(t, ex))
		if r.Status != tt.want || r.OK() != (tt.want == tt.expect) {
			t.Errorf("%s: %s, ok %v, want %s", tt.name, r.Status, r.OK(), tt.want)
		}
	}
}

func TestErrorsNameExampleAndField(t *testing.T) {
	offers := func(axis string, sides ...Side) Body {
		return Body{Scenario: "rate=1/s billed_duration=100ms", BreakEven: &BreakEven{Axis: axis, From: 1, To: 2, Sides: sides}}
	}
	tests := []struct {
		body Body
		want string
	}{
		{Body{Lines: []Line{{Ref: "acme/durations", Quantity: "1"}}}, `lines[0].rate: "acme/durations": want a rate of acme: duration`},
		{Body{Lines: []Line{{Ref: "acne/duration", Quantity: "1"}}}, `lines[0].rate: "acne": want a provider of the catalogue: acme`},
		{Body{Lines: []Line{{Ref: "acme/vm/small", Quantity: "1"}}}, `lines[0].rate: "small": want a size of acme/vm: big one`},
		{Body{Lines: []Line{{Ref: "acme/pods/small", Quantity: "1"}}}, `lines[0].rate: "pods": want a table of sizes of acme: task, vm`},
		{Body{Lines: []Line{{Ref: "acme/task/one", Quantity: "1"}}}, `lines[0].rate: "task": want a table of sizes with prices`},
		{Body{Lines: []Line{{Ref: "acme/duration", Quantity: "1 - 2"}}}, `lines[0].quantity: "1 - 2": want at least 0`},
		{Body{Lines: []Line{{Ref: "acme/duration", Quantity: "1 / (2 - 2)"}}}, `lines[0].quantity: "1 / (2 - 2)": want arithmetic that works out: it divides by zero`},
		{Body{Prices: map[string]string{"p": "acme/none"}, Result: "p"}, `prices.p: "acme/none": want a rate of acme`},
		{Body{Steps: []Step{{"big", "1e300 * 1e300"}}, Result: "big"}, `steps.big: "1e300 * 1e300": want arithmetic that works out: it is too large`},
		{Body{Result: "1 / 0"}, `result: "1 / 0"`},
		{Body{Scenario: "rate=1/s", Offer: "acme-function"}, `offer: "acme-function": want an offer of the catalogue: acme-functions`},
		{Body{Scenario: "rate=1/s", Offer: "acme-functions", Meters: []string{"egress"}}, `meters: "egress": want a meter of the bill: duration, requests`},
		{Body{Scenario: "rate=1/s", Offer: "acme-functions", Groups: []catalog.Group{"nat"}}, `groups: "[nat]": want a group that the bill of acme-functions has`},
		{Body{Lines: []Line{{Ref: "acme/duration", Quantity: "1"}}, Overrides: []Override{{Ref: "acme/none", Off: 0.1}}}, `overrides[0].rate: "acme/none"`},
		{Body{Lines: []Line{{Ref: "acme/duration", Quantity: "1"}}, Overrides: []Override{{Ref: "acme/tiered", Included: ptr(1)}}}, `overrides[0].rate: "acme/tiered": want a rate with an included amount`},
		{Body{Lines: []Line{{Ref: "acme/duration", Quantity: "1"}}, Overrides: []Override{{Ref: "acme/vm/big one", Included: ptr(1)}}}, `overrides[0].rate: "acme/vm/big one": want only a price or off`},
		{offers("duration", Side{Offer: "acme-functions"}, Side{Offer: "acme-vm"}), `break_even.axis: "duration": want no billed_duration`},
		{offers("rate", Side{Offer: "acme-functions"}, Side{Offer: "acme-vms"}), `break_even.between[1].offer: "acme-vms"`},
		{offers("rat", Side{Offer: "acme-functions"}, Side{Offer: "acme-vm"}), `break_even.axis: "rat": want rate, memory or duration`},
		{offers("x", Side{Lines: []Line{{Ref: "acme/duration", Quantity: "1"}}}, Side{Lines: []Line{{Ref: "acme/duration", Quantity: "2"}}}), `break_even.axis: "x": want a name that a line's quantity uses`},
		{offers("x", Side{Lines: []Line{{Ref: "acme/duration", Quantity: "x"}}}, Side{Lines: []Line{{Ref: "acme/duration", Quantity: "x"}}}), `break_even: "x": want bounds between which the sides change places`},
	}
	e := testEngine(t)
	for _, tt := range tests {
		r := Run(context.Background(), e, resolved(t, example("1", tt.body)))
		var err *Error
		if !errors.As(r.Err, &err) || r.Status != Differ || r.OK() {
			t.Errorf("got %v, %s: want %s", r.Err, r.Status, tt.want)
			continue
		}
		if got := err.Error(); !strings.HasPrefix(got, "example case: "+tt.want) {
			t.Errorf("got\n%s\nwant\nexample case: %s", got, tt.want)
		}
	}
}

// TestRunOfAnything gives Run examples that Resolve refuses: Run returns an error and does
// not panic.
func TestRunOfAnything(t *testing.T) {
	e := testEngine(t)
	for _, ex := range []Example{
		{},
		{Published: "x"},
		{Published: "1", Body: Body{Result: "nothing"}},
		{Published: "1", Body: Body{Lines: []Line{{}}}},
		{Published: "1", Body: Body{Lines: []Line{{Ref: "none", Quantity: "1"}}}},
		{Published: "1", Body: Body{Lines: []Line{{Ref: "/", Quantity: "1"}}}},
		{Published: "1", Body: Body{Offer: "acme-vm", Scenario: "rate"}},
		{Published: "1", Body: Body{BreakEven: &BreakEven{}}},
		{Published: "1", Body: Body{BreakEven: &BreakEven{From: 2, To: 1, Sides: make([]Side, 2)}}},
		{Published: "1", Body: Body{BreakEven: &BreakEven{Axis: "x", From: math.Inf(-1), To: 1, Sides: make([]Side, 2)}}},
		{Published: "1", Body: Body{Overrides: []Override{{}}}},
		{Published: "1", Body: Body{Overrides: []Override{{Ref: "acme"}}}},
	} {
		if r := Run(context.Background(), e, ex); r.Err == nil || r.Status != Differ {
			t.Errorf("%+v: no error", ex)
		}
	}
	if r := Run(context.Background(), nil, example("1", Body{Result: "1"})); r.Err == nil {
		t.Error("no engine and no error")
	}
}

func TestRunIsDeterministicAndLeavesTheCatalogueAlone(t *testing.T) {
	e := testEngine(t)
	ex := resolved(t, example("1", Body{
		Scenario: "memory=1GB duration=100ms cpu=0%", Overrides: []Override{
			{Ref: "acme/duration", Price: ptr(1), Included: ptr(7)}, {Ref: "acme/vm/big one", Price: ptr(2)}, {Ref: "acme/tiered", Off: 0.5}},
		BreakEven: &BreakEven{Axis: "rate", From: 0.00001, To: 10, Sides: []Side{{Offer: "acme-functions"}, {Offer: "acme-vm"}}},
	}))
	first := Run(context.Background(), e, ex)
	if second := Run(context.Background(), e, ex); !reflect.DeepEqual(first, second) {
		t.Errorf("two runs differ:\n%+v\n%+v", first, second)
	}
	if first.Err != nil {
		t.Error(first.Err)
	}
	if !reflect.DeepEqual(e.Engine().Catalog(), testEngine(t).Engine().Catalog()) {
		t.Error("the overrides changed the engine's own catalogue")
	}
}

func TestLinesAndStepsAreShown(t *testing.T) {
	r := Run(context.Background(), testEngine(t), resolved(t, example("4.00", Body{
		Inputs: map[string]float64{"n": 5}, Steps: []Step{{"units", "n * 100"}}, Lines: []Line{{Ref: "acme/duration", Quantity: "units"}}})))
	steps := []StepResult{{"n", "", 5}, {"units", "n * 100", 500}}
	if !reflect.DeepEqual(r.Steps, steps) {
		t.Errorf("steps %+v, want %+v", r.Steps, steps)
	}
	want := LineResult{Title: "Duration", Unit: "GB-second", Quantity: 500, Included: 100, Billable: 400, UnitPrice: 0.01, Amount: 4,
		Source: "https://acme.example/pricing", AsOf: "2026-10-09"}
	if len(r.Lines) != 1 || r.Lines[0] != want {
		t.Errorf("lines %+v, want %+v", r.Lines, want)
	}
}
