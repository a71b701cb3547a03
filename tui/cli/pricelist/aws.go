package pricelist

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// awsProduct is an entry of an offer file's products.
type awsProduct struct {
	Family     string            `json:"productFamily"`
	Attributes map[string]string `json:"attributes"`
}

// awsTerm is an offer term of a product; only on-demand terms are used.
type awsTerm struct {
	EffectiveDate string                  `json:"effectiveDate"`
	Dimensions    map[string]awsDimension `json:"priceDimensions"`
}

// awsDimension is a price, or one tier of it.
type awsDimension struct {
	Unit         string            `json:"unit"`
	BeginRange   string            `json:"beginRange"`
	EndRange     string            `json:"endRange"`
	PricePerUnit map[string]string `json:"pricePerUnit"`
}

// awsReader reads an offer file.
type awsReader struct {
	*stream
	wanted []Wanted
	// skus maps the SKU of each wanted product to its matches.
	skus map[string][]match
	list List
	// Of the file:
	products, terms bool
	offers          map[match][]offerPrice
}

// match identifies a wanted product.
type match struct {
	wanted int
	name   string
}

// offerPrice is the price of a product, or an error.
type offerPrice struct {
	tiers []Tier
	err   error
}

// ReadAWS finds wanted prices in an AWS Price List bulk offer file. They are returned in
// the order of wanted. An error means that the whole list is unusable.
func ReadAWS(r io.Reader, wanted []Wanted) (*List, error) {
	a := &awsReader{stream: newStream(r, maxEntry), wanted: wanted, skus: map[string][]match{}, offers: map[match][]offerPrice{}}
	if err := a.object("the list", a.section); err != nil {
		return nil, err
	}
	if err := a.end(); err != nil {
		return nil, err
	}
	switch {
	case !a.products:
		return nil, schemaf("the list has no products")
	case !a.terms:
		return nil, schemaf("the list has no terms.OnDemand")
	}
	a.list.Found = settle(wanted, a.offers)
	return &a.list, nil
}

// section reads a member of the file.
func (a *awsReader) section(key string) error {
	switch key {
	case "formatVersion", "publicationDate":
		var v string
		switch err := a.value(&v); {
		case err != nil:
			return err
		case key == "publicationDate":
			a.list.AsOf, _, _ = strings.Cut(v, "T")
		case !strings.HasPrefix(v, "v1.") && v != "v1":
			return schemaf("the list is in format %q; v1.0 is known", v)
		}
		return nil
	case "products":
		a.products = true
		return a.object(key, a.product)
	case "terms":
		if !a.products {
			return schemaf("the terms come before the products")
		}
		return a.object(key, a.term)
	}
	return a.skip()
}

// product reads a product and records its SKU if it is wanted.
func (a *awsReader) product(sku string) error {
	var p awsProduct
	if err := a.value(&p); err != nil {
		return err
	}
	get := func(name string) string {
		if name == "productFamily" {
			return p.Family
		}
		return p.Attributes[name]
	}
	for i := range a.wanted {
		if name, ok := a.wanted[i].matches(get); ok {
			a.skus[sku] = append(a.skus[sku], match{i, name})
		}
	}
	return nil
}

// term reads the on-demand terms and skips other kinds.
func (a *awsReader) term(kind string) error {
	now := kind == "OnDemand"
	a.terms = a.terms || now
	return a.object("terms."+kind, func(sku string) error {
		matches := a.skus[sku]
		if !now || len(matches) == 0 { // decoding takes half the time of skipping tokens
			var pass json.RawMessage
			return a.value(&pass)
		}
		var terms map[string]awsTerm
		if err := a.value(&terms); err != nil {
			return err
		}
		for _, m := range matches {
			tiers, err := a.price(terms, a.wanted[m.wanted].Units)
			if errors.Is(err, errCurrency) {
				return err
			}
			a.offers[m] = append(a.offers[m], offerPrice{tiers, err})
		}
		return nil
	})
}

