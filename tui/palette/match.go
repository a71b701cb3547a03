// Package palette is the thinking behind the command palette: what can be
// done by name, which of it a few letters mean, and what a typed command says.
// It draws nothing and does nothing.
package palette

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// Item is something that can be chosen.
type Item struct {
	// Text is what is shown and typed.
	Text string
	// Note says more about it; words typed may be in it, too.
	Note string
	// Key is the key that does the same, if there is one.
	Key string
	// Fill is set for what needs a value first: choosing it writes this into the
	// line.
	Fill string
	// Likely puts it before others that fit as well.
	Likely bool
	// Heading marks a line between items, which is no choice.
	Heading bool
	// ID is the caller's number for it. Below zero, Text is a command to parse.
	ID int
}

// Hit is an item that fits what was typed.
type Hit struct {
	// Item is its index.
	Item int
	// Marks are the runes of its text that were typed, in order.
	Marks []int
	score int
}

// Match returns the items that fit every word of the query, the best first;
// those that fit as well stay in order. Letters of a word may have others
// between them, but count for more together and at the start of a word. An
// empty query fits all, headings too; headings fit no other.
func Match(items []Item, query string) []Hit {
	words := strings.Fields(strings.ToLower(query))
	var hits []Hit
	for i := range items {
		if h, ok := match(&items[i], words); ok {
			h.Item = i
			hits = append(hits, h)
		}
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(b.score, a.score) })
	return hits
}

// match tries one item.
func match(it *Item, words []string) (h Hit, ok bool) {
	if len(words) == 0 {
		return h, true
	}
	if it.Heading {
		return h, false
	}
	text := lower(it.Text)
	for _, w := range words {
		score, marks := fuzzy(text, []rune(w))
		switch {
		case score > 0:
			h.score += score
			h.Marks = append(h.Marks, marks...)
		case strings.EqualFold(it.Key, w), strings.Contains(strings.ToLower(it.Note), w):
			h.score++
		default:
			return Hit{}, false
		}
	}
	slices.Sort(h.Marks)
	h.Marks = slices.Compact(h.Marks)
	// Of two that fit as well, the shorter is meant more likely.
	h.score = h.score*512 - min(len(text), 255)
	if it.Likely {
		h.score += 256
	}
	return h, true
}

// lower returns the runes of s in lower case, one for each rune of s.
func lower(s string) []rune {
	out := []rune(s)
	for i, r := range out {
		out[i] = unicode.ToLower(r)
	}
	return out
}

// What a matched letter counts.
const (
	forLetter  = 4
	forRun     = 8  // right after the letter matched before it
	forWord    = 10 // at the start of a word
	forStart   = 12 // at the start of the text
	gapBetween = 1  // off, for each letter in between, at most maxGap
	maxGap     = 6
	// leastLetter is what the letters of a word of three or more must count on
	// average: scattered over a long text they mean nothing.
	leastLetter = 6
)

// fuzzy finds the letters of word in text, in order, and where they count the
// most. A score of 0 means that they are not all there,
// or too far apart.
func fuzzy(text, word []rune) (score int, marks []int) {
	n, k := len(text), len(word)
	if k == 0 || k > n {
		return 0, nil
	}
	// best[i][j] is the most that the first i+1 letters count with letter i at j,
	// and from[i][j] where letter i-1 then is.
	best, from := make([][]int, k), make([][]int, k)
	for i := range k {
		best[i], from[i] = make([]int, n), make([]int, n)
		for j := i; j < n; j++ {
			if text[j] != word[i] {
				continue
			}
			best[i][j], from[i][j] = place(text, best, i, j)
		}
	}
	end := 0
	for j, s := range best[k-1] {
		if s > best[k-1][end] {
			end = j
		}
	}
	if best[k-1][end] == 0 || k > 2 && best[k-1][end] < k*leastLetter {
		return 0, nil
	}
	marks = make([]int, k)
	for i, j := k-1, end; i >= 0; i, j = i-1, from[i][j] {
		marks[i] = j
	}
	return best[k-1][end], marks
}

// place returns what letter i counts at j at best, with those before it, and
// where the one before it is.
func place(text []rune, best [][]int, i, j int) (score, from int) {
	own := forLetter
	switch {
	case j == 0:
		own += forStart
	case !isLetter(text[j-1]):
		own += forWord
	}
	if i == 0 {
		return own, 0
	}
	for at := range j {
		before := best[i-1][at]
		if before == 0 {
			continue
		}
		gain := -gapBetween * min(j-at-1, maxGap)
		if at == j-1 {
			gain = forRun
		}
		if s := max(before+own+gain, 1); s > score {
			score, from = s, at
		}
	}
	return score, from
}

func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
