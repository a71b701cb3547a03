package compact

import (
	"io/fs"
	"testing"
	"testing/fstest"
)

func TestSnapshotCountsOnlyForItsFiles(t *testing.T) {
	files := fstest.MapFS{"a.txt": {Data: []byte("one")}, "b.txt": {Data: []byte("two")}}
	reads := 0
	s := Source[string]{Files: files, Patterns: []string{"*.txt"}, Read: func() (string, error) {
		reads++
		b, err := fs.ReadFile(files, "a.txt")
		return string(b), err
	}}
	load := func(want string, wantReads int) {
		t.Helper()
		reads = 0
		if got, err := s.Load(); err != nil || got != want || reads != wantReads {
			t.Errorf("Load = %q, %v after %d reads; want %q after %d", got, err, reads, want, wantReads)
		}
	}
	load("one", 1) // there is no snapshot yet
	var err error
	if s.Snapshot, err = s.Encode(); err != nil {
		t.Fatal(err)
	}
	load("one", 0)
	files["a.txt"] = &fstest.MapFile{Data: []byte("ONE")}
	load("ONE", 1)
	files["a.txt"] = &fstest.MapFile{Data: []byte("one")}
	load("one", 0)
	files["c.txt"] = &fstest.MapFile{Data: []byte("three")}
	load("one", 1)
	delete(files, "c.txt")
	s.Snapshot = s.Snapshot[:len(s.Snapshot)-1]
	load("one", 1)
}
