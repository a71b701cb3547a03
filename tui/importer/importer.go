// Package importer makes a scenario from the configuration files of platforms and
// frameworks. A file's format is determined by its content, not by its name.
//
//	Read ── detect ──► one reader per format ──► builder ──► Import
//
// A reader is a function that adds parts to a builder. Every term of a part records its
// place in the file, or that it is a default of the framework. Settings for which a
// scenario has no term are listed as not translated. So is a bad value, and the rest is
// still read.
//
// Configuration files contain no traffic. Parts whose rate follows from a schedule or
// from another part have a rate; [Import.Asks] names the others.
package importer

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"crossover/engine/each"
	"crossover/engine/scenario"
)

// Source is a file to read. Name is used in messages.
type Source struct {
	Name string
	Data []byte
}

// Basis is the origin of a term of an imported part.
type Basis string

// The origins of a term: the value is in the file, it is the platform's documented
// default, or it is an assumption.
const (
	Taken   Basis = "taken"
	Default Basis = "default"
	Assumed Basis = "assumed"
)

// Term is a term of a part with the origin of its value.
type Term struct {
	Key, Value string
	Basis      Basis
	// At is the place in a file, such as template.yaml:12, and From the text there, such
	// as MemorySize: 256.
	At, From string
}

// Note is a setting for which a scenario has no term. Part is empty if it concerns the
// whole file.
type Note struct{ Part, At, From, Why string }

// Part is one part of the system that the files describe.
type Part struct {
	Name string
	// Kind is its name on the platform, such as Lambda function.
	Kind string
	// Offer is the catalogue's offer on which it runs today, or "" if unknown.
	Offer string
	// Size is the size of its machines, by the vendor's name or in vCPUs, or "" if
	// unknown.
	Size  string
	At    string
	Terms []Term
	// rated is set if the rate follows from the file.
	rated bool
	// unreached is the reason to take the part for a worker that nothing calls, unless a
	// trigger or a rate is found; empty for other parts.
	unreached string
	// stores is set for images that keep data.
	stores bool
	// labels are the labels of its pods, which Kubernetes Services select.
	labels *node
}

// Import is the result of reading files.
type Import struct {
	// Formats names the formats recognised, one per file or document.
	Formats []string
	Parts   []Part
	// System has the terms of the whole system.
	System []Term
	// Left lists the items that were not translated.
	Left []Note
}

// ErrNothing is returned, with the items left out, if the files describe no workload.
var ErrNothing = errors.New("nothing that runs was found")

// Formats lists the formats that are read, for help texts and messages.
func Formats() []string { return each.Of(readers, func(r *reader) string { return r.name }) }

// Read reads files. An error names the file and the reason.
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

// Knows reports whether a file has a known format, to select files of a folder.
func Knows(f Source) bool {
	docs, err := parse(f)
	return err == nil && slices.ContainsFunc(docs, func(doc *node) bool { return readerOf(doc) != nil })
}

// readerOf returns the first reader that recognises a document, or nil.
func readerOf(doc *node) *reader {
	return each.Find(readers, func(r *reader) bool { return r.is(doc) })
}

// file reads a file, each document by the first reader that recognises it.
func (b *builder) file(f Source) error {
	docs, err := parse(f)
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
		r.read(b, doc)
	}
	b.leaveOthers()
	if err == nil && known == 0 {
		err = fmt.Errorf("its content is of no format that is read; they are %s", strings.Join(Formats(), ", "))
	}
	if advice := instead(f); err != nil && advice != "" {
		return errors.New(advice)
	}
	return err
}

// sources says what to import instead of files without a reader, by extension.
var sources = map[string]string{
	".tf": "is Terraform's source: import the plan, as terraform show -json prints it", ".hcl": "is Terraform's source: import the plan, as terraform show -json prints it",
	".ts": "is a program: import the template that it makes, as cdk synth prints it", ".py": "is a program: import the template that it makes, as cdk synth prints it",
}

// instead says what to import instead of a file, or returns "".
func instead(f Source) string {
	if bytes.Contains(f.Data, []byte("{{")) {
		return "looks like a template: import what it renders to, as helm template prints it"
	}
	return sources[path.Ext(f.Name)]
}

