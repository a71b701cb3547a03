// Package font holds DejaVu Sans Mono, with which pictures and the page are lettered.
// "make snapshots" makes its files from the module github.com/go-fonts/dejavu, which the
// program does not link because the module's fonts are not compressed.
package font

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
)

// Regular and Bold are TrueType fonts, compressed with gzip.
var (
	//go:embed regular.ttf.gz
	Regular []byte
	//go:embed bold.ttf.gz
	Bold []byte
)

// Unpack decompresses a font.
func Unpack(packed []byte) (ttf []byte, err error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
