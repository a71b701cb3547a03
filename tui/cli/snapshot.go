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

const snapshotLong = `Draws a screen of the explorer without a terminal and writes it to a file: by
its ending an SVG or PNG picture, a web page (.html), text with colours for a
terminal (.ans) or plain text (.txt). A file that exists is replaced. Without
-o, or with -o -, the screen goes to standard output, with colours unless
--format says otherwise.`

const snapshotExample = `crossover snapshot -o explore.svg
crossover snapshot rate=3M/month --screen layout --size 120x36 -o layout.png
crossover snapshot --over memory --measure million -o memory.png
crossover snapshot --format text | less`

// snapshotFlags are the flags of snapshot.
type snapshotFlags struct {
	look                 openFlags
	out, format, screen  word
	over, measure, offer word
	band                 word
	size                 size
	scale                int
}

func newSnapshot(a *app) *cobra.Command {
	f := snapshotFlags{size: size{160, 48}, scale: 2}
	cmd := &cobra.Command{
		Use:               "snapshot [key=value ...]",
		Short:             "Write a screen of the explorer as a picture or as text",
		Long:              snapshotLong,
		Example:           indent(snapshotExample),
		ValidArgsFunction: a.completeTokens,
		RunE:              func(c *cobra.Command, args []string) error { return a.snapshot(c.Context(), args, f) },
	}
	flags := cmd.Flags()
	if a.env.served == nil {
		f.out.name = "file"
		flags.VarP(&f.out, "output", "o", "write to this file")
	}
	addWord(flags, &f.format, "format", "name", "what to write, where the file's name does not say: "+strings.Join(pictureNames(), ", "))
	addWord(flags, &f.screen, "screen", "name", "which screen: "+strings.Join(screenNames(), ", "))
	addWord(flags, &f.over, "over", "axis", "what the chart runs along: "+strings.Join(engine.AxisNames(), ", "))
	addWord(flags, &f.measure, "measure", "name", "what the chart counts: "+strings.Join(measureNames, ", "))
	addWord(flags, &f.offer, "offer", "id", "the offer selected, if not the cheapest")
	flags.Var(&f.size, "size", "columns and rows")
	flags.IntVar(&f.scale, "scale", f.scale, "pixels of a PNG for a pixel on screen, 1 to "+strconv.Itoa(export.MaxScale))
	f.look.add(a, cmd)
	complete(cmd, "format", pictureNames())
	complete(cmd, "screen", screenNames())
	complete(cmd, "over", engine.AxisNames())
	addWord(flags, &f.band, "band", "curves", "which curves have a band, every assumption at its low and high: "+strings.Join(bandNames(), ", "))
	complete(cmd, "measure", measureNames)
	complete(cmd, "band", bandNames())
	// It fails for a flag that does not exist only.
	_ = cmd.RegisterFlagCompletionFunc("offer", a.completeOffers)
	return cmd
}

// snapshot draws a screen and writes it.
func (a *app) snapshot(ctx context.Context, tokens []string, f snapshotFlags) error {
	format, err := f.picture(a.env.Terminal)
	if err != nil {
		return err
	}
	if f.scale < 1 || f.scale > export.MaxScale {
		return badf("--scale: %d is not between 1 and %d", f.scale, export.MaxScale)
	}
	if a.env.served != nil && (f.size.w > servedColumns || f.size.h > servedRows || f.scale > servedScale) {
		return badf("snapshot: at most --size %dx%d and --scale %d here", servedColumns, servedRows, servedScale)
	}
	look, err := a.options(f.look, settings{})
	if err != nil {
		return err
	}
	q, err := a.ask(tokens)
	if err != nil {
		return err
	}
	o := session(q.Engine, q.Scenario, look)
	if o.Start, err = f.start(q); err != nil {
		return err
	}
	o.Width, o.Height = f.size.w, f.size.h
	a.still(&o, look, format)
	p, err := tui.Snapshot(ctx, o)
	if err != nil {
		return fmt.Errorf("draw the screen: %w", err)
	}
	p.Scale = f.scale
	text, err := p.Render(format)
	if err != nil {
		return fmt.Errorf("draw the screen: %w", err)
	}
	if f.toStdout() {
		return a.write(text)
	}
	if err := writeWhole(f.out.value, text); err != nil {
		return fmt.Errorf("write %s: %w", f.out.value, err)
	}
	return nil
}

