// Package importer makes a scenario of what people already run: the
// configuration files of their platforms and frameworks. A file's format is
// told by its content, not by its name.
//
//	Read ── detect ──► one reader a format ──► builder ──► Import
//
// Every format has one reader, a function that adds parts to a builder. A part
// says of every term where it was taken from, or that it is a default of the
// framework. What a file says that a scenario has no term for is listed, too.
// Readers never fail because of a single odd value: the value is listed as not
// translated, and the rest is read.
//
// Configuration holds no traffic. Parts whose rate follows from a schedule or
// from another part have one; [Import.Asks] names the others.
package importer

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"path"
	"slices"
	"strings"

	"crossover/engine/scenario"
)

// Source is a file to read. Name is for messages.
type Source struct {
	Name string
	Data []byte
}

// Basis is what a term of an imported part rests on.
type Basis string

// What a term can rest on: the file says it; the file leaves it out and the
// platform's documented default holds; or it is a guess that is told as one.
const (
	Taken   Basis = "taken"
	Default Basis = "default"
	Assumed Basis = "assumed"
)

// Term is a term of a part, and where its value comes from.
type Term struct {
	Key, Value string
	Basis      Basis
	// At is the place in a file, such as template.yaml:12, and From the words
	// there, such as MemorySize: 256.
	At, From string
}

// Note is what a file says and a scenario has no term for. Part is empty where
// it is about the whole file.
type Note struct{ Part, At, From, Why string }

// Part is one part of the system that the files describe.
type Part struct {
	Name string
	// Kind is what it is called on its platform, such as Lambda function.
	Kind string
	// Offer is the catalogue's offer that it runs on today, or empty where
	// none is known.
	Offer string
	// Size is the size of its machines, by the vendor's name or in vCPUs, or empty
	// where the files do not say it.
	Size  string
	At    string
	Terms []Term
	// rated is set when the rate follows from the file.
	rated bool
	// unreached says why it is taken for a worker that nothing calls, unless a trigger
	// or a rate is found; empty for what is not.
	unreached string
	// labels are those of its pods, by which Kubernetes' services choose them.
	labels *node
}

// Import is what the files came to.
type Import struct {
	// Formats names the formats that were recognised, one a file or document.
	Formats []string
	Parts   []Part
	// System has terms of the whole system.
	System []Term
	// Left is what was not translated.
	Left []Note
}

// ErrNothing is told where the files describe nothing that runs, with what was left
// out of them.
var ErrNothing = errors.New("nothing that runs was found")

// Formats lists the formats that are read, for help texts and messages.
func Formats() []string {
	var out []string
	for _, r := range readers {
		out = append(out, r.name)
	}
	return out
}

