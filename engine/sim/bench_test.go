package sim

import "testing"

// pools are those of benchmarks and of tests of the event loop.
var pools = []struct {
	name   string
	config Config
}{
	{"published", exponentialPool(0.9, 1.991, 2.244, 600)},
	{"1_instance", exponentialPool(0.05, 1, 2, 120)},
	{"14_instances", exponentialPool(5, 1, 2, 300)},
	{"74_instances", exponentialPool(50, 1, 2, 120)},
	{"290_instances", exponentialPool(50, 5, 6, 60)},
	{"2300_instances", exponentialPool(1000, 2, 3, 300)},
	{"concurrency_10", simFaaS(Poisson(50), Exponential(1), Exponential(1), 60, 10, 0)},
	{"mmpp", simFaaS(mmpp(0.5, 20, 1.0/300, 1.0/30), Exponential(0.5), Exponential(0.5), 120, 1, 0)},
	{"sinusoid", simFaaS(sinusoid(20, 0.8, 3600), Exponential(1), Exponential(1), 300, 1, 0)},
	{"lognormal", simFaaS(Poisson(5), Lognormal(1, 2), Lognormal(2, 2), 300, 1, 0)},
	{"lifetime", aged(exponentialPool(10, 0.5, 0.5, 600), 7200)},
}

// exponentialPool is a pool with Poisson arrivals and exponential times.
func exponentialPool(rate, service, cold, idle float64) Config {
	c := simFaaS(Poisson(rate), Exponential(service), Exponential(cold), idle, 1, 0)
	c.Seed = 1
	return c
}

func aged(c Config, lifetime float64) Config {
	c.Lifetime = lifetime
	return c
}

// BenchmarkSim simulates one request per operation.
func BenchmarkSim(b *testing.B) {
	for _, p := range pools {
		b.Run(p.name, func(b *testing.B) {
			s, err := New(p.config)
			if err != nil {
				b.Fatal(err)
			}
			s.Step(200_000)
			b.ReportAllocs()
			b.ResetTimer()
			s.Step(b.N)
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e6, "Mreq/s")
		})
	}
}
