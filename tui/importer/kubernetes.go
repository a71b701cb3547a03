package importer

import (
	"cmp"
	"slices"
	"strings"
)

// kubernetesKind is the prefix of the kinds of parts on Kubernetes.
const kubernetesKind = "Kubernetes "

func isKnative(n *node) bool {
	return strings.HasPrefix(n.at("apiVersion").str(), "serving.knative.dev/") && n.at("kind").str() == "Service" ||
		strings.HasPrefix(n.at("apiVersion").str(), "run.googleapis.com/") && n.at("kind").str() == "Job"
}

// readKubernetes reads one document. Workloads become parts; objects that scale or expose
// them change these parts after all documents are read.
func readKubernetes(b *builder, doc *node) {
	if !b.cluster {
		b.cluster = true
		b.afterwards(func() {
			if slices.ContainsFunc(b.out.Parts, func(p Part) bool { return strings.HasPrefix(p.Offer, "aws-eks") }) {
				b.leave(nil, "the cluster", "whose it is, and on what machines, is not in manifests: nodes of EKS stand in for it")
			}
		})
	}
	kind, name := doc.at("kind").str(), doc.at("metadata", "name").str()
	spec := doc.at("spec")
	switch kind {
	case "Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "DeploymentConfig", "DaemonSet", "Pod", "Rollout":
		if p := kubernetesPod(b, kind, name, doc, spec); kind == "DaemonSet" {
			p.leave(doc, "kind: DaemonSet", "one runs on every node: set copies")
		}
	case "CronJob":
		p := kubernetesPod(b, kind, name, doc, spec.at("jobTemplate", "spec"))
		p.schedules(spec.at("schedule").all())
		p.longest(spec.at("jobTemplate", "spec", "activeDeadlineSeconds"))
		p.leaveAll(spec.at("jobTemplate", "spec"), "the schedule counts one pod a run: multiply the rate", "completions", "parallelism")
		if n := spec.at("suspend"); n.yes() {
			p.leave(n, "suspend: true", "it does not run until this is taken away; its schedule counts")
		}
	case "Job":
		p := kubernetesPod(b, kind, name, doc, spec)
		p.set("trigger", "queue", doc, "a Job runs when it is created")
	case "ScaledJob":
		p := kubernetesPod(b, kind, name, doc, spec.at("jobTargetRef"))
		p.longest(spec.at("jobTargetRef", "activeDeadlineSeconds"))
		kedaObject(p, spec)
		p.set("trigger", "queue", doc, "a job for each of what waits")
	case "List":
		for _, item := range doc.at("items").all() {
			readKubernetes(b, item)
		}
	case "HorizontalPodAutoscaler":
		b.scaled(spec.at("scaleTargetRef", "name").str(), func(p partOf) { horizontalPods(p, spec) })
	case "ScaledObject":
		b.scaled(spec.at("scaleTargetRef", "name").str(), func(p partOf) { kedaObject(p, spec) })
	case "Service":
		b.services = append(b.services, service{doc, b.name})
	case "ConfigMap":
		b.configs[name] = service{doc.at("data"), b.name}
	case "Ingress", "HTTPRoute":
		b.exposed(doc, kind, spec)
	case "Kustomization":
		b.leave(doc, "kind: "+kind, "import what it builds, as kubectl kustomize prints it")
	case "HelmRelease", "HelmChart", "Application":
		b.leave(doc, "kind: "+kind, "import what its chart renders to, as helm template prints it")
	}
}

// scaled calls f for the workload with a name after all documents are read.
func (b *builder) scaled(name string, f func(partOf)) {
	b.afterwards(func() { b.onPart(name, f) })
}

// service is a Kubernetes Service with its file.
type service struct {
	doc  *node
	file string
}

// applyServices maps the name of each Service to the workload whose pods it selects, and sets the
// trigger of workloads reached from outside.
func (b *builder) applyServices() {
	for _, s := range b.services {
		b.name = s.file
		name, spec := s.doc.at("metadata", "name").str(), s.doc.at("spec")
		for i := range b.out.Parts {
			p := partOf{b, i}
			if !spec.at("selector").selects(p.it().labels) {
				continue
			}
			p.it().unreached = ""
			for _, key := range []string{name, among(kubernetesKind, name)} {
				if _, taken := b.ids[key]; !taken {
					b.ids[key] = i
				}
			}
			if door := spec.at("type").str(); door == "LoadBalancer" || door == "NodePort" {
				p.set("trigger", "http", s.doc, "Service "+name)
			}
		}
	}
}

// selects reports whether the labels match a selector.
func (n *node) selects(labels *node) bool {
	all := n != nil && len(n.keys) > 0
	n.each(func(key string, v *node) { all = all && labels.at(key).str() == v.str() })
	return all
}

