package pricelist

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"crossover/engine/proptest"
)

// offerFile is an offer file in AWS's documented format: a product with tiers, an
// instance, and an unwanted product.
const offerFile = `{
  "formatVersion" : "v1.0",
  "disclaimer" : "This pricing list is for informational purposes only.",
  "offerCode" : "AWSLambda",
  "version" : "20261120000000",
  "publicationDate" : "2026-11-20T10:00:00Z",
  "products" : {
    "SKUDURATION" : {
      "sku" : "SKUDURATION",
      "productFamily" : "Serverless",
      "attributes" : {"servicecode" : "AWSLambda", "location" : "US East (N. Virginia)", "group" : "AWS-Lambda-Duration", "usagetype" : "Lambda-GB-Second"}
    },
    "SKULARGE" : {
      "sku" : "SKULARGE",
      "productFamily" : "Compute Instance",
      "attributes" : {"instanceType" : "c7g.large", "operatingSystem" : "Linux"}
    },
    "SKUWINDOWS" : {
      "sku" : "SKUWINDOWS",
      "productFamily" : "Compute Instance",
      "attributes" : {"instanceType" : "c7g.large", "operatingSystem" : "Windows"}
    }
  },
  "terms" : {
    "OnDemand" : {
      "SKUDURATION" : {
        "SKUDURATION.JRTCKXETXF" : {
          "offerTermCode" : "JRTCKXETXF",
          "sku" : "SKUDURATION",
          "effectiveDate" : "2026-11-01T00:00:00Z",
          "priceDimensions" : {
            "SKUDURATION.JRTCKXETXF.B" : {"rateCode" : "b", "description" : "x", "beginRange" : "6000000000", "endRange" : "Inf", "unit" : "Lambda-GB-Second", "pricePerUnit" : {"USD" : "0.0000150000"}, "appliesTo" : []},
            "SKUDURATION.JRTCKXETXF.A" : {"rateCode" : "a", "description" : "x", "beginRange" : "0", "endRange" : "6000000000", "unit" : "Lambda-GB-Second", "pricePerUnit" : {"USD" : "0.0000166667"}, "appliesTo" : []}
          },
          "termAttributes" : { }
        }
      },
      "SKULARGE" : {
        "SKULARGE.OLD" : {"effectiveDate" : "2026-01-01T00:00:00Z", "priceDimensions" : {"x" : {"unit" : "Hrs", "beginRange" : "0", "endRange" : "Inf", "pricePerUnit" : {"USD" : "0.09"}}}},
        "SKULARGE.NOW" : {"effectiveDate" : "2026-11-01T00:00:00Z", "priceDimensions" : {"x" : {"unit" : "Hrs", "beginRange" : "0", "endRange" : "Inf", "pricePerUnit" : {"USD" : "0.0725000000"}}}},
        "SKULARGE.LATER" : {"effectiveDate" : "2027-01-01T00:00:00Z", "priceDimensions" : {"x" : {"unit" : "Hrs", "beginRange" : "0", "endRange" : "Inf", "pricePerUnit" : {"USD" : "0.05"}}}}
      },
      "SKUWINDOWS" : {"SKUWINDOWS.X" : {"priceDimensions" : {"x" : {"unit" : "Hrs", "beginRange" : "0", "endRange" : "Inf", "pricePerUnit" : {"USD" : "0.2"}}}}}
    },
    "Reserved" : {"SKULARGE" : {"SKULARGE.R" : {"priceDimensions" : {"x" : {"unit" : "Quantity", "pricePerUnit" : {"USD" : "300"}}}}}}
  },
  "attributesList" : { }
}`

var (
	duration = Wanted{
		Where: map[string]string{"group": "AWS-Lambda-Duration", "usagetype": "Lambda-GB-Second"},
		Units: map[string]float64{"Lambda-GB-Second": 1},
	}
	instances = Wanted{
		Where: map[string]string{"productFamily": "Compute Instance", "operatingSystem": "Linux"}, By: "instanceType",
		Names: map[string]bool{"c7g.large": true, "c7g.metal": true}, Units: map[string]float64{"Hrs": 1},
	}
)

func TestAnOfferFile(t *testing.T) {
	list, err := ReadAWS(strings.NewReader(offerFile), []Wanted{duration, instances})
	if err != nil {
		t.Fatal(err)
	}
	if list.AsOf != "2026-11-20" || len(list.Found) != 3 {
		t.Fatalf("got %+v", list)
	}
	if f := list.Found[0]; f.Err != nil || !slices.Equal(f.Tiers, []Tier{{6e9, 0.0000166667}, {0, 0.000015}}) {
		t.Errorf("duration: %+v", f)
	}
	if f := list.Found[1]; f.Err != nil || f.Name != "c7g.large" || !slices.Equal(f.Tiers, []Tier{{0, 0.0725}}) {
		t.Errorf("c7g.large: %+v", f)
	}
	if f := list.Found[2]; f.Name != "c7g.metal" || f.Err == nil || !strings.Contains(f.Err.Error(), `no price for a product with instanceType c7g.metal, operatingSystem "Linux"`) {
		t.Errorf("c7g.metal: %+v", f)
	}
}

