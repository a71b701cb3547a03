package browser

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	front "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestReport opens a report as a web page from a file: its chart responds to the mouse,
// its bills open, it follows the reader's dark or light scheme, it loads nothing, and on
// paper it has two pages.
func TestReport(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report.html")
	if out, err := exec.Command(*program, "report", "rate=3M/month", "memory=1GB", "note=moved in March", "-o", file).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	ctx := browser(t)
	ground := map[string]string{}
	for _, look := range []string{"dark", "light"} {
		p := open(t, ctx, "file://"+file, 1100, 2600, emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look}}))
		ground[look] = js[string](p, `getComputedStyle(document.documentElement).backgroundColor + getComputedStyle(document.body).backgroundColor`)
		p.shot("report-" + look)
		if look == "light" {
			continue
		}
		const place = `document.querySelector('.place').textContent + document.querySelector('td.v').textContent`
		still := js[string](p, place)
		at := js[[]float64](p, `(() => { const b = document.querySelector('svg').getBoundingClientRect(); return [b.left + b.width * 0.8, b.top + b.height / 2]; })()`)
		p.run(input.DispatchMouseEvent(input.MouseMoved, at[0], at[1]))
		if moved := js[string](p, place); moved == still {
			t.Errorf("the mouse over a chart changes nothing: %s", still)
		}
		p.run(input.DispatchMouseEvent(input.MouseMoved, 1, 1))
		if back := js[string](p, place); back != still {
			t.Errorf("when the mouse is gone %q stays, not %q", back, still)
		}
		p.run(chromedp.Click("details summary", chromedp.ByQuery))
		if js[float64](p, `document.querySelector('details table').getBoundingClientRect().height`) == 0 {
			t.Error("a bill does not open")
		}
		p.run(chromedp.EmulateViewport(390, 844))
		if js[bool](p, `document.documentElement.scrollWidth > innerWidth`) {
			t.Error("on a phone the page is wider than that")
		}
		p.run(chromedp.EmulateViewport(1100, 2600))
		if text := js[string](p, `document.body.innerText`); !strings.Contains(text, "api: moved in March") || !strings.Contains(text, "crossover report rate=3M/month") {
			t.Error("the note or the command is not there")
		}
		if n := js[int](p, `performance.getEntriesByType('resource').length`); n != 0 {
			t.Errorf("the page loads %d things", n)
		}
		p.run(chromedp.ActionFunc(func(ctx context.Context) error {
			pdf, _, err := front.PrintToPDF().Do(ctx)
			if n := len(regexp.MustCompile(`/Type\s*/Page[^s]`).FindAll(pdf, -1)); err == nil && n != 2 {
				t.Errorf("%d pages on paper", n)
			}
			if *keep != "" && err == nil {
				err = os.WriteFile(filepath.Join(*keep, "report.pdf"), pdf, 0o644)
			}
			return err
		}))
		p.clean()
	}
	if ground["dark"] == ground["light"] {
		t.Errorf("dark and light are both on %s", ground["dark"])
	}
}
