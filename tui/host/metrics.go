package host

import (
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"
	"strings"

	"github.com/VictoriaMetrics/metrics"
)

// Counters holds the metrics of a host, in the namespace crossover. No label is chosen by
// clients.
type Counters struct {
	set         *metrics.Set
	connections *metrics.Counter // admitted
	Refused     Labelled         // connections and sessions refused, by reason
	Logins      Labelled         // attempts to log in with a key or password, by result
	sessions    Labelled         // sessions started, by door and kind
	ended       Labelled         // sessions ended, by door and reason
	Commands    Labelled         // commands run, by exit code
	panics      *metrics.Counter // recovered in a session
	sent        *metrics.Counter // bytes sent to clients
	frames      Labelled         // frames sent, by lane: light, heavy or slow
	latency     *metrics.PrometheusHistogram
	work        *metrics.PrometheusHistogram
	open        Labelled // gauges of open sessions, by door
	dropped     Labelled // input dropped for coming too fast, by kind
}

// Labelled is a family of counters, one for each combination of label values.
type Labelled struct {
	set    *metrics.Set
	name   string
	labels []string
}

// Of returns the counter for values, one for each label.
func (l Labelled) Of(values ...string) *metrics.Counter {
	return l.set.GetOrCreateCounter(l.full(values))
}

// gauge returns the gauge for values.
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
	gauge("connections_half_open", func() int { _, n, _ := h.door.counts(); return n }) // those without a request yet
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
		latency:     times("frame_latency_seconds"), // from the first input that a frame shows until the frame is handed to the writer
		work:        times("frame_work_seconds"),    // the time to compute and paint a frame
		dropped:     by("dropped_input_total", "kind"),
		open:        by("sessions_open", "door"),
	}
}

// Handler serves /healthz and /metrics. It is for operators: clients must not reach it.
func (h *Host) Handler() http.Handler {
	mux := http.NewServeMux()
	metrics.ExposeMetadata(true) // a setting of the whole process; nothing else has metrics
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		h.Counters.set.WritePrometheus(w)
		metrics.WriteProcessMetrics(w)
	})
	mux.HandleFunc("GET /healthz", h.health)
	return mux
}

// health reports whether new sessions are admitted, and the numbers of open ones.
func (h *Host) health(w http.ResponseWriter, _ *http.Request) {
	conns, halfOpen, sessions := h.door.counts()
	status, code := "ok", http.StatusOK
	if h.Draining() {
		status, code = "draining", http.StatusServiceUnavailable
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(map[string]any{ // an error means that the client is gone
		"status": status, "sessions": sessions, "connections": conns, "half_open": halfOpen,
		"goroutines": runtime.NumGoroutine(),
	})
}
