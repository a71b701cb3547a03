package importer

import (
	"cmp"
	"strings"

	"crossover/engine/pattern"
)

func isCloudFormation(n *node) bool {
	if n.has("AWSTemplateFormatVersion") || n.has("Transform") {
		return n.has("Resources")
	}
	found := false
	n.at("Resources").each(func(_ string, r *node) {
		found = found || strings.HasPrefix(r.at("Type").str(), "AWS::")
	})
	return found
}

// template is a CloudFormation or SAM template.
type template struct {
	*builder
	*intrinsics
	file      string
	resources *node
	// events are the events that call a function or start a state machine, by its
	// identifier.
	events map[string][]event
	// deployed marks functions that are called only by deployments.
	deployed map[string]bool
}

func readCloudFormation(b *builder, doc *node) {
	t := &template{b, &intrinsics{doc.at("Parameters"), doc.at("Mappings"), doc.at("Conditions"), maxResolved}, b.name, doc.at("Resources"), map[string][]event{}, map[string]bool{}}
	globals := t.resolve(doc.at("Globals", "Function"))
	t.resources.each(func(_ string, r *node) {
		if token := r.at("Properties", "ServiceToken"); token != nil { // a custom resource
			t.deployed[t.function(token)] = true
		}
	})
	doc.at("Outputs").each(func(name string, o *node) {
		if f := t.function(o.at("Value")); t.typeOf(f) != "" {
			b.afterwards(func() { t.events[f] = append(t.events[f], b.doors[name]...) })
		}
	})
	t.resources.each(func(id string, r *node) {
		if c := r.at("Condition").str(); c == "" || t.holds(c, 0) {
			t.resource(id, r.at("Type").str(), r, t.resolve(r.at("Properties")), globals)
		}
	})
}

// resource reads one resource.
func (t *template) resource(id, kind string, r, props, globals *node) {
	switch kind {
	case "AWS::Serverless::Function":
		t.lambda(id, r, props, globals)
	case "AWS::Lambda::Function":
		t.lambda(id, r, props, nil)
	case "AWS::Lambda::Alias", "AWS::Lambda::Version":
		if n := props.at("ProvisionedConcurrencyConfig", "ProvisionedConcurrentExecutions"); n != nil {
			t.afterwards(func() { t.onPart(t.key(t.function(props.at("FunctionName"))), func(p partOf) { p.take("min", n) }) })
		}
	case "AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine":
		t.machine(id, r, props)
	case "AWS::Lambda::Url":
		t.event(props.at("TargetFunctionArn"), event{kind: byURL, n: r, from: id})
	case "AWS::Lambda::EventSourceMapping":
		source := props.at("EventSourceArn")
		e := event{kind: byStream, n: r, from: id}
		if strings.Contains(source.str(), ":sqs:") || t.typeOf(refOf(source)) == "AWS::SQS::Queue" {
			e.kind, e.most = t.queue(refOf(source), refOf(source)+source.str()), props.at("ScalingConfig", "MaximumConcurrency")
		}
		t.event(props.at("FunctionName"), e)
	case "AWS::Events::Rule", "AWS::Scheduler::Schedule":
		t.rule(id, r, props)
	case "AWS::SNS::Subscription":
		t.event(props.at("Endpoint"), event{kind: byTopic, n: r, from: id})
	case "AWS::ApiGatewayV2::Integration":
		t.event(props.at("IntegrationUri"), event{kind: byHTTP, n: r, from: id})
	case "AWS::ApiGateway::Method":
		t.event(props.at("Integration", "Uri"), event{kind: byREST, n: r, from: id})
	case "AWS::ECS::TaskDefinition":
		ecsTask(t.named(id, id, "ECS task", r), props)
	case "AWS::ECS::Service":
		t.afterwards(func() { ecsService(t.builder, t.key(refOf(props.at("TaskDefinition"))), r, props) })
	case "AWS::ApplicationAutoScaling::ScalableTarget":
		t.scaled(id, r, props)
	case "AWS::EC2::Instance", "AWS::AutoScaling::AutoScalingGroup", "AWS::EKS::Nodegroup":
		t.machines(id, kind, r, props)
	case "":
		t.leave(r, id, "it is not a resource; where it is a loop, import what aws cloudformation get-template --template-stage Processed prints")
	default:
		t.other(r, id+": "+kind, kind)
	}
}

