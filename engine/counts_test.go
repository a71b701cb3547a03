package engine_test

import (
	"strings"
	"testing"

	"crossover/engine"
	"crossover/engine/catalog"
	"crossover/engine/plan"
)

// TestCountsAreHeeded sets each count of instances on every offer, under three kinds of
// traffic: the count changes the pool and the bill, limits them, or the offer refuses it
// by name.
func TestCountsAreHeeded(t *testing.T) {
	v := compile(t, shipped(t))
	for i := range v.Engine().Len() {
		part := "rate=40/s duration=200ms response=0KB "
		if v.Engine().Offer(i).Kind == catalog.KindGPU {
			part += "gpu=t4 memory=4GB "
		}
		for _, traffic := range []string{"", "shape=cron ", "connections=1k "} {
			keepsMany(t, v, i, part+traffic, "min", plan.MinRefused)
			keepsMany(t, v, i, part+traffic, "copies", plan.CopiesRefused)
			many := strings.Replace(part, "40/s", "40000/s", 1) + traffic
			limitsToOne(t, v, i, many, "max", plan.MaxRefused)
			limitsToOne(t, v, i, many, "copies", plan.CopiesRefused)
		}
	}
}

// keepsMany checks that an offer keeps more instances than the load needs, at a price, or
// refuses to.
func keepsMany(t *testing.T, v *engine.Evaluator, offer int, tokens, term string, code plan.ReasonCode) {
	o := v.Engine().Offer(offer)
	base, s := parse(t, tokens), parse(t, tokens+term+"=90")
	usual, e := v.Estimate(&base, base.Selected, offer), v.Estimate(&s, s.Selected, offer)
	if e.Refused(code) {
		return
	}
	if term == "copies" && o.Model.Pooled() && (o.Policy.Fixed || o.Policy.ByHand) {
		return // machines that stop while idle run no more for it; other tests check their limits
	}
	if e.Fleet.Total < 90-1e-6 || !(e.Monthly > usual.Monthly) {
		t.Errorf("%s: %s: %.2f instances for $%.2f, after %.2f for $%.2f", s, o.ID, e.Fleet.Total, e.Monthly, usual.Fleet.Total, usual.Monthly)
	}
}

// limitsToOne checks that an offer names the limit of one instance under a load that needs
// more.
func limitsToOne(t *testing.T, v *engine.Evaluator, offer int, tokens, term string, code plan.ReasonCode) {
	s := parse(t, tokens+term+"=1")
	e := v.Estimate(&s, s.Selected, offer)
	r, found := find(&e, plan.MostRefused)
	if !e.Refused(code) && (!found || r.Limit != 1 || !(r.Value > 1) || r.Detail != term) || e.Feasible() {
		t.Errorf("%s: %s lacks its limit: %v", s, v.Engine().Offer(offer).ID, e.Reasons())
	}
}

// TestMaxTakesLargerMachines checks that a limit on the number of machines chooses a
// larger size where one suffices.
func TestMaxTakesLargerMachines(t *testing.T) {
	v := compile(t, shipped(t))
	for _, id := range []string{"aws-ec2-m7g", "aws-fargate-x86", "gcp-cloud-run-instance"} {
		i := index(t, v, id)
		free, bound := parse(t, "rate=100/s"), parse(t, "rate=100/s max=2")
		a, b := v.Estimate(&free, free.Selected, i), v.Estimate(&bound, bound.Selected, i)
		if !(a.Fleet.Peak > 2) || !(b.Fleet.Peak < 2.02) || !b.Feasible() || a.Size == b.Size || !(b.Monthly > a.Monthly) {
			t.Errorf("%s: %s of %v for $%.2f, with max=2 %s of %v for $%.2f: %v", id, a.Size, a.Fleet.Peak, a.Monthly, b.Size, b.Fleet.Peak, b.Monthly, b.Reasons())
		}
	}
}
