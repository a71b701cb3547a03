package importer

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"crossover/engine/each"
	"crossover/engine/pattern"
	"crossover/engine/scenario"
	"crossover/tui/format"
)

// builder collects parts while files are read.
type builder struct {
	out  Import
	name string // of the file being read
	// links are the rates that follow from another part's rate.
	links []link
	// ids maps a file's identifiers to the indices of parts.
	ids map[string]int
	// cluster is set once a file describes a workload on Kubernetes. services are the
	// Services of all files.
	cluster  bool
	services []service
	// configs are the ConfigMaps of all files.
	configs map[string]service
	// later are functions to be called after all files are read.
	later []func()
	// doors are the events that call functions of nested stacks, by the outputs that name
	// these.
	doors map[string][]event
	// definitions are the definitions of state machines in files of their own, by file
	// name.
	definitions map[string]*node
	// others counts the resources of the current file that become no part, by type.
	others map[string]int
}

// afterwards calls f once all files are read. Its notes refer to the file being read now.
func (b *builder) afterwards(f func()) {
	file := b.name
	b.later = append(b.later, func() {
		b.name = file
		f()
	})
}

// link gives a part a multiple of the rate of another, which is named by its identifier
// in the file.
type link struct {
	part  int
	of    string
	times float64
	basis Basis
	at    string
	from  string
	// inner means that all requests come from inside the system: the part has no front
	// door.
	inner bool
}

func newBuilder() *builder {
	return &builder{ids: map[string]int{}, doors: map[string][]event{}, definitions: map[string]*node{}, others: map[string]int{}, configs: map[string]service{}}
}

// at returns the place of a node, such as template.yaml:12.
func (b *builder) at(n *node) string {
	if n == nil || n.line == 0 {
		return b.name
	}
	return b.name + ":" + strconv.Itoa(n.line)
}

// partOf is a part under construction.
type partOf struct {
	b *builder
	i int
}

// part adds a part; id is its identifier in the file.
func (b *builder) part(id, kind string, n *node) partOf {
	p := Part{Name: b.unused(kebab(id)), Kind: kind, At: b.at(n)}
	b.out.Parts = append(b.out.Parts, p)
	of := partOf{b, len(b.out.Parts) - 1}
	b.ids[id], b.ids[among(kind, id)], b.ids[of.key()] = of.i, of.i, of.i
	return of
}

// key returns an identifier that no other part has, in any file.
func (p partOf) key() string { return "#" + strconv.Itoa(p.i) }

// among returns the key of an identifier among the parts of a kind's platform. A folder may
// have Compose and Kubernetes files of the same services.
func among(kind, id string) string {
	platform, _, _ := strings.Cut(kind, " ")
	return platform + " " + id
}

// onPart calls f for the part with an identifier, if there is one.
func (b *builder) onPart(id string, f func(partOf)) {
	if i, ok := b.ids[id]; ok {
		f(partOf{b, i})
	}
}

func (p partOf) it() *Part { return &p.b.out.Parts[p.i] }

// unused returns name, with a number if a part has it already.
func (b *builder) unused(name string) string {
	taken := func(s string) bool { return b.out.find(s) >= 0 }
	for i, base := 2, name; taken(name); i++ {
		end := "-" + strconv.Itoa(i)
		name = base[:min(len(base), scenario.MaxName-len(end))] + end
	}
	return name
}

// The places in an identifier where its name gets a dash: before a capital letter, and for
// characters that names have not.
var (
	humps  = pattern.Of(`([a-z0-9])([A-Z])`)
	others = pattern.Of(`[^A-Za-z0-9]+`)
)

// kebab converts an identifier to a part's name: BookFlight becomes book-flight.
func kebab(id string) string {
	dashed := others().ReplaceAllString(humps().ReplaceAllString(id, "$1-$2"), "-")
	name := strings.ToLower(strings.Trim(dashed, "-"))
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		name = strings.TrimSuffix("part-"+name, "-")
	}
	return strings.TrimRight(name[:min(len(name), scenario.MaxName)], "-")
}

// set sets a term taken from a node. A value that the term cannot hold is listed as not
// translated.
func (p partOf) set(key, value string, n *node, from string) {
	p.put(Term{Key: key, Value: value, Basis: Taken, At: p.b.at(n), From: from})
}

// take sets a term to the node's value, if it has one.
func (p partOf) take(key string, n *node) {
	if n.str() != "" {
		p.set(key, n.str(), n, n.said())
	}
}

// size records the size of a part's machine, for the price of today's offer. A term would
// exclude every offer without that size. Kubernetes and Compose are excepted, because
// their parts share a node or host.
func (p partOf) size(value string, n *node, from string) {
	value = strings.ReplaceAll(value, " ", "_")
	why := "size=" + value + " would keep out every offer that does not sell it"
	if kind := p.it().Kind; kind != composeKind && !strings.HasPrefix(kind, kubernetesKind) {
		p.it().Size = value
		why += "; only today's price is of that size"
	}
	p.leave(n, from, why)
}