func TestUnitsAreConverted(t *testing.T) {
	w := duration
	w.Units = map[string]float64{"Lambda-GB-Second": 10}
	list, err := ReadAWS(strings.NewReader(offerFile), []Wanted{w})
	if err != nil || !slices.Equal(list.Found[0].Tiers, []Tier{{6e10, 0.00000166667}, {0, 0.0000015}}) {
		t.Errorf("got %+v, %v", list, err)
	}
}

// TestATruncatedOfferFile checks that a file cut off at any place is recognised.
func TestATruncatedOfferFile(t *testing.T) {
	for n := range len(offerFile) - 1 {
		_, err := ReadAWS(strings.NewReader(offerFile[:n]), []Wanted{duration})
		if !errors.Is(err, errCut) {
			t.Fatalf("cut after %d bytes: %v", n, err)
		}
	}
	if _, err := ReadAWS(strings.NewReader(offerFile+"{}"), []Wanted{duration}); err == nil {
		t.Error("a second document is not noticed")
	}
}

func TestAChangedOfferFile(t *testing.T) {
	for what, c := range map[string]struct{ old, now, want string }{
		"version":       {`"v1.0"`, `"v2.0"`, `format "v2.0"`},
		"no products":   {`"products" :`, `"goods" :`, "the terms come before the products"},
		"no terms":      {`"terms" :`, `"conditions" :`, "no terms.OnDemand"},
		"no on demand":  {`"OnDemand" :`, `"PayAsYouGo" :`, "no terms.OnDemand"},
		"a list":        {`"products" : {`, `"products" : [], "x": {`, "products is no object"},
		"attributes":    {`"attributes" : {"instanceType" : "c7g.large", "operatingSystem" : "Linux"}`, `"attributes" : 3`, "attributes is a number where a map"},
		"html":          {"{\n  \"formatVersion\"", "<html>", "not JSON after"},
		"currency":      {`{"USD" : "0.0000150000"}`, `{"CNY" : "0.1"}`, "priced in CNY; want USD"},
		"not an object": {"{\n  \"formatVersion\" : \"v1.0\",", "[{", "the list is no object"},
	} {
		text := strings.Replace(offerFile, c.old, c.now, 1)
		if text == offerFile {
			t.Fatalf("%s: nothing to replace", what)
		}
		_, err := ReadAWS(strings.NewReader(text), []Wanted{duration})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", what, err, c.want)
		}
	}
}

// TestAChangedPrice checks that an error in one price is reported and other prices are
// read.
func TestAChangedPrice(t *testing.T) {
	for what, c := range map[string]struct{ old, now, want string }{
		"unit":       {`"endRange" : "6000000000", "unit" : "Lambda-GB-Second"`, `"endRange" : "6000000000", "unit" : "Lambda-GB-Minute"`, `the unit is "Lambda-GB-Minute"; want Lambda-GB-Second`},
		"gap":        {`"beginRange" : "6000000000"`, `"beginRange" : "7000000000"`, "leave a gap"},
		"no end":     {`"endRange" : "Inf", "unit" : "Lambda-GB-Second"`, `"endRange" : "7000000000", "unit" : "Lambda-GB-Second"`, "end at 7e+09"},
		"no number":  {`"0.0000166667"`, `"free"`, `"free" is no price`},
		"negative":   {`"0.0000166667"`, `"-1"`, `"-1" is no price`},
		"empty":      {`"0.0000166667"`, `""`, `"" is no price`},
		"no prices":  {`"priceDimensions"`, `"prices"`, "no priceDimensions"},
		"gone":       {`"group" : "AWS-Lambda-Duration"`, `"group" : "Lambda"`, "no price for a product with group"},
		"no per":     {`"pricePerUnit" : {"USD" : "0.0000150000"}`, `"price" : 3`, "no pricePerUnit"},
		"no product": {`"SKUDURATION" : {` + "\n      \"sku\"", `"OTHER" : {` + "\n      \"sku\"", "no price for a product"},
	} {
		text := strings.Replace(offerFile, c.old, c.now, 1)
		if text == offerFile {
			t.Fatalf("%s: nothing to replace", what)
		}
		list, err := ReadAWS(strings.NewReader(text), []Wanted{duration, instances})
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		if f := list.Found[0]; f.Err == nil || !strings.Contains(f.Err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", what, f.Err, c.want)
		}
		if f := list.Found[1]; f.Err != nil {
			t.Errorf("%s: c7g.large: %v", what, f.Err)
		}
	}
}