// exposed sets the trigger of the workloads behind an Ingress or a route, by the Services
// it names.
func (b *builder) exposed(doc *node, kind string, spec *node) {
	names := []string{spec.first("defaultBackend").at("service", "name").str()}
	for _, rule := range spec.at("rules").all() {
		for _, path := range rule.at("http", "paths").all() {
			names = append(names, path.at("backend", "service", "name").str())
		}
		for _, to := range rule.at("backendRefs").all() {
			names = append(names, to.at("name").str())
		}
	}
	for _, name := range names {
		b.scaled(name, func(p partOf) { p.set("trigger", "http", doc, kind+" "+doc.at("metadata", "name").str()) })
	}
}

// kubernetesPod adds a part for a workload's pods.
func kubernetesPod(b *builder, kind, name string, doc, spec *node) partOf {
	p := b.part(name, kubernetesKind+kind, doc)
	pod := spec.at("template", "spec")
	if kind == "Pod" {
		pod = spec
	}
	p.it().Offer = "aws-eks-nodes"
	p.it().labels = cmp.Or(spec.at("template"), doc).at("metadata", "labels")
	p.it().unreached = "no service in these files leads to it, it opens no ports"
	p.set("package", "image", pod, "a container's image")
	if n := pod.at("nodeSelector").first("kubernetes.io/arch", "beta.kubernetes.io/arch"); n != nil {
		p.arch(n)
		if t := p.term("arch"); t != nil && t.Value == "x86" {
			p.it().Offer = "aws-eks-nodes-x86"
		}
	}
	if n := spec.at("replicas"); n.str() == "0" {
		p.assume("copies", "1", "replicas: 0, until something scales it")
	} else if p.take("copies", n); kind == "Deployment" || kind == "StatefulSet" {
		p.usual("copies", "1", "Kubernetes runs one replica where nothing is given")
	}
	p.pod(pod)
	p.leaveAll(spec, "a scenario has no term for volumes", "volumeClaimTemplates")
	return p
}

// pod sets the sums of the containers' requests.
func (p partOf) pod(pod *node) {
	memory, vcpus := 0.0, 0.0
	var at *node
	for _, c := range pod.at("containers").all() {
		if p.stores(c.at("image")); c.has("ports") {
			p.it().unreached = ""
		}
		for _, e := range c.at("env").all() {
			p.calls(e.at("value"), e.at("name").str()+"="+e.at("value").words())
			ref := e.at("valueFrom", "configMapKeyRef")
			p.configured(ref, ref.at("key").str())
		}
		for _, e := range c.at("envFrom").all() {
			p.configured(e.at("configMapRef"), "")
		}
		r := c.at("resources")
		if mb, n := firstOf(memoryIn, r.at("requests", "memory"), r.at("limits", "memory")); n != nil {
			memory, at = memory+mb, n
		}
		v, _ := firstOf(cpus, r.at("requests", "cpu"), r.at("limits", "cpu"))
		vcpus += v
		p.gpu(pod, r.at("limits").first("nvidia.com/gpu", "amd.com/gpu"))
		if l := r.at("limits", "memory"); l != nil && r.at("requests", "memory") != nil && l.str() != r.at("requests", "memory").str() {
			p.leave(l, "limits.memory: "+l.words(), "what is requested is bought; the limit is not")
		}
	}
	words := "memory that its containers request"
	for _, c := range pod.at("initContainers").all() { // they run before, one after the other
		v, _ := cpus(c.at("resources", "requests", "cpu").str())
		vcpus = max(vcpus, v)
		n := c.at("resources", "requests", "memory")
		if mb, ok := memoryIn(n.str()); ok && mb > memory {
			memory, at, words = mb, n, "memory that its first container requests, "+c.at("name").str()
		}
	}
	if memory > 0 {
		p.set("memory", number(memory)+"MB", at, words)
	}
	if vcpus > 0 {
		p.size(number(vcpus)+"vcpu", pod.at("containers"), "vCPUs that its containers request: "+number(vcpus))
	}
	p.leaveAll(pod, "a scenario has no term for volumes", "volumes")
}

// configured records the calls in a ConfigMap's value, or in all of them if key is empty.
func (p partOf) configured(ref *node, key string) {
	p.b.afterwards(func() {
		config := p.b.configs[ref.at("name").str()]
		p.b.name = cmp.Or(config.file, p.b.name)
		config.doc.each(func(k string, v *node) {
			if key == "" || k == key {
				p.calls(v, k+"="+v.words())
			}
		})
	})
}

// accelerators are words in the GPU names of clouds and nodes.
var accelerators = []string{"b200", "h200", "h100", "rtx-pro", "a100", "l40s", "a10", "l4", "t4"}

// accelerator returns the GPU that a name such as nvidia-tesla-t4 contains, or "".
func accelerator(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r == '-' || r == '_' })
	for _, a := range accelerators {
		if slices.Contains(words, a) {
			return a
		}
	}
	return ""
}

// gpu sets the part's accelerator.
func (p partOf) gpu(pod, n *node) {
	if n.str() == "" || n.str() == "0" {
		return
	}
	if count, counted := n.num(); counted && count != 1 {
		p.leave(n, n.said(), "an instance of a scenario has one GPU")
	}
	model := accelerator(pod.at("gpu_kind").str())
	pod.at("nodeSelector").each(func(_ string, v *node) { model = cmp.Or(model, accelerator(v.str())) })
	if model == "" {
		p.assume("gpu", "any", "a GPU whose model the file does not say")
		return
	}
	p.set("gpu", model, n, "gpu "+model)
}

