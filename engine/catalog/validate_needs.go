package catalog

import "fmt"

// beside checks the sets of lines that an offer names.
func (v *validator) beside(path string, o *Offer, p *Provider) {
	for i, name := range o.Beside {
		if _, ok := p.Beside[name]; !ok {
			v.add(fmt.Sprintf("%s.beside[%d]", path, i), name, OneOf("one of the provider's sets of lines", sortedKeys(p.Beside)))
		}
	}
}

// tableLine checks a line priced by the sizes of a table that hold state.
func (v *validator) tableLine(path string, l *BillLine, p *Provider) {
	t, ok := p.SizeTables[l.Table]
	switch {
	case l.Rate != "" || l.Size:
		v.add(path+".table", l.Table, "a table alone, without a rate or size")
	case !ok:
		v.add(path+".table", l.Table, OneOf("one of the provider's size tables", sortedKeys(p.SizeTables)))
	case t.Unit != "hour" && t.Unit != "month":
		v.add(path+".table", l.Table, "a table with prices by the hour or the month")
	case t.Unit == "hour" && l.Quantity != QHours || t.Unit == "month" && l.Quantity != QMonths:
		v.add(path+".quantity", l.Quantity, t.Unit+"s: the sizes are priced by the "+t.Unit)
	}
	if l.Need != NeedState && l.Need != NeedDatabase {
		v.add(path+".need", l.Need, "state or database: a table holds either")
	}
}
