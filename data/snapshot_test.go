package data

import "testing"

// What no snapshot shows: that the files go together.
func TestFilesGoTogether(t *testing.T) {
	if _, err := loadExamples(exampleFiles); err != nil {
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
