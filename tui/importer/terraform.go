package importer

import (
	"encoding/json"
	"strconv"
	"strings"
)

func isTerraform(n *node) bool { return n.has("format_version") && n.has("planned_values") }

// terraformLambda has the names of the AWS provider and Lambda's own defaults.
var terraformLambda = lambdaKeys{
	memory: "memory_size", timeout: "timeout", runtime: "runtime", arch: "architectures", reserved: "reserved_concurrent_executions",
	packaging: "packagingtype", usualMB: "128", usualS: "3", by: "Lambda",
}

var terraformECS = ecsKeys{
	cpu: "cpu", memory: "memory", containers: "container_definitions", image: "image", compatibilities: "requires_compatibilities",
	platform: "runtime_platform", arch: "cpu_architecture", desired: "desired_count", launch: "launch_type", balancers: "load_balancer",
}

// plan is a Terraform plan: what is planned, and by which expressions its
// resources refer to each other.
type plan struct {
	*builder
	events map[string][]event
	order  []string
	// refs has the resources that a resource's configuration refers to, by its
	// address without an index.
	refs map[string][]string
	// rules has the schedules of EventBridge's rules by address.
	rules map[string]string
}

// readTerraform reads the output of terraform show -json.
// https://developer.hashicorp.com/terraform/internals/json-format
func readTerraform(b *builder, in *node, _ Source) error {
	t := &plan{b, map[string][]event{}, nil, map[string][]string{}, map[string]string{}}
	t.configured("", in.at("configuration", "root_module"))
	t.module(in.at("planned_values", "root_module"))
	in.at("configuration", "provider_config").each(func(_ string, provider *node) {
		region := provider.at("expressions", "region")
		value := region.at("constant_value")
		for _, ref := range region.at("references").all() {
			if name, ok := strings.CutPrefix(ref.str(), "var."); ok {
				value = in.at("variables", name, "value")
			}
		}
		t.regionAWS(value)
	})
	for _, id := range t.order {
		list := t.events[id]
		for i := range list {
			if list[i].expr = t.rules[list[i].expr]; list[i].expr != "" {
				list[i].kind = bySchedule
			}
		}
		partOf{b, b.ids[id]}.events(list)
	}
	return nil
}

// configured collects what resources refer to, in a module and those below it.
func (t *plan) configured(prefix string, m *node) {
	for _, r := range m.at("resources").all() {
		t.refer(prefix+r.at("address").str(), prefix, r.at("expressions"))
	}
	m.at("module_calls").each(func(name string, call *node) {
		t.configured(prefix+"module."+name+".", call.at("module"))
	})
}

// refer collects the references of expressions, which blocks have inside each
// other.
func (t *plan) refer(from, prefix string, block *node) {
	block.each(func(key string, v *node) {
		for _, x := range v.all() {
			switch key {
			case "references":
				t.refs[from] = append(t.refs[from], prefix+x.str())
			case "constant_value":
			default:
				t.refer(from, prefix, x)
			}
		}
	})
}

// module reads the resources of a module and those below it.
func (t *plan) module(m *node) {
	for _, r := range m.at("resources").all() {
		if r.at("mode").str() == "managed" {
			t.resource(resource{r.at("type").str(), r.at("name").str(), r.at("address").str(), r.at("index").str()}, r.at("values"))
		}
	}
	for _, child := range m.at("child_modules").all() {
		t.module(child)
	}
}

// resource is what a planned resource is called. Index is the number that count
// gave it, or the text that for_each did.
type resource struct{ Type, Name, Address, Index string }

