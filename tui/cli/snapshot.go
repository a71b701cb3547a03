package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"

	"crossover/engine"
	"crossover/tui"
	"crossover/tui/export"
	"crossover/tui/glyph"
	"crossover/tui/result"
	"crossover/tui/state"
)

var snapshotDoc = doc{"snapshot [key=value ...]", "Write a screen of the explorer as a picture or as text",
	`Draws a screen of the explorer without a terminal and writes it to a file: by
its ending an SVG or PNG picture, a web page (.html), text with colours for a
terminal (.ans) or plain text (.txt). A file that exists is replaced. Without
-o, or with -o -, the screen goes to standard output, with colours unless
--format says otherwise.`, `crossover snapshot -o explore.svg
crossover snapshot rate=3M/month --screen layout --size 120x36 -o layout.png
crossover snapshot --over memory --measure million -o memory.png
crossover snapshot --format text | less`}

// snapshotFlags is one run of snapshot: its flags and its surroundings.
type snapshotFlags struct {
	*app
	look                       openFlags
	out, format, screen        string
	over, measure, offer, band string
	width, height, scale       int
}

func newSnapshot(a *app) *cobra.Command {
	f := snapshotFlags{app: a, width: 160, height: 48, scale: 2}
	cmd := takesTokens(a, snapshotDoc.command(f.run))
	flags := cmd.Flags()
	if a.env.served == nil {
		flags.VarP(text(&f.out, "file"), "output", "o", "write to this file")
	}
	choice := func(to *string, name, flag, usage string, words []string) {
		flags.Var(text(to, name), flag, usage+": "+strings.Join(words, ", "))
		complete(cmd, flag, words)
	}
	choice(&f.format, "name", "format", "what to write, where the file's name does not say", pictureNames())
	choice(&f.screen, "name", "screen", "which screen", screenNames())
	choice(&f.over, "axis", "over", "what the chart runs along", engine.AxisNames())
	choice(&f.measure, "name", "measure", "what the chart counts", measureNames)
	choice(&f.band, "curves", "band", "which curves have a band, every assumption at its low and high", bandNames())
	flags.Var(text(&f.offer, "id"), "offer", "the offer selected, if not the cheapest")
	completeBy(cmd, "offer", shell{a}.offer)
	flags.Var(&value{"160x48", "COLSxROWS", f.setSize}, "size", "columns and rows")
	flags.IntVar(&f.scale, "scale", f.scale, "pixels of a PNG for a pixel on screen, 1 to "+strconv.Itoa(export.MaxScale))
	f.look.add(a, cmd)
	return cmd
}

// run draws a screen and writes it.
func (f *snapshotFlags) run(ctx context.Context, tokens []string) error {
	format, err := f.picture(f.env.Terminal)
	if err != nil {
		return err
	}
	if f.scale < 1 || f.scale > export.MaxScale {
		return badf("--scale: %d is not between 1 and %d", f.scale, export.MaxScale)
	}
	if f.env.served != nil && (f.width > servedColumns || f.height > servedRows || f.scale > servedScale) {
		return badf("snapshot: at most --size %dx%d and --scale %d here", servedColumns, servedRows, servedScale)
	}
	look, err := f.options(f.look, settings{})
	if err != nil {
		return err
	}
	q, err := f.ask(tokens)
	if err != nil {
		return err
	}
	o := session(q.Engine, q.Scenario, look)
	if o.Start, err = f.start(q); err != nil {
		return err
	}
	o.Width, o.Height = f.width, f.height
	f.still(&o, look, format)
	p, err := tui.Snapshot(ctx, o)
	if err != nil {
		return fmt.Errorf("draw the screen: %w", err)
	}
	p.Scale = f.scale
	text, err := p.Render(format)
	if err != nil {
		return fmt.Errorf("draw the screen: %w", err)
	}
	return f.writeTo(f.out, text)
}

