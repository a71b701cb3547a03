// Package palette is the logic of the command palette: the items that can be chosen by
// name, the matching of typed letters, and the parsing of commands. It neither draws nor
// executes.
package palette

import (
	"slices"
	"sort"
	"strings"
	"unicode"
)

// Item is one choice in the palette.
type Item struct {
	// Text is shown and matched with the typed letters.
	Text string
	// Note explains the item; typed words are searched in it, too.
	Note string
	// Key is the key for the same action, or "".
	Key string
	// Fill is set for an item that needs a value: choosing the item writes Fill into the
	// line.
	Fill string
	// Likely puts the item before others that match equally well.
	Likely bool
	// Heading marks a heading between items, which cannot be chosen.
	Heading bool
	// ID is the caller's number of the item. If it is negative, Text is a command to
	// parse.
	ID int
}

// Hit is an item that matches the typed letters.
type Hit struct {
	// Item is the item's index.
	Item int
	// Marks are the indexes of the matched runes of its text, in order.
	Marks []int
	score int
}

// Match returns the items that match every word of the query, the best first; equally good
// ones stay in order. The letters of a word may have others between them, but count more
// if they are together or at the start of a word. An empty query matches all items
// including headings; any other query matches no heading.
func Match(items []Item, query string) []Hit {
	words := strings.Fields(strings.ToLower(query))
	var hits []Hit
	for i := range items {
		if h, ok := match(&items[i], words); ok {
			h.Item = i
			hits = append(hits, h)
		}
	}
	sort.SliceStable(hits, func(i, j int) bool { return hits[i].score > hits[j].score })
	return hits
}

// match matches one item.
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
	// Of two equally good items, the shorter comes first.
	h.score = h.score*512 - min(len(text), 255)
	if it.Likely {
		h.score += 256
	}
	return h, true
}

// lower returns the runes of s, each in lower case.
func lower(s string) []rune { return []rune(strings.Map(unicode.ToLower, s)) }

// The score of a matched letter.
const (
	forLetter  = 4
	forRun     = 8  // right after the letter matched before it
	forWord    = 10 // at the start of a word
	forStart   = 12 // at the start of the text
	gapBetween = 1  // subtracted for each letter in between, at most maxGap times
	maxGap     = 6
	// leastLetter is the average score that the letters of a word of three or more need:
	// letters scattered over a long text are no match.
	leastLetter = 6
)

// fuzzy returns the best match of the letters of word in text, in order. The score is 0 if
// a letter is missing or the letters are too far apart.
func fuzzy(text, word []rune) (score int, marks []int) {
	n, k := len(text), len(word)
	if k == 0 || k > n {
		return 0, nil
	}
	// best[i][j] is the best score of the first i+1 letters with letter i at j, and
	// from[i][j] the place of letter i-1 in that match.
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

// place returns the best score of the letters up to i with letter i at j, and the place of
// letter i-1 in that match.
func place(text []rune, best [][]int, i, j int) (score, from int) {
	own := forLetter
	switch {
	case j == 0:
		own += forStart
	case !unicode.In(text[j-1], unicode.L, unicode.Nd):
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
