// Package pricelist reads vendors' public price lists: AWS Price List bulk offer files,
// the Azure Retail Prices API and Google's Cloud Billing Catalog API. It streams AWS's
// lists, reads the others page by page, and keeps only wanted prices. Only this package opens connections to fetch data.
package pricelist

import (
	"errors"
	"fmt"
)

// Wanted describes a price, or a family of prices, to find in a list.
type Wanted struct {
	// Where maps attributes of a product to required values; a value that ends in an
	// asterisk is a prefix.
	Where map[string]string
	// By is the attribute that distinguishes the members of a family, and Names has the
	// wanted values without blanks. Both are empty for a single price.
	By    string
	Names map[string]bool
	// Units maps the permitted units of the list to the number of the caller's units in
	// each.
	Units map[string]float64
}

// Tier is a range of usage with a price, in the caller's units.
type Tier struct {
	// UpTo is the end of the tier; 0 for the last one.
	UpTo float64
	// Price is in dollars per unit.
	Price float64
}

// Found is a price found in a list.
type Found struct {
	// Wanted is the index in the list of wanted prices, and Name the member of the
	// family.
	Wanted int
	Name   string
	// Tiers are in ascending order; a constant price has one.
	Tiers []Tier
	// Err is the reason that there is no price: the product is missing, or its entry is
	// invalid.
	Err error
}

// List holds the prices found in a price list.
type List struct {
	// AsOf is the list's date, as 2026-11-20, or "" if the list has none.
	AsOf  string
	Found []Found
}

// The faults of a list. ErrAbsent means that it lacks a product.
var (
	ErrAbsent   = errors.New("the list has no price for a product")
	errSchema   = errors.New("the vendor may have changed the format of its price list")
	errCut      = errors.New("the list is cut off")
	errCurrency = errors.New("the list is priced")
)

func schemaf(format string, args ...any) error {
	return fmt.Errorf("%s; %w", fmt.Sprintf(format, args...), errSchema)
}

func pricedIn(currency string) error { return fmt.Errorf("%w in %s; want USD", errCurrency, currency) }
