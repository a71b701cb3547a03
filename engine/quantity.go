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
