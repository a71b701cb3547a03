package cli

import (
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/adrg/xdg"
	"github.com/goccy/go-yaml"

	"crossover/tui"
)

// uncommented returns the template with all comment marks removed.
func uncommented() []byte {
	var b strings.Builder
	for line := range strings.Lines(string(settingsTemplate())) {
		rest, commented := strings.CutPrefix(line, "# ")
		if key, _, ok := strings.Cut(rest, ":"); commented && ok && !strings.Contains(strings.TrimSpace(key), " ") {
			b.WriteString(rest)
		}
	}
	return []byte(b.String())
}

// TestTheTemplateSaysTheDefaults checks that uncommenting the template changes nothing.
func TestTheTemplateSaysTheDefaults(t *testing.T) {
	a := &app{}
	if s, err := a.readSettings("config.yaml", settingsTemplate()); err != nil || !reflect.DeepEqual(s, settings{}) {
		t.Errorf("as it comes it sets %+v (%v)", s, err)
	}
	s, err := a.readSettings("config.yaml", uncommented())
	if err != nil {
		t.Fatalf("%v in\n%s", err, uncommented())
	}
	usual := tui.DefaultKeyMap()
	if got, want := s.keyMap().Bindables(), usual.Bindables(); !reflect.DeepEqual(got, want) || len(s.Keys) != len(want) {
		t.Errorf("its keys are %v, want %v", got, want)
	}
	if s.Theme != "auto" || s.DarkTheme != "dark" || s.LightTheme != "light" || s.Glyphs != "auto" || s.ScreenReader {
		t.Errorf("it sets %+v", s)
	}
	var v any
	if err := yaml.Unmarshal(uncommented(), &v); err != nil {
		t.Fatal(err)
	}
	if problems := committed(t, "config").Check(v); problems != nil {
		t.Errorf("against its schema: %v", problems)
	}
}

// TestKeysCanBeSwapped exchanges the keys of two actions.
func TestKeysCanBeSwapped(t *testing.T) {
	a := &app{}
	s, err := a.readSettings("config.yaml", []byte("keys:\n  pin: [u]\n  undo: [p]\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range s.keyMap().Bindables() {
		if k.Name == "pin" && k.Keys[0] != "u" || k.Name == "undo" && k.Keys[0] != "p" {
			t.Errorf("%s has %v", k.Name, k.Keys)
		}
	}
}

func FuzzSettings(f *testing.F) {
	f.Add(settingsTemplate())
	f.Add(uncommented())
	f.Add([]byte("keys: {pin: [u, u, 5, \"\"], x: [[]]}\ntheme: ../x.yaml"))
	f.Add([]byte("keys: &a {pin: *a}"))
	a := &app{} // so that the themes are read once
	f.Fuzz(func(t *testing.T, src []byte) {
		s, err := a.readSettings("/nowhere/config.yaml", src)
		if err != nil {
			return
		}
		seen := map[string]string{}
		for _, b := range s.keyMap().Bindables() {
			for _, k := range b.Keys {
				if other, twice := seen[k]; twice {
					t.Errorf("%q is %s and %s in %q", k, other, b.Name, src)
				}
				seen[k] = b.Name
			}
		}
	})
}

// TestFoldersWithoutHome checks that nothing is kept below the root.
func TestFoldersWithoutHome(t *testing.T) {
	t.Cleanup(xdg.Reload)
	for _, tt := range []struct{ home, want string }{{"", ""}, {"/home/me", "/home/me/.local/share/crossover/x"}} {
		t.Setenv("HOME", tt.home)
		t.Setenv("XDG_DATA_HOME", "")
		xdg.Reload()
		env := Env{Environ: os.Environ()}
		env.SetFolders()
		if got := env.data("x"); runtime.GOOS == "linux" && got != tt.want {
			t.Errorf("with HOME=%s data is in %q, want %q", tt.home, got, tt.want)
		}
	}
}
