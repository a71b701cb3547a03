package data

import (
	"testing"
)

// TestFilesGoTogether checks what no snapshot shows: that the files agree with each other.
func TestFilesGoTogether(t *testing.T) {
	at := map[string]string{}
	err := eachFile(files, "examples", func(name string, text []byte) {
		examples, err := ParseExamples(name, text)
		if err != nil {
			t.Error(err)
		}
		for _, x := range examples {
			if first, taken := at[x.ID]; taken {
				t.Errorf("%s and %s both have an example %s", first, name, x.ID)
			}
			at[x.ID] = name
		}
	})
	if err != nil {
		t.Error(err)
	}
	err = eachFile(files, "scenarios", func(name string, text []byte) {
		if _, err := ParseScenario(name, text); err != nil {
			t.Error(err)
		}
	})
	if err != nil {
		t.Error(err)
	}
}

func BenchmarkLoad(b *testing.B) {
	b.Run("snapshot", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Load(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("yaml", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := LoadFS(files); err != nil {
				b.Fatal(err)
			}
		}
	})
}