// usual sets a term to its platform's documented default.
func (p partOf) usual(key, value, from string) {
	p.put(Term{Key: key, Value: value, Basis: Default, At: p.it().At, From: from})
}

// assume sets a term to an assumed value.
func (p partOf) assume(key, value, from string) {
	p.put(Term{Key: key, Value: value, Basis: Assumed, At: p.it().At, From: from})
}

func (p partOf) put(t Term) {
	it := p.it()
	if p.term(t.Key) != nil {
		return // the first value found counts
	}
	// Each value is checked separately, so that a bad one does not affect the rest of the
	// file.
	tokens := []string{"parts=" + it.Name, it.Name + "." + t.Key + "=" + t.Value}
	for _, x := range it.Terms { // counts of instances can contradict each other
		if x.Key == "min" || x.Key == "max" || x.Key == "copies" {
			tokens = append(tokens, it.Name+"."+x.Key+"="+x.Value)
		}
	}
	if problem := wrongIn(tokens...); problem != "" {
		if _, known := scenario.Lookup(t.Key); !known {
			problem = "a scenario has no term for it"
		}
		p.b.out.Left = append(p.b.out.Left, Note{it.Name, t.At, t.From, problem})
		return
	}
	it.Terms = append(it.Terms, t)
	it.rated = it.rated || t.Key == "rate"
}

// leave lists an item that is not translated.
func (p partOf) leave(n *node, from, why string) { p.b.note(p.it().Name, n, from, why) }

// leaveAll lists the existing keys of a mapping, which are not translated.
func (p partOf) leaveAll(n *node, why string, keys ...string) { p.b.noteAll(p.it().Name, n, why, keys) }

// noteAll lists the existing keys of a mapping, of a part or of none.
func (b *builder) noteAll(part string, n *node, why string, keys []string) {
	for _, k := range keys {
		if x := n.at(k); x != nil {
			b.note(part, x, x.said(), why)
		}
	}
}

// leave lists an item that is not translated and belongs to no part.
func (b *builder) leave(n *node, from, why string) { b.note("", n, from, why) }

// note lists an item that is not translated, of a part or of none.
func (b *builder) note(part string, n *node, from, why string) {
	b.out.Left = append(b.out.Left, Note{part, b.at(n), from, why})
}

// follows gives the part a multiple of the rate of another.
func (p partOf) follows(of string, times float64, basis Basis, n *node, from string) {
	p.b.links = append(p.b.links, link{p.i, of, times, basis, p.b.at(n), from, false})
}

// address matches an address; its first group is the name of the service.
var address = pattern.Of(`^(?:[a-z][a-z0-9+.-]*://)?(?:[^/@]*@)?([a-z][a-z0-9-]*)(?:\.[a-z0-9.-]+)?(?::\d+)?(?:/.*)?$`)

// calls records a call of another part if the node is its address. One call per request
// is assumed, because no configuration has the number.
func (p partOf) calls(n *node, from string) {
	m := address().FindStringSubmatch(n.str())
	if m == nil || !strings.ContainsAny(n.str(), ":/.") {
		return
	}
	p.called(m[1], n, from)
}

// called records one call per request of the part with an identifier.
func (p partOf) called(name string, n *node, from string) {
	at := p.b.at(n)
	p.b.afterwards(func() {
		to, ok := p.b.ids[among(p.it().Kind, name)]
		if !ok {
			to, ok = p.b.ids[name]
		}
		if ok && to != p.i {
			p.b.links = append(p.b.links, link{to, p.key(), 1, Assumed, at, p.it().Name + " calls it once a request: " + from, true})
		}
	})
}

// images are prefixes of the names of images that store data.
var images = []string{"postgres", "mysql", "mariadb", "mongo", "redis", "valkey", "memcached", "elasticsearch", "opensearch", "rabbitmq", "kafka", "nats", "minio", "cassandra", "clickhouse"}

// stores adds a note if the part's image stores data.
func (p partOf) stores(image *node) {
	name := image.str()
	name = name[strings.LastIndex(name, "/")+1:]
	for _, i := range images {
		if strings.HasPrefix(name, i) {
			p.it().stores = true
			p.leave(image, "image: "+image.words(), "it keeps data, and offers that scale to zero do not suit it: for a managed database set database on the part that uses it")
			return
		}
	}
}

// term returns a term of the part, or nil.
func (p partOf) term(key string) *Term { return termIn(p.it().Terms, key) }

// termIn returns the term with a key, or nil.
func termIn(list []Term, key string) *Term {
	return each.Find(list, func(t *Term) bool { return t.Key == key })
}

