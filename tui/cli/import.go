package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"crossover/data"
	"crossover/engine/scenario"
	"crossover/tui/files"
	"crossover/tui/importer"
	"crossover/tui/result"
	"crossover/tui/trace"
)

// importing holds the flags of import.
type importing struct {
	*app
	rates   []string
	traffic []string
	save    string
	replace bool
	sql     string
	span    int
}

func newImport(a *app) *cobra.Command {
	f := importing{app: a, span: 10}
	cmd := a.answers("import", f.run)
	cmd.Args = func(c *cobra.Command, args []string) error {
		if len(args)+len(f.traffic) == 0 && f.sql == "" {
			return badf("%s needs a file, such as template.yaml, or --traffic", c.CommandPath())
		}
		return nil
	}
	flags := cmd.Flags()
	flags.Var(ids(&f.rates, "part=rate"), "rate", "the mean rate of a part, such as api=3M/month; once for each")
	flags.Var(ids(&f.traffic, "[part=]file"), "traffic", "records of a part's requests, several files or a folder of them together, - for standard input; a part without a name is called api")
	if a.env.served == nil {
		flags.Var(text(&f.save, "name"), "save", "keep the scenario under a name, with where each term comes from")
		flags.BoolVar(&f.replace, "replace", false, "replace your scenario of that name")
	}
	addChoice(cmd, &f.sql, "language", "sql", "", "print the query that reduces logs to what --traffic reads", trace.Dialects())
	flags.Var(whole(&f.span, "10", 1, 86400), "span", "with --sql: count requests in spans of so many seconds")
	return cmd
}

// run reads files and prints or saves their scenario.
func (i *importing) run(ctx context.Context, args []string, _ result.Format) (result.Result, error) {
	if i.sql != "" {
		if len(args)+len(i.traffic)+len(i.rates) > 0 || i.save != "" {
			return nil, badf("--sql only prints a query; import its result with --traffic afterwards")
		}
		return nil, i.write([]byte(trace.Query(i.sql, i.span)))
	}
	rates, err := ratesOf(i.rates)
	if i.save != "" {
		err = errors.Join(err, bad(data.CheckOwnName(i.save)))
	}
	sources, readErr := i.sources(args)
	if err := errors.Join(err, bad(readErr)); err != nil {
		return nil, err
	}
	m := &importer.Import{}
	if len(sources) > 0 {
		if m, err = importer.Read(sources); err != nil {
			return nil, bad(err)
		}
	}
	if err := i.measure(ctx, m); err != nil {
		return nil, bad(err)
	}
	tokens, err := m.Tokens(rates)
	if err != nil {
		return nil, badf("--rate: %w", err)
	}
	q, err := i.ask(tokens)
	if err != nil {
		return nil, err
	}
	found, err := q.Imported(ctx, m, rates)
	if err == nil && i.save != "" {
		err = i.keep(m, q, args)
	}
	if err != nil {
		return nil, err
	}
	return found, nil
}

// heapLimit is the memory limit while records are read; above it the garbage collector
// works harder.
const heapLimit = 160 << 20

// measure sets the parts' traffic from records of requests. All files of a part are read
// together.
func (i *importing) measure(ctx context.Context, m *importer.Import) error {
	if i.env.served == nil { // the process runs only this command
		defer debug.SetMemoryLimit(debug.SetMemoryLimit(heapLimit))
	}
	var parts []string
	named := map[string][]string{}
	for _, arg := range i.traffic {
		part, name, ok := strings.Cut(arg, "=")
		if !ok {
			part, name = "api", arg
		}
		if named[part] == nil {
			parts = append(parts, part)
		}
		named[part] = append(named[part], name)
	}
	for _, part := range parts {
		var all trace.Records
		var last string
		names, err := i.files(named[part])
		for _, name := range names {
			last = name
			if err == nil {
				err = i.records(ctx, name, func(in io.Reader) error { return all.Read(filepath.Base(name), in) })
			}
		}
		if err == nil {
			last = part
			err = m.Traffic(part, filepath.Base(names[0]), len(names)-1, all.Summary())
		}
		if err != nil {
			return fmt.Errorf("--traffic %s: %w", last, err)
		}
	}
	return nil
}

// files returns the named files, with those of folders in the order of their names.
func (i *importing) files(names []string) (out []string, err error) {
	for _, name := range names {
		if err := i.env.reads(name); err != nil && name != "-" {
			return nil, err
		}
		info, statErr := i.env.below.Stat(name)
		if name == "-" || statErr != nil || !info.IsDir() {
			out = append(out, name) // reading it reports the error
			continue
		}
		err = errors.Join(err, i.env.below.Walk(name, func(name string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && !strings.HasPrefix(d.Name(), ".") {
				out = append(out, name)
			}
			return err
		}))
	}
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("%s holds no files", names[0])
	}
	return out, err
}

