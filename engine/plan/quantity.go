package plan

import "crossover/engine/catalog"

// The indices of the quantities, in the order of [catalog.Quantities]; a test checks that
// the two agree.
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

// Quantities are the billed quantities of a part in a month.
type Quantities [numQuantities]float64

// quantityIndex maps each quantity to its index.
var quantityIndex = func() map[catalog.Quantity]int {
	m := make(map[catalog.Quantity]int, len(catalog.Quantities))
	for i, q := range catalog.Quantities {
		m[q.Name] = i
	}
	return m
}()

// SetCPU sets the quantities that count CPU time.
func (q *Quantities) SetCPU(seconds float64) {
	q[QCPUMilliseconds] = seconds * 1e3
	q[QCPUSeconds] = seconds
	q[QCPUHours] = seconds / 3600
}

// SetInstances sets the quantities that count instances over time, each with memoryMB.
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

// SetDisk sets the quantities that count disk of instances over time, beyond the included
// size.
func (q *Quantities) SetDisk(p *Plan, seconds float64) {
	gb := max(0, p.Work.Part.DiskMB-p.Offer.Compute.DiskMB) / 1024
	q[QDiskGBSeconds] = seconds * gb
	q[QDiskGBHours] = seconds * gb / 3600
	q[QDiskGBMonths] = seconds * gb / p.Work.Month
}

// Gigabytes converts MB to GB as the vendor counts, or as the user has chosen.
func (p *Plan) Gigabytes(mb float64) float64 { return mb / p.mbPerGB }

// BilledVCPU returns an instance's vCPUs, including those reserved for the system.
func (p *Plan) BilledVCPU(x *Size) float64 {
	if p.Offer.Compute.Sizes == "" {
		return x.vcpu
	}
	return x.Machine.VCPU
}
