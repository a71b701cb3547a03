package pricelist

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

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
