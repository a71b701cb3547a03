package font

import (
	"bytes"
	"compress/gzip"
	"flag"
	"os"
	"testing"

	"github.com/go-fonts/dejavu/dejavusansmono"
	"github.com/go-fonts/dejavu/dejavusansmonobold"
)

var update = flag.Bool("update", false, "make the files anew")

func TestFontsAreTheModules(t *testing.T) {
	for _, f := range []struct {
		file   string
		packed []byte
		ttf    []byte
	}{
		{"regular.ttf.gz", Regular, dejavusansmono.TTF},
		{"bold.ttf.gz", Bold, dejavusansmonobold.TTF},
	} {
		if *update {
			f.packed = pack(t, f.ttf)
			if err := os.WriteFile(f.file, f.packed, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := Unpack(f.packed); err != nil || !bytes.Equal(got, f.ttf) {
			t.Errorf("%s is not the module's font (error %v): make it anew with\n\tmake snapshots", f.file, err)
		}
	}
}

// pack compresses a font as well as gzip can.
func pack(t *testing.T, ttf []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(ttf); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