// reader is a format.
type reader struct {
	name string
	// is recognises the format by a document's content.
	is func(*node) bool
	// read adds the document's parts.
	read func(*builder, *node)
}

// readers lists the formats in the order in which they are tried.
var readers = []reader{
	{"Terraform plan or state", func(n *node) bool { return n.has("format_version") && n.has("planned_values", "values") }, readTerraform},
	{"CloudFormation or SAM", isCloudFormation, readCloudFormation},
	{"Step Functions definition", func(n *node) bool { return n.has("StartAt") && n.has("States") }, func(b *builder, doc *node) {
		b.definitions[path.Base(b.name)] = doc // for the state machine that refers to its file
	}},
	{"Serverless Framework", func(n *node) bool { return n.at("provider") != nil && (n.has("functions") || n.has("service")) }, readServerless},
	{"Cloud Run service", isKnative, readKnative},
	{"Kubernetes", func(n *node) bool { return n.has("apiVersion") && n.has("kind") }, readKubernetes},
	{"Docker Compose", isCompose, readCompose},
	{"fly.toml", func(n *node) bool {
		return n.has("app") && n.has("http_service", "services", "vm", "primary_region", "build", "kill_signal", "processes")
	}, readFly},
	{"wrangler configuration", func(n *node) bool {
		return n.has("name") && n.has("main", "compatibility_date", "workers_dev", "account_id", "durable_objects", "site") &&
			!n.has("version", "scripts", "dependencies", "devDependencies") // package.json
	}, readWrangler},
	{"vercel.json", isVercel, readVercel},
}

// Tokens returns the scenario's tokens. rates maps parts to rates, such as 3M/month, that
// replace those of the files.
func (im *Import) Tokens(rates map[string]string) ([]string, error) {
	names := each.Of(im.Parts, func(p *Part) string { return p.Name })
	for name := range rates {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("there is no part %q; the parts are %s", name, strings.Join(names, ", "))
		}
	}
	out := []string{"parts=" + strings.Join(names, ",")}
	for _, name := range names {
		if r := rates[name]; r != "" {
			out = append(out, name+".rate="+r)
		}
	}
	for key, t := range im.Terms() {
		if part, isRate := strings.CutSuffix(key, ".rate"); !isRate || rates[part] == "" {
			out = append(out, key+"="+t.Value)
		}
	}
	return out, nil
}

// Terms yields the terms of the parts and then those of the whole system, each with its
// key as in a token.
func (im *Import) Terms() iter.Seq2[string, *Term] {
	return func(yield func(string, *Term) bool) {
		for i := range im.Parts {
			for k := range im.Parts[i].Terms {
				if t := &im.Parts[i].Terms[k]; !yield(im.Parts[i].Name+"."+t.Key, t) {
					return
				}
			}
		}
		for i := range im.System {
			if !yield(im.System[i].Key, &im.System[i]) {
				return
			}
		}
	}
}

// find returns the index of the part with a name, or -1.
func (im *Import) find(name string) int {
	return slices.IndexFunc(im.Parts, func(p Part) bool { return p.Name == name })
}

// Asks names the parts without a rate in the files or in rates.
func (im *Import) Asks(rates map[string]string) []string {
	var out []string
	for i := range im.Parts {
		if p := &im.Parts[i]; !p.rated && rates[p.Name] == "" {
			out = append(out, p.Name)
		}
	}
	return out
}

// wrongIn returns the error of tokens applied to the default system, or "".
func wrongIn(tokens ...string) string {
	_, err := scenario.Parse(scenario.Default(), tokens...)
	if err == nil {
		return ""
	}
	_, problem, _ := strings.Cut(err.Error(), ": ")
	return problem
}

