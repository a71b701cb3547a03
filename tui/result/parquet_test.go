package result

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"crossover/engine/scenario"
)

// TestParquetIsWrittenAsItGoes writes more rows than a group holds, and checks that full
// groups are output before the end.
func TestParquetIsWrittenAsItGoes(t *testing.T) {
	e, start := newEngine(t), scenario.Default()
	p := Points{Engine: e, Keys: []string{"rate"}}
	s := p.parquet()
	q := New(e, &start, time.Time{})
	estimate := q.Evaluator.Estimate(&start, 0, 0)
	row := append([]any{"1/s"}, q.estimateCells(&estimate)...)
	var file bytes.Buffer
	const chunks, each = 100, 400
	for range chunks {
		file.Write(s.take(slices.Repeat([][]any{row}, each)))
	}
	before := file.Len()
	file.Write(s.end())
	f, err := parquet.OpenFile(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if f.NumRows() != chunks*each || len(f.RowGroups()) != (chunks*each+parquetGroup-1)/parquetGroup {
		t.Errorf("%d rows in %d groups", f.NumRows(), len(f.RowGroups()))
	}
	if before <= len("PAR1") {
		t.Errorf("%d bytes came before the end of %d", before, file.Len())
	}
}