// records passes a file of requests, or standard input, to a function. Reading ends when
// the command is interrupted.
func (a *app) records(ctx context.Context, name string, read func(io.Reader) error) (err error) {
	if name == "-" {
		return read(whileWanted{ctx, a.env.Stdin})
	}
	if err := a.env.reads(name); err != nil {
		return err
	}
	in, err := a.env.below.Open(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	return read(wantedFile{whileWanted{ctx, in}, in})
}

// whileWanted reads until its context ends.
type whileWanted struct {
	ctx context.Context
	io.Reader
}

// Read reads, or returns the context's error.
func (w whileWanted) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.Reader.Read(p)
}

// wantedFile is a whileWanted for a file, which also supports random access.
type wantedFile struct {
	whileWanted
	*os.File
}

func (w wantedFile) Read(p []byte) (int, error) { return w.whileWanted.Read(p) }

// ReadAt is [whileWanted.Read] at an offset.
func (w wantedFile) ReadAt(p []byte, at int64) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.File.ReadAt(p, at)
}

// keep saves an imported scenario, and reports the file on standard error.
func (i *importing) keep(m *importer.Import, q *result.Query, args []string) error {
	title := q.Scenario.Brief()
	if n := len(m.Parts); n > 1 {
		title = fmt.Sprintf("%d parts from %s", n, strings.Join(m.Formats, ", "))
	}
	s := scenario.Saved{
		Name: i.save, Title: title, Tokens: q.Scenario.Tokens(),
		About: "Imported from " + strings.Join(slices.Concat(args, i.traffic), ", ") + " on " + i.env.now().Format("2006-01-02") + ".",
	}
	path, err := i.library().saveWith(s, i.replace, result.Provenance(m))
	if err != nil {
		return saveError(s.Name, err)
	}
	_, err = fmt.Fprintf(i.env.Stderr, "saved %s; preset=%s starts from it\n", path, s.Name)
	return err
}

// ratesOf parses pairs of part=rate.
func ratesOf(pairs []string) (map[string]string, error) {
	out := map[string]string{}
	for _, pair := range pairs {
		part, rate, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, badf("--rate: %q is not part=rate, such as api=3M/month", pair)
		}
		if _, err := scenario.ParseRate(rate); err != nil {
			return nil, badf("--rate: %s: %w", pair, err)
		}
		if out[part] != "" {
			return nil, badf("--rate: %s is there twice", part)
		}
		out[part] = rate
	}
	return out, nil
}

// The limits of an import: number of files, and bytes per file.
const (
	mostSources = 500
	mostSource  = 16 << 20
)

// sources reads the files to import: the named ones, and those of folders that have a
// known format.
func (i *importing) sources(args []string) ([]importer.Source, error) {
	var out []importer.Source
	for _, arg := range args {
		if arg == "-" {
			text, err := files.ReadAll(i.env.Stdin, "standard input", mostSource)
			if err != nil {
				return nil, err
			}
			out = append(out, importer.Source{Name: "stdin", Data: text})
			continue
		}
		if err := i.env.reads(arg); err != nil {
			return nil, err
		}
		info, err := i.env.below.Stat(arg)
		if err != nil {
			return nil, err
		}
		if info.IsDir() {
			found, err := folderSources(i.env.below, arg)
			if err != nil {
				return nil, err
			}
			out = append(out, found...)
			continue
		}
		s, err := sourceOf(i.env.below, arg, filepath.Base(arg))
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// sourceOf reads a file, which messages call short.
func sourceOf(from *files.Tree, name, short string) (importer.Source, error) {
	text, err := from.Read(name, mostSource)
	return importer.Source{Name: filepath.ToSlash(short), Data: text}, err
}

// folderSources reads the files of a folder and its subfolders that have a known format.
// It skips hidden folders and those of installed packages.
func folderSources(from *files.Tree, dir string) ([]importer.Source, error) {
	var out []importer.Source
	err := from.Walk(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if base := d.Name(); name != dir && (strings.HasPrefix(base, ".") || slices.Contains([]string{"node_modules", "vendor", "target", "dist"}, base)) {
				return fs.SkipDir
			}
			return nil
		}
		if ext := filepath.Ext(name); !slices.Contains([]string{".yaml", ".yml", ".json", ".jsonc", ".toml"}, ext) || !d.Type().IsRegular() {
			return nil
		}
		short, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		s, err := sourceOf(from, name, short)
		if err != nil || !importer.Knows(s) {
			return err
		}
		if out = append(out, s); len(out) > mostSources {
			return fmt.Errorf("%s holds more than %d files to import", dir, mostSources)
		}
		return nil
	})
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("%s holds no file of a format that is read; they are %s", dir, strings.Join(importer.Formats(), ", "))
	}
	return out, err
}
