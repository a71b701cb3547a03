package result

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"crossover/engine"
	"crossover/engine/scenario"
)

// Points are scenarios to be evaluated in bulk.
type Points struct {
	Engine *engine.Engine
	// Today is the day from which the age of prices is counted.
	Today time.Time
	// Keys are the terms that differ from point to point.
	Keys []string
	// Offers are priced at each point; if empty, only the cheapest offer is.
	Offers []int
	// N is the number of points. At returns the values of the keys at a point, and its
	// scenario. It is called from several goroutines.
	N  int
	At func(k int) (values []string, s scenario.Scenario, err error)
	// Format is the format of the rows: csv, ndjson (a JSON value per line) or parquet.
	Format string
}

// chunk is a range of points that one goroutine evaluates, with the results.
type chunk struct {
	from, to int
	text     bytes.Buffer
	rows     [][]any
	err      error
	done     chan struct{}
}

// chunkPoints is the number of points per chunk: enough that the cost of handing it over
// is negligible.
const chunkPoints = 32

// Write evaluates the points on all processors and passes the text of each chunk to
// write, in the order of the points. done is the number of points so far. Only a few
// finished chunks wait for an earlier one.
func (p *Points) Write(ctx context.Context, write func(text []byte, done int) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	workers := runtime.GOMAXPROCS(0)
	todo, ordered := make(chan *chunk), make(chan *chunk, 2*workers)
	go func() {
		defer close(todo)
		defer close(ordered)
		for from := 0; from < p.N; from += chunkPoints {
			c := &chunk{from: from, to: min(from+chunkPoints, p.N), done: make(chan struct{})}
			select {
			case ordered <- c:
			case <-ctx.Done():
				return
			}
			todo <- c // a worker receives until todo is closed
		}
	}()
	for range workers {
		go func() {
			q := Query{Engine: p.Engine, Evaluator: p.Engine.NewEvaluator(), Today: p.Today}
			for c := range todo {
				c.err = p.evaluate(ctx, &q, c)
				close(c.done)
			}
		}()
	}
	var parquet *parquetWriter
	if p.Format == "parquet" {
		parquet = p.parquet()
	}
	if p.Format == "csv" {
		var head bytes.Buffer
		p.grid().csv(&head)
		if err := write(head.Bytes(), 0); err != nil {
			return err
		}
	}
	for c := range ordered {
		<-c.done
		if c.err != nil {
			return c.err
		}
		text := c.text.Bytes()
		if parquet != nil {
			text = parquet.take(c.rows)
		}
		if err := write(text, c.to); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil || parquet == nil {
		return err
	}
	return write(parquet.end(), p.N)
}

// grid has the columns of the rows.
func (p *Points) grid() *Grid { return NewGrid(slices.Concat(p.Keys, estimateTitles)...) }

// evaluate computes the output of a chunk.
func (p *Points) evaluate(ctx context.Context, q *Query, c *chunk) (err error) {
	defer func() {
		if r := recover(); r != nil { // a panic in this goroutine would end the process
			err = fmt.Errorf("internal error: %v; please report it with the command you ran", r)
		}
	}()
	g := p.grid()
	var list []engine.Estimate
	for k := c.from; k < c.to; k++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		values, s, err := p.At(k)
		if err != nil {
			return err
		}
		q.Scenario = s
		if list = p.estimates(q, list[:0]); p.Format == "ndjson" {
			c.lines(q, p.Keys, values, list)
			continue
		}
		for i := range list {
			var cells []any
			for _, v := range values {
				cells = append(cells, v)
			}
			cells = append(cells, q.estimateCells(&list[i])...)
			if p.Format == "parquet" {
				c.rows = append(c.rows, cells)
			} else {
				g.addRaw(cells...)
			}
		}
	}
	g.cells(&c.text)
	return nil
}

// lines writes estimates at a point, one JSON value per line.
func (c *chunk) lines(q *Query, keys, values []string, list []engine.Estimate) {
	point := make(object, len(keys))
	for i := range point {
		point[i] = member{keys[i], values[i]}
	}
	for i := range list {
		writeJSON(&c.text, object{{"schema_version", SchemaVersion}, {"point", point}, {"offer", q.offerObject(&list[i])}})
		c.text.WriteByte('\n')
	}
}

// estimates appends the estimates of p.Offers at the scenario of q, or of the best-ranked
// offer if p.Offers is empty.
func (p *Points) estimates(q *Query, dst []engine.Estimate) []engine.Estimate {
	s, part := &q.Scenario, q.Scenario.Selected
	for _, o := range p.Offers {
		dst = append(dst, q.Evaluator.Estimate(s, part, o))
	}
	if len(p.Offers) > 0 {
		return dst
	}
	best := 0
	dst = q.Evaluator.Headlines(s, part, dst)
	for i := range dst {
		if engine.Less(&dst[i], &dst[best]) {
			best = i
		}
	}
	return append(dst[:0], q.Evaluator.Estimate(s, part, dst[best].Offer))
}
