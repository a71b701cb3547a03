// Package trace reduces records of requests to the terms of a scenario: the mean rate,
// its daily profile, bursts, growth, and durations. It reads CSV, Parquet, access logs,
// Lambda's REPORT lines, JSON lines, counts per minute, Prometheus ranges, OpenTelemetry
// spans and the results of Lambda Power Tuning.
//
//	blocks of whole lines ──► a tally on each core ──► merged ──► Summary
//
// A tally has a bounded size for any input: counts in equal spans of time, which double
// in length when there are too many, and histograms.
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

// Fault is an unreadable line. File is set if [Records] has several files.
type Fault struct {
	File string
	Line int
	Why  string
}

// ErrNone is returned if the input has no countable requests.
var ErrNone = errors.New("holds no requests")

// record is a line, or a value of a document.
type record struct {
	// at is in seconds since 1970; 0 means unknown.
	at float64
	// n is the number of requests.
	n float64
	// ms, mb and kb are the duration, the memory used and the bytes sent, and initMS the
	// time of a cold start; negative means unknown.
	ms, mb, kb, initMS float64
}

// one is a request without figures.
var one = record{n: 1, ms: -1, mb: -1, kb: -1, initMS: -1}

// recordFormat is a format of lines or of documents.
type recordFormat struct {
	name string
	// says describes the use of the fields.
	says string
	// read returns why a line is not in the format, or "". It sets n to 0 for a line that
	// is no request.
	read func(line []byte, r *record) string
	// counts, if not nil, adds the requests of a line, which are those of a day's minutes.
	counts func(line []byte, t *tally) string
	// step is the length in seconds of the spans in which requests are counted, or 0 for 1.
	step int64
}

// Records are records of requests from one or more files.
type Records struct {
	t      *tally
	format recordFormat
	files  int
}

// Read reads records of requests to their end. The input may be compressed with gzip or
// zstd; Parquet must be an [io.ReaderAt] and an [io.Seeker], such as a file. Unreadable
// lines are counted, and the first are reported with the name. Each further file of
// counts of a day's minutes is the following day.
func (rs *Records) Read(name string, r io.Reader) error {
	in, head, err := begin(r)
	if err != nil {
		return err
	}
	var t *tally
	var f recordFormat
	if d := documentOf(head); d != nil {
		t, f, err = readDocument(in, d)
	} else if first := firstLines(head); len(first) > 0 && isReduced(first[0]) {
		t, f, err = readReduced(in)
	} else {
		t, f, err = tallyRecords(r, in, head, 0)
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
	if rs.t == nil {
		rs.t, rs.format = t, f
	} else if f.counts != nil {
		rs.t.merge(t, int64(rs.files)*dayS)
	} else {
		rs.t.merge(t, 0)
	}
	rs.files++
	return nil
}

// Summary summarises the records.
func (rs *Records) Summary() *Summary { return rs.t.summary(rs.format.name, rs.format.says) }

// tallyRecords counts the records of r, of which in is the decompressed content, and
// keeps request times (see [tally.keep]).
func tallyRecords(r io.Reader, in *bufio.Reader, head []byte, most int) (*tally, recordFormat, error) {
	if bytes.HasPrefix(head, []byte(parquetMark)) {
		return tallyParquet(r, most)
	}
	f, skip, err := detect(head)
	if err != nil {
		return nil, f, err
	}
	t, err := tallyLines(in, &f, skip, most)
	return t, f, err
}

// begin returns the decompressed reader and the beginning of its content.
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

// plain returns the reader, decompressed.
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

// whole reads decompressed data and reports a truncated input. Otherwise readers of lines
// would take [io.ErrUnexpectedEOF] for the end of the last line.
type whole struct {
	io.Reader
	name string
}

// Read reads decompressed data.
func (w whole) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("%s: the file is cut off: its packed text has no end", w.name)
	} else if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("%s: %w", w.name, err)
	}
	return n, err
}

// The size of the blocks read, and of the longest line, in bytes.
const (
	blockBytes = 1 << 20
	maxLine    = 1 << 20
)

// block is a sequence of whole lines.
type block struct {
	text []byte
	line int // the number of the first line
}

// tallyLines counts all lines on all cores, and keeps request times (see [tally.keep]).
// The first skip lines are a header.
func tallyLines(in io.Reader, f *recordFormat, skip, most int) (*tally, error) {
	workers := runtime.GOMAXPROCS(0)
	work := make(chan block, workers)
	free := make(chan []byte, 2*workers+2)
	done := make([]*tally, workers)
	var wg sync.WaitGroup
	for i := range workers {
		done[i] = newTally(max(f.step, 1))
		done[i].most = most
		wg.Go(func() {
			for b := range work {
				done[i].lines(b, f)
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

// blocks cuts the input into blocks at the ends of lines.
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
func (t *tally) lines(b block, f *recordFormat) {
	var r record // outside the loop, because it escapes
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
		if r = one; f.counts == nil {
			t.record(line, &r, f.read(text, &r))
		} else if why := f.counts(text, t); why != "" {
			t.fault(line, why)
		}
	}
}

// detect determines the format by the first lines. CSV is tried last, because any line
// with a comma could be CSV.
func detect(head []byte) (f recordFormat, skip int, err error) {
	first := firstLines(head)
	if len(first) == 0 {
		return f, 0, ErrNone
	}
	for _, f := range []recordFormat{reportLines, jsonLines(false), balancerLines, accessLog} {
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
			if f.name == jsonLines(false).name && slices.ContainsFunc(first, marksRequests) {
				f = jsonLines(true)
			}
			return f, 0, nil
		}
	}
	return csvOf(first)
}

// firstLines returns the first whole lines that are not blank.
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

// Formats lists the formats, for help texts and messages.
func Formats() string {
	return strings.Join([]string{
		"CSV or Parquet with a column of times", "access logs (common, combined, of AWS load balancers)", "CloudWatch REPORT lines", "JSON lines and exports of Cloud Run, load balancers and Lambda", "CloudWatch metrics that count requests",
		"counts a minute (Azure Functions 2019)", "Prometheus ranges", "OpenTelemetry spans as JSON", "results of Lambda Power Tuning",
		"summaries that the queries of --sql make",
	}, ", ")
}
