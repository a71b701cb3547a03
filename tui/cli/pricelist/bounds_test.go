package pricelist

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestListsStayOnTheirHost checks that redirects to another host are refused.
func TestListsStayOnTheirHost(t *testing.T) {
	asked := false
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer other.Close()
	first := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusFound))
	defer first.Close()
	c := &Client{HTTP: first.Client(), Attempts: 3, Wait: time.Millisecond, Stall: time.Minute}
	if _, err := c.AWS(t.Context(), first.URL, nil); err == nil || !strings.Contains(err.Error(), "redirects to another one") || asked {
		t.Errorf("%v, asked there: %v", err, asked)
	}
}

// TestListsAreNotBottomless reads deeply nested lists.
func TestListsAreNotBottomless(t *testing.T) {
	deep := `{"Other":` + strings.Repeat("[", 100_000)
	if _, err := gather(nil).azurePage(strings.NewReader(deep)); err == nil || !strings.Contains(err.Error(), "exceeded max depth") {
		t.Errorf("Azure: %.200v", err)
	}
	if _, err := ReadAWS(strings.NewReader(deep), nil); err == nil || !strings.Contains(err.Error(), "nested") {
		t.Errorf("AWS: %.200v", err)
	}
}

func FuzzAzurePage(f *testing.F) {
	f.Add([]byte(`{"BillingCurrency":"USD","Items":[{"skuId":"x","retailPrice":1}],"NextPageLink":null,"Count":1}`))
	f.Add([]byte(`{"Items":[[[[]]]]}`))
	f.Fuzz(func(_ *testing.T, page []byte) {
		_, _ = gather(nil).azurePage(strings.NewReader(string(page)))
	})
}
