package result

import (
	"bytes"
	"fmt"
	"math"
	"reflect"

	"github.com/parquet-go/parquet-go"

	"crossover/engine"
)

// parquetSheet writes the rows of points as Parquet with the columns of CSV, figures as
// numbers and missing ones as null.
type parquetSheet struct {
	w *parquet.GenericWriter[any]
	// text is the output not yet returned.
	text bytes.Buffer
}

// parquetGroup is the number of rows buffered per row group.
const parquetGroup = 16384

// parquetColumns keeps its columns in order; the library's group sorts them.
type parquetColumns struct {
	parquet.Group
	fields []parquet.Field
}

// Fields returns the columns.
func (c parquetColumns) Fields() []parquet.Field { return c.fields }

// parquetField is a column with its name.
type parquetField struct {
	parquet.Node
	name string
}

// Name returns the column's name.
func (f parquetField) Name() string { return f.name }

// Value is not used, because rows are not Go structs.
func (f parquetField) Value(reflect.Value) reflect.Value { return reflect.Value{} }

// parquet returns a writer for the columns of p.
func (p *Points) parquet() *parquetSheet {
	q := Query{Engine: p.Engine}
	var cells []any
	for _, k := range p.Keys {
		cells = append(cells, k)
	}
	cells = append(cells, q.estimateCells(&engine.Estimate{})...)
	c := parquetColumns{Group: parquet.Group{}}
	for i, column := range p.grid().Columns {
		var node parquet.Node
		switch cells[i].(type) {
		case float64:
			node = parquet.Optional(parquet.Leaf(parquet.DoubleType))
		case bool:
			node = parquet.Leaf(parquet.BooleanType)
		default:
			node = parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
		}
		title := column.Title
		if c.Group[title] != nil { // size, which is also a term
			title = "offer_" + title
		}
		c.Group[title] = node
		c.fields = append(c.fields, parquetField{node, title})
	}
	s := &parquetSheet{}
	s.w = parquet.NewGenericWriter[any](&s.text, parquet.NewSchema("grid", c), parquet.Compression(&parquet.Zstd), parquet.MaxRowsPerRowGroup(parquetGroup), parquet.WriteBufferSize(0))
	return s
}

// parquetRow converts a row of cells.
func parquetRow(cells []any) parquet.Row {
	row := make(parquet.Row, len(cells))
	for i, v := range cells {
		switch x := v.(type) {
		case float64:
			if !math.IsNaN(x) && !math.IsInf(x, 0) {
				row[i] = parquet.DoubleValue(x).Level(0, 1, i)
			} else {
				row[i] = parquet.NullValue().Level(0, 0, i)
			}
		case bool:
			row[i] = parquet.BooleanValue(x).Level(0, 0, i)
		default:
			row[i] = parquet.ByteArrayValue([]byte(fmt.Sprint(v))).Level(0, 0, i)
		}
	}
	return row
}

// take adds rows and returns the new output, which is valid until the next call.
func (s *parquetSheet) take(rows []parquet.Row) ([]byte, error) {
	s.text.Reset()
	_, err := s.w.WriteRows(rows)
	return s.text.Bytes(), err
}

// end returns the end of the file.
func (s *parquetSheet) end() ([]byte, error) {
	s.text.Reset()
	err := s.w.Close()
	return s.text.Bytes(), err
}
