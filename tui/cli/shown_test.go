package cli

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"crossover/engine/scenario"
)

// pagesShown returns the pages that show commands.
func pagesShown(t *testing.T) []string {
	t.Helper()
	pages := []string{"README.md", "CONTRIBUTING.md", "SECURITY.md", "data/examples/README.md"}
	for _, pattern := range []string{"docs/*.md", "docs/*/*.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			pages = append(pages, strings.TrimPrefix(f, root+"/"))
		}
	}
	return pages
}

// TestOtherCommandsShown checks that other commands in the pages and in CI exist: make
// targets, scripts, Go packages and tests. It also runs the commands over SSH.
// [TestCommandsShown] runs the program.
func TestOtherCommandsShown(t *testing.T) {
	block := regexp.MustCompile("(?ms)^```(\\w*)\n(.*?)^```")
	found := 0
	for _, page := range pagesShown(t) {
		src, err := os.ReadFile(filepath.Join(root, page))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range block.FindAllStringSubmatch(string(src), -1) {
			if m[1] != "" && m[1] != "sh" || strings.HasPrefix(m[2], "# ") { // a file for another program
				continue
			}
			for line := range strings.Lines(m[2]) {
				line, _, _ = strings.Cut(line, " #")
				if words := strings.Fields(line); len(words) > 0 {
					found++
					if err := otherShown(words); err != nil {
						t.Errorf("%s: %s: %v", page, strings.TrimSpace(line), err)
					}
				}
			}
		}
	}
	steps, err := os.ReadFile(filepath.Join(root, ".github", "workflows", "ci.yml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^ +- run: (.*)$`).FindAllStringSubmatch(string(steps), -1) {
		found++
		if err := otherShown(strings.Fields(m[1])); err != nil {
			t.Errorf("ci.yml: %s: %v", m[1], err)
		}
	}
	if found < 60 {
		t.Errorf("found only %d lines: the pages are no longer understood", found)
	}
}

// otherShown returns an error in a command of a page.
func otherShown(words []string) error {
	// Programs that do not belong to the project, and a file of the user's.
	others := []string{"sudo", "tar", "git", "apt-get", "nats-server", "~/.config/crossover/catalog/team.yaml"}
	switch first := words[0]; {
	case first == "crossover" || slices.Contains(others, first) || slices.Contains(words, "crossover"):
		return nil
	case first == "make":
		makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
		if err == nil && !bytes.Contains(makefile, []byte("\n"+words[1]+": ")) {
			err = fmt.Errorf("the Makefile has no such target")
		}
		return err
	case strings.HasPrefix(first, ".ci/"), strings.HasPrefix(first, "docs/"):
		_, err := os.Stat(filepath.Join(root, first))
		return err
	case first == "go":
		return goShown(words)
	case first == "ssh":
		return sshShown(words)
	}
	return fmt.Errorf("this test does not know the program")
}

// goShown returns an error in a go command: a missing folder, tool or test.
func goShown(words []string) error {
	if !slices.Contains([]string{"run", "test", "build", "doc", "tool"}, words[1]) {
		return fmt.Errorf("this test does not know the command")
	}
	var all []byte
	for i, w := range words {
		if modfile, ok := strings.CutPrefix(w, "-modfile="); ok {
			mod, err := os.ReadFile(filepath.Join(root, modfile))
			if err == nil && !strings.Contains(string(mod), "/"+words[i+1]) {
				err = fmt.Errorf("%s has no such tool", modfile)
			}
			return err
		}
		if strings.HasPrefix(w, "./") && w != "./..." {
			files, err := filepath.Glob(filepath.Join(root, strings.TrimSuffix(w, "/..."), "*.go"))
			if err == nil && len(files) == 0 {
				err = fmt.Errorf("%s is no package", w)
			}
			if err != nil {
				return err
			}
			for _, f := range files {
				src, err := os.ReadFile(f)
				if err != nil {
					return err
				}
				all = append(all, src...)
			}
		}
	}
	at := slices.Index(words, "-run")
	if at < 0 || len(all) == 0 || slices.Contains(words, "-bench") {
		return nil
	}
	name, _, _ := strings.Cut(words[at+1], "/")
	if !regexp.MustCompile(`func Test\w*(` + name + `)`).Match(all) {
		return fmt.Errorf("there is no test %s", name)
	}
	return nil
}

// sshShown runs a command for a server without a terminal, or parses the terms of a
// session.
func sshShown(words []string) error {
	at := slices.Index(words, "HOST")
	if at < 0 {
		return fmt.Errorf("want HOST for the server")
	}
	args := words[at+1:]
	if slices.Contains(words, "-t") {
		if len(args) > 0 && slices.Contains([]string{"room", "tour", "screen-reader"}, args[0]) {
			args = nil
		}
		_, err := scenario.Parse(scenario.Default(), args...)
		return err
	}
	e, err := (&app{env: Env{}}).engine()
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if code := Answer(context.Background(), e, nil, args, &out, &out, nil); code != exitOK {
		return fmt.Errorf("code %d: %s", code, &out)
	}
	return nil
}

// TestLinks checks that links in the pages lead to existing files and headings, and that
// the index has every page.
func TestLinks(t *testing.T) {
	read := func(name string) string {
		src, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Error(err)
		}
		return string(src)
	}
	link, heading, sign := regexp.MustCompile(`\]\(([^)#]*)(#[^)]*)?\)`), regexp.MustCompile(`(?m)^#+ (.*)$`), regexp.MustCompile(`[^a-z0-9 -]`)
	index := read("docs/README.md")
	for _, page := range append(pagesShown(t), "CHANGELOG.md") {
		if name, in := strings.CutPrefix(page, "docs/"); in && name != "README.md" && !strings.Contains(index, "]("+name+")") {
			t.Errorf("docs/README.md does not list %s", name)
		}
		for _, m := range link.FindAllStringSubmatch(read(page), -1) {
			to := page
			if strings.Contains(m[1], "://") {
				continue
			}
			if m[1] != "" {
				to = filepath.Join(filepath.Dir(page), m[1])
			}
			if _, err := os.Stat(filepath.Join(root, to)); err != nil {
				t.Errorf("%s: %s: %v", page, m[0], err)
			} else if m[2] != "" {
				var anchors []string
				for _, h := range heading.FindAllStringSubmatch(read(to), -1) {
					anchors = append(anchors, "#"+strings.ReplaceAll(sign.ReplaceAllString(strings.ToLower(h[1]), ""), " ", "-"))
				}
				if !slices.Contains(anchors, m[2]) {
					t.Errorf("%s: %s has no heading %s", page, to, m[2])
				}
			}
		}
	}
}

