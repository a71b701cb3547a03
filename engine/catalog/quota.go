package catalog

import "slices"

// Quota is a limit of an account that has not asked for more, or of a load balancer.
// Exceeding it only warns, because the vendor raises the one and sells more of the other.
type Quota struct {
	Of    Quotable `yaml:"of"`
	Limit float64  `yaml:"limit" valid:"positive"`
	// Whose is the holder; empty for any account.
	Whose      Holder `yaml:"whose,omitempty"`
	Provenance `yaml:",inline"`
}

// Quotable is the quantity that a quota limits, at the peak.
type Quotable string

// The quantities with quotas: instances, their vCPUs, requests per second at the front
// door, and open connections of clients.
const (
	QuotaInstances   Quotable = "instances"
	QuotaVCPUs       Quotable = "vcpus"
	QuotaRequests    Quotable = "requests"
	QuotaConnections Quotable = "connections"
)

// Words returns the quantities as text.
func (Quotable) Words() []string {
	return Texts([]Quotable{QuotaInstances, QuotaVCPUs, QuotaRequests, QuotaConnections})
}

// Holder is the holder of a quota.
type Holder string

// The holders: new accounts, and the load balancer in front of several copies.
const (
	NewAccount   Holder = "new-account"
	LoadBalancer Holder = "balancer"
)

// Words returns the holders as text.
func (Holder) Words() []string { return Texts([]Holder{NewAccount, LoadBalancer}) }

// CountsInstances reports whether the offer has a quota for instances or vCPUs.
func (o *Offer) CountsInstances() bool {
	return slices.ContainsFunc(o.Quotas, func(q Quota) bool { return q.Of == QuotaInstances || q.Of == QuotaVCPUs })
}