func horizontalPods(p partOf, spec *node) {
	p.bounded(spec.at("minReplicas"), spec.at("maxReplicas"))
	p.usual("min", "1", "an autoscaler keeps one where nothing is given")
	targets := spec.at("targetCPUUtilizationPercentage").all()
	for _, m := range spec.at("metrics").all() {
		if u := m.at("resource", "target", "averageUtilization"); u != nil {
			targets = append(targets, u)
			continue
		}
		p.leave(m, "metric "+m.at("type").words(), "the catalogue's scaling policy stands in for it")
	}
	for _, u := range targets {
		p.leave(u, "target utilisation "+u.words()+" %", "utilisation is a term of the whole system")
	}
}

func kedaObject(p partOf, spec *node) {
	p.bounded(spec.at("minReplicaCount"), spec.at("maxReplicaCount"))
	p.usual("min", "0", "KEDA keeps none where nothing is given")
	p.usual("max", "100", "KEDA starts up to 100 where nothing is given")
	for _, t := range spec.at("triggers").all() {
		switch kind := t.at("type").str(); {
		case strings.Contains(kind, "queue") || strings.Contains(kind, "rabbit") || strings.Contains(kind, "pubsub"):
			p.set("trigger", "queue", t, "KEDA trigger "+kind)
		case slices.Contains([]string{"kafka", "apache-kafka", "aws-kinesis-stream", "aws-dynamodb-streams", "azure-eventhub", "redis", "redis-streams", "redis-cluster", "nats-jetstream", "stan", "pulsar", "azure-servicebus", "activemq", "artemis-queue", "liiklus"}, kind):
			p.assume("trigger", "queue", "KEDA trigger "+kind+": it is read in batches, as a queue is")
		case kind == "cron", kind == "cpu", kind == "memory":
		default:
			p.leave(t, "KEDA trigger "+kind, "how work arrives is not told by it")
		}
	}
}

// bounded sets the fewest and most instances, instead of a fixed number.
func (p partOf) bounded(least, most *node) {
	it := p.it()
	it.Terms = slices.DeleteFunc(it.Terms, func(t Term) bool { return t.Key == "copies" })
	p.take("min", least)
	p.take("max", most)
}

// readKnative reads a service or a job of Cloud Run.
func readKnative(b *builder, doc *node) {
	name, spec := doc.at("metadata", "name").str(), doc.at("spec")
	p := b.part(name, "Cloud Run "+strings.ToLower(doc.at("kind").str()), doc)
	if doc.at("kind").str() == "Job" {
		task := spec.at("template", "spec", "template", "spec")
		p.it().Offer = "gcp-cloud-run-jobs"
		p.set("trigger", "schedule", doc, "a job")
		p.knativePod(task)
		p.longest(task.at("timeoutSeconds"))
		p.leaveAll(spec.at("template", "spec"), "an execution has so many tasks: count each in the rate", "taskCount")
		return
	}
	template := spec.at("template")
	notes := template.at("metadata", "annotations")
	p.it().Offer = "gcp-cloud-run-request"
	if notes.at("run.googleapis.com/cpu-throttling").str() == "false" {
		p.it().Offer = "gcp-cloud-run-instance"
	}
	p.set("trigger", "http", doc, "a service")
	whole := doc.at("metadata", "annotations") // scaling of the service, over its revisions
	p.bounded(
		cmp.Or(whole.at("run.googleapis.com/minScale"), notes.first("autoscaling.knative.dev/minScale", "autoscaling.knative.dev/min-scale")),
		cmp.Or(whole.at("run.googleapis.com/maxScale"), notes.first("autoscaling.knative.dev/maxScale", "autoscaling.knative.dev/max-scale")),
	)
	p.leaveAll(notes, "a scenario has no term for it", "run.googleapis.com/startup-cpu-boost", "run.googleapis.com/cloudsql-instances", "run.googleapis.com/vpc-access-connector", "run.googleapis.com/network-interfaces", "run.googleapis.com/sessionAffinity")
	b.region(doc.at("metadata", "labels", "cloud.googleapis.com/location"))
	if n := template.at("spec", "containerConcurrency"); n.str() != "0" {
		p.take("concurrency", n)
	}
	p.knativePod(template.at("spec"))
	if g := p.term("gpu"); g != nil {
		p.it().Offer = map[string]string{"l4": "gcp-cloud-run-gpu-l4", "rtx-pro": "gcp-cloud-run-gpu-rtx-pro-6000"}[g.Value]
	}
	p.longest(template.at("spec", "timeoutSeconds"))
	p.usual("longest", "300s", "Cloud Run sets 300 s where none is given")
}

func (p partOf) knativePod(pod *node) {
	p.pod(pod)
	p.set("package", "image", pod, "a container's image")
	p.usual("memory", "512MB", "Cloud Run sets 512 MiB where none is given")
}