// advice explains, for resource types of CloudFormation and Terraform that cost money but
// become no part, how to account for them.
var advice = []struct{ types, why string }{
	{"AWS::DynamoDB::Table AWS::DynamoDB::GlobalTable AWS::Serverless::SimpleTable aws_dynamodb_table", "how often a request uses it is not in the file: set uses, such as aws/dynamodb-reads:2"},
	{"AWS::S3::Bucket aws_s3_bucket google_storage_bucket azurerm_storage_account", "how often a request uses it is not in the file: set uses, such as aws/s3-get:1"},
	{"AWS::RDS::DBInstance AWS::RDS::DBCluster aws_db_instance aws_rds_cluster google_sql_database_instance azurerm_postgresql_flexible_server", "set database on the part that uses it"},
	{"AWS::ElastiCache::CacheCluster AWS::ElastiCache::ReplicationGroup AWS::ElastiCache::ServerlessCache aws_elasticache_cluster aws_elasticache_replication_group google_redis_instance azurerm_redis_cache", "set state on the part that uses it"},
	{"AWS::EC2::NatGateway aws_nat_gateway", "lines=nat counts it"},
	{"AWS::CloudFormation::Stack AWS::Serverless::Application", "its template is another file: import that as well"},
	{"AWS::AppSync::GraphQLApi AWS::AppRunner::Service AWS::Batch::JobDefinition AWS::EKS::Cluster aws_apprunner_service aws_batch_job_definition aws_appsync_graphql_api", "it is no offer"},
	{"azurerm_linux_web_app azurerm_windows_web_app google_compute_instance azurerm_linux_virtual_machine", "it is not read"},
	{"google_container_node_pool google_container_cluster azurerm_kubernetes_cluster aws_eks_cluster", "what runs on a cluster is not in its plan: import its manifests"},
	{"aws_sfn_state_machine", "which functions it calls is not in a plan"},
	{"aws_spot_instance_request", "spot instances are not read: commit=spot"},
}

// other records a resource that becomes no part: in a note if there is advice, else in
// the counts of its file.
func (b *builder) other(n *node, from, kind string) {
	for _, a := range advice {
		if slices.Contains(strings.Fields(a.types), kind) {
			b.leave(n, from, a.why)
			return
		}
	}
	b.others[kind]++
}

// leaveOthers lists the counted resources by type.
func (b *builder) leaveOthers() {
	words := each.Of(slices.Sorted(maps.Keys(b.others)), func(kind *string) string { return fmt.Sprintf("%d %s", b.others[*kind], *kind) })
	if len(words) > 0 {
		b.leave(nil, strings.Join(words, ", "), "no part is made of such resources")
	}
	clear(b.others)
}

// fold merges parts on schedules that differ only in name, if there are more parts than a
// scenario can have. Their costs add up. Parts that keep data come last.
func (b *builder) fold() {
	if len(b.out.Parts) <= scenario.MaxParts {
		return
	}
	alike := map[string]int{}
	became := make([]int, len(b.out.Parts))
	names := map[int][]string{}
	var kept []Part
	var order []int
	for _, last := range []bool{false, true} {
		for i := range b.out.Parts {
			if b.out.Parts[i].stores == last {
				order = append(order, i)
			}
		}
	}
	for _, i := range order {
		p := b.out.Parts[i]
		t := partOf{b, i}.term("rate")
		key := p.Kind + p.Offer
		for _, x := range p.Terms {
			key += " " + x.Key + "=" + x.Value
		}
		first, folds := alike[key]
		if folds {
			names[first] = append(names[first], p.Name)
		} else {
			first = len(kept)
			kept = append(kept, p)
		}
		if t != nil && strings.HasSuffix(t.Value, "/day") {
			alike[key] = first
		}
		became[i] = first
	}
	b.out.Parts = kept
	for id, i := range b.ids {
		b.ids[id] = became[i]
	}
	for i := range b.links {
		b.links[i].part = became[b.links[i].part]
	}
	for i := range kept {
		others := names[i]
		if len(others) == 0 {
			continue
		}
		p := partOf{b, i}
		t := p.term("rate")
		a, _ := strconv.ParseFloat(strings.TrimSuffix(t.Value, "/day"), 64)
		t.Value = number(a*float64(1+len(others))) + "/day"
		t.From += fmt.Sprintf("; with %d more on the same terms", len(others))
		b.out.Left = append(b.out.Left, Note{p.it().Name, p.it().At, several(others), "they are counted in this part, whose terms are theirs: a scenario has at most " + strconv.Itoa(scenario.MaxParts) + " parts"})
	}
}

// several lists the first few names and the number of others.
func several(names []string) string {
	const most = 3
	text := strings.Join(names[:min(len(names), most)], ", ")
	if more := len(names) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