// TestSettingsPage compares docs/configuration.md with the settings in a new file;
// -update writes it.
func TestSettingsPage(t *testing.T) {
	settings, _, found := strings.Cut(string(settingsTemplate()), "\n# The keys of each action")
	if !found {
		t.Fatal("the keys are not the last of the settings")
	}
	_, settings, _ = strings.Cut(settings, "\n\n")
	replaceBetween(t, filepath.Join(root, "docs", "configuration.md"), "```yaml\n"+settings+"```\n")
}

// TestWhereThingsAre checks that the files and folders of docs/where.md exist. A name without
// a folder is in the one before it.
func TestWhereThingsAre(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "docs", "where.md"))
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile("`([a-z_A-Z/*]+(?:\\.(?:go|yaml|md))?)`")
	found := 0
	for row := range strings.Lines(string(text)) {
		dir := ""
		for _, m := range names.FindAllStringSubmatch(row, -1) {
			name := strings.ReplaceAll(m[1], "NAME", "*")
			name = strings.ReplaceAll(name, "PROVIDER", "*")
			switch {
			case path.Ext(name) == "" && !strings.Contains(name, "/"): // an identifier, or a key
				continue
			case !strings.Contains(name, "/"):
				name = path.Join(dir, name)
			case path.Ext(name) == "":
				dir = name
			default:
				dir = path.Dir(name)
			}
			found++
			if list, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(name))); err != nil || len(list) == 0 {
				t.Errorf("there is no %s, %v: %s", name, err, row)
			}
		}
	}
	if found < 60 {
		t.Errorf("%d names", found)
	}
}
