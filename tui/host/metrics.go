package host

import (
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"
	"strings"

	"github.com/VictoriaMetrics/metrics"
)

// Counters are what a host counts, in the namespace crossover. None has a
// label that a client chooses.
type Counters struct {
	set         *metrics.Set
	connections *metrics.Counter // let in
	Refused     Labelled         // connections and sessions turned away, by reason
	Logins      Labelled         // attempts to log in with a key or password, by result
	sessions    Labelled         // started, by door and kind
	ended       Labelled         // sessions, by door and reason
	Commands    Labelled         // run, by exit code
	panics      *metrics.Counter // contained in a session
	sent        *metrics.Counter // bytes, to clients
	frames      Labelled         // sent, by lane: heavy ones waited for the one place there
	latency     *metrics.PrometheusHistogram
	work        *metrics.PrometheusHistogram
	open        Labelled // sessions there are, by door: gauges
	dropped     Labelled // input that came faster than it may, by kind
}

// Labelled is one counter for each combination of values of its labels.
type Labelled struct {
	set    *metrics.Set
	name   string
	labels []string
}

// Of returns the counter of values, one for each label.
func (l Labelled) Of(values ...string) *metrics.Counter {
	return l.set.GetOrCreateCounter(l.full(values))
}

// gauge returns the gauge of values.
func (l Labelled) gauge(values ...string) *metrics.Gauge {
	return l.set.GetOrCreateGauge(l.full(values), nil)
}

func (l Labelled) full(values []string) string {
	var b strings.Builder
	for i, name := range l.labels {
		fmt.Fprintf(&b, ",%s=%q", name, values[i])
	}
	return "crossover_" + l.name + "{" + b.String()[1:] + "}"
}

func newCounters(h *Host) *Counters {
	set := metrics.NewSet()
	count := func(name string) *metrics.Counter { return set.NewCounter("crossover_" + name) }
	times := func(name string) *metrics.PrometheusHistogram {
		return set.NewPrometheusHistogramExt("crossover_"+name, []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5})
	}
	by := func(name string, labels ...string) Labelled { return Labelled{set, name, labels} }
	gauge := func(name string, f func() int) {
		set.NewGauge("crossover_"+name, func() float64 { return float64(f()) })
	}
	gauge("connections", func() int { n, _, _ := h.door.counts(); return n })
	gauge("connections_half_open", func() int { _, n, _ := h.door.counts(); return n }) // those that have not asked for anything yet
	gauge("sessions", func() int { _, _, n := h.door.counts(); return n })
	gauge("rooms", h.Rooms)
	return &Counters{
		set:         set,
		connections: count("connections_total"),
		Refused:     by("refused_total", "reason"),
		Logins:      by("logins_total", "result"),
		sessions:    by("sessions_total", "door", "kind"),
		ended:       by("sessions_ended_total", "door", "reason"),
		Commands:    by("commands_total", "code"),
		panics:      count("panics_total"),
		sent:        count("sent_bytes_total"),
		frames:      by("frames_total", "lane"),
		latency:     times("frame_latency_seconds"), // from the first input a frame shows to handing it over
		work:        times("frame_work_seconds"),    // what a frame takes to compute and paint
		dropped:     by("dropped_input_total", "kind"),
		open:        by("sessions_open", "door"),
	}
}

// Handler answers /healthz and /metrics. It is for operators: do not put it
// where clients can reach it.
func (h *Host) Handler() http.Handler {
	mux := http.NewServeMux()
	metrics.ExposeMetadata(true) // for all of the process, where nothing else has metrics
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		h.Counters.set.WritePrometheus(w)
		metrics.WriteProcessMetrics(w)
	})
	mux.HandleFunc("GET /healthz", h.health)
	return mux
}

// health says whether new sessions are let in, and what there is.
func (h *Host) health(w http.ResponseWriter, _ *http.Request) {
	conns, halfOpen, sessions := h.door.counts()
	status, code := "ok", http.StatusOK
	if h.Draining() {
		status, code = "draining", http.StatusServiceUnavailable
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(map[string]any{ // the client may be gone
		"status": status, "sessions": sessions, "connections": conns, "half_open": halfOpen,
		"goroutines": runtime.NumGoroutine(),
	})
}
