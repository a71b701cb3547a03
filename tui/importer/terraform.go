package importer

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"crossover/engine/pattern"
	"crossover/engine/scenario"
)

// plan is a Terraform plan or state: the resources, and the expressions or ARNs by which
// they refer to each other.
type plan struct {
	*builder
	events map[int][]event // by part
	order  []int
	// made has the parts of a resource, by its address without indices. count and
	// for_each make several, whose addresses have them.
	made map[string][]instance
	// refs has the references in the configuration of a resource or of a module's
	// variable or output, by its address without indices.
	refs map[string][]string
	// named has the addresses of parts' resources by their names on the platform.
	named map[string]string
	// rules has the schedules of EventBridge rules by address and name.
	rules map[string]string
	// calls read the events that call functions, after all resources are read.
	calls []func()
}

// instance is a part and the address of its resource.
type instance struct {
	part    int
	address string
}

// keys matches the indices that count and for_each add to an address.
var keys = pattern.Of(`\[(?:"[^"]*"|[^\]]*)\]`)

// partsOf returns the parts of resource to meant by a reference from an address: those
// whose indices all occur in it, as in a["x"] and b["x"], or in the reference, or else all
// parts.
func (pl *plan) partsOf(from, to string) (out []partOf) {
	all := pl.made[to]
	own := keys().FindAllString(from, -1)
	for _, ref := range pl.refs[bare(from)] {
		if to != "" && strings.HasPrefix(bare(ref)+".", to+".") {
			own = append(own, keys().FindAllString(ref, -1)...)
		}
	}
	for _, one := range []bool{true, false} {
		for _, x := range all {
			among := !slices.ContainsFunc(keys().FindAllString(x.address, -1), func(k string) bool { return !slices.Contains(own, k) })
			if among || !one {
				out = append(out, partOf{pl.builder, x.part})
			}
		}
		if len(out) > 0 {
			break
		}
	}
	return out
}

// readTerraform reads the output of terraform show -json.
// https://developer.hashicorp.com/terraform/internals/json-format
func readTerraform(b *builder, in *node) {
	t := &plan{b, map[int][]event{}, nil, map[string][]instance{}, map[string][]string{}, map[string]string{}, map[string]string{}, nil}
	t.configured("", in.at("configuration", "root_module"))
	t.module(in.first("planned_values", "values").at("root_module"))
	delete(t.rules, "") // a rule without a name is unknown
	for _, f := range t.calls {
		f()
	}
	in.at("configuration", "provider_config").each(func(_ string, provider *node) {
		region := provider.at("expressions", "region")
		value := region.at("constant_value")
		for _, ref := range region.at("references").all() {
			if name, ok := strings.CutPrefix(ref.str(), "var."); ok {
				value = in.at("variables", name, "value")
			}
		}
		t.region(value)
	})
	for _, i := range t.order {
		list := t.events[i]
		for i := range list {
			if list[i].expr = t.rules[list[i].expr]; list[i].expr != "" {
				list[i].kind = bySchedule
			}
		}
		partOf{b, i}.events(list)
	}
}

// configured collects the references of resources in a module and its submodules.
func (pl *plan) configured(prefix string, m *node) {
	for _, r := range m.at("resources").all() {
		pl.refer(prefix+r.at("address").str(), prefix, r.at("expressions"))
	}
	m.at("outputs").each(func(name string, out *node) { pl.refer(prefix+name, prefix, out.at("expression")) })
	m.at("module_calls").each(func(name string, call *node) {
		inner := prefix + "module." + name + "."
		call.at("expressions").each(func(name string, x *node) { pl.refer(inner+"var."+name, prefix, x) })
		pl.configured(inner, call.at("module"))
	})
}

// refer collects the references of expressions, including those in nested blocks.
func (pl *plan) refer(from, prefix string, block *node) {
	block.each(func(key string, v *node) {
		for _, x := range v.all() {
			switch key {
			case "references":
				pl.refs[from] = append(pl.refs[from], prefix+x.str())
			case "constant_value":
			default:
				pl.refer(from, prefix, x)
			}
		}
	})
}

// module reads the resources of a module and its submodules.
func (pl *plan) module(m *node) {
	for _, r := range m.at("resources").all() {
		if r.at("mode").str() == "managed" {
			pl.resource(resource{r.at("type").str(), r.at("name").str(), r.at("address").str(), r.at("index").str()}, r.at("values"))
		}
	}
	for _, child := range m.at("child_modules").all() {
		pl.module(child)
	}
}

