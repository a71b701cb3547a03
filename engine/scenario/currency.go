package scenario

import (
	"fmt"
	"strings"
	"time"
)

// Currency is what amounts are shown in. It changes no bill: those are in
// dollars, as vendors' list prices are. The zero Currency is the dollar.
type Currency struct {
	// Code is three lower-case letters; empty for the dollar.
	Code string
	// Rate is units of the currency for a dollar, in [1e-6, 1e6], and Date the
	// day it held, as 2026-11-01, or empty.
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

// Sign is what amounts start with.
func (c Currency) Sign() string {
	if c.Code == "" {
		return "$"
	}
	return strings.ToUpper(c.Code) + " "
}

// String writes the currency as its token has it: usd, eur@0.92.
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

// ParseCurrency reads usd, or a code with the rate for a dollar and, if known,
// its date: eur@0.92, eur@0.92@2026-11-01.
func ParseCurrency(s string) (Currency, error) {
	if s == "usd" {
		return Currency{}, nil
	}
	code, rest, ok := strings.Cut(s, "@")
	if !ok {
		return Currency{}, fmt.Errorf("needs the rate for a dollar, such as %s@0.92", s)
	}
	if len(code) != 3 || strings.Trim(code, "abcdefghijklmnopqrstuvwxyz") != "" || code == "usd" {
		return Currency{}, fmt.Errorf("%q is no code of a currency; write three lower-case letters, such as eur@0.92", code)
	}
	rate, date, dated := strings.Cut(rest, "@")
	c := Currency{Code: code, Date: date}
	v, err := parseNumber(rate)
	if err := assign(&c.Rate, v, err, 1e-6, 1e6, "0.000001", "1000000"); err != nil {
		return Currency{}, err
	}
	if dated {
		if _, err := time.Parse(time.DateOnly, date); err != nil {
			return Currency{}, fmt.Errorf("%q is no day; write it as in eur@0.92@2026-11-01", date)
		}
	}
	return c, nil
}
