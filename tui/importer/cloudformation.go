package importer

import (
	"regexp"
	"strings"
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
	resources *node
	// events are what calls each function, found all over the template.
	events map[string][]event
	order  []string
}

func readCloudFormation(b *builder, doc *node, _ Source) error {
	t := &template{builder: b, intrinsics: newIntrinsics(doc), resources: doc.at("Resources"), events: map[string][]event{}}
	globals := t.resolve(doc.at("Globals", "Function"))
	t.resources.each(func(id string, r *node) {
		if !t.exists(r) {
			return
		}
		props := t.resolve(r.at("Properties"))
		t.resource(id, r.at("Type").str(), r, props, globals)
	})
	for _, id := range t.order {
		partOf{b, b.ids[id]}.events(t.events[id])
	}
	return nil
}

// resource reads one resource. Types that nothing runs on, such as roles and
// tables, are not told of one by one.
func (t *template) resource(id, kind string, r, props, globals *node) {
	switch kind {
	case "AWS::Serverless::Function":
		t.function(id, r, props, globals)
	case "AWS::Lambda::Function":
		t.function(id, r, props, nil)
	case "AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine":
		t.machine(id, r, props)
	case "AWS::Lambda::Url":
		t.event(refOf(props.at("TargetFunctionArn")), event{kind: byURL, n: r, from: id})
	case "AWS::Lambda::EventSourceMapping":
		source := props.at("EventSourceArn")
		e := event{kind: byStream, n: r, from: id}
		if strings.Contains(source.str(), ":sqs:") || t.typeOf(refOf(source)) == "AWS::SQS::Queue" {
			e.kind = t.queue(refOf(source), refOf(source)+source.str())
		}
		t.event(refOf(props.at("FunctionName")), e)
	case "AWS::Events::Rule", "AWS::Scheduler::Schedule":
		t.rule(id, r, props)
	case "AWS::ApiGatewayV2::Integration":
		t.event(refOf(props.at("IntegrationUri")), event{kind: byHTTP, n: r, from: id})
	case "AWS::ApiGateway::Method":
		t.event(refOf(props.at("Integration", "Uri")), event{kind: byREST, n: r, from: id})
	case "AWS::ECS::TaskDefinition":
		ecsTask(t.part(id, "ECS task", r), props)
	case "AWS::ECS::Service":
		t.later = append(t.later, func() { ecsService(t.builder, refOf(props.at("TaskDefinition")), r, props) })
	case "AWS::ApplicationAutoScaling::ScalableTarget":
		task := refOf(t.resources.at(refOf(props.at("ResourceId")), "Properties", "TaskDefinition"))
		t.later = append(t.later, func() {
			if i, ok := t.ids[task]; ok {
				partOf{t.builder, i}.bounded(props.at("MinCapacity"), props.at("MaxCapacity"))
			}
		})
	case "AWS::RDS::DBInstance", "AWS::RDS::DBCluster":
		t.leave(r, id, "set database on the part that uses it")
	case "AWS::EC2::Instance", "AWS::AutoScaling::AutoScalingGroup", "AWS::EKS::Nodegroup":
		t.machines(id, kind, r, props)
	}
}

func (t *template) typeOf(id string) string { return t.resources.at(id, "Type").str() }

// queue tells a queue that keeps order.
func (t *template) queue(id, name string) string {
	if t.resolve(t.resources.at(id, "Properties", "FifoQueue")).yes() {
		return byFIFO
	}
	return queueKind(name)
}

// event remembers what calls a function.
func (t *template) event(function string, e event) {
	if function != "" && t.typeOf(function) != "" {
		t.events[function] = append(t.events[function], e)
	}
}

func (t *template) function(id string, r, props, globals *node) {
	p := t.part(id, "Lambda function", r)
	t.order = append(t.order, id)
	p.lambda(usualLambda, props, globals)
	p.take("min", props.at("ProvisionedConcurrencyConfig", "ProvisionedConcurrentExecutions"))
	if n := props.at("SnapStart", "ApplyOn"); n.str() == "PublishedVersions" {
		p.set("package", "snapstart", n, "SnapStart: PublishedVersions")
	}
	if n := props.at("FunctionUrlConfig"); n != nil {
		t.event(id, event{kind: byURL, n: n, from: "FunctionUrlConfig"})
	}
	props.at("Events").each(func(name string, e *node) { t.samEvent(p, id, name, e) })
	p.disk(props.at("EphemeralStorage"))
	for _, from := range []*node{props, globals} {
		p.network(from.at("VpcConfig"))
	}
	p.leaveAll(props, "a scenario has no term for it", "FileSystemConfigs")
}

