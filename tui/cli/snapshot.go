package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"

	"crossover/engine"
	"crossover/engine/each"
	"crossover/tui"
	"crossover/tui/export"
	"crossover/tui/glyph"
	"crossover/tui/result"
	"crossover/tui/state"
)

// snapshotFlags holds the flags of snapshot.
type snapshotFlags struct {
	*app
	flags                      openFlags
	out, format, screen        string
	over, measure, offer, band string
	width, height, scale       int
}

func newSnapshot(a *app) *cobra.Command {
	f := snapshotFlags{app: a, width: 160, height: 48, scale: 2}
	cmd := takesTokens(a, command("snapshot", f.run))
	flags := cmd.Flags()
	if a.env.served == nil {
		flags.VarP(text(&f.out, "file"), "output", "o", "write to this file")
	}
	addChoice(cmd, &f.format, "name", "format", "", "what to write, where the file's name does not say", each.Of(export.Formats(), (*export.Format).String))
	addChoice(cmd, &f.screen, "name", "screen", "", "which screen", words(state.NumScreens))
	addChoice(cmd, &f.over, "axis", "over", "", "what the chart runs along", engine.AxisNames())
	addChoice(cmd, &f.measure, "name", "measure", "", "what the chart counts", measureNames)
	addChoice(cmd, &f.band, "curves", "band", "", "which curves have a band, every assumption at its low and high", words(state.NumBands))
	flags.Var(text(&f.offer, "id"), "offer", "the offer selected, if not the cheapest")
	completeBy(cmd, "offer", shell{a}.offer)
	flags.Var(&value{"160x48", "COLSxROWS", f.setSize}, "size", "columns and rows")
	flags.IntVar(&f.scale, "scale", f.scale, "pixels of a PNG for a pixel on screen, 1 to "+strconv.Itoa(export.MaxScale))
	f.flags.add(a, cmd)
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
	opened, err := f.options(f.flags, settings{})
	if err != nil {
		return err
	}
	q, err := f.ask(tokens)
	if err != nil {
		return err
	}
	o := session(q.Engine, q.Scenario, opened)
	if o.Start, err = f.start(q); err != nil {
		return err
	}
	o.Width, o.Height = f.width, f.height
	f.still(&o, opened, format)
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

// still makes a session independent of its surroundings: true colour, narrow characters
// of ambiguous width in pictures, and a clock that starts at the time of the run.
func (f *snapshotFlags) still(o *tui.Options, opened Options, as export.Format) {
	o.Profile, o.Detect = colorprofile.TrueColor, false
	if as == export.ANSI && f.env.Getenv("NO_COLOR") != "" {
		o.Profile = colorprofile.ASCII
	}
	kind := glyph.Braille
	if opened.Characters != nil {
		kind = *opened.Characters
	}
	o.Glyphs = glyph.New(kind, as == export.SVG || as == export.PNG)
	from, start := f.env.now(), time.Now()
	o.Now = func() time.Time { return from.Add(time.Since(start)) }
}

func (f *snapshotFlags) toStdout() bool { return f.out == "" || f.out == "-" }

// picture returns the format to write.
func (f *snapshotFlags) picture(terminal bool) (export.Format, error) {
	format := export.ANSI
	if f.format != "" {
		format, _ = export.Parse(f.format) // the flag accepts only valid names
	} else if !f.toStdout() {
		var ok bool
		if format, ok = export.ByName(f.out); !ok {
			return 0, badf("-o %s: the ending says no format; end it with %s, or give --format", f.out, strings.Join(each.Of(export.Formats(), (*export.Format).Ending), ", "))
		}
	}
	if format == export.PNG && f.toStdout() && terminal {
		return 0, badf("a terminal does not show a PNG; write it to a file with -o")
	}
	return format, nil
}

// measureNames are the names of the chart's measures, in the order of state.Measure.
var measureNames = []string{"month", "relative", "million", "p99"}

// start returns a function that sets what to show.
func (f *snapshotFlags) start(q *result.Query) (func(*state.State), error) {
	index := func(words []string, word string) int { return max(slices.Index(words, word), 0) } // the first by default
	axis := engine.Axis(index(engine.AxisNames(), f.over))
	offer, err := oneOffer(q.Engine, f.offer)
	if err := errors.Join(err, fits(q, axis)); err != nil {
		return nil, err
	}
	return func(s *state.State) {
		s.Screen, s.Axis, s.Offer = state.Screen(index(words(state.NumScreens), f.screen)), axis, offer
		s.Measure, s.Band = state.Measure(index(measureNames, f.measure)), state.Band(index(words(state.NumBands), f.band))
	}, nil
}

// words returns the names of the values from 0 to end, in lower case.
func words[T interface {
	~uint8
	fmt.Stringer
}](end T) []string {
	var names []string
	for v := range end {
		names = append(names, strings.ToLower(v.String()))
	}
	return names
}

// setSize parses columns and rows.
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
