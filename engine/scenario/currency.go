package scenario

import (
	"fmt"
	"strings"
	"time"
)

// Currency is the currency in which amounts are shown. It does not change bills, which are
// in dollars like vendors' list prices. The zero Currency is the dollar.
type Currency struct {
	// Code is three lower-case letters; empty for the dollar.
	Code string
	// Rate is the units of the currency per dollar, in [1e-6, 1e6], and Date the day of
	// that rate, such as 2026-11-01, or empty.
	Rate float64
	Date string
}

// Convert returns an amount of dollars in the currency.
func (c Currency) Convert(usd float64) float64 {
	if c.Code == "" {
		return usd
	}
	return usd * c.Rate
}

// Sign returns the prefix of amounts.
func (c Currency) Sign() string {
	if c.Code == "" {
		return "$"
	}
	return strings.ToUpper(c.Code) + " "
}

// String returns the currency in token form: usd, eur@0.92.
func (c Currency) String() string {
	if c.Code == "" {
		return "usd"
	}
	s := c.Code + "@" + shortest(c.Rate)
	if c.Date != "" {
		s += "@" + c.Date
	}
	return s
}

// ParseCurrency reads usd, or a code with its rate per dollar and, optionally, the date of
// the rate: eur@0.92, eur@0.92@2026-11-01.
func ParseCurrency(s string) (Currency, error) {
	if s == "usd" {
		return Currency{}, nil
	}
	code, rest, ok := strings.Cut(s, "@")
	if !ok {
		return Currency{}, fmt.Errorf("needs the rate for a dollar, such as %s@0.92", s)
	}
	if len(code) != 3 || strings.Trim(code, "abcdefghijklmnopqrstuvwxyz") != "" || code == "usd" {
		return Currency{}, fmt.Errorf("%q is not a currency code; write three lower-case letters, such as eur@0.92", code)
	}
	rate, date, dated := strings.Cut(rest, "@")
	c := Currency{Code: code, Date: date}
	v, err := parseNumber(rate)
	if err := assign(&c.Rate, v, err, 1e-6, 1e6, "0.000001", "1000000"); err != nil {
		return Currency{}, err
	}
	if dated {
		if _, err := time.Parse(time.DateOnly, date); err != nil {
			return Currency{}, fmt.Errorf("%q is not a date; write it as in eur@0.92@2026-11-01", date)
		}
	}
	return c, nil
}
