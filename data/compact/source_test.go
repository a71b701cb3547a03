package compact

import "testing"

func TestSnapshotIsUsedOnlyWhereItCanBeDecoded(t *testing.T) {
	reads := 0
	s := Source[string]{Read: func() (string, error) {
		reads++
		return "one", nil
	}}
	load := func(wantReads int) {
		t.Helper()
		reads = 0
		if got, err := s.Load(); err != nil || got != "one" || reads != wantReads {
			t.Errorf("Load = %q, %v after %d reads; want one after %d", got, err, reads, wantReads)
		}
	}
	load(1) // there is no snapshot yet
	one := "one"
	var err error
	if s.Snapshot, err = Encode(&one); err != nil {
		t.Fatal(err)
	}
	load(0)
	s.Snapshot = s.Snapshot[:len(s.Snapshot)-1]
	load(1)
	n := 1
	if s.Snapshot, err = Encode(&n); err != nil {
		t.Fatal(err)
	}
	load(1)
}