// still makes a session depend on nothing around it: its look is that of a
// terminal with true colour whose characters of ambiguous width are narrow
// where pictures say so, and its clock starts at the time of the run.
func (f *snapshotFlags) still(o *tui.Options, look Options, as export.Format) {
	o.Profile, o.Detect = colorprofile.TrueColor, false
	if as == export.ANSI && f.env.Getenv("NO_COLOR") != "" {
		o.Profile = colorprofile.ASCII
	}
	kind := glyph.Braille
	if look.Glyphs != nil {
		kind = *look.Glyphs
	}
	o.Glyphs = glyph.New(kind, as == export.SVG || as == export.PNG)
	from, start := f.env.now(), time.Now()
	o.Now = func() time.Time { return from.Add(time.Since(start)) }
}

func (f *snapshotFlags) toStdout() bool { return f.out == "" || f.out == "-" }

// picture is the format to write.
func (f *snapshotFlags) picture(terminal bool) (export.Format, error) {
	format, ok := export.ANSI, true
	switch {
	case f.format != "":
		if format, ok = export.Parse(f.format); !ok {
			return 0, badf("--format: there is no format %q; write %s", f.format, strings.Join(pictureNames(), ", "))
		}
	case !f.toStdout():
		if format, ok = export.ByName(f.out); !ok {
			return 0, badf("-o %s: the ending says no format; end it with %s, or give --format", f.out, strings.Join(endings(), ", "))
		}
	}
	if format == export.PNG && f.toStdout() && terminal {
		return 0, badf("a terminal does not show a PNG; write it to a file with -o")
	}
	return format, nil
}

// measureNames are the words for what a chart counts, in the order of
// state.Measure.
var measureNames = []string{"month", "relative", "million", "p99"}

// start is what to show.
func (f *snapshotFlags) start(q *result.Query) (func(*state.State), error) {
	screen, errScreen := choose("--screen", "screen", f.screen, screenNames())
	axis, errAxis := choose("--over", "axis", f.over, engine.AxisNames())
	measure, errMeasure := choose("--measure", "measure", f.measure, measureNames)
	band, errBand := choose("--band", "band", f.band, bandNames())
	offer, errOffer := oneOffer(q.Engine, f.offer)
	if errAxis == nil {
		errAxis = fits(q, engine.Axis(axis))
	}
	if err := errors.Join(errScreen, errAxis, errMeasure, errBand, errOffer); err != nil {
		return nil, err
	}
	return func(s *state.State) {
		s.Screen, s.Axis, s.Measure, s.Offer = state.Screen(screen), engine.Axis(axis), state.Measure(measure), offer
		s.Band = state.Band(band)
	}, nil
}

// bandNames are the words for the curves that have a band.
func bandNames() []string {
	var names []string
	for b := range state.NumBands {
		names = append(names, b.String())
	}
	return names
}

// choose returns which of some names a flag gives; the first where it gives
// none.
func choose(flag, what, name string, names []string) (int, error) {
	if name == "" {
		return 0, nil
	}
	for i, n := range names {
		if strings.EqualFold(n, name) {
			return i, nil
		}
	}
	return 0, badf("%s: there is no %s %q; write %s", flag, what, name, strings.Join(names, ", "))
}

func pictureNames() []string {
	return named(export.Formats(), func(f *export.Format) string { return f.String() })
}

func endings() []string {
	return named(export.Formats(), func(f *export.Format) string { return f.Ending() })
}

func screenNames() []string {
	var names []string
	for s := range state.NumScreens {
		names = append(names, strings.ToLower(s.String()))
	}
	return names
}

// setSize reads columns and rows.
func (f *snapshotFlags) setSize(text string) error {
	left, right, ok := strings.Cut(strings.ToLower(text), "x")
	w, errW := strconv.Atoi(left)
	h, errH := strconv.Atoi(right)
	if !ok || errW != nil || errH != nil {
		return errors.New("it is columns x rows, such as 160x48")
	}
	if w < 1 || w > tui.MaxWidth || h < 1 || h > tui.MaxHeight {
		return fmt.Errorf("a screen has 1x1 to %dx%d cells", tui.MaxWidth, tui.MaxHeight)
	}
	f.width, f.height = w, h
	return nil
}
