package cli

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
)

// TestOnlyRefreshOpensConnections holds that no other package of the module
// speaks HTTP: prices are fetched when asked, and nothing else is.
func TestOnlyRefreshOpensConnections(t *testing.T) {
	root := os.DirFS("../..")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && strings.HasPrefix(d.Name(), ".") && name != "." {
			return fs.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, i := range file.Imports {
			allowed := path.Dir(name) == "tui/cli/pricelist" || name == "tui/cli/refresh.go"
			if i.Path.Value == `"net/http"` && !allowed {
				t.Errorf("%s imports net/http", name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
