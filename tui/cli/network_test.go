package cli

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
)

// asks lists the names in net/http that open connections rather than serve them.
var asks = map[string]bool{
	"Get": true, "Head": true, "Post": true, "PostForm": true, "Client": true, "DefaultClient": true, "Transport": true,
	"DefaultTransport": true, "RoundTripper": true, "NewRequest": true, "NewRequestWithContext": true,
}

// TestOnlyRefreshOpensConnections checks that no other package of the module makes HTTP
// requests.
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
		if path.Dir(name) == "tui/cli/pricelist" || name == "tui/cli/refresh.go" {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && asks[sel.Sel.Name] {
				if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "http" {
					t.Errorf("%s uses http.%s", name, sel.Sel.Name)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
