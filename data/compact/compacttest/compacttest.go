// Package compacttest holds snapshots against the files they were made from.
package compacttest

import (
	"bytes"
	"os"
	"reflect"
	"testing"

	"crossover/data/compact"
)

// Fresh fails the test if the snapshot in file is not of the source's files as
// they are, or does not hold the same value. With update set it writes the
// snapshot first.
func Fresh[T any](t *testing.T, s *compact.Source[T], file string, update bool) {
	t.Helper()
	want, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not of the files as they are: make it anew with\n\tgo test . -run %s -update", file, t.Name())
		return
	}
	read, err := s.Read()
	if err != nil {
		t.Fatal(err)
	}
	fresh := *s
	fresh.Snapshot = got
	if decoded, ok := fresh.Decode(); !ok || !reflect.DeepEqual(decoded, read) {
		t.Errorf("%s holds another value than its files", file)
	}
}