// Read reads files. The error names the file that cannot be read, and for what.
func Read(files []Source) (*Import, error) {
	b := newBuilder()
	var errs []error
	for _, f := range files {
		if err := b.file(f); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", f.Name, err))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return b.finish()
}

// Knows reports whether a file is of a format that is read, for choosing those
// of a folder.
func Knows(f Source) bool {
	docs, err := parse(f)
	return err == nil && slices.ContainsFunc(docs, func(doc *node) bool { return readerOf(doc) != nil })
}

// readerOf is the first reader that knows a document, or nil.
func readerOf(doc *node) *reader {
	for i := range readers {
		if readers[i].is(doc) {
			return &readers[i]
		}
	}
	return nil
}

// file reads one file, each of its documents by the first reader that knows it.
func (b *builder) file(f Source) error {
	docs, err := parse(f)
	if advice := instead(f); err != nil && advice != "" {
		return errors.New(advice)
	} else if err != nil {
		return err
	}
	known := 0
	for _, doc := range docs {
		b.name = f.Name
		r := readerOf(doc)
		if r == nil {
			continue
		}
		known++
		if !slices.Contains(b.out.Formats, r.name) {
			b.out.Formats = append(b.out.Formats, r.name)
		}
		if err := r.read(b, doc, f); err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
	}
	b.leaveOthers()
	if known == 0 {
		return fmt.Errorf("its content is of no format that is read; they are %s", strings.Join(Formats(), ", "))
	}
	return nil
}

// sources says what to import in place of files that no reader can read, by the
// ends of their names.
var sources = map[string]string{
	".tf": "is Terraform's source: import the plan, as terraform show -json prints it", ".hcl": "is Terraform's source: import the plan, as terraform show -json prints it",
	".ts": "is a program: import the template that it makes, as cdk synth prints it", ".py": "is a program: import the template that it makes, as cdk synth prints it",
}

// instead says what to import in place of a file, or nothing.
func instead(f Source) string {
	if bytes.Contains(f.Data, []byte("{{")) {
		return "looks like a template: import what it renders to, as helm template prints it"
	}
	return sources[path.Ext(f.Name)]
}

// reader is a format.
type reader struct {
	name string
	// is tells the format by a document's content.
	is func(*node) bool
	// read adds the document's parts.
	read func(*builder, *node, Source) error
}

// readers has the formats, in the order in which they are tried.
var readers = []reader{
	{"Terraform plan or state", isTerraform, readTerraform},
	{"CloudFormation or SAM", isCloudFormation, readCloudFormation},
	{"Step Functions definition", isStates, readStates},
	{"Serverless Framework", isServerless, readServerless},
	{"Cloud Run service", isKnative, readKnative},
	{"Kubernetes", isKubernetes, readKubernetes},
	{"Docker Compose", isCompose, readCompose},
	{"fly.toml", isFly, readFly},
	{"wrangler configuration", isWrangler, readWrangler},
	{"vercel.json", isVercel, readVercel},
}

// Tokens returns the scenario's tokens, those of rates included; rates has
// rates by part, such as 3M/month, in place of what the files say.
func (m *Import) Tokens(rates map[string]string) ([]string, error) {
	var names, out []string
	for i := range m.Parts {
		names = append(names, m.Parts[i].Name)
	}
	for name := range rates {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("there is no part %q; the parts are %s", name, strings.Join(names, ", "))
		}
	}
	out = append(out, "parts="+strings.Join(names, ","))
	for i := range m.Parts {
		p := &m.Parts[i]
		for _, t := range p.Terms {
			if t.Key == "rate" && rates[p.Name] != "" {
				continue
			}
			out = append(out, p.Name+"."+t.Key+"="+t.Value)
		}
		if r := rates[p.Name]; r != "" {
			out = append(out, p.Name+".rate="+r)
		}
	}
	for _, t := range m.System {
		out = append(out, t.Key+"="+t.Value)
	}
	return out, nil
}

// Terms yields what the files came to, term by term, each with its key as a token
// has it: first those of the parts, then those of the whole system.
func (m *Import) Terms() iter.Seq2[string, *Term] {
	return func(yield func(string, *Term) bool) {
		for i := range m.Parts {
			for k := range m.Parts[i].Terms {
				if t := &m.Parts[i].Terms[k]; !yield(m.Parts[i].Name+"."+t.Key, t) {
					return
				}
			}
		}
		for i := range m.System {
			if !yield(m.System[i].Key, &m.System[i]) {
				return
			}
		}
	}
}

// Scenario returns the scenario that the tokens make.
func (m *Import) Scenario(rates map[string]string) (scenario.Scenario, error) {
	tokens, err := m.Tokens(rates)
	if err != nil {
		return scenario.Scenario{}, err
	}
	return scenario.Parse(scenario.Default(), tokens...)
}

// find is the place of the part of a name, or -1.
func (m *Import) find(name string) int {
	return slices.IndexFunc(m.Parts, func(p Part) bool { return p.Name == name })
}

// Asks names the parts whose rate the files do not say.
func (m *Import) Asks(rates map[string]string) []string {
	var out []string
	for i := range m.Parts {
		if p := &m.Parts[i]; !p.rated && rates[p.Name] == "" {
			out = append(out, p.Name)
		}
	}
	return out
}
