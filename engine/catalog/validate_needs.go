package catalog

import (
	"fmt"
	"slices"
)

// needs checks what an offer says of needs.
func (v *validator) needs(path string, o *Offer, p *Provider) {
	v.connections(path+".connections", &o.Connections)
	for n, why := range o.Refuses {
		at := path + ".refuses." + string(n)
		if !slices.Contains(Needs, n) {
			v.add(at, n, oneOf("one of", texts(Needs)))
		}
		v.text(at, why)
	}
	for i, name := range o.Beside {
		if _, ok := p.Beside[name]; !ok {
			v.add(fmt.Sprintf("%s.beside[%d]", path, i), name, oneOf("one of the provider's sets of lines", sortedKeys(p.Beside)))
		}
	}
}

func (v *validator) connections(path string, c *Connections) {
	if c.Hold != "" && !slices.Contains(Holds, c.Hold) {
		v.add(path+".hold", c.Hold, oneOf("nothing, or one of", texts(Holds)))
	}
	v.notNegative(path+".per_instance", c.PerInstance)
	v.notNegative(path+".max_s", c.MaxS)
	v.notNegative(path+".max_message_kb", c.MaxMessageKB)
	v.notNegative(path+".each_connect", c.EachConnect)
	v.notNegative(path+".messages_per_request", c.MessagesPerRequest)
	v.notNegative(path+".soft_connects_per_s", c.SoftConnectsPerS)
	figures := *c
	figures.Provenance = Provenance{}
	if figures != (Connections{}) {
		v.provenance(path, c.Provenance)
	}
}

// tableLine checks a line priced by the sizes of a table that hold state.
func (v *validator) tableLine(path string, l *BillLine, p *Provider) {
	t, ok := p.SizeTables[l.Table]
	switch {
	case l.Rate != "" || l.Size:
		v.add(path+".table", l.Table, "a table alone, without a rate or size")
	case !ok:
		v.add(path+".table", l.Table, oneOf("one of the provider's size tables", sortedKeys(p.SizeTables)))
	case t.Unit != "hour" && t.Unit != "month":
		v.add(path+".table", l.Table, "a table with prices by the hour or the month")
	case t.Unit == "hour" && l.Quantity != QHours || t.Unit == "month" && l.Quantity != QMonths:
		v.add(path+".quantity", l.Quantity, t.Unit+"s: the sizes are priced by the "+t.Unit)
	}
	if l.Need != NeedState {
		v.add(path+".need", l.Need, "state: a table holds a part's state")
	}
}
