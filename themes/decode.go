package themes

import (
	"errors"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"crossover/data/bounds"
)

// document is a theme file as written.
type document struct {
	Base       string                `yaml:"base"`
	Title      string                `yaml:"title"`
	Dark       *bool                 `yaml:"dark"`
	Paint      *bool                 `yaml:"paint"`
	Foreground string                `yaml:"foreground"`
	Background string                `yaml:"background"`
	Palette    map[string]colorEntry `yaml:"palette"`
	Roles      map[string]toneEntry  `yaml:"roles"`
	Series     []toneEntry           `yaml:"series"`
}

// colorEntry is a palette colour as written. The numbers are kept as text so
// that a fraction is refused and not cut off.
type colorEntry struct {
	Hex  string `yaml:"hex"`
	X256 string `yaml:"x256"`
	ANSI string `yaml:"ansi"`
}

// toneEntry is a tone as written: names of palette colours, and attributes.
type toneEntry struct {
	Color     string `yaml:"color"`
	On        string `yaml:"on"`
	Bold      bool   `yaml:"bold"`
	Faint     bool   `yaml:"faint"`
	Italic    bool   `yaml:"italic"`
	Underline bool   `yaml:"underline"`
	Reverse   bool   `yaml:"reverse"`
}

// source is a theme file while it is read: its name and syntax tree, so that
// every fault can be given its place, and the faults found.
type source struct {
	name   string
	tree   *ast.File
	faults []error
	// colors are the names of the palette's colours that tones have, by the
	// paths of the tones.
	colors map[string]string
}

// decode reads src strictly: what the schema does not know is an error.
func decode(name string, src []byte) (document, *source, error) {
	var doc document
	s := &source{name: name, colors: map[string]string{}}
	if f := bounds.Check(src, false); f != nil {
		return doc, s, &Error{File: name, Line: f.Line, Column: f.Column, Problem: "holds " + f.Found, Want: f.Want}
	}
	tree, err := parser.ParseBytes(src, 0)
	if err != nil {
		return doc, s, s.translate(err)
	}
	s.tree = tree
	if len(tree.Docs) > 1 {
		return doc, s, &Error{File: name, Problem: "holds more than one document", Want: "keep one theme in a file"}
	}
	if len(tree.Docs) == 0 || tree.Docs[0].Body == nil {
		return doc, s, nil
	}
	if err := yaml.NodeToValue(tree.Docs[0].Body, &doc, yaml.Strict()); err != nil {
		return doc, s, s.translate(err)
	}
	return doc, s, nil
}

// fault notes an error about a field, whose path is given in steps.
func (s *source) fault(value, problem, want string, steps ...string) {
	line, column := s.position(steps)
	s.faults = append(s.faults, &Error{
		File: s.name, Line: line, Column: column, Field: strings.Join(steps, "."),
		Value: value, Problem: problem, Want: want,
	})
}

// position returns where the field stands, or the nearest field around it.
func (s *source) position(steps []string) (line, column int) {
	for n := len(steps); n > 0 && s.tree != nil; n-- {
		if node := s.find("$." + strings.Join(steps[:n], ".")); node != nil {
			p := node.GetToken().Position
			return p.Line, p.Column
		}
	}
	return 0, 0
}

// finder looks for the node that match accepts.
type finder struct {
	match func(ast.Node) bool
	found ast.Node
}

// Visit is called by ast.Walk for every node. The last match wins: a mapping
// and its first key share a position, and the inner one says more.
func (f *finder) Visit(n ast.Node) ast.Visitor {
	if n.GetToken() != nil && f.match(n) {
		f.found = n
	}
	return f
}

// find returns the node with the given path, written as the syntax tree
// writes it: $.palette.blue, $.series[3].
func (s *source) find(path string) ast.Node {
	f := &finder{match: func(n ast.Node) bool { return n.GetPath() == path }}
	s.walk(f)
	return f.found
}

// walk shows every node of the file to v.
func (s *source) walk(v ast.Visitor) {
	if s.tree == nil {
		return
	}
	for _, d := range s.tree.Docs {
		if d.Body != nil {
			ast.Walk(v, d.Body)
		}
	}
}

// path returns the path of the node that starts at token tk.
func (s *source) path(tk *token.Token) string {
	f := &finder{match: func(n ast.Node) bool {
		p := n.GetToken().Position
		return p.Line == tk.Position.Line && p.Column == tk.Position.Column
	}}
	s.walk(f)
	if f.found == nil {
		return ""
	}
	return strings.TrimPrefix(strings.TrimPrefix(f.found.GetPath(), "$"), ".")
}

// translate turns an error of the YAML library into one of ours.
func (s *source) translate(err error) error {
	var ye yaml.Error
	if !errors.As(err, &ye) || ye.GetToken() == nil {
		return &Error{File: s.name, Problem: err.Error()}
	}
	tk := ye.GetToken()
	e := &Error{File: s.name, Line: tk.Position.Line, Column: tk.Position.Column, Field: s.path(tk), Value: tk.Value, Problem: ye.GetMessage()}
	switch t := ye.(type) {
	case *yaml.SyntaxError:
		e.Field, e.Value = "", "" // there may be no field yet, and the message quotes what it means
	case *yaml.UnknownFieldError:
		e.Problem, e.Want = "is not a field of a theme", knownFields(e.Field)
	case *yaml.TypeError:
		e.Problem, e.Want = "is of the wrong kind", wantKind(t.DstType)
	case *yaml.UnexpectedNodeTypeError:
		e.Problem = strings.ReplaceAll(ye.GetMessage(), "was used where", "stands where a")
		e.Want = "write for example {color: blue, bold: true}"
	}
	return e
}

// wantKind says how a value of type t is written.
func wantKind(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool, reflect.Pointer:
		return "write true or false"
	case reflect.String:
		return "write one word or number, in quotes where it starts with #"
	case reflect.Slice:
		return "write a list"
	default:
		return "write fields and values"
	}
}

// knownFields lists the fields that may stand where path does.
func knownFields(path string) string {
	switch {
	case strings.HasPrefix(path, "palette."):
		return "known here: hex, x256, ansi"
	case strings.HasPrefix(path, "roles."), strings.HasPrefix(path, "series["):
		return "known here: color, on, bold, faint, italic, underline, reverse"
	default:
		return "known here: base, title, dark, paint, foreground, background, palette, roles, series"
	}
}