// price converts the current offer to tiers.
func (a *awsReader) price(terms map[string]awsTerm, units map[string]float64) ([]Tier, error) {
	var now *awsTerm
	for _, t := range terms {
		day, _, _ := strings.Cut(t.EffectiveDate, "T")
		if a.list.AsOf != "" && day > a.list.AsOf {
			continue
		}
		if now == nil || t.EffectiveDate > now.EffectiveDate {
			now = &t
		}
	}
	if now == nil || len(now.Dimensions) == 0 {
		return nil, schemaf("a product has no priceDimensions")
	}
	var steps []step
	for _, d := range now.Dimensions {
		usd, ok := d.PricePerUnit["USD"]
		if !ok {
			for other := range d.PricePerUnit {
				return nil, pricedIn(other)
			}
			return nil, schemaf("a price has no pricePerUnit")
		}
		s, err := newStep(usd, d.BeginRange, d.EndRange, d.Unit, units)
		if err != nil {
			return nil, err
		}
		steps = append(steps, s)
	}
	return tiers(steps)
}

// maxEntry bounds the bytes of a product or its prices, at hundreds of times their usual
// size. It bounds memory for any input.
const maxEntry = 4 << 20

// stream reads a large JSON document entry by entry.
type stream struct {
	dec *json.Decoder
	in  *allowance
}

// allowance is a reader that fails after most bytes of one entry; left of these are left,
// and read counts all bytes.
type allowance struct {
	r                io.Reader
	left, most, read int64
}

func (a *allowance) Read(p []byte) (int, error) {
	if a.left <= 0 {
		return 0, schemaf("an entry is larger than %d MB", a.most>>20)
	}
	n, err := a.r.Read(p[:min(int64(len(p)), a.left)])
	a.left, a.read = a.left-int64(n), a.read+int64(n)
	return n, err
}

// newStream returns a stream with entries of at most most bytes.
func newStream(r io.Reader, most int64) *stream {
	in := &allowance{r: r, left: most, most: most}
	return &stream{dec: json.NewDecoder(in), in: in}
}

// wrong converts an error of the decoder to one about the list.
func (s *stream) wrong(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil, errors.Is(err, errSchema):
		return err
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w after %d bytes; try again", errCut, s.in.read)
	case errors.As(err, &kind):
		return schemaf("%s is a %s where a %s was expected", kind.Field, kind.Value, kind.Type.Kind())
	case errors.As(err, &syntax):
		return schemaf("not JSON after %d bytes: %v", s.dec.InputOffset(), syntax)
	}
	return err
}

func (s *stream) token() (json.Token, error) {
	s.in.left = s.in.most
	tok, err := s.dec.Token()
	return tok, s.wrong(err)
}

// object reads an object, which where names in errors, and calls do for its members. do
// must read the member's value.
func (s *stream) object(where string, do func(key string) error) error {
	tok, err := s.token()
	if err != nil {
		return err
	}
	if tok != json.Delim('{') {
		return schemaf("%s is no object", where)
	}
	for s.dec.More() {
		tok, err := s.token()
		if err != nil {
			return err
		}
		key, ok := tok.(string)
		if !ok {
			return schemaf("a key is no text")
		}
		if err := do(key); err != nil {
			return err
		}
	}
	_, err = s.token() // the end, or an error if it is missing
	return err
}

// maxPage bounds the bytes of a page of a response. Pages of Google have up to some 20 MB.
const maxPage = 64 << 20

// decodePage decodes a page of a response.
func decodePage(r io.Reader, into any) error {
	s := newStream(r, maxPage)
	if err := s.value(into); err != nil {
		return err
	}
	return s.end()
}

// value decodes a whole value.
func (s *stream) value(into any) error {
	s.in.left = s.in.most
	return s.wrong(s.dec.Decode(into))
}

// maxNested bounds the nesting of a list, because the decoder stores every level.
const maxNested = 64

// skip skips a value of any size.
func (s *stream) skip() error {
	for depth := 0; ; {
		tok, err := s.token()
		if err != nil {
			return err
		}
		switch tok {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth > maxNested {
			return schemaf("values are nested more than %d deep", maxNested)
		}
		if depth == 0 {
			return nil
		}
	}
}

// end checks that nothing follows the document.
func (s *stream) end() error {
	s.in.left = s.in.most
	switch _, err := s.dec.Token(); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return s.wrong(err)
	}
	return schemaf("something follows the list")
}
