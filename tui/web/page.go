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

// policy permits the page to load scripts, styles, fonts and images from the server, and
// to open a socket to it. xterm.js creates style elements and attributes, which the
// policy forbids; page.js replaces them by constructed style sheets and their properties.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// headers are sent with every response.
var headers = map[string]string{
	"Content-Security-Policy":      policy,
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Referrer-Policy":              "no-referrer", // addresses contain names of rooms
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-read=(), clipboard-write=(self)",
}

// kinds maps extensions to media types.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".mjs": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".ttf": "font/ttf", ".LICENSE": "text/plain; charset=utf-8",
}

// file is a compressed file of the page.
type file struct {
	kind, tag string
	packed    []byte
}

// pack reads the page's files and compresses those that are not compressed.
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
			w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
			_, _ = w.Write(data)                                  // a buffer never fails
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

// serve responds with a file.
func (f file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "no-cache") // revalidate before use
	h.Set("ETag", f.tag)
	if r.Header.Get("If-None-Match") == f.tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Encoding", "gzip") // every browser supports it, and decompression here would cost processor time
	h.Set("Content-Length", strconv.Itoa(len(f.packed)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(f.packed) // the client may have left
	}
}