// scaled reads the bounds of an autoscaled service, or of a function's provisioned
// concurrency.
func (t *template) scaled(id string, r, props *node) {
	least, most, to := props.at("MinCapacity"), props.at("MaxCapacity"), props.at("ResourceId")
	if props.at("ServiceNamespace").str() != "lambda" {
		task := refOf(t.resources.at(refOf(to), "Properties", "TaskDefinition"))
		t.afterwards(func() { t.onPart(t.key(task), func(p partOf) { p.bounded(least, most) }) })
		return
	}
	t.afterwards(func() {
		t.onPart(t.key(t.function(to)), func(p partOf) {
			p.take("min", least)
			p.leave(r, id, "provisioned concurrency grows to "+most.words()+" with the load: the least is counted")
		})
	})
}

// function returns the function to which a node refers, also through aliases and
// versions.
func (t *template) function(n *node) string {
	id := refOf(n)
	for range 3 {
		if kind := t.typeOf(id); kind != "AWS::Lambda::Alias" && kind != "AWS::Lambda::Version" {
			break
		}
		id = refOf(t.resources.at(id, "Properties", "FunctionName"))
	}
	return id
}

// key returns a resource's key in the builder. The file is part of it, because templates
// have resources with equal names.
func (t *template) key(id string) string { return t.file + "#" + id }

// named adds a part for a resource.
func (t *template) named(id, name, kind string, r *node) partOf {
	p := t.part(name, kind, r)
	t.ids[t.key(id)] = p.i
	return p
}

func (t *template) typeOf(id string) string { return t.resources.at(id, "Type").str() }

// queue returns the kind of a queue: FIFO or standard.
func (t *template) queue(id, name string) string {
	if t.resolve(t.resources.at(id, "Properties", "FifoQueue")).yes() {
		return byFIFO
	}
	return queueKind(name)
}

// event records an event that calls the function of a node, possibly one of another
// stack.
func (t *template) event(n *node, e event) {
	f := t.function(n)
	if t.typeOf(f) != "" {
		t.events[f] = append(t.events[f], e)
	} else if e.file = t.name; f != "" {
		t.doors[f] = append(t.doors[f], e)
	}
}

// hashed matches the suffix that the CDK adds to the names of resources.
var hashed = pattern.Of(`[0-9A-F]{8}$`)

func (t *template) lambda(id string, r, props, globals *node) {
	if t.deployed[id] {
		t.leave(r, id, "it is called by deployments only")
		return
	}
	name := id
	if path := strings.Split(r.at("Metadata", "aws:cdk:path").str(), "/"); len(path) > 2 {
		name = path[len(path)-2]
	} else if len(id) > 8 {
		name = hashed().ReplaceAllString(id, "")
	}
	p := t.named(id, name, "Lambda function", r)
	t.afterwards(func() { p.events(t.events[id]) })
	p.lambda(usualLambda, props, globals)
	p.take("min", props.at("ProvisionedConcurrencyConfig", "ProvisionedConcurrentExecutions"))
	if n := props.at("SnapStart", "ApplyOn"); n.str() == "PublishedVersions" {
		p.set("package", "snapstart", n, "SnapStart: PublishedVersions")
	}
	if n := props.at("FunctionUrlConfig"); n != nil {
		t.events[id] = append(t.events[id], event{kind: byURL, n: n, from: "FunctionUrlConfig"})
	}
	props.at("Events").each(func(name string, e *node) { t.samEvent(p.it().Name, id, name, e) })
	p.disk(props.at("EphemeralStorage"))
	for _, from := range []*node{props, globals} {
		p.network(from.at("VpcConfig"))
	}
	p.leaveAll(props, "a scenario has no term for it", "FileSystemConfigs")
}

