package tui

import "sync"

// spares lends values that are expensive to make and can be used by one caller at a time.
// It keeps a few for reuse: few are in use at a time, and the processor's cache still has
// their data.
type spares[T any] struct {
	make func() T

	mu   sync.Mutex
	list []T
}

// keptSpares limits the values kept.
const keptSpares = 4

// lend lends a value to f.
func (s *spares[T]) lend(f func(T)) {
	v := s.take()
	f(v)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.list) < keptSpares {
		s.list = append(s.list, v)
	}
}

// take returns a kept value, or makes one.
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