// resource identifies a planned resource. Index is its number from count or its key from
// for_each.
type resource struct{ Type, Name, Address, Index string }

// terraformEvents are the resources that only connect an event with a function.
var terraformEvents = map[string]string{
	"aws_lambda_function_url": byURL, "aws_apigatewayv2_integration": byHTTP, "aws_api_gateway_integration": byREST,
	"aws_sns_topic_subscription": byTopic, "aws_s3_bucket_notification": byObject,
}

// resource reads one planned resource.
func (pl *plan) resource(r resource, v *node) {
	address := bare(r.Address)
	if kind := terraformEvents[r.Type]; kind != "" {
		if r.Type != "aws_s3_bucket_notification" || len(v.at("lambda_function").all()) > 0 { // it may notify queues alone
			pl.call(event{kind: kind, from: r.Address}, v)
		}
		return
	}
	switch r.Type {
	case "aws_lambda_function":
		p := pl.add(r, "Lambda function", v, "function_name")
		pl.order = append(pl.order, p.i)
		p.lambda(usualLambda, v)
		for _, x := range v.at("ephemeral_storage").all() {
			p.disk(x)
		}
		p.network(v.at("vpc_config"))
	case "aws_lambda_provisioned_concurrency_config":
		pl.calls = append(pl.calls, func() {
			for _, p := range pl.partsOf(r.Address, pl.target(address, "aws_lambda_function", v)) {
				p.take("min", v.at("provisioned_concurrent_executions"))
			}
		})
	case "aws_lambda_event_source_mapping":
		e := event{kind: byStream, from: r.Address}
		if strings.Contains(v.at("event_source_arn").str(), ":sqs:") || pl.refersTo(address, "aws_sqs_queue") != "" {
			e.kind = queueKind(v.at("event_source_arn").str())
		}
		for _, s := range v.at("scaling_config").all() {
			e.most = s.at("maximum_concurrency")
		}
		pl.call(e, v)
	case "aws_cloudwatch_event_target":
		pl.call(event{kind: byBus, from: r.Address, expr: cmp.Or(pl.refersTo(address, "aws_cloudwatch_event_rule"), v.at("rule").str())}, v)
	case "aws_cloudwatch_event_rule":
		pl.rules[address] = v.at("schedule_expression").str()
		pl.rules[v.at("name").str()] = pl.rules[address]
	default:
		pl.container(r, v, address)
	}
}

// container reads resources that run containers and machines.
func (pl *plan) container(r resource, v *node, address string) {
	switch r.Type {
	case "aws_ecs_task_definition":
		p := pl.add(r, "ECS task", v, "family")
		if c := v.at("container_definitions"); c.str() != "" { // JSON in a string
			if docs, err := parseJSON([]byte(c.str())); err == nil {
				*c = *docs[0]
			}
		}
		ecsTask(p, v)
	case "aws_ecs_service":
		pl.afterwards(func() {
			task := pl.target(address, "aws_ecs_task_definition", v)
			for _, p := range pl.partsOf(r.Address, task) {
				pl.ids[task] = p.i
				ecsService(pl.builder, task, nil, v)
			}
			if len(pl.made[task]) == 0 {
				ecsService(pl.builder, "", nil, v)
			}
		})
	case "aws_appautoscaling_target":
		pl.sized(r, pl.refersTo(pl.refersTo(address, "aws_ecs_service"), "aws_ecs_task_definition"), v.at("min_capacity"), v.at("max_capacity"))
	case "aws_autoscaling_group":
		pl.sized(r, cmp.Or(pl.refersTo(address, "aws_launch_template"), pl.refersTo(address, "aws_launch_configuration")), v.at("min_size"), v.at("max_size"))
	case "aws_instance", "aws_eks_node_group", "aws_launch_template", "aws_launch_configuration":
		if made := pl.made[address]; r.Type == "aws_instance" && len(made) > 0 && keys().MatchString(r.Address) {
			first := partOf{pl.builder, made[0].part} // one of several made by count
			if _, err := strconv.Atoi(r.Index); err == nil && len(first.it().Terms) <= 1 {
				n, _ := strconv.Atoi(r.Index)
				first.it().Terms = nil
				first.set("copies", strconv.Itoa(n+1), nil, "count: "+strconv.Itoa(n+1))
				return
			}
		}
		if types := v.first("instance_type", "instance_types").all(); len(types) > 0 {
			p := pl.add(r, strings.ReplaceAll(strings.TrimPrefix(r.Type, "aws_"), "_", " "), v, "")
			p.size(types[0].str(), nil, "instance_type: "+types[0].words())
			if p.it().Offer = ec2Offer(types[0].str(), r.Type); r.Type == "aws_instance" {
				p.set("copies", "1", nil, "a single instance")
			}
			for _, s := range v.at("scaling_config").all() {
				p.bounded(s.at("min_size"), s.at("max_size"))
			}
		}
	default:
		pl.elsewhere(r, v)
	}
}

