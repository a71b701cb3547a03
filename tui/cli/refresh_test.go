package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"crossover/data"
	"crossover/engine/catalog"
	"crossover/tui/format"
)

// vendor is a server with price lists in the vendors' formats. They hold the
// catalogue's own prices, some of them changed.
type vendor struct {
	*httptest.Server
	t    *testing.T
	base *catalog.Catalog
	refr *data.Refresh
	// price changes what a rate or a size costs.
	price func(meter string, old float64) float64
	// spoil changes the answer to a request, or takes it over.
	spoil func(w http.ResponseWriter, r *http.Request, text string) (string, bool)
}

func newVendor(t *testing.T) *vendor {
	t.Helper()
	base, err := data.Load()
	if err != nil {
		t.Fatal(err)
	}
	r, err := data.LoadRefresh(base)
	if err != nil {
		t.Fatal(err)
	}
	v := &vendor{t: t, base: base, refr: r, price: func(_ string, old float64) float64 { return old }}
	v.Server = httptest.NewServer(v)
	t.Cleanup(v.Close)
	return v
}

// ServeHTTP answers with a price list.
func (v *vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for i := range v.refr.Sources {
		s := &v.refr.Sources[i]
		if s.Path != r.URL.Path || s.Filter != r.URL.Query().Get("$filter") {
			continue
		}
		text := v.aws(s)
		if s.Format == data.AzureRetail {
			text = v.azure(s)
		}
		if v.spoil != nil {
			var done bool
			if text, done = v.spoil(w, r, text); done {
				return
			}
		}
		_, _ = w.Write([]byte(text))
		return
	}
	http.NotFound(w, r)
}

// sold is a product of a list.
type sold struct {
	where map[string]string
	unit  string
	tiers []catalog.Tier // prices for one of unit
}

// sells lists what a source has, in its own units.
func (v *vendor) sells(s *data.PriceSource) []sold {
	var out []sold
	p := providerOf(v.base, s.Provider)
	for _, sel := range s.Prices {
		unit := slices.Sorted(maps.Keys(sel.Units))[0]
		if sel.Rate != "" {
			r := p.Rates[sel.Rate]
			tiers := slices.Clone(r.Tiers)
			if len(tiers) == 0 {
				tiers = []catalog.Tier{{Price: r.Price}}
			}
			for i := range tiers {
				tiers[i].Price = v.price(sel.Rate, tiers[i].Price) / max(r.Per, 1) * sel.Units[unit]
				tiers[i].UpTo /= sel.Units[unit]
			}
			out = append(out, sold{sel.Where, unit, tiers})
		}
		for _, t := range sel.Sizes {
			for _, size := range p.SizeTables[t].Sizes {
				where := maps.Clone(sel.Where)
				where[sel.By] = size.Name
				out = append(out, sold{where, unit, []catalog.Tier{{Price: v.price(size.Name, size.Price)}}})
			}
		}
	}
	return out
}

// aws writes an offer file.
func (v *vendor) aws(s *data.PriceSource) string {
	products, terms := map[string]any{}, map[string]any{}
	for i, p := range v.sells(s) {
		sku := fmt.Sprintf("SKU%06d", i)
		attributes := maps.Clone(p.where)
		delete(attributes, "productFamily")
		products[sku] = map[string]any{"sku": sku, "productFamily": p.where["productFamily"], "attributes": attributes}
		dimensions := map[string]any{}
		from := 0.0
		for k, t := range p.tiers {
			end := "Inf"
			if t.UpTo > 0 {
				end = format.Exactly(t.UpTo)
			}
			dimensions[fmt.Sprintf("%s.T.%d", sku, k)] = map[string]any{
				"unit": p.unit, "beginRange": format.Exactly(from), "endRange": end,
				"pricePerUnit": map[string]string{"USD": format.Exactly(t.Price)},
			}
			from = t.UpTo
		}
		terms[sku] = map[string]any{sku + ".T": map[string]any{"sku": sku, "effectiveDate": "2026-11-01T00:00:00Z", "priceDimensions": dimensions}}
	}
	return v.text(struct {
		Version     string `json:"formatVersion"`
		Publication string `json:"publicationDate"`
		Products    any    `json:"products"`
		Terms       any    `json:"terms"`
	}{"v1.0", "2026-11-20T12:00:00Z", products, map[string]any{"OnDemand": terms, "Reserved": terms}})
}

// azure writes a page with all prices.
func (v *vendor) azure(s *data.PriceSource) string {
	var items []any
	for _, p := range v.sells(s) {
		for k, from := range []float64{0, 1000} { // the free tier, then the price
			item := map[string]any{
				"currencyCode": "USD", "tierMinimumUnits": from, "unitPrice": p.tiers[0].Price * float64(k),
				"unitOfMeasure": p.unit, "type": "Consumption", "effectiveStartDate": "2026-01-01T00:00:00Z",
			}
			for name, value := range p.where {
				item[name] = value
			}
			items = append(items, item)
		}
	}
	return v.text(map[string]any{"BillingCurrency": "USD", "Items": items, "NextPageLink": nil})
}

