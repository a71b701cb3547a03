package engine_test

import (
	"context"
	"fmt"

	"crossover/data"
	"crossover/engine"
	"crossover/engine/scenario"
)

// A scenario is a list of tokens, and an evaluator answers questions about it.
func Example() {
	c, err := data.Load()
	if err != nil {
		panic(err)
	}
	e, err := engine.New(c)
	if err != nil {
		panic(err)
	}
	s, err := scenario.Parse(scenario.Default(), "parts=api", "rate=3M/month", "memory=512MB", "duration=120ms", "free=off")
	if err != nil {
		panic(err)
	}
	lambda := e.NewEvaluator().Estimate(&s, 0, e.Find("aws-lambda-arm64"))
	for _, l := range lambda.Bill[:2] {
		fmt.Printf("%-28s %.0f %s: $%.2f\n", l.Title, l.Quantity, l.Unit, l.Amount)
	}
	// Output:
	// Lambda duration, arm64       313526 GB-second: $4.18
	// Lambda requests              3000000 request: $0.60
}

// Crossovers are the exact rates at which two offers cost the same.
func ExampleEvaluator_Crossovers() {
	e, s := open("parts=api", "memory=1GB", "duration=200ms")
	win := engine.Window{Axis: engine.AxisRate, Lo: 0.1, Hi: 1000}
	pair := []int{e.Find("aws-lambda-arm64"), e.Find("aws-fargate-arm64")}
	list, err := e.NewEvaluator().Crossovers(context.Background(), &s, 0, win, 60, pair)
	if err != nil {
		panic(err)
	}
	for _, x := range list {
		fmt.Printf("%.1f requests a second, at $%.0f a month\n", x.X, x.Cost)
	}
	// Output:
	// 7.9 requests a second, at $73 a month
	// 10.0 requests a second, at $95 a month
	// 10.3 requests a second, at $98 a month
}

// A layout is the cheapest place for every part of a system, priced as a whole.
func ExampleEvaluator_Recommend() {
	e, s := open("parts=api,cron", "rate=200/s", "allow=aws")
	l, err := e.NewEvaluator().Recommend(context.Background(), &s)
	if err != nil {
		panic(err)
	}
	for i, choice := range l.Choices {
		fmt.Printf("%s on %s\n", s.Part(i).Name, e.Offer(choice.Estimate.Offer).Title)
	}
	// Output:
	// api on EC2 c7g
	// cron on Lambda arm64, function URL
}

// open returns the shipped catalogue's engine, and a scenario of tokens.
func open(tokens ...string) (*engine.Engine, scenario.Scenario) {
	c, err := data.Load()
	if err != nil {
		panic(err)
	}
	e, err := engine.New(c)
	if err != nil {
		panic(err)
	}
	s, err := scenario.Parse(scenario.Default(), tokens...)
	if err != nil {
		panic(err)
	}
	return e, s
}
