package trace

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
	"github.com/pierrec/lz4/v4"
)

// The library allocates memory for declared sizes before it checks them against the file.
// These limits bound the declared sizes.
const (
	mostFooter   = 16 << 20
	mostElements = 1 << 20 // sum over all lists of the footer
	mostColumns  = 4096
	mostPage     = 16 << 20
	mostValues   = 2 << 20 // in a page
)

// checkFooter checks the sizes declared in a file's footer.
func checkFooter(in io.ReaderAt, size int64) error {
	var end [8]byte
	if size < 12 {
		return errors.New("is Parquet that is cut off")
	}
	if _, err := in.ReadAt(end[:], size-8); err != nil {
		return err
	}
	if string(end[4:]) != parquetMark {
		return errors.New("is Parquet that is cut off, or whose footer is encrypted")
	}
	n := int64(binary.LittleEndian.Uint32(end[:]))
	if n > size-12 {
		return fmt.Errorf("is Parquet that is damaged: its footer has %d bytes by its own account, more than the file", n)
	}
	if n > mostFooter {
		return fmt.Errorf("is Parquet with a footer of %d MB; at most %d are read", n>>20, mostFooter>>20)
	}
	columns, children := 0, int64(0)
	w := walker{visit: func(path []int16, v int64) error {
		switch {
		case slices.Equal(path, []int16{schemaList}):
			if columns = int(v); v > mostColumns {
				return fmt.Errorf("it has %d columns; at most %d are read", v, mostColumns)
			}
		case slices.Equal(path, []int16{schemaList, childCount}):
			if children += v; v < 0 || children > int64(columns) {
				return errors.New("its schema has more columns below another than there are")
			}
		}
		return nil
	}}
	if err := w.walk(io.NewSectionReader(in, size-8-n, n)); err != nil {
		return fmt.Errorf("is Parquet that is damaged: its footer: %w", err)
	}
	return nil
}

// checkPages checks the sizes declared by the pages of a column.
func (g *guardedParquet) checkPages(m *format.ColumnMetaData) error {
	at := m.DataPageOffset
	if m.DictionaryPageOffset != 0 {
		at = m.DictionaryPageOffset
	}
	end := at + m.TotalCompressedSize
	if at < 0 || m.TotalCompressedSize < 0 || end > g.size {
		return errors.New("lies beyond the end of the file")
	}
	for at < end {
		p := pageHead{}
		w := walker{visit: p.field}
		in := io.NewSectionReader(g.in, at, end-at)
		if err := w.walk(in); err != nil {
			return fmt.Errorf("the head of a page: %w", err)
		}
		begin := at + w.read
		at = begin + p.packed
		switch {
		case p.packed < 0 || p.plain < 0 || p.values < 0:
			return errors.New("a page has a negative size")
		case p.packed > mostPage || p.plain > mostPage:
			return fmt.Errorf("a page has %d MB; at most %d are read", max(p.packed, p.plain)>>20, mostPage>>20)
		case p.values > mostValues:
			return fmt.Errorf("a page has %d values; at most %d are read", p.values, mostValues)
		case at > end:
			return errors.New("a page goes on beyond its column")
		}
		levels := int64(0)
		if p.kind == kindV2 { // otherwise the library ignores its header
			if p.bare {
				continue
			}
			levels = min(p.levels, p.packed, p.plain) // levels precede the packed part
		}
		if err := g.unpack(m.Codec, begin+levels, p.packed-levels, p.plain-levels); err != nil {
			return err
		}
	}
	return nil
}

// unpack checks that a page does not unpack to more bytes than it declares, because the
// library would allocate them.
func (g *guardedParquet) unpack(codec format.CompressionCodec, at, packed, plain int64) error {
	in := io.NewSectionReader(g.in, at, packed)
	more := fmt.Errorf("a page that is packed has more than the %d bytes it declares", plain)
	var out io.Reader
	var err error
	switch codec {
	case format.Uncompressed:
		return nil
	case format.Snappy:
		var head [10]byte
		n, _ := in.ReadAt(head[:], 0)
		if size, err := snappy.DecodedLen(head[:n]); err == nil && int64(size) > plain {
			return more
		}
		return nil
	case format.Lz4Raw:
		all := make([]byte, packed)
		if _, err := in.ReadAt(all, 0); err != nil {
			return err
		}
		if _, err := lz4.UncompressBlock(all, make([]byte, plain)); err != nil && packed > 0 {
			return more
		}
		return nil
	case format.Gzip:
		out, err = gzip.NewReader(in)
	case format.Brotli:
		out = brotli.NewReader(in)
	case format.Zstd:
		var z *zstd.Decoder
		if z, err = zstd.NewReader(in, zstd.WithDecoderMaxMemory(2*mostPage), zstd.WithDecoderConcurrency(1)); err == nil {
			defer z.Close()
			out = z
		}
	default:
		return fmt.Errorf("its pages are packed with %s, which is not read: brotli, gzip, lz4, snappy and zstd are", codec)
	}
	if err != nil {
		return nil //nolint:nilerr // the library reports data that it cannot unpack
	}
	if n, _ := io.Copy(io.Discard, io.LimitReader(out, plain+1)); n > plain {
		return more
	}
	return nil
}

