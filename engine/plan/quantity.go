package plan

import "crossover/engine/catalog"

// The places of the quantities in an array, in the order of
// [catalog.Quantities]; a test holds the two together.
const (
	QRequests = iota
	QGBSeconds
	QProvisionedGBSeconds
	QProvisionedDurationGBSeconds
	QCPUMilliseconds
	QCPUSeconds
	QCPUHours
	QVCPUSeconds
	QVCPUHours
	QGiBSeconds
	QGiBHours
	QIdleVCPUSeconds
	QIdleGiBSeconds
	QGPUSeconds
	QInstanceSeconds
	QInstanceHours
	QInstanceMonths
	QHours
	QMonths
	QEgressGB
	QEgressGiB
	QOutboundGB
	QFrontRequests
	QDiskGBSeconds
	QDiskGBHours
	QDiskGBMonths
	QLogGB
	QLogGiB
	QTrafficGB
	QLCUHours
	QArrivals
	QSteps
	QMessages
	QMessageGiB
	QConnectionMinutes
	QObjectRequests
	QObjectGBSeconds
	QStateGBMonths
	QStateReads
	QStateWrites
	numQuantities
)

// Quantities are what a month of a part comes to under a billing model.
type Quantities [numQuantities]float64

// quantityIndex gives each quantity its place in the arrays.
var quantityIndex = func() map[catalog.Quantity]int {
	m := make(map[catalog.Quantity]int, len(catalog.Quantities))
	for i, q := range catalog.Quantities {
		m[q.Name] = i
	}
	return m
}()

// SetCPU sets the quantities that count computing.
func (q *Quantities) SetCPU(seconds float64) {
	q[QCPUMilliseconds] = seconds * 1e3
	q[QCPUSeconds] = seconds
	q[QCPUHours] = seconds / 3600
}

// SetInstances sets the quantities that count instances, each with so much memory,
// over time.
func (q *Quantities) SetInstances(p *Plan, x *Size, memoryMB, seconds float64) {
	gib, vcpu := p.Gigabytes(memoryMB), p.BilledVCPU(x)
	q[QInstanceSeconds] = seconds
	q[QInstanceHours] = seconds / 3600
	q[QInstanceMonths] = seconds / p.Work.Month
	q[QVCPUSeconds] = seconds * vcpu
	q[QVCPUHours] = seconds * vcpu / 3600
	q[QGiBSeconds] = seconds * gib
	q[QGiBHours] = seconds * gib / 3600
	q[QGPUSeconds] = seconds * x.GPUs
	q.SetDisk(p, seconds)
}

// SetDisk sets the quantities that count disk of instances over time, beyond what
// they come with.
func (q *Quantities) SetDisk(p *Plan, seconds float64) {
	gb := max(0, p.Work.Part.DiskMB-p.Offer.Compute.DiskMB) / 1024
	q[QDiskGBSeconds] = seconds * gb
	q[QDiskGBHours] = seconds * gb / 3600
	q[QDiskGBMonths] = seconds * gb / p.Work.Month
}

// Gigabytes is memory as the vendor counts it, or as the user wants all to.
func (p *Plan) Gigabytes(mb float64) float64 { return mb / p.mbPerGB }

// BilledVCPU is an instance's vCPUs, those the system takes included.
func (p *Plan) BilledVCPU(x *Size) float64 {
	if p.Offer.Compute.Sizes == "" {
		return x.vcpu
	}
	return x.Machine.VCPU
}
