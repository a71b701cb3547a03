package sshd

import (
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"

	"github.com/VictoriaMetrics/metrics"
)

// counters are what the server counts, in the namespace crossover. None has a
// label that a client chooses.
type counters struct {
	set         *metrics.Set
	connections *metrics.Counter // let in
	refused     labelled         // connections and sessions turned away, by reason
	logins      labelled         // attempts to log in with a key or password, by result
	sessions    labelled         // started, by kind
	ended       labelled         // sessions, by reason
	commands    labelled         // run, by exit code
	panics      *metrics.Counter // contained in a session
	sent        *metrics.Counter // bytes, to clients
	frames      *metrics.Counter // sent
	latency     *metrics.PrometheusHistogram
	work        *metrics.PrometheusHistogram
	dropped     labelled // input that came faster than it may, by kind
}

// labelled is one counter for each value of a label.
type labelled struct {
	set         *metrics.Set
	name, label string
}

// of returns the counter of a value.
func (l labelled) of(value string) *metrics.Counter {
	return l.set.GetOrCreateCounter(fmt.Sprintf("%s{%s=%q}", l.name, l.label, value))
}

func newCounters(s *Server) *counters {
	set := metrics.NewSet()
	count := func(name string) *metrics.Counter { return set.NewCounter("crossover_" + name) }
	times := func(name string) *metrics.PrometheusHistogram {
		return set.NewPrometheusHistogramExt("crossover_"+name, []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5})
	}
	gauge := func(name string, f func() int) {
		set.NewGauge("crossover_"+name, func() float64 { return float64(f()) })
	}
	gauge("connections", func() int { n, _, _ := s.door.counts(); return n })
	gauge("connections_half_open", func() int { _, n, _ := s.door.counts(); return n }) // those that have not asked for anything yet
	gauge("sessions", func() int { _, _, n := s.door.counts(); return n })
	gauge("rooms", s.rooms.count)
	return &counters{
		set:         set,
		connections: count("connections_total"),
		refused:     labelled{set, "crossover_refused_total", "reason"},
		logins:      labelled{set, "crossover_logins_total", "result"},
		sessions:    labelled{set, "crossover_sessions_total", "kind"},
		ended:       labelled{set, "crossover_sessions_ended_total", "reason"},
		commands:    labelled{set, "crossover_commands_total", "code"},
		panics:      count("panics_total"),
		sent:        count("sent_bytes_total"),
		frames:      count("frames_total"),
		latency:     times("frame_latency_seconds"), // from the first input a frame shows to handing it over
		work:        times("frame_work_seconds"),    // what a frame takes to compute and paint
		dropped:     labelled{set, "crossover_dropped_input_total", "kind"},
	}
}

// Handler answers /healthz and /metrics. It is for operators: do not put it
// where clients can reach it.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	metrics.ExposeMetadata(true) // for all of the process, where nothing else has metrics
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		s.metrics.set.WritePrometheus(w)
		metrics.WriteProcessMetrics(w)
	})
	mux.HandleFunc("GET /healthz", s.health)
	return mux
}

// health says whether new sessions are let in, and what there is.
func (s *Server) health(w http.ResponseWriter, _ *http.Request) {
	conns, halfOpen, sessions := s.door.counts()
	status, code := "ok", http.StatusOK
	if s.draining.Load() {
		status, code = "draining", http.StatusServiceUnavailable
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(map[string]any{ // the client may be gone
		"status": status, "sessions": sessions, "connections": conns, "half_open": halfOpen,
		"goroutines": runtime.NumGoroutine(),
	})
}
