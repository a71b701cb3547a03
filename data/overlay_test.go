package data

import (
	"errors"
	"io/fs"
	"maps"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"crossover/data/strict"
	"crossover/engine/catalog"
	"crossover/engine/proptest"
)

// over returns the embedded catalogue with files merged into it, each named by its index.
func over(t *testing.T, texts ...string) *catalog.Catalog {
	t.Helper()
	var laid []Overlay
	for i, text := range texts {
		name := string(rune('a'+i)) + ".yaml"
		laid = append(laid, Overlay{Name: "dir/" + name, Mark: name, Text: []byte(text)})
	}
	c, err := LoadWith(laid...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// provider returns a provider of a catalogue.
func provider(t *testing.T, c *catalog.Catalog, id string) *catalog.Provider {
	t.Helper()
	for i := range c.Providers {
		if c.Providers[i].ID == id {
			return &c.Providers[i]
		}
	}
	t.Fatalf("no provider %s", id)
	return nil
}

func valid(t *testing.T, name string) string {
	t.Helper()
	return string(corpus(t, "testdata/overlay/valid")[name])
}

func TestValidOverlays(t *testing.T) {
	for name, text := range corpus(t, "testdata/overlay/valid") {
		t.Run(name, func(t *testing.T) {
			c := over(t, string(text))
			if !slices.Equal(c.Overlays, []string{"a.yaml"}) {
				t.Errorf("overlays are %q", c.Overlays)
			}
			read, err := LoadFS(files, Overlay{Name: "dir/a.yaml", Mark: "a.yaml", Text: text})
			if err != nil || !reflect.DeepEqual(c, read) {
				t.Errorf("over the files it is another catalogue, or %v", err)
			}
		})
	}
}

func TestInvalidOverlays(t *testing.T) {
	proptest.Sequential(t)
	for name, text := range corpus(t, "testdata/overlay/invalid") {
		t.Run(name, func(t *testing.T) {
			c := load(t)
			c.StandAlone()
			_, err := finish(&strict.Decoder{}, c, []Overlay{{Name: "dir/case.yaml", Mark: "case.yaml", Text: text}})
			var list *strict.Error
			if !errors.As(err, &list) {
				t.Fatalf("got %v, want a *strict.Error", err)
			}
			for line := range strings.Lines(string(text)) {
				want, ok := strings.CutPrefix(strings.TrimRight(line, "\n"), "# want: ")
				if ok && !strings.Contains(err.Error(), want) {
					t.Errorf("got\n%v\nwant\n%s", err, want)
				}
			}
			for _, p := range list.Problems {
				if p.File != "dir/case.yaml" || p.Want == "" {
					t.Errorf("a problem without its file or without what would be right: %+v", p)
				}
			}
		})
	}
}

func TestARateOfOnesOwn(t *testing.T) {
	base := provider(t, load(t), "aws")
	aws := provider(t, over(t, valid(t, "rates")), "aws")
	r := aws.Rates["lambda-requests"]
	want := base.Rates["lambda-requests"]
	want.Price = 0.18
	want.Provenance = catalog.Provenance{Note: "Set in a.yaml.", Override: "a.yaml"}
	if r.Price != want.Price || r.Per != want.Per || r.Pool != want.Pool || r.Provenance != want.Provenance {
		t.Errorf("got  %+v\nwant %+v", r, want)
	}
	d := aws.Rates["lambda-duration-x86"]
	if d.Price != 0.000015 || d.Tiers != nil || d.Note != "Private pricing." || d.Source != "" || len(d.Discounts) == 0 {
		t.Errorf("a price in place of tiers: %+v", d)
	}
	e := aws.Rates["egress"]
	if len(e.Tiers) != 2 || e.Confidence != 1 || e.Source != "https://example.com/contract" || e.AsOf != "2026-11-01" {
		t.Errorf("tiers with a source: %+v", e)
	}
	if p := aws.Pools["egress"]; p.Amount != 1000 || p.Unit != "GB" || p.Override != "a.yaml" {
		t.Errorf("pool: %+v", p)
	}
	for id, r := range aws.Rates {
		if r.Override != "" && !slices.Contains([]string{"lambda-requests", "lambda-duration-x86", "egress"}, id) {
			t.Errorf("%s is marked: %+v", id, r)
		}
	}
}

func TestASizeOfOnesOwn(t *testing.T) {
	table := provider(t, over(t, valid(t, "sizes")), "aws").SizeTables["c7g"]
	base := provider(t, load(t), "aws").SizeTables["c7g"]
	if table.Provenance != base.Provenance || len(table.Sizes) != len(base.Sizes)+1 {
		t.Errorf("table: %+v", table)
	}
	for i := range table.Sizes {
		s := &table.Sizes[i]
		from := table.From(s)
		switch s.Name {
		case "c7g.large", "c7g.8xlarge":
			if from.Override != "a.yaml" || from.AsOf != "2026-11-01" || from.Confidence != 1 || s.VCPU == 0 {
				t.Errorf("%+v is from %+v", s, from)
			}
		default:
			if *s != base.Sizes[i] || from != base.Provenance {
				t.Errorf("%+v is from %+v", s, from)
			}
		}
	}
}

func TestAServerOfOnesOwn(t *testing.T) {
	p := provider(t, over(t, valid(t, "onprem")), "cellar")
	table := p.SizeTables["servers"]
	if from := table.From(&table.Sizes[0]); from.Override != "a.yaml" || from.Note != "Set in a.yaml." || from.Confidence != 0 {
		t.Errorf("from %+v", from)
	}
	if p.Offers[0].Override != "a.yaml" {
		t.Errorf("offer: %+v", p.Offers[0])
	}
}

func TestAnOfferChanged(t *testing.T) {
	for _, o := range provider(t, over(t, valid(t, "offer")), "fly").Offers {
		if o.ID != "fly-machines-shared" {
			if o.Override != "" || o.Scaling.Override != "" {
				t.Errorf("%s is marked", o.ID)
			}
			continue
		}
		if o.Override != "a.yaml" || o.Scaling.Override != "a.yaml" || o.Limits.Override != "" || o.Scaling.IdleS != 600 ||
			o.Scaling.Source == "" && o.Scaling.Note == "" || o.Bill[0].Rate != "support" || o.Title == "" {
			t.Errorf("%+v", o)
		}
		for _, l := range o.Bill[1:] { // other lines stay
			if l.Need == "" {
				t.Errorf("%s is still on the bill", l.Rate)
			}
		}
	}
}

func TestDiscounts(t *testing.T) {
	base, c := load(t), over(t, valid(t, "several"))
	aws, was := provider(t, c, "aws"), provider(t, base, "aws")
	for id, want := range map[string]float64{
		// 0.19 from the file, then half off on the product's bills, then a tenth off
		// everything.
		"lambda-requests":            0.19 * 0.9,
		"lambda-requests-aws-lambda": 0.19 * 0.5 * 0.9,
		"alb-hours":                  was.Rates["alb-hours"].Price,
		"eks-cluster":                0.10, // it is shared with other offers
	} {
		if got := aws.Rates[id].Price; math.Abs(got-want) > 1e-9 {
			t.Errorf("%s costs %v, want %v", id, got, want)
		}
	}
	if got := aws.Rates["egress"].Tiers[0].Price; got != 0.09 {
		t.Errorf("egress of others costs %v", got)
	}
	for _, o := range aws.Offers {
		for _, l := range o.Bill {
			switch {
			case o.Product == "aws-lambda" && l.Group == catalog.GroupEgress:
				if r := aws.Rates[l.Rate]; r.Tiers[0].Price != 0.081 || r.Override != "a.yaml" || r.Pool != "egress" ||
					!strings.HasSuffix(r.Note, "10 % off (a.yaml)") || r.Source == "" {
					t.Errorf("%s: egress is %+v", o.ID, r)
				}
			case l.Group == catalog.GroupEgress && o.ID != "aws-eks-nodes" && aws.Rates[l.Rate].Override != "":
				t.Errorf("%s: egress is marked", o.ID)
			}
		}
	}
	for i, s := range aws.SizeTables["t4g"].Sizes {
		if want := was.SizeTables["t4g"].Sizes[i].Price * 0.9; math.Abs(s.Price-want) > 1e-9 || s.Own == nil {
			t.Errorf("%s costs %v, want %v", s.Name, s.Price, want)
		}
	}
	hetzner := provider(t, c, "hetzner")
	for id, r := range hetzner.Rates {
		if !strings.Contains(r.Note, "12 % off (a.yaml): Partner") || r.Override != "a.yaml" {
			t.Errorf("hetzner's %s: %+v", id, r)
		}
	}
	if a := c.Assumptions; a.ServiceCV.Value != 1 || a.ServiceCV.Override != "a.yaml" || a.EdgeRTTMS.Override != "" ||
		a.GPUs[0].Speed != 1.1 || a.GPUs[0].Override != "a.yaml" || len(a.GPUs) != len(base.Assumptions.GPUs) || a.GPUs[6].Speed != 13 {
		t.Errorf("assumptions: %+v", a)
	}
}

// TestOverlaysInOrder checks that a later file overrides an earlier one, while discounts
// apply last in any order.
func TestOverlaysInOrder(t *testing.T) {
	c := over(t,
		"discounts: [{percent: 10, provider: aws, meter: lambda-requests}]",
		"{provider: aws, rates: {lambda-requests: {price: 0.1}}}",
		"{provider: aws, rates: {lambda-requests: {price: 0.3, source: 'https://example.com/c', as_of: 2026-11-02, confidence: 2}}}",
		"{provider: aws, rates: {lambda-requests: {round_up: 1000}}}")
	r := provider(t, c, "aws").Rates["lambda-requests"]
	if r.Price != 0.27 || r.Override != "c.yaml, d.yaml, a.yaml" || r.Confidence != 2 || r.RoundUp != 1000 || r.AsOf != "2026-11-02" {
		t.Errorf("%+v", r)
	}
	if c.AsOf != "2026-11-02" {
		t.Errorf("the catalogue is of %s", c.AsOf)
	}
	if !slices.Equal(c.Overlays, []string{"a.yaml", "b.yaml", "c.yaml", "d.yaml"}) {
		t.Errorf("overlays are %q", c.Overlays)
	}
}

// TestProblemsOfSeveralOverlays checks that problems in several files are all reported.
func TestProblemsOfSeveralOverlays(t *testing.T) {
	_, err := LoadFS(files,
		Overlay{Name: "x.yaml", Mark: "x", Text: []byte("provider: nobody\nrates: {a: {price: 1}}\n")},
		Overlay{Name: "y.yaml", Mark: "y", Text: []byte("provider: aws\nrates: {alb-lcu: {price: much}}\n")})
	if err == nil || !strings.Contains(err.Error(), "x.yaml:1:11: ") || !strings.Contains(err.Error(), "y.yaml:2:26: ") {
		t.Errorf("got %v", err)
	}
}

// TestTheCatalogueOverItself checks that merging a file of the catalogue into itself
// changes only marks.
func TestTheCatalogueOverItself(t *testing.T) {
	proptest.Sequential(t)
	base := load(t)
	for i := range base.Providers {
		p := &base.Providers[i]
		text, err := fs.ReadFile(files, "catalog/"+p.ID+".yaml")
		if err != nil {
			t.Fatal(err)
		}
		again := provider(t, over(t, string(text)), p.ID)
		if !maps.EqualFunc(again.Rates, p.Rates, func(a, b catalog.Rate) bool {
			a.Override = ""
			return a.Price == b.Price && slices.Equal(a.Tiers, b.Tiers) && a.Provenance == b.Provenance && a.Pool == b.Pool
		}) {
			t.Errorf("the rates of %s change", p.ID)
		}
		if len(again.Offers) != len(p.Offers) {
			t.Errorf("%s has %d offers, then %d", p.ID, len(p.Offers), len(again.Offers))
		}
	}
}

func FuzzOverlay(f *testing.F) {
	for _, dir := range []string{"testdata/overlay/valid", "testdata/overlay/invalid"} {
		for _, text := range corpus(f, dir) {
			f.Add(text)
		}
	}
	for _, s := range []string{"a: &a [*a]", "provider: &p aws\nrates: *p", "providers: [{provider: aws, rates: *x}]",
		"provider: [aws]\noffers: 3", "discounts: [{percent: 1e309, meter: t4g}]", "starts: [{id: vm, inits: []}]"} {
		f.Add([]byte(s))
	}
	base := withProvider(f, "fuzz", []byte(`provider: aws
title: AWS
region: here
pools: {egress: {amount: 1, unit: GB, kind: free, note: x}}
rates:
  lambda-requests: {title: Requests, unit: request, price: 1, note: x}
  egress: {title: Egress, unit: GB, tiers: [{up_to: 5, price: 1}, {price: 2}], pool: egress, note: x}
sizes:
  t4g: {title: T, unit: hour, note: x, sizes: [{name: t4g.small, vcpu: 1, memory_mb: 512, price: 1}]}
offers:
  - &o
    id: aws-lambda-x86
    title: Lambda
    short: Lambda
    product: aws-lambda
    kind: vm
    model: nodes
    arch: [x86]
    compute: {sizes: t4g}
    start: vm
    bill:
      - {size: true, quantity: instance_hours, group: compute}
      - {rate: lambda-requests, quantity: requests, group: requests}
      - {rate: egress, quantity: egress_gb, group: egress}
`))
	base[coldstartFile].Data = []byte(`starts:
  - {id: vm, overhead_ms: 1, confidence: 0, note: x, inits: [{p50_ms: 1, p95_ms: 2, confidence: 0, note: x}]}
`)
	if _, err := LoadFS(base); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := LoadFS(base, Overlay{Name: "f.yaml", Mark: "f.yaml", Text: text})
		if (c == nil) == (err == nil) {
			t.Fatalf("catalogue %v, error %v: want one of them", c, err)
		}
		if c == nil {
			return
		}
		for _, p := range c.Providers {
			for id, r := range p.Rates {
				if math.IsNaN(r.Price) || r.Price < 0 {
					t.Errorf("%s costs %v", id, r.Price)
				}
			}
		}
	})
}

// TestTheExamplesOfTheDocumentation checks that the page about overlays has working
// examples.
func TestTheExamplesOfTheDocumentation(t *testing.T) {
	page, err := os.ReadFile("../docs/prices.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(page), "```yaml\n")[1:]
	for _, b := range blocks {
		text, _, _ := strings.Cut(b, "```")
		if strings.HasPrefix(text, "#") {
			continue
		}
		over(t, text)
	}
	if len(blocks) < 4 {
		t.Errorf("%d examples", len(blocks))
	}
}
