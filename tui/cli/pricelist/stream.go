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

// allowance is a reader that fails after too many bytes of one entry.
type allowance struct {
	r    io.Reader
	left int64
}

func (a *allowance) Read(p []byte) (int, error) {
	if a.left <= 0 {
		return 0, schemaf("an entry is larger than %d MB", maxEntry>>20)
	}
	n, err := a.r.Read(p[:min(int64(len(p)), a.left)])
	a.left -= int64(n)
	return n, err
}

func newStream(r io.Reader) *stream {
	in := &allowance{r: r, left: maxEntry}
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
		return fmt.Errorf("%w after %d bytes; try again", errCut, s.dec.InputOffset())
	case errors.As(err, &kind):
		return schemaf("%s is a %s where a %s was expected", kind.Field, kind.Value, kind.Type)
	case errors.As(err, &syntax):
		return schemaf("not JSON after %d bytes: %v", s.dec.InputOffset(), syntax)
	}
	return err
}

// open reads the start of an object; where names it in errors.
func (s *stream) open(where string) error {
	tok, err := s.token()
	if err != nil {
		return err
	}
	if tok != json.Delim('{') {
		return schemaf("%s is no object", where)
	}
	return nil
}

func (s *stream) token() (json.Token, error) {
	s.in.left = maxEntry
	tok, err := s.dec.Token()
	return tok, s.wrong(err)
}

// each calls do for the members of an open object, up to its end. do must read the
// member's value.
func (s *stream) each(do func(key string) error) error {
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
	_, err := s.token() // the end, or an error if it is missing
	return err
}

// answer reads a document: an object with a required list. do reads the members.
func (s *stream) answer(list string, do func(key string) error) error {
	if err := s.open("the answer"); err != nil {
		return err
	}
	found := false
	err := s.each(func(key string) error {
		found = found || key == list
		return do(key)
	})
	if err == nil {
		err = s.end()
	}
	if err == nil && !found {
		err = schemaf("the answer has no %s", list)
	}
	return err
}

// entries reads a list and calls do for each entry.
func entries[T any](s *stream, where string, do func(*T) error) error {
	tok, err := s.token()
	if err != nil {
		return err
	}
	if tok != json.Delim('[') {
		return schemaf("%s is no list", where)
	}
	for s.dec.More() {
		var x T
		if err := s.value(&x); err != nil {
			return err
		}
		if err := do(&x); err != nil {
			return err
		}
	}
	_, err = s.token()
	return err
}

// value decodes a whole value.
func (s *stream) value(into any) error {
	s.in.left = maxEntry
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
	s.in.left = maxEntry
	switch _, err := s.dec.Token(); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return s.wrong(err)
	}
	return schemaf("something follows the list")
}
