package cli

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"crossover/engine/catalog"
	"crossover/tui/format"
	"crossover/tui/pane"
	"crossover/tui/result"
)

// history holds the price changes found by refreshes, in order of time.
type history []pane.PriceChange

// historyHead is the first line of a history.
const historyHead = "date,price,region,old_usd,new_usd"

// historyOf returns the name of the history beside a file of refreshed prices.
func historyOf(target string) string { return strings.TrimSuffix(target, ".yaml") + "-history.csv" }

// readHistory reads a history, which is empty before the first refresh.
func readHistory(name string) (history, error) {
	text, err := readFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, badf("read the history of prices: %w", err)
	}
	return parseHistory(name, text)
}

// parseHistory parses the text of a history; name is for errors.
func parseHistory(name string, text []byte) (history, error) {
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = strings.Count(historyHead, ",") + 1
	rows, err := r.ReadAll()
	if err != nil {
		return nil, badf("%s: %w; move it away to begin anew", name, err)
	}
	var out history
	for i, row := range rows {
		if i == 0 && strings.Join(row, ",") == historyHead {
			continue
		}
		old, err := strconv.ParseFloat(row[3], 64)
		now, wrong := strconv.ParseFloat(row[4], 64)
		if _, undated := time.Parse(time.DateOnly, row[0]); err != nil || wrong != nil || undated != nil {
			return nil, badf("%s:%d: %q: want a date as 2026-11-20, a price, a region and two amounts; move the file away to begin anew",
				name, i+1, strings.Join(row, ","))
		}
		out = append(out, pane.PriceChange{Date: row[0], Price: row[1], Class: catalog.Class(row[2]), Old: old, New: now})
	}
	return out, nil
}

// add appends the changes in a class of regions.
func (h history) add(today time.Time, class catalog.Class, d *result.PriceDiff) history {
	d.Each(func(old, now *catalog.Price) {
		if old == nil || now == nil {
			return
		}
		h = append(h, pane.PriceChange{
			Date: today.Format(time.DateOnly), Price: pane.PriceID(now), Class: class, Old: catalog.Decimal(old.Price / old.Per * now.Per), New: now.Price,
		})
	})
	return h
}

// text returns the history as CSV.
func (h history) text() []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{strings.Split(historyHead, ",")}
	for _, c := range h {
		rows = append(rows, []string{c.Date, c.Price, string(c.Class), format.Exactly(c.Old), format.Exactly(c.New)})
	}
	_ = w.WriteAll(rows) // a buffer does not fail
	return b.Bytes()
}
