package compact

// Source is a value that is read from files and has a snapshot, which is its
// encoding. A test of this package holds that the snapshot has what they say. Starts
// read the snapshot and no file, unless it is of another type.
type Source[T any] struct {
	// Snapshot is the snapshot embedded in the program.
	Snapshot []byte
	// Read reads the value from the files.
	Read func() (T, error)
}

// Load returns the value: from the snapshot, or from the files where that cannot
// be decoded.
func (s *Source[T]) Load() (T, error) {
	if v, ok := s.Decode(); ok {
		return v, nil
	}
	return s.Read()
}

// Decode returns the value of the snapshot; ok is false where it is missing,
// damaged, or of another type.
func (s *Source[T]) Decode() (v T, ok bool) {
	err := Decode(s.Snapshot, &v)
	return v, err == nil
}