// resource reads one planned resource.
func (t *plan) resource(r resource, v *node) {
	address := bare(r.Address)
	switch r.Type {
	case "aws_lambda_function":
		p := t.add(r, "Lambda function", v, "function_name")
		t.order = append(t.order, address)
		p.lambda(terraformLambda, v)
	case "aws_lambda_provisioned_concurrency_config":
		t.onFunction(address, func(p partOf) {
			n := v.at("provisioned_concurrent_executions")
			p.set("min", n.str(), v, "provisioned_concurrent_executions: "+n.words())
		})
	case "aws_lambda_function_url":
		t.call(address, event{kind: byURL, from: r.Address})
	case "aws_lambda_event_source_mapping":
		kind := byStream
		if strings.Contains(v.at("event_source_arn").str(), ":sqs:") || t.refersTo(address, "aws_sqs_queue") != "" {
			kind = queueKind(v.at("event_source_arn").str())
		}
		t.call(address, event{kind: kind, from: r.Address})
	case "aws_apigatewayv2_integration":
		t.call(address, event{kind: byHTTP, from: r.Address})
	case "aws_api_gateway_integration":
		t.call(address, event{kind: byREST, from: r.Address})
	case "aws_sns_topic_subscription":
		t.call(address, event{kind: byBus, from: r.Address})
	case "aws_s3_bucket_notification":
		t.call(address, event{kind: byObject, from: r.Address})
	case "aws_cloudwatch_event_target":
		t.call(address, event{kind: byBus, from: r.Address, expr: t.refersTo(address, "aws_cloudwatch_event_rule")})
	case "aws_cloudwatch_event_rule":
		t.rules[address] = v.at("schedule_expression").str()
	default:
		t.container(r, v, address)
	}
}

// container reads what runs containers and machines.
func (t *plan) container(r resource, v *node, address string) {
	switch r.Type {
	case "aws_ecs_task_definition":
		p := t.add(r, "ECS task", v, "family")
		if c := v.at("container_definitions"); c.str() != "" { // JSON in a string
			var list []any
			if json.Unmarshal([]byte(c.str()), &list) == nil {
				*c = *fromGo(list)
			}
		}
		ecsTask(p, v, terraformECS)
	case "aws_ecs_service":
		t.later = append(t.later, func() {
			ecsService(t.builder, t.refersTo(address, "aws_ecs_task_definition"), nil, v, terraformECS)
		})
	case "aws_instance", "aws_eks_node_group", "aws_launch_template":
		if types := v.first("instance_type", "instance_types").all(); len(types) > 0 {
			p := t.add(r, strings.ReplaceAll(strings.TrimPrefix(r.Type, "aws_"), "_", " "), v, "")
			p.size(types[0].str(), nil, "instance_type: "+types[0].words())
			p.it().Offer = ec2Offer(types[0].str(), r.Type)
		}
	case "google_cloud_run_v2_service", "google_cloud_run_service":
		t.cloudRun(t.add(r, "Cloud Run service", v, "name"), v)
	case "google_cloudfunctions2_function":
		p := t.add(r, "Cloud Run function", v, "name")
		p.it().Offer = "gcp-cloud-run-request"
		for _, c := range v.at("service_config").all() {
			p.memory(c.at("available_memory"), "available_memory", 1./(1<<20))
			p.longest(c.at("timeout_seconds"), "timeout_seconds")
			p.bounded(c.at("min_instance_count"), c.at("max_instance_count"), "min_instance_count", "max_instance_count")
		}
		for _, c := range v.at("build_config").all() {
			p.runtime(c.at("runtime"), "runtime")
		}
	case "google_container_node_pool", "google_container_cluster":
		t.leave(nil, r.Address, "what runs on a cluster is not in its plan: import its manifests")
	case "azurerm_container_app":
		t.containerApp(t.add(r, "Container App", v, "name"), v)
	case "azurerm_linux_function_app", "azurerm_windows_function_app", "azurerm_function_app_flex_consumption":
		p := t.add(r, "Azure Functions app", v, "name")
		p.it().Offer = "azure-functions-consumption"
		if strings.Contains(r.Type, "flex") {
			p.it().Offer = "azure-functions-flex"
			p.memory(v.at("instance_memory_in_mb"), "instance_memory_in_mb", 1)
			if n := v.at("maximum_instance_count"); n.str() != "" {
				p.set("max", n.str(), nil, "maximum_instance_count: "+n.words())
			}
		}
	case "cloudflare_workers_script", "cloudflare_worker_script", "cloudflare_worker":
		p := t.add(r, "Cloudflare Worker", v, "name")
		p.it().Offer = "cloudflare-workers-paid"
		p.usual("memory", "128MB", "a Worker's isolate has 128 MB")
	}
}

