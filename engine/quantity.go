package engine

import "crossover/engine/catalog"

// The places of the quantities in an array, in the order of
// [catalog.Quantities]; a test holds the two together.
const (
	qRequests = iota
	qGBSeconds
	qProvisionedGBSeconds
	qProvisionedDurationGBSeconds
	qCPUMilliseconds
	qCPUSeconds
	qCPUHours
	qVCPUSeconds
	qVCPUHours
	qGiBSeconds
	qGiBHours
	qIdleVCPUSeconds
	qIdleGiBSeconds
	qGPUSeconds
	qInstanceSeconds
	qInstanceHours
	qInstanceMonths
	qHours
	qMonths
	qEgressGB
	qEgressGiB
	qLogGB
	qTrafficGB
	qLCUHours
	qArrivals
	qSteps
	qMessages
	qMessageGiB
	qConnectionMinutes
	qObjectRequests
	qObjectGBSeconds
	qStateGBMonths
	qStateReads
	qStateWrites
	numQuantities
)

// quantities are what a month of a part comes to under a billing model.
type quantities [numQuantities]float64

// quantityIndex gives each quantity its place in the arrays.
var quantityIndex = func() map[catalog.Quantity]int {
	m := make(map[catalog.Quantity]int, len(catalog.Quantities))
	for i, q := range catalog.Quantities {
		m[q.Name] = i
	}
	return m
}()

// setCPU sets the quantities that count computing.
func (q *quantities) setCPU(seconds float64) {
	q[qCPUMilliseconds] = seconds * 1e3
	q[qCPUSeconds] = seconds
	q[qCPUHours] = seconds / 3600
}

// setInstances sets the quantities that count instances over time.
func (q *quantities) setInstances(p *plan, x *variant, seconds float64) {
	gib, vcpu := p.gigabytes(x.allocMB), p.billedVCPU(x)
	q[qInstanceSeconds] = seconds
	q[qInstanceHours] = seconds / 3600
	q[qInstanceMonths] = seconds / p.work.month
	q[qVCPUSeconds] = seconds * vcpu
	q[qVCPUHours] = seconds * vcpu / 3600
	q[qGiBSeconds] = seconds * gib
	q[qGiBHours] = seconds * gib / 3600
	q[qGPUSeconds] = seconds * x.gpus
}

// gigabytes is memory as the vendor counts it, or as the user wants all to.
func (p *plan) gigabytes(mb float64) float64 { return mb / p.mbPerGB }

// billedVCPU is an instance's vCPUs, those the system takes included.
func (p *plan) billedVCPU(x *variant) float64 {
	if p.offer.Compute.Sizes == "" {
		return x.vcpu
	}
	return x.size.VCPU
}
