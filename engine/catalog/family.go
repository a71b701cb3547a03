package catalog

// Family is the kind of platform that people compare: functions, containers, machines of
// their own. It follows from an offer's kind and from how it is billed.
type Family string

// The families.
const (
	// FamilyEdge runs near the user.
	FamilyEdge Family = "edge"
	// FamilyServerless bills usage, and nothing without traffic except its plan. Functions
	// with provisioned concurrency are still functions.
	FamilyServerless Family = "serverless"
	// FamilyContainers bills containers, micro-VMs and pods while they run.
	FamilyContainers Family = "containers"
	// FamilyVM is whole machines.
	FamilyVM Family = "vm"
	// FamilyGPU has an accelerator.
	FamilyGPU Family = "gpu"
)

// Families lists every family in the order they are shown.
var Families = []Family{FamilyEdge, FamilyServerless, FamilyContainers, FamilyVM, FamilyGPU}

// Family returns the offer's family, or "" for an unknown kind, which validation rejects.
func (o *Offer) Family() Family {
	switch o.Kind {
	case KindEdge:
		return FamilyEdge
	case KindFunction:
		return FamilyServerless
	case KindContainer, KindMicroVM:
		if o.billsUse() {
			return FamilyServerless
		}
		return FamilyContainers
	case KindKubernetes:
		return FamilyContainers
	case KindVM:
		return FamilyVM
	case KindGPU:
		return FamilyGPU
	}
	return ""
}

// billsUse reports whether an instance is billed only while it handles something: a
// request, or the single run it was started for.
func (o *Offer) billsUse() bool {
	switch o.Model {
	case PerInvocation, CPUTime, ActiveInstance, ActiveCPU:
		return !o.Billing.KeptWarm
	case Uptime, Provisioned, Nodes:
	}
	return o.Scaling.PerRun
}
