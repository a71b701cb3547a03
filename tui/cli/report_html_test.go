package cli

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"crossover/tui/format"
)

// TestWebReport checks the text of a report as a web page: the files it loads, its policy
// and its figures.
func TestWebReport(t *testing.T) {
	tokens := []string{"rate=50/s", "memory=1GB"}
	page, stderr, code := run(t, append([]string{"report", "--html"}, tokens...)...)
	if code != 0 {
		t.Fatal(stderr)
	}
	seen, rows := webElements(t, page)
	for _, name := range []string{"h1", "figure", "path", "circle", "details", "script", "style"} {
		if seen[name] == 0 {
			t.Errorf("there is no <%s>", name)
		}
	}
	for _, name := range []string{"link", "img", "iframe", "image", "use", "form"} {
		if seen[name] > 0 {
			t.Errorf("there is a <%s>", name)
		}
	}
	checkPolicy(t, page)
	for i, e := range evaluate(t, tokens...).Offers[:10] {
		found := false
		for _, row := range rows {
			found = found || len(row) == 9 && row[0] == fmt.Sprint(i+1) && row[1] == e.Title && row[2] == format.Money{Currency: defaultScenario().Currency}.Text(*e.Monthly)
		}
		if !found {
			t.Errorf("%s at $%g is not in place %d of the page", e.Title, *e.Monthly, i+1)
		}
	}
	_, stderr, code = run(t, "report", "--html", "--plain")
	if code != exitBadInput || !strings.Contains(stderr, "two formats") {
		t.Errorf("code %d: %s", code, stderr)
	}
}

// webElements counts a page's elements and returns the cells of its tables. Elements that
// load files, and attributes with styles or scripts, are errors.
func webElements(t *testing.T, page string) (seen map[string]int, rows [][]string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, []string{"meta"}, xml.HTMLEntity
	seen = map[string]int{}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return seen, rows
		}
		if err != nil {
			t.Fatalf("at byte %d: %v", d.InputOffset(), err)
		}
		switch x := tok.(type) {
		case xml.StartElement:
			seen[x.Name.Local]++
			checkAttributes(t, x)
			if x.Name.Local == "tr" {
				rows = append(rows, nil)
			}
			if n := len(rows); x.Name.Local == "td" && n > 0 {
				rows[n-1] = append(rows[n-1], "")
			}
		case xml.CharData:
			if n := len(rows); n > 0 && len(rows[n-1]) > 0 {
				rows[n-1][len(rows[n-1])-1] += string(x)
			}
		}
	}
}

func checkAttributes(t *testing.T, x xml.StartElement) {
	t.Helper()
	for _, a := range x.Attr {
		if name := a.Name.Local; name == "src" || name == "style" || strings.HasPrefix(name, "on") || name == "href" && x.Name.Local != "a" {
			t.Errorf("<%s> has %s=%q", x.Name.Local, name, a.Value)
		}
	}
}

// checkPolicy checks that the page's policy permits its style and its script, and that
// these load nothing.
func checkPolicy(t *testing.T, page string) {
	t.Helper()
	for _, name := range []string{"style", "script"} {
		text := regexp.MustCompile(`(?s)<` + name + `>(.*?)</` + name + `>`).FindStringSubmatch(page)[1]
		sum := sha256.Sum256([]byte(text))
		if want := name + "-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(page, want) {
			t.Errorf("the policy does not allow the %s: %s", name, want)
		}
		if strings.Contains(text, "url(") || strings.Contains(text, "http") || strings.Contains(text, "import") {
			t.Errorf("the %s loads something", name)
		}
	}
}
