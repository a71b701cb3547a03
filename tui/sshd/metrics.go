package sshd

import (
	"encoding/json"
	"net/http"
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what the server counts. None has a label that a client chooses.
type metrics struct {
	registry    *prometheus.Registry
	connections prometheus.Counter
	refused     *prometheus.CounterVec
	logins      *prometheus.CounterVec
	sessions    *prometheus.CounterVec
	ended       *prometheus.CounterVec
	commands    *prometheus.CounterVec
	panics      prometheus.Counter
	sent        prometheus.Counter
	frames      prometheus.Counter
	latency     prometheus.Histogram
	work        prometheus.Histogram
	dropped     *prometheus.CounterVec
}

func newMetrics(s *Server) *metrics {
	count := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "crossover", Name: name, Help: help})
	}
	counts := func(name, help, label string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "crossover", Name: name, Help: help}, []string{label})
	}
	times := func(name, help string) prometheus.Histogram {
		return prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: "crossover", Name: name, Help: help,
			Buckets: []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5},
		})
	}
	m := &metrics{
		registry:    prometheus.NewRegistry(),
		connections: count("connections_total", "Connections let in."),
		refused:     counts("refused_total", "Connections and sessions turned away, by reason.", "reason"),
		logins:      counts("logins_total", "Attempts to log in with a key or password, by result.", "result"),
		sessions:    counts("sessions_total", "Sessions started, by kind.", "kind"),
		ended:       counts("sessions_ended_total", "Sessions ended, by reason.", "reason"),
		commands:    counts("commands_total", "Commands run, by exit code.", "code"),
		panics:      count("panics_total", "Panics contained in a session."),
		sent:        count("sent_bytes_total", "Bytes sent to clients."),
		frames:      count("frames_total", "Frames sent."),
		latency:     times("frame_latency_seconds", "From the first input a frame shows to handing it over."),
		work:        times("frame_work_seconds", "What a frame takes to compute and paint."),
		dropped:     counts("dropped_input_total", "Input that came faster than it may, by kind.", "kind"),
	}
	gauge := func(name, help string, f func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "crossover", Name: name, Help: help}, f)
	}
	m.registry.MustRegister(
		m.connections, m.refused, m.logins, m.sessions, m.ended, m.commands, m.panics, m.sent, m.frames, m.latency, m.work, m.dropped,
		gauge("connections", "Connections there are.", func() float64 { n, _, _ := s.door.counts(); return float64(n) }),
		gauge("connections_half_open", "Connections that have not asked for anything yet.", func() float64 { _, n, _ := s.door.counts(); return float64(n) }),
		gauge("sessions", "Sessions there are.", func() float64 { _, _, n := s.door.counts(); return float64(n) }),
		gauge("rooms", "Rooms there are.", func() float64 { return float64(s.rooms.count()) }),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

// Handler answers /healthz and /metrics. It is for operators: do not put it
// where clients can reach it.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 10 * time.Second}))
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
