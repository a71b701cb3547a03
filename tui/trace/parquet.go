package trace

import (
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// parquetFile is needed to read Parquet, because the index is at the end of the file.
type parquetFile interface {
	io.ReaderAt
	io.Seeker
}

const parquetMark = "PAR1"

// tallyParquet counts the rows of a file. It holds one page per column in memory, and
// keeps request times (see [tally.keep]).
func tallyParquet(r io.Reader, most int) (t *tally, as recordFormat, err error) {
	defer func() {
		if p := recover(); p != nil { // the library's checks are not complete
			err = fmt.Errorf("is Parquet that is damaged: %v", p)
		}
	}()
	f, err := openParquet(r)
	if err != nil {
		return nil, as, err
	}
	names, leaf := parquetLeaves(f.file.Root())
	rows := newColumns()
	if !rows.find(names) {
		return nil, as, errors.New("is Parquet without a column of times; it may be called timestamp")
	}
	t = newTally(1)
	t.most = most
	columns, err := rows.readers(leaf)
	if err != nil {
		return nil, as, err
	}
	first := int64(1)
	for i, g := range f.file.RowGroups() {
		for _, c := range columns {
			if err := f.checkPages(&f.file.Metadata().RowGroups[i].Columns[c.index].MetaData); err != nil {
				return nil, as, fmt.Errorf("is Parquet that is damaged: column %s: %w", c.name, err)
			}
		}
		if err := t.rows(g, columns, first); err != nil {
			return nil, as, fmt.Errorf("is Parquet that is damaged: %w", err)
		}
		first += g.NumRows()
	}
	return t, recordFormat{name: "Parquet", says: rows.says}, nil
}

// openParquet opens a file after checking its footer.
func openParquet(r io.Reader) (*guardedParquet, error) {
	in, ok := r.(parquetFile)
	if !ok {
		return nil, errors.New("is Parquet, which is read from a file by its name: not from standard input, nor compressed as a whole")
	}
	size, err := in.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	var mark [len(parquetMark)]byte
	if _, err := in.ReadAt(mark[:], 0); err != nil {
		return nil, err
	}
	if string(mark[:]) != parquetMark {
		return nil, errors.New("is Parquet compressed as a whole; its own columns may be compressed, the file may not")
	}
	if err := checkFooter(in, size); err != nil {
		return nil, err
	}
	f, err := parquet.OpenFile(in, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true), parquet.ReadBufferSize(1<<16))
	if err != nil {
		return nil, fmt.Errorf("is Parquet that is damaged: %w", err)
	}
	return &guardedParquet{f, in, size}, nil
}

// guardedParquet is a file whose pages are checked before they are read.
type guardedParquet struct {
	file *parquet.File
	in   io.ReaderAt
	size int64
}

// parquetLeaves returns the columns with one value per row, and their names.
func parquetLeaves(root *parquet.Column) (names []string, leaf []*parquet.Column) {
	for _, c := range root.Columns() {
		if c.Leaf() && !c.Repeated() {
			names, leaf = append(names, c.Name()), append(leaf, c)
		}
	}
	return names, leaf
}

// parquetColumn reads the values of a column, one by one.
type parquetColumn struct {
	name  string
	index int
	// take stores a value in a record and returns an error text, or "".
	take   func(v parquet.Value, r *record) string
	pages  parquet.Pages
	page   parquet.Page
	values parquet.ValueReader
	buf    []parquet.Value
	at     int // in buf
}

// readers returns readers for the columns of a Parquet file that are used.
func (c *csvLines) readers(leaf []*parquet.Column) ([]*parquetColumn, error) {
	var out []*parquetColumn
	for _, x := range []struct {
		column int
		number func(t parquet.Type) (func(parquet.Value) (float64, bool), error)
		to     func(*record) *float64
		what   string
	}{
		{c.at, parquetTime, func(r *record) *float64 { return &r.at }, "time"},
		{c.ms, parquetNumber(c.unitMS, true), func(r *record) *float64 { return &r.ms }, "number"},
		{c.mb, parquetNumber(1, false), func(r *record) *float64 { return &r.mb }, "number"},
		{c.kb, parquetNumber(1e-3, false), func(r *record) *float64 { return &r.kb }, "number"},
		{c.n, parquetNumber(1, false), func(r *record) *float64 { return &r.n }, "number"},
	} {
		if x.column < 0 {
			continue
		}
		l := leaf[x.column]
		number, err := x.number(l.Type())
		if err != nil {
			return nil, fmt.Errorf("is Parquet whose column %s %w", l.Name(), err)
		}
		take := func(v parquet.Value, r *record) string {
			if v.IsNull() && x.column != c.at {
				return "" // like an empty cell of CSV
			}
			f, ok := number(v)
			if v.IsNull() || !ok {
				return fmt.Sprintf("has %q for a %s", short([]byte(v.String())), x.what)
			}
			*x.to(r) = f
			return ""
		}
		out = append(out, &parquetColumn{name: l.Name(), index: int(l.Index()), take: take, buf: make([]parquet.Value, 0, 1024)})
	}
	return out, nil
}

