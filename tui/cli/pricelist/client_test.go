package pricelist

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// client returns a client with short waits.
func client() *Client {
	return &Client{HTTP: &http.Client{}, Attempts: 3, Wait: time.Millisecond, Stall: 5 * time.Second, StallBytes: 1}
}

// serve starts a server that answers the nth request with do.
func serve(t *testing.T, do func(n int, w http.ResponseWriter, r *http.Request)) (address string, asked *atomic.Int64) {
	t.Helper()
	asked = &atomic.Int64{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		do(int(asked.Add(1)), w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, asked
}

func write(w http.ResponseWriter, text string) { _, _ = w.Write([]byte(text)) }

func TestTroubleThatPasses(t *testing.T) {
	for what, trouble := range map[string]func(http.ResponseWriter, *http.Request){
		"500":   func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "x", 500) },
		"503":   func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "x", http.StatusServiceUnavailable) },
		"429":   func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "x", http.StatusTooManyRequests) },
		"reset": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"reset half-way": func(w http.ResponseWriter, _ *http.Request) {
			write(w, offerFile[:len(offerFile)/2])
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		},
		"shorter than promised": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", fmt.Sprint(len(offerFile)))
			write(w, offerFile[:len(offerFile)/2])
		},
	} {
		t.Run(what, func(t *testing.T) {
			address, asked := serve(t, func(n int, w http.ResponseWriter, r *http.Request) {
				if n < 3 {
					trouble(w, r)
					return
				}
				write(w, offerFile)
			})
			c := client()
			retries := 0
			c.Retry = func(error, time.Duration) { retries++ }
			list, err := c.AWS(context.Background(), address, []Wanted{duration})
			if err != nil || list.Found[0].Err != nil || asked.Load() != 3 || retries != 2 {
				t.Errorf("%+v, %v after %d requests, %d retries told", list, err, asked.Load(), retries)
			}
		})
	}
}

func TestTroubleThatStays(t *testing.T) {
	for what, c := range map[string]struct {
		do   func(http.ResponseWriter, *http.Request)
		want string
		asks int64
	}{
		"500":       {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "x", 500) }, "500 Internal Server Error (tried 3 times)", 3},
		"404":       {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "x", 404) }, "404 Not Found", 1},
		"truncated": {func(w http.ResponseWriter, _ *http.Request) { write(w, offerFile[:700]) }, "cut off after", 1},
		"schema":    {func(w http.ResponseWriter, _ *http.Request) { write(w, `{"message": "moved"}`) }, "no products; the vendor may have changed", 1},
		"empty":     {func(http.ResponseWriter, *http.Request) {}, "cut off after 0 bytes", 1},
	} {
		t.Run(what, func(t *testing.T) {
			address, asked := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) { c.do(w, r) })
			_, err := client().AWS(context.Background(), address, []Wanted{duration})
			if err == nil || !strings.Contains(err.Error(), c.want) || asked.Load() != c.asks {
				t.Errorf("%v after %d requests; want %s after %d", err, asked.Load(), c.want, c.asks)
			}
		})
	}
}

func TestNobodyThere(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	if _, err := client().AWS(context.Background(), s.URL, nil); err == nil || !strings.Contains(err.Error(), "tried 3 times") {
		t.Errorf("got %v", err)
	}
}

