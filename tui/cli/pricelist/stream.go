package pricelist

import (
	"encoding/json"
	"errors"
	"io"
)

// maxEntry is the most bytes one product or its prices may take: hundreds of
// times what they do. It bounds memory whatever the other side sends.
const maxEntry = 4 << 20

// stream reads a large JSON document piece by piece.
type stream struct {
	dec *json.Decoder
	in  *allowance
}

// allowance is a reader that fails when too much is read in one go.
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

// wrong turns an error of the decoder into one that says what is wrong with
// the list.
func (s *stream) wrong(err error) error {
	var schema *SchemaError
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &schema):
		return schema
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return &TruncatedError{After: s.dec.InputOffset()}
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

// each reads the members of an object that is open, up to its end. The
// function has to read each member's value.
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
	_, err := s.token() // the end, or that it is missing
	return err
}

// answer reads a document that is an object and has to have a list: each member by
// do, as each has it, up to the end.
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

// entries reads a list whose entries are of one type, each by itself.
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

// value reads a whole value.
func (s *stream) value(into any) error {
	s.in.left = maxEntry
	return s.wrong(s.dec.Decode(into))
}

// maxNested is deeper than a list is: the decoder remembers every level.
const maxNested = 64

// skip reads past a value, however large.
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

// end reads to the end of the document: what follows has to be nothing.
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