func (t *plan) cloudRun(p partOf, v *node) {
	p.it().Offer = "gcp-cloud-run-request"
	p.set("trigger", "http", nil, "a service")
	for _, template := range v.at("template").all() {
		for _, s := range template.at("scaling").all() {
			p.bounded(s.at("min_instance_count"), s.at("max_instance_count"), "min_instance_count", "max_instance_count")
		}
		if n := template.at("max_instance_request_concurrency"); n.str() != "" && n.str() != "0" {
			p.set("concurrency", n.str(), nil, "max_instance_request_concurrency: "+n.words())
		}
		p.longest(template.at("timeout"), "timeout")
		for _, where := range append(template.at("spec").all(), template) { // the first version has a spec
			for _, c := range where.at("containers").all() {
				for _, r := range c.at("resources").all() {
					p.memory(r.at("limits", "memory"), "memory", 1./(1<<20))
					p.vcpus(r.at("limits", "cpu"), "cpu", 1)
					if n := r.at("cpu_idle"); n.str() == "false" {
						p.it().Offer = "gcp-cloud-run-instance"
					}
				}
			}
		}
	}
	if p.term("memory") == nil {
		p.usual("memory", "512MB", "Cloud Run sets 512 MiB where none is given")
	}
}

func (t *plan) containerApp(p partOf, v *node) {
	p.it().Offer = "azure-container-apps"
	if v.at("ingress").all() != nil {
		p.set("trigger", "http", nil, "ingress")
	}
	for _, template := range v.at("template").all() {
		p.bounded(template.at("min_replicas"), template.at("max_replicas"), "min_replicas", "max_replicas")
		for _, c := range template.at("container").all() {
			p.memory(c.at("memory"), "memory", 1024)
			p.vcpus(c.at("cpu"), "cpu", 1)
		}
	}
}

// add makes a part of a resource, named by an attribute or its address.
func (t *plan) add(r resource, kind string, v *node, name string) partOf {
	if at := v.at("location"); at.str() != "" { // of Google's and Azure's
		t.region(at, strings.ToLower(strings.ReplaceAll(at.str(), " ", "")))
	}
	id := r.Name
	if s := v.at(name).str(); name != "" && s != "" {
		id = s
	}
	if _, err := strconv.Atoi(r.Index); r.Index != "" && err != nil && v.at(name).str() == "" {
		id += "-" + r.Index
	}
	p := t.part(id, kind, nil)
	p.it().At = t.name + " " + r.Address
	t.ids[bare(r.Address)] = p.i
	return p
}

// bare is an address without the indices of count and for_each.
func bare(address string) string {
	var out strings.Builder
	deep := 0
	for _, c := range address {
		switch {
		case c == '[':
			deep++
		case c == ']':
			deep--
		case deep == 0:
			out.WriteRune(c)
		}
	}
	return out.String()
}

// refersTo is the first resource of a type that a resource refers to.
func (t *plan) refersTo(address, kind string) string {
	for _, ref := range t.refs[address] {
		i := strings.LastIndex(ref, kind+".")
		if i < 0 {
			continue
		}
		parts := strings.SplitN(bare(ref[i:]), ".", 3)
		return ref[:i] + parts[0] + "." + parts[1]
	}
	return ""
}

// call remembers what calls the function that a resource refers to.
func (t *plan) call(address string, e event) {
	f := t.refersTo(address, "aws_lambda_function")
	if f == "" {
		if alias := t.refersTo(address, "aws_lambda_alias"); alias != "" {
			f = t.refersTo(alias, "aws_lambda_function")
		}
	}
	if f == "" {
		t.leave(nil, e.from, "which function it calls is not in the plan")
		return
	}
	t.events[f] = append(t.events[f], e)
}

// onFunction calls f for the function that a resource refers to.
func (t *plan) onFunction(address string, f func(partOf)) {
	t.later = append(t.later, func() {
		if i, ok := t.ids[t.refersTo(address, "aws_lambda_function")]; ok {
			f(partOf{t.builder, i})
		}
	})
}
