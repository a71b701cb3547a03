package sshd

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// attackers is the number of attackers at a time, each from its own address.
const attackers = 4

// Limits of what a server needs under an attack beyond its normal use: some twenty
// goroutines a session, and memory.
const mostGoroutines, mostMemory = 3000, 400 << 20

// measureAttacks runs every attack repeatedly while bystanders press keys, and prints the
// times of their answers.
func (p *soakPlan) measureAttacks(ctx context.Context, s *soaked, target target) error {
	var bystanders []*timedClient
	for len(bystanders) < p.bystanders && ctx.Err() == nil {
		wait(ctx, time.Second/connectRate*2) // slower than the server admits
		more, _ := target.OpenMany(ctx, 1, 1)
		bystanders = append(bystanders, more...)
	}
	defer func() {
		for _, c := range bystanders {
			c.Close()
		}
	}()
	keys := continued(p.keys())
	drive(within(ctx, 7*time.Second), bystanders, p.steps, keys) // until all background work is done, and each has begun
	fmt.Printf("%-28s %v\n", "no attack", drive(within(ctx, p.attackFor), bystanders, p.steps, keys))
	var failed error
	for _, a := range attacks() {
		if !strings.Contains(a.Name, p.only) {
			continue
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		span := within(ctx, p.attackFor)
		worst := s.watch(span)
		runs, stopped, ended := p.attack(span, a, target)
		result := drive(span, bystanders, p.steps, keys)
		ended()
		most := <-worst
		fmt.Printf("%-28s %v; %d attacks, %d of them stopped; at most %d goroutines, %d MB\n", a.Name, result, runs.Load(), stopped.Load(), most.goroutines, most.resident>>20)
		if result.Open > 0 || result.Answers == 0 {
			return fmt.Errorf("%s: %d bystanders get no answer", a.Name, max(result.Open, 1))
		}
		switch {
		case result.P99 > p.bound:
			failed = errors.Join(failed, fmt.Errorf("%s: p99 of the bystanders is %v, and not %v", a.Name, result.P99, p.bound))
		case most.goroutines > mostGoroutines || most.resident > mostMemory:
			failed = errors.Join(failed, fmt.Errorf("%s: %v", a.Name, most))
		}
	}
	return failed
}

// watch returns the server's largest figures until ctx ends.
func (s *soaked) watch(ctx context.Context) <-chan vitals {
	worst := make(chan vitals, 1)
	go func() {
		var most vitals
		for ; ctx.Err() == nil; wait(ctx, 200*time.Millisecond) {
			if v, err := s.vitals(); err == nil {
				most.goroutines, most.resident, most.live = max(most.goroutines, v.goroutines), max(most.resident, v.resident), max(most.live, v.live)
			}
		}
		worst <- most
	}()
	return worst
}

// attack runs an attack several times in parallel until ctx ends. It counts the runs and
// those that the server stopped.
func (p *soakPlan) attack(ctx context.Context, a attack, target target) (runs, stopped *atomic.Int64, ended func()) {
	var all sync.WaitGroup
	runs, stopped = new(atomic.Int64), new(atomic.Int64)
	for i := range attackers {
		target.From = fmt.Sprint("127.0.0.", i+2)
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
