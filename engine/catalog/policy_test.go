package catalog

import "testing"

func TestPolicyIsValidated(t *testing.T) {
	good := Policy{CPU: 0.6, WindowS: 60, EveryS: 5, ScaleInS: 60, Provenance: Provenance{Confidence: 0, Note: "Assumed."}}
	for _, c := range []struct {
		name  string
		spoil func(p *Policy)
		path  string
	}{
		{"good", func(*Policy) {}, ""},
		{"none", func(p *Policy) { *p = Policy{} }, ""},
		{"a share above 1", func(p *Policy) { p.CPU = 60 }, "p.cpu"},
		{"no window", func(p *Policy) { p.WindowS, p.EveryS = 0, 0 }, "p.window_s"},
		{"decisions rarer than windows", func(p *Policy) { p.EveryS = 90 }, "p.every_s"},
		{"by hand with a target", func(p *Policy) { p.ByHand = true }, "p.by_hand"},
		{"nothing said", func(p *Policy) { p.CPU = 0 }, "p"},
		{"least above most", func(p *Policy) { p.Least, p.Most = 3, 2 }, "p.least"},
		{"no source", func(p *Policy) { p.Note = "" }, "p.note"},
	} {
		p := good
		c.spoil(&p)
		var v validator
		(&Structure{Lists: Lists, Add: v.add}).Check("p", &p)
		v.policy("p", &p)
		found := c.path == "" && len(v.problems) == 0
		for _, problem := range v.problems {
			found = found || problem.Path == c.path
		}
		if !found {
			t.Errorf("%s: %v, want a problem at %q", c.name, v.problems, c.path)
		}
	}
}

func TestPolicyAsAutoscaleTakesIt(t *testing.T) {
	p := Policy{CPU: 0.6, Slots: 0.6, WindowS: 60, EveryS: 5, ScaleInS: 60, Least: 1, Most: 9, OnRequest: true}
	a := p.Autoscale(80, 900)
	if a.InFlight != 48 || a.CPU != 0.6 || a.Park != 900 || a.Hold != 60 || a.Least != 1 || a.Most != 9 || !a.OnRequest || a.Window != 60 || a.Every != 5 {
		t.Errorf("%+v", a)
	}
}
