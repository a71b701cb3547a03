// Package font holds DejaVu Sans Mono, with which pictures and the page are lettered.
// "make snapshots" makes its files from the module github.com/go-fonts/dejavu, which the
// program does not link because the module's fonts are not compressed.
package font

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
)

var (
	// Regular is DejaVu Sans Mono, a TrueType font compressed with gzip.
	//
	//go:embed regular.ttf.gz
	Regular []byte
	// Bold is DejaVu Sans Mono Bold, a TrueType font compressed with gzip.
	//
	//go:embed bold.ttf.gz
	Bold []byte
)

// Unpack returns the TrueType font that packed holds.
func Unpack(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("embedded font: %w", err)
	}
	ttf, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("embedded font: %w", err)
	}
	return ttf, nil
}