// warmOffers maps offers to the same offers with instances kept warm.
var warmOffers = map[string]string{
	"aws-lambda-x86":        "aws-lambda-x86-provisioned",
	"aws-lambda-arm64":      "aws-lambda-arm64-provisioned",
	"gcp-cloud-run-request": "gcp-cloud-run-min",
	"azure-container-apps":  "azure-container-apps-min",
}

// keptWarm changes a part's offer to the one with instances kept warm, if its term min
// asks for them.
func (p partOf) keptWarm() {
	t, it := p.term("min"), p.it()
	if t == nil || t.Value == "0" {
		return
	}
	for offer, warm := range warmOffers {
		if it.Offer == offer {
			it.Offer = warm
		} else if door, ok := strings.CutPrefix(it.Offer, offer+"-"); ok && doorWaits["-"+door] > 0 {
			it.Offer = warm
			p.b.out.Left = append(p.b.out.Left, Note{it.Name, t.At, t.From, "no offer has both instances kept warm and the front door " + door + ", which is not counted"})
		}
	}
}

// finish completes the import after all files are read.
func (b *builder) finish() (*Import, error) {
	b.applyServices()
	for i := 0; i < len(b.later); i++ { // some of them add more
		b.later[i]()
	}
	if len(b.out.Parts) == 0 {
		err := fmt.Errorf("%w: %s", ErrNothing, strings.Join(b.out.Formats, ", "))
		for _, n := range b.out.Left[:min(len(b.out.Left), 5)] {
			err = fmt.Errorf("%w\n%s %s: %s", err, n.At, n.From, n.Why)
		}
		return nil, err
	}
	b.fold()
	b.settleLinks()
	for i := range b.out.Parts {
		p := partOf{b, i}
		if t, ok := scenario.Lookup("memory"); ok && p.term("memory") == nil {
			p.assume("memory", t.Default(), "the file does not say it")
		}
	}
	for i := range b.out.Parts {
		p := partOf{b, i}
		p.onFullCPU()
		p.keptWarm()
		if p.term("gpu") != nil && !strings.Contains(p.it().Offer, "gpu") {
			p.it().Offer = "" // of machines without one
		}
		if why := p.it().unreached; why != "" && p.term("trigger") == nil && !p.it().rated {
			p.assume("trigger", "queue", why+", and nothing here calls it")
		}
	}
	if n := len(b.out.Parts); n > scenario.MaxParts {
		for _, p := range b.out.Parts[scenario.MaxParts:] {
			b.out.Left = slices.DeleteFunc(b.out.Left, func(x Note) bool { return x.Part == p.Name })
			b.out.Left = append(b.out.Left, Note{p.Name, p.At, p.Kind, fmt.Sprintf("a scenario has at most %d parts, and there are %d: what keeps data is left out first, and then the last", scenario.MaxParts, n)})
		}
		b.out.Parts = b.out.Parts[:scenario.MaxParts]
	}
	return &b.out, nil
}

// settleLinks turns links into shares of rates. A chain of links becomes one share of a
// part with a rate of its own.
func (b *builder) settleLinks() {
	by := map[int]*link{}
	for i := range b.links {
		l := &b.links[i]
		to, ok := b.ids[l.of]
		if ok && to != l.part && l.inner {
			b.out.Parts[l.part].unreached = ""
		}
		if !ok || to == l.part || to >= scenario.MaxParts {
			continue
		}
		if other := by[l.part]; other != nil {
			if other.of != l.of {
				it := &b.out.Parts[l.part]
				b.out.Left = append(b.out.Left, Note{it.Name, l.at, l.from, "its rate follows one part, " + b.out.Parts[b.ids[other.of]].Name + ": add the calls of " + b.out.Parts[to].Name + " to the share"})
			}
			continue
		}
		if !l.inner || (partOf{b, l.part}).term("trigger") == nil {
			by[l.part] = l
		}
	}
	for part := range b.out.Parts {
		first := by[part]
		if first == nil {
			continue
		}
		times, root := 1.0, part
		for steps := 0; by[root] != nil; steps++ {
			if steps > len(b.out.Parts) { // they follow each other in a cycle
				times = 0
				break
			}
			times *= by[root].times
			root = b.ids[by[root].of]
		}
		it := &b.out.Parts[part]
		if times <= 0 || times > scenario.MaxShare || root == part || it.rated {
			continue
		}
		share := Term{Key: "rate", Value: number(times*100) + "%" + b.out.Parts[root].Name, Basis: first.basis, At: first.at, From: first.from}
		it.Terms, it.rated = append(it.Terms, share), true
	}
}

// number formats a number with at most six decimals.
func number(f float64) string { return format.Exactly(math.Round(f*1e6) / 1e6) }