func (v *vendor) text(x any) string {
	b, err := json.Marshal(x)
	if err != nil {
		v.t.Error(err)
	}
	return string(b)
}

// refresh runs the command against the server, with a folder as the user's
// configuration.
func (v *vendor) refresh(home string, args ...string) (stdout, stderr string, code int) {
	v.t.Helper()
	return configured(v.t, home, append([]string{
		"prices", "refresh", "--aws-url", v.URL, "--azure-url", v.URL + "/", "--wait", "1ms", "--attempts", "2", "--timeout", "20s",
	}, args...)...)
}

// configured runs the program with a folder of configuration.
func configured(t *testing.T, home string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	code = Run(context.Background(), args, Env{
		Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, ConfigHome: home,
		Now: func() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) },
	})
	return out.String(), errs.String(), code
}

func has(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, w := range wants {
		if !strings.Contains(text, w) {
			t.Errorf("no %q in\n%s", w, text)
		}
	}
}

func TestRefreshOfUnchangedPrices(t *testing.T) {
	v, home := newVendor(t), t.TempDir()
	stdout, stderr, code := v.refresh(home)
	if code != exitOK {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	file := filepath.Join(home, "crossover", "catalog", refreshName)
	has(t, stdout, "0 prices change\n", " prices are in "+file+"\n", "not refreshable", "  gcp: all ", "  aws: cloudfront-egress,")
	has(t, stderr, "crossover: aws-ec2: fetching AWS Price List, EC2 and EBS\n", "crossover: aws-elb: 2 prices\n")
	stdout, _, _ = configured(t, home, "prices", "--own", "-o", "csv")
	has(t, stdout,
		"aws,lambda-duration-x86,,\"Lambda duration, x86\",0.0000166667,1,GB-second,6000000000:0.0000166667;15000000000:0.000015;:0.0000133334,2026-11-20,3,false,2,"+v.URL+"/offers/v1.0/aws/AWSLambda/current/us-east-1/index.json,00-refresh.yaml,",
		"azure,functions-requests,,Functions Consumption executions,0.2,1000000,request,,2026-11-23,0,false,2,",
		"aws,c7g.large,c7g,", "aws,c7g.large,ecs-nodes,")
}

func TestRefreshOfChangedPrices(t *testing.T) {
	v, home := newVendor(t), t.TempDir()
	v.price = func(meter string, old float64) float64 {
		switch meter {
		case "lambda-duration-arm64", "c7g.large":
			return old * 0.9
		}
		return old
	}
	stdout, stderr, code := v.refresh(home, "--dry-run")
	if code != exitOK {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	if list, _ := os.ReadDir(home); len(list) > 0 {
		t.Errorf("a dry run writes %v", list)
	}
	has(t, stdout, "3 prices change\n")
	stdout, _, _ = v.refresh(home)
	for _, row := range []string{
		`aws/lambda-duration-arm64 0.0000133334 0.00001200006 GB-second -10.0%`, `from 7.5B 0.0000120001 0.00001080009 -10.0%`,
		`aws/c7g.large 0.0725 0.06525 hour -10.0%`, `3 prices change`,
	} {
		has(t, strings.Join(strings.Fields(stdout), " "), row)
	}
	// Again: nothing changes any more. And a part of it keeps the rest.
	stdout, _, _ = v.refresh(home)
	has(t, stdout, "0 prices change\n")
	v.price = func(_ string, old float64) float64 { return old }
	stdout, _, _ = v.refresh(home, "--only", "aws-lambda")
	has(t, stdout, "1 price changes\n", " prices are in ")
	stdout, _, _ = configured(t, home, "prices", "--meter", "c7g.large", "-o", "csv")
	has(t, stdout, ",0.06525,")
}

// What the user sets wins over what was fetched, and discounts are taken off
// it.
func TestRefreshAndOwnPrices(t *testing.T) {
	v, home := newVendor(t), t.TempDir()
	dir := filepath.Join(home, "crossover", "catalog")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	own := "provider: aws\nrates: {alb-lcu: {price: 0.001}}\ndiscounts: [{percent: 50, provider: aws, meter: alb-hours}]\n"
	if err := os.WriteFile(filepath.Join(dir, "mine.yaml"), []byte(own), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, stderr, code := v.refresh(home); code != exitOK {
		t.Fatal(stderr)
	}
	stdout, _, _ := configured(t, home, "prices", "--meter", "alb", "-o", "csv")
	has(t, stdout, "alb-lcu,,Load-balancer capacity units,0.001,", ",0.01125,", `"00-refresh.yaml, mine.yaml"`)
}

func TestRefreshThatFails(t *testing.T) {
	replace := func(old, now string) func(http.ResponseWriter, *http.Request, string) (string, bool) {
		return func(_ http.ResponseWriter, _ *http.Request, text string) (string, bool) {
			return strings.ReplaceAll(text, old, now), false
		}
	}
	for what, c := range map[string]struct {
		spoil func(http.ResponseWriter, *http.Request, string) (string, bool)
		args  []string
		want  string
	}{
		"500": {func(w http.ResponseWriter, _ *http.Request, _ string) (string, bool) {
			http.Error(w, "x", 500)
			return "", true
		}, nil, "crossover: aws-lambda: the server answers 500 Internal Server Error; once more in 1ms\ncrossover: aws-lambda: the server answers 500 Internal Server Error (tried 2 times); nothing was written\n"},
		"404": {func(w http.ResponseWriter, _ *http.Request, _ string) (string, bool) {
			http.NotFound(w, nil)
			return "", true
		}, nil, "404 Not Found; nothing was written"},
		"truncated": {func(_ http.ResponseWriter, _ *http.Request, text string) (string, bool) {
			return text[:len(text)/2], false
		}, nil, "the list is cut off after "},
		"schema":   {replace(`"products"`, `"goods"`), nil, "may have changed the format of its price list; nothing was written"},
		"currency": {replace(`"USD"`, `"CNY"`), nil, "priced in CNY; want USD; nothing was written"},
		"azure":    {replace(`"USD"`, `"EUR"`), []string{"--only", "azure-functions"}, "azure-functions: the list is priced in EUR; want USD"},
		"renamed":  {replace(`"usagetype"`, `"usageType"`), nil, "aws-lambda: none of its prices is where it should be; nothing was written"},
		"slow": {func(w http.ResponseWriter, r *http.Request, text string) (string, bool) {
			_, _ = w.Write([]byte(text[:10]))
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
			return "", true
		}, []string{"--timeout", "100ms"}, "gave up: the time is up: 100ms; --timeout sets it; nothing was written"},
	} {
		t.Run(what, func(t *testing.T) {
			v, home := newVendor(t), t.TempDir()
			v.spoil = c.spoil
			stdout, stderr, code := v.refresh(home, c.args...)
			if code != exitFailure || stdout != "" {
				t.Errorf("exit %d, %s", code, stdout)
			}
			has(t, stderr, c.want)
			if list, _ := os.ReadDir(home); len(list) > 0 {
				t.Errorf("writes %v", list)
			}
		})
	}
}

// A failure leaves the file of an earlier refresh as it is.
func TestAFailureKeepsTheOldFile(t *testing.T) {
	v, home := newVendor(t), t.TempDir()
	if _, stderr, code := v.refresh(home); code != exitOK {
		t.Fatal(stderr)
	}
	file := filepath.Join(home, "crossover", "catalog", refreshName)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	v.spoil = func(_ http.ResponseWriter, _ *http.Request, text string) (string, bool) {
		return text[:len(text)-1], false
	}
	if _, _, code := v.refresh(home); code != exitFailure {
		t.Errorf("exit %d", code)
	}
	if after, err := os.ReadFile(file); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file changes: %v", err)
	}
	if list, _ := os.ReadDir(filepath.Dir(file)); len(list) != 1 {
		t.Errorf("left behind: %v", list)
	}
}

// A price that cannot be the same thing, or is not there, is told and the
// others are written.
func TestPricesThatAreMissed(t *testing.T) {
	v := newVendor(t)
	v.price = func(meter string, old float64) float64 {
		if meter == "alb-lcu" {
			return old * 1000
		}
		return old
	}
	out := filepath.Join(t.TempDir(), "list.yaml")
	_, stderr, code := v.refresh("", "--only", "aws-elb", "-o", out)
	if code != exitFailure {
		t.Errorf("exit %d", code)
	}
	has(t, stderr, "aws-elb: alb-lcu: the list says $8, the catalogue $0.008: too far apart to be the same thing\n",
		"1 price could not be refreshed")
	text, err := os.ReadFile(out)
	if err != nil || strings.Contains(string(text), "alb-lcu") {
		t.Errorf("%v: %s", err, text)
	}
	has(t, string(text), refreshHead+" on 2026-11-23.\n", "      alb-hours:\n        price: 0.0225\n")
	if _, stderr, code := configured(t, "", "prices", "check", out); code != exitOK {
		t.Errorf("the file does not pass its own check: %s", stderr)
	}
}

func TestRefreshInput(t *testing.T) {
	v, dir := newVendor(t), t.TempDir()
	mine := filepath.Join(dir, "mine.yaml")
	if err := os.WriteFile(mine, []byte("provider: aws\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--only", "aws-lamda", "-o", "x"}, `--only: there is no price list "aws-lamda"; write aws-lambda, `},
		{[]string{"-o", mine}, "mine.yaml was not written by this command, so it is left as it is"},
		{nil, "there is no configuration folder; name a file with -o"},
		{[]string{"--timeout", "soon"}, "write a time such as 90s or 15m"},
		{[]string{"--attempts", "0"}, "write a whole number from 1 to 20"},
	} {
		stdout, stderr, code := v.refresh("", c.args...)
		if code != exitBadInput || stdout != "" {
			t.Errorf("%v: exit %d, %s", c.args, code, stdout)
		}
		has(t, stderr, c.want)
	}
	if text, err := os.ReadFile(mine); err != nil || string(text) != "provider: aws\n" {
		t.Errorf("%v: %s", err, text)
	}
}