// rows counts the rows of a group; first is the number of its first row.
func (t *tally) rows(g parquet.RowGroup, columns []*parquetColumn, first int64) error {
	for _, c := range columns {
		c.pages, c.buf, c.at = g.ColumnChunks()[c.index].Pages(), c.buf[:0], 0
		defer c.close()
	}
	var r record // outside the loop, because it escapes
	for row := range g.NumRows() {
		r = one
		why := ""
		for _, c := range columns {
			v, err := c.next()
			if err != nil {
				return fmt.Errorf("column %s: %w", c.name, err)
			}
			if w := c.take(v, &r); why == "" {
				why = w
			}
		}
		t.record(int(first+row), &r, why)
	}
	return nil
}

// next returns the value of the next row.
func (c *parquetColumn) next() (parquet.Value, error) {
	for c.at == len(c.buf) {
		if c.values == nil {
			page, err := c.pages.ReadPage()
			if errors.Is(err, io.EOF) {
				err = errors.New("ends before its rows do")
			}
			if err == nil {
				err = checkLevels(page)
			}
			if err != nil {
				return parquet.Value{}, err
			}
			c.page, c.values = page, page.Values()
		}
		n, err := c.values.ReadValues(c.buf[:cap(c.buf)])
		c.buf, c.at = c.buf[:n], 0
		if err != nil && !errors.Is(err, io.EOF) {
			return parquet.Value{}, err
		}
		if err != nil && n == 0 {
			c.release()
		}
	}
	c.at++
	return c.buf[c.at-1], nil
}

func (c *parquetColumn) release() {
	if c.page != nil {
		parquet.Release(c.page)
	}
	c.page, c.values = nil, nil
}

func (c *parquetColumn) close() {
	c.release()
	_ = c.pages.Close()
}

// parquetTime returns a function that reads times: timestamps in the column's unit, days,
// Impala's INT96, and numbers and text as in CSV.
func parquetTime(t parquet.Type) (func(parquet.Value) (float64, bool), error) {
	if l := t.LogicalType(); l != nil && l.Timestamp != nil {
		per := perSecond(l.Timestamp.Unit)
		return func(v parquet.Value) (float64, bool) { x := float64(v.Int64()) / per; return x, x >= 0 }, nil
	} else if l != nil && l.Date != nil {
		return func(v parquet.Value) (float64, bool) { return float64(v.Int32()) * dayS, v.Int32() >= 0 }, nil
	}
	if t.Kind() == parquet.Int96 {
		const julian1970 = 2440588
		return func(v parquet.Value) (float64, bool) {
			x := v.Int96()
			s := (float64(x[2])-julian1970)*dayS + float64(uint64(x[1])<<32|uint64(x[0]))/1e9
			return s, s >= 0
		}, nil
	}
	if t.Kind() == parquet.ByteArray {
		return func(v parquet.Value) (float64, bool) { return timeOf(v.ByteArray()) }, nil
	}
	plain, err := parquetNumber(1, false)(t)
	if err != nil {
		return nil, err
	}
	return func(v parquet.Value) (float64, bool) {
		f, ok := plain(v)
		if !ok {
			return 0, false
		}
		return epoch(f)
	}, nil
}

// perSecond returns the number of units per second.
func perSecond(u format.TimeUnit) float64 {
	switch {
	case u.Millis != nil:
		return 1e3
	case u.Micros != nil:
		return 1e6
	}
	return 1e9
}

// parquetNumber returns a function that reads numbers of at least 0, times unit, or text
// as in CSV. A duration may also be a time of day, which has its own unit.
func parquetNumber(unit float64, duration bool) func(t parquet.Type) (func(parquet.Value) (float64, bool), error) {
	return func(t parquet.Type) (func(parquet.Value) (float64, bool), error) {
		if l := t.LogicalType(); l != nil && l.Decimal != nil {
			unit /= math.Pow10(int(l.Decimal.Scale))
		} else if l != nil && l.Time != nil && duration {
			unit = 1000 / perSecond(l.Time.Unit)
		} else if l != nil && (l.Time != nil || l.Timestamp != nil || l.Date != nil) {
			return nil, errors.New("has times where a number is meant")
		}
		var plain func(parquet.Value) float64
		switch t.Kind() {
		case parquet.Int32:
			plain = func(v parquet.Value) float64 { return float64(v.Int32()) }
		case parquet.Int64:
			plain = func(v parquet.Value) float64 { return float64(v.Int64()) }
		case parquet.Float:
			plain = func(v parquet.Value) float64 { return float64(v.Float()) }
		case parquet.Double:
			plain = parquet.Value.Double
		case parquet.ByteArray:
			return func(v parquet.Value) (float64, bool) { return span(v.ByteArray(), unit) }, nil
		default:
			return nil, fmt.Errorf("is of type %s, which is read for no number", t)
		}
		return func(v parquet.Value) (float64, bool) {
			f := plain(v) * unit
			return f, f >= 0 && !math.IsInf(f, 0)
		}, nil
	}
}
