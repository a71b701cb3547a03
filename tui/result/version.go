package result

import (
	"runtime"
	"runtime/debug"
	"strconv"

	"crossover/engine"
)

// Build describes a build of the program.
type Build struct {
	// Version is the module's version, or "built from source".
	Version string
	// Commit is the revision and Time its time in RFC 3339; both are empty if unknown.
	// Modified is set if files were changed since.
	Commit, Time string
	Modified     bool
}

// ThisBuild returns the running program's build.
func ThisBuild() Build {
	b := Build{Version: "built from source"}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		b.Version = v
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.Time = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}

// Version describes the program and its catalogue.
func Version(b Build, e *engine.Engine) Result {
	platform := runtime.GOOS + "/" + runtime.GOARCH
	g := &Grid{Columns: []Column{{}, {}}}
	g.Add("crossover", b.Version)
	if b.Commit != "" {
		commit := b.Commit
		if b.Time != "" {
			commit += " of " + b.Time
		}
		if b.Modified {
			commit += ", with changes"
		}
		g.Add("commit", commit)
	}
	g.Add("go", runtime.Version()+" "+platform)
	c := e.Catalog()
	catalogue := c.AsOf + ", " + strconv.Itoa(e.Len()) + " offers"
	for _, o := range c.Overlays {
		catalogue += ", changed by " + Label(o)
	}
	g.Add("catalogue", catalogue)
	return &List{Grid: g, Data: object{
		{"version", b.Version}, {"commit", given(b.Commit)}, {"commit_time", given(b.Time)}, {"modified", b.Modified},
		{"go", runtime.Version()}, {"platform", platform}, {"catalog", catalogObject(e)},
	}}
}
