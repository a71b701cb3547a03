package sim_test

import (
	"context"
	"fmt"

	"crossover/engine/coldstart"
	"crossover/engine/sim"
)

// The published example of SimFaaS: the model's figure and the simulation's.
func Example() {
	pool := coldstart.Pool{Rate: 0.9, Service: 1.991, Cold: 2.244, Idle: 600}
	var solver coldstart.Solver
	result, err := sim.RunReplicas(context.Background(), sim.FromPool(pool, 1), sim.Plan{Requests: 2_000_000})
	if err != nil {
		fmt.Println(err)
		return
	}
	state := solver.Solve(pool)
	model := sim.Modelled{ColdStart: state.ColdStart, Instances: state.Total, Running: state.Running, Idle: state.Idle}
	figures := sim.Comparison{Model: model, Simulation: result.Report.Simulated}.Figures()
	fmt.Printf("%s %.1f\n", figures[1].Name, figures[1].Simulation.Value)
	// Output: instances 7.7
}
