package cli

import (
	"bytes"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"crossover/tui/format"
)

// yaml formats the sheet as an overlay.
func (s sheet) yaml(now time.Time) ([]byte, error) {
	var providers []any
	for _, id := range slices.Sorted(maps.Keys(s)) {
		if p := s[id]; len(p.Rates)+len(p.SizeTables)+len(p.Regions) > 0 {
			providers = append(providers, plain(reflect.ValueOf(*p)))
		}
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s on %s.\n# The next refresh overwrites it; put prices of your own into another file.\n", refreshHead, now.Format("2006-01-02"))
	err := yaml.NewEncoder(&b, yaml.IndentSequence(true)).Encode(map[string]any{"providers": providers})
	return b.Bytes(), err
}

// plain converts a value to its form in an overlay: fields by YAML name, without empty
// ones.
func plain(v reflect.Value) any {
	var out yaml.MapSlice
	switch v.Kind() {
	case reflect.Struct:
		for _, f := range reflect.VisibleFields(v.Type()) {
			name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
			x := v.FieldByIndex(f.Index)
			if empty := x.IsZero() || x.Kind() == reflect.Map && x.Len() == 0; name != "" && !empty {
				out = append(out, yaml.MapItem{Key: name, Value: plain(x)})
			}
		}
		return out
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, k := range keys {
			out = append(out, yaml.MapItem{Key: k.String(), Value: plain(v.MapIndex(k))})
		}
		return out
	case reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = plain(v.Index(i))
		}
		return list
	case reflect.Float64:
		return decimal(v.Float())
	}
	return v.Interface()
}

// decimal is a number written with all its digits and without an exponent.
type decimal float64

// MarshalYAML formats the number.
func (d decimal) MarshalYAML() ([]byte, error) { return []byte(format.Exactly(float64(d))), nil }
