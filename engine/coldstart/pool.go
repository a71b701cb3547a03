package coldstart

// Pool is the input of [Solver.Solve]: the traffic and the platform. All times are in
// seconds. Every field may be zero. A number outside its range is replaced by the nearest
// value inside it, and NaN by zero.
type Pool struct {
	// Rate is the mean arrival rate λ in requests per second, 0 to 1e12.
	Rate float64
	// Service is the mean warm service time S, 0 to 1e9 s. Where Rate times
	// Service exceeds 1e10 requests in flight, the rate is lowered.
	Service float64
	// Cold is the mean total time of a cold request including initialisation, 0 to 1e9 s;
	// less than Service means Service.
	Cold float64
	// Idle is the idle expiry T. At 0 an instance expires as soon as it is idle; more than
	// 1e9 s, +Inf included, means 1e9 s (32 years).
	Idle float64
	// Expiry is the distribution of the idle expiry where that is not fixed; Idle then has
	// no effect.
	Expiry Expiry
	// Lifetime is the longest life L of an instance; 0 means no limit.
	Lifetime float64
	// Concurrency is the number c of requests an instance takes at once, 1 to 1e6; less
	// than 1 means 1. Instance k+1 is needed when more than k·c requests are in flight. It
	// need not be whole (a CPU target makes it fractional): the result is interpolated
	// between whole numbers of requests, so it is continuous in c.
	Concurrency float64
	// Min is the number of instances that are always kept.
	Min int
	// Max is the largest number of instances; 0 means no cap. A value below Min means Min.
	Max int
	// Burst is the peak rate over the mean rate, 1 to 1e4; 1 or less means
	// Poisson arrivals. See [MMPP].
	Burst float64
	// BurstLength is the mean length of a burst; 0 means Poisson arrivals.
	BurstLength float64
}

// State is the result of [Solver.Solve]: long-run means of a pool.
type State struct {
	// ColdStart is the probability that a served request starts an instance.
	ColdStart float64
	// Running is the mean number of instances with a request, including initialising ones.
	Running float64
	// Idle is the mean number of instances that are kept without a request.
	Idle float64
	// Total is Running + Idle.
	Total float64
	// Rejection is the probability that a request is turned away at the cap.
	Rejection float64
	// Waits is the fraction of served requests that wait for an instance that another
	// request has started. It is 0 with a concurrency of 1.
	Waits float64
	// Valid lists the limits of the model that the question exceeds; 0 means none.
	Valid Validity
}