// samEvents maps the event sources of the Serverless Application Model to kinds of
// events.
var samEvents = map[string]string{
	"Api": byREST, "HttpApi": byHTTP, "SQS": byQueue, "S3": byObject, "Schedule": bySchedule, "ScheduleV2": bySchedule,
	"SNS": byTopic, "EventBridgeRule": byBus, "CloudWatchEvent": byBus, "IoTRule": byBus, "CloudWatchLogs": byBus, "Cognito": byBus, "AlexaSkill": byBus,
	"Kinesis": byStream, "DynamoDB": byStream, "MSK": byStream, "MQ": byStream, "SelfManagedKafka": byStream, "DocumentDB": byStream,
}

// samEvent reads an event source of a function (the part named) or of a state machine.
func (t *template) samEvent(part, id, name string, n *node) {
	kind, props := n.at("Type").str(), n.at("Properties")
	e := event{kind: samEvents[kind], n: n, from: name + ": " + kind}
	switch e.kind {
	case byQueue:
		e.kind, e.most = t.queue(refOf(props.at("Queue")), props.at("Queue").str()), props.at("ScalingConfig", "MaximumConcurrency")
	case bySchedule:
		if props.at("Enabled").str() == "false" || props.at("State").str() == "DISABLED" {
			t.note(part, n, e.from, "it is not enabled")
			return
		}
		e.expr = props.first("Schedule", "ScheduleExpression").str()
	case "":
		t.note(part, n, e.from, "this event is not known")
		return
	}
	t.events[id] = append(t.events[id], e)
}

// rule reads a rule of EventBridge: a schedule, or a pattern of events.
func (t *template) rule(id string, r, props *node) {
	targets := props.at("Targets").all()
	if props.at("State").str() == "DISABLED" {
		t.leave(r, id, "it is not enabled")
		return
	}
	if x := props.at("Target"); x != nil {
		targets = append(targets, x)
	}
	for _, target := range targets {
		e := event{kind: byBus, n: r, from: id}
		if s := props.at("ScheduleExpression").str(); s != "" {
			e.kind, e.expr = bySchedule, s
		}
		t.event(target.at("Arn"), e)
	}
}

// machine reads a state machine. Variables in its definition are replaced by their
// substitutions.
func (t *template) machine(id string, r, props *node) {
	definition := props.first("Definition", "DefinitionString", "DefinitionUri", "DefinitionS3Location")
	if definition == nil {
		definition = &node{line: r.line}
	}
	names, texts := map[string]string{}, map[string]string{}
	props.at("DefinitionSubstitutions").each(func(name string, v *node) {
		names[name] = t.function(v)
		_, arg := v.call()
		texts["${"+name+"}"] = cmp.Or(v.str(), arg.str())
	})
	props.at("Events").each(func(name string, e *node) { t.samEvent("", id, name, e) })
	(&stateMachine{
		builder: t.builder, id: id, at: r, definition: definition,
		target: func(n *node) string {
			f := t.function(n)
			if to := names[f]; to != "" {
				f = to
			}
			if f == "" {
				return ""
			}
			return t.key(f)
		},
		text:    func(n *node) string { return cmp.Or(texts[n.str()], n.str()) },
		events:  func() []event { return t.events[id] },
		express: props.first("Type", "StateMachineType").str() == "EXPRESS",
	}).add()
}

