// Package trace reduces records of requests to the terms of a scenario: the mean
// rate, how it spreads over the day, bursts, growth, and how long requests take.
// It reads what people have: CSV, Parquet, access logs, Lambda's REPORT lines, JSON
// lines, counts a minute, Prometheus ranges, OpenTelemetry spans and the results of
// Lambda Power Tuning.
//
//	blocks of whole lines ──► a tally on each core ──► merged ──► Summary
//
// A tally has a bounded size whatever is read: counts in equal spans of time,
// which double when there are too many, and histograms.
package trace

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// Fault is a line that could not be read, of a file if [Records] has several.
type Fault struct {
	File string
	Line int
	Why  string
}

// ErrNone is told where nothing was read that requests could be counted by.
var ErrNone = errors.New("holds no requests")

// record is one line, or one value of a document.
type record struct {
	// at is seconds since 1970; 0 where the line does not say.
	at float64
	// n is how many requests it stands for.
	n float64
	// ms, mb and kb are the duration, the memory used and the bytes sent; below 0
	// where the line does not say. initMS is the time of a cold start.
	ms, mb, kb, initMS float64
}

// one is a request of which nothing is known.
var one = record{n: 1, ms: -1, mb: -1, kb: -1, initMS: -1}

// lines reads one line of a format into a record.
type lines interface {
	// read returns why the line is not one of the format, or "". A line that counts
	// for nothing leaves n at 0.
	read(line []byte, r *record) string
	// columns says what was taken for what.
	columns() string
	name() string
}

// Records are records of requests in one file or in several, one after the other.
type Records struct {
	t      *tally
	format lines
	files  int
}

// Read reads records of requests to their end. The reader may be compressed with
// gzip or zstd; for Parquet it must be an [io.ReaderAt] and an [io.Seeker], as files
// are. Lines that cannot be read are counted, and the first are told of with the name.
// Of files with counts of a day's minutes each is the day after the one before.
func (x *Records) Read(name string, r io.Reader) error {
	in, head, err := begin(r)
	if err != nil {
		return err
	}
	var t *tally
	var format lines
	if d := documentOf(head); d != nil {
		t, format, err = readDocument(in, d)
	} else if first := firstLines(head); len(first) > 0 && isReduced(first[0]) {
		t, format, err = readReduced(in)
	} else {
		t, format, err = tallyRecords(r, in, head, 0)
	}
	if err == nil {
		err = t.holds()
	}
	if err != nil {
		return err
	}
	for i := range t.faults {
		t.faults[i].File = name
	}
	if x.t == nil {
		x.t, x.format = t, format
	} else if _, daily := format.(*minuteLines); daily {
		x.t.merge(t, int64(x.files)*dayS)
	} else {
		x.t.merge(t, 0)
	}
	x.files++
	return nil
}

// Summary is what the records come to.
func (x *Records) Summary() *Summary { return x.t.summary(x.format.name(), x.format.columns()) }

// tallyRecords counts the records of r, which in reads without its compression, and
// keeps the times of as many as asked for.
func tallyRecords(r io.Reader, in *bufio.Reader, head []byte, most int) (*tally, lines, error) {
	if isParquet(head) {
		return tallyParquet(r, most)
	}
	format, skip, err := detect(head)
	if err != nil {
		return nil, nil, err
	}
	t, err := tallyLines(in, format, skip, most)
	return t, format, err
}

// begin returns the reader without its compression, and what it starts with.
func begin(r io.Reader) (in *bufio.Reader, head []byte, err error) {
	if in, err = plain(bufio.NewReaderSize(r, 1<<16)); err != nil {
		return nil, nil, err
	}
	if mark, _ := in.Peek(3); string(mark) == "\ufeff" { // a byte-order mark
		_, _ = in.Discard(3)
	}
	head, err = in.Peek(1 << 16)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, nil, err
	}
	if len(bytes.TrimSpace(head)) == 0 {
		return nil, nil, ErrNone
	}
	return in, head, nil
}

// plain is the reader without its compression.
func plain(in *bufio.Reader) (*bufio.Reader, error) {
	magic, err := in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, fmt.Errorf("gzip: %w", err)
		}
		return bufio.NewReaderSize(whole{z, "gzip"}, 1<<16), nil
	case bytes.Equal(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		z, err := zstd.NewReader(in, zstd.WithDecoderMaxMemory(128<<20))
		if err != nil {
			return nil, fmt.Errorf("zstd: %w", err)
		}
		return bufio.NewReaderSize(whole{z, "zstd"}, 1<<16), nil
	}
	return in, nil
}

// whole reads what is packed, whose end must be there: readers of lines take
// [io.ErrUnexpectedEOF] for the end of the last line.
type whole struct {
	io.Reader
	name string
}

// Read reads what was packed.
func (w whole) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("%s: the file is cut off: its packed text has no end", w.name)
	} else if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("%s: %w", w.name, err)
	}
	return n, err
}

