package nearest

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	_ "crossover/engine/proptest"
)

func TestQuestion(t *testing.T) {
	keys := []string{"rate", "memory", "duration", "cpu", "gpu", "migration", "p99", "pin", "nord", "aws", "gcp"}
	offers := []string{"aws-lambda-arm64", "aws-lambda-x86", "aws-lambda-x86-http-api", "aws-fargate-arm64", "aws-fargate-x86", "gcp-cloud-run-request"}
	for _, c := range []struct {
		name  string
		names []string
		want  string
	}{
		{"rat", keys, "; did you mean rate?"},
		{"rte", keys, "; did you mean rate?"},
		{"memroy", keys, "; did you mean memory?"},
		{"Memory", keys, "; did you mean memory?"},
		{"pni", keys, "; did you mean pin?"},
		{"nrod", keys, "; did you mean nord?"},
		{"cpuu", keys, "; did you mean cpu?"},
		{"zebra", keys, "; none"},
		{"", keys, "; none"},
		{"x", nil, "; none"},
		{"aws-lamda-x86", offers, "; did you mean aws-lambda-x86?"},
		{"aws-lambda-arm65", offers, "; did you mean aws-lambda-arm64?"},
		{"gcp-cloudrun-request", offers, "; did you mean gcp-cloud-run-request?"},
		{"fargate", offers, "; did you mean aws-fargate-x86 or aws-fargate-arm64?"},
		{"lamda", offers, "; did you mean aws-lambda-x86 or aws-lambda-arm64 or aws-lambda-x86-http-api?"},
		{"zz", offers, "; none"},
	} {
		if got := Question(c.name, c.names, "; none"); got != c.want {
			t.Errorf("%q: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestNames(t *testing.T) {
	list := []string{"ec2", "ebs", "ec2-spot", "s3"}
	if got := Names("ec3", list, 2); !slices.Equal(got, []string{"ec2", "ec2-spot"}) {
		t.Errorf("got %q", got)
	}
	if got := Names("ec3", list, 9); len(got) != len(list) {
		t.Errorf("got %q", got)
	}
}

// TestDistance checks that the distance is symmetric, that one edit has distance 1, and
// that a part is never further than the whole.
func TestDistance(t *testing.T) {
	word := rapid.StringMatching(`[a-d]{0,8}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		d := distance(a, b, false)
		if d != distance(b, a, false) || (d == 0) != (a == b) || d > max(len(a), len(b)) || distance(a, b, true) > d {
			t.Fatalf("%q and %q are %d apart, parts %d", a, b, d, distance(a, b, true))
		}
		i := rapid.IntRange(0, len(a)).Draw(t, "at")
		if longer := a[:i] + "x" + a[i:]; distance(a, longer, false) != 1 || distance(longer[:i+1], a[:i], false) != 1 {
			t.Fatalf("%q and %q are not one apart", a, longer)
		}
		if distance(a[i:], a, true) != 0 {
			t.Fatalf("%q is not a part of %q", a[i:], a)
		}
	})
}
