package scenario

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"crossover/engine/traffic"
)

// Unit is the unit of a term's numbers, which also defines their text form.
type Unit uint8

// The units.
const (
	// UnitText is a value with its own syntax, such as a list of names.
	UnitText Unit = iota
	// UnitWord is one of the term's words, and UnitSwitch on or off.
	UnitWord
	UnitSwitch
	// UnitRate is requests over a period; its number is per second.
	UnitRate
	// UnitNumber is a plain number, UnitWhole a whole number, UnitTimes a number with an
	// optional x after it, and UnitCount a number with an optional k, M or B.
	UnitNumber
	UnitWhole
	UnitTimes
	UnitCount
	// UnitMemory counts MB (= MiB), UnitBytes decimal KB.
	UnitMemory
	UnitBytes
	// UnitTime counts milliseconds, UnitSeconds seconds.
	UnitTime
	UnitSeconds
	// UnitShare is a fraction, written in percent, and UnitGrowth a fraction per month.
	UnitShare
	UnitGrowth
	// UnitMonths counts months, UnitDollars dollars.
	UnitMonths
	UnitDollars
)

// codec reads and writes the numbers of a unit.
type codec struct {
	name  string
	read  func(string) (float64, error)
	write func(float64) string
}

var codecs = [...]codec{
	UnitText:    {name: "text"},
	UnitWord:    {name: "word"},
	UnitSwitch:  {name: "switch"},
	UnitRate:    {name: "rate"},
	UnitNumber:  {"number", parseNumber, shortest},
	UnitWhole:   {"whole number", parseWhole, shortest},
	UnitTimes:   {"times", func(s string) (float64, error) { return parseNumber(strings.TrimSuffix(s, "x")) }, shortest},
	UnitCount:   {"count", parseCount, formatCount},
	UnitMemory:  {"memory", ParseMemory, FormatMemory},
	UnitBytes:   {"bytes", ParseBytes, FormatBytes},
	UnitTime:    {"time", ParseDuration, FormatDuration},
	UnitSeconds: {"time", func(s string) (float64, error) { ms, err := ParseDuration(s); return ms / 1e3, err }, func(s float64) string { return FormatDuration(s * 1e3) }},
	UnitShare:   {"share", ParseShare, FormatShare},
	UnitGrowth:  {"share a month", parseGrowth, formatGrowth},
	UnitMonths:  {"months", parseMonths, func(n float64) string { return shortest(n) + "months" }},
	UnitDollars: {"dollars", func(s string) (float64, error) { return parseNumber(strings.TrimPrefix(s, "$")) }, shortest},
}

// String returns the kind of value in a word.
func (u Unit) String() string { return codecs[u].name }

func parseWhole(s string) (float64, error) {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a whole number", s)
	}
	return float64(n), nil
}

// shapeValue is a shape; its number is the index of its name.
type shapeValue traffic.Shape

func (x *shapeValue) text(*Term) string { return (*traffic.Shape)(x).String() }

func (x *shapeValue) read(_ *Term, v string) error {
	return parseInto((*traffic.Shape)(x), v, traffic.Parse)
}

func (x *shapeValue) get(*Term) float64 { return float64(x.Kind) }

func (x *shapeValue) set(_ *Term, v float64) {
	if int(v) < len(traffic.Names) { // a profile cannot be chosen by number
		*x = shapeValue{Kind: traffic.Kind(v)}
	}
}

// custom is a value that its own type parses and formats.
type custom[T fmt.Stringer] struct {
	at    *T
	parse func(string) (T, error)
}

func (x custom[T]) text(*Term) string { return (*x.at).String() }

func (x custom[T]) read(_ *Term, v string) error { return parseInto(x.at, v, x.parse) }

// listed is a text whose empty value is written as the term's word for 0.
type listed[T ~string] struct {
	at    *T
	parse func(string) (T, error)
}

func (x listed[T]) text(t *Term) string { return cmp.Or(string(*x.at), t.Zero) }

func (x listed[T]) read(t *Term, v string) error {
	if v == t.Zero {
		*x.at = ""
		return nil
	}
	return parseInto(x.at, v, x.parse)
}

// parseInto parses text and stores the result if that succeeds.
func parseInto[T any](dst *T, text string, parse func(string) (T, error)) error {
	x, err := parse(text)
	if err == nil {
		*dst = x
	}
	return err
}
