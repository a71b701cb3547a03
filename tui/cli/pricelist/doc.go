// Package pricelist reads vendors' public price lists: AWS Price List bulk
// offer files, the Azure Retail Prices API and Google's Cloud Billing Catalog API.
// Lists are streamed: what is kept is what was asked for. It is the only part of the
// program that opens a connection of its own.
package pricelist

import "fmt"

// Wanted is a price, or a family of prices, to look for in a list.
type Wanted struct {
	// Where is what the attributes of a product must be, or start with, before an
	// asterisk.
	Where map[string]string
	// By is the attribute that tells the members of a family apart, and Names are
	// those wanted, without blanks; both are empty for a single price.
	By    string
	Names map[string]bool
	// Units are the units the list may count in, and how many of the caller's
	// units each is.
	Units map[string]float64
}

// Tier is a stretch of usage with a price, in the caller's units.
type Tier struct {
	// UpTo is where the tier ends; 0 for the last one.
	UpTo float64
	// Price is in dollars a unit.
	Price float64
}

// Found is a price of a list.
type Found struct {
	// Wanted is the index of what asked for it, and Name the member of the
	// family.
	Wanted int
	Name   string
	// Tiers are rising; there is one where the price does not change.
	Tiers []Tier
	// Err says why there is no price: the product is not in the list, or not
	// in a form that is understood.
	Err error
}

// List is what was found in a price list.
type List struct {
	// AsOf is the day the list is of, as 2026-11-20, where it says so.
	AsOf  string
	Found []Found
}

// SchemaError says that a list is not in the form that its vendor documents.
type SchemaError struct{ Problem string }

// Error returns the problem.
func (e *SchemaError) Error() string {
	return e.Problem + "; the vendor may have changed the format of its price list"
}

func schemaf(format string, args ...any) error {
	return &SchemaError{Problem: fmt.Sprintf(format, args...)}
}

// AbsentError says that a list does not have a product.
type AbsentError struct{ Product string }

// Error describes the product.
func (e *AbsentError) Error() string {
	return "the list has no price for a product with " + e.Product
}

// TruncatedError says that a list ends before it is complete.
type TruncatedError struct{ After int64 }

// Error says where the list ends.
func (e *TruncatedError) Error() string {
	return fmt.Sprintf("the list is cut off after %d bytes; try again", e.After)
}

// CurrencyError says that a list has prices in a currency other than dollars.
type CurrencyError struct{ Currency string }

// Error names the currency.
func (e *CurrencyError) Error() string {
	return fmt.Sprintf("the list is priced in %s; want USD", e.Currency)
}
