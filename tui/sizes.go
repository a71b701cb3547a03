package tui

import (
	"fmt"
	"slices"
	"strings"

	"crossover/tui/split"
	"crossover/tui/state"
)

// Sizes holds the positions of moved edges between panes: by screen and edge, the share
// of the screen left of the edge or above it. They can be saved between sessions.
type Sizes map[string]map[string]float64

// screenKey returns the name of a screen in Sizes.
func screenKey(s state.Screen) string { return strings.ToLower(s.String()) }

// Sizes returns the positions of the edges moved in this session.
func (m *Model) Sizes() Sizes {
	out := Sizes{}
	for screen := range state.NumScreens {
		for name := range split.NumNames {
			if share := m.edges.sizes[screen][name]; share > 0 {
				if out[screenKey(screen)] == nil {
					out[screenKey(screen)] = map[string]float64{}
				}
				out[screenKey(screen)][name.Key()] = share
			}
		}
	}
	return out
}

// Check returns an error if a screen, an edge or a share is not valid.
func (s Sizes) Check() error {
	_, err := s.bySplit()
	return err
}

// bySplit returns the sizes by screen and edge without the invalid ones, and an error
// about one of those.
func (s Sizes) bySplit() (out [state.NumScreens]split.Sizes, err error) {
	var screens, edges []string
	for screen := range state.NumScreens {
		screens = append(screens, screenKey(screen))
	}
	for name := range split.NumNames {
		edges = append(edges, name.Key())
	}
	for screen, list := range s {
		at := slices.Index(screens, screen)
		if at < 0 {
			err = fmt.Errorf("%s: want a screen: %s", screen, strings.Join(screens, ", "))
			continue
		}
		for edge, share := range list {
			k := slices.Index(edges, edge)
			switch {
			case k < 0:
				err = fmt.Errorf("%s.%s: want an edge: %s", screen, edge, strings.Join(edges, ", "))
			case !(share > 0 && share < 1):
				err = fmt.Errorf("%s.%s: %v: want a share of the screen above 0 and below 1", screen, edge, share)
			default:
				out[at][k] = share
			}
		}
	}
	return out, err
}
