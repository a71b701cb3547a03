package tui

import "sync"

// spares lends things that take long to make and that one can use at a time. It
// keeps some for whoever comes next: few are at work at a time, and what they work
// with stays in the processor's cache.
type spares[T any] struct {
	make func() T

	mu   sync.Mutex
	list []T
}

// keptSpares is how many things are kept.
const keptSpares = 4

// lend lends one to f.
func (s *spares[T]) lend(f func(T)) {
	v := s.take()
	f(v)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.list) < keptSpares {
		s.list = append(s.list, v)
	}
}

// take takes one, or makes one.
func (s *spares[T]) take() T {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.list) - 1
	if n < 0 {
		return s.make()
	}
	v := s.list[n]
	s.list = s.list[:n]
	return v
}