// machines reads virtual machines. A template does not say what runs on them.
func (t *template) machines(id, kind string, r, props *node) {
	types := props.first("InstanceType", "InstanceTypes")
	if types == nil { // a group has the machines of its launch template
		from := refOf(props.at("LaunchConfigurationName"))
		if template := props.first("LaunchTemplate").first("LaunchTemplateId", "LaunchTemplateName", "Id", "Name"); template != nil {
			from = refOf(template)
		}
		launched := t.resolve(t.resources.at(from, "Properties"))
		types = launched.first("InstanceType")
		if types == nil {
			types = launched.at("LaunchTemplateData", "InstanceType")
		}
	}
	all := types.all()
	if len(all) == 0 {
		t.leave(r, id+": "+kind, "its instance type is not in the template")
		return
	}
	x := all[0]
	p := t.part(id, strings.TrimPrefix(strings.ReplaceAll(kind, "::", " "), "AWS "), r)
	p.size(x.str(), types, "InstanceType: "+x.words())
	p.it().Offer = ec2Offer(x.str(), kind)
	if scaling := props.at("ScalingConfig"); scaling != nil { // of a node group
		props = scaling
	}
	least, most := props.at("MinSize"), props.at("MaxSize")
	if n := props.first("DesiredCapacity", "DesiredSize"); n.str() != "" && (most.str() == "" || most.str() == least.str()) {
		p.set("copies", n.str(), n, n.words()+" machines")
		return
	}
	p.bounded(least, most)
}

// graviton matches the families of instances with an Arm processor, such as m7gd.
var graviton = pattern.Of(`^[a-z]+\d+g[a-z]*$`)

// ec2Offer returns the offer of an instance type, or "" if the catalogue lacks its
// family.
func ec2Offer(instance, kind string) string {
	family, _, _ := strings.Cut(instance, ".")
	if strings.Contains(strings.ToLower(kind), "eks") {
		if graviton().MatchString(family) {
			return "aws-eks-nodes"
		}
		return "aws-eks-nodes-x86"
	}
	offers := map[string]string{
		"c7g": "aws-ec2-c7g", "c7i": "aws-ec2-c7i", "m7g": "aws-ec2-m7g", "m7i": "aws-ec2-m7i", "m8g": "aws-ec2-m8g", "t3": "aws-ec2-t3", "t4g": "aws-ec2-t4g", "g4dn": "aws-ec2-gpu-g4dn", "g5": "aws-ec2-gpu-g5", "g6": "aws-ec2-gpu-g6", "g6e": "aws-ec2-gpu-g6e",
		"p4d": "aws-ec2-gpu-p4d", "p5": "aws-ec2-gpu-p5", "p5en": "aws-ec2-gpu-p5en", "p6-b200": "aws-ec2-gpu-p6-b200",
	}
	return offers[family]
}

// regionClasses maps prefixes of the region names of all platforms to classes.
var regionClasses = []struct{ start, class string }{
	{"us-east", "us-east"}, {"us-central", "us-east"}, {"eastus", "us-east"}, {"us-west", "us-west"}, {"westus", "us-west"},
	{"eu-west", "eu-west"}, {"europe-west1", "eu-west"}, {"europe-west2", "eu-west"}, {"northeurope", "eu-west"}, {"westeurope", "eu-west"},
	{"eu-central", "eu-central"}, {"europe-west3", "eu-central"}, {"germany", "eu-central"},
	{"ap-southeast", "ap-southeast"}, {"asia-southeast", "ap-southeast"}, {"southeastasia", "ap-southeast"},
	{"ap-northeast", "ap-northeast"}, {"asia-northeast", "ap-northeast"}, {"japan", "ap-northeast"},
	// Fly and Vercel name regions after airports.
	{"iad", "us-east"}, {"ewr", "us-east"}, {"bos", "us-east"}, {"cle", "us-east"}, {"sjc", "us-west"}, {"lax", "us-west"}, {"sea", "us-west"},
	{"sfo", "us-west"}, {"pdx", "us-west"}, {"lhr", "eu-west"}, {"dub", "eu-west"}, {"ams", "eu-west"}, {"cdg", "eu-west"}, {"fra", "eu-central"},
	{"sin", "ap-southeast"}, {"nrt", "ap-northeast"}, {"hnd", "ap-northeast"}, {"kix", "ap-northeast"},
}
