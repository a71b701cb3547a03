package cli

import (
	"bytes"
	"context"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// configured runs the program with a configuration folder.
func configured(t *testing.T, home string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	code = Run(context.Background(), args, Env{
		Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, ConfigHome: home,
		Now: func() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) },
	})
	return out.String(), errs.String(), code
}

func has(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, w := range wants {
		if !strings.Contains(text, w) {
			t.Errorf("no %q in\n%s", w, text)
		}
	}
}

func TestRefreshOfUnchangedPrices(t *testing.T) {
	v, home := newVendor(t), t.TempDir()
	stdout, stderr, code := v.refresh(home)
	if code != exitOK {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	file := filepath.Join(home, "crossover", "catalog", refreshName)
	has(t, stdout, "0 prices changed\n", " prices are in "+file+"\n", "not refreshable", "  gcp: run-gpu-l4, run-gpu-rtx-pro-6000, scheduler\n", "  aws: cross-az, ")
	has(t, stderr, "crossover: aws-ec2: fetching AWS Price List, EC2, EBS and NAT\n", "crossover: aws-elb: 2 prices\n")
	stdout, _, _ = configured(t, home, "prices", "--own", "-o", "csv")
	has(t, stdout,
		"aws,lambda-duration-x86,,\"Lambda duration, x86\",0.0000166667,1,GB-second,6000000000:0.0000166667;15000000000:0.000015;:0.0000133334,2026-11-20,3,false,2,"+v.URL+"/offers/v1.0/aws/AWSLambda/current/us-east-1/index.json,00-refresh.yaml,",
		"azure,functions-requests,,Functions Consumption executions,0.2,1000000,request,,2026-11-23,0,false,2,",
		"aws,c7g.large,c7g,", "aws,c7g.large,ecs-nodes,")
}

func TestRefreshOfChangedPrices(t *testing.T) {
	v, home := newVendor(t), t.TempDir()
	v.price = func(meter string, old float64) float64 {
		switch meter {
		case "lambda-duration-arm64", "c7g.large":
			return old * 0.9
		}
		return old
	}
	stdout, stderr, code := v.refresh(home, "--dry-run")
	if code != exitOK {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	if list, _ := os.ReadDir(home); len(list) > 0 {
		t.Errorf("a dry run writes %v", list)
	}
	has(t, stdout, "3 prices changed\n")
	stdout, _, _ = v.refresh(home)
	for _, row := range []string{
		`aws/lambda-duration-arm64 0.0000133334 0.00001200006 GB-second -10.0 %`, `from 7.5B 0.0000120001 0.00001080009 -10.0 %`,
		`aws/c7g.large 0.0725 0.06525 hour -10.0 %`, `3 prices changed`,
	} {
		has(t, strings.Join(strings.Fields(stdout), " "), row)
	}
	// A second refresh changes nothing, and a partial one keeps the other prices.
	stdout, _, _ = v.refresh(home)
	has(t, stdout, "0 prices changed\n")
	v.price = func(_ string, old float64) float64 { return old }
	stdout, _, _ = v.refresh(home, "--only", "aws-lambda")
	has(t, stdout, "1 price changed\n", " prices are in ")
	stdout, _, _ = configured(t, home, "prices", "--meter", "c7g.large", "-o", "csv")
	has(t, stdout, ",0.06525,")
}

// TestRefreshAndOwnPrices checks that the user's prices take precedence over fetched
// ones, and that discounts apply to them.
func TestRefreshAndOwnPrices(t *testing.T) {
	v, home := newVendor(t), t.TempDir()
	dir := filepath.Join(home, "crossover", "catalog")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	own := "provider: aws\nrates: {alb-lcu: {price: 0.001}}\ndiscounts: [{percent: 50, provider: aws, meter: alb-hours}]\n"
	if err := os.WriteFile(filepath.Join(dir, "mine.yaml"), []byte(own), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, stderr, code := v.refresh(home); code != exitOK {
		t.Fatal(stderr)
	}
	stdout, _, _ := configured(t, home, "prices", "--meter", "alb", "-o", "csv")
	has(t, stdout, "alb-lcu,,Load-balancer capacity units,0.001,", ",0.01125,", `"00-refresh.yaml, mine.yaml"`)
}

func TestRefreshThatFails(t *testing.T) {
	replace := func(old, now string) func(http.ResponseWriter, *http.Request, string) (string, bool) {
		return func(_ http.ResponseWriter, _ *http.Request, text string) (string, bool) {
			return strings.ReplaceAll(text, old, now), false
		}
	}
	for what, c := range map[string]struct {
		spoil func(http.ResponseWriter, *http.Request, string) (string, bool)
		args  []string
		want  string
	}{
		"500": {func(w http.ResponseWriter, _ *http.Request, _ string) (string, bool) {
			http.Error(w, "x", 500)
			return "", true
		}, nil, "crossover: aws-lambda: the server answers 500 Internal Server Error; once more in 1ms\ncrossover: aws-lambda: the server answers 500 Internal Server Error (tried 2 times)\n"},
		"404": {func(w http.ResponseWriter, _ *http.Request, _ string) (string, bool) {
			http.NotFound(w, nil)
			return "", true
		}, nil, "404 Not Found; nothing was written"},
		"truncated": {func(_ http.ResponseWriter, _ *http.Request, text string) (string, bool) {
			return text[:len(text)/2], false
		}, nil, "the list is cut off after "},
		"schema":   {replace(`"products"`, `"goods"`), nil, "may have changed the format of its price list; nothing was written"},
		"currency": {replace(`"USD"`, `"CNY"`), nil, "priced in CNY; want USD; nothing was written"},
		"azure":    {replace(`"USD"`, `"EUR"`), []string{"--only", "azure-functions"}, "azure-functions: the list is priced in EUR; want USD"},
		"renamed":  {replace(`"usagetype"`, `"usageType"`), nil, "aws-lambda: none of its prices is where it should be; nothing was written"},
		"slow": {func(w http.ResponseWriter, r *http.Request, text string) (string, bool) {
			_, _ = w.Write([]byte(text[:10]))
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
			return "", true
		}, []string{"--timeout", "100ms"}, "gave up: the time is up: 100ms; --timeout sets it; nothing was written"},
	} {
		t.Run(what, func(t *testing.T) {
			v, home := newVendor(t), t.TempDir()
			v.spoil = c.spoil
			if c.args == nil {
				c.args = []string{"--only", "aws-lambda"}
			}
			stdout, stderr, code := v.refresh(home, c.args...)
			if code != exitFailure || stdout != "" {
				t.Errorf("exit %d, %s", code, stdout)
			}
			has(t, stderr, c.want)
			if list, _ := os.ReadDir(home); len(list) > 0 {
				t.Errorf("writes %v", list)
			}
		})
	}
}

// TestAFailureKeepsTheOldFile checks that a failure does not change the file of an
// earlier refresh.
func TestAFailureKeepsTheOldFile(t *testing.T) {
	v, home := newVendor(t), t.TempDir()
	if _, stderr, code := v.refresh(home); code != exitOK {
		t.Fatal(stderr)
	}
	file := filepath.Join(home, "crossover", "catalog", refreshName)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	v.spoil = func(_ http.ResponseWriter, _ *http.Request, text string) (string, bool) {
		return text[:len(text)-1], false
	}
	if _, _, code := v.refresh(home); code != exitFailure {
		t.Errorf("exit %d", code)
	}
	if after, err := os.ReadFile(file); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file changes: %v", err)
	}
	if list, _ := os.ReadDir(filepath.Dir(file)); len(list) != 1 {
		t.Errorf("left behind: %v", list)
	}
}

// TestOneFailedListKeepsTheOthers checks that a failed list affects only its own prices.
func TestOneFailedListKeepsTheOthers(t *testing.T) {
	v, home := newVendor(t), t.TempDir()
	v.price = func(_ string, old float64) float64 { return old * 1.1 }
	v.spoil = func(w http.ResponseWriter, r *http.Request, text string) (string, bool) {
		if strings.Contains(r.URL.Path, "AmazonECS") {
			http.NotFound(w, r)
			return "", true
		}
		return text, false
	}
	stdout, stderr, code := v.refresh(home, "--only", "aws-fargate,aws-elb")
	if code != exitFailure {
		t.Errorf("exit %d", code)
	}
	has(t, stdout, "2 prices changed\n", "2 prices are in ")
	has(t, stderr, "crossover: 1 of the price lists could not be read, so their prices stay as they were: aws-fargate: the server answers 404 Not Found\n")
	stdout, _, _ = configured(t, home, "prices", "--own", "-o", "csv")
	has(t, stdout, "aws,alb-hours,,Application Load Balancer,0.02475,")
}

// TestRefreshOfRegions checks that prices of other regions come from their lists, with
// tiers. Prices that are equal everywhere are stored for the home region only.
func TestRefreshOfRegions(t *testing.T) {
	v, home := newVendor(t), t.TempDir()
	key := filepath.Join(home, "key")
	if err := os.WriteFile(key, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	v.price = func(meter string, old float64) float64 {
		switch {
		case meter == "egress":
			return math.Round(old*map[bool]float64{true: 0.8e4, false: 1e4}[old < 0.09]) / 1e4
		case meter == "t4g.small" || meter == "run-request-vcpu":
			return math.Round(old*1.5e7) / 1e7
		}
		return old
	}
	stdout, stderr, code := v.refresh(home, "--region", "ap-northeast,eu-central", "--gcp-key", key, "--only", "aws-egress,aws-ec2,aws-cloudfront,gcp-run")
	if code != exitOK {
		t.Fatal(stderr)
	}
	has(t, stdout, "ap-northeast:\n", "eu-central:\n")
	has(t, stderr, "aws-egress in eu-central: 1 price\n", "gcp-run in ap-northeast: 9 prices\n")
	if strings.Contains(stderr, "cloudfront") || strings.Contains(stderr, "secret") {
		t.Errorf("CloudFront has no regions, and keys are not told: %s", stderr)
	}
	for class, rows := range map[string][]string{
		"ap-northeast": {",0.114,1,GB,10240:0.114;51200:0.0712;153600:0.0688;:0.0672,2026-11-20,", ",0.0324,1,instance-hour,", ",0.000036,1,vCPU-second,"},
		"eu-central":   {",0.0288,1,instance-hour,", ",0.0000504,1,vCPU-second,"},
		"us-east":      {",0.0168,1,instance-hour,", ",0.000024,1,vCPU-second,"},
	} {
		stdout, _, _ := configured(t, home, "prices", "--region", class, "-o", "csv", "--provider", "aws,gcp")
		has(t, stdout, rows...)
	}
	// A refresh of the home region alone keeps the prices of other regions.
	v.price = func(_ string, old float64) float64 { return old }
	if _, stderr, code := v.refresh(home, "--only", "aws-ec2"); code != exitOK {
		t.Fatal(stderr)
	}
	stdout, _, _ = configured(t, home, "prices", "--region", "eu-central", "-o", "csv", "--meter", "t4g.small")
	has(t, stdout, ",0.0288,1,instance-hour,")
}

// TestHistoryOfPrices checks that a refresh appends its changes to the history, which the
// explorer receives.
func TestHistoryOfPrices(t *testing.T) {
	v, home := newVendor(t), t.TempDir()
	for _, factor := range []float64{1.1, 1.1, 1.2} {
		v.price = func(_ string, old float64) float64 { return old * factor }
		if _, stderr, code := v.refresh(home, "--only", "aws-elb"); code != exitOK {
			t.Fatal(stderr)
		}
	}
	file := filepath.Join(home, "crossover", "catalog", "00-refresh-history.csv")
	text, err := os.ReadFile(file)
	want := historyHead + "\n2026-11-23,aws/alb-hours,us-east,0.0225,0.02475\n2026-11-23,aws/alb-lcu,us-east,0.008,0.0088\n" +
		"2026-11-23,aws/alb-hours,us-east,0.02475,0.027\n2026-11-23,aws/alb-lcu,us-east,0.0088,0.0096\n"
	if err != nil || string(text) != want {
		t.Errorf("%v: %s", err, text)
	}
	if err := os.WriteFile(file, []byte(want+"2026-11-24,aws/alb-lcu,us-east,much,0.0096\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, stderr, code := v.refresh(home, "--only", "aws-elb")
	if has(t, stderr, `00-refresh-history.csv:6: "2026-11-24,aws/alb-lcu,us-east,much,0.0096": want a date as 2026-11-20,`); code != exitBadInput {
		t.Errorf("exit %d", code)
	}
}

// TestRefreshOfRealLists finds prices in excerpts of published lists. A list older than
// the catalogue replaces prices only with --older.
func TestRefreshOfRealLists(t *testing.T) {
	v, home := recorded(t), t.TempDir()
	stdout, stderr, code := v.refresh(home, "--only", "aws-fargate,aws-ec2,aws-lambda,azure-functions,azure-container-apps")
	if code != exitFailure { // the excerpts are incomplete
		t.Errorf("exit %d", code)
	}
	has(t, stdout, "0 prices changed\n")
	has(t, stderr,
		"aws-ec2: the list of 2024-05-28 is older than 1 price that differ, which stay; --older takes it: p4d.24xlarge\n",
		"azure-container-apps: 3 prices\n", "azure-functions: 2 prices\n")
	for _, found := range []string{"fargate-vcpu-x86", "fargate-memory-arm64", "lambda-requests", "lambda-duration-x86", "lambda-provisioned-duration-arm64", "apps-vcpu"} {
		if strings.Contains(stderr, found+": ") {
			t.Errorf("%s is not found: %s", found, stderr)
		}
	}
	stdout, _, _ = v.refresh(home, "--only", "aws-ec2", "--older")
	has(t, strings.Join(strings.Fields(stdout), " "), "aws/p4d.24xlarge 21.9576 32.7726 hour +49.3 %")
	stdout, _, _ = configured(t, home, "prices", "--meter", "p4d.24xlarge", "-o", "csv")
	has(t, stdout, ",32.7726,", ",2024-05-28,", ",true,2,")
	if strings.Contains(stdout, "2025-06-23") {
		t.Errorf("the note of the old price is with the new one: %s", stdout)
	}
}

// TestRefreshOfRealListsOfGoogleAndAzure checks that the price of a Google size is the
// sum of its vCPUs and memory, and that a free tier is not taken for the price.
func TestRefreshOfRealListsOfGoogleAndAzure(t *testing.T) {
	v, home := recorded(t), t.TempDir()
	key := filepath.Join(home, "key")
	if err := os.WriteFile(key, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	stdout, stderr, code := v.refresh(home, "--gcp-key", key, "--only", "gcp-compute,gcp-network,gcp-pubsub,gcp-redis,gcp-sql,azure-app-service,azure-egress")
	if code != exitOK {
		t.Errorf("exit %d", code)
	}
	has(t, stderr, "gcp-compute: 8 prices\n", "gcp-network: 2 prices\n", "gcp-pubsub: 1 price\n", "gcp-redis: 6 prices\n", "gcp-sql: 5 prices\n",
		"azure-app-service: 6 prices\n", "azure-egress: 1 price\n")
	// 0.25 vCPU at 0.02181159 and 1 GiB at 0.00292353; 4 vCPUs and 16 GiB.
	table := strings.Join(strings.Fields(stdout), " ")
	has(t, table, "gcp/e2-micro 0.008377 0.0083764275 hour", "gcp/e2-standard-4 0.134023 0.13402284 hour", "5 prices changed")
	stdout, _, _ = configured(t, home, "prices", "--own", "-o", "csv")
	has(t, stdout, "egress,,Data out to the internet,0.087,1,GB,10235:0.087;51195:0.083;153595:0.07;:0.05,",
		"ipv4,,External IPv4 address,0.005,1,hour,", "pubsub,,Pub/Sub messages,40,1024,GiB,", "P1v3,app-service,", "M2 10 GB,redis,")
	// In Frankfurt: 1 vCPU at 0.02810224 and 4 GiB at 0.00376668.
	stdout, stderr, code = v.refresh(home, "--gcp-key", key, "--only", "gcp-compute", "--region", "eu-central")
	if code != exitOK {
		t.Error(stderr)
	}
	has(t, strings.Join(strings.Fields(stdout), " "), "gcp/e2-medium 0.043168756764 0.04316896 hour")
}

// TestPricesThatAreMissed checks that an implausible or missing price is reported and the
// others are written.
func TestPricesThatAreMissed(t *testing.T) {
	v := newVendor(t)
	v.price = func(meter string, old float64) float64 {
		if meter == "alb-lcu" {
			return old * 1000
		}
		return old
	}
	out := filepath.Join(t.TempDir(), "list.yaml")
	_, stderr, code := v.refresh("", "--only", "aws-elb", "-o", out)
	if code != exitFailure {
		t.Errorf("exit %d", code)
	}
	has(t, stderr, "aws-elb: alb-lcu: the list says $8, the catalogue $0.008: too far apart to be the same thing\n",
		"1 price could not be refreshed")
	text, err := os.ReadFile(out)
	if err != nil || strings.Contains(string(text), "alb-lcu") {
		t.Errorf("%v: %s", err, text)
	}
	has(t, string(text), refreshHead+" on 2026-11-23.\n", "      alb-hours:\n        price: 0.0225\n")
	if _, stderr, code := configured(t, "", "prices", "check", out); code != exitOK {
		t.Errorf("the file does not pass its own check: %s", stderr)
	}
}

func TestRefreshInput(t *testing.T) {
	v, dir := newVendor(t), t.TempDir()
	mine := filepath.Join(dir, "mine.yaml")
	if err := os.WriteFile(mine, []byte("provider: aws\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--only", "aws-lamda", "-o", "x"}, `--only: there is no price list "aws-lamda"; write aws-lambda, `},
		{[]string{"-o", mine}, "mine.yaml was not written by this command, so it is left as it is"},
		{nil, "there is no configuration folder; name a file with -o"},
		{[]string{"--region", "eu-middle"}, `--region: there is no class "eu-middle"; write us-east, `},
		{[]string{"--region", "eu-west", "--only", "aws-cloudfront"}, "--region: none of these price lists is of eu-west"},
		{[]string{"--only", "gcp-run"}, "--only: gcp-run needs a key of Google's Cloud Billing API; --gcp-key names the file that has it"},
		{[]string{"--gcp-key", mine}, "mine.yaml: want a file with the key and nothing else"},
		{[]string{"--timeout", "soon"}, "write a time such as 90s or 15m"},
		{[]string{"--attempts", "0"}, "write a whole number from 1 to 20"},
	} {
		stdout, stderr, code := v.refresh("", c.args...)
		if code != exitBadInput || stdout != "" {
			t.Errorf("%v: exit %d, %s", c.args, code, stdout)
		}
		has(t, stderr, c.want)
	}
	if text, err := os.ReadFile(mine); err != nil || string(text) != "provider: aws\n" {
		t.Errorf("%v: %s", err, text)
	}
}

// TestVerifyOfANamedCatalogue checks that verify ignores the overlays that always apply,
// but uses those of --catalog.
func TestVerifyOfANamedCatalogue(t *testing.T) {
	home := t.TempDir()
	dear := filepath.Join(home, "crossover", "catalog", "dear.yaml")
	if err := os.MkdirAll(filepath.Dir(dear), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dear, []byte("provider: aws\nrates: {lambda-requests: {price: 0.5}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if stdout, _, code := configured(t, home, "verify"); code != exitOK {
		t.Errorf("the files that always apply count: %s", stdout)
	}
	stdout, stderr, code := configured(t, home, "verify", "--catalog", dear)
	if has(t, stderr, "not every published figure is reproduced: "); code != exitFailure {
		t.Errorf("exit %d", code)
	}
	// 2M requests beyond the free ones at 0.50 per million instead of 0.20.
	has(t, strings.Join(strings.Fields(stdout), " "), "a1-mobile-backend 2.73 3.33 USD differ")
}
