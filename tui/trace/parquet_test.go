package trace

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"crossover/engine/proptest"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/deprecated"
)

// written returns a file of rows in the order of the columns' names, with group rows per
// group.
func written(tb testing.TB, group int64, columns parquet.Group, rows ...parquet.Row) []byte {
	tb.Helper()
	var out bytes.Buffer
	w := parquet.NewWriter(&out, parquet.NewSchema("requests", columns), parquet.MaxRowsPerRowGroup(group), parquet.PageBufferSize(256))
	for _, r := range rows {
		for i := range r {
			defined := 0
			if !r[i].IsNull() && columns[w.Schema().Columns()[i][0]].Optional() {
				defined = 1
			}
			r[i] = r[i].Level(0, defined, i)
		}
	}
	if _, err := w.WriteRows(rows); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

func values(of ...any) (row parquet.Row) {
	for _, v := range of {
		row = append(row, parquet.ValueOf(v))
	}
	return row
}

// TestParquetIsCSV reads the same requests from CSV and from Parquet, with every encoding
// of times and every compression.
func TestParquetIsCSV(t *testing.T) {
	proptest.Sequential(t)
	text := source{rate: 2, burst: 4, length: 60, days: 0.1}.write(5)
	want := read(t, text)
	type request struct{ s, ms float64 }
	var requests []request
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		var r request
		if _, err := fmt.Sscanf(line, "%f,%f", &r.s, &r.ms); err != nil {
			t.Fatal(err)
		}
		requests = append(requests, r)
	}
	ms := func(s float64) int64 { return int64(math.Round(s * 1000)) }
	codecs := []compress.Codec{&parquet.Uncompressed, &parquet.Snappy, &parquet.Gzip, &parquet.Zstd, &parquet.Lz4Raw, &parquet.Brotli}
	for name, c := range map[string]struct {
		node parquet.Node
		of   func(s float64) any
	}{
		"milliseconds":    {parquet.Timestamp(parquet.Millisecond), func(s float64) any { return ms(s) }},
		"microseconds":    {parquet.Timestamp(parquet.Microsecond), func(s float64) any { return ms(s) * 1e3 }},
		"nanoseconds":     {parquet.Timestamp(parquet.Nanosecond), func(s float64) any { return ms(s) * 1e6 }},
		"deltas":          {parquet.Encoded(parquet.Timestamp(parquet.Millisecond), &parquet.DeltaBinaryPacked), func(s float64) any { return ms(s) }},
		"dictionary":      {parquet.Encoded(parquet.Optional(parquet.Timestamp(parquet.Millisecond)), &parquet.RLEDictionary), func(s float64) any { return ms(s) }},
		"a plain integer": {parquet.Int(64), func(s float64) any { return ms(s) }},
		"seconds":         {parquet.Leaf(parquet.DoubleType), func(s float64) any { return s }},
		"text":            {parquet.String(), func(s float64) any { return time.UnixMilli(ms(s)).UTC().Format("2006-01-02 15:04:05.000") }},
		"Impala's": {parquet.Leaf(parquet.Int96Type), func(s float64) any {
			ns := uint64(ms(s)%86400e3) * 1e6
			return deprecated.Int96{uint32(ns), uint32(ns >> 32), uint32(2440588 + ms(s)/86400e3)}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			var rows []parquet.Row
			for _, r := range requests {
				rows = append(rows, values(r.ms, "GET /", c.of(r.s)))
			}
			for _, codec := range codecs {
				file := written(t, 700, parquet.Group{
					"duration_ms": parquet.Compressed(parquet.Leaf(parquet.DoubleType), codec),
					"path":        parquet.String(),
					"timestamp":   parquet.Compressed(c.node, codec),
				}, rows...)
				got := read(t, file)
				if got.Format != "Parquet" || got.Columns != want.Columns {
					t.Errorf("%s, %s", got.Format, got.Columns)
				}
				got.Format = want.Format
				within(t, "mean", got.DurationMS.Mean, want.DurationMS.Mean, 1e-12) // the order of summation differs
				got.DurationMS, got.From, got.To = want.DurationMS, want.From, want.To
				if !reflect.DeepEqual(got, want) {
					t.Errorf("%s: %+v, want %+v", codec, got, want)
				}
			}
		})
	}
}

