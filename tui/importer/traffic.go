package importer

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"crossover/engine/each"
	"crossover/engine/scenario"
	"crossover/engine/traffic"
	"crossover/tui/format"
	"crossover/tui/trace"
)

// Traffic replaces a part's terms by measured ones, and adds the part if the files do not
// describe it. name is the first file of measurements and more the number of others. An
// invalid name of a part is an error.
func (im *Import) Traffic(part, name string, more int, s *trace.Summary) error {
	if more > 0 {
		name = fmt.Sprintf("%s and %d more", name, more)
	}
	i := im.find(part)
	if i < 0 {
		if problem := wrongIn("parts=" + part); problem != "" {
			return fmt.Errorf("%s", problem)
		}
		if len(im.Parts) == scenario.MaxParts {
			return fmt.Errorf("a scenario has at most %d parts", scenario.MaxParts)
		}
		im.Parts = append(im.Parts, Part{Name: part, Kind: s.Format, At: name})
		i = len(im.Parts) - 1
	}
	im.Formats = append(im.Formats, s.Format)
	t := measured{im, &im.Parts[i], name}
	t.rate(s)
	t.sizes(s)
	if s.Columns != "" {
		im.Left = append(im.Left, Note{part, name, s.Format, "read as: " + s.Columns})
	}
	for _, f := range s.Faults {
		im.Left = append(im.Left, Note{part, f.File + ":" + strconv.Itoa(f.Line), "a line that cannot be read", f.Why})
	}
	if more := s.Bad - len(s.Faults); more > 0 {
		im.Left = append(im.Left, Note{part, name, "lines that cannot be read", fmt.Sprintf("%d more", more)})
	}
	return nil
}

// measured sets measured terms of a part.
type measured struct {
	m    *Import
	p    *Part
	name string
}

// set replaces a term.
func (m measured) set(key, value, from string) {
	if problem := wrongIn("parts="+m.p.Name, m.p.Name+"."+key+"="+value); problem != "" {
		m.m.Left = append(m.m.Left, Note{m.p.Name, m.name, from, problem})
		return
	}
	m.p.Terms = slices.DeleteFunc(m.p.Terms, func(x Term) bool { return x.Key == key })
	m.p.Terms = append(m.p.Terms, Term{Key: key, Value: value, Basis: Taken, At: m.name, From: from})
}

// rate sets the terms that follow from the times of requests.
func (m measured) rate(s *trace.Summary) {
	if s.PerSecond <= 0 {
		m.m.Left = append(m.m.Left, Note{m.p.Name, m.name, s.Format, "holds no times: the rate is not known"})
		return
	}
	from := fmt.Sprintf("%.0f requests in %s", s.Requests, format.Span(s.To-s.From))
	if utc := func(at float64) string { return time.Unix(int64(at), 0).UTC().Format("2006-01-02 15:04") }; s.From > 1e8 { // counts per minute have no date
		from += fmt.Sprintf(", %s to %s UTC", utc(s.From), utc(s.To))
	}
	m.set("rate", rateToken(s.PerSecond), from)
	m.p.rated = true
	if week, err := traffic.Week(s.Week); err == nil {
		m.set("shape", week.String(), "rates by hour of the week from Monday, UTC, to 1.6% of the busiest")
	} else if s.Hours != nil {
		weights := each.Of(s.Hours, func(h *float64) string { return format.Exactly(math.Round(*h*1000) / 1000) })
		m.set("shape", strings.Join(weights, "/"), "rates by hour of the day, UTC, over the mean")
	}
	if s.Burst > 1 {
		m.set("burst", figure(s.Burst)+"x", "how counts of neighbouring spans go together, the hours taken out")
		m.set("burst_length", figure(s.BurstS)+"s", "the same")
	}
	if g := math.Round(s.Growth * 1000); g != 0 {
		term := Term{Key: "growth", Value: format.Exactly(g/10) + "%/month", Basis: Taken, At: m.name, From: "the trend of whole weeks"}
		if wrongIn(term.Key+"="+term.Value) == "" && termIn(m.m.System, "growth") == nil {
			m.m.System = append(m.m.System, term)
		}
	}
}

// sizes sets the terms that follow from durations, memory and bytes.
func (m measured) sizes(s *trace.Summary) {
	short := func(f float64) string { return figure(math.Round(f*1e4) / 1e4) } // zeros count as less than that
	spread := func(x trace.Spread, unit string) string {
		return fmt.Sprintf("mean of %.0f; median %s %s, p99 %s %s, most %s %s", x.N, short(x.P50), unit, short(x.P99), unit, short(x.Most), unit)
	}
	if d := s.DurationMS; d.N > 0 {
		m.set("duration", figure(d.Mean)+"ms", spread(d, "ms")+"; measured where it runs today, taken as on one full vCPU")
		m.set("longest", figure(d.Most)+"ms", "the longest of them")
	}
	if s.FullMS > 0 {
		m.set("duration", figure(s.FullMS)+"ms", "the measured sizes, at one full vCPU")
		m.set("cpu", figure(s.CPU*100)+"%", "how the duration falls with the size")
	}
	if mb := s.MemoryMB; mb.N > 0 {
		m.set("memory", number(math.Ceil(mb.Most))+"MB", spread(mb, "MB")+"; the most counts")
	}
	if kb := s.ResponseKB; kb.N > 0 {
		m.set("response", figure(kb.Mean)+"KB", spread(kb, "KB"))
	}
	if c := s.StartMS; c.N > 0 && s.Requests > 0 {
		m.m.Left = append(m.m.Left, Note{m.p.Name, m.name, fmt.Sprintf("%.0f cold starts", c.N),
			fmt.Sprintf("%s %% of the requests, median %s ms: compare with the estimate's", figure(c.N/s.Requests*100), figure(c.P50))})
	}
}

// figure formats a number with four significant digits, without an exponent.
func figure(f float64) string { return significant(f, 4) }

func significant(f float64, digits int) string {
	v, _ := strconv.ParseFloat(strconv.FormatFloat(f, 'g', digits, 64), 64)
	return format.Exactly(v)
}

// rateToken formats a rate in requests per second with six digits; slow rates are per
// minute or per day.
func rateToken(perSecond float64) string {
	switch {
	case perSecond < 1./60:
		return significant(perSecond*86400, 6) + "/day"
	case perSecond < 1:
		return significant(perSecond*60, 6) + "/min"
	}
	return significant(perSecond, 6) + "/s"
}
