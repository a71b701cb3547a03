package cluster

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"crossover/tui/vtest"
)

// BenchmarkNodes measures the time from a presenter's key until every node shows the
// change, with eight guests on the nodes together.
func BenchmarkNodes(b *testing.B) {
	for n := 1; n <= 3; n++ {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			nats := natsServer(b)
			var nodes []*node
			for range n {
				nodes = append(nodes, newNode(b, nats, time.Minute))
			}
			ann := nodes[0].enter(b, "friday", "ann")
			ann.waitRow(b, "you present")
			for i := range 7 {
				node := nodes[(i+1)%n]
				eventually(b, "the room", func() bool { return node.Rooms() == 1 })
				node.enter(b, "friday", "guest").waitRow(b, "you follow ann")
			}
			var took []time.Duration
			for b.Loop() {
				before := nodes[0].shows("friday")
				key := vtest.Right
				if len(took)%2 == 1 {
					key = vtest.Left
				}
				start := time.Now()
				ann.Type(key)
				eventually(b, "the change", func() bool {
					return !slices.ContainsFunc(nodes, func(x *node) bool { return x.shows("friday") == before })
				})
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			at := func(share float64) float64 {
				return float64(took[int(share*float64(len(took)-1))].Microseconds()) / 1000
			}
			b.ReportMetric(at(.5), "p50-ms")
			b.ReportMetric(at(.99), "p99-ms")
		})
	}
}
