package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"

	"github.com/goccy/go-yaml"

	"crossover/data"
	"crossover/engine/catalog"
	"crossover/tui"
	"crossover/tui/files"
)

// keepPanes has a session begin with the sizes of panes that file keeps, and
// keep those it ends with. What cannot be read is said, and left as it is until
// panes are resized.
func keepPanes(o *tui.Options, file string) {
	before, err := readPanes(file)
	if err != nil {
		o.Notice = err.Error()
	}
	o.Sizes = before
	o.KeepSizes = func(now tui.Sizes) error {
		if maps.EqualFunc(now, before, maps.Equal) {
			return nil
		}
		text, err := yaml.Marshal(now)
		if err != nil {
			return err
		}
		return files.Write(file, append([]byte("# where edges between panes were moved: shares of the screen\n"), text...), files.Shared)
	}
}

// readPanes reads the sizes that a file keeps; there are none where there is no
// file.
func readPanes(file string) (tui.Sizes, error) {
	text, err := readFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return parsePanes(file, text)
}

// parsePanes reads the text of such a file.
func parsePanes(file string, text []byte) (tui.Sizes, error) {
	var s tui.Sizes
	if err := data.Decode(file, text, &s, func() []catalog.Problem { return nil }); err != nil {
		return nil, err
	}
	if err := s.Check(); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return s, nil
}
