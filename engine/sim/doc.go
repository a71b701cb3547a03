// Package sim simulates a pool of instances that start on demand and expire when idle,
// request by request. It validates the closed forms of package coldstart, and answers
// where these do not apply: other service-time distributions, varying rates, recorded
// requests.
//
// # What is simulated
//
// A request goes to the newest instance with a free slot. If there is none it starts an
// instance and waits for it (early binding), unless a cap forbids that: then it is
// rejected. Requests do not queue. With a concurrency above 1 an initialising instance has
// free slots too; requests given to it wait until it is ready. An instance without a
// request for the idle expiry ends, and one that has reached its longest lifetime takes no
// further requests. At the same instant a request ends first, then instances expire, then
// the next request arrives.
//
// These are the semantics of SimFaaS and, for several requests per instance, of its
// ParServerlessSimulator. The tests compare with both.
//
// # How to run it
//
// [New] checks a [Config] and returns a [Sim]. [Sim.Advance] runs it in steps of any size,
// so that a screen can show it live with [Sim.Snapshot] and stop at any time.
// [RunReplicas] runs independent replicas on all cores until a precision is reached.
// Arrivals made with [Times] replay a real request log. [FromPool] and [Comparison]
// compare a simulation with the model of package coldstart.
//
// A run is a pure function of its Config: the same seed gives the same bits, regardless of
// how the run is cut into steps and on how many cores replicas run. The event loop does
// not allocate once its arrays have grown to the size of the pool.
//
// # Statistics
//
// Means of the pool are weighted by time, exactly: every change of the number of running,
// initialising or living instances closes an interval. Confidence intervals come from
// batch means (32 to 64 batches of equal length, which double as the run continues) with
// the ratio estimator (A. M. Law, "Simulation Modeling and Analysis", 5th edition, 2015,
// chapters 9.5.3 and 9.7). The relative half width of the cold-start probability is about
// 2.2/√(cold starts): 1 % needs 50,000 of them.
//
// # Autoscalers
//
// [NewAutoscaled] simulates the platforms of package autoscale: requests share the CPU of
// their instance, and the number of instances follows windowed averages. docs/accuracy.md
// compares the two.
//
// # Sources
//
// N. Mahmoudi and H. Khazaei, "SimFaaS: A Performance Simulator for Serverless
// Computing Platforms", CLOSER 2021, and their "Performance Modeling of Serverless
// Computing Platforms", IEEE Transactions on Cloud Computing, 2020.
package sim