// drip writes a byte from time to time until the client leaves.
func drip(_ int, w http.ResponseWriter, r *http.Request) {
	for i := 0; r.Context().Err() == nil; i++ {
		write(w, offerFile[i%len(offerFile):i%len(offerFile)+1])
		_ = http.NewResponseController(w).Flush()
		select {
		case <-r.Context().Done():
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func TestASlowDrip(t *testing.T) {
	address, asked := serve(t, drip)
	c := client()
	c.Attempts, c.Stall, c.StallBytes = 2, 100*time.Millisecond, 1000
	_, err := c.AWS(context.Background(), address, []Wanted{duration})
	if err == nil || !strings.Contains(err.Error(), "too slow: ") || asked.Load() != 2 {
		t.Errorf("got %v after %d requests", err, asked.Load())
	}
}

func TestSilence(t *testing.T) {
	address, _ := serve(t, func(_ int, _ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	c := client()
	c.Attempts, c.Stall = 1, 50*time.Millisecond
	if _, err := c.AWS(context.Background(), address, nil); err == nil || !strings.Contains(err.Error(), "too slow: 0 bytes") {
		t.Errorf("got %v", err)
	}
}

func TestTheTimeIsUp(t *testing.T) {
	address, asked := serve(t, drip)
	ctx, cancel := context.WithTimeoutCause(context.Background(), 100*time.Millisecond, errors.New("the time is up"))
	defer cancel()
	if _, err := client().AWS(ctx, address, nil); err == nil || err.Error() != "gave up: the time is up" || asked.Load() != 1 {
		t.Errorf("got %v after %d requests", err, asked.Load())
	}
	// The time also ends a wait before a retry.
	address, _ = serve(t, func(_ int, w http.ResponseWriter, _ *http.Request) { http.Error(w, "x", 500) })
	c := client()
	c.Wait = time.Hour
	ctx, cancel = context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	if _, err := c.AWS(ctx, address, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

const azurePage = `{"BillingCurrency":"USD","CustomerEntityId":"Default","CustomerEntityType":"Retail","Items":[
{"currencyCode":"USD","tierMinimumUnits":400000.0,"retailPrice":1.6E-05,"unitPrice":1.6E-05,"armRegionName":"eastus","location":"US East","effectiveStartDate":"2024-01-01T00:00:00Z","meterId":"m","meterName":"Standard Execution Time","productId":"p","skuId":"s","productName":"Functions","skuName":"Standard","serviceName":"Functions","serviceId":"i","serviceFamily":"Compute","unitOfMeasure":"1 GB Second","type":"Consumption","isPrimaryMeterRegion":true,"armSkuName":""},
{"currencyCode":"USD","tierMinimumUnits":0.0,"retailPrice":0.0,"unitPrice":0.0,"effectiveStartDate":"2024-01-01T00:00:00Z","meterName":"Standard Execution Time","skuName":"Standard","unitOfMeasure":"1 GB Second","type":"Consumption"},
{"currencyCode":"USD","tierMinimumUnits":0.0,"unitPrice":9,"effectiveStartDate":"2020-01-01T00:00:00Z","meterName":"Standard Execution Time","skuName":"Standard","unitOfMeasure":"1 GB Second","type":"Consumption"},
{"currencyCode":"USD","tierMinimumUnits":0.0,"unitPrice":1,"meterName":"Standard Execution Time","skuName":"Standard","unitOfMeasure":"1 Hour","type":"Reservation"}
],"NextPageLink":%s,"Count":4}`

const azureLast = `{"BillingCurrency":"USD","Items":[
{"currencyCode":"USD","tierMinimumUnits":0,"unitPrice":2E-06,"effectiveStartDate":"2024-01-01T00:00:00Z","meterName":"Standard Total Executions","skuName":"Standard","unitOfMeasure":"10","type":"Consumption"}
],"NextPageLink":null,"Count":1}`

func azureWanted() []Wanted {
	return []Wanted{
		{Where: map[string]string{"skuName": "Standard", "meterName": "Standard Execution Time"}, Units: map[string]float64{"1 GB Second": 1}},
		{Where: map[string]string{"skuName": "Standard", "meterName": "Standard Total Executions"}, Units: map[string]float64{"10": 10}},
	}
}

func TestAzurePages(t *testing.T) {
	var address string
	address, asked := serve(t, func(n int, w http.ResponseWriter, r *http.Request) {
		switch n {
		case 1:
			if got := r.URL.Query().Get("$filter"); got != "serviceName eq 'Functions'" {
				t.Errorf("filter is %q", got)
			}
			write(w, fmt.Sprintf(azurePage, `"`+address+`/?$skip=4"`))
		case 2: // a failed page is requested again and counted once
			write(w, azureLast[:50])
			panic(http.ErrAbortHandler)
		default:
			if r.URL.Query().Get("$skip") != "4" {
				t.Errorf("asked for %s", r.URL)
			}
			write(w, azureLast)
		}
	})
	list, err := client().Azure(context.Background(), address, "serviceName eq 'Functions'", azureWanted())
	if err != nil || asked.Load() != 3 {
		t.Fatalf("%v after %d requests", err, asked.Load())
	}
	if f := list.Found[0]; f.Err != nil || !slices.Equal(f.Tiers, []Tier{{400000, 0}, {0, 0.000016}}) {
		t.Errorf("duration: %+v", f)
	}
	if f := list.Found[1]; f.Err != nil || !slices.Equal(f.Tiers, []Tier{{0, 0.0000002}}) {
		t.Errorf("requests: %+v", f)
	}
}

func TestAzureTrouble(t *testing.T) {
	for what, c := range map[string]struct{ page, want string }{
		"other host":    {fmt.Sprintf(azurePage, `"https://prices.example.com/x"`), "the next page is on prices.example.com"},
		"for ever":      {fmt.Sprintf(azurePage, `"SELF"`), "go on for ever"},
		"currency":      {strings.Replace(azureLast, `{"currencyCode":"USD"`, `{"currencyCode":"EUR"`, 1), "priced in EUR; want USD"},
		"billing":       {strings.Replace(azureLast, `"BillingCurrency":"USD"`, `"BillingCurrency":"EUR"`, 1), "priced in EUR; want USD"},
		"no items":      {`{"BillingCurrency":"USD","Values":[]}`, "no Items; the vendor may have changed"},
		"items":         {`{"Items":{}}`, "Items is a object where a slice was expected"},
		"truncated":     {azureLast[:len(azureLast)-30], "cut off after"},
		"no price":      {strings.Replace(azureLast, `"unitPrice"`, `"price"`, 1), "no unitPrice"},
		"price is text": {strings.Replace(azureLast, `2E-06`, `"much"`, 1), "is no price"},
		"html":          {"<html></html>", "not JSON"},
	} {
		t.Run(what, func(t *testing.T) {
			address, _ := serve(t, func(_ int, w http.ResponseWriter, r *http.Request) {
				write(w, strings.Replace(c.page, "SELF", "http://"+r.Host+r.URL.String(), 1))
			})
			_, err := client().Azure(context.Background(), address, "f", azureWanted())
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestProgressIsTold(t *testing.T) {
	m := &meter{r: strings.NewReader(offerFile), arrived: &atomic.Int64{}, total: 7}
	var read, total int64
	m.tell = func(r, t int64) { read, total = r, t }
	if n, err := m.Read(make([]byte, 100)); n != 100 || err != nil || read != 100 || total != 7 {
		t.Errorf("%d of %d", read, total)
	}
}
