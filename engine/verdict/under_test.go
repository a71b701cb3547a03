package verdict_test

import (
	"context"
	"reflect"
	"testing"

	"crossover/engine/verdict"
)

// TestUnderOtherTerms tests three claims of the article under terms other than their own:
// the answers stay, and claims on a band also say where the answer flips.
func TestUnderOtherTerms(t *testing.T) {
	all, results, v := shippedResults(t)
	f := *all
	f.Verdicts = nil
	var list, before []verdict.Result
	for i := range all.Verdicts {
		switch all.Verdicts[i].ID {
		case "below-100k-serverless", "upload-processing", "most-are-hybrid":
			f.Verdicts = append(f.Verdicts, all.Verdicts[i])
			list, before = append(list, results[i]), append(before, results[i])
		}
	}
	if err := verdict.AddUnder(context.Background(), v.Engine(), &f, list, 2); err != nil {
		t.Fatal(err)
	}
	for i := range list {
		got := list[i]
		under := got.Under
		got.Under = nil
		if !reflect.DeepEqual(got.Flips, before[i].Flips) || got.Answer != before[i].Answer || len(got.Checks) != len(before[i].Checks) {
			t.Errorf("%s: the answer changed", got.ID)
		}
		var terms []string
		for _, u := range under {
			terms = append(terms, u.Terms)
			if band := got.ID == "below-100k-serverless"; band != (u.Flip != nil) {
				t.Errorf("%s under %s flips at %v", got.ID, u.Terms, u.Flip)
			}
		}
		if want := []string{"level=production", "free=off", "ban=aws"}; got.Answer != verdict.Untestable && !reflect.DeepEqual(terms, want) {
			t.Errorf("%s: %v", got.ID, terms)
		}
		if got.ID == "below-100k-serverless" && !(under[1].Flip.At < got.Flip.At && under[0].Flip.At > got.Flip.At) {
			t.Errorf("flips at %v, in production at %v, without free tiers at %v", got.Flip.At, under[0].Flip.At, under[1].Flip.At)
		}
	}
}

// TestNoneIsLeft bans the only vendor of a claim.
func TestNoneIsLeft(t *testing.T) {
	e := shipped(t)
	f := &verdict.File{Verdicts: []verdict.Claim{{ID: "it", Scenarios: []verdict.Scenario{{Tokens: "rate=1/s level=hobby"}},
		Tests: []verdict.Test{{Runs: &verdict.RunsTest{Of: "aws-lambda-x86"}}, {Figure: &verdict.FigureTest{Of: "aws-lambda-x86", AtMost: new(float64)}}}}}}
	list := must(verdict.Run(context.Background(), e, f, 1))
	if err := verdict.AddUnder(context.Background(), e, f, list, 1); err != nil || len(list[0].Under) != 3 {
		t.Fatalf("%+v, %v", list[0].Under, err)
	}
	if u := list[0].Under[2]; u.Terms != "ban=aws" || u.Answer != verdict.Untestable || u.Why == "" {
		t.Errorf("%+v", u)
	}
}
