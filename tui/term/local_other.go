//go:build !unix

package term

import (
	"os"
	"os/signal"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
)

// signals watches for interrupts, and for new sizes, for which there is no signal here.
type signals struct {
	come     chan os.Signal
	done     chan struct{}
	stopping sync.Once
}

// sizeTime is the interval at which the terminal's size is polled.
const sizeTime = time.Second

func (s *signals) start(l *Local, send func(tea.Msg)) {
	s.come, s.done = make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(s.come, os.Interrupt)
	go func() {
		look := time.NewTicker(sizeTime)
		defer look.Stop()
		width, height := l.Size()
		for {
			select {
			case <-s.done:
				return
			case sig := <-s.come:
				go send(EndMsg{sig})
			case <-look.C:
				if w, h := l.Size(); w != width || h != height {
					width, height = w, h
					send(tea.WindowSizeMsg{Width: w, Height: h})
				}
			}
		}
	}()
}

// Suspend does nothing: there is no job control here.
func (l *Local) Suspend() {}

// CanSuspend reports false: there is no job control here.
func (l *Local) CanSuspend() bool { return false }

// Die ends the process as if by a signal. It does not return.
func Die(os.Signal) { os.Exit(130) }
