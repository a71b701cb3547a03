package verify

import (
	"math"
	"strings"
	"testing"
)

func TestExpressions(t *testing.T) {
	values := map[string]float64{"x": 3, "long_name2": 4}
	for src, want := range map[string]float64{
		"1": 1, "1.5": 1.5, ".5": 0.5, "3e6": 3e6, "3E-2": 0.03, "3_000_000": 3e6, "2e+2": 200,
		"x": 3, "long_name2": 4, " 1 +\n\t2 ": 3,
		"1 + 2 * 3": 7, "(1 + 2) * 3": 9, "8 / 4 / 2": 1, "8 - 4 - 2": 2, "2 - -3": 5, "-x * 2": -6, "--1": 1,
		"6 × 2 ÷ 3 − 1": 3,
		"ceil(1.2)":     2, "ceil(0.1 * 3 * 10)": 3, "floor(1.8)": 1, "floor(0.7 * 10)": 7, "floor(-1.5)": -2,
		"round(2.5)": 3, "round(-2.5)": -3, "round(0.045696, 4)": 0.0457, "round(1234, -2)": 1200, "round(1.005, 2)": 1.01,
		"min(3, 1, 2)": 1, "max(3, 1, 2)": 3, "max(x)": 3, "max(min(16, floor(2048 / 512)), 1)": 4,
	} {
		e, err := parseExpr(src)
		if err != nil {
			t.Errorf("%q: %v", src, err)
			continue
		}
		if got, err := e.eval(values); err != nil || math.Abs(got-want) > 1e-12 {
			t.Errorf("%q = %v (%v), want %v", src, got, err, want)
		}
	}
}

func TestBadExpressions(t *testing.T) {
	for src, want := range map[string]string{
		"": "is empty", "   ": "is empty", "1 +": "expected operand", "(1": "expected ')'", "max(1": "in argument list",
		"1 2": "found 2 at character 3", "1)": "found ')'", "* 2": `unexpected "* 2"`, "2 $ 3": "'$' at character 3", "a b": "found b",
		"1.2.3": "found .3", "1e": "no digits", "0x10": "is not a number", "1e999": "is not a number", "1i": "is not a number", "'a'": "is not a number",
		"1 // 2": "no comments", "max(1, /* */ 2)": "no comments", "1 == 1": `unexpected "=="`, "+1": `unexpected "+1"`, "&x": `unexpected "&x"`,
		"x.y": `unexpected "x.y"`, "x[1]": `unexpected "x[1]"`, "func() {}": "unexpected", "é": "plain letters", "range + 1": "expected operand",
		"max(x...)": "comma or dots", "int(2)": "unknown function",
		"sqrt(2)": "unknown function", "ceil()": "want ceil(x)", "ceil(1, 2)": "want ceil(x)", "round(1, 2, 3)": "want round(x)",
		"2 ^ 3": `unexpected "^"`, "\xff": "UTF-8",
		strings.Repeat("(", 200) + "1" + strings.Repeat(")", 200):    "nested",
		strings.Repeat("-", 500) + "1":                               "nested",
		strings.Repeat("max(", 100) + "1" + strings.Repeat(")", 100): "nested",
		"1" + strings.Repeat(" + 1", 1000):                           "characters",
		"1 / 0":                                                      "divides by zero",
		"1e300 * 1e300":                                              "too large",
		"nothing + 1":                                                `unknown name "nothing"`,
		"ceil(1 / (x - 3))":                                          "divides by zero",
		strings.Repeat("9", 400):                                     "is not a number",
		"1e308 * 10 - 1e308 * 10":                                    "too large",
		"max(1, 2,)":                                                 "comma or dots",
		"min(" + strings.Repeat("1,", 400) + ")":                     "comma or dots",
	} {
		e, err := parseExpr(src)
		if err == nil {
			_, err = e.eval(map[string]float64{"x": 3})
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want %s", src, err, want)
		}
	}
}

func TestLongestExpression(t *testing.T) {
	src := "1" + strings.Repeat("+1", (maxExprBytes-1)/2)
	e, err := parseExpr(src)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := e.eval(nil); err != nil || got != float64(1+(maxExprBytes-1)/2) {
		t.Errorf("%v, %v", got, err)
	}
}

func FuzzExpr(f *testing.F) {
	for _, s := range []string{"1 + 2", "max(1, x) * (3 - ceil(2.5)) / 7", "-(-x)", "3_0.5e-2", "((", "min(,)", "x÷0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		e, err := parseExpr(src)
		if err != nil {
			return
		}
		x, err := e.eval(map[string]float64{"x": 3})
		if err == nil && (math.IsNaN(x) || math.IsInf(x, 0)) {
			t.Errorf("%q = %v", src, x)
		}
	})
}

func TestFigures(t *testing.T) {
	for s, want := range map[string]figure{
		"2.73": {2.73, 2}, "8.00": {8, 2}, "580": {580, 0}, "8.32e-7": {8.32e-7, 9}, "-1.5": {-1.5, 1}, "25E3": {25000, -3}, "1.": {1, 0},
	} {
		if got, err := parseFigure(s); err != nil || got != want {
			t.Errorf("%q: %+v, %v, want %+v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "x", "$5", "1,200", "1e999", ".5", "1e", "NaN", "0x1p4", strings.Repeat("1", 50)} {
		if got, err := parseFigure(s); err == nil {
			t.Errorf("%q: %+v, want an error", s, got)
		}
	}
	if f, _ := parseFigure("25E3"); !f.equals(25400, RoundSum) || f.equals(25600, RoundSum) {
		t.Error("25E3 is not compared to thousands")
	}
}
