package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"crossover/.ci/soak/load"
)

// attackers is how many run an attack at a time.
const attackers = 4

// measureAttacks has every attack run over and over while bystanders press
// keys, and prints how long their answers took.
func (p *plan) measureAttacks(ctx context.Context, s *server, target load.Target) error {
	target.Patience = p.attackFor
	var bystanders []*load.Client
	for len(bystanders) < p.bystanders && ctx.Err() == nil {
		pause(ctx, time.Second/connectRate*2) // no faster than they are let in
		more, _ := target.OpenMany(ctx, 1, 1)
		bystanders = append(bystanders, more...)
	}
	defer func() {
		for _, c := range bystanders {
			c.Close()
		}
	}()
	keys := make([]func() string, len(bystanders)) // which go on from one attack to the next
	for i := range keys {
		keys[i] = load.Slider(i)
	}
	slider := func(i int) func() string { return keys[i] }
	load.Drive(within(ctx, 3*time.Second), bystanders, p.steps, slider) // until all have what they need
	fmt.Printf("%-28s %v\n", "no attack", load.Drive(within(ctx, p.attackFor), bystanders, p.steps, slider))
	for _, a := range load.Attacks() {
		if !strings.Contains(a.Name, p.only) {
			continue
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		span := within(ctx, p.attackFor)
		runs, stopped, wait := p.attack(span, a, target)
		result := load.Drive(span, bystanders, p.steps, slider)
		wait()
		fmt.Printf("%-28s %v; %d attacks, %d of them stopped\n", a.Name, result, runs.Load(), stopped.Load())
		if result.Open > 0 || result.Answers == 0 {
			return fmt.Errorf("%s: %d bystanders get no answer", a.Name, max(result.Open, 1))
		}
	}
	return nil
}

// attack has several run an attack until ctx ends. It counts how often it was
// run, and how often the server stopped it.
func (p *plan) attack(ctx context.Context, a load.Attack, target load.Target) (runs, stopped *atomic.Int64, wait func()) {
	var all sync.WaitGroup
	runs, stopped = new(atomic.Int64), new(atomic.Int64)
	for range attackers {
		all.Go(func() {
			for ctx.Err() == nil {
				runs.Add(1)
				if err := a.Run(ctx, target); err != nil && ctx.Err() == nil {
					stopped.Add(1)
					pause(ctx, 10*time.Millisecond)
				}
			}
		})
	}
	return runs, stopped, all.Wait
}
