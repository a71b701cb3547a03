package vtest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image/color"
	"io"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// echo is a program that asks for the background, then writes its input until a q.
func echo(_ context.Context, in io.Reader, out io.Writer) error {
	_, _ = fmt.Fprint(out, ansi.SetModeAltScreen, ansi.SetModeMouseAnyEvent, ansi.SetModeMouseExtSgr, ansi.RequestBackgroundColor, "\x1b[1;31mready\x1b[m\n")
	r := bufio.NewReader(in)
	for {
		b, err := r.ReadByte()
		switch {
		case err != nil:
			return err
		case b == 'q':
			_, _ = fmt.Fprint(out, ansi.ResetModeMouseAnyEvent, ansi.ResetModeAltScreen)
			return errors.New("left")
		default:
			_, _ = fmt.Fprint(out, strings.Trim(fmt.Sprintf("%q", b), "'"))
		}
	}
}

func TestTerminal(t *testing.T) {
	term := Run(t, Options{Width: 120, Height: 10, Background: color.White}, echo)
	term.WaitFor("ready", "rgb:ffff/ffff/ffff")
	if c := term.At(0, 0); c.Text != "r" || !c.Bold || c.Reversed || c.Fg != ansi.Red {
		t.Errorf("the first cell is %+v", c)
	}
	if x, y, ok := term.Find("ready"); !ok || x != 0 || y != 0 {
		t.Errorf("found at %d,%d", x, y)
	}
	term.Press(3, 4)
	term.WaitFor("[<0;4;5M")
	term.Drag(5, 4)
	term.WaitFor("[<32;6;5M")
	term.Release(5, 4)
	term.WaitFor("[<0;6;5m")
	if !term.AltScreen() || !term.Mode(ansi.ModeMouseAnyEvent) {
		t.Error("the modes are not seen")
	}
	term.Resize(30, 5)
	term.Type("q")
	if err := term.Ended(); err == nil || err.Error() != "left" {
		t.Errorf("the program ends with %v", err)
	}
	if term.AltScreen() || term.Mode(ansi.ModeMouseAnyEvent) || strings.Contains(term.Screen(), "ready") {
		t.Errorf("the terminal is not as it was:\n%s", term.Screen())
	}
}