// TestParquetRows reads cells that are empty, of other types, or wrong.
func TestParquetRows(t *testing.T) {
	file := written(t, 2, parquet.Group{
		"ts": parquet.Optional(parquet.Timestamp(parquet.Millisecond)), "latency_s": parquet.Optional(parquet.Leaf(parquet.FloatType)),
		"memory": parquet.Optional(parquet.Int(32)), "size": parquet.Decimal(1, 18, parquet.Int64Type),
	},
		values(float32(0.5), int32(64), int64(10000), int64(monday*1000)),
		values(float32(0.5), nil, int64(10000), nil),
		values(nil, int32(96), int64(30000), int64(monday*1000+9000)),
		values(float32(math.NaN()), int32(96), int64(30000), int64(monday*1000)),
		values(float32(1), int32(-1), int64(30000), int64(monday*1000)))
	s := read(t, file)
	if s.Requests != 2 || s.Bad != 3 || len(s.Faults) != 3 || s.Faults[0].Line != 2 || s.Faults[1].Line != 4 || s.Faults[2].Line != 5 {
		t.Errorf("%g requests, %d bad: %v", s.Requests, s.Bad, s.Faults)
	}
	for what, x := range map[string][2]float64{"rate": {s.PerSecond, 0.2}, "ms": {s.DurationMS.Mean, 500}, "mb": {s.MemoryMB.Mean, 80}, "kb": {s.ResponseKB.Mean, 2}} {
		within(t, what, x[0], x[1], 1e-9)
	}
	a, err := ReadArrivals(bytes.NewReader(file), 10)
	if err != nil || len(a.Seconds) != 2 || a.Seconds[1] != 9 || a.Bad != 3 {
		t.Errorf("%+v, %v", a, err)
	}
}

func small(tb testing.TB) []byte {
	return written(tb, 3, parquet.Group{"timestamp": parquet.Optional(parquet.Timestamp(parquet.Millisecond)), "duration": parquet.Encoded(parquet.Leaf(parquet.DoubleType), &parquet.RLEDictionary)},
		values(1., int64(monday*1000)), values(1., int64(monday*1000+500)), values(2., nil), values(4., int64(monday*1000+2000)))
}

// TestParquetThatIsNot checks that bad files are refused with the reason.
func TestParquetThatIsNot(t *testing.T) {
	good := small(t)
	n := len(good)
	with := func(at int, b ...byte) []byte {
		return append(append(bytes.Clone(good[:at]), b...), good[at+len(b):]...)
	}
	for name, c := range map[string]struct {
		in   io.Reader
		want string
	}{
		"from a stream":           {io.MultiReader(bytes.NewReader(good)), "not from standard input"},
		"the mark alone":          {strings.NewReader("PAR1"), "cut off"},
		"cut off":                 {bytes.NewReader(good[:n-20]), "cut off"},
		"a footer too long":       {bytes.NewReader(with(n-8, 0xff, 0xff, 0xff, 0x7f)), "more than the file"},
		"a footer of 40 MB":       {bytes.NewReader(append(append([]byte("PAR1"), make([]byte, 40<<20)...), 0, 0, 0x80, 2, 'P', 'A', 'R', '1')), "footer of 40 MB"},
		"a footer of a huge list": {bytes.NewReader([]byte("PAR1\x29\xfc\xff\xff\xff\xff\x07\x07\x00\x00\x00PAR1")), "lists more than"},
		"an empty footer":         {bytes.NewReader([]byte("PAR1\x00\x00\x00\x00PAR1")), "damaged"},
		"no column of times":      {bytes.NewReader(written(t, 10, parquet.Group{"a": parquet.Int(64)}, values(int64(1)))), "without a column of times"},
		"a time that is a flag":   {bytes.NewReader(written(t, 10, parquet.Group{"time": parquet.Leaf(parquet.BooleanType)}, values(true))), "column time is of type BOOLEAN"},
		"memory that is a time": {bytes.NewReader(written(t, 10, parquet.Group{"time": parquet.Int(64), "memory": parquet.Timestamp(parquet.Millisecond)}, values(int64(1), int64(1)))),
			"column memory has times"},
		"no rows":                   {bytes.NewReader(written(t, 10, parquet.Group{"time": parquet.Int(64)})), ErrNone.Error()},
		"a page that declares more": {bytes.NewReader(hugePage(t)), "a page has 2047 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			if s, err := readFrom(c.in); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, %+v, want %q", err, s, c.want)
			}
		})
	}
}