// The size of the blocks that are read at once, and of the longest line.
const (
	blockBytes = 1 << 20
	maxLine    = 1 << 20
)

// block is some whole lines.
type block struct {
	text []byte
	line int // the number of the first
}

// tallyLines counts all lines, on as many cores as there are, and keeps the times of
// as many requests as asked for. The first skip lines are a header.
func tallyLines(in io.Reader, format lines, skip, most int) (*tally, error) {
	workers := runtime.GOMAXPROCS(0)
	work := make(chan block, workers)
	free := make(chan []byte, 2*workers+2)
	done := make([]*tally, workers)
	step := int64(1)
	if f, ok := format.(interface{ span() int64 }); ok {
		step = f.span()
	}
	var wg sync.WaitGroup
	for i := range workers {
		done[i] = newTally(step)
		done[i].most = most
		wg.Go(func() {
			for b := range work {
				done[i].lines(b, format)
				free <- b.text[:0]
			}
		})
	}
	err := blocks(in, skip, free, work)
	close(work)
	wg.Wait()
	for _, t := range done[1:] {
		done[0].merge(t, 0)
	}
	return done[0], err
}

// blocks cuts what is read after whole lines.
func blocks(in io.Reader, skip int, free <-chan []byte, work chan<- block) error {
	var rest []byte
	line := 1
	for {
		var buf []byte
		select {
		case buf = <-free:
		default:
			buf = make([]byte, 0, blockBytes+maxLine)
		}
		buf = append(buf, rest...)
		n, err := io.ReadFull(in, buf[len(buf):len(buf)+blockBytes])
		buf = buf[:len(buf)+n]
		last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !last {
			return err
		}
		end := len(buf)
		if !last {
			if end = bytes.LastIndexByte(buf, '\n') + 1; len(buf)-end >= maxLine {
				return fmt.Errorf("line %d has more than %d bytes", line+bytes.Count(buf, []byte("\n")), maxLine)
			}
		}
		rest = append(rest[:0], buf[end:]...)
		text, first := buf[:end], line
		line += bytes.Count(text, []byte("\n"))
		for ; skip > 0 && len(text) > 0; skip-- {
			i := bytes.IndexByte(text, '\n') + 1
			if i == 0 {
				i = len(text)
			}
			text, first = text[i:], first+1
		}
		work <- block{text, first}
		if last {
			return nil
		}
	}
}

// lines counts the lines of a block.
func (t *tally) lines(b block, format lines) {
	var r record // here, for it escapes
	for line := b.line; len(b.text) > 0; line++ {
		i := bytes.IndexByte(b.text, '\n')
		text := b.text
		if i < 0 {
			b.text = nil
		} else {
			text, b.text = text[:i], b.text[i+1:]
		}
		text = bytes.TrimRight(text, "\r")
		if len(text) == 0 {
			continue
		}
		if many, ok := format.(*minuteLines); ok {
			if why := many.counts(text, t); why != "" {
				t.fault(line, why)
			}
			continue
		}
		r = one
		if why := format.read(text, &r); why != "" {
			t.fault(line, why)
			continue
		}
		t.add(&r)
	}
}

// detect tells a format by its first lines. Lines of a format are told before CSV,
// which anything with a comma could be.
func detect(head []byte) (format lines, skip int, err error) {
	first := firstLines(head)
	if len(first) == 0 {
		return nil, 0, ErrNone
	}
	for _, f := range []lines{reportLines{}, jsonLines{}, balancerLines{}, accessLog{}} {
		good, known := 0, 0
		for _, line := range first {
			r := one
			if f.read(line, &r) == "" {
				good++
				if r.n > 0 {
					known++
				}
			}
		}
		if (known > 0 || good == len(first)) && 2*good >= len(first) {
			if j, ok := f.(jsonLines); ok {
				j.marked = slices.ContainsFunc(first, marksRequests)
				return j, 0, nil
			}
			return f, 0, nil
		}
	}
	return csvOf(first)
}

// firstLines are the whole lines at the start that say something.
func firstLines(head []byte) [][]byte {
	const most = 50
	var out [][]byte
	whole := head
	if i := bytes.LastIndexByte(head, '\n'); i >= 0 {
		whole = head[:i]
	}
	for line := range bytes.SplitSeq(whole, []byte("\n")) {
		if line = bytes.TrimRight(line, "\r"); len(bytes.TrimSpace(line)) > 0 && len(out) < most {
			out = append(out, line)
		}
	}
	return out
}

// Formats lists what is read, for help texts and messages.
func Formats() string {
	return strings.Join([]string{
		"CSV or Parquet with a column of times", "access logs (common, combined, of AWS load balancers)", "CloudWatch REPORT lines", "JSON lines and exports of Cloud Run, load balancers and Lambda", "CloudWatch metrics that count requests",
		"counts a minute (Azure Functions 2019)", "Prometheus ranges", "OpenTelemetry spans as JSON", "results of Lambda Power Tuning",
		"summaries that the queries of --sql make",
	}, ", ")
}