// samEvents are the kinds of the event sources of the Serverless Application Model.
var samEvents = map[string]string{
	"Api": byREST, "HttpApi": byHTTP, "SQS": byQueue, "S3": byObject, "Schedule": bySchedule, "ScheduleV2": bySchedule,
	"SNS": byBus, "EventBridgeRule": byBus, "CloudWatchEvent": byBus, "IoTRule": byBus, "CloudWatchLogs": byBus, "Cognito": byBus, "AlexaSkill": byBus,
	"Kinesis": byStream, "DynamoDB": byStream, "MSK": byStream, "MQ": byStream, "SelfManagedKafka": byStream, "DocumentDB": byStream,
}

// samEvent reads an event source.
func (t *template) samEvent(p partOf, id, name string, n *node) {
	kind, props := n.at("Type").str(), n.at("Properties")
	e := event{kind: samEvents[kind], n: n, from: name + ": " + kind}
	switch e.kind {
	case byQueue:
		e.kind = t.queue(refOf(props.at("Queue")), props.at("Queue").str())
	case bySchedule:
		if props.at("Enabled").str() == "false" || props.at("State").str() == "DISABLED" {
			p.leave(n, e.from, "it is not enabled")
			return
		}
		e.expr = props.first("Schedule", "ScheduleExpression").str()
	case "":
		p.leave(n, e.from, "this event is not known")
		return
	}
	t.event(id, e)
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
		t.event(refOf(target.at("Arn")), e)
	}
}

// machine reads a state machine, with the names that its definition's
// variables stand for.
func (t *template) machine(id string, r, props *node) {
	if k := props.first("Type", "StateMachineType"); k.str() == "EXPRESS" {
		t.leave(k, "state machine "+id, "express workflows are billed by requests and time, which no term has")
	}
	definition := props.first("Definition", "DefinitionString")
	if definition == nil {
		definition = &node{line: r.line}
	}
	names := map[string]string{}
	props.at("DefinitionSubstitutions").each(func(name string, v *node) { names[name] = refOf(v) })
	t.stateMachine(id, r, definition, func(n *node) string {
		f := refOf(n)
		if to := names[f]; to != "" {
			f = to
		}
		return f
	})
}

// machines reads virtual machines: what runs on them is not in a template.
func (t *template) machines(id, kind string, r, props *node) {
	types := props.first("InstanceType", "InstanceTypes")
	if types == nil { // the machines of a group are those of its template
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
	if scaling := props.at("ScalingConfig"); scaling != nil { // of a group of nodes
		props = scaling
	}
	least, most := props.at("MinSize"), props.at("MaxSize")
	if n := props.first("DesiredCapacity", "DesiredSize"); n.str() != "" && (most.str() == "" || most.str() == least.str()) {
		p.set("copies", n.str(), n, n.words()+" machines")
		return
	}
	p.bounded(least, most)
}

// graviton are families of instances with an Arm processor, such as m7gd.
var graviton = regexp.MustCompile(`^[a-z]+\d+g[a-z]*$`)

// ec2Offer is the offer of an instance type, where the catalogue has its family.
func ec2Offer(instance, kind string) string {
	family, _, _ := strings.Cut(instance, ".")
	if strings.Contains(strings.ToLower(kind), "eks") {
		if graviton.MatchString(family) {
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

// regionClasses are beginnings of regions' names on all platforms.
var regionClasses = []struct{ start, class string }{
	{"us-east", "us-east"}, {"us-central", "us-east"}, {"eastus", "us-east"}, {"us-west", "us-west"}, {"westus", "us-west"},
	{"eu-west", "eu-west"}, {"europe-west1", "eu-west"}, {"europe-west2", "eu-west"}, {"northeurope", "eu-west"}, {"westeurope", "eu-west"},
	{"eu-central", "eu-central"}, {"europe-west3", "eu-central"}, {"germany", "eu-central"},
	{"ap-southeast", "ap-southeast"}, {"asia-southeast", "ap-southeast"}, {"southeastasia", "ap-southeast"},
	{"ap-northeast", "ap-northeast"}, {"asia-northeast", "ap-northeast"}, {"japan", "ap-northeast"},
	// Fly and Vercel call regions by airports.
	{"iad", "us-east"}, {"ewr", "us-east"}, {"bos", "us-east"}, {"cle", "us-east"}, {"sjc", "us-west"}, {"lax", "us-west"}, {"sea", "us-west"},
	{"sfo", "us-west"}, {"pdx", "us-west"}, {"lhr", "eu-west"}, {"dub", "eu-west"}, {"ams", "eu-west"}, {"cdg", "eu-west"}, {"fra", "eu-central"},
	{"sin", "ap-southeast"}, {"nrt", "ap-northeast"}, {"hnd", "ap-northeast"}, {"kix", "ap-northeast"},
}