func TestProductsThatDisagree(t *testing.T) {
	w := instances
	w.Where = map[string]string{"productFamily": "Compute Instance"}
	list, err := ReadAWS(strings.NewReader(offerFile), []Wanted{w})
	if err != nil || list.Found[0].Err == nil || !strings.Contains(list.Found[0].Err.Error(), "2 products with different prices") {
		t.Errorf("got %+v, %v", list, err)
	}
}

// large writes an offer file like EC2's of at least bytesWanted bytes, mostly reserved
// terms.
func large(w io.Writer, bytesWanted int) error {
	head, tail, _ := strings.Cut(offerFile, `"SKUWINDOWS" : {`+"\n")
	if _, err := io.WriteString(w, head); err != nil {
		return err
	}
	product := `"SKU%08d" : {"sku" : "SKU%08d", "productFamily" : "Compute Instance", "attributes" : {"instanceType" : "x%d.large", "operatingSystem" : "Windows", "memory" : "` + strings.Repeat("8 GiB ", 100) + `"}},` + "\n"
	written := 0
	for i := 0; written < bytesWanted/4; i++ {
		n, err := fmt.Fprintf(w, product, i, i, i)
		if err != nil {
			return err
		}
		written += n
	}
	tail = `"SKUWINDOWS" : {` + "\n" + tail
	before, after, _ := strings.Cut(tail, `"Reserved" : {`)
	if _, err := io.WriteString(w, before+`"Reserved" : {`); err != nil {
		return err
	}
	reserved := `"SKU%08d" : {"a" : {"priceDimensions" : {"x" : {"description" : "` + strings.Repeat("Upfront Fee ", 1000) + `", "pricePerUnit" : {"USD" : "300"}}}}},` + "\n"
	for i := 0; written < bytesWanted; i++ {
		n, err := fmt.Fprintf(w, reserved, i)
		if err != nil {
			return err
		}
		written += n
	}
	_, err := io.WriteString(w, after)
	return err
}

// TestMemoryStaysSmall reads a file of a few hundred megabytes.
func TestMemoryStaysSmall(t *testing.T) {
	size := 128 << 20
	if testing.Short() || proptest.Raced {
		size = 64 << 20
	}
	r, w := io.Pipe()
	go func() { _ = w.CloseWithError(large(w, size)) }()
	m := &peak{r: r, every: int64(size / 64)}
	list, err := ReadAWS(m, []Wanted{duration, instances})
	if err != nil || list.Found[0].Err != nil || list.Found[1].Err != nil {
		t.Fatalf("%+v, %v", list, err)
	}
	if m.read < int64(size) {
		t.Fatalf("read %d bytes", m.read)
	}
	t.Logf("at most %d MB in use for a file of %d MB", m.most>>20, size>>20)
	if mb := m.most >> 20; mb >= 64 {
		t.Errorf("%d MB of memory for a file of %d MB", mb, size>>20)
	}
}

// peak measures the memory in use while a file is read.
type peak struct {
	r                 io.Reader
	read, next, every int64
	most              uint64
}

func (p *peak) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	if p.read += int64(n); p.read >= p.next {
		p.next = p.read + p.every
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		p.most = max(p.most, m.Sys-m.HeapReleased)
	}
	return n, err
}

// TestAnEndlessEntry checks that an entry without an end does not fill the memory.
func TestAnEndlessEntry(t *testing.T) {
	for what, start := range map[string]string{
		"product": `{"products": {"A": {"sku": "`,
		"skipped": `{"x": "`,
		"nested":  `{"products": {}, "terms": {"OnDemand": {"A": {"b": "`,
	} {
		_, err := ReadAWS(io.MultiReader(strings.NewReader(start), endless{}), []Wanted{duration})
		if err == nil || !strings.Contains(err.Error(), "an entry is larger than 4 MB") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return copy(p, bytes.Repeat([]byte("x"), len(p))), nil }

func FuzzReadAWS(f *testing.F) {
	f.Add([]byte(offerFile))
	f.Add([]byte(`{"products":{"a":{"attributes":{}}},"terms":{"OnDemand":{"a":{}}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		list, err := ReadAWS(bytes.NewReader(text), []Wanted{duration, instances})
		if (list == nil) == (err == nil) {
			t.Fatalf("list %v, error %v", list, err)
		}
		if list == nil {
			return
		}
		for _, found := range list.Found {
			for _, tier := range found.Tiers {
				if !(tier.Price >= 0) {
					t.Errorf("%+v", found)
				}
			}
		}
	})
}
