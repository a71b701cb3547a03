package data

import (
	"os"
	"testing"
)

// TestFilesGoTogether checks what no snapshot shows: that the files agree with each other.
func TestFilesGoTogether(t *testing.T) {
	at := map[string]string{}
	err := eachFile(os.DirFS("."), "examples", func(name string, text []byte) {
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
	if _, err := loadScenarios(scenarioFiles); err != nil {
		t.Error(err)
	}
}

func BenchmarkLoad(b *testing.B) {
	b.Run("snapshot", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, ok := catalogSource.Decode(); !ok {
				b.Fatal("the snapshot is of other files")
			}
		}
	})
	b.Run("yaml", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := catalogSource.Read(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