// still makes a session depend on nothing around it: its look is that of a
// terminal with true colour whose characters of ambiguous width are narrow
// where pictures say so, and its clock starts at the time of the run.
func (a *app) still(o *tui.Options, look Options, f export.Format) {
	o.Profile, o.Detect = colorprofile.TrueColor, false
	if f == export.ANSI && a.env.Getenv("NO_COLOR") != "" {
		o.Profile = colorprofile.ASCII
	}
	kind := glyph.Braille
	if look.Glyphs != nil {
		kind = *look.Glyphs
	}
	o.Glyphs = glyph.New(kind, f == export.SVG || f == export.PNG)
	from, start := a.env.now(), time.Now()
	o.Now = func() time.Time { return from.Add(time.Since(start)) }
}

func (f *snapshotFlags) toStdout() bool { return f.out.value == "" || f.out.value == "-" }

// picture is the format to write.
func (f *snapshotFlags) picture(terminal bool) (export.Format, error) {
	format, ok := export.ANSI, true
	switch {
	case f.format.value != "":
		if format, ok = export.Parse(f.format.value); !ok {
			return 0, badf("--format: there is no format %q; write %s", f.format.value, strings.Join(pictureNames(), ", "))
		}
	case !f.toStdout():
		if format, ok = export.ByName(f.out.value); !ok {
			return 0, badf("-o %s: the ending says no format; end it with %s, or give --format", f.out.value, strings.Join(endings(), ", "))
		}
	}
	if format == export.PNG && f.toStdout() && terminal {
		return 0, badf("a terminal does not show a PNG; write it to a file with -o")
	}
	return format, nil
}

// measureNames are the words for what a chart counts, in the order of
// state.Measure.
var measureNames = []string{"month", "million", "relative", "p99"}

// start is what to show.
func (f *snapshotFlags) start(q *result.Query) (func(*state.State), error) {
	screen, errScreen := choose("--screen", "screen", f.screen.value, screenNames())
	axis, errAxis := choose("--over", "axis", f.over.value, engine.AxisNames())
	measure, errMeasure := choose("--measure", "measure", f.measure.value, measureNames)
	band, errBand := choose("--band", "band", f.band.value, bandNames())
	offer, errOffer := -1, error(nil)
	if id := f.offer.value; id != "" {
		if offer = q.Engine.Find(id); offer < 0 {
			errOffer = badf("--offer: there is no offer %q%s", id, suggest(q.Engine, id))
		}
	}
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
	var names []string
	for _, f := range export.Formats() {
		names = append(names, f.String())
	}
	return names
}

func endings() []string {
	var names []string
	for _, f := range export.Formats() {
		names = append(names, f.Ending())
	}
	return names
}

func screenNames() []string {
	var names []string
	for s := range state.NumScreens {
		names = append(names, strings.ToLower(s.String()))
	}
	return names
}

// size is a flag with columns and rows.
type size struct{ w, h int }

// String returns the size as it is written.
func (s *size) String() string { return fmt.Sprintf("%dx%d", s.w, s.h) }

// Type names the value in help texts.
func (s *size) Type() string { return "COLSxROWS" }

// Set reads a size.
func (s *size) Set(text string) error {
	left, right, ok := strings.Cut(strings.ToLower(text), "x")
	w, errW := strconv.Atoi(left)
	h, errH := strconv.Atoi(right)
	if !ok || errW != nil || errH != nil {
		return fmt.Errorf("it is columns x rows, such as 160x48")
	}
	if w < 1 || w > tui.MaxWidth || h < 1 || h > tui.MaxHeight {
		return fmt.Errorf("a screen has 1x1 to %dx%d cells", tui.MaxWidth, tui.MaxHeight)
	}
	*s = size{w, h}
	return nil
}
