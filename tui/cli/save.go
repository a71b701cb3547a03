package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"crossover/engine"
	"crossover/tui"
	"crossover/tui/state"
)

// save writes a new file for the explorer and returns where it is. A name that
// is taken is fs.ErrExist. home is what a tilde at its start stands for.
func save(home string) func(name string, content []byte) (string, error) {
	return func(name string, content []byte) (path string, err error) {
		if rest, ok := strings.CutPrefix(name, "~/"); ok && home != "" {
			name = filepath.Join(home, rest)
		}
		if path, err = filepath.Abs(name); err != nil {
			return "", err
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("there is no folder %s", filepath.Dir(path))
		}
		if err != nil {
			return "", err
		}
		_, err = f.Write(content)
		if err = errors.Join(err, f.Close()); err != nil {
			return "", errors.Join(err, os.Remove(path))
		}
		return path, nil
	}
}

// dataOf writes what a screen shows, as the command that answers the same does.
func dataOf(e *engine.Engine, now func() time.Time) func(state.State, []int, tui.Data) ([]byte, error) {
	return func(st state.State, drawn []int, d tui.Data) ([]byte, error) {
		var out bytes.Buffer
		a := &app{env: Env{Stdout: &out, Now: now, served: e}}
		q := &query{engine: e, eval: e.NewEvaluator(), scene: st.Scenario}
		if d == tui.Document {
			return q.report(context.Background(), reportFlags{})
		}
		if err := a.answer(q, &st, drawn, outputFormat(d)); err != nil && !errors.Is(err, errDiffers) {
			return nil, err
		}
		return out.Bytes(), nil
	}
}

// answer prints what a screen shows; drawn are the offers with a curve on it.
func (a *app) answer(q *query, st *state.State, drawn []int, f outputFormat) error {
	switch st.Screen {
	case state.Explore:
		return a.curveOver(context.Background(), q, st.Window(), drawn, curveFlags{format: f})
	case state.Layout:
		return a.layout(context.Background(), q, layoutFlags{curveFlags: curveFlags{format: f}})
	case state.Prices:
		return a.prices(pricesFlags{format: f, maxAge: defaultMaxAge()})
	case state.Conformance:
		return a.verify(context.Background(), nil, f)
	case state.Verdicts:
		return a.verdicts(context.Background(), nil, verdictsFlags{format: f})
	case state.Bill:
		return a.eval(q, evalFlags{format: f, offers: words{values: []string{q.engine.Offer(st.Offer).ID}}})
	default:
		return a.eval(q, evalFlags{format: f})
	}
}
