package compact

// Source is a value that is read from files and has an encoded snapshot. A test of this
// package checks that the two agree. The program reads only the snapshot, unless its type
// has changed.
type Source[T any] struct {
	// Snapshot is the snapshot embedded in the program.
	Snapshot []byte
	// Read reads the value from the files.
	Read func() (T, error)
}

// Load returns the value from the snapshot, or from the files if that cannot be decoded.
func (s *Source[T]) Load() (T, error) {
	if v, ok := s.Decode(); ok {
		return v, nil
	}
	return s.Read()
}

// Decode returns the value of the snapshot. ok is false if it is missing, damaged, or of
// another type.
func (s *Source[T]) Decode() (v T, ok bool) {
	err := Decode(s.Snapshot, &v)
	return v, err == nil
}
