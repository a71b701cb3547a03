package sshd

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// oddSizes returns unusual and impossible terminal sizes.
func oddSizes() [][2]uint32 {
	return [][2]uint32{{3000, 3000}, {0, 0}, {1, 1}, {2, 1}, {1, 5000}, {5000, 1}, {1<<32 - 1, 1<<32 - 1}, {39, 11}, {320, 120}}
}

// attackSizes opens terminals of all sizes.
func attackSizes(ctx context.Context, t target) error {
	for _, size := range oddSizes() {
		c, ch, err := t.explorer("size", "", size[0], size[1])
		if err != nil {
			return fmt.Errorf("%v: %w", size, err)
		}
		defer c.cut()
		swallow(ch)
	}
	wait(ctx, 500*time.Millisecond)
	return nil
}

// attackResizes changes the sizes of two terminals as fast as possible.
func attackResizes(ctx context.Context, t target) error {
	var chs []gossh.Channel
	for range 2 {
		c, ch, err := t.explorer("size", "", 80, 24)
		if err != nil {
			return err
		}
		defer c.cut()
		swallow(ch)
		chs = append(chs, ch)
	}
	sizes := oddSizes()
	for i := 0; i < 5000 && ctx.Err() == nil; i++ {
		size := sizes[i%len(sizes)]
		if _, err := chs[i%2].SendRequest("window-change", false, sizePayload(size[0], size[1])); err != nil {
			return failed("resize", err)
		}
	}
	_, err := chs[0].SendRequest("window-change", true, sizePayload(80, 24)) // the answer comes after all of them
	return failed("resize", err)
}

// floods returns input that a terminal never sends.
func floods() map[string][]byte {
	junk := make([]byte, 256<<10)
	r := rand.NewChaCha8([32]byte{7})
	_, _ = r.Read(junk)
	return map[string][]byte{
		"keys":    bytes.Repeat([]byte("l"), 300<<10),
		"mouse":   bytes.Repeat([]byte("\x1b[<32;50;20M"), 20_000),
		"junk":    bytes.ReplaceAll(junk, []byte{'q'}, []byte{0x1b}),
		"osc":     append([]byte("\x1b]11;"), bytes.Repeat([]byte("x"), 200<<10)...),
		"paste":   append([]byte("\x1b[200~"), bytes.Repeat([]byte("paste"), 50_000)...),
		"accents": append([]byte("e"), bytes.Repeat([]byte("\u0301"), 50_000)...),
		"params":  append([]byte("\x1b["), bytes.Repeat([]byte("9;"), 50_000)...),
	}
}

// attackInput sends a flood to a session and disconnects.
func attackInput(ctx context.Context, t target, flood []byte) error {
	c, ch, err := t.explorer("flood", "", 80, 24)
	if err != nil {
		return err
	}
	defer c.cut()
	swallow(ch)
	for part := range slices.Chunk(flood, 8<<10) {
		if ctx.Err() != nil {
			return nil
		}
		if _, err := ch.Write(part); err != nil {
			return failed("input", err)
		}
	}
	wait(ctx, 100*time.Millisecond)
	return nil
}

// attackUnread sends data that nobody reads: extended data of the type of standard error.
func attackUnread(ctx context.Context, t target) error {
	for range 4 {
		c, err := t.dialAs("data")
		if err != nil {
			return err
		}
		defer c.cut()
		ch, err := rawChannel(c.Client)
		if err != nil {
			return failed("data", err)
		}
		for part := range slices.Chunk(make([]byte, 384<<10), 16<<10) {
			if ctx.Err() != nil {
				return nil
			}
			if _, err := ch.Stderr().Write(part); err != nil {
				break
			}
		}
	}
	return nil
}

// attackNames logs in with a huge name that contains control sequences, and sets huge
// variables.
func attackNames(_ context.Context, t target) error {
	c, err := t.dialAs("\x1b]0;owned\x07" + strings.Repeat("name\x00", 20_000))
	if err != nil {
		return err
	}
	defer c.cut()
	ch, err := rawChannel(c.Client)
	if err != nil {
		return failed("names", err)
	}
	for i := range 24 {
		name := []string{"LANG", "LD_PRELOAD", fmt.Sprint("VAR", i), "TERM_PROGRAM"}[i%4]
		if _, err := ch.SendRequest("env", true, variablePayload(name, strings.Repeat("x", 20<<10))); err != nil {
			return failed("names", err)
		}
	}
	_, _ = ch.SendRequest("pty-req", true, terminalPayload("../../../etc/passwd\x1b[2J", 80, 24))
	_, err = ch.SendRequest("exec", true, commandPayload(strings.Repeat("a", 100<<10)))
	return failed("names", err)
}

