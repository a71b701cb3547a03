package catalog

// Quantity names a billed quantity that the billing models compute for a part in a month.
// The set is closed: a bill line multiplies a quantity by a rate.
type Quantity string

// The quantities.
const (
	// QRequests counts requests.
	QRequests Quantity = "requests"
	// QGBSeconds is billed memory times billed request time, in GB-seconds (with the
	// offer's GB).
	QGBSeconds Quantity = "gb_seconds"
	// QProvisionedGBSeconds is memory kept warm times time.
	QProvisionedGBSeconds Quantity = "provisioned_gb_seconds"
	// QProvisionedDurationGBSeconds is the request time served by instances kept warm;
	// QGBSeconds is then the rest.
	QProvisionedDurationGBSeconds Quantity = "provisioned_duration_gb_seconds"
	// QCPUMilliseconds is CPU time.
	QCPUMilliseconds Quantity = "cpu_ms"
	// QCPUSeconds and QCPUHours are the same in other units.
	QCPUSeconds Quantity = "cpu_seconds"
	QCPUHours   Quantity = "cpu_hours"
	// QVCPUSeconds, QVCPUHours, QGiBSeconds and QGiBHours are the vCPUs and the memory of
	// active or running instances, times time.
	QVCPUSeconds Quantity = "vcpu_seconds"
	QVCPUHours   Quantity = "vcpu_hours"
	QGiBSeconds  Quantity = "gib_seconds"
	QGiBHours    Quantity = "gib_hours"
	// QIdleVCPUSeconds and QIdleGiBSeconds are the same for instances kept
	// warm and idle.
	QIdleVCPUSeconds Quantity = "idle_vcpu_seconds"
	QIdleGiBSeconds  Quantity = "idle_gib_seconds"
	// QGPUSeconds is GPUs of running instances, times time.
	QGPUSeconds Quantity = "gpu_seconds"
	// QInstanceSeconds, QInstanceHours and QInstanceMonths are running
	// instances, times time; a month is the scenario's.
	QInstanceSeconds Quantity = "instance_seconds"
	QInstanceHours   Quantity = "instance_hours"
	QInstanceMonths  Quantity = "instance_months"
	// QHours and QMonths count the month itself.
	QHours  Quantity = "hours"
	QMonths Quantity = "months"
	// QEgressGB and QEgressGiB are bytes out.
	QEgressGB  Quantity = "egress_gb"
	QEgressGiB Quantity = "egress_gib"
	// QOutboundGB is the bytes that requests send to the internet besides their responses.
	QOutboundGB Quantity = "outbound_gb"
	// QFrontRequests counts the requests at the front door: those that reach the handler
	// over HTTP, and those that do not.
	QFrontRequests Quantity = "front_requests"
	// QDiskGBSeconds, QDiskGBHours and QDiskGBMonths are the disk of instances beyond the
	// included size, times time.
	QDiskGBSeconds Quantity = "disk_gb_seconds"
	QDiskGBHours   Quantity = "disk_gb_hours"
	QDiskGBMonths  Quantity = "disk_gb_months"
	// QLogGB and QLogGiB are the bytes that requests write to logs.
	QLogGB  Quantity = "log_gb"
	QLogGiB Quantity = "log_gib"
	// QTrafficGB is bytes in and out, as load balancers process them.
	QTrafficGB Quantity = "traffic_gb"
	// QLCUHours is load-balancer capacity units times hours.
	QLCUHours Quantity = "lcu_hours"
	// QArrivals counts the units of the rate: requests, events or messages received.
	QArrivals Quantity = "arrivals"
	// QSteps counts the steps of runs, or requests if runs have no steps.
	QSteps Quantity = "steps"
	// QMessages counts events, or messages over connections both ways.
	QMessages Quantity = "messages"
	// QMessageGiB is the bytes of events.
	QMessageGiB Quantity = "message_gib"
	// QConnectionMinutes is open connections times time.
	QConnectionMinutes Quantity = "connection_minutes"
	// QObjectRequests is the requests billed to objects: requests over HTTP, connections
	// opened, and a share of the messages received.
	QObjectRequests Quantity = "object_requests"
	// QObjectGBSeconds is memory of objects that are awake, times time.
	QObjectGBSeconds Quantity = "object_gb_seconds"
	// QStateGBMonths is state kept, in GB (1024 MB). QStateReads and QStateWrites are its
	// reads and writes.
	QStateGBMonths Quantity = "state_gb_months"
	QStateReads    Quantity = "state_reads"
	QStateWrites   Quantity = "state_writes"
)

// Quantities lists every quantity with its unit, in the order of the engine's
// arrays.
var Quantities = []struct {
	Name Quantity
	Unit string
}{
	{QRequests, "request"},
	{QGBSeconds, "GB-second"},
	{QProvisionedGBSeconds, "GB-second"},
	{QProvisionedDurationGBSeconds, "GB-second"},
	{QCPUMilliseconds, "CPU-ms"},
	{QCPUSeconds, "CPU-second"},
	{QCPUHours, "CPU-hour"},
	{QVCPUSeconds, "vCPU-second"},
	{QVCPUHours, "vCPU-hour"},
	{QGiBSeconds, "GiB-second"},
	{QGiBHours, "GiB-hour"},
	{QIdleVCPUSeconds, "vCPU-second"},
	{QIdleGiBSeconds, "GiB-second"},
	{QGPUSeconds, "GPU-second"},
	{QInstanceSeconds, "instance-second"},
	{QInstanceHours, "instance-hour"},
	{QInstanceMonths, "instance-month"},
	{QHours, "hour"},
	{QMonths, "month"},
	{QEgressGB, "GB"},
	{QEgressGiB, "GiB"},
	{QOutboundGB, "GB"},
	{QFrontRequests, "request"},
	{QDiskGBSeconds, "GB-second"},
	{QDiskGBHours, "GB-hour"},
	{QDiskGBMonths, "GB-month"},
	{QLogGB, "GB"},
	{QLogGiB, "GiB"},
	{QTrafficGB, "GB"},
	{QLCUHours, "LCU-hour"},
	{QArrivals, "request"},
	{QSteps, "step"},
	{QMessages, "message"},
	{QMessageGiB, "GiB"},
	{QConnectionMinutes, "connection-minute"},
	{QObjectRequests, "request"},
	{QObjectGBSeconds, "GB-second"},
	{QStateGBMonths, "GB-month"},
	{QStateReads, "read"},
	{QStateWrites, "write"},
}

// Unit returns the unit of the quantity, or "" if it does not exist.
func (q Quantity) Unit() string {
	for i := range Quantities {
		if Quantities[i].Name == q {
			return Quantities[i].Unit
		}
	}
	return ""
}

// plainUnit returns a unit in the form used for comparison: vendors mean 1024 MB by both
// GB and GiB of memory, and time of an instance by time alone.
func plainUnit(unit string) string {
	switch unit {
	case "GiB-second":
		return "GB-second"
	case "GiB-hour":
		return "GB-hour"
	case "instance-month":
		return "month"
	case "instance-hour":
		return "hour"
	}
	return unit
}
