package compact

import (
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
)

// Source is a value that is read from files and has a snapshot: its encoding,
// after a hash of the files it was made from. A snapshot of other files, or of
// another type, is not used, so that an edited file counts at once; a test in
// the package of the files asks for the snapshot to be made anew.
type Source[T any] struct {
	// Snapshot is the snapshot embedded in the program.
	Snapshot []byte
	// Files and Patterns say which files the value is read from: those that match
	// a pattern, by its place in the list, then by name.
	Files    fs.FS
	Patterns []string
	// Read reads the value from the files.
	Read func() (T, error)
}

// Load returns the value: from the snapshot if it is of the files as they are,
// or else from the files.
func (s *Source[T]) Load() (T, error) {
	if v, ok := s.Decode(); ok {
		return v, nil
	}
	return s.Read()
}

// Decode returns the value of the snapshot; ok is false where it is missing,
// damaged, or of other files or types.
func (s *Source[T]) Decode() (v T, ok bool) {
	if len(s.Snapshot) < sha256.Size {
		return v, false
	}
	sum, err := s.hash()
	if err != nil || sum != [sha256.Size]byte(s.Snapshot[:sha256.Size]) {
		return v, false
	}
	return v, Decode(s.Snapshot[sha256.Size:], &v) == nil
}

// Encode reads the value from the files and returns its snapshot.
func (s *Source[T]) Encode() ([]byte, error) {
	v, err := s.Read()
	if err != nil {
		return nil, err
	}
	sum, err := s.hash()
	if err != nil {
		return nil, err
	}
	b, err := Encode(&v)
	return append(sum[:], b...), err
}

// hash is of the names and contents of the files.
func (s *Source[T]) hash() (sum [sha256.Size]byte, err error) {
	h := sha256.New()
	for _, pattern := range s.Patterns {
		names, err := fs.Glob(s.Files, pattern) // in the order of the names
		if err != nil {
			return sum, err
		}
		for _, name := range names {
			if err := hashFile(h, s.Files, name); err != nil {
				return sum, err
			}
		}
	}
	return [sha256.Size]byte(h.Sum(nil)), nil
}

// hashFile adds a file's name, length and content to h.
func hashFile(h io.Writer, files fs.FS, name string) error {
	f, err := files.Open(name)
	if err != nil {
		return err
	}
	defer f.Close() // it was only read
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(h, "%q %d\n", name, info.Size()); err != nil {
		return err
	}
	_, err = io.Copy(h, f)
	return err
}