// attackSlowReaders has terminals that read nothing while they ask for whole screens.
func attackSlowReaders(ctx context.Context, t target) error {
	for range 4 {
		c, ch, err := t.explorer("slow", "", 300, 110)
		if err != nil {
			return err
		}
		defer c.cut()
		for i := 0; i < 100 && ctx.Err() == nil; i++ {
			if _, err := ch.Write([]byte("T")); err != nil { // another theme: all of the screen
				return failed("slow reader", err)
			}
			wait(ctx, time.Millisecond)
		}
	}
	return nil
}

// attackCommands runs slow commands, and invalid ones.
func attackCommands(ctx context.Context, t target) error {
	for _, line := range []string{
		"layout --flips rate=50/s", "simulate rate=100/s duration=1s --requests 100M --replicas 99", "verdicts", "eval --nonsense",
		"sh -c id", "eval 'unclosed", strings.Repeat("a=b ", 500), "curve --points 99999", "\x1b[2J\x00", "snapshot --size 9999x9999",
	} {
		c, err := t.dialAs("commands")
		if err != nil {
			return err
		}
		defer c.cut()
		for range 3 {
			ch, err := rawChannel(c.Client)
			if err != nil {
				continue // the limit is reached
			}
			swallow(ch)
			if _, err := ch.SendRequest("exec", true, commandPayload(line)); err != nil {
				return failed("commands", err)
			}
		}
	}
	wait(ctx, 2*time.Second)
	return nil
}

// attackRoomNames enters rooms with invalid names.
func attackRoomNames(_ context.Context, t target) error {
	for _, name := range []string{"\x1b]0;owned\x07", "a b", "", strings.Repeat("x", 1000), "räum", "../../etc", "a\x00b", "\u202eevil"} {
		c, ch, err := t.explorer("room+"+name, "", 80, 24)
		if err != nil {
			return fmt.Errorf("room %q: %w", name, err)
		}
		out, _ := io.ReadAll(io.LimitReader(ch, 1<<20))
		c.cut()
		if bytes.Contains(out, []byte("owned")) || bytes.ContainsAny(out, "\x1b\x07\x00") {
			return fmt.Errorf("room %q is echoed: %q", name, out)
		}
	}
	return nil
}

// attackRoom has many guests in a room, each requesting everything at once.
func attackRoom(ctx context.Context, t target) error {
	for range 6 {
		c, ch, err := t.explorer("mob", "room fort", 120, 30)
		if err != nil {
			return err
		}
		defer c.cut()
		swallow(ch)
		if _, err := io.WriteString(ch, strings.Repeat("!X!FX\x1b[C", 200)); err != nil {
			return failed("room", err)
		}
	}
	wait(ctx, time.Second)
	return nil
}

// wait waits for d, or until ctx ends.
func wait(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// dear is a scenario whose frame takes a second.
const dear = "rate=50/s shape=1/2/3/4/5/6/7/8/9/10/11/12 burst=5 p99=1ms parts=api,events,cron,ml,edge,realtime,jobs,tools"

// attackChurn opens sessions on one connection, all of them large and some with dear, and
// leaves each at its first output.
func attackChurn(ctx context.Context, t target) error {
	c, err := t.dialAs("churn")
	if err != nil {
		return err
	}
	defer c.cut()
	for i := 0; i < 20 && ctx.Err() == nil; i++ {
		ch, err := rawChannel(c.Client)
		if err != nil {
			return failed("churn", err)
		}
		command := "rate=7/s"
		if i == 0 {
			command = dear
		}
		_, _ = ch.SendRequest("pty-req", true, terminalPayload("xterm-256color", 320, 120))
		_, _ = ch.SendRequest("exec", true, commandPayload(command))
		_, _ = ch.Read(make([]byte, 100)) // whatever arrives is enough
		_ = ch.Close()
	}
	return nil
}

// attackLongFrames moves a slider in sessions with slow frames.
func attackLongFrames(ctx context.Context, t target) error {
	ctx = within(ctx, time.Second)
	var chs []gossh.Channel
	for range 3 {
		c, ch, err := t.explorer("long", dear, 160, 48)
		if err != nil {
			return err
		}
		defer c.cut()
		swallow(ch)
		chs = append(chs, ch)
	}
	for i := 0; ctx.Err() == nil; i++ {
		for _, ch := range chs {
			if _, err := io.WriteString(ch, []string{"\x1b[C", "\x1b[D"}[i/6%2]); err != nil {
				return failed("long frames", err)
			}
		}
		wait(ctx, 20*time.Millisecond)
	}
	return nil
}