// sized sets the fewest and most instances of a resource's parts after all files are
// read.
func (pl *plan) sized(r resource, to string, least, most *node) {
	pl.afterwards(func() {
		for _, p := range pl.partsOf(r.Address, to) {
			p.bounded(least, most)
		}
		if len(pl.made[to]) == 0 {
			pl.leave(nil, r.Address, "what it scales is not in the plan")
		}
	})
}

// add adds a part for a resource, named by an attribute or its address.
func (pl *plan) add(r resource, kind string, v *node, name string) partOf {
	pl.region(v.first("location", "region"))
	if arn := strings.Split(v.at("arn").str(), ":"); len(arn) > 3 {
		pl.region(&node{kind: scalar, text: arn[3]})
	}
	id := r.Name
	if s := v.at(name).str(); name != "" && s != "" {
		id = s
	}
	if _, err := strconv.Atoi(r.Index); r.Index != "" && err != nil && v.at(name).str() == "" {
		id += "-" + r.Index
	}
	p := pl.part(id, kind, nil)
	p.it().At = pl.name + " " + r.Address
	pl.ids[bare(r.Address)], pl.named[id] = p.i, bare(r.Address)
	if made := pl.made[bare(r.Address)]; len(made) < scenario.MaxParts {
		pl.made[bare(r.Address)] = append(made, instance{p.i, r.Address})
	}
	return p
}

// bare returns an address without the indices of count and for_each.
func bare(address string) string { return keys().ReplaceAllString(address, "") }

// passes matches the address of a module's variable or output.
var passes = pattern.Of(`(?:^|\.)(?:var|module\.[^.]+)\.[^.]+$`)

// refersTo returns the first resource of a type to which a resource refers, directly or
// through modules' variables and outputs; "" if none.
func (pl *plan) refersTo(address, kind string) string {
	seen := map[string]bool{}
	for todo := []string{address}; len(todo) > 0; todo = todo[1:] {
		for _, ref := range pl.refs[todo[0]] {
			if i := strings.LastIndex(ref, kind+"."); i >= 0 {
				parts := strings.SplitN(bare(ref[i:]), ".", 3)
				return ref[:i] + parts[0] + "." + parts[1]
			}
			if next := bare(ref); passes().MatchString(next) && !seen[next] {
				seen[next] = true
				todo = append(todo, next)
			}
		}
	}
	return ""
}

// arn matches the ARN or the name of a function or a task definition.
var arn = pattern.Of(`(?:^|:function:|:task-definition/)([A-Za-z0-9_-]+)(?:[:/]|$)`)

// target returns the resource of a type to which a resource refers in its configuration,
// or by an ARN or name in its values. It needs all resources.
func (pl *plan) target(address, kind string, v *node) string {
	to := pl.refersTo(address, kind)
	v.each(func(_ string, x *node) {
		for _, x := range x.all() {
			for _, m := range arn().FindAllStringSubmatch(x.str(), -1) {
				if named := pl.named[m[1]]; to == "" && strings.Contains("."+named, "."+kind+".") {
					to = named
				}
			}
			if x.kind == mapping {
				to = cmp.Or(to, pl.target("", kind, x))
			}
		}
	})
	return to
}

// call records an event that calls the function of a resource.
func (pl *plan) call(e event, v *node) {
	pl.calls = append(pl.calls, func() {
		address := bare(e.from)
		f := cmp.Or(pl.refersTo(pl.refersTo(address, "aws_lambda_alias"), "aws_lambda_function"), pl.target(address, "aws_lambda_function", v))
		for _, p := range pl.partsOf(e.from, f) {
			pl.events[p.i] = append(pl.events[p.i], e)
		}
		if f == "" {
			pl.leave(nil, e.from, "which function it calls is not in the file")
		}
	})
}