// hugePage returns a file with a page that declares 2 GB. In the page's header the size
// follows the type, which is 3 for data.
func hugePage(tb testing.TB) []byte {
	file := written(tb, 10, parquet.Group{"time": parquet.Int(64)}, values(int64(monday)), values(int64(monday+1)))
	const at = len(parquetMark)
	if file[at] != 0x15 || file[at+1] != 3*2 || file[at+2] != 0x15 || file[at+3] > 0x7f {
		tb.Fatalf("the page begins %x", file[at:at+8])
	}
	return append(append(bytes.Clone(file[:at+3]), 0xfe, 0xff, 0xff, 0xff, 0x0f), file[at+4:]...)
}

// TestParquetBombs reads pages of a few KB that unpack to more than they declare, with
// every compression.
func TestParquetBombs(t *testing.T) {
	var rows []parquet.Row
	for range 5_000 {
		rows = append(rows, values(int64(monday)))
	}
	for _, codec := range []compress.Codec{&parquet.Gzip, &parquet.Snappy, &parquet.Zstd, &parquet.Lz4Raw, &parquet.Brotli} {
		t.Run(codec.String(), func(t *testing.T) {
			file := written(t, 100_000, parquet.Group{"time": parquet.Encoded(parquet.Compressed(parquet.Int(64), codec), &parquet.Plain)}, rows...)
			if s, err := readFrom(bytes.NewReader(file)); err != nil || s.Requests != 5_000 {
				t.Fatalf("%+v, %v", s, err)
			}
			at := len(parquetMark) // the page's type is first, then its size of two bytes
			size := file[at+3 : at+5]
			if file[at] != 0x15 || file[at+2] != 0x15 || size[0] < 0x80 || size[1] > 0x7f {
				t.Fatalf("the page begins %x", file[at:at+8])
			}
			size[1] = 1 // a fraction of the true size
			if s, err := readFrom(bytes.NewReader(file)); err == nil || !strings.Contains(err.Error(), "than the") {
				t.Errorf("%+v, %v", s, err)
			}
		})
	}
}

// TestParquetDamaged corrupts each byte of a file in turn. The result must be right or an
// error, and never a panic.
func TestParquetDamaged(t *testing.T) {
	proptest.Sequential(t)
	good := small(t)
	for i := range good {
		for _, b := range []byte{0, 0x0f, 0x7f, 0xff, good[i] ^ 1} {
			bad := bytes.Clone(good)
			bad[i] = b
			if s, err := readFrom(bytes.NewReader(bad)); err == nil && s.Requests > 4 {
				t.Errorf("byte %d as %#x: %g requests", i, b, s.Requests)
			}
		}
		if _, err := readFrom(bytes.NewReader(good[:i])); err == nil {
			t.Errorf("%d of %d bytes are read", i, len(good))
		}
	}
}

func FuzzParquet(f *testing.F) {
	f.Add(small(f))
	f.Add(hugePage(f))
	f.Add(written(f, 10, parquet.Group{"time": parquet.Encoded(parquet.Int(64), &parquet.DeltaBinaryPacked)}, values(int64(monday)), values(int64(monday+1))))
	f.Add(written(f, 10, parquet.Group{"time": parquet.Compressed(parquet.String(), &parquet.Zstd), "tags": parquet.Repeated(parquet.String())}))
	f.Fuzz(func(t *testing.T, text []byte) {
		if !bytes.HasPrefix(text, []byte(parquetMark)) {
			text = append([]byte(parquetMark), text...)
		}
		s, err := readFrom(bytes.NewReader(text))
		if err == nil && (math.IsNaN(s.PerSecond) || s.PerSecond < 0 || s.Requests <= 0) {
			t.Errorf("%+v", s)
		}
	})
}