// checkLevels checks that a page has as many values as its levels say. If not, the
// library would wait for the missing ones forever.
func checkLevels(p parquet.Page) error {
	n, v := 0, p.Data()
	switch v.Kind() {
	case encoding.Int32:
		n = len(v.Int32())
	case encoding.Int64:
		n = len(v.Int64())
	case encoding.Int96:
		n = len(v.Int96())
	case encoding.Float:
		n = len(v.Float())
	case encoding.Double:
		n = len(v.Double())
	case encoding.ByteArray:
		_, offsets := v.ByteArray()
		n = max(len(offsets)-1, 0)
	}
	if want := p.NumValues() - p.NumNulls(); int64(n) < want {
		return fmt.Errorf("a page has %d values of %d", n, want)
	}
	return nil
}

// Field IDs of Parquet's metadata (parquet.thrift of parquet-format).
const (
	schemaList = 2 // of FileMetaData
	childCount = 5 // of SchemaElement
	pageKind   = 1 // of PageHeader, like the next
	plainSize  = 2
	packedSize = 3
	valueCount = 1 // of all three kinds of page headers
	dataPageV2 = 8
	defLevels  = 5 // of DataPageHeaderV2: the bytes of levels, which are not packed
	repLevels  = 6
	isPacked   = 7 // of DataPageHeaderV2: false if the values are not packed, whatever the column's codec
)

// kindV2 is the kind of data pages of version 2.
const kindV2 = 3

var pageKinds = []int16{5, 7, dataPageV2} // data, dictionary, data of version 2

// pageHead holds the kind and the sizes that a page declares. bare is set if its values are
// not packed.
type pageHead struct {
	kind, plain, packed, values, levels int64
	bare                                bool
}

func (p *pageHead) field(path []int16, v int64) error {
	switch {
	case len(path) == 1 && path[0] == pageKind:
		p.kind = v
	case len(path) == 1 && path[0] == plainSize:
		p.plain = v
	case len(path) == 1 && path[0] == packedSize:
		p.packed = v
	case len(path) == 2 && slices.Contains(pageKinds, path[0]) && path[1] == valueCount:
		p.values = v
	case len(path) == 2 && path[0] == dataPageV2 && (path[1] == defLevels || path[1] == repLevels):
		p.levels += max(v, 0)
	case len(path) == 2 && path[0] == dataPageV2 && path[1] == isPacked:
		p.bare = v == 0
	}
	return nil
}

// walker reads a structure of Thrift's compact protocol without storing it. It passes
// whole numbers, truth values as 1 and 0, and the lengths of lists to visit, with their
// field IDs.
type walker struct {
	visit    func(path []int16, v int64) error
	path     []int16
	elements int
	in       *bufio.Reader
	read     int64
}

func (w *walker) walk(in *io.SectionReader) error {
	w.in = bufio.NewReaderSize(in, 4096)
	var p thrift.CompactProtocol
	if err := w.value(p.NewReader(w.in), thrift.STRUCT, 0); err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("ends early")
		}
		return err
	}
	at, _ := in.Seek(0, io.SeekCurrent)
	w.read = at - int64(w.in.Buffered())
	return nil
}

// value reads a value of a type.
func (w *walker) value(r thrift.Reader, t thrift.Type, depth int) (err error) {
	const mostDepth = 16
	if depth > mostDepth {
		return errors.New("is nested too deep")
	}
	var v int64
	switch t {
	case thrift.TRUE, thrift.FALSE, thrift.I8:
		_, err = r.ReadInt8()
	case thrift.I16:
		_, err = r.ReadInt16()
	case thrift.I32, thrift.I64:
		if v, err = r.ReadInt64(); err == nil {
			err = w.visit(w.path, v)
		}
	case thrift.DOUBLE:
		_, err = w.in.Discard(8)
	case thrift.BINARY:
		var n int
		if n, err = r.ReadLength(); err == nil {
			_, err = w.in.Discard(n)
		}
	case thrift.LIST:
		err = w.list(r, depth)
	case thrift.STRUCT:
		err = w.structure(r, depth)
	default:
		err = fmt.Errorf("has a value of type %d, which Parquet has not", t)
	}
	return err
}

func (w *walker) list(r thrift.Reader, depth int) error {
	l, err := r.ReadList()
	if err != nil {
		return err
	}
	if w.elements += int(l.Size); l.Size < 0 || w.elements > mostElements {
		return fmt.Errorf("lists more than %d things", mostElements)
	}
	if err := w.visit(w.path, int64(l.Size)); err != nil {
		return err
	}
	for range l.Size {
		if err := w.value(r, l.Type, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) structure(r thrift.Reader, depth int) error {
	last := int16(0)
	for {
		f, err := r.ReadField()
		if err != nil || f.Type == thrift.STOP {
			return err
		}
		if f.Delta {
			f.ID += last
		}
		last = f.ID
		w.path = append(w.path, f.ID)
		switch f.Type {
		case thrift.TRUE: // the type encodes the value
			err = w.visit(w.path, 1)
		case thrift.FALSE:
			err = w.visit(w.path, 0)
		default:
			err = w.value(r, f.Type, depth+1)
		}
		if err != nil {
			return err
		}
		w.path = w.path[:len(w.path)-1]
	}
}
