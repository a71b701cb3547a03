package result

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"

	"crossover/engine"
)

// parquetWriter writes the rows of points as Parquet with the columns of CSV, figures as
// numbers and missing ones as null. https://github.com/apache/parquet-format
type parquetWriter struct {
	columns   []*parquetColumn
	rows, all int    // in the group, and in the groups written
	text      []byte // the output not yet returned
	at        int    // where it begins in the file
	groups    list
	zip       *gzip.Writer
}

// parquetGroup is the number of rows buffered per row group.
const parquetGroup = 16384

// parquetColumn holds the values of a column in a group.
type parquetColumn struct {
	title  string
	of     i32    // its type
	flags  []bool // the truth values, or which figures are not null
	values []byte
}

// The types of columns.
const parquetBoolean, parquetDouble, parquetText i32 = 0, 5, 6

// parquet returns a writer for the columns of p.
func (p *Points) parquet() *parquetWriter {
	s := &parquetWriter{zip: gzip.NewWriter(io.Discard)}
	cells := slices.Concat(make([]any, len(p.Keys)), (&Query{Engine: p.Engine}).estimateCells(&engine.Estimate{}))
	for i, column := range p.grid().Columns {
		c := &parquetColumn{title: column.Title, of: parquetText}
		switch cells[i].(type) {
		case float64:
			c.of = parquetDouble
		case bool:
			c.of = parquetBoolean
		}
		if slices.ContainsFunc(s.columns, func(x *parquetColumn) bool { return x.title == c.title }) { // size, which is also a term
			c.title = "offer_" + c.title
		}
		s.columns = append(s.columns, c)
	}
	return s
}

// take adds rows of cells and returns the new output, which is valid until the next call.
func (p *parquetWriter) take(rows [][]any) []byte {
	p.at, p.text = p.at+len(p.text), p.text[:0]
	for _, row := range rows {
		for i, c := range p.columns {
			c.add(row[i])
		}
		if p.rows++; p.rows == parquetGroup {
			p.group()
		}
	}
	return p.text
}

// add adds a value.
func (c *parquetColumn) add(v any) {
	switch x := v.(type) {
	case float64:
		finite := !math.IsNaN(x) && !math.IsInf(x, 0)
		if c.flags = append(c.flags, finite); finite {
			c.values = binary.LittleEndian.AppendUint64(c.values, math.Float64bits(x))
		}
	case bool:
		c.flags = append(c.flags, x)
	default:
		s := fmt.Sprint(x)
		c.values = append(binary.LittleEndian.AppendUint32(c.values, uint32(len(s))), s...)
	}
}

// page returns the content of a page with the column's values.
func (c *parquetColumn) page() []byte {
	flags := make([]byte, (len(c.flags)+7)/8)
	for i, set := range c.flags {
		if set {
			flags[i/8] |= 1 << (i % 8)
		}
	}
	switch c.of {
	case parquetBoolean:
		return flags
	case parquetDouble: // the flags are levels, packed in one run
		levels := append(binary.AppendUvarint(nil, uint64(len(flags)<<1|1)), flags...)
		return slices.Concat(binary.LittleEndian.AppendUint32(nil, uint32(len(levels))), levels, c.values)
	default:
		return c.values
	}
}

// group writes the buffered rows as a row group.
func (p *parquetWriter) group() {
	if p.all == 0 {
		p.text = append(p.text, "PAR1"...)
	}
	const plain, levels, zipped = i32(0), i32(3), i32(2) // encodings, and a codec
	var chunks list
	size := 0
	for _, c := range p.columns {
		page, at := c.page(), p.at+len(p.text)
		var packed bytes.Buffer
		p.zip.Reset(&packed)
		_, _ = p.zip.Write(page) // a buffer never fails
		_ = p.zip.Close()
		head := thrift(nil, 0, fields{{1, i32(0)}, {2, i32(len(page))}, {3, i32(packed.Len())}, // PageHeader
			{5, fields{{1, i32(p.rows)}, {2, plain}, {3, levels}, {4, levels}}}})
		p.text = append(append(p.text, head[1:]...), packed.Bytes()...)
		held := p.at + len(p.text) - at
		all := held - packed.Len() + len(page)
		size += all
		chunks = append(chunks, fields{{2, i64(at)}, {3, fields{{1, c.of}, {2, list{plain, levels}}, {3, list{c.title}}, {4, zipped},
			{5, i64(p.rows)}, {6, i64(all)}, {7, i64(held)}, {9, i64(at)}}}}) // ColumnChunk
		c.flags, c.values = c.flags[:0], c.values[:0]
	}
	p.groups = append(p.groups, fields{{1, chunks}, {2, i64(size)}, {3, i64(p.rows)}})
	p.all, p.rows = p.all+p.rows, 0
}

// end returns the end of the file.
func (p *parquetWriter) end() []byte {
	p.take(nil)
	if p.rows > 0 || p.all == 0 {
		p.group()
	}
	schema := list{fields{{4, "grid"}, {5, i32(len(p.columns))}}}
	for _, c := range p.columns {
		column := fields{{1, c.of}, {3, i32(0)}, {4, c.title}}
		switch c.of {
		case parquetBoolean: // required, as all but figures
		case parquetDouble:
			column[1].of = i32(1) // optional
		case parquetText: // UTF-8, the older way to say it and the newer
			column = append(column, fields{{6, i32(0)}, {10, fields{{1, fields{}}}}}...)
		}
		schema = append(schema, column)
	}
	footer := thrift(nil, 0, fields{{1, i32(1)}, {2, schema}, {3, i64(p.all)}, {4, p.groups}, {6, "crossover"}})[1:] // FileMetaData
	return append(binary.LittleEndian.AppendUint32(append(p.text, footer...), uint32(len(footer))), "PAR1"...)
}

// A value of Parquet's metadata is one of these.
type (
	i32    int
	i64    int
	list   []any // of one type, and not empty
	fields []struct {
		id byte
		of any
	}
)

// thrift appends a value in the compact protocol of Thrift: a byte whose lower half is the
// type, and what follows it. Elements of a list have no such byte.
// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
func thrift(dst []byte, upper byte, v any) []byte {
	switch v := v.(type) {
	case i32:
		return binary.AppendVarint(append(dst, upper|5), int64(v))
	case i64:
		return binary.AppendVarint(append(dst, upper|6), int64(v))
	case string:
		return append(binary.AppendUvarint(append(dst, upper|8), uint64(len(v))), v...)
	case list:
		var one, all []byte
		for _, e := range v {
			one = thrift(one[:0], 0, e)
			all = append(all, one[1:]...)
		}
		return append(binary.AppendUvarint(append(dst, upper|9, 15<<4|one[0]), uint64(len(v))), all...)
	case fields:
		dst = append(dst, upper|12)
		last := byte(0)
		for _, f := range v {
			dst = thrift(dst, (f.id-last)<<4, f.of)
			last = f.id
		}
		return append(dst, 0)
	}
	panic("no type of Parquet's metadata")
}
