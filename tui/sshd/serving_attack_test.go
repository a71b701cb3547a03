package sshd

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// attackers is how many run an attack at a time.
const attackers = 4

// measureAttacks has every attack run over and over while bystanders press
// keys, and prints how long their answers took.
func (p *soakPlan) measureAttacks(ctx context.Context, _ *soaked, target target) error {
	target.Patience = p.attackFor
	var bystanders []*timedClient
	for len(bystanders) < p.bystanders && ctx.Err() == nil {
		wait(ctx, time.Second/connectRate*2) // no faster than they are let in
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
		keys[i] = sliderKeys(i)
	}
	slider := func(i int) func() string { return keys[i] }
	drive(within(ctx, 3*time.Second), bystanders, p.steps, slider) // until all have what they need
	fmt.Printf("%-28s %v\n", "no attack", drive(within(ctx, p.attackFor), bystanders, p.steps, slider))
	for _, a := range attacks() {
		if !strings.Contains(a.Name, p.only) {
			continue
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		span := within(ctx, p.attackFor)
		runs, stopped, ended := p.attack(span, a, target)
		result := drive(span, bystanders, p.steps, slider)
		ended()
		fmt.Printf("%-28s %v; %d attacks, %d of them stopped\n", a.Name, result, runs.Load(), stopped.Load())
		if result.Open > 0 || result.Answers == 0 {
			return fmt.Errorf("%s: %d bystanders get no answer", a.Name, max(result.Open, 1))
		}
	}
	return nil
}

// attack has several run an attack until ctx ends. It counts how often it was
// run, and how often the server stopped it.
func (p *soakPlan) attack(ctx context.Context, a attack, target target) (runs, stopped *atomic.Int64, ended func()) {
	var all sync.WaitGroup
	runs, stopped = new(atomic.Int64), new(atomic.Int64)
	for range attackers {
		all.Go(func() {
			for ctx.Err() == nil {
				runs.Add(1)
				if err := a.Run(ctx, target); err != nil && ctx.Err() == nil {
					stopped.Add(1)
					wait(ctx, 10*time.Millisecond)
				}
			}
		})
	}
	return runs, stopped, all.Wait
}
