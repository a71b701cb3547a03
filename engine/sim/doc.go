// Package sim simulates a pool of instances that start on demand and expire when
// idle, request by request. It keeps the closed forms of package coldstart honest
// and answers where they do not reach: other service-time laws, rates that change,
// recorded requests.
//
// # What is simulated
//
// A request goes to the newest instance with a free slot. When there is none it
// starts an instance and waits for it (early binding), unless a cap forbids that:
// then it is rejected. Nothing queues.
// With a concurrency over 1 an instance that still initialises has free slots too;
// requests given to it wait until it is ready. An instance without a request for
// the idle expiry is gone, and one that has reached its longest lifetime takes no
// further request. At the same instant a request ends first, then instances
// expire, then the next request arrives.
//
// These are the semantics of SimFaaS and of its ParServerlessSimulator for several
// requests per instance, with which the tests compare it.
//
// # How to run it
//
// [New] checks a [Config] and returns a [Sim], which [Sim.Advance]
// takes as far as the caller wants, so that a screen can show it live with
// [Sim.Snapshot] and stop at any moment. [RunReplicas] runs
// independent replicas on all cores until a precision is reached. The arrivals
// of [Times] feed a real request log through the pool. [FromPool] and
// [Comparison] put a simulation beside the model of package coldstart.
//
// A run is a pure function of its Config: the same seed gives the same bits, however
// the run is cut into steps and on however many cores replicas run. The event loop
// does not allocate once its arrays have grown to the size of the pool.
//
// # Statistics
//
// Means of the pool are weighted with time, exactly: every change of the number of
// running, initialising or living instances closes an interval. Confidence
// intervals come from batch means (32 to 64 batches of equal length, which double
// as the run goes on) with the ratio estimator (A. M. Law, "Simulation Modeling and
// Analysis", 5th edition, 2015, chapters 9.5.3 and 9.7). The relative half width of
// the cold-start probability is about 2.2/√(cold starts): 1 % needs 50,000 of them.
//
// # Autoscalers
//
// [NewAutoscaled] simulates the other kind of platform, that of package autoscale:
// requests share the CPU of their instance, and the number of instances follows
// windowed averages. docs/accuracy.md compares the two.
//
// # Sources
//
// N. Mahmoudi and H. Khazaei, "SimFaaS: A Performance Simulator for Serverless
// Computing Platforms", CLOSER 2021, and their "Performance Modeling of Serverless
// Computing Platforms", IEEE Transactions on Cloud Computing, 2020.
package sim
