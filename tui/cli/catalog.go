package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/tui/files"
)

// engine compiles the catalogue with the user's overlays.
func (a *app) engine() (*engine.Engine, error) {
	if a.env.served != nil {
		return a.env.served, nil
	}
	overlays, err := a.overlays()
	if err != nil {
		return nil, err
	}
	c, err := loadCatalog(overlays)
	if err != nil {
		return nil, err
	}
	return compile(c)
}

// compile compiles a catalogue. Errors in a catalogue with overlays are errors of the
// user's input.
func compile(c *catalog.Catalog) (*engine.Engine, error) {
	e, err := engine.New(c)
	if err == nil {
		return e, nil
	}
	err = fmt.Errorf("catalogue: %w", err)
	if len(c.Overlays) > 0 {
		return nil, bad(err)
	}
	return nil, err
}

// loadCatalog loads the built-in catalogue and applies overlays to it.
func loadCatalog(overlays []data.Overlay) (*catalog.Catalog, error) {
	c, err := data.LoadWith(overlays...)
	if err == nil {
		return c, nil
	}
	if len(overlays) > 0 {
		return nil, bad(err)
	}
	return nil, fmt.Errorf("built-in catalogue: %w", err)
}

// overlays reads the user's overlays: those of the configuration folder, then those in
// CROSSOVER_CATALOG, a list like PATH, then those of --catalog.
func (a *app) overlays() ([]data.Overlay, error) {
	standing, err := a.standingOverlays()
	if err != nil {
		return nil, err
	}
	paths := filepath.SplitList(a.env.Getenv("CROSSOVER_CATALOG"))
	listed, err := readOverlays("CROSSOVER_CATALOG", slices.DeleteFunc(paths, func(p string) bool { return p == "" }))
	if err != nil {
		return nil, err
	}
	given, err := readOverlays("--catalog", a.catalogs)
	return slices.Concat(standing, listed, given), err
}

// overlayDir returns the folder of the overlays that always apply, or "" if there is no
// configuration folder.
func (a *app) overlayDir() string { return a.env.config("catalog") }

// standingOverlays reads the overlays that always apply, and marks them with their base
// names.
func (a *app) standingOverlays() ([]data.Overlay, error) {
	files, err := yamlFiles(a.overlayDir())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, badf("your catalogue folder: %w", err)
	}
	out, err := readOverlays("your catalogue folder", files)
	for i := range out {
		out[i].Mark = filepath.Base(out[i].Name)
	}
	return out, err
}

// readOverlays reads files, and the YAML files of folders. Errors begin with who.
func readOverlays(who string, paths []string) ([]data.Overlay, error) {
	var out []data.Overlay
	for _, p := range paths {
		files, err := filesOf(p)
		if err != nil {
			return nil, badf("%s: %w", who, err)
		}
		for _, f := range files {
			text, err := readFile(f)
			if err != nil {
				return nil, badf("%s: %w", who, err)
			}
			out = append(out, data.Overlay{Name: f, Mark: f, Text: text})
		}
	}
	return out, nil
}

// filesOf returns a file, or the YAML files of a folder, which must have at least one.
func filesOf(p string) ([]string, error) {
	info, err := os.Stat(p)
	if err != nil || !info.IsDir() {
		return []string{p}, err
	}
	files, err := yamlFiles(p)
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s holds no .yaml file", p)
	}
	return files, err
}

// readFile reads a file of at most 8 MB, enough for a catalogue.
func readFile(name string) ([]byte, error) { return files.Read(name, 8<<20) }

// yamlFiles lists the YAML files of a folder, in the order of their names.
func yamlFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	var out []string
	for _, e := range entries {
		if ext := filepath.Ext(e.Name()); !e.IsDir() && (ext == ".yaml" || ext == ".yml") {
			out = append(out, filepath.Join(dir, e.Name()))
		}
	}
	return out, err
}
