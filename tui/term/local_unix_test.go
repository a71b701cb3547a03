//go:build unix

package term

import (
	"testing"

	"github.com/creack/pty"
)

// TestSizesAreBounded tries terminals of any size, and some that do not report theirs.
func TestSizesAreBounded(t *testing.T) {
	for _, tt := range []struct {
		cols, rows uint16
		environ    []string
		w, h       int
	}{
		{160, 48, []string{"COLUMNS=10"}, 160, 48},
		{65535, 65535, nil, mostWidth, mostHeight},
		{0, 0, nil, defaultWidth, defaultHeight},
		{0, 0, []string{"COLUMNS=100", "LINES=30"}, 100, 30},
		{0, 0, []string{"COLUMNS=1000000000", "LINES=99999999999999999999"}, mostWidth, mostHeight},
		{0, 0, []string{"COLUMNS=-5", "LINES=x"}, defaultWidth, defaultHeight},
	} {
		keys, screen, err := pty.Open()
		if err != nil {
			t.Skip(err)
		}
		if err := pty.Setsize(keys, &pty.Winsize{Cols: tt.cols, Rows: tt.rows}); err != nil {
			t.Fatal(err)
		}
		l := &Local{out: screen, getenv: Getenv(tt.environ)}
		if w, h := l.Size(); w != tt.w || h != tt.h {
			t.Errorf("%d by %d with %v: %d by %d, want %d by %d", tt.cols, tt.rows, tt.environ, w, h, tt.w, tt.h)
		}
		_ = screen.Close()
		_ = keys.Close()
	}
}
