package catalog

// Quota is how much an account gets without asking, or a load balancer takes: what is
// beyond it warns, for the vendor raises the one and sells more of the other.
type Quota struct {
	Of    Quotable `yaml:"of"`
	Limit float64  `yaml:"limit" valid:"positive"`
	// Whose is empty for that of any account.
	Whose      Holder `yaml:"whose,omitempty"`
	Provenance `yaml:",inline"`
}

// Quotable is what a quota is of, at the busiest moment.
type Quotable string

// What quotas are of: instances, their vCPUs, requests a second at the front door, and the
// clients' connections that are open.
const (
	QuotaInstances   Quotable = "instances"
	QuotaVCPUs       Quotable = "vcpus"
	QuotaRequests    Quotable = "requests"
	QuotaConnections Quotable = "connections"
)

// Words returns what quotas are of as text.
func (Quotable) Words() []string {
	return Texts([]Quotable{QuotaInstances, QuotaVCPUs, QuotaRequests, QuotaConnections})
}

// Holder is whose quota it is.
type Holder string

// The holders: accounts that are new, and the load balancer before several copies.
const (
	NewAccount   Holder = "new-account"
	LoadBalancer Holder = "balancer"
)

// Words returns the holders as text.
func (Holder) Words() []string { return Texts([]Holder{NewAccount, LoadBalancer}) }

// CountsInstances reports whether the offer has a quota that instances count for.
func (o *Offer) CountsInstances() bool {
	for i := range o.Quotas {
		if q := o.Quotas[i].Of; q == QuotaInstances || q == QuotaVCPUs {
			return true
		}
	}
	return false
}
