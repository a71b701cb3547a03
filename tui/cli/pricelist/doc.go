// Package pricelist reads vendors' public price lists: AWS Price List bulk offer files,
// the Azure Retail Prices API and Google's Cloud Billing Catalog API. It streams lists
// and keeps only wanted prices. Only this package opens connections to fetch data.
package pricelist

import "fmt"

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

// SchemaError means that a list does not have its vendor's documented format.
type SchemaError struct{ Problem string }

// Error returns the problem.
func (e *SchemaError) Error() string {
	return e.Problem + "; the vendor may have changed the format of its price list"
}

func schemaf(format string, args ...any) error {
	return &SchemaError{Problem: fmt.Sprintf(format, args...)}
}

// AbsentError means that a list lacks a product.
type AbsentError struct{ Product string }

// Error describes the product.
func (e *AbsentError) Error() string {
	return "the list has no price for a product with " + e.Product
}

// TruncatedError means that a list is incomplete.
type TruncatedError struct{ After int64 }

// Error returns the place of the end.
func (e *TruncatedError) Error() string {
	return fmt.Sprintf("the list is cut off after %d bytes; try again", e.After)
}

// CurrencyError means that prices are not in dollars.
type CurrencyError struct{ Currency string }

// Error returns the currency.
func (e *CurrencyError) Error() string {
	return fmt.Sprintf("the list is priced in %s; want USD", e.Currency)
}
