package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/go-fonts/dejavu/dejavusansmono"
)

//go:embed page
var files embed.FS

// policy is what the page may do: load scripts, styles, its font and its icon from
// here, and open a socket to here. xterm.js makes elements and attributes of style,
// which the policy forbids; page.js makes constructed style sheets and properties of
// them.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// headers are those of every answer.
var headers = map[string]string{
	"Content-Security-Policy":      policy,
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Referrer-Policy":              "no-referrer", // addresses have names of rooms
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-read=(), clipboard-write=(self)",
}

// kinds are the media types of what there is, by the ends of names.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".mjs": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".ttf": "font/ttf", ".LICENSE": "text/plain; charset=utf-8",
}

// file is something to load, compressed.
type file struct {
	kind, tag string
	packed    []byte
}

// pack reads the files of the page: those that are not compressed yet are.
func pack() (map[string]file, error) {
	out := map[string]file{}
	add := func(name string, data []byte) {
		name, packed := strings.CutSuffix(name, ".gz")
		kind := kinds[path.Ext(name)]
		if kind == "" {
			return
		}
		if !packed {
			var b bytes.Buffer
			w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is one there is
			_, _ = w.Write(data)                                  // a buffer takes everything
			_ = w.Close()
			data = b.Bytes()
		}
		sum := sha256.Sum256(data)
		out["/"+name] = file{kind, strconv.Quote(hex.EncodeToString(sum[:8])), data}
	}
	entries, err := fs.ReadDir(files, "page")
	for _, e := range entries {
		data, err := files.ReadFile("page/" + e.Name())
		if err != nil {
			return nil, err
		}
		add(e.Name(), data)
	}
	add("font.ttf", dejavusansmono.TTF)
	return out, err
}

// serve answers with a file.
func (f file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "no-cache") // ask whether it has changed
	h.Set("ETag", f.tag)
	if r.Header.Get("If-None-Match") == f.tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Encoding", "gzip") // every browser reads it, and unpacking is work that requests could pile up
	h.Set("Content-Length", strconv.Itoa(len(f.packed)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(f.packed) // the client may be gone
	}
}
