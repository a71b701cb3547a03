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

// keepPanes makes a session begin with the pane sizes in a file, and save those at its
// end. An invalid file is reported, and replaced only after panes are resized.
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

// readPanes reads the pane sizes in a file; a missing file has none.
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

// parsePanes parses pane sizes.
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
